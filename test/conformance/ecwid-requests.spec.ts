import assert from 'node:assert/strict';
import {
  createEcwid,
  createEcwidOrder,
  createVariation,
  type EcwidClient,
  runBatch,
  stockRequest,
  updateEcwid,
  updateVariation,
} from '../../lib/ecwid';
import { ShopServer } from '../lib/ecwid/shop-server';
import { contract, validateRequest } from './ecwid-contract';

const ADDRESS = { name: 'Jan Jansen', street: 'Dorpsstraat 1\nbis', city: 'Utrecht', countryCode: 'NL', postalCode: '3511AA' };

/** Each write of lib/ecwid as the flows use it, and the endpoint of the contract that it must fit. */
const WRITES: Record<string, (client: EcwidClient) => Promise<unknown>> = {
  'create-order': (client) =>
    createEcwidOrder(client, {
      email: 'jan@example.com',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'DELIVERED',
      subtotal: 24.95,
      total: 24.95,
      tax: 4.33,
      pricesIncludeTax: true,
      externalTransactionId: 'POS-2026-000123',
      createDate: '2026-01-02 10:15:00 +0000',
      billingPerson: ADDRESS,
      items: [
        { sku: 'TS-RED-M', name: 'T-shirt', quantity: 1, price: 24.95, taxes: [{ name: 'BTW 21%', value: 21, total: 4.33 }] },
      ],
    }),
  'update-order': (client) =>
    updateEcwid(client, 'order', 'A1', { fulfillmentStatus: 'SHIPPED', privateAdminNotes: 'Till order 42' }),
  'create-product': (client) =>
    createEcwid(client, 'product', {
      name: 'T-shirt',
      sku: 'TS',
      price: 24.95,
      quantity: 0,
      unlimited: false,
      categoryIds: [8001],
      tax: { taxable: true, taxClassCode: 'default' },
      attributes: [{ alias: 'UPC', value: '8712345678906' }],
      options: [{ type: 'RADIO', name: 'Colour', required: true, choices: [{ text: 'Red' }] }],
    }),
  'update-product': (client) => updateEcwid(client, 'product', 1, { price: 22.5, enabled: false }),
  'create-product-variation': (client) =>
    createVariation(client, 1, {
      sku: 'TS-RED',
      price: 24.95,
      quantity: 7,
      unlimited: false,
      options: [{ name: 'Colour', value: 'Red' }],
    }),
  'update-product-variation': (client) => updateVariation(client, 1, 2, { quantity: 12, unlimited: false }),
  'create-category': (client) => createEcwid(client, 'category', { name: 'Drinks', parentId: 0, enabled: true }),
  'update-category': (client) => updateEcwid(client, 'category', 8, { name: 'Drinks', parentId: 7 }),
  'create-customer': (client) =>
    createEcwid(client, 'customer', { email: 'jan@example.com', billingPerson: ADDRESS, acceptMarketing: false }),
  'update-customer': (client) => updateEcwid(client, 'customer', 5, { taxId: 'NL000000000B00' }),
  'create-batch': (client) =>
    runBatch(client, [stockRequest({ productId: 1 }, 4), stockRequest({ productId: 1, variationId: 2 }, 'unlimited')], {
      wait: async () => {},
    }),
};

describe('Ecwid requests fit the contract', () => {
  let shop: ShopServer;
  before(async function () {
    if (!contract.available) {
      console.log(contract.why);
      this.skip();
    }
    shop = await ShopServer.start(({ method }) => ({
      body: method === 'POST' ? { id: 1, orderId: 'A1', ticket: 't' } : { status: 'COMPLETED', updateCount: 1 },
    }));
  });
  after(() => shop?.close());

  for (const [endpoint, write] of Object.entries(WRITES)) {
    it(endpoint, async () => {
      shop.seen.splice(0);
      await write(shop.client());
      assert.deepEqual(validateRequest(endpoint, shop.seen[0].body), []);
    });
  }
});
