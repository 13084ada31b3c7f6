import assert from 'node:assert/strict';
import {
  createEcwid,
  createEcwidOrder,
  createVariation,
  deleteCategory,
  deleteVariation,
  type EcwidError,
  findCustomersByEmail,
  findOrdersByTransaction,
  findProductsBySku,
  updateEcwid,
  updateVariation,
} from '../../../lib/ecwid';
import { type Answer, type Seen, ShopServer } from './shop-server';

describe('Ecwid writers', () => {
  let shop: ShopServer;
  const start = async (handler: (seen: Seen, number: number) => Answer) => {
    shop = await ShopServer.start(handler);
    return shop.client();
  };
  const sent = () => shop.seen.map(({ method, target, body }) => [method, target, body]);
  afterEach(() => shop.close());

  describe('find products by SKU', () => {
    const shirt = { id: 1, sku: 'TS', combinations: [{ id: 11, sku: 'TS-RED-M' }, { id: 12 }] };

    it('gives the variation that has the SKU, not its siblings (50)', async () => {
      const client = await start(() => ({ body: { total: 1, items: [shirt] } }));
      assert.deepEqual(await findProductsBySku(client, ' TS-RED-M '), [{ product: shirt, variation: shirt.combinations[0] }]);
      assert.equal(shop.seen[0].query.get('sku'), 'TS-RED-M');
    });

    it('gives every match where the store allows a SKU twice', async () => {
      const twin = { id: 2, sku: 'TS' };
      const client = await start(() => ({ body: { total: 2, items: [shirt, twin] } }));
      assert.deepEqual(await findProductsBySku(client, 'TS'), [{ product: shirt }, { product: twin }]);
    });

    it('gives nothing for a SKU that only looks alike', async () => {
      const client = await start(() => ({ body: { total: 1, items: [{ id: 3, sku: 'ts' }] } }));
      assert.deepEqual(await findProductsBySku(client, 'TS'), []);
    });
  });

  it('finds customers by the exact address, without case and outer spaces (40)', async () => {
    const items = [
      { id: 1, email: 'Jan@Example.com ' },
      { id: 2, email: 'not-jan@example.com' },
    ];
    const client = await start(() => ({ body: { total: 2, items } }));
    assert.deepEqual(await findCustomersByEmail(client, ' jan@example.com'), [items[0]]);
    assert.equal(shop.seen[0].target, '/customers?email=jan%40example.com&useExactEmailMatch=true&limit=100');
  });

  describe('create an order', () => {
    it('gives the public id, not the number, and keeps mails from the buyer (18)', async () => {
      const client = await start(() => ({ body: { id: 516483490, orderId: 'SHOP-9QW2K' } }));
      assert.deepEqual(await createEcwidOrder(client, { total: 1 }), { orderId: 'SHOP-9QW2K' });
      assert.deepEqual(sent(), [['POST', '/orders', { disableAllCustomerNotifications: true, total: 1 }]]);
    });

    it('lets the body decide about mails', async () => {
      const client = await start(() => ({ body: { id: 1, orderid: 'A1' } }));
      assert.deepEqual(await createEcwidOrder(client, { disableAllCustomerNotifications: false }), { orderId: 'A1' });
      assert.deepEqual(shop.seen[0].body, { disableAllCustomerNotifications: false });
    });

    it('asks for the public id when the answer has only the number', async () => {
      const client = await start(({ method }) => ({ body: method === 'POST' ? { id: 516483490 } : { id: 'SHOP-9QW2K' } }));
      assert.deepEqual(await createEcwidOrder(client, {}), { orderId: 'SHOP-9QW2K' });
      assert.equal(shop.seen[1].target, '/orders/516483490');
    });

    it('is uncertain when the public id cannot be asked for: the order exists', async () => {
      const client = await start(({ method }) => (method === 'POST' ? { body: { id: 516483490 } } : { status: 500 }));
      await assert.rejects(createEcwidOrder(client, {}), (error: EcwidError) => error.disposition === 'uncertain');
    });

    it('is found again by our transaction id, exactly (80)', async () => {
      const items = [
        { id: 'A1', externalTransactionId: 'POS-2026-000123' },
        { id: 'A2', privateAdminNotes: 'see POS-2026-000123' },
      ];
      const client = await start(() => ({ body: { total: 2, items } }));
      assert.deepEqual(await findOrdersByTransaction(client, 'POS-2026-000123'), [items[0]]);
      assert.equal(shop.seen[0].query.get('keywords'), 'POS-2026-000123');
    });
  });

  it('creates and updates products, variations, categories and customers', async () => {
    const client = await start(({ method }) => ({ body: method === 'POST' ? { id: 5 } : { updateCount: 1 } }));
    assert.equal(await createEcwid(client, 'product', { name: 'Coffee' }), 5);
    assert.equal(await createVariation(client, 5, { sku: 'COFFEE-1KG' }), 5);
    await updateEcwid(client, 'product', 5, { price: 3.5 }, { query: { saveCombinations: true } });
    await updateVariation(client, 5, 6, { price: 4 });
    await updateEcwid(client, 'category', 8, { name: 'Drinks' });
    await updateEcwid(client, 'order', 'A+1', { fulfillmentStatus: 'SHIPPED' });
    assert.deepEqual(sent(), [
      ['POST', '/products', { name: 'Coffee' }],
      ['POST', '/products/5/combinations', { sku: 'COFFEE-1KG' }],
      ['PUT', '/products/5?saveCombinations=true', { price: 3.5 }],
      ['PUT', '/products/5/combinations/6', { price: 4 }],
      ['PUT', '/categories/8', { name: 'Drinks' }],
      ['PUT', '/orders/A%2B1', { fulfillmentStatus: 'SHIPPED' }],
    ]);
  });

  it('takes what is gone already as deleted', async () => {
    const client = await start(() => ({ status: 404, body: { errorCode: 'CATEGORIES_NOT_FOUND' } }));
    await deleteCategory(client, 8);
    await deleteVariation(client, 5, 6);
    assert.deepEqual(sent(), [
      ['DELETE', '/categories/8', undefined],
      ['DELETE', '/products/5/combinations/6', undefined],
    ]);
  });

  it('is uncertain about a create whose answer has no id', async () => {
    const client = await start(() => ({ body: {} }));
    await assert.rejects(
      createEcwid(client, 'customer', { email: 'jan@example.com' }),
      (error: EcwidError) => error.disposition === 'uncertain',
    );
  });
});
