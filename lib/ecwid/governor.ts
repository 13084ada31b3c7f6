/**
 * One budget per Ecwid token. Ecwid counts 600 requests a minute per token and blocks a token that goes on after a refusal
 * (reference 1.6), so all clients of one token in this process share one governor.
 */
import { createHash } from 'node:crypto';
import { EcwidError } from './errors';

/** Who goes first when requests wait for the budget. */
export const PRIORITIES = ['order', 'stock', 'customer', 'product'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Time as the governor sees it; tests bring their own. `now` is in milliseconds and never runs backwards. */
export interface Timers {
  now(): number;
  set(callback: () => void, milliseconds: number): unknown;
  clear(handle: unknown): void;
}

export interface GovernedRequest {
  readonly priority: Priority;
  readonly signal?: AbortSignal;
  /** Called with the seconds to come when the request has to wait noticeably. */
  readonly onWait?: (seconds: number) => void;
}

interface Waiting extends GovernedRequest {
  readonly rank: number;
  readonly place: number;
  readonly go: () => void;
  readonly fail: (error: EcwidError) => void;
}

const REAL_TIMERS: Timers = {
  now: () => performance.now(),
  set: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clear: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Seconds to pause after a 429 without `Retry-After`, and the longest pause that is waited for (the vendor client's figures). */
const DEFAULT_PAUSE = 10;
const LONGEST_PAUSE = 60;
const RATE_LIMIT_RETRIES = 2;
const MAX_IN_FLIGHT = 8;
/** Seconds of waiting that are worth a word in a node's status. */
const NOTICEABLE = 1;

export class RateGovernor {
  readonly #timers: Timers;
  readonly #queue: Waiting[] = [];
  #burst = 1;
  /** Tokens per millisecond. */
  #rate = 0;
  #tokens = 0;
  #filledAt: number;
  #pausedUntil = 0;
  #inFlight = 0;
  #places = 0;
  #stopped = false;
  #timer: unknown;

  constructor(requestsPerMinute: number, timers: Timers = REAL_TIMERS) {
    this.#timers = timers;
    this.#filledAt = timers.now();
    this.setPace(requestsPerMinute);
    this.#tokens = this.#burst;
  }

  /** At most `requestsPerMinute` requests start in any minute, evenly spread after a burst of about one second's worth. */
  setPace(requestsPerMinute: number): void {
    this.#refill();
    this.#burst = Math.min(10, Math.max(1, Math.round(requestsPerMinute / 60)));
    this.#rate = (requestsPerMinute - this.#burst + 1) / 60_000;
    this.#tokens = Math.min(this.#tokens, this.#burst);
  }

  /**
   * Waits for its turn and runs the task. A task that fails with ECWID_RATE_LIMIT pauses everybody and is tried again, at its old
   * place, at most twice; one that fails with ECWID_AUTH stops everybody. Throws what the task throws, or EcwidError: ECWID_AUTH
   * (stopped earlier), ECWID_RATE_LIMIT (the pause is too long to wait for), ECWID_STOPPED (aborted while waiting).
   */
  async run<T>(request: GovernedRequest, task: () => Promise<T>): Promise<T> {
    const place = this.#places++;
    for (let retries = 0; ; retries += 1) {
      await this.#turn(request, place);
      try {
        return await task();
      } catch (thrown) {
        if (!(thrown instanceof EcwidError)) throw thrown;
        if (thrown.code === 'ECWID_AUTH') this.#stop();
        if (thrown.code !== 'ECWID_RATE_LIMIT') throw thrown;
        this.#pause(thrown.retryAfter ?? DEFAULT_PAUSE);
        if (retries === RATE_LIMIT_RETRIES || this.#pauseLeft() > LONGEST_PAUSE) throw this.#rateLimited();
      } finally {
        this.#inFlight -= 1;
        this.#serve();
      }
    }
  }

  /** Lets traffic through again after refused credentials; the next refusal stops it again. */
  resume(): void {
    this.#stopped = false;
  }

  #turn(request: GovernedRequest, place: number): Promise<void> {
    const { priority, signal, onWait } = request;
    if (signal?.aborted) return Promise.reject(aborted());
    if (this.#stopped) return Promise.reject(stopped());
    if (this.#pauseLeft() > LONGEST_PAUSE) return Promise.reject(this.#rateLimited());
    return new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        this.#serve();
        reject(aborted());
      };
      const waiting: Waiting = {
        priority,
        onWait,
        rank: PRIORITIES.indexOf(priority),
        place,
        go: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        fail: (error) => {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const behind = this.#queue.findIndex(
        (other) => other.rank > waiting.rank || (other.rank === waiting.rank && other.place > place),
      );
      this.#queue.splice(behind < 0 ? this.#queue.length : behind, 0, waiting);
      this.#serve();
      const seconds = this.#expectedWait(waiting);
      if (seconds >= NOTICEABLE) onWait?.(seconds);
    });
  }

  /** Lets go whoever may go now and sets the timer for the next one. */
  #serve(): void {
    this.#timers.clear(this.#timer);
    this.#timer = undefined;
    if (this.#pauseLeft() > 0) {
      if (this.#queue.length > 0) this.#serveIn(this.#pauseLeft() * 1000);
      return;
    }
    this.#refill();
    while (this.#queue.length > 0 && this.#inFlight < MAX_IN_FLIGHT && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#inFlight += 1;
      this.#queue.shift()?.go();
    }
    if (this.#queue.length > 0 && this.#inFlight < MAX_IN_FLIGHT) this.#serveIn((1 - this.#tokens) / this.#rate);
  }

  #serveIn(milliseconds: number): void {
    this.#timer = this.#timers.set(() => this.#serve(), Math.ceil(milliseconds));
  }

  #refill(): void {
    const now = this.#timers.now();
    if (now <= this.#filledAt) return;
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#rate);
    this.#filledAt = now;
  }

  /** The whole governor rests; afterwards it starts without a burst, or the next 429 would follow at once. */
  #pause(seconds: number): void {
    const until = this.#timers.now() + seconds * 1000;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#tokens = 0;
    this.#filledAt = until;
    if (seconds > LONGEST_PAUSE) this.#failAll(() => this.#rateLimited());
    for (const waiting of this.#queue) waiting.onWait?.(seconds);
  }

  #stop(): void {
    this.#stopped = true;
    this.#failAll(stopped);
  }

  #failAll(error: () => EcwidError): void {
    for (const waiting of this.#queue.splice(0)) waiting.fail(error());
  }

  /** Seconds. */
  #pauseLeft(): number {
    return Math.max(0, this.#pausedUntil - this.#timers.now()) / 1000;
  }

  /** Seconds. */
  #expectedWait(waiting: Waiting): number {
    const ahead = this.#queue.indexOf(waiting);
    return ahead < 0 ? 0 : this.#pauseLeft() + Math.max(0, (ahead + 1 - this.#tokens) / this.#rate / 1000);
  }

  #rateLimited(): EcwidError {
    const retryAfter = Math.ceil(this.#pauseLeft());
    return new EcwidError('ECWID_RATE_LIMIT', `Ecwid allows no more requests for ${retryAfter} s (429).`, {
      status: 429,
      retryAfter,
    });
  }
}

function stopped(): EcwidError {
  return new EcwidError('ECWID_AUTH', 'Stopped: Ecwid refused the token earlier, so nothing more is sent with it.', {
    details: { stopped: true },
  });
}

function aborted(): EcwidError {
  return new EcwidError('ECWID_STOPPED', 'The request was withdrawn before it was sent to Ecwid.');
}

const governors = new Map<string, { governor: RateGovernor; users: number }>();

/**
 * The governor of a token, shared by everyone in this process who asks for the same one; whoever asked last sets the pace. `release`
 * gives it back; it is forgotten with its last user.
 */
export function acquireGovernor(
  connection: { baseUrl: string; storeId: string; token: string; requestsPerMinute: number },
  timers?: Timers,
): { governor: RateGovernor; release: () => void } {
  const { baseUrl, storeId, token, requestsPerMinute } = connection;
  const key = createHash('sha256')
    .update(JSON.stringify([baseUrl, storeId, token]))
    .digest('hex');
  const shared = governors.get(key) ?? { governor: new RateGovernor(requestsPerMinute, timers), users: 0 };
  shared.governor.setPace(requestsPerMinute);
  shared.users += 1;
  governors.set(key, shared);
  let released = false;
  return {
    governor: shared.governor,
    release: () => {
      if (released) return;
      released = true;
      shared.users -= 1;
      if (shared.users === 0) governors.delete(key);
    },
  };
}
