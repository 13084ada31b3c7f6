import type { Order, Product, StockMove, Variation } from './model';
import type { EcwidState } from './state';

/** Whether a variation has stock of its own; without its own SKU, or with the product's, it shares the base stock (reference 3.5). */
export function hasOwnStock(product: Product, variation: Variation): boolean {
  return variation.sku !== undefined && variation.sku !== product.sku;
}

/** The stock that counts for a product, or for one of its variations. */
export function stockOf(product: Product, variation?: Variation): { quantity: number; unlimited: boolean } {
  return variation !== undefined && hasOwnStock(product, variation) ? variation : product;
}

/** The product with its stock, or that of a variation, moved by `delta`; may go below zero. Unlimited stock stays as it is. */
export function moved(product: Product, variation: Variation | undefined, delta: number): Product {
  if (stockOf(product, variation).unlimited) return product;
  if (variation === undefined || !hasOwnStock(product, variation)) return { ...product, quantity: product.quantity + delta };
  const combinations = product.combinations.map((other) =>
    other.id === variation.id ? { ...other, quantity: other.quantity + delta } : other,
  );
  return { ...product, combinations };
}

/** Takes the stock of an order's lines (`sign` −1) or puts it back (+1); lines without a product that exists move nothing. */
export function moveStock(state: EcwidState, moves: readonly StockMove[], sign: 1 | -1): void {
  for (const move of moves) {
    const product = state.products.get(move.productId);
    if (product === undefined) continue;
    const variation = product.combinations.find((candidate) => candidate.id === move.combinationId);
    state.products.put(moved(product, variation, sign * move.quantity));
  }
}

/** The stock an order's items claim: those with the id of a product that exists. */
export function claims(state: EcwidState, items: Order['items']): StockMove[] {
  return items
    .map((item) => ({
      productId: item.productId as number,
      ...(typeof item.combinationId === 'number' && { combinationId: item.combinationId }),
      quantity: item.quantity as number,
    }))
    .filter((move) => typeof move.productId === 'number' && state.products.get(move.productId) !== undefined);
}

/** Another product, or another variation of this one, carries the SKU already; a variation may share its own product's. */
export function skuInUse(state: EcwidState, sku: string, product: Product | undefined, variationId?: number): boolean {
  if (state.withSku(sku).some((other) => other.id !== product?.id)) return true;
  const others = product?.combinations.filter((variation) => variation.id !== variationId) ?? [];
  return others.some((other) => other.sku !== undefined && other.sku !== product?.sku && state.sameSku(other.sku, sku));
}
