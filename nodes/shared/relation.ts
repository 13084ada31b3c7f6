/** Writing a buyer to the till, whoever asks: look, then create or update the relation. */
import { type BuyerKey, chooseRelation } from '../../lib/customers/match';
import { changedFields } from '../../lib/customers/relation';
import { HoldError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { createRelation, findRelations, type MplusClient, type MplusRecord, updateRelation } from '../../lib/mplus';
import { alone } from './alone';

export interface Buyer {
  readonly key: BuyerKey;
  readonly wanted: MplusRecord;
}

export interface RelationSwitches {
  readonly create: boolean;
  readonly update: boolean;
}

export type Resolution = 'default debtor' | 'found' | 'updated' | 'created';

/** `ledger` is the one the record came from: instances that share it do not create one relation twice. */
export async function resolveRelation(
  client: MplusClient,
  { key, wanted }: Buyer,
  settings: RelationSwitches,
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
