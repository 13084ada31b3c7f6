import { type Call, type Endpoint, page, pathId } from './endpoint';
import { refusal } from './errors';
import type { Product } from './model';
import { searchProducts } from './product-search';
import { viewProduct } from './product-view';
import { writeProduct } from './product-write';
import { project } from './project';

/** The product of the path; a public token does not see disabled ones. */
export function productOf(call: Call): Product {
  const id = pathId(call, 'productId');
  const product = call.state.products.get(id);
  if (product === undefined || (call.token.public && !product.enabled)) {
    throw refusal('PRODUCT_NOT_FOUND', `Product #${id} not found`);
  }
  return product;
}

export const PRODUCT_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/products',
    scopes: ['read_catalog'],
    storefront: true,
    handle: (call) => page(call, searchProducts(call), (product) => viewProduct(call.state, product, call.language)),
  },
  {
    method: 'GET',
    path: '/products/{productId}',
    scopes: ['read_catalog'],
    storefront: true,
    handle: (call) => viewProduct(call.state, productOf(call), call.language),
  },
  {
    method: 'POST',
    path: '/products',
    scopes: ['create_catalog'],
    handle: (call) => ({ id: call.state.products.put(writeProduct(call, undefined, call.body)).id }),
  },
  { method: 'PUT', path: '/products/{productId}', scopes: ['update_catalog'], handle: updateProduct },
  {
    method: 'DELETE',
    path: '/products/{productId}',
    scopes: ['update_catalog'],
    handle(call) {
      call.state.products.remove(productOf(call).id);
      return { deleteCount: 1 };
    },
  },
  {
    method: 'DELETE',
    path: '/products',
    scopes: ['update_catalog_batch_delete'],
    status: 202,
    handle(call) {
      const ids = call.state.products.dump().map((product) => product.id);
      for (const id of ids) call.state.products.remove(id);
      return { deleteCount: ids.length };
    },
  },
];

function updateProduct(call: Call): unknown {
  const product = call.state.products.put(writeProduct(call, productOf(call), call.body));
  call.query.flag('checkLowStockNotification');
  if (!call.query.flag('returnItem')) return { updateCount: 1 };
  const answer = { updateCount: 1, item: viewProduct(call.state, product, call.language) };
  const fields = call.query.text('responseFields');
  return fields === undefined ? answer : project(answer, fields);
}
