import { formatDate } from './dates';
import { type Call, type Endpoint, page } from './endpoint';
import { compact, type JsonObject } from './json';
import type { DeletedEntity } from './model';

const SCOPES: Readonly<Record<DeletedEntity, string>> = {
  products: 'read_catalog',
  orders: 'read_orders',
  customers: 'read_customers',
  coupons: 'read_discount_coupons',
  reviews: 'read_reviews',
};

function deleted(entity: DeletedEntity, scope: string): Endpoint {
  return {
    method: 'GET',
    path: `/${entity}/deleted`,
    scopes: [scope],
    handle(call) {
      const from = call.query.date('from_date') ?? 0;
      const to = call.query.date('to_date') ?? Number.POSITIVE_INFINITY;
      const found = call.state.rest.deleted[entity].filter(({ at }) => at >= from && at <= to);
      return page(call, found, ({ id, orderId, at }) => compact({ id, orderId, date: formatDate(at) }));
    },
  };
}

function latestStats(call: Call): JsonObject {
  const { state, query } = call;
  const dates = Object.entries(state.rest.changed).map(([entity, at]) => [`${entity}Updated`, formatDate(at)]);
  return {
    ...Object.fromEntries(dates),
    ...(query.flag('productCountRequired') && { productCount: state.products.size }),
    ...(query.flag('categoryCountRequired') && { categoryCount: state.categories.size }),
  };
}

/** What was deleted, and when each entity last changed (reference 2). */
export const HISTORY_ENDPOINTS: readonly Endpoint[] = [
  ...Object.entries(SCOPES).map(([entity, scope]) => deleted(entity as DeletedEntity, scope)),
  { method: 'GET', path: '/latest-stats', scopes: ['read_store_profile'], handle: latestStats },
];
