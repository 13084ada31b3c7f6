/** Records made from the contract, for tests that must hold for every operation. */
import { ENUMS, type Field, type Type, typeOf } from '../../../lib/mplus/contract';
import type { MplusRecord } from '../../../lib/mplus/values';

const SCALARS: Record<string, unknown> = {
  string: 'Text & <more>',
  boolean: true,
  short: 528,
  int: 7,
  long: 4_000_000_000,
  decimal: 12.5,
  cents: 1995,
  quantity: 0.25,
  percent: 21,
  xsdDate: '2026-06-12',
  xsdDateTime: '2026-06-12T13:45:30+02:00',
  date: '2026-06-12',
  dateTime: '2026-06-12T13:45:30+02:00',
};

/** How deep types that hold themselves (lines of lines, groups of groups) are followed. */
const DEPTH = 4;

/**
 * A record of a type: `maximal` with every field, otherwise only the mandatory ones without the lists. Lists get two items.
 */
export function sampleOf(type: Type, maximal: boolean, depth = DEPTH): MplusRecord {
  const companions = new Set(type.fields.map(({ companion }) => companion));
  const wanted = type.fields.filter(
    ({ name, cardinality }) => !companions.has(name) && (maximal || cardinality === '1' || cardinality === '+'),
  );
  return Object.fromEntries(wanted.flatMap((field) => valuesOf(field, maximal, depth).map((value) => [field.name, value])));
}

function valuesOf(field: Field, maximal: boolean, depth: number): unknown[] {
  const many = field.cardinality === '*' || field.cardinality === '+';
  if (field.kind === 'list') {
    if (!maximal) return [];
    const items = depth > 0 ? [0, 1].flatMap(() => single(field.item!, maximal, depth - 1)) : [];
    return [items];
  }
  if (field.kind === 'type' && depth === 0 && field.cardinality !== '1') return [];
  const [value] = single(field, maximal, depth);
  return [many ? [value, value] : value];
}

function single(field: Field, maximal: boolean, depth: number): unknown[] {
  if (field.kind === 'type') return [sampleOf(typeOf(field.of!), maximal, depth - 1)];
  if (field.kind === 'enum') return [(ENUMS as unknown as Record<string, readonly string[]>)[field.of!][0]];
  return [SCALARS[field.kind]];
}

/** The same record with the keys of every structure in reverse order. */
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
