/** What the console asks and shows, as plain data: pure functions between the ledger and the panel. Times are epoch ms, spans are ms. */
import { PackError } from '../../lib/errors';
import type {
  Counts,
  PrivacyLevel,
  RecordDetails,
  RecordPage,
  RecordQuery,
  RecordState,
  Step,
  SyncSummary,
} from '../../lib/ledger/types';
import { RECORD_STATES } from '../../lib/ledger/types';

/** A ledger the panel can show. */
export interface LedgerRow {
  /** As messages name it, see shared/ledgers.ts. */
  readonly ledger: string;
  /** Id of the config node. */
  readonly id: string;
  readonly name: string;
  readonly sandbox: boolean;
  /** A get node of the deployed flows stores its records here. */
  readonly inUse: boolean;
}

export interface SyncRow {
  readonly sync: string;
  readonly topic: string;
  readonly counts: Counts;
  readonly reasons: SyncSummary['reasons'];
  /** Since the last page came in. */
  readonly received?: number;
  /** Since the last record became done or skipped. */
  readonly settled?: number;
  /** Age of the oldest record that waits or runs. */
  readonly lag?: number;
}

export interface RecordRow {
  readonly entry: number;
  readonly sync: string;
  readonly key: string;
  readonly state: RecordState;
  readonly reason: string;
  readonly message: string;
  readonly attempts: number;
  /** Since it was received. */
  readonly age: number;
  /** Until it is delivered next, when that is planned. */
  readonly due?: number;
}

export interface RecordRows {
  readonly records: readonly RecordRow[];
  readonly next?: string;
}

/** What a line of the timeline is about; `step` is a node this page does not know. */
export type Moment =
  | 'received'
  | 'customer'
  | 'sku'
  | 'mapped'
  | 'written'
  | 'settled'
  | 'held'
  | 'retry'
  | 'uncertain'
  | 'dead'
  | 'again'
  | 'released'
  | 'step';

export interface TimelineRow {
  readonly moment: Moment;
  /** Name of the step as it was noted: a node type, a state. */
  readonly step: string;
  readonly at: number;
  /** How long the node worked on it. */
  readonly duration?: number;
  /** Since the line before. */
  readonly elapsed?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface RecordView extends RecordRow {
  readonly topic: string;
  readonly version: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly timeline: readonly TimelineRow[];
  readonly payload?: unknown;
  readonly payloadForm?: PrivacyLevel;
  /** What the last mapping made of it. */
  readonly mapped?: unknown;
  readonly result?: unknown;
  /** What the ledger would accept now. */
  readonly can: { readonly retry: boolean; readonly skip: boolean; readonly release: boolean };
}

const MOMENTS: readonly (readonly [RegExp, Moment])[] = [
  [/^customer-resolver$/, 'customer'],
  [/^sku-mapper$/, 'sku'],
  [/^data-mapper$/, 'mapped'],
  [/^\w+-put$/, 'written'],
  [/^held$/, 'held'],
  [/^retry$/, 'retry'],
  [/^uncertain$/, 'uncertain'],
  [/^dead$/, 'dead'],
  [/^(retry|release) by hand$/, 'again'],
  [/^released$/, 'released'],
];

const isSettled = (state: RecordState): boolean => state === 'done' || state === 'skipped';

export function syncRows(syncs: readonly SyncSummary[], now: number): SyncRow[] {
  const since = (name: 'received' | 'settled' | 'lag', time: number | undefined) =>
    time === undefined ? {} : { [name]: Math.max(0, now - time) };
  return syncs.map(({ sync, topic, counts, reasons, received, settled, waitingSince }) => ({
    sync,
    topic,
    counts,
    reasons,
    ...since('received', received),
    ...since('settled', settled),
    ...since('lag', waitingSince),
  }));
}

function recordRow(record: RecordPage['records'][number], now: number): RecordRow {
  const { entry, sync, key, state, reason, message, attempts, received, due } = record;
  return {
    entry,
    sync,
    key,
    state,
    reason,
    message,
    attempts,
    age: Math.max(0, now - received),
    ...(due === undefined ? {} : { due: Math.max(0, due - now) }),
  };
}

export function recordRows({ records, next }: RecordPage, now: number): RecordRows {
  return { records: records.map((record) => recordRow(record, now)), ...(next === undefined ? {} : { next }) };
}

export function recordView(details: RecordDetails, now: number): RecordView {
  const { topic, version, facts, payload, payloadForm, result, state, reason, steps } = details;
  const mapped = steps
    .map(({ data }) => asObject(data)?.mapped)
    .filter((value) => value !== undefined)
    .at(-1);
  return {
    ...recordRow(details, now),
    topic,
    version,
    facts,
    timeline: timeline(details),
    ...(payloadForm === undefined ? {} : { payload, payloadForm }),
    ...(mapped === undefined ? {} : { mapped }),
    ...(result === undefined ? {} : { result }),
    can: {
      retry: state !== 'running' && payloadForm === 'full',
      skip: state !== 'running' && !isSettled(state),
      release: (state === 'held' || state === 'dead') && reason !== '',
    },
  };
}

/** From received to settled. A settlement is no step of the ledger: it is the last change of the record. */
function timeline({ received, changed, state, reason, message, steps }: RecordDetails): TimelineRow[] {
  const rows: Omit<TimelineRow, 'elapsed'>[] = [{ moment: 'received', step: 'received', at: received }, ...steps.map(stepRow)];
  if (isSettled(state)) rows.push({ moment: 'settled', step: state, at: changed, data: { reason, message } });
  return rows.map((row, index) => {
    const before = rows[index - 1];
    return before ? { ...row, elapsed: Math.max(0, row.at - before.at) } : row;
  });
}

/** The mapped payload is shown apart. */
function stepRow({ step, at, duration, data }: Step): Omit<TimelineRow, 'elapsed'> {
  const moment = MOMENTS.find(([pattern]) => pattern.test(step))?.[1] ?? 'step';
  const { mapped: _, ...rest } = asObject(data) ?? (data === undefined ? {} : { value: data });
  return {
    moment,
    step,
    at,
    ...(duration === undefined ? {} : { duration }),
    ...(Object.keys(rest).length > 0 ? { data: rest } : {}),
  };
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** A request the console never makes. */
export class BadRequest extends PackError {
  constructor(what: string) {
    super({
      code: 'CONSOLE_BAD_REQUEST',
      message: `The request of the console is not valid: ${what}.`,
      hint: 'Reload the editor.',
    });
  }
}

/** What came in with a request: a query or a JSON body. */
export type Input = Readonly<Record<string, unknown>>;

export function wantedText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new BadRequest(`${name} is missing`);
}

export function optionalText(input: Input, name: string): string | undefined {
  return input[name] === undefined || input[name] === '' ? undefined : wantedText(input, name);
}

function optionalNumber(input: Input, name: string): number | undefined {
  const text = input[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new BadRequest(`${name} is no whole number`);
  return value;
}

export function wantedEntry(input: Input): number {
  const entry = optionalNumber(input, 'entry');
  if (entry === undefined || entry < 1) throw new BadRequest('entry is missing');
  return entry;
}

/** The address of a person, for export and erasure. */
export function wantedEmail(input: Input): string {
  const email = wantedText(input, 'email').trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new BadRequest('email is no e-mail address');
  return email;
}

/** An edited payload; undefined when the stored one is meant. */
export function editedPayload(input: Input): object | undefined {
  if (!('payload' in input)) return undefined;
  const { payload } = input;
  if (typeof payload !== 'object' || payload === null) throw new BadRequest('payload is no object');
  return payload;
}

export function recordQuery(input: Input): RecordQuery {
  const state = optionalText(input, 'state') as RecordState | undefined;
  if (state !== undefined && !RECORD_STATES.includes(state)) throw new BadRequest('there is no such state');
  const query = {
    sync: optionalText(input, 'sync'),
    state,
    reason: optionalText(input, 'reason'),
    text: optionalText(input, 'text'),
    since: optionalNumber(input, 'since'),
    until: optionalNumber(input, 'until'),
    after: optionalText(input, 'after'),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
