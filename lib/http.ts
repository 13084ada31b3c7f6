/**
 * The one way out of this pack: a keep-alive HTTP client per connection with a time limit over the whole call, and errors that tell
 * whether the other side can have received the request. URLs never appear in an error: the MplusKASSA secret is part of them.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';
import { PackError } from './errors';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
  /** Seconds for the whole call, answer included. */
  readonly timeout: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** The reason phrase; Ecwid sometimes says only here what was wrong. */
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

export type TransportFailure = 'unreachable' | 'tls' | 'timeout' | 'reset' | 'aborted';

/** The call did not bring an answer. `sent` is false only when the other side cannot have seen the request. */
export class TransportError extends PackError {
  readonly failure: TransportFailure;
  readonly sent: boolean;

  constructor(failure: TransportFailure, sent: boolean, host: string, detail: string, cause: unknown) {
    super({
      code: `HTTP_${failure.toUpperCase()}`,
      message: `${SENTENCES[failure]} ${host}${detail ? ` (${detail})` : ''}`,
      hint: HINTS[failure],
      disposition: 'wait',
      cause,
    });
    this.failure = failure;
    this.sent = sent;
  }
}

const SENTENCES: Record<TransportFailure, string> = {
  unreachable: 'No connection to',
  tls: 'No trusted TLS connection to',
  timeout: 'No answer in time from',
  reset: 'The connection was cut by',
  aborted: 'The call was stopped before the answer of',
};

const HINTS: Record<TransportFailure, string> = {
  unreachable: 'Check host name, port, firewall and whether the service is up.',
  tls: 'Check the certificate of the server, the host name and the clock of this machine.',
  timeout: 'Check the network, or raise the time limit of the connection.',
  reset: 'Check the network between this machine and the server.',
  aborted: 'The node was closed or redeployed; the record is tried again.',
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ECONNABORTED_DNS',
]);

function isTls(code: string, message: string): boolean {
  return (
    /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/.test(code) ||
    /certificate|SSL routines/i.test(message)
  );
}

export class HttpClient {
  readonly #axios: AxiosInstance;
  readonly #agents: readonly [HttpAgent, HttpsAgent];

  /** `maxSockets`: parallel connections to one host. */
  constructor(maxSockets: number) {
    const options = { keepAlive: true, maxSockets };
    this.#agents = [new HttpAgent(options), new HttpsAgent(options)];
    this.#axios = axios.create({
      httpAgent: this.#agents[0],
      httpsAgent: this.#agents[1],
      responseType: 'stream',
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      maxBodyLength: Number.POSITIVE_INFINITY,
    });
  }

  /**
   * Sends one request and hands the answer to `read`; the time limit and the signal cover both. Errors thrown by `read` that are not
   * about the connection pass through unchanged. Throws TransportError.
   */
  async call<T>(request: HttpRequest, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const limit = AbortSignal.timeout(request.timeout * 1000);
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
    const host = new URL(request.url).host;
    let answer: HttpAnswer | undefined;
    try {
      const response = await this.#axios.request<Readable>({
        method: request.method,
        url: request.url,
        headers: request.headers,
        data: request.body,
        signal,
      });
      answer = {
        status: response.status,
        reason: response.statusText,
        headers: response.headers as Record<string, string>,
        body: response.data,
      };
      return await read(answer);
    } catch (thrown) {
      throw classify(thrown, host, limit, request.signal, answer !== undefined);
    } finally {
      answer?.body.destroy();
    }
  }

  /** Closes the idle connections; calls under way end with their signal. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function classify(
  thrown: unknown,
  host: string,
  limit: AbortSignal,
  caller: AbortSignal | undefined,
  answered: boolean,
): unknown {
  if (thrown instanceof PackError) return thrown;
  if (caller?.aborted) return new TransportError('aborted', true, host, '', undefined);
  if (limit.aborted) return new TransportError('timeout', true, host, '', undefined);
  const { code = '', message = '' } = thrown as { code?: string; message?: string };
  if (UNREACHABLE.has(code)) return new TransportError('unreachable', false, host, code, undefined);
  if (isTls(code, message)) return new TransportError('tls', false, host, code, undefined);
  if (answered || axios.isAxiosError(thrown) || code.startsWith('E')) {
    return isConnectionFault(code, message) || axios.isAxiosError(thrown)
      ? new TransportError('reset', true, host, code, undefined)
      : thrown;
  }
  return thrown;
}

function isConnectionFault(code: string, message: string): boolean {
  return (
    ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT'].includes(code) ||
    /aborted|socket hang up/i.test(message)
  );
}

/** The whole body as text. Throws PackError `HTTP_TOO_LARGE` above `limit` bytes. */
export async function readText(answer: HttpAnswer, limit = 64 * 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new PackError({ code: 'HTTP_TOO_LARGE', message: `The answer is larger than ${limit} bytes.`, disposition: 'retry' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
