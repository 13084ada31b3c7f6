/** Rows of entries, and the one way in which their state changes. */
import { cleanText, fromJson, type Keys, toJson } from './keys';
import { kept, redactText, resultData } from './privacy';
import { isSettled, type Move } from './rules';
import { type Row, rowMarks, type Sql, type Store } from './store';
import { Tally } from './tally';
import {
  type LedgerPolicy,
  type Missing,
  type PrivacyLevel,
  REASON,
  type RecordState,
  type RecordSummary,
  type SettledEvent,
} from './types';

/** What every part of the ledger works with. */
export interface Room {
  readonly store: Store;
  readonly keys: Keys;
  readonly policy: LedgerPolicy;
  readonly random: () => number;
  /** Epoch ms: the clock of the options, else that of the store. */
  readonly now: (sql: Sql) => Promise<number>;
}

/** Columns as in schema.ts, with name and topic of the sync. */
export interface EntryRow extends Row {
  id: number;
  sync: number;
  sync_name: string;
  topic: string;
  key: string;
  version: string;
  state: RecordState;
  reason: string;
  attempts: number;
  failures: number;
  uncertain: number;
  due: number | null;
  leased: number | null;
  owner: string | null;
  received: number;
  changed: number;
  long_key: string | null;
  message: string | null;
  facts: string | null;
}

/** Reads entries; `lock` of the dialect names `e`, so that the sync stays free. */
export function selectEntries(sql: Sql, rest: string, parameters: readonly (string | number | null)[]): Promise<EntryRow[]> {
  return sql.all<EntryRow>(
    `select e.*, s.name as sync_name, s.topic from ledger_entry e join ledger_sync s on s.id = e.sync where ${rest}`,
    parameters,
  );
}

/** The key as it was received; the stored form where the person in it was erased. */
export function keyOf(row: EntryRow): string {
  return (fromJson(row.long_key) as string | undefined) ?? row.key;
}

export function summaryOf(row: EntryRow): RecordSummary {
  return {
    entry: row.id,
    sync: row.sync_name,
    topic: row.topic,
    key: keyOf(row),
    version: row.version,
    state: row.state,
    reason: row.reason,
    message: row.message ?? '',
    attempts: row.attempts,
    uncertain: row.uncertain === 1,
    received: row.received,
    changed: row.changed,
    ...(row.due === null ? {} : { due: row.due === 0 ? row.received : row.due }),
    facts: (fromJson(row.facts) as Record<string, unknown> | undefined) ?? {},
  };
}

/** Stores payloads of entries whose records are not settled. */
export async function putPayloads(sql: Sql, payloads: readonly { entry: number; json: string }[]): Promise<void> {
  if (payloads.length === 0) return;
  const rows = payloads.map(({ entry, json }) => [entry, 'full' satisfies PrivacyLevel, json]);
  await sql.run(
    `insert into ledger_payload (entry, form, body) values ${rowMarks(rows)}
     on conflict (entry) do update set form = excluded.form, body = excluded.body`,
    rows.flat(),
  );
}

/** What is missing as it is stored: compared as such, and without personal data where the ledger keeps none. */
export function storedMissing(room: Room, missing: readonly Missing[]): Missing[] {
  const stored = (text: string) => cleanText(room.policy.privacy === 'full' ? text : redactText(text), 200);
  return missing.map(({ subject, value }) => ({ subject: stored(subject), value: stored(value) }));
}

/** Takes the place of what was missing before. */
export async function putMissing(sql: Sql, entry: number, missing: readonly Missing[]): Promise<void> {
  await sql.run('delete from ledger_missing where entry = ?', [entry]);
  const rows = [...new Map(missing.map(({ subject, value }) => [`${subject} ${value}`, [entry, subject, value]])).values()];
  if (rows.length === 0) return;
  await sql.run(`insert into ledger_missing (entry, subject, value) values ${rowMarks(rows)}`, rows.flat());
}

export async function addStep(
  sql: Sql,
  entry: number,
  name: string,
  at: number,
  duration?: number,
  data?: string | null,
): Promise<void> {
  await sql.run('insert into ledger_step (entry, name, at, duration, data) values (?, ?, ?, ?, ?)', [
    entry,
    cleanText(name, 100),
    at,
    duration ?? null,
    data ?? null,
  ]);
}

/** The changes of one transaction: states, counters, and the events to send once it is committed. */
export class Changes {
  readonly events: SettledEvent[] = [];
  readonly tally = new Tally();

  constructor(
    private readonly room: Room,
    private readonly sql: Sql,
    readonly now: number,
  ) {}

  /**
   * Moves an entry out of its state. When a newer version of its key waits for it, that one may go now, and an entry that would need
   * another attempt is superseded: its doubt passes to the newer version.
   */
  async settle(
    entry: EntryRow,
    wanted: Move,
    extra: { result?: unknown; facts?: Readonly<Record<string, unknown>>; missing?: readonly Missing[] } = {},
  ): Promise<void> {
    const newer = entry.state === 'running' ? await this.#newerWaiting(entry) : undefined;
    const move = newer && !isSettled(wanted.state) ? superseded(wanted.failures, wanted.message) : wanted;
    if (newer) {
      const uncertain = newer.uncertain === 1 || (!isSettled(wanted.state) && wanted.uncertain);
      await this.sql.run('update ledger_entry set due = 0, uncertain = ? where id = ?', [uncertain ? 1 : 0, newer.id]);
    }
    const message = this.#text(move.message);
    const facts = extra.facts ? this.mergedFacts(entry, extra.facts) : entry.facts;
    await this.sql.run(
      `update ledger_entry set state = ?, reason = ?, message = ?, failures = ?, uncertain = ?, due = ?, leased = null, owner = null,
         changed = ?, retained = ?, facts = ? where id = ?`,
      [
        move.state,
        cleanText(move.reason, 100),
        message,
        move.failures,
        move.uncertain ? 1 : 0,
        move.due,
        this.now,
        isSettled(move.state) ? this.now : null,
        facts,
        entry.id,
      ],
    );
    this.tally.move(entry, { sync: entry.sync, state: move.state, reason: cleanText(move.reason, 100) });
    if (isSettled(move.state)) await this.#keep(entry);
    else
      await addStep(
        this.sql,
        entry.id,
        move.state,
        this.now,
        undefined,
        toJson({ reason: move.reason, message, attempt: entry.attempts }),
      );
    await this.#putResult(entry, extra.result);
    if (move.state === 'held') await putMissing(this.sql, entry.id, storedMissing(this.room, extra.missing ?? []));
    this.events.push({
      sync: entry.sync_name,
      key: keyOf(entry),
      entry: entry.id,
      state: move.state,
      reason: move.reason,
      message: move.message,
      result: extra.result,
      attempt: entry.attempts,
    });
  }

  /** Facts of an entry with more of them, as JSON. */
  mergedFacts(entry: EntryRow, facts: Readonly<Record<string, unknown>>): string | null {
    const all = { ...(fromJson(entry.facts) as Record<string, unknown> | undefined), ...facts };
    const json = toJson(all);
    return json !== null && this.room.policy.privacy !== 'full' ? redactText(json) : json;
  }

  async finish(): Promise<void> {
    await this.tally.write(this.sql, this.now);
  }

  async #newerWaiting(entry: EntryRow): Promise<{ id: number; uncertain: number } | undefined> {
    const [newer] = await this.sql.all<{ id: number; uncertain: number }>(
      `select id, uncertain from ledger_entry where sync = ? and key = ? and state not in ('done', 'skipped') and id <> ?`,
      [entry.sync, entry.key, entry.id],
    );
    return newer;
  }

  /** Reduces the stored payload to what the privacy level allows for a settled record. */
  async #keep(entry: EntryRow): Promise<void> {
    const level = this.room.policy.privacy;
    if (level === 'full') return;
    const [payload] = await this.sql.all<{ body: string }>(`select body from ledger_payload where entry = ? and form = 'full'`, [
      entry.id,
    ]);
    if (!payload) return;
    await this.sql.run('update ledger_payload set form = ?, body = ? where entry = ?', [
      level,
      kept(payload.body, entry.topic, level),
      entry.id,
    ]);
  }

  async #putResult(entry: EntryRow, result: unknown): Promise<void> {
    const json = toJson(result);
    if (json === null) return;
    await this.sql.run(
      'insert into ledger_result (entry, body) values (?, ?) on conflict (entry) do update set body = excluded.body',
      [entry.id, toJson(resultData(JSON.parse(json), entry.topic, this.room.policy.privacy))],
    );
  }

  #text(text: string): string | null {
    if (text === '') return null;
    return cleanText(this.room.policy.privacy === 'full' ? text : redactText(text), 1000);
  }
}

/** Runs a transaction of changes; gives its result and the events to send. */
export function change<T>(
  room: Room,
  work: (sql: Sql, changes: Changes) => Promise<T>,
): Promise<{ result: T; events: SettledEvent[] }> {
  return room.store.transaction(async (sql) => {
    const changes = new Changes(room, sql, await room.now(sql));
    const result = await work(sql, changes);
    await changes.finish();
    return { result, events: changes.events };
  });
}

/** The move of an entry that gave way to a newer version. */
export function superseded(failures: number, message = ''): Move {
  return {
    state: 'skipped',
    reason: REASON.SUPERSEDED,
    message,
    due: null,
    failures,
    uncertain: false,
  };
}
