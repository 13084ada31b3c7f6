import { isEmail, normaliseEmail } from '../../../lib/customers/compare';
import { agreeOn, type Decision, decide, type Flat, isAgreed } from '../../../lib/customers/fields';
import { type Policies, readPolicies } from '../../../lib/customers/policies';
import { flatRelation, relationGroup } from '../../../lib/customers/relation';
import { customerBody, customerGroup, customerToCreate, fieldValue, flatCustomer } from '../../../lib/customers/shop-customer';
import { type EcwidClient, updateEcwid } from '../../../lib/ecwid';
import { HoldError } from '../../../lib/errors';
import { customerConflict } from '../../shared/customer-conflict';
import { flag } from '../../shared/fields';
import { type Pair, readPair, writePair } from '../../shared/pair';
import { allFields, type Change, type Plan, type PlanContext, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { shopTime } from '../../shared/shop-side';
import { digest } from '../../shared/written';
import type { Definition } from '.';
import { createOnce, linkedId } from './customer/create';
import { findCustomer, groupOf, refuseTaken, sharedBy } from './customer/find';

type Json = Record<string, unknown>;

/** The relation behind a customer, as the mapping gives it. */
interface Relation {
  relationNumber?: number;
  extRelationId?: string;
  syncMarker?: number;
  changeTimestamp?: string;
  active?: boolean;
}

interface Settings {
  readonly create: boolean;
  readonly update: boolean;
  readonly policies: Policies;
}

const NOTHING: Pair = { shop: {}, till: {} };

/** A customer is created or updated; what both sides had last time costs no request (87). */
export function planCustomer(definition: Definition): Planner<EcwidClient> {
  const settings = {
    create: flag(definition.create, true),
    update: flag(definition.update, true),
    policies: readPolicies(definition.customerPolicies),
  };
  return (context) => plan(context, settings);
}

async function plan({ client, msg, record, ledger }: PlanContext<EcwidClient>, settings: Settings): Promise<Plan> {
  const { relation = {}, id, customerGroup: group, ...fields } = record as Json & { relation?: Relation; id?: number };
  const email = normaliseEmail(String(fields.email ?? ''));
  if (email === '') return skipped('NO_EMAIL', 'Ecwid has no customer without an e-mail address.');
  if (!isEmail(email)) throw noEmail(relation);
  const kind = `ecwid-customer ${client.connection.storeId}`;
  const key = String(relation.relationNumber ?? digest(email));
  const link = await ledger?.findLink(kind, key);
  const linked = linkedId(link);
  if (relation.active === false) {
    // Another relation may take its place, as in a merge.
    return skipped('INACTIVE', 'The relation is not active.', linked, async () => linked && ledger?.unlink(kind, key));
  }
  const wanted: Json = { ...fields, email, ...(await groupOf(client, group)) };
  const flat = flatCustomer(wanted);

  const keep = async (customer: number, before: Pair, { same, agreed }: Pick<Decision, 'same' | 'agreed'>): Promise<void> => {
    if (linked !== customer) await ledger?.link(kind, key, String(customer));
    const till = msg.original ? agreeOn(before.till, flatRelation(msg.original as Json), relationGroup, same) : before.till;
    await writePair(ledger, relation.relationNumber, customer, before, { ...before, shop: agreed, till });
  };

  const probable = linked ?? id;
  const pair = await readPair(ledger, relation.relationNumber, probable);
  if (probable !== undefined && isAgreed(flat, pair.shop)) {
    // The other stream's own write comes back from the till, or nothing has changed at all.
    const isEcho = relation.syncMarker !== undefined && relation.syncMarker === pair.syncMarker;
    return unchanged(
      probable,
      () => keep(probable, pair, decideOn(flat, flat, pair, settings)),
      isEcho ? 'OWN_WRITE' : undefined,
    );
  }

  const existing = await findCustomer(client, { linked, id, email, flat, wanted });
  if (existing === 'deleted') return skipped('DELETED_IN_SHOP', 'The customer was deleted in Ecwid.', linked);
  if (!existing) {
    if (!settings.create) return skipped('CREATE_OFF', 'Creating customers is switched off.');
    const body = customerToCreate(wanted, (name) => settings.policies[name] !== 'never');
    const decision = decideOn(flat, flatCustomer(body), NOTHING, settings);
    const create = async (): Promise<Result> => {
      const created = await createOnce({ client, ledger, kind, key, email }, body);
      await keep(created, NOTHING, decision);
      return { action: 'created', id: created };
    };
    return { action: 'create', changes: allFields(body), write: create };
  }

  const number = Number(existing.id);
  if (!settings.update) return skipped('UPDATE_OFF', 'Updating customers is switched off.', number);
  const owner = linked === number ? key : ((await ledger?.findSource(kind, String(number))) ?? key);
  if (owner !== key) throw sharedBy(key, owner, number);
  const before = number === probable ? pair : await readPair(ledger, relation.relationNumber, number);
  const newer = Date.parse(relation.changeTimestamp ?? '') > shopTime(existing.updated);
  const decision = decideOn(flat, flatCustomer(existing), before, settings, newer);
  const { write, held } = decision;
  if (held.length > 0) {
    throw customerConflict(`Customer ${number}`, held, { customerId: number, relationNumber: relation.relationNumber });
  }
  if (write.length === 0) return unchanged(number, () => keep(number, before, decision));
  if (write.includes('email')) await refuseTaken(client, email, number);
  return {
    action: 'update',
    id: number,
    changes: write.map((field) => change(existing, wanted, field)),
    async write() {
      await updateEcwid(client, 'customer', number, customerBody(existing, wanted, write, before.shop));
      await keep(number, before, decision);
      return { action: 'updated', id: number };
    },
  };
}

function change(existing: Json, wanted: Json, field: string): Change {
  const { path, value: after } = fieldValue(wanted, field);
  return { field: path, before: fieldValue(existing, field).value, after };
}

function decideOn(wanted: Flat, current: Flat, { shop }: Pair, { policies }: Settings, sourceNewer = false): Decision {
  return decide({ wanted, current, agreed: shop, groupOf: customerGroup, policies, sourceNewer });
}

function unchanged(id: number, keep: () => Promise<void>, reason?: string): Plan {
  const result: Result = { action: 'unchanged', id, ...(reason && { reason }) };
  return {
    action: 'unchanged',
    id,
    changes: [],
    async write() {
      await keep();
      return result;
    },
  };
}

function skipped(reason: string, message: string, id?: number, first: () => Promise<unknown> = async () => undefined): Plan {
  const result: Result = { action: 'skipped', id: id ?? '', reason, message };
  return { action: 'skip', id, changes: [], write: () => first().then(() => result) };
}

function noEmail({ relationNumber }: Relation): HoldError {
  return new HoldError({
    code: 'CUSTOMER_EMAIL_INVALID',
    message: `The e-mail address of relation ${relationNumber ?? ''} is not an e-mail address.`.replace('  ', ' '),
    hint: 'Correct the address in MplusKASSA, then release the record.',
  });
}
