import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asPackError } from '../../lib/errors';
import { type MplusCursor, type MplusEntity, readMplusByKey, readMplusPage } from '../../lib/mplus';
import { isSelected } from '../../lib/products/selection';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { flag, list, number, oneOf, text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
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

/** By groups, webshop flag and an expression over `payload`. The till itself must not filter: it would hide a change (reference 2.7). */
function productFilter(RED: NodeAPI, node: Node, definition: Definition): Source['wants'] {
  const selection = { groups: list(definition.groups).map(Number), onlyWebshop: flag(definition.onlyWebshop, false) };
  const filter = text(definition.filter);
  const evaluate = evaluator(RED, node);
  return async ({ payload }) => {
    if (!isSelected(payload, selection)) return false;
    if (filter === '') return true;
    try {
      return Boolean(await evaluate(filter, { payload }));
    } catch (thrown) {
      throw asPackError(thrown, 'FILTER_FAILED');
    }
  };
}

export = (RED: NodeAPI): void => {
  function MplusGet(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const connection = () => configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
    const sandbox = () => isSandbox(RED, definition.mplus);
    const status = new Status(this, sandbox);
    const entity = oneOf(definition.entity, ENTITIES);
    const branchNumbers = list(definition.branches).map(Number);
    const wants = entity === 'product' ? productFilter(RED, this, definition) : undefined;

    runSource(RED, this, { ...definition, system: 'mplus', sandbox }, status, async (): Promise<Source> => {
      const client = await connection().client();
      return {
        topic: TOPICS[entity],
        page: (cursor, signal) =>
          readMplusPage(client, entity, cursor as MplusCursor | undefined, {
            limit: number(definition.pageSize, 200),
            signal,
            branchNumbers,
          }),
        wants,
        byKey: (key, signal) => readMplusByKey(client, entity, key, signal, branchNumbers),
      };
    });
  }
  RED.nodes.registerType('mplus-get', MplusGet);
  serveRunButton(RED, 'mplus-get');
};
