/** Why a record probably differs, from what the comparison and the ledger know. */
import type { Difference, Kind } from './compare';

export interface Cause {
  /** Stable, for Switch nodes. */
  readonly code: string;
  readonly text: string;
}

/** What the ledger has of the record's last version. */
export interface LastSeen {
  readonly state: string;
  readonly reason: string;
  readonly message: string;
}

export interface Explained extends Difference {
  /** Seconds since the last change on either side; absent when neither tells. */
  readonly age?: number;
  readonly cause: Cause;
}

/** ms. What changed so recently is probably on its way. */
const UNDER_WAY = 600_000;

/** What a state of the ledger says of a difference. */
const BY_STATE: Record<string, (seen: LastSeen) => Cause> = {
  new: () => ({ code: 'UNDER_WAY', text: 'It waits in the ledger to be delivered.' }),
  running: () => ({ code: 'UNDER_WAY', text: 'It is on its way through the flow.' }),
  retry: ({ reason, message }) => ({ code: 'FAILING', text: `It failed and is tried again (${reason}). ${message}` }),
  uncertain: ({ reason, message }) => ({ code: 'FAILING', text: `It failed and is looked up again (${reason}). ${message}` }),
  held: ({ reason, message }) => ({ code: 'HELD', text: `A person must decide (${reason}). ${message}` }),
  dead: ({ reason, message }) => ({ code: 'DEAD', text: `It was tried too often (${reason}). ${message}` }),
};

/** What a kind means when nothing more is known. */
const BY_KIND: Record<Kind, Cause> = {
  missing: { code: 'NOT_WRITTEN', text: 'It was never written, or it was deleted in the target.' },
  extra: { code: 'NOT_IN_SOURCE', text: 'It was made in the target by hand or by another channel, or is gone from the source.' },
  stale: { code: 'NOT_CARRIED_OVER', text: 'The source changed after the target, and the sync has not carried that over.' },
  different: { code: 'CHANGED_IN_TARGET', text: 'The target was changed by hand or by another program, or a change was lost.' },
};

const NEVER_READ = { code: 'NEVER_READ', text: 'The sync has never read it: a filter, a start date, or a lost change.' };
const DELETED = { code: 'DELETED_IN_TARGET', text: 'The sync wrote it, and it is gone from the target since.' };
const RECENT = { code: 'RECENT', text: 'It changed a moment ago and is probably on its way.' };
const DUPLICATE = { code: 'DUPLICATE', text: 'The same key is on one side more than once; make it unique by hand.' };

/** Causes of which a person or the flow itself has to get rid first: reading the record once more would change nothing. */
const OUT_OF_REACH = new Set(['UNDER_WAY', 'FAILING', 'HELD', 'DEAD', 'DUPLICATE']);

/** Whether the flow of the entity can put it right when it gets the record once more. */
export function isHealable({ kind, cause }: Explained, heals: readonly Kind[]): boolean {
  return heals.includes(kind) && !OUT_OF_REACH.has(cause.code);
}

/** `seen`: null when the ledger was asked and knows nothing, undefined when there is none. A record that still waits makes a difference stale. */
export function explain(difference: Difference, now: number, seen: LastSeen | null | undefined): Explained {
  const age = difference.changed === undefined ? {} : { age: Math.max(0, Math.round((now - difference.changed) / 1000)) };
  const waits = seen ? BY_STATE[seen.state] : undefined;
  const kind = waits && difference.kind === 'different' ? 'stale' : difference.kind;
  return { ...difference, kind, ...age, cause: causeOf(difference, now, seen) };
}

function causeOf(difference: Difference, now: number, seen: LastSeen | null | undefined): Cause {
  const { kind, changed, duplicate } = difference;
  if (duplicate) return DUPLICATE;
  if (kind === 'extra') return BY_KIND.extra;
  const waits = seen && BY_STATE[seen.state]?.(seen);
  if (waits) return { ...waits, text: waits.text.trim() };
  if (changed !== undefined && now - changed < UNDER_WAY && kind !== 'different') return RECENT;
  if (seen === null && kind !== 'different') return NEVER_READ;
  if (seen && kind === 'missing') return DELETED;
  return BY_KIND[kind];
}
