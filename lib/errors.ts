/**
 * What a record does after an error:
 * - `retry`: the other side failed for now; try again later, an attempt is counted
 * - `wait`: the connection is at fault, not the record (unreachable, refused credentials, rate limit); try again, nothing is counted
 * - `uncertain`: the answer to a write was lost; look before writing again
 * - `hold`: repeating changes nothing; a person must decide
 */
export type Disposition = 'retry' | 'wait' | 'uncertain' | 'hold';

export interface ErrorFacts {
  /** Stable, upper case, for Switch nodes and help pages: `MPLUS_AUTH`. */
  readonly code: string;
  /** One sentence for a person: what was being done, to which record, what the other side said. Never a secret. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint?: string;
  readonly disposition?: Disposition;
  /** Seconds the other side asked to wait. */
  readonly retryAfter?: number;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** Plain data that helps to decide, e.g. the candidates of an ambiguous match. Never a secret. */
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** Base of every error this pack raises on purpose. Node-RED's Catch node shows `message` and `code`. */
export class PackError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly disposition: Disposition;
  readonly retryAfter?: number;
  readonly status?: number;
  readonly details?: unknown;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.hint = facts.hint ?? '';
    this.disposition = facts.disposition ?? 'hold';
    this.retryAfter = facts.retryAfter;
    this.status = facts.status;
    this.details = facts.details;
  }

  /** What Node-RED logs and gives to Catch nodes: the sentence and what to do, without a class name. */
  override toString(): string {
    return this.hint === '' ? this.message : `${this.message} ${this.hint}`;
  }
}

/** A record that cannot go on until a person decides; the reason code groups records that wait for the same thing. */
export class HoldError extends PackError {
  constructor(facts: Omit<ErrorFacts, 'disposition'>) {
    super({ ...facts, disposition: 'hold' });
  }
}

/** Any thrown value as a PackError; JSONata throws plain objects, libraries throw anything. */
export function asPackError(thrown: unknown, code = 'UNEXPECTED'): PackError {
  if (thrown instanceof PackError) return thrown;
  const message =
    thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown)
      ? String(thrown.message)
      : String(thrown);
  return new PackError({ code, message, disposition: 'retry', cause: thrown });
}
