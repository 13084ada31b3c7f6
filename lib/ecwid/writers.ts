import type { BatchRequest } from './batch';
import type { EcwidClient, Query } from './client';
import { EcwidError } from './errors';
import type { Priority } from './governor';
import { normalise } from './normalise';

type Json = Record<string, unknown>;

export interface WriteOptions {
  /** `{ saveCombinations: true }`, `{ rebuildVariationsOnOptionsUpdate: true }` (reference 3.4). */
  readonly query?: Query;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

const WRITABLE = {
  product: { path: 'products', priority: 'product' },
  category: { path: 'categories', priority: 'product' },
  customer: { path: 'customers', priority: 'customer' },
  order: { path: 'orders', priority: 'order' },
} as const;

export type WritableEntity = keyof typeof WRITABLE;

/**
 * Creates a product, category or customer and gives its id. Orders have `createEcwidOrder`: the `id` in their answer is not their id.
 * Throws EcwidError, ECWID_ANSWER_LOST when it may exist now.
 */
export async function createEcwid(
  client: EcwidClient,
  entity: Exclude<WritableEntity, 'order'>,
  body: Json,
  options: WriteOptions = {},
): Promise<number> {
  const { path, priority } = WRITABLE[entity];
  return createdId(await client.request('POST', [path], { priority, ...options, body }), path);
}

/** Changes the given fields and leaves the others (reference 3.4, 5.7); arrays such as `items` and `options` are replaced whole. */
export async function updateEcwid(
  client: EcwidClient,
  entity: WritableEntity,
  id: string | number,
  body: Json,
  options: WriteOptions = {},
): Promise<void> {
  const { path, priority } = WRITABLE[entity];
  await client.request('PUT', [path, id], { priority, ...options, body });
}

/** Adds one variation to a product and gives its id; `body.options` names the choice (reference 3.5). */
export async function createVariation(
  client: EcwidClient,
  productId: number,
  body: Json,
  options: WriteOptions = {},
): Promise<number> {
  return createdId(await client.request('POST', ['products', productId, 'combinations'], { ...options, body }), 'combinations');
}

/** Changes the given fields of a variation. */
export async function updateVariation(
  client: EcwidClient,
  productId: number,
  variationId: number,
  body: Json,
  options: WriteOptions = {},
): Promise<void> {
  await client.request('PUT', ['products', productId, 'combinations', variationId], { ...options, body });
}

/** Removes one variation; one that is gone already is fine. */
export async function deleteVariation(
  client: EcwidClient,
  productId: number,
  variationId: number,
  options: WriteOptions = {},
): Promise<void> {
  await goneIsFine(client.request('DELETE', ['products', productId, 'combinations', variationId], options));
}

/** Removes a category; products only lose the assignment (reference 4). One that is gone already is fine. */
export async function deleteCategory(client: EcwidClient, id: number, options: WriteOptions = {}): Promise<void> {
  await goneIsFine(client.request('DELETE', ['categories', id], options));
}

/**
 * Creates an order, without mails to the buyer unless the body says otherwise, and gives its public id. To find it again after a lost
 * answer (ECWID_ANSWER_LOST) the body needs an `externalTransactionId` of your own (reference 1.10).
 */
export async function createEcwidOrder(
  client: EcwidClient,
  order: Json,
  options: WriteOptions = {},
): Promise<{ orderId: string }> {
  const body = { disableAllCustomerNotifications: true, ...order };
  const answer = await client.request('POST', '/orders', { priority: 'order', ...options, body });
  const { id, orderId } = normalise('order', isObject(answer) ? answer : {});
  if (typeof orderId === 'string') return { orderId };
  return { orderId: await publicId(client, createdId({ id }, 'orders'), options.signal) };
}

/** `id` in the answer to a create is the internal number; the order itself tells its public id (reference 5.1). */
async function publicId(client: EcwidClient, number: number, signal: AbortSignal | undefined): Promise<string> {
  const order = await client.request('GET', ['orders', number], { priority: 'order', signal }).catch((thrown: Error) => {
    throw new EcwidError('ECWID_ANSWER_LOST', `Ecwid created order number ${number}; its id is not known. ${thrown.message}`);
  });
  return isObject(order) && typeof order.id === 'string' ? order.id : String(number);
}

/** The orders with this transaction id of ours. The search index lags some seconds behind writes. */
export async function findOrdersByTransaction(client: EcwidClient, transactionId: string, signal?: AbortSignal): Promise<Json[]> {
  const found = await search(client, 'order', { keywords: transactionId }, signal);
  return found.filter((order) => order.externalTransactionId === transactionId);
}

export interface SkuMatch {
  readonly product: Json;
  /** The variation that has the SKU; absent when it is the product's own. */
  readonly variation?: Json;
}

/**
 * Every product and variation with exactly this SKU; several where the store allows it (reference 11, traps 5 and 6). The search index
 * lags some seconds behind writes.
 */
export async function findProductsBySku(client: EcwidClient, sku: string, signal?: AbortSignal): Promise<SkuMatch[]> {
  const wanted = sku.trim();
  const isWanted = (record: Json) => typeof record.sku === 'string' && record.sku.trim() === wanted;
  const products = await search(client, 'product', { sku: wanted, lang: client.connection.language }, signal);
  return products.flatMap((product): SkuMatch[] => {
    const variations = Array.isArray(product.combinations) ? product.combinations.filter(isObject) : [];
    return [
      ...(isWanted(product) ? [{ product }] : []),
      ...variations.filter(isWanted).map((variation) => ({ product, variation })),
    ];
  });
}

/** The customers with this e-mail address, compared without case and outer spaces; the plain search would match loosely (reference 6). */
export async function findCustomersByEmail(client: EcwidClient, email: string, signal?: AbortSignal): Promise<Json[]> {
  const wanted = email.trim();
  const found = await search(client, 'customer', { email: wanted, useExactEmailMatch: true }, signal);
  return found.filter(
    (customer) => typeof customer.email === 'string' && customer.email.trim().toLowerCase() === wanted.toLowerCase(),
  );
}

/** Where stock is kept: the product, or the variation when it has a SKU of its own (reference 3.5). */
export interface StockPlace {
  readonly productId: number;
  readonly variationId?: number;
}

/** The request that sets a stock level, alone or in a batch; `unlimited` switches stock keeping off. */
export function stockRequest(place: StockPlace, quantity: number | 'unlimited'): BatchRequest {
  const variation = place.variationId === undefined ? '' : `/combinations/${place.variationId}`;
  return {
    method: 'PUT',
    path: `/products/${place.productId}${variation}`,
    body: quantity === 'unlimited' ? { unlimited: true } : { quantity, unlimited: false },
  };
}

async function search(client: EcwidClient, entity: WritableEntity, query: Query, signal?: AbortSignal): Promise<Json[]> {
  const { path, priority } = WRITABLE[entity];
  const answer = await client.request('GET', [path], { query: { ...query, limit: 100 }, priority, signal });
  if (!isObject(answer) || !Array.isArray(answer.items))
    throw new EcwidError('ECWID_BAD_ANSWER', `Ecwid answered without a list to GET /${path}.`);
  return answer.items.filter(isObject).map((record) => normalise(entity, record));
}

function createdId(answer: unknown, path: string): number {
  if (isObject(answer) && typeof answer.id === 'number') return answer.id;
  throw new EcwidError('ECWID_ANSWER_LOST', `Ecwid created something and did not tell its id: POST /${path}.`);
}

async function goneIsFine(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (thrown) {
    if (!(thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND')) throw thrown;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
