import { Collector } from '../collector';
import type { EcwidClient } from './client';
import { EcwidError } from './errors';

type Json = Record<string, unknown>;

/** Products per request (reference 3.7), and ms to wait for others that are asked for at the same time. */
const TOGETHER = { most: 100, pause: 20 };

/**
 * Reads products by id, many with one request; undefined when the store does not have it. The list comes from the search index and may
 * be some seconds old, so that it is not for products that were written just now.
 */
export function productLoader(client: EcwidClient): (id: number) => Promise<Json | undefined> {
  const collector = new Collector<number, Json | undefined>(async (ids) => {
    const query = { productId: [...new Set(ids)].join(','), limit: TOGETHER.most };
    const answer = (await client.request('GET', '/products', { query })) as { items?: unknown } | null;
    if (!Array.isArray(answer?.items))
      throw new EcwidError('ECWID_BAD_ANSWER', 'Ecwid answered without a list to GET /products.');
    const found = new Map((answer.items as Json[]).map((product) => [Number(product.id), product]));
    return ids.map((id) => found.get(id));
  }, TOGETHER);
  return (id) => collector.add(id);
}

/**
 * A product as it is now, in the main language of the store: option names in another one could not be told from a change. Undefined
 * when it was deleted.
 */
export async function readProduct(client: EcwidClient, id: number): Promise<Json | undefined> {
  try {
    return (await client.request('GET', ['products', id])) as Json;
  } catch (thrown) {
    if (thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND') return undefined;
    throw thrown;
  }
}

/** The products with this external id, their own: one, or none; the search index lags some seconds behind writes. */
export async function findProductsByReference(client: EcwidClient, reference: string): Promise<Json[]> {
  const answer = (await client.request('GET', '/products', { query: { externalReferenceId: reference, limit: 100 } })) as {
    items?: unknown;
  } | null;
  const items = Array.isArray(answer?.items) ? (answer.items as Json[]) : [];
  return items.filter(({ externalReferenceId }) => externalReferenceId === reference);
}
