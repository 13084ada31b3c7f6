/**
 * HTTP to one till: few calls at a time, credentials in the address and nowhere else, every failure a MplusError. Repeating is left to
 * the ledger; only a read that found no connection is tried again here.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient, TransportError } from '../http';
import { follow } from '../signals';
import { baseUrl, type MplusConnection, masking } from './connection';
import { type CallFacts, failureOf } from './failures';
import { Gate } from './gate';

/** How often a read that found no connection is tried again, and the pause before it in milliseconds. */
const REPEATS = 2;
const PAUSE = [100, 300] as const;

type About = Pick<CallFacts, 'operation' | 'subject'>;

/** Takes the text of an answer as it arrives, and says at the end what it was. */
export interface AnswerReader<T> {
  write(chunk: string): void;
  end(): T;
}

export class Transport {
  /** Takes ident and secret out of a text. */
  readonly mask: (text: string) => string;
  readonly #http: HttpClient;
  readonly #gate: Gate;
  readonly #timeout: number;
  readonly #base: string;
  readonly #query: string;
  readonly #closing = new AbortController();

  constructor(connection: MplusConnection) {
    this.mask = masking(connection);
    this.#http = new HttpClient(connection.concurrency);
    this.#gate = new Gate(connection.concurrency);
    this.#timeout = connection.timeout;
    this.#base = baseUrl(connection);
    this.#query = `?ident=${encodeURIComponent(connection.ident)}&secret=${encodeURIComponent(connection.secret)}`;
  }

  /** Posts a SOAP envelope. */
  post<T>(about: About, envelope: string, reader: () => AnswerReader<T>, signal?: AbortSignal): Promise<T> {
    const headers = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: about.operation.name };
    return this.#transfer(about, { method: 'POST', url: this.#base + this.#query, headers, body: envelope }, reader, signal);
  }

  /** Fetches the WSDL, which needs no credentials (reference 1.2). */
  wsdl<T>(about: About, reader: () => AnswerReader<T>): Promise<T> {
    return this.#transfer(about, { method: 'GET', url: `${this.#base}?wsdl`, headers: {} }, reader);
  }

  /** Ends the calls under way with MPLUS_STOPPED and closes the connections. */
  close(): void {
    this.#closing.abort();
    this.#http.close();
  }

  async #transfer<T>(
    about: About,
    request: { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; body?: string },
    reader: () => AnswerReader<T>,
    outer?: AbortSignal,
  ): Promise<T> {
    const { signal, release } = follow(outer, this.#closing.signal);
    const requestId = randomUUID();
    const headers = { ...request.headers, 'X-Request-Id': requestId };
    let answered: Pick<CallFacts, 'status' | 'retryAfter'> = { status: 0 };
    const attempt = () =>
      this.#http.call(
        { ...request, headers, timeout: this.#timeout, signal },
        ({ status, headers: { 'retry-after': later }, body }) => {
          answered = { status, retryAfter: secondsOf(later) };
          return pour(body, reader());
        },
      );
    try {
      return await this.#gate.run(() => (about.operation.repeat === 'read' ? persist(attempt, signal) : attempt()), signal);
    } catch (thrown) {
      const stopped = signal.aborted && !(thrown instanceof TransportError);
      const failure = stopped ? new TransportError('aborted', false, new URL(this.#base).host) : thrown;
      throw failureOf(failure, { ...about, ...answered, requestId, mask: this.mask });
    } finally {
      release();
    }
  }
}

async function pour<T>(body: Readable, reader: AnswerReader<T>): Promise<T> {
  const text = new TextDecoder();
  for await (const chunk of body as AsyncIterable<Buffer>) reader.write(text.decode(chunk, { stream: true }));
  reader.write(text.decode());
  return reader.end();
}

/** Tries again, a little later, when there was no connection: then the request surely was not sent. */
async function persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      if (repeats === REPEATS || !(thrown instanceof TransportError) || thrown.failure !== 'unreachable') throw thrown;
      await pause(randomInt(...PAUSE), undefined, { signal });
    }
  }
}

/** Retry-After in seconds, from either of its two forms. */
function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
