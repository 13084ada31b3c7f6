import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Outcome } from '../../lib/ledger';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { flag, oneOf } from '../shared/fields';
import { ledgerOf, onRecord, type Result } from '../shared/record';
import { Status } from '../shared/status';
import { WRITERS } from './writers';

type Definition = NodeDef & Record<string, unknown>;

/** A write that found its work done is a skip, so that a person sees that nothing was booked this time. */
function outcomeOf(result: Result): Outcome {
  const state = result.action === 'existed' || result.action === 'skipped' ? 'skipped' : 'done';
  return { state, reason: result.action.toUpperCase(), result };
}

export = (RED: NodeAPI): void => {
  function MplusPut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this, () => isSandbox(RED, definition.mplus));
    const write = WRITERS[oneOf(definition.entity, ['order', 'relation'])];
    const settles = flag(definition.settles, true);
    const payment = oneOf(definition.payment, ['none', 'prepay', 'pay']);
    let written = 0;

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const client = await configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection').client();
        status.working('writing');
        msg.result = await write(client, msg, { payment }, await ledgerOf(RED, msg));
        written += 1;
        return {
          send: msg,
          outcome: settles ? outcomeOf(msg.result) : undefined,
          step: msg.result,
          status: `${written} done, last ${msg.result.action} ${msg.result.number ?? msg.result.id}`,
        };
      },
    });
  }
  RED.nodes.registerType('mplus-put', MplusPut);
};
