/** Writing a buyer to the till, whoever asks: look, then create or update the relation. */
import { normaliseEmail } from '../../lib/customers/compare';
import { type Agreed, agreeOn, fingerprint, isAgreed } from '../../lib/customers/fields';
import { type BuyerKey, matchRelation, refuseOthers } from '../../lib/customers/match';
import { DEFAULT_POLICIES, type Group, type Policies } from '../../lib/customers/policies';
import { flatRelation, isCompany, relationChanges, relationGroup, relationToCreate } from '../../lib/customers/relation';
import type { Identity, MatchRule } from '../../lib/customers/relation-index';
import { customerGroup, flatCustomer } from '../../lib/customers/shop-customer';
import { HoldError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { createRelation, type MplusClient, type MplusRecord, readMplusByKey, updateRelation } from '../../lib/mplus';
import { alone } from './alone';
import { customerConflict } from './customer-conflict';
import { KeyedLock } from './keyed-lock';
import { type Pair, readPair, writePair } from './pair';
import { freshRelationIndex } from './relation-index';
import { digest } from './written';

/** A customer record of the shop that is carried over: more than the buyer of an order. */
export interface ShopSide {
  /** As the API gives it; undefined when only the relation made of it is known. */
  readonly record?: MplusRecord;
  /** When it was changed, epoch ms; NaN when nobody knows. */
  readonly changedAt: number;
}

export interface Buyer {
  readonly key: BuyerKey;
  readonly wanted: MplusRecord;
  /** Number of the customer in the shop; undefined for a guest. */
  readonly customerId?: number;
  readonly customer?: ShopSide;
}

export interface RelationSwitches {
  readonly create: boolean;
  readonly update: boolean;
  readonly policies: Policies;
  /** Card categories that tell companies from persons. */
  readonly ourCategories: readonly number[];
}

/** Both on, and what suits one direction alone. */
export const ALL_RELATIONS: RelationSwitches = { create: true, update: true, policies: DEFAULT_POLICIES, ourCategories: [] };

export type Resolution = 'default debtor' | 'unchanged' | 'found' | 'updated' | 'created';

export interface Resolved {
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

interface Search extends Buyer {
  readonly client: MplusClient;
  readonly ledger: Ledger | undefined;
  readonly settings: RelationSwitches;
  readonly identity: Identity & { readonly email: string };
  /** Links of relations: what names the buyer → relation number. */
  readonly kind: string;
  readonly source: string;
}

interface Found {
  readonly relation: MplusRecord;
  readonly by: MatchRule | 'link';
}

/** Relations of one till are created one after the other: two buyers may be of one new company. */
const creations = new KeyedLock();

const NOTHING: Pair = { shop: {}, till: {} };

/** What is to be done with a relation that is known by its number. */
export function planUpdate(client: MplusClient, existing: MplusRecord, wanted: MplusRecord): RelationPlan {
  const policies = { ...DEFAULT_POLICIES, email: 'always', vat: 'always' } as const;
  const { changed } = relationChanges(existing, wanted, { agreed: {}, policies, sourceNewer: true, ourCategories: [] });
  const write = async (): Promise<Resolved> => {
    if (Object.keys(changed).length === 0) return { relation: existing, action: 'found' };
    await updateRelation(client, { relationNumber: existing.relationNumber, ...changed });
    return { relation: { ...existing, ...changed }, action: 'updated' };
  };
  return { existing, changed, write };
}

/** `ledger` is the one the record came from: instances that share it do not create one relation twice. Throws HoldError. */
export async function planRelation(
  client: MplusClient,
  buyer: Buyer,
  settings: RelationSwitches,
  ledger: Ledger | undefined,
): Promise<RelationPlan> {
  const { key, wanted, customerId, customer } = buyer;
  if (key.by === 'defaultDebtor') {
    const relation = { relationNumber: key.relationNumber };
    return { existing: relation, changed: {}, write: async () => ({ relation, action: 'default debtor' }) };
  }
  const externalId = String(wanted.extRelationId ?? '');
  const vatNumber = isCompany(wanted) ? String(wanted.vatNumber ?? '') : '';
  const { host, port = '' } = client.connection;
  const search: Search = {
    ...buyer,
    client,
    ledger,
    settings,
    identity: { externalId, email: key.email, vatNumber },
    kind: `mplus-relation ${host}:${port}`,
    source: externalId || digest(key),
  };
  const linked = Number(await ledger?.findLink(search.kind, search.source)) || undefined;
  const pair = await readPair(ledger, linked, customerId);
  if (linked && customer && isAgreed(flatRelation(wanted), pair.till)) {
    const relation = { relationNumber: linked };
    return { existing: relation, changed: {}, write: async () => ({ relation, action: 'unchanged' }) };
  }
  const found = await find(search, linked);
  if (found) return planFound(search, found, linked);
  if (settings.create) return { existing: undefined, changed: creatable(search), write: () => create(search) };
  throw new HoldError({
    code: 'CUSTOMER_UNKNOWN',
    message: 'MplusKASSA has no relation of the buyer, and creating one is switched off.',
    hint: 'Create the relation in MplusKASSA, or switch on "create" in the customer-resolver, then release the record.',
  });
}

/** Plans and writes at once. */
export async function resolveRelation(...plan: Parameters<typeof planRelation>): Promise<Resolved> {
  return (await planRelation(...plan)).write();
}

/** The relation it was last time, unless that one is gone or was switched off since, as in a merge; else by the rules of a match. */
async function find({ client, identity }: Search, linked: number | undefined): Promise<Found | undefined> {
  const known = linked === undefined ? undefined : await read(client, linked);
  if (known && known.active !== false) {
    if (hasOtherEmail(known, identity.email)) refuseOthers(await freshRelationIndex(client), identity.email, Number(linked));
    return { relation: known, by: 'link' };
  }
  const index = await freshRelationIndex(client);
  const match = matchRelation(index, identity);
  if (!match || (known && !match.active)) return known && { relation: known, by: 'link' };
  const relation = await read(client, match.relationNumber);
  if (relation && match.by === 'externalId' && hasOtherEmail(relation, identity.email)) {
    refuseOthers(index, identity.email, match.relationNumber);
  }
  return relation && { relation, by: match.by };
}

async function read(client: MplusClient, relationNumber: number): Promise<MplusRecord | undefined> {
  return (await readMplusByKey(client, 'relation', String(relationNumber)))?.payload;
}

function hasOtherEmail(relation: MplusRecord, email: string): boolean {
  const own = normaliseEmail(String(relation.email ?? ''));
  return own !== '' && own !== email;
}

async function planFound(search: Search, { relation, by }: Found, linked: number | undefined): Promise<RelationPlan> {
  const { client, ledger, settings, customerId, customer, identity } = search;
  const relationNumber = Number(relation.relationNumber);
  const pair = await readPair(ledger, relationNumber, customerId);
  const link = async (): Promise<void> => {
    if (linked !== relationNumber) await ledger?.link(search.kind, search.source, String(relationNumber));
  };
  if (!settings.update) {
    return { existing: relation, changed: {}, write: async () => link().then(() => ({ relation, action: 'found' })) };
  }
  const isOurs = relation.extRelationId === identity.externalId && identity.externalId !== '';
  // Somebody of a company that the till knows by another address: a contact person, no new identity for the company.
  const isColleague = hasOtherEmail(relation, identity.email) && !isOurs && by !== 'externalId' && !('email' in pair.till);
  const wanted = isColleague ? { contactList: search.wanted.contactList } : search.wanted;
  // What was made of this customer had its address.
  const email: Agreed = isOurs ? { email: fingerprint(normaliseEmail(String(relation.email ?? ''))) } : {};
  const decision = relationChanges(relation, wanted, {
    agreed: { ...email, ...pair.till },
    policies: settings.policies,
    sourceNewer: Number(customer?.changedAt) > Date.parse(String(relation.changeTimestamp)),
    ourCategories: settings.ourCategories,
  });
  // An order waits for nobody's address.
  if (customer && decision.held.length > 0)
    throw customerConflict(`Relation ${relationNumber}`, decision.held, { relationNumber });
  const { changed } = decision;
  const write = async (): Promise<Resolved> => {
    const isSame = Object.keys(changed).length === 0;
    const written = isSame ? undefined : await updateRelation(client, { relationNumber, ...changed });
    await link();
    if (!isColleague) await agree(search, relationNumber, pair, decision.same, decision.agreed, written?.syncMarker);
    return isSame ? { relation, action: 'found' } : { relation: { ...relation, ...changed }, action: 'updated' };
  };
  return { existing: relation, changed, write };
}

function creatable({ wanted, settings }: Search): MplusRecord {
  return relationToCreate(wanted, (group) => settings.policies[group] !== 'never');
}

/** Looks once more before it creates: another instance or another buyer of the company may have been faster. */
function create(search: Search): Promise<Resolved> {
  const { client, ledger, kind, source, identity } = search;
  const wanted = creatable(search);
  return creations.run(kind, () =>
    alone(ledger, `${kind} ${digest(identity.email)}`, async (): Promise<Resolved> => {
      const other = await find(search, undefined);
      if (other) return (await planFound(search, other, undefined)).write();
      const { relationNumber, syncMarker } = await createRelation(client, wanted);
      await ledger?.link(kind, source, String(relationNumber));
      const same = new Set(Object.keys(wanted).map(relationGroup));
      await agree(search, relationNumber, NOTHING, same, agreeOn({}, flatRelation(wanted), relationGroup, same), syncMarker);
      return { relation: { ...wanted, relationNumber }, action: 'created' };
    }),
  );
}

/** Both sides are the same in these groups now; an order tells nothing about the customer record. */
async function agree(
  { ledger, customer, customerId }: Search,
  relationNumber: number,
  before: Pair,
  same: ReadonlySet<Group>,
  till: Pair['till'],
  syncMarker = before.syncMarker,
): Promise<void> {
  if (!customer) return;
  const shop = customer.record ? agreeOn(before.shop, flatCustomer(customer.record), customerGroup, same) : before.shop;
  await writePair(ledger, relationNumber, customerId, before, { shop, till, ...(syncMarker !== undefined && { syncMarker }) });
}
