import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EcwidClient, type EcwidConnection } from '../../../lib/ecwid';

export const TOKEN = 'secret_canary_7f3a';

export interface Seen {
  readonly method: string;
  /** As sent, query included, without the base path. */
  readonly target: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What a handler gives: an answer, or a function that does something to the socket. */
export type Answer =
  | { status?: number; reason?: string; headers?: Record<string, string>; body?: unknown; text?: string | Buffer }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** A small web server in the place of Ecwid; clients made through it are closed with it. */
export class ShopServer {
  readonly seen: Seen[] = [];
  readonly #clients: EcwidClient[] = [];
  readonly #server;

  private constructor(handler: (seen: Seen, number: number) => Answer | Promise<Answer>) {
    this.#server = createServer((request, response) => {
      void this.#serve(handler, request, response);
    });
  }

  static async start(handler: (seen: Seen, number: number) => Answer | Promise<Answer>): Promise<ShopServer> {
    const server = new ShopServer(handler);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3`;
  }

  client(connection: Partial<EcwidConnection> = {}): EcwidClient {
    const client = new EcwidClient({
      baseUrl: this.baseUrl,
      storeId: '1003',
      token: TOKEN,
      requestsPerMinute: 1_000_000,
      timeout: 5,
      ...connection,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(
    handler: (seen: Seen, number: number) => Answer | Promise<Answer>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const target = (request.url ?? '').replace('/api/v3/1003', '');
    const seen: Seen = {
      method: request.method ?? '',
      target,
      query: new URL(target, 'http://shop').searchParams,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.seen.push(seen);
    const answer = await handler(seen, this.seen.length);
    if (typeof answer === 'function') return answer(response, request);
    const { status = 200, reason, headers = {}, body } = answer;
    if (reason === undefined) response.writeHead(status, headers);
    else response.writeHead(status, reason, headers);
    response.end(answer.text ?? (body === undefined ? '' : JSON.stringify(body)));
  }
}
