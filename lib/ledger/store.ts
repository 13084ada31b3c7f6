/**
 * What the ledger asks of a database. All SQL is written once, for both: `?` parameters, only statements that SQLite and PostgreSQL
 * share, and the few words of `Dialect`.
 */
export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Sql {
  all<R = Row>(text: string, parameters?: readonly Value[]): Promise<R[]>;
  /** Gives the number of rows changed. */
  run(text: string, parameters?: readonly Value[]): Promise<number>;
  /** Epoch ms of the store's clock. */
  now(): Promise<number>;
}

export interface Dialect {
  /** Ends a select whose rows are changed next. */
  readonly lock: string;
  /** The same, passing over rows another transaction has locked. */
  readonly lockFree: string;
  /** `instr(text, part)`: position of a part, 0 when absent. */
  readonly position: string;
  /** Types of the tables. */
  readonly types: Readonly<Record<'id' | 'integer' | 'text', string>>;
}

export interface Store {
  readonly dialect: Dialect;
  /**
   * All or nothing. `work` may run more than once (deadlock, lost connection): it must change nothing outside. What is `lazy` survives
   * the end of the process, but may be lost in a power cut: it does not wait for the disk.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, durability?: 'lazy'): Promise<T>;
  /** Reads only, without locks. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** After personal data was deleted: leaves none of it behind in journals. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** `?, ?, ?` */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** Multi-row `values`: `(?, ?), (?, ?)`. */
export function rowMarks(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => `(${marks(row)})`).join(', ');
}

/** Splits a list into pieces of at most `size`. */
export function pieces<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
