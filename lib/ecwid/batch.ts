import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EcwidClient, isRepeatable, type Method } from './client';
import { EcwidError, refused } from './errors';
import type { Priority } from './governor';

/** One request inside a batch; the path is relative to the store, with its query if any, already encoded. */
export interface BatchRequest {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
}

/** Answer or error of one request, in the order of the requests. */
export type BatchResult = { readonly body: unknown; readonly error?: undefined } | { readonly error: EcwidError };

export interface BatchOptions {
  /** Later requests are not carried out after a failure; off by default, other than at Ecwid (reference 1.11). */
  readonly stopOnFirstFailure?: boolean;
  /** UUID; Ecwid answers with the first ticket when it comes again within an hour, so that a lost answer does no harm. */
  readonly deduplicationKey?: string;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
  /** Waits between two looks at the batch; tests bring their own. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

const PER_TICKET = 500;
/** Milliseconds; the pause between two looks grows by the first until it reaches the second. */
const PAUSE_STEP = 500;
const LONGEST_PAUSE = 5000;
/** Looks in a row without progress (10 minutes) after which a batch is given up. */
const PATIENCE = 120;

const waitFor = (milliseconds: number, signal?: AbortSignal) => sleep(milliseconds, undefined, { signal });

/**
 * Carries out many requests with few calls and gives one result per request. Throws EcwidError when the batch itself fails; then
 * nothing is known about its requests (`uncertain` unless each of them can be repeated).
 */
export async function runBatch(
  client: EcwidClient,
  requests: readonly BatchRequest[],
  options: BatchOptions = {},
): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for (let start = 0; start < requests.length; start += PER_TICKET) {
    const part = requests.slice(start, start + PER_TICKET);
    const stopped = options.stopOnFirstFailure && results.some((result) => result.error);
    results.push(...(stopped ? part.map(notExecuted) : await runTicket(client, part, start / PER_TICKET, options)));
  }
  return results;
}

async function runTicket(
  client: EcwidClient,
  requests: readonly BatchRequest[],
  part: number,
  options: BatchOptions,
): Promise<BatchResult[]> {
  const { stopOnFirstFailure = false, deduplicationKey, priority, signal, wait = waitFor } = options;
  const repeatable =
    deduplicationKey !== undefined || requests.every((request) => isRepeatable(request.method, request.path.split('?')[0]));
  const call = { method: 'POST', path: '/batch', repeatable };
  const answer = await client.request('POST', '/batch', {
    query: { stopOnFirstFailure, deduplicationKey: deduplicationKey ? keyOfPart(deduplicationKey, part) : randomUUID() },
    body: requests.map(({ method, path, body }, index) => ({ id: String(index), method, path, body })),
    priority,
    signal,
    repeatable,
  });
  const ticket = (answer as { ticket?: unknown } | null)?.ticket;
  if (typeof ticket !== 'string') throw lost(call, 'Ecwid took a batch and gave no ticket.');

  let completed = 0;
  for (let looks = 1, idle = 0; idle < PATIENCE; looks += 1, idle += 1) {
    await pause(wait, Math.min(looks * PAUSE_STEP, LONGEST_PAUSE), signal, call);
    const status = await look(client, ticket, options, call);
    if (status.status === 'COMPLETED') return toResults(requests, status.responses ?? []);
    if ((status.completedRequests ?? 0) > completed) idle = 0;
    completed = status.completedRequests ?? completed;
  }
  throw lost(call, 'A batch at Ecwid makes no progress.');
}

interface BatchStatus {
  readonly status?: string;
  readonly completedRequests?: number;
  readonly responses?: readonly BatchItem[];
}

interface BatchItem {
  readonly id?: string;
  readonly status?: string;
  readonly httpBody?: unknown;
  readonly escapedHttpBody?: string;
  readonly httpStatusCode?: number;
  readonly httpStatusLine?: string;
}

/** A look that fails for the moment leaves the requests under way, so their outcome is as open as after a lost answer. */
async function look(
  client: EcwidClient,
  ticket: string,
  { priority, signal }: BatchOptions,
  call: { repeatable: boolean },
): Promise<BatchStatus> {
  try {
    const answer = await client.request('GET', '/batch', { query: { ticket, escapedJson: true }, priority, signal });
    return (answer ?? {}) as BatchStatus;
  } catch (thrown) {
    throw call.repeatable || !(thrown instanceof EcwidError)
      ? thrown
      : new EcwidError('ECWID_ANSWER_LOST', `The outcome of a batch is not known. ${thrown.message}`);
  }
}

async function pause(
  wait: NonNullable<BatchOptions['wait']>,
  milliseconds: number,
  signal: AbortSignal | undefined,
  call: { repeatable: boolean },
): Promise<void> {
  try {
    await wait(milliseconds, signal);
  } catch {
    throw new EcwidError(
      call.repeatable ? 'ECWID_STOPPED' : 'ECWID_ANSWER_LOST',
      'The node was closed while a batch was under way.',
    );
  }
}

function lost(call: { repeatable: boolean }, message: string): EcwidError {
  return new EcwidError(call.repeatable ? 'ECWID_BAD_ANSWER' : 'ECWID_ANSWER_LOST', message);
}

function toResults(requests: readonly BatchRequest[], items: readonly BatchItem[]): BatchResult[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return requests.map((request, index) => {
    const item = byId.get(String(index));
    if (!item || item.status === 'NOT_EXECUTED') return notExecuted(request);
    const { httpStatusCode: status = 0, httpStatusLine: reason = '', escapedHttpBody, httpBody } = item;
    const text = escapedHttpBody ?? (typeof httpBody === 'string' ? httpBody : JSON.stringify(httpBody ?? null));
    if (status === 200) return { body: parseBody(text) };
    const path = request.path.split('?')[0];
    return {
      error: refused(
        { method: request.method, path, repeatable: isRepeatable(request.method, path) },
        { status, reason, body: text },
      ),
    };
  });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function notExecuted(request: BatchRequest): BatchResult {
  return {
    error: new EcwidError('ECWID_NOT_EXECUTED', `The batch stopped before ${request.method} ${request.path.split('?')[0]}.`),
  };
}

/** Each ticket of a split batch needs a key of its own, and the same one when the batch comes again. */
function keyOfPart(key: string, part: number): string {
  if (part === 0) return key;
  const hex = createHash('sha256').update(`${key}/${part}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
