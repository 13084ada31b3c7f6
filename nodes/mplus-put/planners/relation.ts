import { buyerKey } from '../../../lib/customers/match';
import { type MplusClient, type MplusRecord, readMplusByKey } from '../../../lib/mplus';
import { allFields, changesOf, nothingToDo, type Plan, type PlanContext, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import {
  ALL_RELATIONS,
  type Buyer,
  planRelation as planBuyer,
  planUpdate,
  type RelationPlan,
  type Resolution,
} from '../../shared/relation';
import { shopSide } from '../../shared/shop-side';
import { digest, writtenBefore } from '../../shared/written';

const ACTIONS: Record<Resolution, Result['action']> = {
  'default debtor': 'unchanged',
  unchanged: 'unchanged',
  found: 'unchanged',
  updated: 'updated',
  created: 'created',
};

type Context = PlanContext<MplusClient>;

/** The customer of the shop that a mapping made the relation of. */
function customerOf({ msg }: Context): Pick<Buyer, 'customerId' | 'customer'> {
  return msg.topic === 'customer' && msg.original ? shopSide(msg.original as MplusRecord) : {};
}

/** By its number when it has one, else by the rules of a match; one without e-mail address could not be told from its own repeat. */
async function find(context: Context): Promise<RelationPlan> {
  const { client, record: wanted, ledger } = context;
  const number = Number(wanted.relationNumber);
  if (Number.isInteger(number) && number > 0) {
    const existing = await readMplusByKey(client, 'relation', String(number));
    // A number the till does not know is refused by the till itself, with its own words.
    return planUpdate(client, existing?.payload ?? { relationNumber: number }, wanted);
  }
  const key = buyerKey(wanted.email as string | undefined);
  return planBuyer(client, { key, wanted, ...customerOf(context) }, ALL_RELATIONS, ledger);
}

/** A relation is created or updated; what was written last time costs no request (87). */
export function planRelation(): Planner<MplusClient> {
  return async (context): Promise<Plan> => {
    const { client, record, ledger } = context;
    const { host, port = '' } = client.connection;
    const key = String(record.relationNumber ?? digest(buyerKey(record.email as string | undefined)));
    const written = writtenBefore(ledger, `mplus-relation ${host}:${port}`, key, { relation: record });
    const known = customerOf(context).customer ? undefined : await written.unchanged();
    if (known !== undefined) return nothingToDo(Number(known));
    const plan = await find(context);
    const { existing, changed } = plan;
    const write = async (): Promise<Result> => {
      const { relation, action } = await plan.write();
      await written.remember(String(relation.relationNumber));
      return { action: ACTIONS[action], id: Number(relation.relationNumber) };
    };
    if (!existing) return { action: 'create', changes: allFields(changed), write };
    const changes = changesOf(existing, changed);
    return { action: changes.length > 0 ? 'update' : 'unchanged', id: Number(existing.relationNumber), changes, write };
  };
}
