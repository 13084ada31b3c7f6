/** The endpoint behind a Test connection button. It works before Deploy: the form's values arrive in the body. */
import type { NodeAPI } from 'node-red';
import { asPackError } from '../../lib/errors';
import { type ConnectionForm, formConnection } from './connection-form';

/** Seconds a test may take. */
const LIMIT = 15;

export interface ConnectionTest extends ConnectionForm {
  /** Connects with these values; returns a sentence and facts for the dialog. Throws PackError. */
  run(
    values: Record<string, unknown>,
    credentials: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ message: string; facts: Record<string, string> }>;
}

export function serveConnectionTest(RED: NodeAPI, test: ConnectionTest): void {
  RED.httpAdmin.post(
    `/mplus-ecwid/${test.type}/test`,
    RED.auth.needsPermission(`${test.type}.write`),
    async (request, response) => {
      try {
        const { values, credentials } = formConnection(RED, test, request.body ?? {});
        const result = await test.run(values, credentials, AbortSignal.timeout(LIMIT * 1000));
        response.json({ ok: true, ...result });
      } catch (thrown) {
        const error = asPackError(thrown, 'TEST_FAILED');
        response.json({ ok: false, code: error.code, message: error.message, hint: error.hint });
      }
    },
  );
}
