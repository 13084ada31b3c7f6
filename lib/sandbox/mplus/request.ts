import { SaxesParser, type SaxesTagNS } from 'saxes';
import {
  ENUMS,
  type Field,
  isOperation,
  NAMESPACE,
  type OperationName,
  operationOf,
  type Type,
  typeOf,
} from '../../mplus/contract';
import type { Switches } from '../switches';
import type { Fields } from './entities';
import { SoapFault } from './fault';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

export interface ParsedRequest {
  operation: OperationName;
  /**
   * Children of the request element under their vendor names: wrappers as arrays, dates as text, percentages in percent, a
   * quantity as the whole number that was sent with its companion always present. Absent elements are absent keys, absent repeated
   * elements empty arrays.
   */
  request: Fields;
  /** What a client should not have sent, as sentences. */
  complaints: string[];
}

type Rules = Pick<Switches, 'mplusPercentFactor' | 'mplusMandatoryElements' | 'mplusAbsentDecimalPlaces' | 'mplusUnknownEnum'>;

/** One open element: what to do with its children, its text and its end. */
interface Frame {
  child(tag: SaxesTagNS): Frame;
  text(text: string): void;
  end(): void;
}

const nothing = () => {};
const skip: Frame = { child: () => skip, text: nothing, end: nothing };

/**
 * Reads a SOAP request as a gSOAP server does: children in any order, unknown elements skipped, any prefix, but the namespace has
 * to be right (reference 1.1). Throws SoapFault for what cannot be read at all.
 */
export function parseRequest(xml: string, offers: (operation: string) => boolean, rules: Rules): ParsedRequest {
  const reader = new RequestReader(offers, rules);
  const parser = new SaxesParser({ xmlns: true });
  const open: Frame[] = [reader.document()];
  parser.on('error', (error) => {
    throw new SoapFault('Client', `XML syntax error: ${error.message}`);
  });
  parser.on('opentag', (tag) => {
    const parent = open[open.length - 1];
    open.push(isNil(tag) ? skip : parent.child(tag));
  });
  parser.on('text', (text) => open[open.length - 1].text(text));
  parser.on('cdata', (text) => open[open.length - 1].text(text));
  parser.on('closetag', () => open.pop()?.end());
  parser.write(xml).close();
  return reader.result();
}

function isNil(tag: SaxesTagNS): boolean {
  return Object.values(tag.attributes).some(
    (attribute) => attribute.uri === INSTANCE && attribute.local === 'nil' && attribute.value === 'true',
  );
}

class RequestReader {
  #operation: OperationName | undefined;
  readonly #request: Fields = {};
  readonly #complaints: string[] = [];

  constructor(
    private readonly offers: (operation: string) => boolean,
    private readonly rules: Rules,
  ) {}

  result(): ParsedRequest {
    if (this.#operation === undefined) throw new SoapFault('Client', 'The body of the envelope holds no operation');
    return { operation: this.#operation, request: this.#request, complaints: this.#complaints };
  }

  document(): Frame {
    return {
      ...skip,
      child: (tag) => {
        if (tag.local !== 'Envelope') throw new SoapFault('Client', 'The request is not a SOAP envelope');
        if (tag.uri !== ENVELOPE) throw new SoapFault('VersionMismatch', 'SOAP version mismatch or invalid SOAP message');
        return { ...skip, child: (part) => (part.local === 'Body' && part.uri === ENVELOPE ? this.#body() : skip) };
      },
    };
  }

  #body(): Frame {
    return {
      ...skip,
      child: (tag) => {
        if (this.#operation !== undefined) return skip;
        const name = tag.local;
        if (tag.uri !== NAMESPACE || !isOperation(name) || !this.offers(name)) {
          throw new SoapFault('Client', `Method '${tag.name}' not implemented: method name or namespace not recognized`);
        }
        this.#operation = name;
        return this.#type(operationOf(name).request, name, this.#request);
      },
    };
  }

  #type(type: Type, path: string, record: Fields): Frame {
    let furthest = -1;
    openLists(type, record);
    return {
      ...skip,
      child: (tag) => {
        const field = tag.uri === NAMESPACE ? type.byName.get(tag.local) : undefined;
        if (!field) {
          this.#complain(`${path} has no element ${tag.name}${tag.uri === NAMESPACE ? '' : ` in namespace "${tag.uri}"`}`);
          return skip;
        }
        const place = type.fields.indexOf(field);
        if (place < furthest) this.#complain(`${path}: ${field.name} comes after ${type.fields[furthest].name}`);
        furthest = Math.max(furthest, place);
        if (!isRepeated(field) && record[field.name] !== undefined) this.#complain(`${path}: ${field.name} comes twice`);
        const here = `${path}/${field.name}`;
        return this.#field(field, here, (value) => {
          if (isRepeated(field)) (record[field.name] as unknown[]).push(value);
          else record[field.name] = value;
        });
      },
      end: () => this.#finish(type, path, record),
    };
  }

  #finish(type: Type, path: string, record: Fields): void {
    for (const field of type.fields) {
      const { name, companion } = field;
      if (field.cardinality === '1' && record[name] === undefined) {
        this.#missing(path, name);
        record[name] = emptyValue(field);
      }
      if (companion && record[name] !== undefined && record[companion] === undefined) {
        this.#complain(`${path}: ${name} comes without ${companion}`);
        record[companion] = this.rules.mplusAbsentDecimalPlaces;
      }
    }
  }

  #missing(path: string, name: string): void {
    this.#complain(`${path} lacks the mandatory element ${name}`);
    if (this.rules.mplusMandatoryElements) {
      throw new SoapFault('Client', `Validation constraint violation: element '${name}' is missing in '${path}'`);
    }
  }

  #field(field: Field, path: string, store: (value: unknown) => void): Frame {
    if (field.kind === 'type') {
      const record: Fields = {};
      store(record);
      return this.#type(typeOf(field.of!), path, record);
    }
    if (field.kind === 'list') return this.#list(field.item!, path, store);
    if (field.kind === 'date') return this.#parts(path, DATE_PARTS, (parts) => store(dateText(parts)));
    if (field.kind === 'dateTime') return this.#parts(path, DATE_TIME_PARTS, (parts) => store(dateTimeText(parts)));
    return scalar((text) => store(this.#value(field, path, text)));
  }

  #list(item: Field, path: string, store: (value: unknown) => void): Frame {
    const list: unknown[] = [];
    store(list);
    return {
      ...skip,
      child: (tag) => {
        if (tag.uri === NAMESPACE && tag.local === item.name) {
          return this.#field(item, `${path}/${item.name}`, (value) => list.push(value));
        }
        this.#complain(`${path} has no element ${tag.name}`);
        return skip;
      },
    };
  }

  #parts(path: string, names: readonly string[], store: (parts: Record<string, number>) => void): Frame {
    const parts: Record<string, number> = {};
    return {
      ...skip,
      child: (tag) => {
        const name = tag.local;
        if (tag.uri !== NAMESPACE || !names.includes(name)) {
          this.#complain(`${path} has no element ${tag.name}`);
          return skip;
        }
        // Read for its form only: the service takes the wall clock whatever isdst says (reference 2.4).
        if (name === 'isdst') return scalar((text) => readBoolean(text, `${path}/isdst`));
        return scalar((text) => {
          parts[name] = readNumber(text, `${path}/${name}`);
        });
      },
      end: () => {
        const missing = names.filter((name) => name !== 'isdst' && parts[name] === undefined);
        for (const name of missing) this.#missing(path, name);
        store(parts);
      },
    };
  }

  #value(field: Field, path: string, text: string): unknown {
    if (field.kind === 'string') return text;
    if (field.kind === 'boolean') return readBoolean(text, path);
    if (field.kind === 'enum') return this.#enum(field, path, text.trim());
    if (field.kind === 'xsdDate') return text.trim().slice(0, 10);
    if (field.kind === 'xsdDateTime') return text.trim().slice(0, 19);
    const value = readNumber(text, path);
    if (field.kind === 'percent') return value / this.rules.mplusPercentFactor;
    if (field.kind === 'decimal') return value;
    if (!Number.isInteger(value)) throw violation(path, text);
    return value;
  }

  #enum(field: Field, path: string, text: string): string | undefined {
    const known: readonly string[] = (ENUMS as Record<string, readonly string[]>)[field.of!];
    if (known.includes(text)) return text;
    this.#complain(`${path}: ${JSON.stringify(text)} is no ${field.of}`);
    if (this.rules.mplusUnknownEnum === 'fault') throw violation(path, text);
    return undefined;
  }

  #complain(sentence: string): void {
    this.#complaints.push(sentence);
  }
}

function openLists(type: Type, record: Fields): Fields {
  for (const field of type.fields) if (isRepeated(field)) record[field.name] = [];
  return record;
}

/** What stands for a mandatory structure that was not sent, so that a handler finds one: empty. A scalar stays absent. */
function emptyValue(field: Field): unknown {
  if (field.kind === 'list') return [];
  if (field.kind !== 'type') return undefined;
  const type = typeOf(field.of!);
  const record = openLists(type, {});
  for (const child of type.fields) if (child.cardinality === '1') record[child.name] = emptyValue(child);
  return record;
}

function isRepeated(field: Field): boolean {
  return field.cardinality === '*' || field.cardinality === '+';
}

function scalar(store: (text: string) => void): Frame {
  let content = '';
  return {
    ...skip,
    text(text) {
      content += text;
    },
    end: () => store(content),
  };
}

const DATE_PARTS = ['day', 'mon', 'year'];
const DATE_TIME_PARTS = ['sec', 'min', 'hour', 'day', 'mon', 'year', 'isdst', 'timezone'];

const two = (value = 0) => String(value).padStart(2, '0');

/** Undefined for a date of zeros: that is how a client says "none". */
function dateText({ year = 0, mon, day }: Record<string, number>): string | undefined {
  return year === 0 ? undefined : `${String(year).padStart(4, '0')}-${two(mon)}-${two(day)}`;
}

function dateTimeText(parts: Record<string, number>): string | undefined {
  const date = dateText(parts);
  return date && `${date}T${two(parts.hour)}:${two(parts.min)}:${two(parts.sec)}`;
}

const BOOLEANS: Record<string, boolean> = { true: true, false: false, 1: true, 0: false };

/** An empty boolean is a fault, whatever else is forgiven (reference 1.1). */
function readBoolean(text: string, path: string): boolean {
  const value = BOOLEANS[text.trim()];
  if (value === undefined) throw violation(path, text);
  return value;
}

function readNumber(text: string, path: string): number {
  if (!/^\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*$/.test(text)) throw violation(path, text);
  return Number(text);
}

function violation(path: string, text: string): SoapFault {
  const what = text.trim() === '' ? 'empty value' : `invalid value '${text.trim()}'`;
  return new SoapFault('Client', `Validation constraint violation: ${what} provided for element '${path}'`);
}
