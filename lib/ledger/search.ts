/** Looking into the ledger: lists, counts, one record with its timeline. Nothing here reads more rows than it shows. */
import { type EntryRow, type Room, selectEntries, summaryOf } from './entries';
import { LedgerError } from './errors';
import { cleanText, fromJson } from './keys';
import { normalEmail } from './privacy';
import { isSettled } from './rules';
import { marks, pieces, type Sql, type Value } from './store';
import {
  type Counts,
  type MissingSummary,
  type PrivacyLevel,
  RECORD_STATES,
  type RecordDetails,
  type RecordPage,
  type RecordQuery,
  type SyncSummary,
} from './types';

const PAGE = 50;
/** Ranges per statement; SQLite allows 500 parts of one select. */
const RANGES = 50;
/** Sorts behind every key that begins with the same text. */
const LAST_CHARACTER = '\u{10ffff}';

interface Range {
  readonly where: string;
  readonly parameters: readonly Value[];
}

interface Hit {
  readonly id: number;
  readonly received: number;
}

/**
 * A page of 50, newest first. The counters tell which groups of sync, state and reason exist; each is one range of one index in order
 * of time, so a page is merged from the heads of these ranges. A text is a range of keys instead.
 */
export async function find(room: Room, query: RecordQuery): Promise<RecordPage> {
  return room.store.read(async (sql) => {
    const ranges = query.text ? await textRanges(room, sql, query, query.text.trim()) : await groupRanges(sql, query);
    const hits: Hit[] = [];
    for (const piece of pieces(ranges, RANGES)) hits.push(...(await heads(sql, piece, query)));
    const unique = [...new Map(hits.map((hit) => [hit.id, hit])).values()].sort((a, b) => b.received - a.received || b.id - a.id);
    const shown = unique.slice(0, PAGE);
    const rows = await byId(sql, shown);
    const last = shown.at(-1);
    return { records: rows.map(summaryOf), ...(unique.length > PAGE && last ? { next: `${last.received}.${last.id}` } : {}) };
  });
}

async function groupRanges(sql: Sql, query: RecordQuery): Promise<Range[]> {
  const filters = [
    ['s.name', query.sync],
    ['c.state', query.state],
    ['c.reason', query.reason],
  ].filter((filter): filter is [string, string] => filter[1] !== undefined);
  const groups = await sql.all<{ sync: number; state: string; reason: string }>(
    `select c.sync, c.state, c.reason from ledger_count c join ledger_sync s on s.id = c.sync
     where c.n > 0${filters.map(([column]) => ` and ${column} = ?`).join('')}`,
    filters.map(([, value]) => value),
  );
  return groups.map(({ sync, state, reason }) => ({
    where: 'sync = ? and state = ? and reason = ?',
    parameters: [sync, state, reason],
  }));
}

async function textRanges(room: Room, sql: Sql, query: RecordQuery, text: string): Promise<Range[]> {
  const syncs = await sql.all<{ id: number; name: string }>('select id, name from ledger_sync');
  const also = [
    ['state', query.state],
    ['reason', query.reason],
  ].filter((filter): filter is [string, string] => filter[1] !== undefined);
  const and = also.map(([column]) => ` and ${column} = ?`).join('');
  const values = also.map(([, value]) => value);
  const stored = [...new Set([text, text.toUpperCase(), text.toLowerCase()])].map((start) => cleanText(start, 200));
  const wanted = syncs.filter(({ name }) => query.sync === undefined || name === query.sync).map(({ id }) => id);
  const ranges = wanted.flatMap((id) => [
    ...stored.map((start) => ({
      where: `sync = ? and key >= ? and key < ?${and}`,
      parameters: [id, start, start + LAST_CHARACTER, ...values],
    })),
    { where: `sync = ? and key = ?${and}`, parameters: [id, room.keys.hash(text), ...values] },
  ]);
  if (!text.includes('@') || wanted.length === 0) return ranges;
  // The one query that reads all entries; the plus keeps it from doing so by way of an index, row by row
  const person = {
    where: `person = ? and +sync in (${marks(wanted)})${and}`,
    parameters: [room.keys.hash(normalEmail(text)), ...wanted, ...values],
  };
  return [...ranges, person];
}

async function heads(sql: Sql, ranges: readonly Range[], query: RecordQuery): Promise<Hit[]> {
  const [received, id] = (query.after ?? '').split('.').map(Number);
  const limits: [string, Value[]][] = [];
  if (query.since !== undefined) limits.push([' and received >= ?', [query.since]]);
  if (query.until !== undefined) limits.push([' and received < ?', [query.until]]);
  if (Number.isSafeInteger(received) && Number.isSafeInteger(id))
    limits.push([' and (received, id) < (?, ?)', [received as number, id as number]]);
  const limit = limits.map(([where]) => where).join('');
  const parts = ranges.map(
    ({ where }, index) =>
      `select * from (select id, received from ledger_entry where ${where}${limit} order by received desc, id desc limit ${PAGE + 1}) as r${index}`,
  );
  if (parts.length === 0) return [];
  return sql.all<Hit>(
    parts.join(' union all '),
    ranges.flatMap(({ parameters }) => [...parameters, ...limits.flatMap(([, values]) => values)]),
  );
}

async function byId(sql: Sql, hits: readonly Hit[]): Promise<EntryRow[]> {
  if (hits.length === 0) return [];
  const ids = hits.map(({ id }) => id);
  const rows = new Map((await selectEntries(sql, `e.id in (${marks(ids)})`, ids)).map((row) => [row.id, row]));
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
}

/** All that is stored about one record. */
export async function details(room: Room, entry: number): Promise<RecordDetails> {
  return room.store.read(async (sql) => {
    const [row] = await selectEntries(sql, 'e.id = ?', [entry]);
    if (!row) throw new LedgerError('LEDGER_NO_ENTRY', String(entry));
    const [payload] = await sql.all<{ form: PrivacyLevel; body: string }>(
      'select form, body from ledger_payload where entry = ?',
      [entry],
    );
    const [result] = await sql.all<{ body: string }>('select body from ledger_result where entry = ?', [entry]);
    const steps = await sql.all<{ name: string; at: number; duration: number | null; data: string | null }>(
      'select name, at, duration, data from ledger_step where entry = ? order by id',
      [entry],
    );
    return {
      ...summaryOf(row),
      ...(payload ? { payload: fromJson(payload.body), payloadForm: payload.form } : {}),
      ...(result ? { result: fromJson(result.body) } : {}),
      steps: steps.map(({ name, at, duration, data }) => ({
        step: name,
        at,
        ...(duration === null ? {} : { duration }),
        ...(data === null ? {} : { data: fromJson(data) }),
      })),
    };
  });
}

interface CountRow {
  sync: string;
  state: keyof Counts;
  reason: string;
  n: number;
  changed: number;
}

export async function counts(room: Room, sync?: string): Promise<Counts> {
  return totals((await countRows(room)).filter((row) => sync === undefined || row.sync === sync));
}

/** True when a record with that key ever came in. */
export async function knows(room: Room, sync: string, key: string): Promise<boolean> {
  const rows = await room.store.read((sql) =>
    sql.all('select e.id from ledger_entry e join ledger_sync s on s.id = e.sync where s.name = ? and e.key = ? limit 1', [
      sync,
      room.keys.stored(key),
    ]),
  );
  return rows.length > 0;
}

/** One line per sync, by name. */
export async function syncs(room: Room): Promise<SyncSummary[]> {
  const rows = await countRows(room);
  return room.store.read(async (sql) => {
    const all = await sql.all<{ id: number; name: string; topic: string; received: number | null }>(
      'select id, name, topic, received from ledger_sync order by name',
    );
    const result: SyncSummary[] = [];
    for (const { id, name, topic, received } of all) {
      const own = rows.filter((row) => row.sync === name);
      const settled = own.filter(({ state }) => isSettled(state)).map(({ changed }) => changed);
      const waitingSince = await oldest(
        sql,
        id,
        own.filter(({ state, n }) => n > 0 && WAITING.has(state)),
      );
      result.push({
        sync: name,
        topic,
        counts: totals(own),
        reasons: own
          .filter(({ reason, n }) => reason !== '' && n > 0)
          .map(({ state, reason, n }) => ({ state, reason, count: n }))
          .sort((a, b) => b.count - a.count),
        ...(received === null ? {} : { received }),
        ...(settled.length > 0 ? { settled: Math.max(...settled) } : {}),
        ...(waitingSince === undefined ? {} : { waitingSince }),
      });
    }
    return result;
  });
}

/** What held records of a sync, or of all, wait for: the 200 that most wait for. */
export function missing(room: Room, sync?: string): Promise<MissingSummary[]> {
  return room.store.read(async (sql) => {
    const rows = await sql.all<{ reason: string; subject: string; value: string; n: number }>(
      `select e.reason, m.subject, m.value, count(*) as n from ledger_missing m join ledger_entry e on e.id = m.entry
       join ledger_sync s on s.id = e.sync where e.state = 'held'${sync === undefined ? '' : ' and s.name = ?'}
       group by e.reason, m.subject, m.value order by n desc, m.subject, m.value limit 200`,
      sync === undefined ? [] : [sync],
    );
    return rows.map(({ reason, subject, value, n }) => ({ reason, subject, value, count: Number(n) }));
  });
}

const WAITING = new Set<string>(['new', 'running', 'retry', 'uncertain']);

async function oldest(sql: Sql, sync: number, groups: readonly CountRow[]): Promise<number | undefined> {
  const times: number[] = [];
  for (const { state, reason } of groups) {
    const [row] = await sql.all<{ at: number | null }>(
      'select min(received) as at from ledger_entry where sync = ? and state = ? and reason = ?',
      [sync, state, reason],
    );
    if (typeof row?.at === 'number') times.push(row.at);
  }
  return times.length > 0 ? Math.min(...times) : undefined;
}

function countRows(room: Room): Promise<CountRow[]> {
  return room.store.read((sql) =>
    sql.all<CountRow>(
      'select s.name as sync, c.state, c.reason, c.n, c.changed from ledger_count c join ledger_sync s on s.id = c.sync',
    ),
  );
}

function totals(rows: readonly CountRow[]): Counts {
  const counts = Object.fromEntries(RECORD_STATES.map((state) => [state, 0])) as Counts;
  for (const { state, n } of rows) counts[state] += n;
  return counts;
}
