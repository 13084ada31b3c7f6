import { buyerKey } from '../../../lib/customers/match';
import type { Ledger } from '../../../lib/ledger';
import { type MplusClient, type MplusRecord, readMplusByKey } from '../../../lib/mplus';
import { allFields, changesOf, nothingToDo, type Plan, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { planRelation as planBuyer, planUpdate, type RelationPlan, type Resolution } from '../../shared/relation';
import { digest, writtenBefore } from '../../shared/written';

const ACTIONS: Record<Resolution, Result['action']> = {
  'default debtor': 'unchanged',
  found: 'unchanged',
  updated: 'updated',
  created: 'created',
};

/** By its number when it has one, else by e-mail address; one without either could not be told from its own repeat. */
async function find(client: MplusClient, wanted: MplusRecord, ledger: Ledger | undefined): Promise<RelationPlan> {
  const number = Number(wanted.relationNumber);
  if (Number.isInteger(number) && number > 0) {
    const existing = await readMplusByKey(client, 'relation', String(number));
    // A number the till does not know is refused by the till itself, with its own words.
    return planUpdate(client, (existing?.payload as MplusRecord) ?? { relationNumber: number }, wanted, true);
  }
  const key = buyerKey(wanted.email as string | undefined);
  return planBuyer(client, { key, wanted }, { create: true, update: true }, ledger);
}

/** A relation is created or updated; what was written last time costs no request. */
export function planRelation(): Planner<MplusClient> {
  return async ({ client, record, ledger }): Promise<Plan> => {
    const { host, port = '' } = client.connection;
    const key = String(record.relationNumber ?? digest(buyerKey(record.email as string | undefined)));
    const written = writtenBefore(ledger, `mplus-relation ${host}:${port}`, key, { relation: record });
    const known = await written.unchanged();
    if (known !== undefined) return nothingToDo(Number(known));
    const plan = await find(client, record, ledger);
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
