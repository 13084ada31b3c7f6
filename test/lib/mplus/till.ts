/** A SOAP service for tests of the client: real sockets, answers from the test. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MplusConnection } from '../../../lib/mplus';
import { envelope, parseTree } from './xml';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  /** Name of the SOAP body's child; `?wsdl` for the description. */
  readonly operation: string;
}

export type Reply =
  | string
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  /** The connection is cut before, or in the middle of, the answer; or nothing ever comes. */
  | 'reset'
  | 'half'
  | 'silence';

export const SECRET = 'canary/secret+ü&1';
export const IDENT = 'canary-ident?2';

const ALL = [
  'createOrderV3',
  'createOrderV2',
  'createOrder',
  'payOrderV2',
  'payOrder',
  'findRelationV2',
  'findRelation',
  'getPaymentMethodsV2',
];

export class Till {
  readonly received: Received[] = [];
  /** What `?wsdl` offers. */
  operations: readonly string[] = ALL;
  readonly #server: Server;
  readonly #reply: (received: Received, count: number) => Reply | Promise<Reply>;

  private constructor(reply: (received: Received, count: number) => Reply | Promise<Reply>) {
    this.#reply = reply;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'http://till');
        const body = Buffer.concat(chunks).toString();
        const operation = url.search === '?wsdl' ? '?wsdl' : operationOf(body);
        const received = { method: request.method ?? '', url, headers: request.headers, body, operation };
        this.received.push(received);
        const count = this.received.filter((earlier) => earlier.operation === operation).length;
        const answer = operation === '?wsdl' && this.operations.length > 0 ? this.#wsdl() : this.#reply(received, count);
        Promise.resolve(answer).then((reply) => send(response, reply));
      });
    });
  }

  /** `reply` gets the request and how many of its operation there have been; a text is the body element of an answer. */
  static async start(reply: (received: Received, count: number) => Reply | Promise<Reply>): Promise<Till> {
    const till = new Till(reply);
    await new Promise<void>((resolve) => till.#server.listen(0, '127.0.0.1', resolve));
    return till;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  connection(overrides: Partial<MplusConnection> = {}): MplusConnection {
    return {
      host: '127.0.0.1',
      port: this.port,
      tls: false,
      ident: IDENT,
      secret: SECRET,
      timezone: 'Europe/Amsterdam',
      percentScale: '100',
      timeout: 10,
      concurrency: 2,
      ...overrides,
    };
  }

  /** The operations called so far, in order, without the look at `?wsdl`. */
  get calls(): string[] {
    return this.received.map(({ operation }) => operation).filter((operation) => operation !== '?wsdl');
  }

  /** The SOAP body elements of the calls of an operation, as trees. */
  requests(operation: string) {
    return this.received
      .filter((received) => received.operation === operation)
      .map(({ body }) => parseTree(body).children[0].children[0]);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #wsdl(): string {
    const rows = this.operations.map((name) => `<operation name="${name}"><input message="tns:x"/></operation>`);
    return `<?xml version="1.0"?>\n<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><portType name="P">${rows.join('')}</portType></definitions>`;
  }
}

function operationOf(body: string): string {
  return body === '' ? '' : parseTree(body).children[0].children[0].name;
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    response.destroy();
    return;
  }
  if (reply === 'half') {
    response.writeHead(200, { 'Content-Length': 5000 });
    response.write(envelope('').slice(0, 100), () => response.destroy());
    return;
  }
  if (typeof reply === 'string') {
    response
      .writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' })
      .end(reply.startsWith('<?xml') ? reply : envelope(reply));
    return;
  }
  response.writeHead(reply.status, { 'Content-Type': 'text/html', ...reply.headers }).end(reply.body);
}
