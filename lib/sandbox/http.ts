import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PackError } from '../errors';
import type { FaultKind, FaultRule } from './faults';

export interface SandboxRequest {
  method: string;
  url: URL;
  /** Lower-case names, as Node gives them. */
  headers: IncomingHttpHeaders;
  body: string;
}

export interface SandboxAnswer {
  status: number;
  /** Reason phrase; Ecwid sends its error message there (reference 1.3). */
  reason?: string;
  headers: Record<string, string>;
  body: string;
  /** What to do to this answer on the socket. */
  fault?: FaultRule;
}

export interface SandboxServer {
  port: number;
  unref(): void;
  close(): Promise<void>;
}

const BODY_LIMIT = 8 * 1024 * 1024;
const DEFAULT_LATENCY = 1000;

/**
 * Serves `handler` on 127.0.0.1, port 0 for a free one, and applies the fault of an answer on the socket. `close` ends every
 * connection at once. Throws SANDBOX_PORT_BUSY.
 */
export async function listen(handler: (request: SandboxRequest) => Promise<SandboxAnswer>, port: number): Promise<SandboxServer> {
  const delays = new Set<NodeJS.Timeout>();
  const server = createServer((incoming, response) => {
    serve(incoming, response, handler, delays).catch(() => response.destroy());
  });
  // Longer than any client keeps an idle connection: a server that hangs up first is a fault nobody ordered.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    unref: () => server.unref(),
    close: () =>
      new Promise((resolve) => {
        for (const delay of delays) clearTimeout(delay);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenError(error: NodeJS.ErrnoException, port: number): PackError {
  if (error.code !== 'EADDRINUSE') {
    return new PackError({
      code: 'SANDBOX_LISTEN',
      message: `The sandbox cannot listen on port ${port}: ${error.message}`,
      cause: error,
    });
  }
  return new PackError({
    code: 'SANDBOX_PORT_BUSY',
    message: `The sandbox cannot start: port ${port} of 127.0.0.1 is taken.`,
    hint: 'Stop the other program or choose another port; without a port the sandbox finds a free one.',
    cause: error,
  });
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  handler: (request: SandboxRequest) => Promise<SandboxAnswer>,
  delays: Set<NodeJS.Timeout>,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) {
    send(response, { status: 413, headers: { connection: 'close' }, body: '' });
    return;
  }
  const answer = await handler({
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`),
    headers: incoming.headers,
    body,
  }).catch(brokenSimulator);
  const misbehave = answer.fault && ON_SOCKET[answer.fault.kind];
  if (misbehave) misbehave(response, answer, delays);
  else send(response, answer);
}

/** Undefined when the body is larger than the limit. The rest is still read: a client that is cut off sees a reset, not the 413. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function brokenSimulator(thrown: unknown): SandboxAnswer {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `The sandbox itself failed: ${text}` };
}

function send(response: ServerResponse, answer: SandboxAnswer): void {
  head(response, answer);
  response.end(answer.body);
}

function head(response: ServerResponse, answer: SandboxAnswer): void {
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) };
  if (answer.reason === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, answer.reason, headers);
}

type Misbehaviour = (response: ServerResponse, answer: SandboxAnswer, delays: Set<NodeJS.Timeout>) => void;

const reset: Misbehaviour = (response) => {
  response.socket?.resetAndDestroy();
};

/** Faults that need the socket; the other kinds are plain answers. */
const ON_SOCKET: Partial<Record<FaultKind, Misbehaviour>> = {
  latency(response, answer, delays) {
    const delay = setTimeout(() => {
      delays.delete(delay);
      send(response, answer);
    }, answer.fault?.milliseconds ?? DEFAULT_LATENCY);
    delays.add(delay);
  },
  resetBefore: reset,
  resetAfter: reset,
  timeoutAfter() {
    // The answer is never sent; closing the server ends the connection.
  },
  truncate(response, answer) {
    const bytes = Buffer.from(answer.body);
    head(response, answer);
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
  },
};
