import type { Missing } from '../../lib/ledger';

type Details = readonly Readonly<Record<string, unknown>>[];

/** How a mapping calls a value table. */
export const tableSubject = (name: string): string => `tables.${name}`;

const rows = (details: Details): Missing[] =>
  details.map(({ table, value }) => ({ subject: tableSubject(String(table)), value: String(value) }));
const skus = (details: Details): Missing[] =>
  details.filter(({ sku }) => Boolean(sku)).map(({ sku }) => ({ subject: 'sku', value: String(sku) }));

/** Errors that say what has to be there before the record can go on, by code. */
const MISSING: Readonly<Record<string, (details: Details) => Missing[]>> = {
  VALUE_TABLE_MISS: rows,
  VALUE_TABLE_UNKNOWN: rows,
  SKU_UNKNOWN: skus,
  SKU_NOT_NUMERIC: skus,
  SKU_PADDED: skus,
};

/** What an error misses; nothing for one that no value would cure. */
export function missingOf(code: string, details: unknown): { missing?: Missing[] } {
  return Object.hasOwn(MISSING, code) && Array.isArray(details) ? { missing: MISSING[code](details) } : {};
}
