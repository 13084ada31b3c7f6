/** Receiving: a page of records and the cursor behind it, in one transaction. */
import type { SourceRecord } from '../page';
import { type Changes, change, type EntryRow, putPayloads, type Room, selectEntries, superseded } from './entries';
import { LedgerError } from './errors';
import { fromJson, toJson } from './keys';
import { personOf } from './privacy';
import { isSettled } from './rules';
import { marks, rowMarks, type Sql } from './store';
import type { Sync } from './syncs';
import type { Page, SettledEvent } from './types';

const BATCH = 100;
const BATCH_LENGTH = 8_000_000;

interface Arrival {
  readonly key: string;
  readonly forms: readonly string[];
  readonly version: string;
  readonly json: string;
  readonly person: string | null;
  readonly longKey: string | null;
}

export async function receive(
  room: Room,
  sync: Sync,
  page: Page,
): Promise<{ added: number; known: number; events: SettledEvent[] }> {
  const arrivals = page.records.map((record) => arrivalOf(room, record));
  const { result: added, events } = await change(room, async (sql, changes) => {
    // One page at a time per sync, on every machine: two versions of one key must see each other
    await sql.all(`select e.id from ledger_sync e where e.id = ?${room.store.dialect.lock}`, [sync.id]);
    let count = 0;
    for (const batch of batches(arrivals)) count += await store(room, sql, changes, sync, batch, page.reopen ?? false);
    await sql.run('update ledger_sync set received = ? where id = ?', [changes.now, sync.id]);
    if (page.cursor !== undefined)
      await sql.run('update ledger_sync set cursor = ? where id = ?', [toJson(page.cursor), sync.id]);
    return count;
  });
  return { added, known: arrivals.length - added, events };
}

export async function readCursor(room: Room, sync: Sync): Promise<unknown> {
  const [row] = await room.store.read((sql) =>
    sql.all<{ cursor: string | null }>('select cursor from ledger_sync where id = ?', [sync.id]),
  );
  return fromJson(row?.cursor);
}

export async function resetCursor(room: Room, sync: Sync): Promise<void> {
  await room.store.transaction((sql) => sql.run('update ledger_sync set cursor = null where id = ?', [sync.id]));
}

function arrivalOf(room: Room, { key, version, payload }: SourceRecord): Arrival {
  const json = toPayload(payload);
  if (typeof key !== 'string' || typeof version !== 'string' || json === undefined) {
    throw new LedgerError('LEDGER_BAD_RECORD', `key ${JSON.stringify(key)}`);
  }
  const stored = room.keys.stored(key);
  return {
    key: stored,
    forms: room.keys.forms(key),
    version: room.keys.stored(version),
    json,
    person: personHash(room, payload),
    longKey: stored === key ? null : JSON.stringify(key),
  };
}

/** JSON of a payload, or undefined when it is not plain data. */
export function toPayload(payload: unknown): string | undefined {
  try {
    return JSON.stringify(payload);
  } catch {
    return undefined;
  }
}

export function personHash(room: Room, payload: unknown): string | null {
  const person = personOf(payload);
  return person === undefined ? null : room.keys.hash(person);
}

/** Batches that no statement is too long for and in which a key comes once, so that its versions meet in their order. */
function batches(arrivals: readonly Arrival[]): Arrival[][] {
  const result: Arrival[][] = [];
  let batch: Arrival[] = [];
  let seen = new Set<string>();
  let length = 0;
  for (const arrival of arrivals) {
    if (batch.length === BATCH || length > BATCH_LENGTH || seen.has(arrival.key) || batch.length === 0) {
      batch = [];
      result.push(batch);
      seen = new Set();
      length = 0;
    }
    batch.push(arrival);
    seen.add(arrival.key);
    length += arrival.json.length;
  }
  return result;
}

async function store(
  room: Room,
  sql: Sql,
  changes: Changes,
  sync: Sync,
  batch: readonly Arrival[],
  reopen: boolean,
): Promise<number> {
  const { lock } = room.store.dialect;
  const forms = batch.flatMap((arrival) => arrival.forms);
  const identities = batch.flatMap((arrival) => arrival.forms.map((form) => [form, arrival.version]));
  const known = await selectEntries(sql, `e.sync = ? and (e.key, e.version) in (values ${rowMarks(identities)})${lock}`, [
    sync.id,
    ...identities.flat(),
  ]);
  const open = await selectEntries(
    sql,
    `e.sync = ? and e.state not in ('done', 'skipped') and e.key in (${marks(forms)}) order by e.id${lock}`,
    [sync.id, ...forms],
  );
  const knownByForm = new Map(known.map((entry) => [entry.key, entry]));

  const fresh: { arrival: Arrival; due: 0 | null; uncertain: boolean }[] = [];
  const reopened: { entry: EntryRow; arrival: Arrival }[] = [];
  for (const arrival of batch) {
    const entry = arrival.forms.map((form) => knownByForm.get(form)).find((found) => found !== undefined);
    const others = open.filter((other) => arrival.forms.includes(other.key) && other.id !== entry?.id);
    if (entry) {
      const finished = isSettled(entry.state) || entry.state === 'dead';
      if (reopen && finished && others.length === 0) reopened.push({ entry, arrival });
      continue;
    }
    const older = others.filter((other) => other.state !== 'running');
    for (const other of older) await changes.settle(other, superseded(other.failures));
    fresh.push({
      arrival,
      due: others.length > older.length ? null : 0,
      uncertain: older.some((other) => other.uncertain === 1),
    });
  }
  await insert(sql, changes, sync, fresh);
  for (const { entry, arrival } of reopened) await reopenEntry(sql, changes, entry, arrival);
  return fresh.length + reopened.length;
}

async function insert(
  sql: Sql,
  changes: Changes,
  sync: Sync,
  fresh: readonly { arrival: Arrival; due: 0 | null; uncertain: boolean }[],
): Promise<void> {
  if (fresh.length === 0) return;
  const rows = fresh.map(({ arrival, due, uncertain }) => [
    ...[sync.id, arrival.key, arrival.version, 'new', '', 0, 0, uncertain ? 1 : 0, due],
    ...[changes.now, changes.now, arrival.person, arrival.longKey],
  ]);
  const ids = await sql.all<{ id: number; key: string }>(
    `insert into ledger_entry (sync, key, version, state, reason, attempts, failures, uncertain, due, received, changed, person, long_key)
     values ${rowMarks(rows)} returning id, key`,
    rows.flat(),
  );
  const idOf = new Map(ids.map(({ id, key }) => [key, id]));
  await putPayloads(
    sql,
    fresh.map(({ arrival }) => ({ entry: idOf.get(arrival.key) as number, json: arrival.json })),
  );
  for (const _ of fresh) changes.tally.move(undefined, { sync: sync.id, state: 'new', reason: '' });
}

/** The same version once more, as if it came in now. */
async function reopenEntry(sql: Sql, changes: Changes, entry: EntryRow, arrival: Arrival): Promise<void> {
  await sql.run(
    `update ledger_entry set state = 'new', reason = '', message = null, attempts = 0, failures = 0, due = 0, retained = null,
       received = ?, changed = ?, person = ?, key = ?, long_key = ? where id = ?`,
    [changes.now, changes.now, arrival.person, arrival.key, arrival.longKey, entry.id],
  );
  await putPayloads(sql, [{ entry: entry.id, json: arrival.json }]);
  changes.tally.move(entry, { sync: entry.sync, state: 'new', reason: '' });
}
