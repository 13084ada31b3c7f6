/**
 * The one way out of this pack: a keep-alive HTTP client per connection with a time limit over the whole call, and errors that tell
 * whether the other side can have received the request. URLs never appear in an error: the MplusKASSA secret is part of them.
 */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';
import { PackError } from './errors';
import { follow } from './signals';

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

  constructor(failure: TransportFailure, sent: boolean, host: string, detail = '') {
    super({
      code: `HTTP_${failure.toUpperCase()}`,
      message: `${SENTENCES[failure]} ${host}${detail ? ` (${detail})` : ''}`,
      hint: HINTS[failure],
      disposition: 'wait',
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

/** How far a call came; it decides what a failure means. */
type Stage = 'connecting' | 'handshake' | 'sent';

const FAILURE_AT: Record<Stage, TransportFailure> = { connecting: 'unreachable', handshake: 'tls', sent: 'reset' };

/** The stage of one call. Counted as sent from the moment the connection stands: bytes may be on their way from then on. */
class Progress {
  stage: Stage = 'connecting';

  /** Node's http or https with an eye on the socket; axios takes it as its transport. */
  transport(secure: boolean) {
    return {
      request: (options: RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest =>
        (secure ? httpsRequest : httpRequest)(options, answered).once('socket', (socket) => this.#watch(socket, secure)),
    };
  }

  #watch(socket: Socket, secure: boolean): void {
    if (!socket.connecting) {
      this.stage = 'sent';
      return;
    }
    socket.once('connect', () => {
      this.stage = secure ? 'handshake' : 'sent';
    });
    if (secure) {
      socket.once('secureConnect', () => {
        this.stage = 'sent';
      });
    }
  }
}

/** Shorter than the usual keep-alive time of servers (5 s): a request on a connection the server is just closing would look lost. */
const IDLE_CONNECTION = 4000;

export class HttpClient {
  readonly #axios: AxiosInstance;
  readonly #agents: readonly [HttpAgent, HttpsAgent];

  /** `maxSockets`: parallel connections to one host. */
  constructor(maxSockets: number) {
    const options = { keepAlive: true, maxSockets, timeout: IDLE_CONNECTION };
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
    const { signal, abort, release } = follow(request.signal);
    const timer = setTimeout(abort, request.timeout * 1000);
    const url = new URL(request.url);
    const progress = new Progress();
    let body: Readable | undefined;
    try {
      const response = await this.#axios.request<Readable>({
        method: request.method,
        url: request.url,
        headers: request.headers,
        data: request.body,
        signal,
        transport: progress.transport(url.protocol === 'https:'),
      });
      body = response.data;
      const { status, statusText: reason } = response;
      const value = await read({ status, reason, headers: response.headers as Record<string, string>, body });
      // A stopped call ends its body without an error: what was read may be half of it.
      if (signal.aborted && !body.readableEnded) throw signal.reason;
      return value;
    } catch (thrown) {
      if (thrown instanceof PackError) throw thrown;
      const sent = progress.stage === 'sent';
      if (request.signal?.aborted) throw new TransportError('aborted', sent, url.host);
      if (signal.aborted) throw new TransportError('timeout', sent, url.host);
      // A stream that ended in an error is the connection's fault; anything else came out of `read`.
      if (body && !body.errored) throw thrown;
      throw new TransportError(FAILURE_AT[progress.stage], sent, url.host, codeOf(thrown));
    } finally {
      clearTimeout(timer);
      release();
      body?.destroy();
    }
  }

  /** Closes all connections. Calls under way end with an error; let their signal end them first. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

/** Only the code: axios errors carry the URL, and with it the credentials. */
function codeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : '';
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
