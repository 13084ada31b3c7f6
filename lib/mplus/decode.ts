/**
 * SOAP answers to records in one streamed pass: events of the XML parser go straight into typed records along the contract, elements
 * that the contract does not know are skipped with everything in them, nothing is kept as a tree.
 */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Field, NAMESPACE, type OperationName, operationOf, type Type, typeOf } from './contract';
import { companionsOf } from './fields';
import { Namespaces, type QualifiedName } from './namespaces';
import { isoDate, isoMoment, isWallClock } from './time';
import {
  DATE_PARTS,
  DATE_TIME_PARTS,
  joinQuantity,
  type MplusRecord,
  readInteger,
  SCALARS,
  type ValueContext,
  ValueError,
} from './values';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';

/** The other side answered with a SOAP fault. `faultCode` without its prefix: `Client.Authentication`. */
export class SoapFault extends Error {
  constructor(
    readonly faultCode: string,
    readonly faultString: string,
  ) {
    super('SOAP fault');
  }
}

/** What came is not the SOAP answer that was asked for: a page of a proxy, half a document, another answer. */
export class BadAnswer extends Error {}

/** What to do with an element inside a structure. */
interface Slot {
  readonly name: string;
  /** The value goes into an array. */
  readonly many: boolean;
  /** Scalars: from text to value. */
  readonly read?: (text: string, context: ValueContext) => unknown;
  /** Number of decimals of a quantity; not part of the record. */
  readonly companion?: boolean;
  /** Structures. */
  readonly shape?: () => Shape;
}

/** The elements of a structure, and what becomes of it when it is complete. */
interface Shape {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly finish: (frame: Frame, context: ValueContext) => unknown;
}

interface Frame {
  readonly shape: Shape;
  readonly slot?: Slot;
  readonly record: MplusRecord;
  /** Decimals of the quantities read so far, by companion. */
  places?: Map<string, number>;
}

const shapes = new Map<string, Shape>();

function cached(key: string, make: () => Shape): Shape {
  let shape = shapes.get(key);
  if (!shape) {
    shape = make();
    shapes.set(key, shape);
  }
  return shape;
}

function typeShape(type: Type): Shape {
  return cached(`type ${type.name}`, () => {
    const quantities = type.fields.filter((field) => field.kind === 'quantity');
    return {
      slots: new Map(type.fields.map((field) => [field.name, slotOf(field, companionsOf(type).has(field.name))])),
      finish: quantities.length === 0 ? (frame) => frame.record : (frame) => joinQuantities(quantities, frame),
    };
  });
}

function joinQuantities(quantities: readonly Field[], { record, places }: Frame): MplusRecord {
  for (const { name, companion } of quantities) {
    const digits = record[name] as number | string | undefined;
    // An absent companion means no decimals (reference 2.2).
    if (digits !== undefined) record[name] = joinQuantity(digits, places?.get(companion!) ?? 0);
  }
  return record;
}

function listShape(field: Field): Shape {
  const item = field.item!;
  return cached(`list ${field.of}`, () => ({
    slots: new Map([[item.name, { ...slotOf(item, false), many: true }]]),
    finish: ({ record }) => record[item.name] ?? [],
  }));
}

function partsShape(names: readonly string[], finish: (parts: Record<string, number>, context: ValueContext) => unknown): Shape {
  return {
    slots: new Map(names.map((name) => [name, { name, many: false, read: name === 'isdst' ? () => undefined : readInteger }])),
    finish: ({ record }, context) => finish(record as Record<string, number>, context),
  };
}

function clockOf({ year = 0, mon = 0, day = 0, hour = 0, min = 0, sec = 0 }: Record<string, number>) {
  const clock = { year, month: mon, day, hour, minute: min, second: sec };
  // A till without a date sends zeros.
  return isWallClock(clock) ? clock : undefined;
}

const DATE = partsShape(DATE_PARTS, (parts) => {
  const clock = clockOf(parts);
  return clock && isoDate(clock);
});

const DATE_TIME = partsShape(DATE_TIME_PARTS, (parts, { timezone }) => {
  const clock = clockOf(parts);
  return clock && isoMoment(clock, timezone);
});

function slotOf(field: Field, companion: boolean): Slot {
  const { name } = field;
  const many = field.cardinality === '*' || field.cardinality === '+';
  switch (field.kind) {
    case 'type':
      return { name, many, shape: () => typeShape(typeOf(field.of!)) };
    case 'list':
      return { name, many, shape: () => listShape(field) };
    case 'date':
      return { name, many, shape: () => DATE };
    case 'dateTime':
      return { name, many, shape: () => DATE_TIME };
    case 'quantity':
      return { name, many, read: readInteger };
    case 'string':
      return { name, many, read: SCALARS.string.read };
    default: {
      const { read } = SCALARS[field.kind];
      // An empty element of any other kind says nothing.
      return { name, many, companion, read: (text, context) => (isBlank(text) ? undefined : read(text, context)) };
    }
  }
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && text.trim() === '');
}

/** A fault and its children stand in no namespace of the contract (reference 1.7). */
const FAULT: Shape = {
  slots: new Map(['faultcode', 'faultstring'].map((name) => [name, { name, many: false, read: (text: string) => text.trim() }])),
  finish: ({ record }) => {
    const { faultcode = '', faultstring = '' } = record as Record<string, string>;
    throw new SoapFault(faultcode.slice(faultcode.indexOf(':') + 1), faultstring);
  },
};

/**
 * Decodes one answer. Feed it the body in pieces with `write`, then take the record from `end`. Both throw SoapFault or BadAnswer.
 */
export class ResponseDecoder {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #namespaces = new Namespaces(this.#parser);
  readonly #context: ValueContext;
  readonly #response: Type;
  readonly #stack: Frame[] = [];
  #frame: Frame | undefined;
  /** Namespace of the elements inside the body's child. */
  #namespace = '';
  /** The scalar element that is open, and its text so far. */
  #slot: Slot | undefined;
  #text = '';
  /** Open elements around the body's child: 0 nothing, 1 envelope, 2 body. */
  #depth = 0;
  /** Open elements that are skipped. */
  #skipped = 0;
  #result: MplusRecord | undefined;

  constructor(operation: OperationName, context: ValueContext) {
    this.#response = operationOf(operation).response;
    this.#context = context;
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('text', (text) => this.#append(text));
    this.#parser.on('cdata', (text) => this.#append(text));
    this.#parser.on('error', () => {
      throw new BadAnswer('the answer is no well-formed XML');
    });
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  /** The record of the answer, once the whole body was written. */
  end(): MplusRecord {
    this.#parser.close();
    if (!this.#result) throw new BadAnswer('the SOAP body is empty');
    // Without its result nobody knows whether a write was done.
    const wanted = this.#response.byName.get('result')?.cardinality === '1';
    if (wanted && typeof this.#result.result !== 'string') throw new BadAnswer('the answer holds no result');
    return this.#result;
  }

  #open(tag: SaxesTagPlain): void {
    const name = this.#namespaces.open(tag.name);
    if (this.#skipped > 0 || this.#slot) {
      this.#skipped += 1;
      return;
    }
    if (!this.#frame) {
      this.#openEnvelope(name);
      return;
    }
    const slot = name.uri === this.#namespace ? this.#frame.shape.slots.get(name.local) : undefined;
    if (!slot) {
      this.#skipped = 1;
    } else if (slot.shape) {
      this.#push(slot.shape(), slot);
    } else {
      this.#slot = slot;
      this.#text = '';
    }
  }

  #openEnvelope({ uri, local }: QualifiedName): void {
    if (this.#depth === 2) {
      // The document's own copy of the name is kept: comparing a string with itself costs nothing.
      this.#namespace = uri === SOAP ? '' : uri;
      if (uri === NAMESPACE && local === this.#response.name) this.#push(typeShape(this.#response));
      else if (uri === SOAP && local === 'Fault') this.#push(FAULT);
      else throw new BadAnswer(`the answer holds ${local} instead of ${this.#response.name}`);
    } else if (uri === SOAP && local === (this.#depth === 0 ? 'Envelope' : 'Body')) {
      this.#depth += 1;
    } else if (this.#depth === 1) {
      this.#skipped = 1;
    } else {
      throw new BadAnswer('the answer is no SOAP envelope');
    }
  }

  #push(shape: Shape, slot?: Slot): void {
    if (this.#frame) this.#stack.push(this.#frame);
    this.#frame = { shape, slot, record: {} };
  }

  #append(text: string): void {
    if (this.#slot && this.#skipped === 0) this.#text += text;
  }

  #close(): void {
    this.#namespaces.close();
    if (this.#skipped > 0) {
      this.#skipped -= 1;
    } else if (this.#slot) {
      this.#closeScalar(this.#slot, this.#frame!);
      this.#slot = undefined;
    } else if (this.#frame) {
      this.#closeFrame(this.#frame);
    } else {
      this.#depth -= 1;
    }
  }

  #closeScalar(slot: Slot, frame: Frame): void {
    let value: unknown;
    try {
      value = slot.read!(this.#text, this.#context);
    } catch (thrown) {
      if (thrown instanceof ValueError) throw new BadAnswer(`${slot.name}: ${thrown.message}`);
      throw thrown;
    }
    if (slot.companion) {
      frame.places ??= new Map();
      frame.places.set(slot.name, Number(value ?? 0));
    } else {
      put(frame.record, slot, value);
    }
  }

  #closeFrame(frame: Frame): void {
    const value = frame.shape.finish(frame, this.#context);
    this.#frame = this.#stack.pop();
    if (this.#frame) put(this.#frame.record, frame.slot!, value);
    else this.#result = value as MplusRecord;
  }
}

function put(record: MplusRecord, { name, many }: Slot, value: unknown): void {
  if (value === undefined) return;
  if (!many) {
    record[name] = value;
    return;
  }
  const list = record[name] as unknown[] | undefined;
  if (list) list.push(value);
  else record[name] = [value];
}
