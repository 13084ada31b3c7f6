/** Where the webshop keeps the stock of a SKU. */
import type { StockPlace } from './writers';

type Json = Readonly<Record<string, unknown>>;

/** A quantity, or that the shop does not count. */
export type StockLevel = number | 'unlimited';

export interface Stocked {
  readonly place: StockPlace;
  readonly level: StockLevel;
  /** Every variation keeps stock of its own, so that a quantity on the product would never be sold. */
  readonly unused: boolean;
}

/** The members of a product that this needs. */
export const STOCK_FIELDS = 'id,sku,quantity,unlimited,combinations(id,sku,quantity,unlimited)';

/**
 * The places of a SKU in a product; none when it does not have that SKU. A variation without a SKU of its own, or with the product's,
 * shares the stock of the product, and then only the product is written: never both.
 */
export function placesOf(product: Json, sku: string): Stocked[] {
  return [...skusOf(product)].flatMap(([own, stocked]) => (own === sku ? stocked : []));
}

/** Every SKU of a product with its places. */
export function skusOf(product: Json): Map<string, Stocked[]> {
  const productId = Number(product.id);
  const base = textOf(product.sku);
  const variations = Array.isArray(product.combinations) ? (product.combinations as Json[]) : [];
  const own = variations.filter((variation) => textOf(variation.sku) !== '' && textOf(variation.sku) !== base);
  const found = new Map<string, Stocked[]>();
  if (base !== '') {
    const unused = variations.length > 0 && own.length === variations.length;
    found.set(base, [{ place: { productId }, level: levelOf(product), unused }]);
  }
  for (const variation of own) {
    const sku = textOf(variation.sku);
    const place = { productId, variationId: Number(variation.id) };
    found.set(sku, [...(found.get(sku) ?? []), { place, level: levelOf(variation), unused: false }]);
  }
  return found;
}

/** `7001` or `7001/42`. */
export function placeId({ productId, variationId }: StockPlace): string {
  return variationId === undefined ? String(productId) : `${productId}/${variationId}`;
}

/** The place behind such an id; undefined for any other text. */
export function placeFrom(id: string | undefined): StockPlace | undefined {
  const [, productId, variationId] = /^(\d+)(?:\/(\d+))?$/.exec(id ?? '') ?? [];
  if (productId === undefined) return undefined;
  return { productId: Number(productId), ...(variationId === undefined ? {} : { variationId: Number(variationId) }) };
}

/** An absent quantity is not 0 (reference 11, trap 3). */
function levelOf({ unlimited, quantity }: Json): StockLevel {
  return unlimited === true || typeof quantity !== 'number' ? 'unlimited' : quantity;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
