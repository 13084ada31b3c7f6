import { isEmail, normaliseEmail, normaliseVatNumber } from '../../../lib/customers/compare';
import { agreeOn, type Decision, decide, type Flat, isAgreed } from '../../../lib/customers/fields';
import { type Policies, readPolicies } from '../../../lib/customers/policies';
import { flatRelation, relationGroup } from '../../../lib/customers/relation';
import { customerBody, customerGroup, customerToCreate, fieldValue, flatCustomer } from '../../../lib/customers/shop-customer';
import {
  createEcwid,
  type EcwidClient,
  EcwidError,
  findCustomerGroup,
  findCustomersByEmail,
  findCustomersByVatNumber,
  readEcwidByKey,
  updateEcwid,
} from '../../../lib/ecwid';
import { HoldError, PackError } from '../../../lib/errors';
import { alone } from '../../shared/alone';
import { customerConflict } from '../../shared/customer-conflict';
import { flag } from '../../shared/fields';
import { KeyedLock } from '../../shared/keyed-lock';
import { type Pair, readPair, writePair } from '../../shared/pair';
import { allFields, type Change, type Plan, type PlanContext, type Planner } from '../../shared/put';
import { Recent } from '../../shared/recent';
import type { Result } from '../../shared/record';
import { shopTime } from '../../shared/shop-side';
import { digest } from '../../shared/written';
import type { Definition } from '.';

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

/** A link to nothing yet: a creation began then, epoch ms. */
const BEGUN = /^begun (\d+)$/;
/** Seconds after which the search index surely knows a new customer (reference 3.7). */
const INDEX_LAG = 60;

const NOTHING: Pair = { shop: {}, till: {} };

/** Customers with one e-mail address are created one after the other. */
const creations = new KeyedLock();
/** Who was created just now, by e-mail address. */
const recent = new Recent<EcwidClient, { key: string; id: number }>(INDEX_LAG);

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
  const linked = link !== undefined && !BEGUN.test(link) ? Number(link) : undefined;
  if (relation.active === false) {
    // Another relation may take its place, as in a merge.
    return skipped('INACTIVE', 'The relation is not active.', linked, async () => linked && ledger?.unlink(kind, key));
  }
  const wanted: Json = { ...fields, email, ...(await groupOf(client, group)) };
  const flat = flatCustomer(wanted);

  const keep = async (customer: number, before: Pair, { same, agreed }: Pick<Decision, 'same' | 'agreed'>): Promise<void> => {
    if (linked !== customer) await ledger?.link(kind, key, String(customer));
    const till = msg.original ? agreeOn(before.till, flatRelation(msg.original as Json), relationGroup, same) : {};
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

  const existing = await find(client, { linked, id, email, flat, wanted });
  if (existing === 'deleted') return skipped('DELETED_IN_SHOP', 'The customer was deleted in Ecwid.', linked);
  if (!existing) {
    if (!settings.create) return skipped('CREATE_OFF', 'Creating customers is switched off.');
    const body = customerToCreate(wanted, (name) => settings.policies[name] !== 'never');
    const decision = decideOn(flat, flatCustomer(body), NOTHING, settings);
    const create = (): Promise<Result> =>
      creations.run(`${kind} ${email}`, () =>
        alone(ledger, `${kind} ${email}`, async () => {
          const twin = recent.get(client, email);
          if (twin && twin.key !== key) throw sharedBy(key, twin.key, twin.id);
          const begun = BEGUN.exec((await ledger?.findLink(kind, key)) ?? '');
          if (begun) await waitForIndex(client, email, Number(begun[1]));
          await ledger?.link(kind, key, `begun ${Date.now()}`);
          const created = await createEcwid(client, 'customer', body).catch((thrown) => {
            throw taken(thrown);
          });
          recent.set(client, email, { key, id: created });
          await keep(created, NOTHING, decision);
          return { action: 'created', id: created };
        }),
      );
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

interface Wanted {
  readonly linked?: number;
  readonly id?: number;
  readonly email: string;
  readonly flat: Flat;
  readonly wanted: Json;
}

/**
 * Link, then the id that the till remembers, then the exact e-mail address, then the VAT number of a company. A linked customer that is
 * gone was deleted on purpose. Throws HoldError `CUSTOMER_AMBIGUOUS`.
 */
async function find(client: EcwidClient, { linked, id, email, flat, wanted }: Wanted): Promise<Json | 'deleted' | undefined> {
  for (const number of new Set([linked, id])) {
    const found = number === undefined ? undefined : await readEcwidByKey(client, 'customer', String(number));
    if (found) return found.payload;
  }
  const same = await findCustomersByEmail(client, email);
  if (same.length > 1) throw ambiguous('e-mail address', same);
  if (same.length === 1 && typeof same[0].id === 'number') {
    // The list may be older than the record.
    return (await readEcwidByKey(client, 'customer', String(same[0].id)))?.payload ?? undefined;
  }
  if (linked !== undefined) return 'deleted';
  const { companyName } = (wanted.billingPerson ?? {}) as { companyName?: string };
  if (!companyName || flat.taxId === '') return undefined;
  const firms = await findCustomersByVatNumber(client, companyName, (taxId) => normaliseVatNumber(taxId) === flat.taxId);
  if (firms.length > 1) throw ambiguous('VAT number', firms);
  return firms[0];
}

/** The name of a group as its number; digits are a number already. */
async function groupOf(client: EcwidClient, group: unknown): Promise<Json> {
  const name = String(group ?? '').trim();
  if (name === '') return {};
  if (/^\d+$/.test(name)) return { customerGroupId: Number(name) };
  const customerGroupId = await findCustomerGroup(client, name);
  if (customerGroupId !== undefined) return { customerGroupId };
  throw new HoldError({
    code: 'CUSTOMER_GROUP_UNKNOWN',
    message: `Ecwid has no customer group "${name}".`,
    hint: 'Create the group in Ecwid, or correct the value table customerGroups; then release the record.',
    details: { customerGroup: name },
  });
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

/** An earlier creation lost its answer. What it made shows in a search only when the index has caught up. */
async function waitForIndex(client: EcwidClient, email: string, begun: number): Promise<void> {
  const [found] = await findCustomersByEmail(client, email);
  const left = INDEX_LAG - (Date.now() - begun) / 1000;
  if (found || left > 0) throw notIndexed(found ? 1 : Math.ceil(left));
}

/** Ecwid knows the address although the search did not: it was created a moment ago. */
function taken(thrown: unknown): unknown {
  return thrown instanceof EcwidError && thrown.code === 'ECWID_CONFLICT' ? notIndexed(15) : thrown;
}

function notIndexed(retryAfter: number): PackError {
  return new PackError({
    code: 'CUSTOMER_NOT_INDEXED',
    message: 'Ecwid has or may have this customer already, but its search does not show it yet.',
    hint: 'Nothing to do: the record is tried again in a moment.',
    disposition: 'retry',
    retryAfter,
  });
}

async function refuseTaken(client: EcwidClient, email: string, own: number): Promise<void> {
  const others = (await findCustomersByEmail(client, email)).filter(({ id }) => id !== own);
  if (others.length > 0) throw ambiguous('e-mail address', [{ id: own }, ...others]);
}

/** Two relations with one e-mail address: nobody can tell which of them the customer is. */
function sharedBy(key: string, owner: string, customerId: number): HoldError {
  return new HoldError({
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Relations ${owner} and ${key} in MplusKASSA are both customer ${customerId} in Ecwid.`,
    hint: 'Make one of them inactive in MplusKASSA, or give it an e-mail address of its own; then release the record.',
    details: { relations: [owner, key], customerId },
  });
}

function ambiguous(what: string, candidates: readonly Json[]): HoldError {
  const customerIds = candidates.map(({ id }) => id);
  return new HoldError({
    code: 'CUSTOMER_AMBIGUOUS',
    message: `${customerIds.length} customers in Ecwid could be this relation by ${what}: ${customerIds.join(', ')}.`,
    hint: 'Correct or delete all but one of them in Ecwid, then release the record.',
    details: { by: what, customerIds },
  });
}

function noEmail({ relationNumber }: Relation): HoldError {
  return new HoldError({
    code: 'CUSTOMER_EMAIL_INVALID',
    message: `The e-mail address of relation ${relationNumber ?? ''} is not an e-mail address.`.replace('  ', ' '),
    hint: 'Correct the address in MplusKASSA, then release the record.',
  });
}
