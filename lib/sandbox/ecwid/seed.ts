import type { Shop, ShopOrder, ShopPerson } from '../shop';
import { compact } from './json';
import { addProduct, fillCategories, Shared } from './seed-catalogue';
import { furnish } from './seed-settings';
import type { Shopper } from './shopper';
import type { EcwidState } from './state';

const DAY = 86_400_000;
/** The store was filled this long before the sandbox starts, before any order. */
const OPENED = 90;

/** Fills an empty store from the demo shop, and lets shoppers place its orders in the past. */
export function seed(state: EcwidState, shopper: Shopper, shop: Shop): void {
  const start = state.milliseconds();
  state.at(start - OPENED * DAY, () => {
    const taxIds = furnish(state, shop);
    const categories = fillCategories(state, shop.groups);
    fillCustomers(state, shop.customers);
    const sold = soldSince(shop.orders);
    const shared = new Shared();
    const today = new Date(start).toISOString().slice(0, 10);
    for (const product of shop.products) {
      if (product.inWebshop) addProduct(state, product, { categories, taxIds, sold, today, shared });
    }
  });
  for (const order of shop.orders) state.at(start - order.daysAgo * DAY, () => shopper.place(order));
}

/** Companies are in a group of their own. */
function fillCustomers(state: EcwidState, people: readonly ShopPerson[]): void {
  const now = state.now();
  const group = state.groups.put({ id: state.next('group'), created: now, updated: now, name: 'Zakelijk' });
  for (const { email, companyName, vatNumber, language, name, street, postalCode, city, countryCode, phone } of people) {
    if (email === undefined) continue;
    const company = companyName !== undefined;
    state.customers.put({
      id: state.next('customer'),
      created: now,
      updated: now,
      email,
      customerGroupId: company ? group.id : 0,
      billingPerson: compact({ name, companyName, street, postalCode, city, countryCode, phone }),
      shippingAddresses: [],
      contacts: [],
      ...(vatNumber !== undefined && { taxId: vatNumber, taxIdValid: true }),
      b2b_b2c: company ? 'b2b' : 'b2c',
      acceptMarketing: false,
      lang: language,
      stats: { numberOfOrders: 0, salesValue: 0 },
    });
  }
}

/** What was bought and shipped since: it is on top of today's stock when the store is filled, and sold again by the shoppers. */
function soldSince(orders: readonly ShopOrder[]): Map<string, number> {
  const sold = new Map<string, number>();
  for (const order of orders) {
    if (order.fulfillmentStatus === 'AWAITING_PROCESSING') continue;
    for (const { sku, quantity } of order.lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  }
  return sold;
}
