import type { Random } from '../random';
import type { BatchWorker } from './batch';
import { refusal, wrongParameter } from './errors';
import type { JsonObject } from './json';
import type { Query } from './query';
import type { EcwidState } from './state';

export interface Token {
  readonly value: string;
  readonly scopes: ReadonlySet<string>;
  /** A storefront token: enabled items only, orders only unpaid. */
  readonly public: boolean;
}

/** One request, as a handler sees it. */
export interface Call {
  readonly state: EcwidState;
  readonly random: Random;
  readonly batches: BatchWorker;
  readonly token: Token;
  /** Path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: unknown;
  /** Language of plain text fields. */
  readonly language: string;
  /** Reports what a client should not have sent. */
  readonly complain: (text: string) => void;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v3/{storeId}`; `{name}` takes one segment. */
  readonly path: string;
  /** All of them are needed. */
  readonly scopes: readonly string[];
  /** Works without a token. */
  readonly anonymous?: true;
  /** Works with a public token. */
  readonly storefront?: true;
  /** Status of a success, 200 unless given. */
  readonly status?: number;
  /** The answer body; throws ApiError. */
  readonly handle: (call: Call) => unknown;
}

const NUMBER = /^\d{1,15}$/;

/** A numeric path parameter. */
export function pathId(call: Call, name: string): number {
  const text = call.path[name];
  if (!NUMBER.test(text)) {
    throw wrongParameter(`Wrong numeric parameter '${name}' value: not a number or a number out of range`);
  }
  return Number(text);
}

const PAGE_LIMIT = 100;

/** Offset and limit of a list call (reference 1.7). */
export function paging(call: Call): { offset: number; limit: number } {
  const offset = call.query.integer('offset') ?? 0;
  const limit = call.query.integer('limit') ?? PAGE_LIMIT;
  const refused = limit > PAGE_LIMIT && call.state.switches.ecwidLimitAbove100 === 'refuse';
  if (offset < 0) throw wrongParameter("Wrong numeric parameter 'offset' value: not a number or a number out of range");
  if (limit < 1 || refused) throw wrongParameter("Wrong numeric parameter 'limit' value: not a number or a number out of range");
  if (limit > PAGE_LIMIT) call.complain(`limit=${limit} is above ${PAGE_LIMIT}`);
  return { offset, limit: Math.min(limit, PAGE_LIMIT) };
}

/** The page of a list, in the envelope of the API. */
export function page<T>(call: Call, rows: readonly T[], view: (row: T) => JsonObject): JsonObject {
  const { offset, limit } = paging(call);
  const items = rows.slice(offset, offset + limit).map(view);
  return { total: rows.length, count: items.length, offset, limit, items };
}

/** Refuses a caller that lacks a scope. */
export function requireScopes(token: Token, scopes: readonly string[]): void {
  const missing = scopes.find((scope) => !token.scopes.has(scope));
  if (missing !== undefined) throw refusal('INSUFFICIENT_APP_SCOPE', `The app has no scope '${missing}'`);
}

/** Refuses a body without a field; the message is the one the API gives (reference 1.4). */
export function requireField(body: JsonObject, type: string, field: string): void {
  if (body[field] === undefined) throw wrongParameter(`Field ${type}.${field} is absent`);
}
