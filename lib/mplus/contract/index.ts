/**
 * The contract of the MplusKASSA SOAP service as data: the text tables of this folder, read once into objects. The codec of the
 * client and the simulator are both driven by it, each with code of its own.
 */
import { ENUMS } from './enums';
import { OPERATIONS, type OperationName, type Repeat } from './operations';
import { LISTS, TYPES } from './types';

export { ENUMS, OPERATIONS, type OperationName, type Repeat };

export const NAMESPACE = 'urn:mplusqapi';

export type ScalarKind =
  | 'string'
  | 'boolean'
  | 'int'
  | 'long'
  | 'short'
  | 'decimal'
  | 'cents'
  | 'quantity'
  | 'percent'
  | 'xsdDate'
  | 'xsdDateTime'
  | 'enum';

export interface Field {
  readonly name: string;
  /** `date` and `dateTime` are the vendor's structures; `type` and `list` carry the row they refer to in `of`. */
  readonly kind: ScalarKind | 'date' | 'dateTime' | 'type' | 'list';
  readonly cardinality: '1' | '?' | '*' | '+';
  /** kind `quantity`: the field that carries the number of decimals. */
  readonly companion?: string;
  /** kind `type`: the type; kind `list`: the item; kind `enum`: the name of the enumeration. */
  readonly of?: string;
  /** kind `list`: the child element that repeats inside the wrapper. */
  readonly item?: Field;
}

export interface Type {
  readonly name: string;
  /** In schema order. */
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
}

const SCALARS = new Set<string>([
  'string',
  'boolean',
  'int',
  'long',
  'short',
  'decimal',
  'cents',
  'percent',
  'xsdDate',
  'xsdDateTime',
  'date',
  'dateTime',
]);

const typeRows: Record<string, string> = TYPES;
const listRows: Record<string, string> = LISTS;

function readField(text: string): Field {
  const match = /^(\w+)([?*+]?): (\w+)(?:\((\w+)\))?$/.exec(text.trim());
  if (!match) throw new Error(`Contract row cannot be read: ${text}`);
  const [, name, mark, kind, companion] = match as unknown as [string, string, string, string, string | undefined];
  const base = { name, cardinality: (mark || '1') as Field['cardinality'] };
  if (kind === 'quantity') return { ...base, kind, companion };
  if (SCALARS.has(kind)) return { ...base, kind: kind as Field['kind'] };
  if (kind in ENUMS) return { ...base, kind: 'enum', of: kind };
  if (kind in listRows) return { ...base, kind: 'list', of: kind, item: readField(listRows[kind]) };
  if (kind in typeRows) return { ...base, kind: 'type', of: kind };
  throw new Error(`Contract row names an unknown kind: ${text}`);
}

function readType(name: string, row: string): Type {
  const fields = row.trim() === '' ? [] : row.split(',').map(readField);
  return { name, fields, byName: new Map(fields.map((field) => [field.name, field])) };
}

const types = new Map<string, Type>();

/** The type of that name; throws for a name that no table holds. */
export function typeOf(name: string): Type {
  let type = types.get(name);
  if (!type) {
    if (!(name in typeRows)) throw new Error(`The contract has no type ${name}`);
    type = readType(name, typeRows[name]);
    types.set(name, type);
  }
  return type;
}

export interface Operation {
  readonly name: OperationName;
  /** The request element: same name as the operation, children in schema order. */
  readonly request: Type;
  /** The response element: its local name is `response.name`. */
  readonly response: Type;
  readonly repeat: Repeat;
}

const operations = new Map<string, Operation>();

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

/** The operation of that name, with its request and response types. */
export function operationOf(name: OperationName): Operation {
  let operation = operations.get(name);
  if (!operation) {
    const row = OPERATIONS[name];
    operation = {
      name,
      request: readType(name, row.request),
      response: typeOf(row.response),
      repeat: row.repeat,
    };
    operations.set(name, operation);
  }
  return operation;
}
