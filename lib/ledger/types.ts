/** Everything the ledger says and hears, as plain data. */
import type { SourceRecord } from '../page';

/**
 * - `new`: waits to be delivered; `running`: delivered, under a lease; `retry`: waits for its time after a failure
 * - `uncertain`: waits like `retry`, and the next delivery must look before it writes
 * - `held`: a person decides; `dead`: `maxAttempts` used up
 * - `done`, `skipped`: settled, final unless a person or a full read delivers the record again
 */
export type RecordState = 'new' | 'running' | 'done' | 'skipped' | 'held' | 'retry' | 'uncertain' | 'dead';

export const RECORD_STATES: readonly RecordState[] = ['new', 'running', 'done', 'skipped', 'held', 'retry', 'uncertain', 'dead'];

/** Reasons the ledger gives itself; every other reason comes from whoever settles. */
export const REASON = {
  /** A newer version of the same key came in before this one was delivered. */
  SUPERSEDED: 'SUPERSEDED',
  /** Nobody settled the delivery in time: the process ended, or no node of the flow settles. */
  LEASE_EXPIRED: 'LEASE_EXPIRED',
  /** The node that had it closed. */
  ABANDONED: 'ABANDONED',
  /** A person skipped it. */
  SKIPPED_BY_HAND: 'SKIPPED_BY_HAND',
  /** The person it is about was erased. */
  ERASED: 'ERASED',
} as const;

/** See `privacy.ts` for what each level stores. */
export type PrivacyLevel = 'full' | 'redacted' | 'hash';

export interface LedgerPolicy {
  /** Days that payloads, results and timelines of settled records are kept. */
  readonly retentionDays: number;
  readonly privacy: PrivacyLevel;
  /** Counted failures after which a record is a dead letter. */
  readonly maxAttempts: number;
  /** Seconds before the first retry; doubles with each attempt. */
  readonly backoff: number;
  /** Seconds a delivery may stay unsettled before it is given to another. */
  readonly lease: number;
  /** Epoch ms. Default: the clock of this machine (SQLite) or of the database server (PostgreSQL, one clock for all instances). */
  readonly now?: () => number;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
}

export type LedgerPlace =
  /** `':memory:'` is allowed; a missing folder is made. */
  | { readonly store: 'sqlite'; readonly file: string }
  /** `postgres://user@host:5432/database`; the password may be in the URL or apart. */
  | { readonly store: 'postgres'; readonly url: string; readonly password?: string };

export type LedgerOptions = LedgerPlace & LedgerPolicy;

export interface Page {
  /** The entity: `order`, `product` … A sync carries one topic for ever. */
  readonly topic: string;
  readonly records: readonly SourceRecord[];
  /** Plain JSON. Absent: the cursor stays where it is (webhook, by key). */
  readonly cursor?: unknown;
  /** Deliver versions that were settled already once more (full read, by key). */
  readonly reopen?: boolean;
}

export interface Delivery {
  readonly entry: number;
  readonly sync: string;
  readonly key: string;
  readonly version: string;
  readonly topic: string;
  readonly payload: unknown;
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** An earlier delivery may have been written: look before writing. */
  readonly uncertain: boolean;
}

/** What became of a delivery. */
export type Outcome = Final<'done'> | Final<'skipped'> | Held | Again<'retry'> | Again<'uncertain'>;

interface Told {
  /** Remembered with the record, e.g. the version of the mapping. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

interface Final<State> extends Told {
  readonly state: State;
  readonly reason?: string;
  readonly message?: string;
  readonly result?: unknown;
}

interface Held extends Told {
  readonly state: 'held';
  /** Records with one reason are released together. */
  readonly reason: string;
  readonly message: string;
  readonly details?: unknown;
  /** What has to be there before it can go on. */
  readonly missing?: readonly Missing[];
}

/** A value that something does not know: a row of `tables.vatCodes`, an article for a `sku`. Records that wait for it are released together. */
export interface Missing {
  readonly subject: string;
  readonly value: string;
}

interface Again<State> extends Told {
  readonly state: State;
  readonly reason: string;
  readonly message: string;
  /** The record may be at fault: `maxAttempts` of these make a dead letter. */
  readonly counted: boolean;
  /** Seconds the other side asked to wait; never earlier. */
  readonly retryAfter?: number;
}

export interface SettledEvent {
  readonly sync: string;
  readonly key: string;
  readonly entry: number;
  readonly state: RecordState;
  readonly reason: string;
  readonly message: string;
  readonly result: unknown;
  readonly attempt: number;
}

/** There may be something to claim: records came in, were released or are retried by hand. */
export interface ReceivedEvent {
  readonly sync: string;
  readonly added: number;
}

export interface RecordQuery {
  readonly sync?: string;
  readonly state?: RecordState;
  readonly reason?: string;
  /** The beginning of a key (as typed, in upper or in lower case), or a whole e-mail address. */
  readonly text?: string;
  /** Received at or after, epoch ms. */
  readonly since?: number;
  /** Received before, epoch ms. */
  readonly until?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** One line of the list. Times are epoch ms. */
export interface RecordSummary {
  readonly entry: number;
  readonly sync: string;
  readonly topic: string;
  readonly key: string;
  readonly version: string;
  readonly state: RecordState;
  readonly reason: string;
  readonly message: string;
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly received: number;
  readonly changed: number;
  /** When it is delivered next; absent when nothing is planned. */
  readonly due?: number;
  /** What the nodes on the way told about it, e.g. the version of the mapping. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Step {
  readonly step: string;
  readonly at: number;
  /** ms */
  readonly duration?: number;
  readonly data?: unknown;
}

export interface RecordDetails extends RecordSummary {
  /** As `payloadForm` says; absent when it was deleted. */
  readonly payload?: unknown;
  readonly payloadForm?: PrivacyLevel;
  readonly result?: unknown;
  readonly steps: readonly Step[];
}

export interface RecordPage {
  readonly records: readonly RecordSummary[];
  /** Give it as `after` for the next page; absent on the last one. */
  readonly next?: string;
}

export type Counts = Record<RecordState, number>;

export interface SyncSummary {
  readonly sync: string;
  readonly topic: string;
  readonly counts: Counts;
  /** Largest first. */
  readonly reasons: readonly { readonly state: RecordState; readonly reason: string; readonly count: number }[];
  /** Last page stored. */
  readonly received?: number;
  /** Last record that became done or skipped. */
  readonly settled?: number;
  /** Received time of the oldest record that waits or runs: the lag is now minus this. */
  readonly waitingSince?: number;
}

/** What held records wait for. */
export interface MissingSummary extends Missing {
  readonly reason: string;
  /** Records that wait for it, perhaps among other things. */
  readonly count: number;
}

export interface PersonExport {
  readonly records: readonly RecordDetails[];
  readonly links: readonly Link[];
}

export interface Link {
  readonly kind: string;
  readonly source: string;
  readonly target: string;
}
