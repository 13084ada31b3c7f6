/** Giving records out under a lease and hearing what became of them. */
import { addStep, type Changes, change, type EntryRow, keyOf, type Room, selectEntries } from './entries';
import { LedgerError } from './errors';
import { fromJson, toJson } from './keys';
import { kept } from './privacy';
import { counts, move, type Standing } from './rules';
import { marks, type Sql } from './store';
import type { Sync } from './syncs';
import { type Delivery, type Outcome, REASON, type SettledEvent } from './types';

/** ms the clock may go back without being taken for a jump, and between two notes of it. */
const CLOCK_SLACK = 60_000;
const CLOCK_NOTE = 10_000;
const EXPIRED_AT_ONCE = 100;

/** Whoever had the record may have been in the middle of a write. */
const EXPIRED: Outcome = {
  state: 'uncertain',
  reason: REASON.LEASE_EXPIRED,
  message: 'Nobody settled the record in time',
  counted: true,
  retryAfter: 0,
};
const ABANDONED: Outcome = {
  state: 'uncertain',
  reason: REASON.ABANDONED,
  message: 'The node that had the record closed',
  counted: false,
  retryAfter: 0,
};

export async function claim(
  room: Room,
  sync: Sync,
  limit: number,
  owner: string,
): Promise<{ result: Delivery[]; events: SettledEvent[] }> {
  return change(room, async (sql, changes) => {
    await expire(room, sql, changes, sync);
    return take(room, sql, changes, sync, limit, owner);
  });
}

/** Claims what brings the owner to `most` running records; `running` is how many it has then. */
export async function topUp(
  room: Room,
  sync: Sync,
  most: number,
  owner: string,
): Promise<{ result: { deliveries: Delivery[]; running: number }; events: SettledEvent[] }> {
  return change(room, async (sql, changes) => {
    await expire(room, sql, changes, sync);
    const [row] = await sql.all<{ n: number }>('select count(*) as n from ledger_entry where owner = ? and sync = ?', [
      owner,
      sync.id,
    ]);
    const running = row?.n ?? 0;
    const deliveries = running < most ? await take(room, sql, changes, sync, most - running, owner) : [];
    return { deliveries, running: running + deliveries.length };
  });
}

/** Takes back what nobody settled before its lease ran out. */
async function expire(room: Room, sql: Sql, changes: Changes, sync: Sync): Promise<void> {
  const { now } = changes;
  await watchClock(room, sql, sync, now);
  const expired = await selectEntries(
    sql,
    `e.sync = ? and e.leased is not null and e.leased <= ? order by e.leased limit ${EXPIRED_AT_ONCE}${room.store.dialect.lockFree}`,
    [sync.id, now],
  );
  for (const entry of expired) {
    await changes.settle(entry, move(standingOf(entry), EXPIRED, room.policy, now, room.random));
  }
}

async function take(room: Room, sql: Sql, changes: Changes, sync: Sync, limit: number, owner: string): Promise<Delivery[]> {
  const { now } = changes;
  const { lockFree } = room.store.dialect;
  // Two index ranges: what came in waits with due 0, so that a long first load is not sorted by time for every claim
  const fresh = await selectEntries(sql, `e.sync = ? and e.due = 0 order by e.id limit ?${lockFree}`, [sync.id, limit]);
  const again = await selectEntries(sql, `e.sync = ? and e.due > 0 and e.due <= ? order by e.due, e.id limit ?${lockFree}`, [
    sync.id,
    now,
    limit,
  ]);
  const entries = [...fresh, ...again].sort((a, b) => a.id - b.id).slice(0, limit);
  if (entries.length === 0) return [];
  const ids = entries.map((entry) => entry.id);
  await sql.run(
    `update ledger_entry set state = 'running', reason = '', owner = ?, leased = ?, due = null, attempts = attempts + 1, changed = ?
     where id in (${marks(ids)})`,
    [owner, now + room.policy.lease * 1000, now, ...ids],
  );
  for (const entry of entries) changes.tally.move(entry, { sync: entry.sync, state: 'running', reason: '' });
  const payloads = await sql.all<{ entry: number; body: string }>(
    `select entry, body from ledger_payload where entry in (${marks(ids)})`,
    ids,
  );
  const payloadOf = new Map(payloads.map(({ entry, body }) => [entry, body]));
  return entries.map((entry) => deliveryOf(entry, payloadOf.get(entry.id)));
}

/** False when the outcome came too late to count (rules.ts). */
export async function settle(
  room: Room,
  entryId: number,
  outcome: Outcome,
  attempt?: number,
): Promise<{ result: boolean; events: SettledEvent[] }> {
  return change(room, async (sql, changes) => {
    const entry = await lockEntry(room, sql, entryId);
    const standing = standingOf(entry);
    if (!counts(standing, outcome, attempt)) return false;
    await changes.settle(entry, move(standing, outcome, room.policy, changes.now, room.random), {
      result: 'result' in outcome ? outcome.result : 'details' in outcome ? outcome.details : undefined,
      facts: outcome.facts,
      ...('missing' in outcome ? { missing: outcome.missing } : {}),
    });
    return true;
  });
}

/** Gives back all an owner has. */
export async function abandon(room: Room, owner: string): Promise<SettledEvent[]> {
  const { events } = await change(room, async (sql, changes) => {
    for (const entry of await selectEntries(sql, `e.owner = ? order by e.id${room.store.dialect.lock}`, [owner])) {
      await changes.settle(entry, move(standingOf(entry), ABANDONED, room.policy, changes.now, room.random));
    }
  });
  return events;
}

/** False when the owner has lost the record. */
export async function renew(room: Room, entry: number, owner: string): Promise<boolean> {
  return room.store.transaction(async (sql) => {
    const until = (await room.now(sql)) + room.policy.lease * 1000;
    return (await sql.run('update ledger_entry set leased = ? where id = ? and owner = ?', [until, entry, owner])) === 1;
  });
}

/** Adds a step to the timeline of a record. */
export async function note(room: Room, entryId: number, step: string, data?: unknown, duration?: number): Promise<void> {
  await room.store.transaction(async (sql) => {
    const [entry] = await selectEntries(sql, 'e.id = ?', [entryId]);
    if (!entry) throw new LedgerError('LEDGER_NO_ENTRY', String(entryId));
    const json = toJson(data);
    await addStep(
      sql,
      entryId,
      step,
      await room.now(sql),
      duration,
      json === null ? null : kept(json, entry.topic, room.policy.privacy),
    );
  }, 'lazy');
}

/** ms until the next record may be claimed, or with `lease` until the next lease runs out; 0 when now, undefined when there is none. */
export async function untilNext(room: Room, sync: Sync, what: 'claim' | 'lease'): Promise<number | undefined> {
  const earliest = async (sql: Sql, column: 'due' | 'leased') => {
    const [row] = await sql.all<{ at: number | null }>(
      `select min(${column}) as at from ledger_entry where sync = ? and ${column} is not null`,
      [sync.id],
    );
    return row?.at;
  };
  return room.store.read(async (sql) => {
    const times = [what === 'claim' ? await earliest(sql, 'due') : null, await earliest(sql, 'leased')];
    const known = times.filter((at) => typeof at === 'number');
    return known.length === 0 ? undefined : Math.max(0, Math.min(...known) - (await room.now(sql)));
  });
}

export async function lockEntry(room: Room, sql: Sql, entryId: number): Promise<EntryRow> {
  const [entry] = await selectEntries(sql, `e.id = ?${room.store.dialect.lock}`, [entryId]);
  if (!entry) throw new LedgerError('LEDGER_NO_ENTRY', String(entryId));
  return entry;
}

export function standingOf(entry: EntryRow): Standing {
  return { state: entry.state, attempts: entry.attempts, failures: entry.failures, uncertain: entry.uncertain === 1 };
}

function deliveryOf(entry: EntryRow, body: string | undefined): Delivery {
  return {
    entry: entry.id,
    sync: entry.sync_name,
    key: keyOf(entry),
    version: entry.version,
    topic: entry.topic,
    payload: fromJson(body),
    attempt: entry.attempts + 1,
    uncertain: entry.uncertain === 1,
  };
}

/**
 * A clock that jumps forward ends waits and leases early (the next delivery is then `uncertain`, so nothing is doubled). One that jumps
 * back would stretch them, perhaps by years: when the time is more than a minute before the latest seen, waits are moved back as
 * far, and no lease lasts longer than a lease from now.
 */
async function watchClock(room: Room, sql: Sql, sync: Sync, now: number): Promise<void> {
  const [row] = await sql.all<{ seen: number }>('select seen from ledger_sync where id = ?', [sync.id]);
  const seen = row?.seen ?? now;
  if (now >= seen - CLOCK_SLACK && now < seen + CLOCK_NOTE) return;
  await sql.run('update ledger_sync set seen = ? where id = ?', [now, sync.id]);
  if (now > seen) return;
  const back = seen - now;
  await sql.run('update ledger_entry set due = case when due > ? then due - ? else 0 end where sync = ? and due > 0', [
    back,
    back,
    sync.id,
  ]);
  const latest = now + room.policy.lease * 1000;
  await sql.run('update ledger_entry set leased = ? where sync = ? and leased is not null and leased > ?', [
    latest,
    sync.id,
    latest,
  ]);
}
