/** What a person decides about records. */

import { lockEntry } from './deliveries';
import { addStep, type Changes, change, type EntryRow, putPayloads, type Room, selectEntries, storedMissing } from './entries';
import { LedgerError } from './errors';
import { personHash, toPayload } from './inbox';
import { toJson } from './keys';
import { isSettled } from './rules';
import { marks, pieces, type Sql } from './store';
import { REASON, type SettledEvent } from './types';

const RELEASED_AT_ONCE = 500;

/**
 * Delivers a record again, with its attempts forgotten, or an edited payload in place of the one received. Gives the name
 * of its sync.
 */
export async function retry(room: Room, entryId: number, payload?: unknown): Promise<string> {
  const { result } = await change(room, async (sql, changes) => {
    const entry = await lockEntry(room, sql, entryId);
    if (entry.state === 'running') throw new LedgerError('LEDGER_RUNNING', entry.sync_name);
    if (entry.state !== 'new') await refuseOlder(sql, entry);
    if (payload !== undefined) await edit(room, sql, entry, payload);
    const [body] = await sql.all<{ form: string }>('select form from ledger_payload where entry = ?', [entry.id]);
    if (body?.form !== 'full') throw new LedgerError('LEDGER_NO_PAYLOAD', entry.sync_name);
    if (entry.state !== 'new') await renewEntry(sql, changes, entry);
    await addStep(sql, entry.id, 'retry by hand', changes.now, undefined, toJson({ edited: payload !== undefined }));
    return entry.sync_name;
  });
  return result;
}

/** Settles a record that nobody will deliver. A settled one stays as it is. */
export async function skip(room: Room, entryId: number): Promise<SettledEvent[]> {
  const { events } = await change(room, async (sql, changes) => {
    const entry = await lockEntry(room, sql, entryId);
    if (entry.state === 'running') throw new LedgerError('LEDGER_RUNNING', entry.sync_name);
    if (isSettled(entry.state)) return;
    const { failures } = entry;
    await changes.settle(entry, {
      state: 'skipped',
      reason: REASON.SKIPPED_BY_HAND,
      message: '',
      due: null,
      failures,
      uncertain: false,
    });
  });
  return events;
}

/** Delivers all held records and dead letters of one reason again; gives how many per sync. */
export async function release(room: Room, query: { sync?: string; reason: string }): Promise<Map<string, number>> {
  const released = new Map<string, number>();
  const groups = await room.store.read((sql) =>
    sql.all<{ sync: number; name: string; state: string }>(
      `select c.sync, s.name, c.state from ledger_count c join ledger_sync s on s.id = c.sync
       where c.reason = ? and c.state in ('held', 'dead') and c.n > 0`,
      [query.reason],
    ),
  );
  for (const { sync, name, state } of groups.filter(({ name }) => query.sync === undefined || name === query.sync)) {
    for (let full = true; full; ) {
      const { result } = await change(room, async (sql, changes) => {
        const entries = await selectEntries(
          sql,
          `e.sync = ? and e.state = ? and e.reason = ? order by e.received, e.id limit ${RELEASED_AT_ONCE}${room.store.dialect.lock}`,
          [sync, state, query.reason],
        );
        for (const entry of entries) {
          await renewEntry(sql, changes, entry);
          await addStep(sql, entry.id, 'release by hand', changes.now, undefined, toJson({ reason: query.reason }));
        }
        return entries.length;
      });
      released.set(name, (released.get(name) ?? 0) + result);
      full = result === RELEASED_AT_ONCE;
    }
  }
  return released;
}

/**
 * These values are there now: held records that wait for nothing else are delivered again; gives how many per sync. A record is never
 * released twice for the same: what it waited for is struck off.
 */
export async function provide(room: Room, subject: string, values: readonly string[]): Promise<Map<string, number>> {
  const released = new Map<string, number>();
  const missing = storedMissing(
    room,
    values.map((value) => ({ subject, value })),
  );
  for (const piece of pieces(missing, RELEASED_AT_ONCE)) {
    const what = [piece[0]?.subject ?? '', ...piece.map(({ value }) => value)];
    const condition = `subject = ? and value in (${marks(piece)})`;
    for (let full = true; full; ) {
      const { result } = await change(room, async (sql, changes) => {
        const waiting = await selectEntries(
          sql,
          `e.state = 'held' and e.id in (select entry from ledger_missing where ${condition})
           order by e.received, e.id limit ${RELEASED_AT_ONCE}${room.store.dialect.lock}`,
          what,
        );
        if (waiting.length === 0) return { syncs: [], full: false };
        const ids = waiting.map(({ id }) => id);
        await sql.run(`delete from ledger_missing where ${condition} and entry in (${marks(ids)})`, [...what, ...ids]);
        const others = await sql.all<{ entry: number }>(
          `select distinct entry from ledger_missing where entry in (${marks(ids)})`,
          ids,
        );
        const ready = waiting.filter(({ id }) => !others.some(({ entry }) => entry === id));
        for (const entry of ready) {
          await renewEntry(sql, changes, entry);
          await addStep(sql, entry.id, 'released', changes.now, undefined, toJson({ reason: entry.reason, subject }));
        }
        return { syncs: ready.map(({ sync_name }) => sync_name), full: waiting.length === RELEASED_AT_ONCE };
      });
      for (const sync of result.syncs) released.set(sync, (released.get(sync) ?? 0) + 1);
      full = result.full;
    }
  }
  return released;
}

/** An older version must not be written over a newer one. */
async function refuseOlder(sql: Sql, entry: EntryRow): Promise<void> {
  const condition = isSettled(entry.state) ? 'id > ?' : `id <> ? and state not in ('done', 'skipped')`;
  const other = await sql.all(`select id from ledger_entry where sync = ? and key = ? and ${condition} limit 1`, [
    entry.sync,
    entry.key,
    entry.id,
  ]);
  if (other.length > 0) throw new LedgerError('LEDGER_SUPERSEDED', entry.sync_name);
}

async function edit(room: Room, sql: Sql, entry: EntryRow, payload: unknown): Promise<void> {
  const json = toPayload(payload);
  if (json === undefined) throw new LedgerError('LEDGER_BAD_RECORD', 'the edited payload');
  await putPayloads(sql, [{ entry: entry.id, json }]);
  await sql.run('update ledger_entry set person = ? where id = ?', [personHash(room, payload), entry.id]);
}

/** New again. What was done may have been written: the next delivery must look. */
async function renewEntry(sql: Sql, changes: Changes, entry: EntryRow): Promise<void> {
  await sql.run(
    `update ledger_entry set state = 'new', reason = '', message = null, attempts = 0, failures = 0, uncertain = ?, due = 0,
       retained = null, changed = ? where id = ?`,
    [entry.state === 'done' ? 1 : entry.uncertain, changes.now, entry.id],
  );
  changes.tally.move(entry, { sync: entry.sync, state: 'new', reason: '' });
}
