/**
 * How a read goes on from one answer to the next.
 *
 * Ecwid has no cursor, and offsets over a list that moves while it is read skip records (reference 1.7). So a read goes forward through
 * time instead: it asks for what changed from a moment on; when that is more than one answer holds, it narrows the window until one
 * answer holds all of it, and continues where the window ended. One answer cannot shift, and a record that changes meanwhile gets a
 * later time, which is still ahead. Offsets remain inside a single second and for lists without dates; there every page is asked for with
 * the last record of the page before, and the list is read again when that record is not where it was.
 *
 * Reading everything is the same read with an `undefined` cursor, until `more` is false.
 */
import type { SourceRecord } from '../page';
import { changedAt, type EntityTable, type Json, keyOf, toRecord } from './entities';

/** Where a read continues; plain JSON. Times are unix seconds of Ecwid's clock. All but `updatedFrom` is there only within a pass. */
export interface EcwidCursor {
  /** Everything that changed before was read. */
  readonly updatedFrom: number;
  /** When the pass under way began: the `updatedFrom` of the next one. */
  readonly until?: number;
  /** The window being read begins here … */
  readonly from?: number;
  /** … and ends so many seconds later; absent = open end. */
  readonly span?: number;
  /** Records from here to the end, more or less. */
  readonly left?: number;
  /** Records of this window that were read, when it takes several pages. */
  readonly offset?: number;
  /** The last of them. */
  readonly anchor?: string;
  /** How often the list had moved. */
  readonly restarts?: number;
  /** Records already given that changed in the second where the window begins: that second is read again. */
  readonly edge?: readonly string[];
  /** How many records the pass will give, as counted at its beginning. */
  readonly size?: number;
}

export interface Page {
  readonly rows: readonly Json[];
  readonly total: number;
}

export interface Step {
  /** Absent: nothing of this answer is given, the next request is better. */
  readonly rows?: readonly Json[];
  readonly cursor: EcwidCursor;
  readonly done?: boolean;
}

/** How full of records a window is meant to be, so that the guess may be a little off. */
const FILL = 0.7;

/** What one answer gives and where the next one begins. */
export function advance(table: EntityTable, position: EcwidCursor, page: Page, limit: number): Step {
  const { updatedFrom, until = 0, from = 0, span, offset = 0, anchor, restarts = 0, size } = position;
  const pass = { updatedFrom, until, size };
  const moved = offset > 0 && (page.rows.length === 0 || keyOf(table, page.rows[0]) !== anchor);
  const rows = offset > 0 ? page.rows.slice(1) : page.rows;
  const end = offset + rows.length;
  const complete = end >= page.total;
  if (moved || (!complete && rows.length === 0))
    return { cursor: { ...position, offset: undefined, anchor: undefined, restarts: restarts + 1 } };

  if (complete) {
    if (span === undefined) return { rows, cursor: { updatedFrom: until }, done: true };
    const next = from + span;
    const left = (position.left ?? 0) - page.total;
    const rest = until - next;
    const window = { ...pass, from: next, edge: edgeOf(table, rows, next) };
    if (table.window?.sortBy || left <= limit * FILL || rest <= 1) return { rows, cursor: window };
    // Most changes are recent: halfway to the end at most, or the next answer would be too small again.
    const wider = rows.length * 2 < limit ? span * 4 : span;
    return { rows, cursor: { ...window, left, span: Math.min(wider, Math.ceil(rest / 2)) } };
  }

  const paged = { ...position, offset: end, anchor: keyOf(table, rows[rows.length - 1]) };
  if (!table.window || offset > 0 || span === 1) return { rows, cursor: paged };

  const times = rows.map((row) => changedAt(table, row));
  const last = times[times.length - 1];
  if (table.window.sortBy && isAscending(times, from)) {
    if (last > from) return { rows, cursor: { ...pass, from: last, edge: edgeOf(table, rows, last) } };
    return { rows, cursor: { ...paged, span: 1 } };
  }
  const width = span ?? Math.max(until, ...times.filter(Number.isFinite)) - from;
  const narrower = Math.floor((width * limit * FILL) / page.total);
  const left = span === undefined ? page.total : position.left;
  return { cursor: { ...position, left, span: Math.max(1, Math.min(narrower, width - 1)) } };
}

function isAscending(times: readonly number[], from: number): boolean {
  return times.every((time, index) => time >= (index === 0 ? from : times[index - 1]));
}

function edgeOf(table: EntityTable, rows: readonly Json[], second: number): string[] {
  return rows.filter((row) => changedAt(table, row) === second).map((row) => identity(toRecord(table, row)));
}

export function identity(record: SourceRecord): string {
  return `${record.key}@${record.version}`;
}
