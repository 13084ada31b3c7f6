/**
 * The durable inbox of the syncs: what came in, what became of it, and what belongs to what. It keeps no timers and no state of its own;
 * several may work on one store at the same time, in one process or many.
 */
import { EventEmitter } from 'node:events';
import * as deliveries from './deliveries';
import * as desk from './desk';
import type { Room } from './entries';
import { change } from './entries';
import * as inbox from './inbox';
import * as keeping from './keeping';
import { Keys } from './keys';
import { Links } from './links';
import { Locks } from './locks';
import { openPostgres } from './postgres';
import * as search from './search';
import { openSqlite } from './sqlite';
import type { Store } from './store';
import { Syncs } from './syncs';
import type {
  Counts,
  Delivery,
  LedgerOptions,
  MissingSummary,
  Outcome,
  Page,
  PersonExport,
  ReceivedEvent,
  RecordDetails,
  RecordPage,
  RecordQuery,
  SettledEvent,
  SyncSummary,
} from './types';

/** `settled`: an outcome is stored, whatever the state; `received`: there may be something to claim. Both after the commit, in this process. */
interface LedgerEvents {
  settled: [SettledEvent];
  received: [ReceivedEvent];
}

export class Ledger extends EventEmitter<LedgerEvents> {
  readonly #room: Room;
  readonly #syncs: Syncs;
  readonly #links: Links;
  readonly #locks: Locks;

  private constructor(store: Store, salt: string, options: LedgerOptions) {
    super();
    this.setMaxListeners(0);
    const { now } = options;
    this.#room = {
      store,
      keys: new Keys(salt),
      policy: options,
      random: options.random ?? Math.random,
      now: now ? async () => now() : (sql) => sql.now(),
    };
    this.#syncs = new Syncs(store);
    this.#links = new Links(this.#room);
    this.#locks = new Locks(this.#room);
  }

  /** Opens the store and brings it up to date; every trouble is a LedgerError. */
  static async open(options: LedgerOptions): Promise<Ledger> {
    const store = await (options.store === 'sqlite' ? openSqlite(options.file) : openPostgres(options.url, options.password));
    try {
      return new Ledger(store, await saltOf(store), options);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * Stores a page and the cursor behind it, all or nothing. A known version is not received again; a new version takes the place of an
   * unsettled older one of its key, or waits while that is running. `reopen` delivers settled versions and dead letters again.
   */
  async receive(sync: string, page: Page): Promise<{ added: number; known: number }> {
    const { added, known, events } = await inbox.receive(this.#room, await this.#syncs.open(sync, page.topic), page);
    this.#tell(events);
    if (added > 0) this.emit('received', { sync, added });
    return { added, known };
  }

  async cursor(sync: string): Promise<unknown | undefined> {
    const known = await this.#syncs.find(sync);
    return known && inbox.readCursor(this.#room, known);
  }

  async resetCursor(sync: string): Promise<void> {
    const known = await this.#syncs.find(sync);
    if (known) await inbox.resetCursor(this.#room, known);
  }

  /**
   * At most `limit` records that are new, due or left by an owner whose lease ran out (a counted attempt, then `uncertain`), oldest first;
   * of one key never two at once.
   */
  async claim(sync: string, limit: number, owner: string): Promise<Delivery[]> {
    const known = await this.#syncs.find(sync);
    if (!known) return [];
    const { result, events } = await deliveries.claim(this.#room, known, limit, owner);
    this.#tell(events);
    return result;
  }

  /**
   * Claims as many as bring the owner to `most` running records; `running` is how many it has then. Those that another owner took over
   * do not count any more.
   */
  async topUp(sync: string, most: number, owner: string): Promise<{ deliveries: Delivery[]; running: number }> {
    const known = await this.#syncs.find(sync);
    if (!known) return { deliveries: [], running: 0 };
    const { result, events } = await deliveries.topUp(this.#room, known, most, owner);
    this.#tell(events);
    return result;
  }

  /**
   * Stores what became of a delivery. False when it came too late to count: the first `done` or `skipped` wins, also from an owner that
   * lost its lease; anything else counts only while the record is running. Give the `attempt` of the delivery, so that a failure
   * reported late is not taken for one of the present owner.
   */
  async settle(entry: number, outcome: Outcome, attempt?: number): Promise<boolean> {
    const { result, events } = await deliveries.settle(this.#room, entry, outcome, attempt);
    this.#tell(events);
    return result;
  }

  /** A full lease from now on; false when the owner has lost the record. */
  renew(entry: number, owner: string): Promise<boolean> {
    return deliveries.renew(this.#room, entry, owner);
  }

  /** A node that closes gives its running records back; they can be claimed at once, as `uncertain`. No attempt is counted. */
  async abandon(owner: string): Promise<void> {
    this.#tell(await deliveries.abandon(this.#room, owner));
  }

  /** Epoch ms, by the clock of this machine, at which `claim` can give something next (the past or present when it can now). */
  nextDue(sync: string): Promise<number | undefined> {
    return this.#next(sync, 'claim');
  }

  /** Epoch ms, by the clock of this machine, at which the next lease of the sync runs out. */
  nextExpiry(sync: string): Promise<number | undefined> {
    return this.#next(sync, 'lease');
  }

  /** Adds a step to the timeline of a record; `duration` in ms. */
  note(entry: number, step: string, data?: unknown, duration?: number): Promise<void> {
    return deliveries.note(this.#room, entry, step, data, duration);
  }

  /** Remembers facts with a record, e.g. `{ mapping: '3' }`; those of the same name are replaced. */
  async addFacts(entry: number, facts: Readonly<Record<string, unknown>>): Promise<void> {
    await change(this.#room, async (sql, changes) => {
      const row = await deliveries.lockEntry(this.#room, sql, entry);
      await sql.run('update ledger_entry set facts = ? where id = ?', [changes.mergedFacts(row, facts), entry]);
    });
  }

  counts(sync?: string): Promise<Counts> {
    return search.counts(this.#room, sync);
  }

  syncs(): Promise<SyncSummary[]> {
    return search.syncs(this.#room);
  }

  /** True when the sync ever received a record with that key. */
  knows(sync: string, key: string): Promise<boolean> {
    return search.knows(this.#room, sync, key);
  }

  /** 50 records, newest first. */
  find(query: RecordQuery = {}): Promise<RecordPage> {
    return search.find(this.#room, query);
  }

  /** One record with payload, result and timeline, as far as they are still stored. */
  exportRecord(entry: number): Promise<RecordDetails> {
    return search.details(this.#room, entry);
  }

  /** Delivers a record again from its first attempt, with another payload when one is given. */
  async retry(entry: number, payload?: unknown): Promise<void> {
    this.emit('received', { sync: await desk.retry(this.#room, entry, payload), added: 1 });
  }

  async skip(entry: number): Promise<void> {
    this.#tell(await desk.skip(this.#room, entry));
  }

  /** Delivers all held records and dead letters with this reason again; gives their number. */
  async release(query: { sync?: string; reason: string }): Promise<number> {
    return this.#released(await desk.release(this.#room, query));
  }

  /** What held records wait for, the most wanted first. */
  missing(sync?: string): Promise<MissingSummary[]> {
    return search.missing(this.#room, sync);
  }

  /** Says that these values are there now. Delivers the held records again that wait for nothing else; gives their number. */
  async provide(subject: string, values: readonly string[]): Promise<number> {
    return this.#released(await desk.provide(this.#room, subject, values));
  }

  /** Links: see `links.ts`. */
  link(kind: string, source: string, target: string): Promise<void> {
    return this.#links.link(kind, source, target);
  }

  unlink(kind: string, source: string): Promise<void> {
    return this.#links.unlink(kind, source);
  }

  findLink(kind: string, source: string): Promise<string | undefined> {
    return this.#links.findLink(kind, source);
  }

  findSource(kind: string, target: string): Promise<string | undefined> {
    return this.#links.findSource(kind, target);
  }

  written(kind: string, key: string, group: string): Promise<string | undefined> {
    return this.#links.written(kind, key, group);
  }

  setWritten(kind: string, key: string, group: string, hash: string): Promise<void> {
    return this.#links.setWritten(kind, key, group, hash);
  }

  /** True when the holder is the only one of all instances to have that name now; for a lease, unless it is given back before. */
  lock(name: string, holder: string): Promise<boolean> {
    return this.#locks.lock(name, holder);
  }

  unlock(name: string, holder: string): Promise<void> {
    return this.#locks.unlock(name, holder);
  }

  /** Applies retention; gives the number of records emptied. */
  sweep(): Promise<number> {
    return keeping.sweep(this.#room);
  }

  /** Removes a person from everything; gives the number of records concerned. */
  async erase(email: string): Promise<number> {
    const { records, events } = await keeping.erase(this.#room, this.#links, email);
    this.#tell(events);
    return records;
  }

  export(email: string): Promise<PersonExport> {
    return keeping.exportPerson(this.#room, this.#links, email);
  }

  async close(): Promise<void> {
    this.removeAllListeners();
    await this.#room.store.close();
  }

  async #next(sync: string, what: 'claim' | 'lease'): Promise<number | undefined> {
    const known = await this.#syncs.find(sync);
    const wait = known && (await deliveries.untilNext(this.#room, known, what));
    return wait === undefined ? undefined : wait + (this.#room.policy.now ?? Date.now)();
  }

  #released(released: ReadonlyMap<string, number>): number {
    for (const [sync, added] of released) this.emit('received', { sync, added });
    return [...released.values()].reduce((sum, added) => sum + added, 0);
  }

  #tell(events: readonly SettledEvent[]): void {
    for (const event of events) this.emit('settled', event);
  }
}

/** The salt of the ledger, made once. */
async function saltOf(store: Store): Promise<string> {
  return store.transaction(async (sql) => {
    await sql.run(`insert into ledger_meta (name, value) values ('salt', ?) on conflict (name) do nothing`, [Keys.newSalt()]);
    const [row] = await sql.all<{ value: string }>(`select value from ledger_meta where name = 'salt'`);
    return row?.value ?? '';
  });
}
