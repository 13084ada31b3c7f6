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

interface Resolved {
  relation: MplusRecord;
  action: Resolution;
}

export interface RelationPlan {
  /** The relation as the till has it; undefined when it is to be created. */
  readonly existing: MplusRecord | undefined;
  /** The fields to write: of an existing relation those that differ. */
  readonly changed: MplusRecord;
  write(): Promise<Resolved>;
}

/** What is to be done with a relation that the till has. */
export function planUpdate(client: MplusClient, existing: MplusRecord, wanted: MplusRecord, update: boolean): RelationPlan {
  const changed = update ? changedFields(existing, wanted) : {};
  const write = async (): Promise<Resolved> => {
    if (Object.keys(changed).length === 0) return { relation: existing, action: 'found' };
    await updateRelation(client, { relationNumber: existing.relationNumber, ...changed });
    return { relation: { ...existing, ...changed }, action: 'updated' };
  };
  return { existing, changed, write };
}

/** `ledger` is the one the record came from: instances that share it do not create one relation twice. */
export async function planRelation(
  client: MplusClient,
  { key, wanted }: Buyer,
  settings: RelationSwitches,
  ledger: Ledger | undefined,
): Promise<RelationPlan> {
  if (key.by === 'defaultDebtor') {
    const relation = { relationNumber: key.relationNumber };
    return { existing: relation, changed: {}, write: async () => ({ relation, action: 'default debtor' }) };
  }
  const { email } = key;
  const find = async () => chooseRelation(email, await findRelations(client, { email }));
  const existing = await find();
  if (existing) return planUpdate(client, existing, wanted, settings.update);
  if (!settings.create) {
    throw new HoldError({
      code: 'CUSTOMER_UNKNOWN',
      message: 'MplusKASSA has no relation with the e-mail address of the buyer, and creating one is switched off.',
      hint: 'Create the relation in MplusKASSA, or switch on "create" in the customer-resolver, then release the record.',
    });
  }
  const { host, port = '' } = client.connection;
  const write = () =>
    alone(ledger, `mplus-relation ${host}:${port} ${email}`, async (): Promise<Resolved> => {
      const other = ledger && (await find());
      if (other) return planUpdate(client, other, wanted, settings.update).write();
      const { relationNumber } = await createRelation(client, wanted);
      return { relation: { ...wanted, relationNumber }, action: 'created' };
    });
  return { existing: undefined, changed: wanted, write };
}

/** Plans and writes at once. */
export async function resolveRelation(...plan: Parameters<typeof planRelation>): Promise<Resolved> {
  return (await planRelation(...plan)).write();
}
