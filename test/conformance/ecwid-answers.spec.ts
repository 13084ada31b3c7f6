import assert from 'node:assert/strict';
import { ENDPOINTS } from '../../lib/sandbox/ecwid/endpoints';
import { ERROR_STATUSES } from '../../lib/sandbox/ecwid/errors';
import { openStore, type Store } from '../lib/sandbox/ecwid/store';
import { coreEndpoints, errorStatuses, requireContract, validateAnswer, validateRequest } from './ecwid-contract';

describe('Ecwid simulator against the Ecwid contract', () => {
  let store: Store;

  before(function () {
    requireContract(this);
  });

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(async () => {
    await store?.close();
  });

  async function conforms(endpointId: string, method: string, path: string, body?: unknown): Promise<unknown> {
    if (body !== undefined) assert.deepEqual(validateRequest(endpointId, body), [], `request of ${endpointId}`);
    const answer = await store.call(method, path, body);
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.deepEqual(validateAnswer(endpointId, answer.body), [], `answer of ${endpointId}`);
    return answer.body;
  }

  it('has every core endpoint, with the scopes of the contract', () => {
    const own = new Set(ENDPOINTS.map(({ method, path }) => `${method} ${shape(path)}`));
    const core = coreEndpoints().flatMap(({ method, path, pathEnum }) => {
      const paths = pathEnum ? pathEnum.entity.map((entity) => path.replace('{entity}', entity)) : [path];
      return paths.map((known) => `${method} ${shape(known)}`);
    });
    assert.deepEqual(
      core.filter((endpoint) => !own.has(endpoint)),
      [],
    );
    for (const { id, method, path, scopes } of coreEndpoints()) {
      const endpoint = ENDPOINTS.find((candidate) => candidate.method === method && shape(candidate.path) === shape(path));
      if (endpoint === undefined || scopes.some((scope) => scope.startsWith('union'))) continue;
      assert.ok(
        endpoint.scopes.every((scope) => scopes.includes(scope)),
        `${id} asks for ${endpoint.scopes}`,
      );
    }
  });

  it('gives every error code the status of the contract', () => {
    const documented = errorStatuses();
    for (const [code, status] of Object.entries(ERROR_STATUSES)) assert.equal(documented.get(code), status, code);
  });

  it('answers every catalogue read in its schema', async () => {
    const variable = await store.productBySku('11001');
    const category = (await store.get('/categories')).body.items[0];
    await conforms('search-products', 'GET', '/products');
    await conforms('get-product', 'GET', `/products/${variable.id}`);
    await conforms('search-product-variations', 'GET', `/products/${variable.id}/combinations`);
    await conforms('get-product-variation', 'GET', `/products/${variable.id}/combinations/${variable.combinations[0].id}`);
    await conforms('search-product-types', 'GET', '/classes');
    await conforms('get-product-type', 'GET', '/classes/0');
    await conforms('search-categories', 'GET', '/categories?productIds=true');
    await conforms('get-category', 'GET', `/categories/${category.id}`);
    await conforms('search-categories-by-path', 'GET', `/categoriesByPath?delimiter=/&path=${encodeURIComponent(category.name)}`);
  });

  it('answers every read of orders, customers and settings in its schema', async () => {
    const order = (await store.get('/orders')).body.items[0];
    const customer = (await store.get('/customers')).body.items[0];
    const group = (await store.get('/customer_groups')).body.items[0];
    const payment = (await store.get('/profile/paymentOptions')).body[0];
    await conforms('search-orders', 'GET', '/orders');
    await conforms('get-order', 'GET', `/orders/${order.id}`);
    await conforms('get-last-order', 'GET', '/orders/last');
    await conforms('search-customers', 'GET', '/customers');
    await conforms('get-customer', 'GET', `/customers/${customer.id}`);
    await conforms('search-customer-groups', 'GET', '/customer_groups');
    await conforms('get-customer-group', 'GET', `/customer_groups/${group.id}`);
    await conforms('get-store-profile', 'GET', '/profile');
    await conforms('search-shipping-options', 'GET', '/profile/shippingOptions');
    await conforms('search-payment-options', 'GET', '/profile/paymentOptions');
    await conforms('get-payment-option', 'GET', `/profile/paymentOptions/${payment.id}`);
    await conforms('search-order-statuses', 'GET', '/profile/order_statuses');
    await conforms('get-order-status', 'GET', '/profile/order_status/PAID');
    await conforms('tax-classes-by-country', 'GET', '/taxClasses?countryCode=NL');
    await conforms('currency-codes', 'GET', '/currencies');
    await conforms('currency-codes-by-country', 'GET', '/currencyByCountry?countryCode=PL');
    await conforms('get-latest-store-update-stats', 'GET', '/latest-stats?productCountRequired=true');
  });

  it('answers every kind of shopper order in the schema of an order', async () => {
    const lines = [{ sku: '2101', quantity: 3 }];
    store.shop({ lines, coupon: 'WELKOM10', handlingFee: 150, giftCard: 500 });
    store.shop({ lines, reverseCharge: true });
    store.shop({ lines, promotions: [{ type: 'PERCENT', base: 'SUBTOTAL', value: 5, description: 'Actie' }] });
    store.shop({ lines, surcharges: [{ description: 'Verpakking', type: 'ABSOLUTE', value: 1, percent: 21 }] });
    const { id } = store.shop({ lines });
    store.simulator.shopper.refund(String(id), 100);
    await conforms('search-orders', 'GET', '/orders');
  });

  it('answers creates, updates and deletes in their schemas', async () => {
    const product = {
      sku: 'N-1',
      name: 'Nieuw',
      price: 10,
      options: [{ type: 'SELECT', name: 'Maat', choices: [{ text: 'S' }] }],
    };
    const { id } = (await conforms('create-product', 'POST', '/products', product)) as { id: number };
    await conforms('update-product', 'PUT', `/products/${id}?returnItem=true`, { price: 9, quantity: 4, unlimited: false });
    await conforms('adjust-product-stock', 'PUT', `/products/${id}/inventory`, { quantityDelta: -6 });
    const variation = { sku: 'N-1-S', quantity: 2, options: [{ name: 'Maat', value: 'S' }] };
    const made = (await conforms('create-product-variation', 'POST', `/products/${id}/combinations`, variation)) as {
      id: number;
    };
    const own = `/products/${id}/combinations/${made.id}`;
    await conforms('update-product-variation', 'PUT', own, { quantity: 5 });
    await conforms('adjust-product-variation-stock', 'PUT', `${own}/inventory`, { quantityDelta: 1 });
    await conforms('delete-product-variation', 'DELETE', own);
    await conforms('delete-all-product-variations', 'DELETE', `/products/${id}/combinations`);

    const category = (await conforms('create-category', 'POST', '/categories', { name: 'Nieuw' })) as { id: number };
    await conforms('update-category', 'PUT', `/categories/${category.id}`, { name: 'Ander' });
    const ids = { productIds: [id] };
    await conforms('assign-products-to-the-category', 'POST', `/categories/${category.id}/assignProducts`, ids);
    await conforms('unassign-products-from-the-category', 'POST', `/categories/${category.id}/unassignProducts`, ids);
    await conforms('delete-category', 'DELETE', `/categories/${category.id}`);
    await conforms('delete-product', 'DELETE', `/products/${id}`);

    const order = {
      email: 'kassa@example.com',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'DELIVERED',
      subtotal: 5,
      total: 5,
      disableAllCustomerNotifications: true,
      items: [{ name: 'Los', sku: 'LOS', price: 5, quantity: 1 }],
    };
    await conforms('calculate-order-details', 'POST', '/order/calculate', order);
    const created = (await conforms('create-order', 'POST', '/orders', order)) as { orderId: string };
    await conforms('add-extra-fields-to-order', 'POST', `/orders/${created.orderId}/extraFields`, { id: 'till', value: '17' });
    await conforms('update-order', 'PUT', `/orders/${created.orderId}`, { fulfillmentStatus: 'SHIPPED' });
    await conforms('get-order', 'GET', `/orders/${created.orderId}`);
    await conforms('delete-order', 'DELETE', `/orders/${created.orderId}`);

    const contacts = [{ contact: '+31 6 0000 0000', type: 'PHONE' }];
    const shippingAddresses = [{ name: 'Nieuw', street: 'Straat 1', city: 'Utrecht', countryCode: 'NL' }];
    const person = {
      email: 'nieuw@example.com',
      billingPerson: { name: 'Nieuw Persoon', countryCode: 'NL' },
      contacts,
      shippingAddresses,
    };
    const customer = (await conforms('create-customer', 'POST', '/customers', person)) as { id: number };
    await conforms('get-customer', 'GET', `/customers/${customer.id}`);
    await conforms('update-customer', 'PUT', `/customers/${customer.id}`, { taxId: 'NL000000000B01' });
    await conforms('delete-customer', 'DELETE', `/customers/${customer.id}`);
    await conforms('create-customer-group', 'POST', '/customer_groups', { name: 'Vast' });
    await conforms('update-store-profile', 'PUT', '/profile', { settings: { storeName: 'Andere naam' } });
    for (const entity of ['products', 'orders', 'customers'])
      await conforms('get-deleted-items-history', 'GET', `/${entity}/deleted`);

    const batch = [{ id: 'a', method: 'GET', path: '/orders?limit=1' }];
    const { ticket } = (await conforms('create-batch', 'POST', '/batch', batch)) as { ticket: string };
    await conforms('get-batch-status', 'GET', `/batch?ticket=${ticket}`);
    store.clock.advance(1000);
    await conforms('get-batch-status', 'GET', `/batch?ticket=${ticket}&escapedJson=true`);
  });

  it('sends webhooks in their schema', async () => {
    const receiver = await store.receiver();
    store.shop({ lines: [{ sku: '2101', quantity: 1 }] });
    store.clock.advance(0);
    await receiver.received(3);
    for (const { body } of receiver.requests) assert.deepEqual(validateAnswer('webhook', body), []);
  });
});

/** A path with nameless parameters. */
function shape(path: string): string {
  return path.replace(/\{[^}]+\}/g, '{}');
}
