/**
 * The endpoint behind a Test connection button. It works before Deploy: the form's values arrive in the body. A stored secret is used
 * only against the server it was stored for, so that a changed host cannot collect it.
 */
import type { Node, NodeAPI } from 'node-red';
import { asPackError, PackError } from '../../lib/errors';
import { flag, text } from './fields';

/** Seconds a test may take. */
const LIMIT = 15;

export interface ConnectionTest {
  readonly type: string;
  /** Fields that say which server is meant. */
  readonly serverFields: readonly string[];
  readonly secretFields: readonly string[];
  /** Connects with these values; returns a sentence and facts for the dialog. Throws PackError. */
  run(
    values: Record<string, unknown>,
    credentials: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ message: string; facts: Record<string, string> }>;
}

/** What the editor shows for a password that is stored. */
const STORED = '__PWRD__';

export function serveConnectionTest(RED: NodeAPI, test: ConnectionTest): void {
  RED.httpAdmin.post(
    `/mplus-ecwid/${test.type}/test`,
    RED.auth.needsPermission(`${test.type}.write`),
    async (request, response) => {
      try {
        const values = (request.body ?? {}) as Record<string, unknown>;
        const credentials = typedOrStored(RED, test, values);
        const result = await test.run(
          resolveEnvironment(values),
          resolveEnvironment(credentials),
          AbortSignal.timeout(LIMIT * 1000),
        );
        response.json({ ok: true, ...result });
      } catch (thrown) {
        const error = asPackError(thrown, 'TEST_FAILED');
        response.json({ ok: false, code: error.code, message: error.message, hint: error.hint });
      }
    },
  );
}

/** What was typed, and the stored credentials for the rest. Throws TEST_NEEDS_SECRET when a stored secret would go to another server. */
function typedOrStored(RED: NodeAPI, test: ConnectionTest, values: Record<string, unknown>): Record<string, string> {
  const given = Object.entries((values.credentials ?? {}) as Record<string, unknown>);
  const typed = given.filter(
    ([name, value]) => text(value) !== STORED && !(text(value) === '' && test.secretFields.includes(name)),
  );
  const credentials = Object.fromEntries(typed.map(([name, value]) => [name, text(value)]));
  const stored = (RED.nodes.getCredentials(text(values.id)) ?? {}) as Record<string, string>;
  const usesStored = test.secretFields.some((name) => credentials[name] === undefined && text(stored[name]) !== '');
  if (usesStored && !flag(values.sandbox, false) && !isSameServer(RED, test, values)) {
    throw new PackError({
      code: 'TEST_NEEDS_SECRET',
      message: 'The server was changed: type the secret again to test it.',
      hint: 'A stored secret is only used with the server it was stored for.',
    });
  }
  return { ...stored, ...credentials };
}

function isSameServer(RED: NodeAPI, test: ConnectionTest, values: Record<string, unknown>): boolean {
  const deployed = RED.nodes.getNode(text(values.id)) as (Node & { definition?: Record<string, unknown> }) | null;
  const wanted = resolveEnvironment(values);
  return deployed !== null && test.serverFields.every((field) => text(deployed.definition?.[field]) === text(wanted[field]));
}

/** Values that are `${NAME}` as a whole, as Node-RED resolves them on Deploy. */
function resolveEnvironment<T extends Record<string, unknown>>(values: T): T {
  const resolved = Object.entries(values).map(([name, value]) => {
    const variable = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;
    return [name, variable === undefined ? value : (process.env[variable] ?? '')];
  });
  return Object.fromEntries(resolved) as T;
}
