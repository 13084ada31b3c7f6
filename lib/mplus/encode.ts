/**
 * Records to SOAP requests. Elements go out in schema order whatever the order of the keys; a key that the contract does not know is
 * refused, because a typing error would otherwise be lost without a word.
 */
import { type Field, NAMESPACE, type OperationName, operationOf, type Type, typeOf } from './contract';
import { MplusError } from './errors';
import { companionsOf } from './fields';
import {
  DATE_PARTS,
  DATE_TIME_PARTS,
  type MplusRecord,
  SCALARS,
  splitQuantity,
  type ValueContext,
  ValueError,
  writeMoment,
} from './values';

/**
 * The SOAP envelope of a call. `request` holds the children of the operation's element, e.g. `{ request: { … } }` for getProducts,
 * `{ relation: { … } }` for createRelation. Throws MplusError MPLUS_REQUEST with the path of the field.
 */
export function encodeRequest(operation: OperationName, request: MplusRecord, context: ValueContext): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>' +
    encodeBody(operation, request, context) +
    '</SOAP-ENV:Body></SOAP-ENV:Envelope>'
  );
}

/** The child element of the SOAP body alone, with its namespace declaration. */
export function encodeBody(operation: OperationName, request: MplusRecord, context: ValueContext): string {
  const { request: type } = operationOf(operation);
  const encoder = new Encoder(operation, context);
  // Reading requests without a filter may leave their wrapper out: every operation that has one then gets an empty one.
  const wrapper = type.byName.get('request');
  const whole =
    wrapper?.kind === 'type' && wrapper.cardinality === '1' && !isPresent(request.request)
      ? { ...request, request: {} }
      : request;
  return `<ns1:${operation} xmlns:ns1="${NAMESPACE}">${encoder.structure(type, whole, '')}</ns1:${operation}>`;
}

/**
 * Mandatory texts that may not go out empty: an empty identifier finds or changes the wrong thing. Order.orderId is the exception, it
 * is empty on every new order (reference 6.1).
 */
const NEVER_EMPTY = /^(idempotencyKey|orderId|extOrderId|invoiceId|extInvoiceId|receiptId|lineId|method|fieldName)$/;

class Encoder {
  constructor(
    private readonly operation: OperationName,
    private readonly context: ValueContext,
  ) {}

  structure(type: Type, value: unknown, path: string): string {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.#refuse(path, 'must be a structure');
    const record = value as MplusRecord;
    const prefix = path && `${path}.`;
    this.#refuseUnknown(type, record, prefix);
    const quantities = this.#quantities(type, record, prefix);
    let xml = '';
    for (const field of type.fields) {
      const text = quantities.get(field.name);
      if (text !== undefined) xml += element(field.name, text);
      else if (!companionsOf(type).has(field.name)) xml += this.#field(type, field, record[field.name], prefix);
    }
    return xml;
  }

  /** The texts of every quantity and of its companion; the schema does not always have the two next to each other. */
  #quantities(type: Type, record: MplusRecord, prefix: string): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    if (companionsOf(type).size === 0) return texts;
    for (const field of type.fields) {
      if (field.kind !== 'quantity' || !isPresent(record[field.name])) continue;
      const { digits, places } = this.#convert(prefix + field.name, () => splitQuantity(record[field.name]));
      texts.set(field.name, digits).set(field.companion!, String(places));
    }
    return texts;
  }

  #field(type: Type, field: Field, value: unknown, prefix: string): string {
    const path = prefix + field.name;
    if (!isPresent(value)) return this.#absent(type, field, path);
    if (field.cardinality === '*' || field.cardinality === '+') return this.#repeat(type, field, value, path);
    return this.#one(type, field, value, path);
  }

  /** JSONata hands over a list of one as the item itself, so a single value counts as a list. */
  #repeat(type: Type, field: Field, value: unknown, path: string): string {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item, index) => this.#one(type, field, item, `${path}[${index}]`)).join('');
  }

  #one(type: Type, field: Field, value: unknown, path: string): string {
    switch (field.kind) {
      case 'type':
        return element(field.name, this.structure(typeOf(field.of!), value, path));
      case 'list':
        return element(field.name, this.#repeat(type, field.item!, value, path));
      case 'date':
        return element(field.name, this.#moment(value, DATE_PARTS, path));
      case 'dateTime':
        return element(field.name, this.#moment(value, DATE_TIME_PARTS, path));
      default: {
        const text = this.#convert(path, () => SCALARS[field.kind as keyof typeof SCALARS].write(value, this.context));
        if (text === '' && isIdentifier(type, field)) this.#refuse(path, 'must not be empty');
        return element(field.name, escapeText(text));
      }
    }
  }

  #moment(value: unknown, names: readonly (keyof ReturnType<typeof writeMoment>)[], path: string): string {
    const parts = this.#convert(path, () => writeMoment(value, this.context));
    return names.map((name) => element(name, String(parts[name]))).join('');
  }

  /** The service wants some elements although they say nothing (reference 10.1, 20): lists and texts go out empty. */
  #absent(type: Type, field: Field, path: string): string {
    if (field.cardinality === '?' || field.cardinality === '*') return '';
    const mayBeEmpty = field.kind === 'list' || (field.kind === 'string' && !isIdentifier(type, field));
    if (!mayBeEmpty) this.#refuse(path, 'is missing');
    return element(field.name, '');
  }

  #refuseUnknown(type: Type, record: MplusRecord, prefix: string): void {
    for (const [key, value] of Object.entries(record)) {
      if (value === undefined) continue;
      const where = prefix + key;
      if (companionsOf(type).has(key)) {
        this.#refuse(where, 'is not set by hand: it follows from the decimals of the quantity it belongs to');
      }
      if (!type.byName.has(key)) this.#refuse(where, `is not a field of ${type.name}`);
    }
  }

  #convert<T>(path: string, conversion: () => T): T {
    try {
      return conversion();
    } catch (thrown) {
      if (thrown instanceof ValueError) this.#refuse(path, `: ${thrown.message}`);
      throw thrown;
    }
  }

  #refuse(path: string, problem: string): never {
    const field = path || 'The request';
    throw new MplusError(
      'MPLUS_REQUEST',
      `${this.operation} was not sent. ${field}${problem.startsWith(':') ? '' : ' '}${problem}.`,
      {
        details: { operation: this.operation, field: path },
      },
    );
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isIdentifier(type: Type, field: Field): boolean {
  return field.cardinality === '1' && NEVER_EMPTY.test(field.name) && type.name !== 'Order';
}

function element(name: string, content: string): string {
  return content === '' ? `<ns1:${name}/>` : `<ns1:${name}>${content}</ns1:${name}>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Text of an element; characters that XML 1.0 forbids (controls, halves of surrogate pairs) are left out. */
function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>\r]/g, (character) => ENTITIES[character]);
}
