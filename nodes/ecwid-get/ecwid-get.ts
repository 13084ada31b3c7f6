import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type EcwidCursor, type EcwidEntity, readEcwidByKey, readEcwidPage } from '../../lib/ecwid';
import { isFromTill } from '../../lib/orders/to-ecwid';
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

/** The same for a record read by its key, which the shop does not filter: two nodes that share a sync let the same through. */
function passes(order: Record<string, unknown>, filters: Record<string, string>, startDate: number | undefined): boolean {
  const allowed = Object.entries(filters).every(([field, statuses]) => statuses.split(',').includes(text(order[field])));
  return allowed && !isFromTill(order) && !(startDate !== undefined && Number(order.createTimestamp) < startDate);
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
        page: async (cursor, signal, first) => {
          const page = await readEcwidPage(client, entity, cursor as EcwidCursor | undefined, {
            limit: number(definition.pageSize, 100),
            filters,
            overlap: number(definition.overlap, 300),
            startDate: startOf(text(definition.startDate)),
            now: () => Math.floor(Date.now() / 1000),
            resumed: first,
            signal,
            onWait: status.budget,
          });
          return { ...page, records: page.records.filter(({ payload }) => !isFromTill(payload)) };
        },
        byKey: async (key, signal) => {
          const record = await readEcwidByKey(client, entity, key, signal);
          const startDate = entity === 'order' ? startOf(text(definition.startDate)) : undefined;
          return record && passes(record.payload, filters, startDate) ? record : undefined;
        },
      };
    });
  }
  RED.nodes.registerType('ecwid-get', EcwidGet);
  serveRunButton(RED, 'ecwid-get');
};
