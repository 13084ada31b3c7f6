/** How long things stay, and what is known about one person. */
import { setImmediate as breathe } from 'node:timers/promises';
import { change, type EntryRow, keyOf, type Room, selectEntries } from './entries';
import { fromJson } from './keys';
import type { Links } from './links';
import { mentions, normalEmail } from './privacy';
import { isSettled } from './rules';
import { details } from './search';
import { marks, type Sql } from './store';
import { type Link, type PersonExport, REASON, type RecordDetails, type SettledEvent } from './types';

const DAY = 86_400_000;
const SWEPT_AT_ONCE = 500;
const ERASED_AT_ONCE = 100;
/** Entries looked through per read: short enough to let other work in between. */
const SCANNED_AT_ONCE = 2000;

/** Deletes payload, result, steps, message and facts of records settled more than `retentionDays` ago; gives how many records. */
export async function sweep(room: Room): Promise<number> {
  let total = 0;
  for (let full = true; full; ) {
    const swept = await room.store.transaction(async (sql) => {
      const before = (await room.now(sql)) - room.policy.retentionDays * DAY;
      const rows = await sql.all<{ id: number }>(
        `select e.id from ledger_entry e where e.retained is not null and e.retained <= ? order by e.retained limit ${SWEPT_AT_ONCE}${room.store.dialect.lockFree}`,
        [before],
      );
      const ids = rows.map(({ id }) => id);
      await empty(sql, ids);
      return ids.length;
    });
    total += swept;
    full = swept === SWEPT_AT_ONCE;
    await breathe();
  }
  if (total > 0) await room.store.tidy();
  return total;
}

/**
 * Removes a person: payloads, results, steps, messages and facts of every record about or speaking of the address, whatever its state
 * (an unsettled one becomes skipped, ERASED), links and written hashes by the address. Keys that contain the address become hashes:
 * still the same key to `receive`, so nothing is doubled. Gives the number of records.
 */
export async function erase(room: Room, links: Links, address: string): Promise<{ records: number; events: SettledEvent[] }> {
  const email = normalEmail(address);
  const found = await entriesOf(room, email);
  const events: SettledEvent[] = [];
  for (let start = 0; start < found.length; start += ERASED_AT_ONCE) {
    const ids = found.slice(start, start + ERASED_AT_ONCE);
    const erased = await change(room, async (sql, changes) => {
      for (const entry of await selectEntries(sql, `e.id in (${marks(ids)}) order by e.id${room.store.dialect.lock}`, ids)) {
        const named = mentions(keyOf(entry), email);
        const anonymous: EntryRow = named ? { ...entry, key: room.keys.hash(keyOf(entry)), long_key: null } : entry;
        if (!isSettled(entry.state)) {
          const { failures } = entry;
          await changes.settle(entry, {
            state: 'skipped',
            reason: REASON.ERASED,
            message: '',
            due: null,
            failures,
            uncertain: false,
          });
        }
        await sql.run('update ledger_entry set key = ?, long_key = ?, person = null where id = ?', [
          anonymous.key,
          anonymous.long_key,
          entry.id,
        ]);
      }
      await empty(sql, ids);
    });
    events.push(
      ...erased.events.map((event) => (mentions(event.key, email) ? { ...event, key: room.keys.hash(event.key) } : event)),
    );
    await breathe();
  }
  for (const { kind, source } of await linksOf(links, email)) await links.unlink(kind, source);
  await forgetWritten(room, email);
  await room.store.tidy();
  return { records: found.length, events };
}

/** Everything stored about a person. */
export async function exportPerson(room: Room, links: Links, address: string): Promise<PersonExport> {
  const email = normalEmail(address);
  const records: RecordDetails[] = [];
  for (const entry of await entriesOf(room, email)) records.push(await details(room, entry));
  return { records, links: await linksOf(links, email) };
}

async function linksOf(links: Links, email: string): Promise<Link[]> {
  const candidates = await links.mentioning(email);
  return candidates
    .filter(({ source, target }) => mentions([source, target], email))
    .map(({ kind, source, target }) => ({ kind, source, target }));
}

async function forgetWritten(room: Room, email: string): Promise<void> {
  const { position } = room.store.dialect;
  await room.store.transaction(async (sql) => {
    const rows = await sql.all<{ key: string }>(`select distinct key from ledger_written where ${position}(lower(key), ?) > 0`, [
      email,
    ]);
    for (const { key } of rows) if (mentions(key, email)) await sql.run('delete from ledger_written where key = ?', [key]);
  });
}

async function empty(sql: Sql, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of ['ledger_payload', 'ledger_result', 'ledger_step', 'ledger_missing']) {
    await sql.run(`delete from ${table} where entry in (${marks(ids)})`, ids);
  }
  await sql.run(`update ledger_entry set message = null, facts = null, retained = null where id in (${marks(ids)})`, ids);
}

/** Ids of all entries about an address (by its hash) or speaking of it anywhere: looks at everything, bit by bit. */
async function entriesOf(room: Room, email: string): Promise<number[]> {
  const { position } = room.store.dialect;
  const person = room.keys.hash(email);
  const part = JSON.stringify(email).slice(1, -1);
  const has = (column: string): string => `${position}(lower(coalesce(${column}, '')), ?) > 0`;
  const columns = ['e.key', 'e.long_key', 'e.message', 'e.facts', 'p.body', 'r.body'];
  const found: number[] = [];
  for (let after = 0; ; ) {
    const batch = await room.store.read(async (sql) => {
      const [range] = await sql.all<{ last: number | null }>(
        `select max(id) as last from (select id from ledger_entry where id > ? order by id limit ${SCANNED_AT_ONCE}) as ids`,
        [after],
      );
      if (typeof range?.last !== 'number') return undefined;
      const rows = await sql.all<Record<string, string | number | null>>(
        `select e.id, e.person, e.key, e.long_key, e.message, e.facts, p.body as payload, r.body as result
         from ledger_entry e left join ledger_payload p on p.entry = e.id left join ledger_result r on r.entry = e.id
         where e.id > ? and e.id <= ? and (e.person = ? or ${columns.map(has).join(' or ')})`,
        [after, range.last, person, ...columns.map(() => part)],
      );
      const steps = await sql.all<{ entry: number; data: string }>(
        `select entry, data from ledger_step where entry > ? and entry <= ? and ${has('data')}`,
        [after, range.last, part],
      );
      return { last: range.last, rows, steps };
    });
    if (!batch) return found;
    const ids = new Set<number>();
    for (const { id, person: owner, key, message, ...json } of batch.rows) {
      const texts = [key, message, ...Object.values(json).map((value) => fromJson(value as string | null))];
      if (owner === person || mentions(texts, email)) ids.add(id as number);
    }
    for (const { entry, data } of batch.steps) if (mentions(fromJson(data), email)) ids.add(entry);
    found.push(...[...ids].sort((a, b) => a - b));
    after = batch.last;
    await breathe();
  }
}
