/** From the buyer of a record to a relation of the till: look, then create or update. */
import { type BuyerKey, buyerKey, chooseRelation } from '../../lib/customers/match';
import { changedFields, type RelationSettings, relationFromBuyer, relationFromCustomer } from '../../lib/customers/relation';
import { HoldError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { createRelation, findRelations, type MplusClient, type MplusRecord, updateRelation } from '../../lib/mplus';
import { salesOrderFromEcwid } from '../../lib/orders/from-ecwid';
import { alone } from '../shared/alone';
import type { Message } from '../shared/record';

export interface ResolverSettings {
  readonly create: boolean;
  readonly update: boolean;
  /** Relation number for records without an e-mail address. */
  readonly defaultDebtor?: number;
  readonly relation: RelationSettings;
}

export interface Buyer {
  readonly key: BuyerKey;
  readonly wanted: MplusRecord;
}

export type Resolution = 'default debtor' | 'found' | 'updated' | 'created';

/**
 * The buyer of an order, or the customer record itself when the topic is `customer`. An order that has to be held anyway is held
 * here, before anything is written. Throws HoldError.
 */
export function readBuyer(msg: Message, settings: ResolverSettings): Buyer {
  const wanted =
    msg.topic === 'customer'
      ? relationFromCustomer(msg.payload, settings.relation)
      : relationFromBuyer(salesOrderFromEcwid(msg.payload, { homeCountry: 'NL' }), settings.relation);
  return { key: buyerKey(wanted.email as string | undefined, settings.defaultDebtor), wanted };
}

/** `ledger` is the one the record came from: instances that share it do not create one relation twice. */
export async function resolveRelation(
  client: MplusClient,
  { key, wanted }: Buyer,
  settings: ResolverSettings,
  ledger: Ledger | undefined,
): Promise<{ relation: MplusRecord; action: Resolution }> {
  if (key.by === 'defaultDebtor') return { relation: { relationNumber: key.relationNumber }, action: 'default debtor' };
  const { email } = key;
  const find = async () => chooseRelation(email, await findRelations(client, { email }));
  const known = async (existing: MplusRecord): Promise<{ relation: MplusRecord; action: Resolution }> => {
    const changed = settings.update ? changedFields(existing, wanted) : {};
    if (Object.keys(changed).length === 0) return { relation: existing, action: 'found' };
    await updateRelation(client, { relationNumber: existing.relationNumber, ...changed });
    return { relation: { ...existing, ...changed }, action: 'updated' };
  };

  const existing = await find();
  if (existing) return known(existing);
  if (!settings.create) {
    throw new HoldError({
      code: 'CUSTOMER_UNKNOWN',
      message: 'MplusKASSA has no relation with the e-mail address of the buyer, and creating one is switched off.',
      hint: 'Create the relation in MplusKASSA, or switch on "create" in the customer-resolver, then release the record.',
    });
  }
  const { host, port = '' } = client.connection;
  return alone(ledger, `mplus-relation ${host}:${port} ${email}`, async () => {
    const other = ledger && (await find());
    if (other) return known(other);
    const { relationNumber } = await createRelation(client, wanted);
    return { relation: { ...wanted, relationNumber }, action: 'created' };
  });
}
