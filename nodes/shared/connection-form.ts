/**
 * A connection as the editor's form has it, before it is deployed. A stored secret is used only against the server it was stored for,
 * so that a changed host cannot collect it.
 */
import type { Node, NodeAPI } from 'node-red';
import { PackError } from '../../lib/errors';
import { flag, text } from './fields';

export interface ConnectionForm {
  readonly type: string;
  /** Fields that say which server is meant. */
  readonly serverFields: readonly string[];
  readonly secretFields: readonly string[];
}

/** Everything it takes to open the connection. */
export interface Connection {
  readonly values: Record<string, unknown>;
  readonly credentials: Record<string, string>;
}

/** What the editor shows for a password that is stored. */
const STORED = '__PWRD__';

/** The connection of a form: what was typed, and the stored secrets for the rest. Throws TEST_NEEDS_SECRET. */
export function formConnection(RED: NodeAPI, form: ConnectionForm, values: Record<string, unknown>): Connection {
  return { values: resolveEnvironment(values), credentials: resolveEnvironment(typedOrStored(RED, form, values)) };
}

/** What was typed, and the stored credentials for the rest. Throws TEST_NEEDS_SECRET when a stored secret would go to another server. */
function typedOrStored(RED: NodeAPI, form: ConnectionForm, values: Record<string, unknown>): Record<string, string> {
  const given = Object.entries((values.credentials ?? {}) as Record<string, unknown>);
  const typed = given.filter(
    ([name, value]) => text(value) !== STORED && !(text(value) === '' && form.secretFields.includes(name)),
  );
  const credentials = Object.fromEntries(typed.map(([name, value]) => [name, text(value)]));
  const stored = (RED.nodes.getCredentials(text(values.id)) ?? {}) as Record<string, string>;
  const usesStored = form.secretFields.some((name) => credentials[name] === undefined && text(stored[name]) !== '');
  if (usesStored && !flag(values.sandbox, false) && !isSameServer(RED, form, values)) {
    throw new PackError({
      code: 'TEST_NEEDS_SECRET',
      message: 'The server was changed: type the secret again.',
      hint: 'A stored secret is only used with the server it was stored for.',
    });
  }
  return { ...stored, ...credentials };
}

function isSameServer(RED: NodeAPI, form: ConnectionForm, values: Record<string, unknown>): boolean {
  const deployed = RED.nodes.getNode(text(values.id)) as (Node & { definition?: Record<string, unknown> }) | null;
  const wanted = resolveEnvironment(values);
  return deployed !== null && form.serverFields.every((field) => text(deployed.definition?.[field]) === text(wanted[field]));
}

/** Values that are `${NAME}` as a whole, as Node-RED resolves them on Deploy. */
function resolveEnvironment<T extends Record<string, unknown>>(values: T): T {
  const resolved = Object.entries(values).map(([name, value]) => {
    const variable = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;
    return [name, variable === undefined ? value : (process.env[variable] ?? '')];
  });
  return Object.fromEntries(resolved) as T;
}
