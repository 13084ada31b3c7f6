import type { Node, NodeAPI, NodeDef } from 'node-red';
import { DEFAULT_RELATION_SETTINGS, type RelationSettings } from '../../lib/customers/relation';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { flag, number, oneOf, text } from '../shared/fields';
import { KeyedLock } from '../shared/keyed-lock';
import { ledgerOf, onRecord } from '../shared/record';
import { resolveRelation } from '../shared/relation';
import { Status } from '../shared/status';
import { readBuyer } from './buyer';

type Definition = NodeDef & Record<string, unknown>;

/** Orders of one buyer must not both find nobody and both create the relation; several resolvers may work on one till. */
const buyers = new KeyedLock();

export = (RED: NodeAPI): void => {
  function CustomerResolver(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this, () => isSandbox(RED, definition.mplus));
    const debtor = number(definition.defaultDebtor, 0);
    const settings = {
      create: flag(definition.create, true),
      update: flag(definition.update, true),
      defaultDebtor: debtor > 0 ? debtor : undefined,
      relation: {
        ...DEFAULT_RELATION_SETTINGS,
        country: oneOf<RelationSettings['country']>(definition.country, ['nl', 'en', 'iso2', 'iso3']),
      },
    };

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const client = await configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection').client();
        const buyer = readBuyer(msg, settings);
        status.working('looking');
        const lock = `${text(definition.mplus)} ${JSON.stringify(buyer.key)}`;
        const ledger = await ledgerOf(RED, msg);
        const { relation, action } = await buyers.run(lock, () => resolveRelation(client, buyer, settings, ledger));
        msg.relation = relation;
        return {
          send: msg,
          status: `${action} ${relation.relationNumber}`,
          step: { action, relationNumber: relation.relationNumber },
        };
      },
    });
  }
  RED.nodes.registerType('customer-resolver', CustomerResolver);
};
