/**
 * What a mapped record has to look like, as JSON Schemas: those of the till are made of the SOAP contract, those of the shop are in
 * `targets/`. A field the target does not know is a typing error, found before anything is sent.
 */
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { ENUMS, type Field, typeOf } from '../mplus/contract';
import type { TargetField } from './paths';
import { type Schema, SHOP_TARGETS } from './targets';

type TillTarget = 'mplus-order' | 'mplus-order-change' | 'mplus-invoice' | 'mplus-relation';

export type MappingTarget = TillTarget | keyof typeof SHOP_TARGETS;

/** What is wrong at a place of a mapped record: `lineList[0].data.price`, `must be a whole number of cents`. */
export interface SchemaProblem {
  path: string;
  problem: string;
}

/** The type behind each target, and what a record needs beyond the schema of the service, where nearly everything is optional. */
const TILL_TARGETS: Record<TillTarget, { type: string; required: string[] }> = {
  'mplus-order': { type: 'Order', required: ['extOrderId', 'relationNumber', 'lineList'] },
  // Whose order it is stays as it is.
  'mplus-order-change': { type: 'Order', required: ['extOrderId', 'lineList'] },
  'mplus-invoice': { type: 'Invoice', required: ['extInvoiceId', 'relationNumber', 'lineList'] },
  'mplus-relation': { type: 'Relation', required: ['name'] },
};

const REQUIRED: Record<string, string[]> = {
  Line: ['articleNumber', 'data'],
  LineData: ['quantity', 'price'],
  Payment: ['method', 'amount'],
};

/** Narrower than the service says, by `type.field`. */
const NARROWER: Record<string, Schema> = {
  'Order.extOrderId': { type: 'string', minLength: 1, description: 'text that is not empty' },
  'Order.lineList': { type: 'array', minItems: 1, items: { $ref: '#/$defs/Line' }, description: 'a list with at least one line' },
  'Invoice.extInvoiceId': { type: 'string', minLength: 1, description: 'text that is not empty' },
  'Invoice.lineList': {
    type: 'array',
    minItems: 1,
    items: { $ref: '#/$defs/Line' },
    description: 'a list with at least one line',
  },
  'Relation.name': { type: 'string', minLength: 1, description: 'text that is not empty' },
  'LineData.vatCode': { type: 'integer', minimum: 0, maximum: 5, description: 'a VAT code from 0 to 5' },
  'LineData.turnoverGroup': { type: 'integer', minimum: 0, maximum: 999, description: 'a turnover group from 0 to 999' },
};

const TEXT = { type: 'string', description: 'text' };
const WHOLE = { type: 'integer', description: 'a whole number' };
const NUMBER = { type: 'number', description: 'a number' };
const DATE = { type: 'string', format: 'date', description: 'a date like 2026-06-12' };
const DATE_TIME = { type: 'string', format: 'date-time', description: 'a date and time like 2026-06-12T13:45:30+02:00' };

const SCALARS: Record<string, Schema> = {
  string: TEXT,
  boolean: { type: 'boolean', description: 'true or false' },
  int: WHOLE,
  short: WHOLE,
  // Longs beyond 2^53 travel as text.
  long: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?\\d+$' }], description: 'a whole number' },
  decimal: NUMBER,
  cents: { type: 'integer', description: 'a whole number of cents' },
  quantity: NUMBER,
  percent: NUMBER,
  date: DATE,
  dateTime: DATE_TIME,
  xsdDate: DATE,
  xsdDateTime: DATE_TIME,
};

function fieldSchema(field: Field, types: Set<string>): Schema {
  switch (field.kind) {
    case 'enum': {
      const values: readonly string[] = (ENUMS as Record<string, readonly string[]>)[String(field.of)];
      return { enum: values, description: `one of ${values.join(', ')}` };
    }
    case 'type':
      types.add(String(field.of));
      return { $ref: `#/$defs/${field.of}` };
    case 'list':
      return { type: 'array', items: fieldSchema(field.item as Field, types), description: 'a list' };
    default:
      return SCALARS[field.kind];
  }
}

function typeSchema(name: string, types: Set<string>): Schema {
  const { fields } = typeOf(name);
  const companions = new Set(fields.map(({ companion }) => companion));
  const properties = fields
    // A quantity is one decimal number in a record, without its companion.
    .filter((field) => !companions.has(field.name))
    .map((field) => {
      const schema = fieldSchema(field, types);
      const repeated = field.cardinality === '*' || field.cardinality === '+';
      return [field.name, NARROWER[`${name}.${field.name}`] ?? (repeated ? { type: 'array', items: schema } : schema)];
    });
  return {
    type: 'object',
    description: 'an object',
    additionalProperties: false,
    required: REQUIRED[name] ?? [],
    properties: Object.fromEntries(properties),
  };
}

/** The JSON Schema of a target, with every type it refers to. */
function schemaOf(target: MappingTarget): Schema {
  return isShopTarget(target) ? SHOP_TARGETS[target] : tillSchema(target);
}

function isShopTarget(target: MappingTarget): target is keyof typeof SHOP_TARGETS {
  return Object.hasOwn(SHOP_TARGETS, target);
}

function tillSchema(target: TillTarget): Schema {
  const { type, required } = TILL_TARGETS[target];
  const types = new Set([type]);
  const $defs: Record<string, Schema> = {};
  // The set grows while types name further types.
  for (const name of types) $defs[name] = typeSchema(name, types);
  return { $ref: `#/$defs/${type}`, $defs: { ...$defs, [type]: { ...$defs[type], required } } };
}

/** Every field of a target; a type inside of itself (a line of a line) is not entered again. */
export function targetFields(target: MappingTarget): TargetField[] {
  const schema = schemaOf(target);
  const fields: TargetField[] = [];
  const visit = (part: Schema, path: string, entered: readonly string[]): void => {
    const reference = part.$ref as string | undefined;
    if (reference !== undefined) {
      const type = (schema.$defs as Record<string, Schema>)[reference.replace('#/$defs/', '')];
      if (type && !entered.includes(reference)) visit(type, path, [...entered, reference]);
      return;
    }
    if (part.items) visit(part.items as Schema, `${path}[]`, entered);
    const required = (part.required ?? []) as string[];
    for (const [name, child] of Object.entries((part.properties ?? {}) as Record<string, Schema>)) {
      const field = path === '' ? name : `${path}.${name}`;
      fields.push({ path: field, description: String(child.description ?? ''), required: required.includes(name) });
      visit(child, field, entered);
    }
  };
  visit(schema, '', []);
  return fields;
}

const validators = new Map<MappingTarget, ValidateFunction>();

function validatorOf(target: MappingTarget): ValidateFunction {
  let validator = validators.get(target);
  if (!validator) {
    const ajv = addFormats(new Ajv({ allErrors: true, verbose: true }));
    validator = ajv.compile(schemaOf(target));
    validators.set(target, validator);
  }
  return validator;
}

/** Everything that is wrong with a mapped record; empty when it fits. */
export function schemaProblems(target: MappingTarget, record: unknown): SchemaProblem[] {
  const validator = validatorOf(target);
  if (validator(record)) return [];
  const errors = (validator.errors ?? []).filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'));
  return errors.map(problemOf);
}

function problemOf(error: ErrorObject): SchemaProblem {
  const path = error.instancePath
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
  const child = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (error.keyword === 'additionalProperties') {
    return { path: child(error.params.additionalProperty), problem: 'is a field the target does not know' };
  }
  if (error.keyword === 'required') return { path: child(error.params.missingProperty), problem: 'is missing' };
  return { path: path || 'the result', problem: `must be ${error.parentSchema?.description ?? 'something else'}` };
}
