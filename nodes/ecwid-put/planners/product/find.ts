/** Which product of the shop a product of the till is. */
import { type EcwidClient, findProductsByReference, findProductsBySku, readProduct } from '../../../../lib/ecwid';
import { HoldError, PackError } from '../../../../lib/errors';
import { productReference } from '../../../../lib/products/plan';
import type { ProductRecord } from '../../../../lib/products/shop-product';
import type { Memory } from './memory';
import type { Shop } from './shop';

type Json = Record<string, unknown>;

/** Seconds. As long may it take until a product shows in the search whose creation was not answered: first the queue, then the index. */
const SETTLING = 300;

/** The product of the shop: the one it is linked with, else the one that has its SKUs. */
export async function find(
  client: EcwidClient,
  shop: Shop,
  product: ProductRecord,
  memory: Memory,
  linked: number | undefined,
): Promise<Json | undefined> {
  if (linked !== undefined) return readProduct(client, linked);
  const skus = skusOf(product);
  const begun = await memory.begun();
  const ids = begun === undefined ? await shop.skus.find(skus) : await searched(client, product);
  if (ids.length > 1) {
    throw new HoldError({
      code: 'PRODUCT_AMBIGUOUS',
      message: `The SKUs of product ${product.productNumber} belong to ${ids.length} products of the shop: ${ids.join(', ')}.`,
      hint: 'Leave each SKU with one product in the shop, then release the record.',
      details: { skus, products: ids },
    });
  }
  if (ids.length === 0 && begun !== undefined && begun < SETTLING * 1000) throw unsettled(product);
  const [found] = ids;
  const owner = found === undefined ? undefined : await memory.otherOwner(found);
  if (owner !== undefined) {
    throw new HoldError({
      code: 'PRODUCT_SKU_TAKEN',
      message: `A SKU of product ${product.productNumber} belongs to product ${found} of the shop, which is product ${owner} of the till.`,
      hint: 'Two products of the till use one SKU: change it at one of them.',
      details: { skus, product: found, owner },
    });
  }
  return found === undefined ? undefined : begun === undefined ? shop.load(found) : readProduct(client, found);
}

/** All SKUs of a product of either system. */
export function skusOf({ sku, variations = [] }: { sku: string; variations?: readonly { sku?: string }[] }): string[] {
  return [sku, ...variations.map((variation) => variation.sku ?? '')].filter((one) => one !== '');
}

/** By search, which is as fresh as it gets; the first variation speaks for all. */
async function searched(client: EcwidClient, product: ProductRecord): Promise<number[]> {
  const bySku = await Promise.all(
    skusOf(product)
      .slice(0, 2)
      .map((sku) => findProductsBySku(client, sku)),
  );
  const byReference = await findProductsByReference(client, productReference(product));
  return [...new Set([...bySku.flat().map((match) => match.product), ...byReference].map(({ id }) => Number(id)))];
}

/** Creating now could double the product: the answer to the first attempt was lost, and the search may not show it yet. */
export function unsettled({ productNumber }: ProductRecord): PackError {
  return new PackError({
    code: 'PRODUCT_UNSETTLED',
    message: `Product ${productNumber} may have been created already; the shop's search does not show it yet.`,
    hint: 'Nothing to do: it is looked for again.',
    disposition: 'wait',
    retryAfter: 15,
  });
}
