/** What happens to a record next: pure. */
import type { LedgerPolicy, Outcome, RecordState } from './types';

const HOUR = 3_600_000;
const FIVE_MINUTES = 300_000;

/** Where an entry stands. */
export interface Standing {
  readonly state: RecordState;
  readonly attempts: number;
  readonly failures: number;
  readonly uncertain: boolean;
}

/** Where it goes; `due` as in schema.ts. */
export interface Move {
  readonly state: RecordState;
  readonly reason: string;
  readonly message: string;
  readonly due: number | null;
  readonly failures: number;
  readonly uncertain: boolean;
}

export const isSettled = (state: RecordState): state is 'done' | 'skipped' => state === 'done' || state === 'skipped';

/**
 * Whether an outcome still counts. Done and skipped are facts: the first one wins, also from an owner that lost its lease. All else
 * only from the delivery that is running; `attempt` tells which one speaks.
 */
export function counts(standing: Standing, outcome: Outcome, attempt?: number): boolean {
  if (isSettled(standing.state) || standing.attempts === 0) return false;
  if (isSettled(outcome.state)) return true;
  return standing.state === 'running' && (attempt === undefined || attempt === standing.attempts);
}

/** The move an outcome asks for. An entry stays uncertain until it is settled: only a look in the other system clears the doubt. */
export function move(standing: Standing, outcome: Outcome, policy: LedgerPolicy, now: number, random: () => number): Move {
  const base = { reason: outcome.reason ?? '', message: outcome.message ?? '', due: null, failures: standing.failures };
  if (outcome.state === 'done' || outcome.state === 'skipped') return { ...base, state: outcome.state, uncertain: false };
  if (outcome.state === 'held') return { ...base, state: 'held', uncertain: standing.uncertain };
  const { counted, retryAfter } = outcome;
  const failures = standing.failures + (counted ? 1 : 0);
  const uncertain = standing.uncertain || outcome.state === 'uncertain';
  if (counted && failures >= policy.maxAttempts) return { ...base, state: 'dead', failures, uncertain };
  const wait = delay(counted ? failures : standing.attempts, counted, retryAfter, policy, random);
  return { ...base, state: outcome.state, failures, uncertain, due: Math.ceil(now + wait) };
}

/**
 * ms until the next attempt: `backoff` × 2^(attempt − 1), at most an hour (five minutes when the connection is at fault, so that work
 * goes on soon after it is back), of which between half and all by chance. `retryAfter` is kept, plus up to a tenth.
 */
export function delay(
  attempt: number,
  counted: boolean,
  retryAfter: number | undefined,
  policy: Pick<LedgerPolicy, 'backoff'>,
  random: () => number,
): number {
  if (retryAfter !== undefined) return retryAfter * 1000 * (1 + random() / 10);
  const full = Math.min(policy.backoff * 1000 * 2 ** Math.max(0, attempt - 1), counted ? HOUR : FIVE_MINUTES);
  return full * (0.5 + random() / 2);
}
