import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type EcwidCursor, type EcwidEntity, readEcwidByKey, readEcwidPage } from '../../lib/ecwid';
import { configNode, type EcwidConfigNode, isSandbox } from '../shared/config-nodes';
import { list, number, oneOf, text } from '../shared/fields';
import { serveRunButton } from '../shared/run-button';
import { runSource, type Source, type SourceSettings } from '../shared/source';
import { Status } from '../shared/status';

type Definition = NodeDef & Omit<SourceSettings, 'system' | 'sandbox'> & Record<string, unknown>;

/** The entities this node reads and the topic their messages carry. */
const TOPICS: Record<EcwidEntity, string> = {
  order: 'order',
  customer: 'customer',
  product: 'product',
  category: 'category',
  deletedOrder: 'deletedOrder',
  deletedCustomer: 'deletedCustomer',
  deletedProduct: 'deletedProduct',
  profile: 'profile',
  tax: 'tax',
  shippingOption: 'shippingOption',
  paymentOption: 'paymentOption',
};

const ENTITIES = Object.keys(TOPICS) as [EcwidEntity, ...EcwidEntity[]];

/** Only orders are filtered by the shop; a filter that hides a change would lose it. */
function filtersOf(entity: EcwidEntity, definition: Definition): Record<string, string> {
  if (entity !== 'order') return {};
  const filters = {
    paymentStatus: list(definition.paymentStatus).join(','),
    fulfillmentStatus: list(definition.fulfillmentStatus).join(','),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}

/** Unix seconds of a calendar date, midnight UTC; undefined when empty. */
function startOf(date: string): number | undefined {
  const read = Date.parse(date);
  return Number.isNaN(read) ? undefined : Math.floor(read / 1000);
}

export = (RED: NodeAPI): void => {
  function EcwidGet(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const connection = () => configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection');
    const sandbox = () => isSandbox(RED, definition.ecwid);
    const status = new Status(this, sandbox);
    const entity = oneOf(definition.entity, ENTITIES);
    const filters = filtersOf(entity, definition);

    runSource(RED, this, { ...definition, system: 'ecwid', sandbox }, status, async (): Promise<Source> => {
      const client = await connection().client();
      return {
        topic: TOPICS[entity],
        page: (cursor, signal, first) =>
          readEcwidPage(client, entity, cursor as EcwidCursor | undefined, {
            limit: number(definition.pageSize, 100),
            filters,
            overlap: number(definition.overlap, 300),
            startDate: startOf(text(definition.startDate)),
            now: () => Math.floor(Date.now() / 1000),
            resumed: first,
            signal,
          }),
        byKey: (key, signal) => readEcwidByKey(client, entity, key, signal),
      };
    });
  }
  RED.nodes.registerType('ecwid-get', EcwidGet);
  serveRunButton(RED, 'ecwid-get');
};
