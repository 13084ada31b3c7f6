import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asPackError, PackError } from '../../lib/errors';
import type { Outcome } from '../../lib/ledger';
import { oneOf, text } from '../shared/fields';
import { type Message, onRecord, syncTag } from '../shared/record';
import { Status } from '../shared/status';

type Definition = NodeDef & Record<string, unknown>;
type Mark = 'done' | 'skipped' | 'held' | 'failed';

/** What each mark means to the ledger; a failure is a counted attempt, so that back-off and dead letter apply. */
const OUTCOMES: Record<Mark, (reason: string, message: string) => Outcome> = {
  done: (reason, message) => ({ state: 'done', reason, message }),
  skipped: (reason, message) => ({ state: 'skipped', reason, message }),
  held: (reason, message) => ({ state: 'held', reason, message }),
  failed: (reason, message) => ({ state: 'retry', reason, message, counted: true }),
};

export = (RED: NodeAPI): void => {
  function SyncSettle(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this);
    const mark = oneOf<Mark>(definition.outcome, ['done', 'skipped', 'held', 'failed']);
    const reason = text(definition.reason) || `${mark.toUpperCase()}_BY_HAND`;
    let handled = 0;

    const evaluate = (msg: Message): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const type = text(definition.messageType, 'str');
        RED.util.evaluateNodeProperty(text(definition.message), type, this, msg, (failure, value: unknown) =>
          failure ? reject(failure) : resolve(value),
        );
      });

    async function sentence(msg: Message): Promise<string> {
      const value = await evaluate(msg).catch((thrown: unknown) => {
        // A path that the message does not have is no error: there is just no sentence.
        if (definition.messageType === 'msg') return '';
        throw asPackError(thrown, 'MESSAGE_FAILED');
      });
      return text(value) || `Marked as ${mark} by the flow.`;
    }

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const tag = syncTag(msg);
        if (!tag) {
          throw new PackError({
            code: 'NO_RECORD_TO_SETTLE',
            message: 'The message carries no record of a ledger.',
            hint: 'Use this node behind a get node with a ledger, and leave msg.sync on the message.',
          });
        }
        const message = await sentence(msg);
        msg.result ??= { action: mark, id: tag.key, reason };
        handled += 1;
        return {
          send: msg,
          outcome: OUTCOMES[mark](reason, message),
          step: { outcome: mark, reason, message },
          status: `${handled} ${mark}, last ${tag.key}`,
          statusLate: `${tag.key} was settled before, passed on`,
        };
      },
    });
  }
  RED.nodes.registerType('sync-settle', SyncSettle);
};
