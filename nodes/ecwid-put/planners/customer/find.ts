/** Which customer of the shop a relation is, and which group it belongs to. */
import { normaliseVatNumber } from '../../../../lib/customers/compare';
import type { Flat } from '../../../../lib/customers/fields';
import { flatCustomer } from '../../../../lib/customers/shop-customer';
import {
  type EcwidClient,
  findCustomerGroup,
  findCustomersByEmail,
  findCustomersByVatNumber,
  readEcwidByKey,
} from '../../../../lib/ecwid';
import { HoldError } from '../../../../lib/errors';

type Json = Record<string, unknown>;

/** What a customer is looked for by. */
export interface Wanted {
  /** The customer that it was last time. */
  readonly linked?: number;
  /** The one that the relation was made of. */
  readonly id?: number;
  readonly email: string;
  readonly flat: Flat;
  readonly wanted: Json;
}

/**
 * Link, then the id that the till remembers, then the exact e-mail address, then the VAT number of a company. One that is known and
 * gone was deleted on purpose. Throws HoldError `CUSTOMER_AMBIGUOUS`.
 */
export async function findCustomer(
  client: EcwidClient,
  { linked, id, email, flat, wanted }: Wanted,
): Promise<Json | 'deleted' | undefined> {
  for (const number of new Set([linked, id])) {
    const found = number === undefined ? undefined : await readEcwidByKey(client, 'customer', String(number));
    if (!found) continue;
    // An id that another shop on the same till gave would name a stranger.
    const others =
      number === linked || flatCustomer(found.payload).email === email ? [] : await findCustomersByEmail(client, email);
    if (others.length > 0) throw ambiguous('e-mail address', [found.payload, ...others]);
    return found.payload;
  }
  const same = await findCustomersByEmail(client, email);
  if (same.length > 1) throw ambiguous('e-mail address', same);
  if (same.length === 1 && typeof same[0].id === 'number') {
    // The list may be older than the record.
    return (await readEcwidByKey(client, 'customer', String(same[0].id)))?.payload ?? undefined;
  }
  if (linked !== undefined || id !== undefined) return 'deleted';
  const { companyName } = (wanted.billingPerson ?? {}) as { companyName?: string };
  if (!companyName || flat.taxId === '') return undefined;
  const firms = await findCustomersByVatNumber(client, companyName, (taxId) => normaliseVatNumber(taxId) === flat.taxId);
  if (firms.length > 1) throw ambiguous('VAT number', firms);
  return firms[0];
}

/** Throws HoldError `CUSTOMER_AMBIGUOUS` when somebody else in the shop has the address. */
export async function refuseTaken(client: EcwidClient, email: string, own: number): Promise<void> {
  const others = (await findCustomersByEmail(client, email)).filter(({ id }) => id !== own);
  if (others.length > 0) throw ambiguous('e-mail address', [{ id: own }, ...others]);
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

/** Two relations with one e-mail address: nobody can tell which of them the customer is. */
export function sharedBy(key: string, owner: string, customerId: number): HoldError {
  return new HoldError({
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Relations ${owner} and ${key} in MplusKASSA are both customer ${customerId} in Ecwid.`,
    hint: 'Make one of them inactive in MplusKASSA, or give it an e-mail address of its own; then release the record.',
    details: { relations: [owner, key], customerId },
  });
}

/** The name of a group as its number; digits are a number already. */
export async function groupOf(client: EcwidClient, group: unknown): Promise<Json> {
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
