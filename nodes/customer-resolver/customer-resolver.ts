import type { Node, NodeAPI, NodeDef } from 'node-red';
import { fieldsByCountry } from '../../lib/customers/by-country';
import { readPolicies } from '../../lib/customers/policies';
import { DEFAULT_RELATION_SETTINGS, type RelationSettings } from '../../lib/customers/relation';
import { configNode, isSandbox, type MplusConfigNode } from '../shared/config-nodes';
import { flag, number, oneOf, text } from '../shared/fields';
import { KeyedLock } from '../shared/keyed-lock';
import { ledgerOf, onRecord, type Result } from '../shared/record';
import { type Resolution, resolveRelation } from '../shared/relation';
import { Status } from '../shared/status';
import { tablesOf } from '../shared/tables';
import { type ResolverSettings, readBuyer } from './buyer';
import { relationNumberOf, relationOf } from './till-order';

type Definition = NodeDef & Record<string, unknown>;

/** Orders of one buyer must not both find nobody and both create the relation; several resolvers may work on one till. */
const buyers = new KeyedLock();

const ACTIONS: Record<Resolution, Result['action']> = {
  'default debtor': 'unchanged',
  unchanged: 'unchanged',
  found: 'unchanged',
  updated: 'updated',
  created: 'created',
};

/** A whole number above zero; undefined for anything else. */
function positive(value: unknown): number | undefined {
  const read = number(value, 0);
  return read > 0 ? Math.trunc(read) : undefined;
}

function settingsOf(definition: Definition): ResolverSettings {
  const companyCategory = positive(definition.companyCategory);
  const personCategory = positive(definition.personCategory);
  return {
    create: flag(definition.create, true),
    update: flag(definition.update, true),
    policies: readPolicies(definition.policies),
    ourCategories: [companyCategory, personCategory].filter((id) => id !== undefined),
    defaultDebtor: positive(definition.defaultDebtor),
    guestsOnDebtor: flag(definition.guestsOnDebtor, false),
    relation: {
      ...DEFAULT_RELATION_SETTINGS,
      country: oneOf<RelationSettings['country']>(definition.country, ['nl', 'en', 'iso2', 'iso3']),
      homeCountry: text(definition.homeCountry).toUpperCase() || DEFAULT_RELATION_SETTINGS.homeCountry,
      externalIdPrefix: text(definition.externalIdPrefix) || DEFAULT_RELATION_SETTINGS.externalIdPrefix,
      companyCategory,
      personCategory,
    },
  };
}

export = (RED: NodeAPI): void => {
  function CustomerResolver(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this, () => isSandbox(RED, definition.mplus));
    const settings = settingsOf(definition);
    const settles = flag(definition.settles, false);

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const client = await configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection').client();
        const relationNumber = relationNumberOf(msg.payload);
        if (relationNumber !== undefined) {
          msg.relation = await relationOf(client, relationNumber);
          return { send: msg, status: `found ${relationNumber}`, step: { action: 'found', relationNumber } };
        }
        const buyer = readBuyer(msg, settings, (country) => fieldsByCountry(tablesOf(RED, this.z), country));
        status.working('looking');
        const lock = `${text(definition.mplus)} ${JSON.stringify(buyer.key)}`;
        const ledger = await ledgerOf(RED, msg);
        const { relation, action } = await buyers.run(lock, () => resolveRelation(client, buyer, settings, ledger));
        const id = Number(relation.relationNumber);
        msg.relation = relation;
        if (settles) msg.result = { action: ACTIONS[action], id };
        return {
          send: msg,
          outcome: settles ? { state: 'done', reason: ACTIONS[action].toUpperCase(), result: msg.result } : undefined,
          status: `${action} ${id}`,
          step: { action, relationNumber: id },
        };
      },
    });
  }
  RED.nodes.registerType('customer-resolver', CustomerResolver);
};
