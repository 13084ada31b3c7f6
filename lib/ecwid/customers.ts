/** Searches around customers that the list of customers cannot answer by itself (reference 6). */
import type { EcwidClient } from './client';
import type { Json } from './entities';
import { EcwidError } from './errors';

const LIMIT = 100;

async function items(client: EcwidClient, path: string, query: Record<string, string | number>, signal?: AbortSignal) {
  const answer = (await client.request('GET', path, { query, priority: 'customer', signal })) as Json | null;
  if (Array.isArray(answer?.items)) return answer.items as Json[];
  throw new EcwidError('ECWID_BAD_ANSWER', `Ecwid answered without a list to GET ${path}.`);
}

/**
 * The customers of a company whose VAT number is the wanted one. There is no search by VAT number: the company is searched by its
 * name, which also finds others.
 */
export async function findCustomersByVatNumber(
  client: EcwidClient,
  companyName: string,
  isWanted: (vatNumber: string) => boolean,
  signal?: AbortSignal,
): Promise<Json[]> {
  const found = await items(client, '/customers', { companyName, limit: LIMIT }, signal);
  return found.filter(({ taxId }) => typeof taxId === 'string' && isWanted(taxId));
}

const groups = new WeakMap<EcwidClient, Map<string, number>>();
const nameKey = (name: string): string => name.trim().toLowerCase();

/** The number of the customer group with that name, in any case; the list is read again only for a name that it did not have. */
export async function findCustomerGroup(client: EcwidClient, name: string, signal?: AbortSignal): Promise<number | undefined> {
  const known = groups.get(client)?.get(nameKey(name));
  if (known !== undefined) return known;
  const all = new Map<string, number>();
  for (let offset = 0, count = LIMIT; count === LIMIT; offset += LIMIT) {
    const page = await items(client, '/customer_groups', { offset, limit: LIMIT }, signal);
    for (const group of page) all.set(nameKey(String(group.name ?? '')), Number(group.id));
    count = page.length;
  }
  groups.set(client, all);
  return all.get(nameKey(name));
}
