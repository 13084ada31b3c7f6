import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type MplusCursor, type MplusEntity, readMplusByKey, readMplusPage } from '../../lib/mplus';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { number, oneOf } from '../shared/fields';
import { serveRunButton } from '../shared/run-button';
import { runSource, type Source, type SourceSettings } from '../shared/source';
import { Status } from '../shared/status';

type Definition = NodeDef & Omit<SourceSettings, 'system' | 'sandbox'> & Record<string, unknown>;

/** The entities this node reads and the topic their messages carry. */
const TOPICS: Record<MplusEntity, string> = {
  order: 'order',
  relation: 'customer',
  product: 'product',
  articleGroup: 'category',
  stock: 'stock',
  invoice: 'invoice',
  branch: 'branch',
  employee: 'employee',
  vatGroup: 'vatGroup',
  paymentMethod: 'paymentMethod',
  deliveryMethod: 'deliveryMethod',
  turnoverGroup: 'turnoverGroup',
};

const ENTITIES = Object.keys(TOPICS) as [MplusEntity, ...MplusEntity[]];

export = (RED: NodeAPI): void => {
  function MplusGet(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const connection = () => configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
    const sandbox = () => isSandbox(RED, definition.mplus);
    const status = new Status(this, sandbox);
    const entity = oneOf(definition.entity, ENTITIES);

    runSource(RED, this, { ...definition, system: 'mplus', sandbox }, status, async (): Promise<Source> => {
      const client = await connection().client();
      return {
        topic: TOPICS[entity],
        page: (cursor, signal) =>
          readMplusPage(client, entity, cursor as MplusCursor | undefined, { limit: number(definition.pageSize, 200), signal }),
        byKey: (key, signal) => readMplusByKey(client, entity, key, signal),
      };
    });
  }
  RED.nodes.registerType('mplus-get', MplusGet);
  serveRunButton(RED, 'mplus-get');
};
