/** Reading entities page by page; `paging` says how a read goes on, `entities` what is read. */
import type { SourcePage, SourceRecord } from '../page';
import type { EcwidClient } from './client';
import { type EcwidEntity, ENTITIES, type EntityTable, type Json, toRecord } from './entities';
import { EcwidError } from './errors';
import { normalise } from './normalise';
import { advance, type EcwidCursor, identity, type Page } from './paging';

export interface EcwidReadOptions {
  /** Records per request, at most 100. */
  readonly limit: number;
  /** Search parameters of the list, e.g. `{ paymentStatus: 'PAID' }`. */
  readonly filters?: Readonly<Record<string, string | number | boolean>>;
  /** Seconds that a pass reaches back behind the one before: the search index lags behind writes (reference 3.7). */
  readonly overlap: number;
  /** Orders only: created at or after this unix second. */
  readonly startDate?: number;
  /** Unix seconds; the clock of this machine when absent. */
  readonly now?: () => number;
  /**
   * The cursor is one that was stored by an earlier run. How often the list had moved for that run does not count: a cursor that has
   * used all its attempts would never get on again.
   */
  readonly resumed?: boolean;
  readonly signal?: AbortSignal;
  readonly onWait?: (seconds: number) => void;
}

const LARGEST_PAGE = 100;
const MAX_RESTARTS = 10;

/**
 * The next page of what changed since the cursor; entities without dates are read whole every time. Records may be given again
 * (overlap), never left out; only the last page can be empty. Throws EcwidError, ECWID_PAGING when a list does not hold still.
 */
export async function readEcwidPage(
  client: EcwidClient,
  entity: EcwidEntity,
  cursor: EcwidCursor | undefined,
  options: EcwidReadOptions,
): Promise<SourcePage<EcwidCursor>> {
  const table = ENTITIES[entity];
  const limit = Math.max(1, Math.min(options.limit, LARGEST_PAGE));
  let position = cursor?.until === undefined ? beginPass(client, entity, cursor, options) : cursor;
  if (options.resumed) position = { ...position, restarts: undefined };
  for (;;) {
    const page = await fetchPage(client, entity, position, limit, options);
    position = { ...position, size: position.size ?? page.total };
    const step = advance(table, position, page, limit);
    if (step.cursor.restarts && step.cursor.restarts > MAX_RESTARTS)
      throw new EcwidError('ECWID_PAGING', `The list ${table.path} keeps changing while it is read.`);
    const given = new Set(position.edge);
    const records = (step.rows ?? []).map((row) => toRecord(table, row)).filter((record) => !given.has(identity(record)));
    if (step.done || records.length > 0) return { records, cursor: step.cursor, more: !step.done, total: position.size };
    position = step.cursor;
  }
}

/** One record as it is now, not as the search index has it; undefined when there is none. Throws EcwidError. */
export async function readEcwidByKey(
  client: EcwidClient,
  entity: EcwidEntity,
  key: string,
  signal?: AbortSignal,
): Promise<SourceRecord | undefined> {
  const table = ENTITIES[entity];
  if (!table.byKey) return findInList(client, entity, key, signal);
  try {
    const query = { lang: table.translated ? client.connection.language : undefined };
    const answer = await client.request('GET', [...table.path.split('/').filter(Boolean), key], {
      query,
      priority: table.priority,
      signal,
    });
    return toRecord(table, normalise(entity, asObject(table, answer)));
  } catch (thrown) {
    if (thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND') return undefined;
    throw thrown;
  }
}

/** All pages of an entity from the start. Throws EcwidError. */
export async function* readEcwidPages(
  client: EcwidClient,
  entity: EcwidEntity,
  options: EcwidReadOptions,
): AsyncGenerator<readonly SourceRecord[]> {
  for (let cursor: EcwidCursor | undefined, more = true; more; ) {
    const page = await readEcwidPage(client, entity, cursor, options);
    yield page.records;
    ({ cursor, more } = page);
  }
}

async function findInList(
  client: EcwidClient,
  entity: EcwidEntity,
  key: string,
  signal: AbortSignal | undefined,
): Promise<SourceRecord | undefined> {
  for await (const records of readEcwidPages(client, entity, { limit: LARGEST_PAGE, overlap: 0, signal })) {
    const found = records.find((record) => record.key === key);
    if (found) return found;
  }
  return undefined;
}

/**
 * The pass ends open, so that a late clock here loses nothing; an early one would make the next pass begin too late and is set back.
 */
function beginPass(
  client: EcwidClient,
  entity: EcwidEntity,
  cursor: EcwidCursor | undefined,
  options: EcwidReadOptions,
): EcwidCursor {
  const updatedFrom = cursor?.updatedFrom ?? 0;
  const until = Math.floor(options.now?.() ?? Date.now() / 1000) - client.clockAhead;
  // What was created since the start date cannot have changed before.
  const startDate = entity === 'order' ? options.startDate : undefined;
  const from = Math.max(0, updatedFrom - options.overlap, startDate ?? 0);
  return { updatedFrom, until, from };
}

async function fetchPage(
  client: EcwidClient,
  entity: EcwidEntity,
  position: EcwidCursor,
  limit: number,
  options: EcwidReadOptions,
): Promise<Page> {
  const table = ENTITIES[entity];
  const { from = 0, span, offset = 0 } = position;
  const answer = await client.request('GET', table.path, {
    priority: table.priority,
    signal: options.signal,
    onWait: options.onWait,
    query: {
      ...options.filters,
      ...table.query,
      ...(table.translated && { lang: client.connection.language }),
      ...(entity === 'order' && options.startDate !== undefined && { createdFrom: options.startDate }),
      ...(table.window && {
        [table.window.from]: from || undefined,
        [table.window.to]: span === undefined ? undefined : from + span,
        sortBy: table.window.sortBy,
      }),
      // The record before comes along: it shows whether the list has moved.
      offset: offset > 0 ? offset - 1 : undefined,
      limit: offset > 0 ? Math.min(limit + 1, LARGEST_PAGE) : limit,
    },
  });
  const list = Array.isArray(answer) ? answer : (table.rows?.(asObject(table, answer)) ?? asObject(table, answer).items);
  if (!Array.isArray(list)) throw new EcwidError('ECWID_BAD_ANSWER', `Ecwid answered without a list to GET ${table.path}.`);
  const rows = list.map((row) => normalise(entity, asObject(table, row)));
  const { total } = answer as { total?: unknown };
  return { rows, total: typeof total === 'number' ? total : rows.length };
}

function asObject(table: EntityTable, value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new EcwidError('ECWID_BAD_ANSWER', `Ecwid answered with something else than a record to GET ${table.path}.`);
}
