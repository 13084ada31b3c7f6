/** Value tables: what a name of one system is called in the other. Mappings read them as `$lookup(tables.paymentMethods, …)`. */
import { HoldError, type PackError } from '../errors';

export interface TableDefinition {
  /** The name mappings use: `tables.<name>`. */
  name: string;
  rows: readonly { from: string; to: string; label?: string }[];
  /** For a value without a row: hold the record until the row is there, fail it, or take `default`. */
  fallback: 'hold' | 'error' | 'default';
  default: string;
}

export interface TableMiss {
  table: string;
  value: string;
  fallback: 'hold' | 'error';
}

/**
 * A cell as the mapping sees it: a whole number becomes a number, because codes of the till are numbers (`vatCode`) and cells are
 * text. Text with leading zeros, decimals or anything else stays text; `$string(…)` around a look-up makes text of either.
 */
export function cellValue(text: string): string | number {
  const value = text.trim();
  return /^(0|-?[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Names that JSONata's engine and JSON ask every object for; no table is missing a row of that name. */
const ENGINE_NAMES = new Set(['then', 'sequence', 'tupleStream', 'toJSON', '_jsonata_lambda', '_jsonata_function']);

/**
 * The table as the plain object a mapping looks things up in. A value without a row gives the default, or nothing and a call of
 * `onMiss`: an expression cannot throw by itself, so the mapper asks afterwards.
 */
export function tableView(definition: TableDefinition, onMiss: (miss: TableMiss) => void): Record<string, unknown> {
  const cells: Record<string, unknown> = Object.create(null);
  for (const row of definition.rows) cells[row.from.trim()] = cellValue(row.to);
  return new Proxy(cells, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || ENGINE_NAMES.has(key)) return Reflect.get(target, key);
      const { name: table, fallback } = definition;
      if (fallback === 'default') return cellValue(definition.default);
      onMiss({ table, value: key, fallback });
      return undefined;
    },
  });
}

/** The error for what was missed: HoldError `VALUE_TABLE_MISS`, or `VALUE_TABLE_UNKNOWN` when a table is set to fail. */
export function missError(misses: readonly TableMiss[]): PackError {
  const failed = misses.find(({ fallback }) => fallback === 'error');
  const { table, value } = failed ?? misses[0];
  const others = new Set(misses.map((miss) => `${miss.table} ${miss.value}`)).size - 1;
  return new HoldError({
    code: failed ? 'VALUE_TABLE_UNKNOWN' : 'VALUE_TABLE_MISS',
    message: `Value table ${table} has no row for "${value}"${others > 0 ? ` (and ${others} more)` : ''}.`,
    hint: `Add the row to the value table ${table} and deploy; the record goes on by itself.`,
    details: misses.map((miss) => ({ table: miss.table, value: miss.value })),
  });
}
