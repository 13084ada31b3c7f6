/** The Ecwid contract outside this repository, as validators. Only the conformance tests read it; without the file they are skipped. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

interface Endpoint {
  id: string;
  method: string;
  path: string;
  core?: boolean;
  scopes: string[];
  request?: string;
  response?: string;
  /** Values of a path parameter, e.g. `{entity}`. */
  pathEnum?: Record<string, string[]>;
}

interface Contract {
  endpoints: Endpoint[];
  errors: { code: string; http: number }[];
  enums: Record<string, string[]>;
  schemas: Record<string, { 'x-createRequired'?: string[] }>;
}

const file = resolve(process.env.ECWID_CONTRACT ?? resolve(__dirname, '../../../shared/reference/ecwid-contract.json'));
const present = existsSync(file);
const content: Contract | undefined = present ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

/** Whether the contract can be read, and if not, why, as a sentence. */
export const contract: { available: boolean; why: string } = {
  available: present,
  why: present ? '' : `The Ecwid contract is not at ${file}; set ECWID_CONTRACT to check against it.`,
};

/**
 * First line of every suite that needs the contract (`before(function () { requireContract(this); })`): skips it with the reason,
 * and fails it where `CI` is set, because a skipped suite proves nothing.
 */
export function requireContract(context: Mocha.Context): void {
  if (contract.available) return;
  if (process.env.CI === 'true') throw new Error(contract.why);
  console.log(`      skipped: ${contract.why}`);
  context.skip();
}

/** `2026-01-15 09:30:00 +0000` (reference 1.9). */
const DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}$/;

const validators = new Map<string, ValidateFunction>();
let ajv: Ajv | undefined;

function validator(reference: string): ValidateFunction {
  if (content === undefined) throw new Error(contract.why);
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });
    ajv.addFormat('ecwid-datetime', DATE_TIME);
    ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });
    ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    const enums = Object.entries(content.enums).map(([name, values]) => [name, { enum: [...new Set(values)] }]);
    ajv.addSchema({ $id: 'contract', schemas: content.schemas, enums: Object.fromEntries(enums) });
  }
  let validate = validators.get(reference);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `contract${reference}` });
    validators.set(reference, validate);
  }
  return validate;
}

function endpoint(id: string): Endpoint {
  const found = content?.endpoints.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`The Ecwid contract knows no endpoint ${id}.`);
  return found;
}

function complaints(reference: string | undefined, body: unknown): string[] {
  if (reference === undefined) return [];
  const validate = validator(reference);
  if (validate(body)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
}

/** Ids, methods, paths and scopes of the endpoints that are to be built first. */
export function coreEndpoints(): Endpoint[] {
  return content?.endpoints.filter((candidate) => candidate.core) ?? [];
}

/** HTTP status of every documented error code; a code of two statuses has the last. */
export function errorStatuses(): Map<string, number> {
  return new Map(content?.errors.map((error) => [error.code, error.http]));
}

/** What is wrong with the answer of an endpoint, e.g. `get-order`, or with a `webhook`; empty when nothing is. */
export function validateAnswer(endpointId: string, body: unknown): string[] {
  return complaints(endpointId === 'webhook' ? '#/schemas/WebhookEvent' : endpoint(endpointId).response, body);
}

/** What is wrong with the body of a request, the fields the documentation requires on create included; empty when nothing is. */
export function validateRequest(endpointId: string, body: unknown): string[] {
  const { method, request } = endpoint(endpointId);
  const required = (method === 'POST' && content?.schemas[request?.split('/').at(-1) ?? '']?.['x-createRequired']) || [];
  const missing = required.filter((name) => typeof body !== 'object' || body === null || !(name in body));
  return [...complaints(request, body), ...missing.map((name) => `/ must have property '${name}' on create`)];
}
