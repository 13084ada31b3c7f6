import { type Call, type Endpoint, pathId, requireField } from './endpoint';
import { refusal, wrongParameter } from './errors';
import { isObject, type JsonObject } from './json';
import type { Product, Variation } from './model';
import { viewVariation } from './product-view';
import { productOf } from './products';
import { hasOwnStock, moved, stockOf } from './stock';
import { writeVariation } from './variation-write';

const ALL = '/products/{productId}/combinations';
const ONE = `${ALL}/{combinationId}`;
const WRITE = ['read_catalog', 'update_catalog'];

function variationOf(call: Call, product: Product): Variation {
  const id = pathId(call, 'combinationId');
  const variation = product.combinations.find((candidate) => candidate.id === id);
  if (variation === undefined) throw refusal('COMBINATION_NOT_FOUND', `Combination #${id} not found`);
  return variation;
}

export const VARIATION_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: ALL,
    scopes: ['read_catalog'],
    storefront: true,
    handle(call) {
      const product = productOf(call);
      return product.combinations.map((variation) => viewVariation(call.state, product, variation, call.language));
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['read_catalog'],
    storefront: true,
    handle(call) {
      const product = productOf(call);
      return viewVariation(call.state, product, variationOf(call, product), call.language);
    },
  },
  {
    method: 'POST',
    path: ALL,
    scopes: ['create_catalog'],
    handle(call) {
      const { product, id } = writeVariation(call, productOf(call), undefined, call.body);
      call.state.products.put(product);
      return { id };
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: WRITE,
    handle(call) {
      const product = productOf(call);
      call.query.flag('checkLowStockNotification');
      call.state.products.put(writeVariation(call, product, variationOf(call, product), call.body).product);
      return { updateCount: 1 };
    },
  },
  {
    method: 'DELETE',
    path: ALL,
    scopes: WRITE,
    handle(call) {
      const product = productOf(call);
      call.state.products.put({ ...product, combinations: [] });
      return { deleteCount: product.combinations.length };
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    scopes: WRITE,
    handle(call) {
      const product = productOf(call);
      const gone = variationOf(call, product);
      call.state.products.put({ ...product, combinations: product.combinations.filter((variation) => variation !== gone) });
      return { deleteCount: 1 };
    },
  },
  {
    method: 'PUT',
    path: '/products/{productId}/inventory',
    scopes: ['update_catalog'],
    handle: (call) => adjust(call, productOf(call), undefined),
  },
  {
    method: 'PUT',
    path: `${ONE}/inventory`,
    scopes: WRITE,
    handle(call) {
      const product = productOf(call);
      const variation = variationOf(call, product);
      if (!hasOwnStock(product, variation)) throw wrongParameter(`SKU is not set for combination #${variation.id}`);
      return adjust(call, product, variation);
    },
  },
];

/** Stock may go below zero, with a warning; unlimited stock is not touched (reference 3.6). */
function adjust(call: Call, product: Product, variation: Variation | undefined): JsonObject {
  const body = isObject(call.body) ? call.body : {};
  requireField(body, 'InventoryAdjust', 'quantityDelta');
  const delta = body.quantityDelta;
  if (!Number.isSafeInteger(delta)) throw wrongParameter('Wrong value of field InventoryAdjust.quantityDelta: integer expected');
  call.query.flag('checkLowStockNotification');
  if (stockOf(product, variation).unlimited) return { updateCount: 0 };
  const after = call.state.products.put(moved(product, variation, delta as number));
  const stock = stockOf(
    after,
    after.combinations.find((candidate) => candidate.id === variation?.id),
  );
  return { updateCount: 1, ...(stock.quantity < 0 && { warning: 'Stock became negative' }) };
}
