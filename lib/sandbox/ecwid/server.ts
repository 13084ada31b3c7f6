import { STATUS_CODES } from 'node:http';
import type { Clock } from '../clock';
import type { Complaints } from '../complaints';
import { ECWID_ACCESS } from '../credentials';
import { type Faults, underFault } from '../faults';
import type { SandboxAnswer, SandboxRequest } from '../http';
import type { Random } from '../random';
import type { Shop } from '../shop';
import type { Switches } from '../switches';
import { Access } from './access';
import { type BatchRequest, BatchWorker, type Outcome } from './batch';
import { type Call, type Endpoint, requireScopes, type Token } from './endpoint';
import { route } from './endpoints';
import { ApiError, refusal, wrongParameter } from './errors';
import { project } from './project';
import { Query } from './query';
import { seed } from './seed';
import { Shopper } from './shopper';
import { EcwidState } from './state';
import { WebhookSender } from './webhooks';

export interface EcwidSimulatorOptions {
  shop: Shop;
  clock: Clock;
  random: Random;
  faults: Faults;
  switches: Switches;
  complaints: Complaints;
}

const STORE_ID = Number(ECWID_ACCESS.storeId);
const TOKENS = { secret: ECWID_ACCESS.token, public: 'public_sandbox' };
const STORE_PATH = /^\/api\/v3\/([^/]+)(\/.*)$/;
const NO_TOKEN: Token = { value: '', scopes: new Set(), public: false };
const JSON_TYPE = /^(application|text)\/json\b/i;

/** The Ecwid REST API over one store in memory, below `/api/v3/{storeId}`. */
export class EcwidSimulator {
  readonly storeId = ECWID_ACCESS.storeId;
  readonly token = TOKENS.secret;
  readonly publicToken = TOKENS.public;
  readonly clientSecret = ECWID_ACCESS.clientSecret;
  readonly state: EcwidState;
  readonly shopper: Shopper;
  readonly webhooks: WebhookSender;
  readonly #access: Access;
  readonly #batches: BatchWorker;

  constructor(private readonly options: EcwidSimulatorOptions) {
    const { shop, clock, random, switches } = options;
    this.webhooks = new WebhookSender(clock, random, switches, { storeId: STORE_ID, clientSecret: ECWID_ACCESS.clientSecret });
    this.state = new EcwidState({
      clock,
      switches,
      storeId: STORE_ID,
      emit: (eventType, entityId, data) => this.webhooks.emit(eventType, entityId, data),
    });
    this.shopper = new Shopper(this.state, random);
    this.#access = new Access(clock, switches, TOKENS);
    this.#batches = new BatchWorker(clock, random, switches, (token, request) => this.#batched(token, request));
    seed(this.state, this.shopper, shop);
  }

  async handle(request: SandboxRequest): Promise<SandboxAnswer> {
    const [, storeId, path] = STORE_PATH.exec(request.url.pathname) ?? [];
    if (storeId === undefined) return { status: 404, headers: {}, body: '' };
    const fault = this.options.faults.take('ecwid', `${request.method} ${path}`);
    return underFault(fault, async () => this.#answer(() => this.#request(request, storeId, path)));
  }

  /** Plain JSON of the whole store. */
  snapshot(): unknown {
    return this.state.snapshot();
  }

  restore(snapshot: unknown): void {
    this.state.restore(snapshot);
  }

  close(): void {
    this.webhooks.close();
    this.#batches.close();
  }

  /** Store, token and rate limit come before anything the request asks for. */
  #request(request: SandboxRequest, storeId: string, path: string): { status: number; body: unknown } {
    if (storeId !== ECWID_ACCESS.storeId) throw refusal('STORE_NOT_FOUND', 'Store not found');
    const { endpoint, path: parameters } = route(request.method, path) ?? {};
    const token = endpoint?.anonymous ? NO_TOKEN : this.#access.admit(tokenOf(request));
    const known = this.#endpointOf(endpoint, parameters, request.method, path);
    return this.#perform(known, parameters ?? {}, token, request.url.searchParams, () => bodyOf(request));
  }

  #endpointOf(endpoint: Endpoint | undefined, parameters: unknown, method: string, path: string): Endpoint {
    if (endpoint !== undefined) return endpoint;
    if (parameters === undefined) throw new ApiError(404, undefined, `Resource ${path} not found`);
    throw refusal('METHOD_NOT_ALLOWED', `Method ${method} is not allowed`);
  }

  #perform(
    endpoint: Endpoint,
    parameters: Record<string, string>,
    token: Token,
    search: URLSearchParams,
    body: () => unknown,
  ): { status: number; body: unknown } {
    if (!(token.public && endpoint.storefront)) requireScopes(token, endpoint.scopes);
    const query = new Query(search);
    query.text('token');
    const where = `${endpoint.method} ${endpoint.path}`;
    const complain = (text: string) => this.options.complaints.add('ecwid', `${where}: ${text}`);
    const call: Call = {
      state: this.state,
      random: this.options.random,
      batches: this.#batches,
      token,
      path: parameters,
      query,
      body: body(),
      language: query.text('lang') ?? this.state.languages().main,
      complain,
    };
    const answer = endpoint.handle(call);
    const fields = endpoint.method === 'GET' ? query.text('responseFields') : undefined;
    for (const name of query.unread()) if (!IGNORED.has(name)) complain(`parameter '${name}' has no effect here`);
    return { status: endpoint.status ?? 200, body: fields === undefined ? answer : project(answer, fields) };
  }

  #answer(work: () => { status: number; body: unknown }): SandboxAnswer {
    try {
      const { status, body } = work();
      return { status, headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(body) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refused(error);
    }
  }

  /** The reason phrase carries the message in any case; the body may be missing (reference 1.4). */
  #refused(error: ApiError): SandboxAnswer {
    const body = this.#errorBody(error);
    return {
      status: error.status,
      ...(error.message !== '' && { reason: error.message.replace(/[^\x20-\x7e]/g, '?') }),
      headers: { ...error.headers, ...(body !== undefined && { 'content-type': 'application/json;charset=utf-8' }) },
      body: body === undefined ? '' : JSON.stringify(body),
    };
  }

  #errorBody(error: ApiError): unknown {
    if (error.message === '' || this.options.switches.ecwidErrorBody === 'empty') return undefined;
    return { errorMessage: error.message, ...(error.code !== undefined && { errorCode: error.code }) };
  }

  /** One request of a batch: as if it had come by itself, without a connection to cut. */
  #batched(token: Token, { method, path, body }: BatchRequest): Outcome {
    const url = new URL(path.startsWith('/') ? path : `/${path}`, 'http://batch');
    const fault = this.options.faults.take('ecwid', `${method} ${url.pathname}`);
    if (fault !== undefined && fault.kind !== 'latency') return { status: 500, reason: 'Internal Server Error', body: undefined };
    try {
      if (this.options.switches.ecwidBatchCountsRequests) this.#access.count(token.value);
      const { endpoint, path: parameters } = route(method, url.pathname) ?? {};
      if (url.pathname.startsWith('/batch')) throw wrongParameter('A batch cannot contain a batch');
      const known = this.#endpointOf(endpoint, parameters, method, url.pathname);
      const answer = this.#perform(known, parameters ?? {}, token, url.searchParams, () => body);
      return { status: answer.status, reason: STATUS_CODES[answer.status] ?? '', body: answer.body };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, reason: STATUS_CODES[error.status] ?? '', body: this.#errorBody(error) };
    }
  }
}

/** Parameters that only change links in answers. */
const IGNORED = new Set(['baseUrl', 'cleanUrls', 'cleanURLs', 'slugsWithoutIds', 'lang', 'responseFields']);

function tokenOf(request: SandboxRequest): string | undefined {
  const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  return bearer ?? request.url.searchParams.get('token') ?? undefined;
}

function bodyOf(request: SandboxRequest): unknown {
  if (request.body === '') return undefined;
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new ApiError(415, undefined, 'Content type is not application/json');
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw wrongParameter('The body is not valid JSON');
  }
}
