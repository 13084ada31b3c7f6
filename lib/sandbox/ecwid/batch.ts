import type { Clock } from '../clock';
import type { Random } from '../random';
import type { Switches } from '../switches';
import type { Token } from './endpoint';
import { ApiError, wrongParameter } from './errors';
import { isObject, type JsonObject } from './json';

export interface BatchRequest {
  readonly id?: string;
  readonly method: string;
  /** Below the store, with or without a leading slash. */
  readonly path: string;
  readonly body: unknown;
}

export interface Outcome {
  readonly status: number;
  readonly reason: string;
  /** Undefined: an empty body. */
  readonly body: unknown;
}

/** Carries out one request of a batch. */
export type Execute = (token: Token, request: BatchRequest) => Outcome;

interface Batch {
  readonly ticket: string;
  readonly token: Token;
  readonly requests: readonly BatchRequest[];
  readonly stopOnFirstFailure: boolean;
  readonly parallel: boolean;
  readonly group?: string;
  readonly created: number;
  readonly outcomes: (Outcome | undefined)[];
  status: 'QUEUED' | 'IN_PROGRESS' | 'COMPLETED';
}

export interface BatchOptions {
  stopOnFirstFailure: boolean;
  allowParallelMode: boolean;
  deduplicationKey?: string;
  groupId?: string;
}

const REQUESTS_LIMIT = 500;
const REMEMBER_KEY = 3_600_000;
const RETRIES = 5;
const RETRY_AFTER = 3_000;
const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE']);

/** Works batches off on the sandbox clock: first in, first out, unless parallel mode is allowed (reference 1.11). */
export class BatchWorker {
  readonly #batches = new Map<string, Batch>();
  readonly #keys = new Map<string, { ticket: string; at: number }>();
  #queue: Batch[] = [];
  #busy = false;
  #closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly switches: Switches,
    private readonly execute: Execute,
  ) {}

  /** The ticket of a new batch, or of the one that came with the same deduplication key within the hour. */
  create(token: Token, body: unknown, options: BatchOptions): string {
    const requests = readRequests(body);
    const { deduplicationKey: key } = options;
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined && this.clock.now() - known.at < REMEMBER_KEY) return known.ticket;
    const batch: Batch = {
      ticket: this.random.uuid(),
      token,
      requests,
      stopOnFirstFailure: options.stopOnFirstFailure,
      parallel: options.allowParallelMode,
      ...(options.groupId !== undefined && { group: options.groupId }),
      created: this.clock.now(),
      outcomes: requests.map(() => undefined),
      status: 'QUEUED',
    };
    this.#batches.set(batch.ticket, batch);
    if (key !== undefined) this.#keys.set(key, { ticket: batch.ticket, at: batch.created });
    this.#later(() => this.#enqueue(batch), this.switches.ecwidBatchDelay * 1000);
    return batch.ticket;
  }

  status(ticket: string, escaped: boolean): JsonObject {
    const batch = this.#batches.get(ticket);
    if (batch === undefined) throw new ApiError(404, undefined, `Batch #${ticket} not found`);
    const done = batch.outcomes.filter((outcome) => outcome !== undefined).length;
    return {
      status: batch.status,
      totalRequests: batch.requests.length,
      completedRequests: done,
      responses: batch.requests
        .map((request, place) => viewResponse(request, batch.outcomes[place], batch.status, escaped))
        .filter((response) => response !== undefined),
    };
  }

  list(status: string | undefined, limit: number): JsonObject[] {
    return [...this.#batches.values()]
      .filter((batch) => status === undefined || batch.status === status)
      .slice(0, limit)
      .map(({ ticket, status: own }) => ({ ticket, status: own }));
  }

  /** Ends the batches of a group that have not started; how many there were. */
  cancelGroup(group: string): number {
    const waiting = [...this.#batches.values()].filter((batch) => batch.group === group && batch.status === 'QUEUED');
    for (const batch of waiting) batch.status = 'COMPLETED';
    return waiting.length;
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  #later(run: () => void, milliseconds: number): void {
    this.clock.after(milliseconds, () => {
      if (!this.#closed) run();
    });
  }

  #enqueue(batch: Batch): void {
    if (batch.status !== 'QUEUED') return;
    if (batch.parallel) this.#runParallel(batch);
    else {
      this.#queue.push(batch);
      this.#runNext();
    }
  }

  #runNext(): void {
    if (this.#busy) return;
    this.#queue = this.#queue.filter((waiting) => waiting.status === 'QUEUED');
    const batch = this.#queue.shift();
    if (batch === undefined) return;
    this.#busy = true;
    batch.status = 'IN_PROGRESS';
    this.#runFrom(batch, 0, 0);
  }

  /** Goes through the requests of a batch in order; comes back later where one is to be repeated. */
  #runFrom(batch: Batch, start: number, attempts: number): void {
    let tried = attempts;
    for (let place = start; place < batch.requests.length; place += 1) {
      const outcome = this.execute(batch.token, batch.requests[place]);
      if (repeatable(batch, outcome, tried)) {
        this.#later(() => this.#runFrom(batch, place, tried + 1), RETRY_AFTER);
        return;
      }
      batch.outcomes[place] = outcome;
      if (batch.stopOnFirstFailure && outcome.status !== 200) break;
      tried = 0;
    }
    batch.status = 'COMPLETED';
    this.#busy = false;
    this.#runNext();
  }

  /** All at once; a failure stops nothing, the others are under way already. */
  #runParallel(batch: Batch): void {
    batch.status = 'IN_PROGRESS';
    const run = (place: number, attempts: number): void => {
      const outcome = this.execute(batch.token, batch.requests[place]);
      if (repeatable(batch, outcome, attempts)) this.#later(() => run(place, attempts + 1), RETRY_AFTER);
      else batch.outcomes[place] = outcome;
      if (batch.outcomes.every((known) => known !== undefined)) batch.status = 'COMPLETED';
    };
    batch.requests.forEach((_, place) => {
      run(place, 0);
    });
  }
}

/** A server error is repeated, but only in a batch that goes on after failures. */
function repeatable(batch: Batch, outcome: Outcome, attempts: number): boolean {
  return !batch.stopOnFirstFailure && outcome.status >= 500 && attempts < RETRIES;
}

function viewResponse(
  request: BatchRequest,
  outcome: Outcome | undefined,
  status: Batch['status'],
  escaped: boolean,
): JsonObject | undefined {
  const id = request.id === undefined ? {} : { id: request.id };
  if (outcome === undefined) return status === 'COMPLETED' ? { ...id, status: 'NOT_EXECUTED' } : undefined;
  const text = outcome.body === undefined ? '' : JSON.stringify(outcome.body);
  return {
    ...id,
    status: outcome.status === 200 ? 'COMPLETED' : 'FAILED',
    ...(escaped ? { escapedHttpBody: text } : { httpBody: outcome.body ?? null }),
    httpStatusCode: outcome.status,
    httpStatusLine: outcome.reason,
  };
}

function readRequests(body: unknown): BatchRequest[] {
  if (!Array.isArray(body)) throw wrongParameter('The body is not a JSON array of requests');
  if (body.length > REQUESTS_LIMIT) throw wrongParameter(`More than ${REQUESTS_LIMIT} requests in a batch`);
  return body.map((request) => {
    const { id, method, path, body: own } = isObject(request) ? request : {};
    if (typeof path !== 'string') throw wrongParameter('Field BatchRequest.path is absent');
    if (typeof method !== 'string' || !METHODS.has(method)) throw wrongParameter('Wrong value of field BatchRequest.method');
    return { ...(id !== undefined && { id: String(id) }), method, path, body: readBody(own) };
  });
}

/** Older pages type the body of a request as text (reference 1.11). */
function readBody(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return body;
  try {
    return JSON.parse(body);
  } catch {
    throw wrongParameter('Field BatchRequest.body is not JSON');
  }
}
