import { EventEmitter } from 'node:events';
import { PackError } from '../errors';
import { HttpClient, readText, TransportError } from '../http';
import { follow } from '../signals';
import { type CallFacts, EcwidError, refused, unanswered, unusable } from './errors';
import { acquireGovernor, type Priority, type RateGovernor } from './governor';

export interface EcwidConnection {
  /** Without the store id: `https://app.ecwid.com/api/v3`. */
  readonly baseUrl: string;
  readonly storeId: string;
  readonly token: string;
  readonly requestsPerMinute: number;
  /** Seconds for a whole call. */
  readonly timeout: number;
  /** Language of plain text fields, `nl`; the store's own when absent. */
  readonly language?: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** `/orders/A1` or `['orders', 'A1']`; segments are given raw and encoded here. The list form allows ids that contain a slash. */
export type Path = string | readonly (string | number)[];
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: unknown;
  /** Default: the last one, `product`. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
  /** Called with the seconds to come when the request has to wait for the budget. */
  readonly onWait?: (seconds: number) => void;
  /** Says that doing it twice does no harm where method and path do not tell. */
  readonly repeatable?: boolean;
}

const PARALLEL = 8;

/** `wait`: a request has to wait for the budget, with the seconds to come; also one of another node on this connection. */
interface ClientEvents {
  wait: [seconds: number];
}

export class EcwidClient extends EventEmitter<ClientEvents> {
  readonly connection: Omit<EcwidConnection, 'token'>;
  readonly #token: string;
  readonly #http = new HttpClient(PARALLEL);
  readonly #governor: RateGovernor;
  readonly #release: () => void;
  readonly #closing = new AbortController();
  #clockAhead = 0;

  constructor(connection: EcwidConnection) {
    super();
    // Every record on its way listens for a while.
    this.setMaxListeners(0);
    const { token, ...rest } = connection;
    this.connection = { ...rest, baseUrl: rest.baseUrl.replace(/\/+$/, '') };
    this.#token = token.trim();
    const lease = acquireGovernor({ ...this.connection, token: this.#token });
    this.#governor = lease.governor;
    this.#release = lease.release;
  }

  /**
   * One call inside the store, within the budget of its token; the parsed JSON of the answer. Dates in queries are unix seconds. A lost
   * answer to something that must not happen twice (POST, inventory deltas) is ECWID_ANSWER_LOST with disposition `uncertain`; other
   * lost answers can simply be asked for again. Throws EcwidError.
   */
  async request(method: Method, path: Path, options: RequestOptions = {}): Promise<unknown> {
    const encoded = encodePath(path);
    const call = { method, path: encoded, repeatable: options.repeatable ?? isRepeatable(method, encoded) };
    const { signal, release } = follow(options.signal, this.#closing.signal);
    try {
      const onWait = (seconds: number) => {
        options.onWait?.(seconds);
        this.emit('wait', seconds);
      };
      return await this.#governor.run({ priority: options.priority ?? 'product', signal, onWait }, () =>
        this.#send(call, options, signal),
      );
    } finally {
      release();
    }
  }

  /** Lets requests through again after the token was refused; for Test connection. */
  resume(): void {
    this.#governor.resume();
  }

  /** Seconds by which this machine's clock is ahead of Ecwid's, as of the last answer; 0 when it is not, or not known. */
  get clockAhead(): number {
    return this.#clockAhead;
  }

  /** Withdraws what waits, aborts what is under way, gives the budget back. */
  close(): void {
    this.#closing.abort();
    this.#release();
    this.#http.close();
  }

  async #send(call: CallFacts, options: RequestOptions, signal: AbortSignal): Promise<unknown> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const headers: Record<string, string> = {
      Authorization: `Bearer ${this.#token}`,
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
    };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      const answer = await this.#http.call(
        {
          method: call.method as Method,
          url: `${this.connection.baseUrl}/${encodeURIComponent(this.connection.storeId)}${call.path}${encodeQuery(options.query)}`,
          headers,
          body,
          signal,
          timeout: this.connection.timeout,
        },
        async (answer) => ({
          status: answer.status,
          reason: this.#mask(answer.reason),
          headers: answer.headers,
          body: this.#mask(await readText(answer)),
        }),
      );
      this.#readClock(answer.headers.date);
      if (answer.status !== 200 && !(answer.status === 202 && call.method === 'DELETE' && call.path === '/products'))
        throw refused(call, { ...answer, retryAfter: seconds(answer.headers['retry-after']) });
      return parse(call, answer.body);
    } catch (thrown) {
      if (thrown instanceof EcwidError) throw thrown;
      if (thrown instanceof TransportError) throw unanswered(call, thrown);
      // Unreadable gzip, an answer beyond all bounds.
      throw unusable(call, thrown instanceof PackError ? `something unreadable (${thrown.code})` : 'something unreadable');
    }
  }

  /** The other side may quote the token back, a proxy's error page for one. */
  #mask(text: string): string {
    return this.#token ? text.replaceAll(this.#token, '***') : text;
  }

  #readClock(date: string | undefined): void {
    const server = Date.parse(date ?? '');
    if (Number.isFinite(server)) this.#clockAhead = Math.max(0, Math.floor((Date.now() - server) / 1000));
  }
}

/** The vendor decodes path segments like query parameters, so `+` must be escaped as well (reference 1.1). */
function encodePath(path: Path): string {
  const segments = typeof path === 'string' ? path.split('/').filter(Boolean) : path;
  return `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}

function encodeQuery(query: Query = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

/** POSTs that store nothing or set something absolute. */
const REPEATABLE_POST = /^\/(order\/calculate|categories\/\d+\/(un)?assignProducts)$/;

/** Whether doing it twice is the same as doing it once; a stock delta is a PUT and is not (reference 3.6). */
export function isRepeatable(method: string, path: string): boolean {
  return method === 'POST' ? REPEATABLE_POST.test(path) : !path.endsWith('/inventory');
}

/** `Retry-After` in seconds (reference 1.6); undefined when absent or no number. */
function seconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header.trim()) ? Number(header) : undefined;
}

function parse(call: CallFacts, body: string): unknown {
  if (body.trim() === '') throw unusable(call, 'with an empty body');
  try {
    return JSON.parse(body);
  } catch {
    throw unusable(call, /^\s*</.test(body) ? 'with an HTML page' : 'with malformed JSON');
  }
}
