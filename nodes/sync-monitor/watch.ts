/**
 * What a monitor makes of one ledger: hears what is settled and received, looks at the syncs now and then, and tells what a person should
 * know, once. It keeps all of that in memory: after a deploy it starts anew.
 */
import { type Counts, REASON, type RecordState, type SettledEvent, type SyncSummary } from '../../lib/ledger';
import { hintFor } from './hints';

export type Kind = 'failure' | 'held' | 'dead' | 'stall' | 'quiet' | 'recovery' | 'summary';

/** What `msg.payload` is. Fields that do not apply are absent. */
export interface MonitorEvent {
  readonly event: Kind;
  /** One line: what, which record, why, what to do. */
  readonly text: string;
  /** ISO time. */
  readonly at: string;
  readonly sandbox: boolean;
  readonly sync?: string;
  readonly key?: string;
  readonly entry?: number;
  readonly state?: RecordState;
  readonly reason?: string;
  readonly hint?: string;
  readonly attempt?: number;
  /** Records that a collapsed event stands for. */
  readonly more?: number;
  /** Of a summary. */
  readonly syncs?: readonly SyncReport[];
}

interface SyncReport {
  readonly sync: string;
  readonly topic: string;
  readonly counts: Counts;
  /** ISO time of the last record that was done or skipped, null when there is none. */
  readonly lastSettled: string | null;
  /** Seconds the oldest unfinished record waits. */
  readonly lag: number;
  /** Why records are held, dead or tried again; most frequent first. */
  readonly reasons: readonly { state: RecordState; reason: string; count: number }[];
}

export interface WatchSettings {
  readonly kinds: ReadonlySet<Kind>;
  /** Names; empty for all. */
  readonly syncs: readonly string[];
  readonly sandbox: boolean;
  /** ms, 0 for off. */
  readonly stall: number;
  readonly quiet: number;
  readonly summary: number;
}

export const MINUTE = 60_000;
/** Events of one sync, kind and reason that are told one by one before the rest is collapsed, one line a minute. */
const SINGLE = 5;
/** Failures in a row after which the sync itself counts as failing. */
const FAILING = 5;
/** Records in trouble that are remembered, so that a broken night cannot fill the memory. */
const REMEMBERED = 10_000;
const TOP_REASONS = 5;

/** The kind of trouble a state is, what it says of the record, and what to do when the reason has no hint of its own. */
const TROUBLES: Partial<Record<RecordState, { kind: Kind; says: string; hint: string }>> = {
  retry: { kind: 'failure', says: 'failed and is tried again', hint: 'Nothing to do at first: it is tried again.' },
  uncertain: { kind: 'failure', says: 'failed and is looked up before it is tried again', hint: 'Nothing to do at first.' },
  held: { kind: 'held', says: 'is held', hint: 'Decide: correct it and release the record, or skip it.' },
  dead: { kind: 'dead', says: 'was tried too often', hint: 'Remove the cause, then retry the record or skip it.' },
};

/** Reasons that only mean the flow was being deployed. */
const DEPLOYING = new Set<string>([REASON.ABANDONED, 'MPLUS_STOPPED', 'ECWID_STOPPED', 'LEDGER_CLOSED']);
/** Ends that are nobody's success: a person or a newer version took the record's place. */
const SET_ASIDE = new Set<string>([REASON.SKIPPED_BY_HAND, REASON.ERASED, REASON.SUPERSEDED]);

interface RecordTrouble {
  readonly told: Set<string>;
  attempt: number;
  reason: string;
}

interface SyncHealth {
  /** In a row. */
  failures: number;
  /** Epoch ms of the told stall. */
  stalledAt?: number;
  lastTraffic: number;
  quiet: boolean;
}

interface Burst {
  told: number;
  more: number;
  since: number;
  /** The last event that was not told. */
  last?: MonitorEvent;
}

export class Watch {
  readonly #records = new Map<string, RecordTrouble>();
  readonly #syncs = new Map<string, SyncHealth>();
  readonly #bursts = new Map<string, Burst>();
  readonly #started: number;
  #nextSummary: number;

  constructor(
    private readonly settings: WatchSettings,
    private readonly tell: (event: MonitorEvent) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.#started = now();
    this.#nextSummary = this.#started + settings.summary;
  }

  settled(event: SettledEvent): void {
    if (!this.#watches(event.sync)) return;
    const trouble = TROUBLES[event.state];
    if (trouble) this.#failed(event, trouble);
    else if (event.state === 'done' || event.state === 'skipped') this.#finished(event);
  }

  received({ sync, added }: { sync: string; added: number }): void {
    if (!this.#watches(sync) || added === 0) return;
    const health = this.#health(sync);
    health.lastTraffic = this.now();
    if (!health.quiet) return;
    health.quiet = false;
    this.#tellSync('recovery', sync, 'QUIET', 'records come in again', 'Nothing to do.');
  }

  /** Time has passed: looks for stalls and silence, collapses storms, sends the summary when it is due. */
  tick(all: readonly SyncSummary[]): void {
    const summaries = all.filter(({ sync }) => this.#watches(sync));
    for (const summary of summaries) {
      this.#lookForStall(summary);
      this.#lookForSilence(summary);
    }
    this.#collapse();
    this.#summarise(summaries);
  }

  #failed(event: SettledEvent, { kind, says, hint }: { kind: Kind; says: string; hint: string }): void {
    if (DEPLOYING.has(event.reason)) return;
    this.#health(event.sync).failures += 1;
    const id = recordId(event);
    const known = this.#records.get(id);
    // An attempt that is not a later one is a new start: a person released the record, or a new version came in.
    const record = known && event.attempt > known.attempt ? known : { told: new Set<string>(), attempt: 0, reason: '' };
    record.attempt = event.attempt;
    record.reason = event.reason;
    this.#remember(id, record);
    const what = `${kind} ${event.reason}`;
    if (record.told.has(what)) return;
    record.told.add(what);
    this.#tellRecord(kind, event, says, hintFor(event.reason, hint));
  }

  #finished(event: SettledEvent): void {
    const id = recordId(event);
    const record = this.#records.get(id);
    if (SET_ASIDE.has(event.reason)) {
      if (event.reason !== REASON.SUPERSEDED) this.#records.delete(id);
      return;
    }
    const health = this.#health(event.sync);
    if (health.stalledAt !== undefined || health.failures >= FAILING) this.#works(event.sync, health);
    health.failures = 0;
    if (!record) return;
    this.#records.delete(id);
    this.#tellRecord(
      'recovery',
      { ...event, reason: record.reason, message: '' },
      `is ${event.state} after all`,
      'Nothing to do.',
    );
  }

  #works(sync: string, health: SyncHealth): void {
    const reason = health.stalledAt === undefined ? 'FAILING' : 'STALLED';
    health.stalledAt = undefined;
    this.#tellSync('recovery', sync, reason, 'records are finished again', 'Nothing to do.');
  }

  #lookForStall({ sync, counts, settled, waitingSince }: SyncSummary): void {
    if (this.settings.stall === 0) return;
    const health = this.#health(sync);
    const waiting = counts.new + counts.running + counts.retry + counts.uncertain;
    if (health.stalledAt !== undefined) {
      // Another instance on the same ledger may have finished something; or a person has cleared it.
      if ((settled ?? 0) > health.stalledAt) this.#works(sync, health);
      else if (waiting === 0) health.stalledAt = undefined;
      return;
    }
    const still = this.now() - Math.max(settled ?? 0, waitingSince ?? 0, this.#started);
    if (waiting === 0 || still < this.settings.stall) return;
    health.stalledAt = this.now();
    this.#tellSync(
      'stall',
      sync,
      'STALLED',
      `stalled, nothing finished for ${duration(still)} while ${waiting} ${waiting === 1 ? 'record waits' : 'records wait'}`,
      'Look at the status of the nodes of its flow and at the connection to the other side.',
    );
  }

  #lookForSilence({ sync }: SyncSummary): void {
    if (this.settings.quiet === 0) return;
    const health = this.#health(sync);
    const silence = this.now() - health.lastTraffic;
    if (health.quiet || silence < this.settings.quiet) return;
    health.quiet = true;
    this.#tellSync(
      'quiet',
      sync,
      'QUIET',
      `quiet, nothing came in for ${duration(silence)}`,
      'Check that its get node is started, can reach its system, and that its filters let records through.',
    );
  }

  #collapse(): void {
    for (const [id, burst] of this.#bursts) {
      if (this.now() - burst.since < MINUTE) continue;
      if (burst.last === undefined) {
        this.#bursts.delete(id);
        continue;
      }
      const { event, sync, state, reason, hint, sandbox } = burst.last;
      const text = this.#line(sync, `and ${burst.more} more records: ${event}, ${reason}`, hint);
      this.#emit({ event, text, at: this.#at(), sandbox, sync, state, reason, hint, more: burst.more });
      Object.assign(burst, { more: 0, last: undefined, since: this.now() });
    }
  }

  #summarise(summaries: readonly SyncSummary[]): void {
    if (this.settings.summary === 0 || this.now() < this.#nextSummary) return;
    this.#nextSummary = this.now() + this.settings.summary;
    if (summaries.length === 0) return;
    const syncs = summaries.map((summary) => reportOf(summary, this.now()));
    const { sandbox } = this.settings;
    this.#emit({
      event: 'summary',
      text: `${sandbox ? 'sandbox · ' : ''}${syncs.map(summaryLine).join('; ')}`,
      at: this.#at(),
      sandbox,
      syncs,
    });
  }

  /** One by one, until it becomes a storm. */
  #tellRecord(kind: Kind, event: SettledEvent, says: string, hint: string): void {
    const { sync, key, entry, state, reason, attempt } = event;
    const why = event.message === '' ? reason : `${event.message.replace(/\.\s*$/, '')} (${reason})`;
    const text = this.#line(sync, `record ${key} ${says}: ${why}`, hint);
    const told: MonitorEvent = {
      ...{ event: kind, text, at: this.#at(), sandbox: this.settings.sandbox },
      ...{ sync, key, entry, state, reason, hint, attempt },
    };
    const id = JSON.stringify([sync, kind, reason]);
    const burst = this.#bursts.get(id) ?? { told: 0, more: 0, since: this.now() };
    this.#bursts.set(id, burst);
    if (burst.told < SINGLE) {
      burst.told += 1;
      this.#emit(told);
    } else {
      burst.more += 1;
      burst.last = told;
    }
  }

  #tellSync(event: Kind, sync: string, reason: string, says: string, hint: string): void {
    this.#emit({ event, text: this.#line(sync, says, hint), at: this.#at(), sandbox: this.settings.sandbox, sync, reason, hint });
  }

  #emit(event: MonitorEvent): void {
    if (this.settings.kinds.has(event.event)) this.tell(event);
  }

  #line(sync = '', says: string, hint = ''): string {
    const told = `${this.settings.sandbox ? 'sandbox · ' : ''}${sync}: ${says}`.replace(/\s+/g, ' ').trim();
    return `${/[.!?]$/.test(told) ? told : `${told}.`} ${hint}`;
  }

  #at(): string {
    return new Date(this.now()).toISOString();
  }

  #watches(sync: string): boolean {
    return this.settings.syncs.length === 0 || this.settings.syncs.includes(sync);
  }

  #health(sync: string): SyncHealth {
    let health = this.#syncs.get(sync);
    if (!health) {
      health = { failures: 0, lastTraffic: this.#started, quiet: false };
      this.#syncs.set(sync, health);
    }
    return health;
  }

  #remember(id: string, record: RecordTrouble): void {
    this.#records.delete(id);
    this.#records.set(id, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > REMEMBERED) this.#records.delete(oldest);
  }
}

function recordId({ sync, key }: SettledEvent): string {
  return JSON.stringify([sync, key]);
}

/** `2 minutes`, `3 hours`. */
function duration(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}

function reportOf({ sync, topic, counts, settled, waitingSince, reasons }: SyncSummary, now: number): SyncReport {
  return {
    sync,
    topic,
    counts,
    lastSettled: settled === undefined ? null : new Date(settled).toISOString(),
    lag: waitingSince === undefined ? 0 : Math.max(0, Math.round((now - waitingSince) / 1000)),
    reasons: reasons.filter(({ state }) => TROUBLES[state] !== undefined).slice(0, TOP_REASONS),
  };
}

/** `orders → MplusKASSA: 52 done, 2 held (SKU_UNKNOWN 2), last finished 2026-06-12T13:45:30.000Z`. */
function summaryLine({ sync, counts, lag, lastSettled, reasons }: SyncReport): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => {
      const own = reasons.filter((reason) => reason.state === state).map(({ reason, count: of }) => `${reason} ${of}`);
      return `${count} ${state}${own.length > 0 ? ` (${own.join(', ')})` : ''}`;
    });
  if (lag * 1000 >= MINUTE) parts.push(`oldest waits ${duration(lag * 1000)}`);
  if (lastSettled) parts.push(`last finished ${lastSettled}`);
  return `${sync}: ${parts.join(', ') || 'nothing yet'}`;
}
