import { strict as assert } from 'node:assert';
import { EcwidClient, OpenOrders, ShopStock } from '../../../lib/ecwid';
import { type Sandbox, startSandbox } from '../../../lib/sandbox';

describe('Stock of the webshop', () => {
  let sandbox: Sandbox;
  let client: EcwidClient;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 3 });
    const { baseUrl, storeId, token } = sandbox.ecwid;
    client = new EcwidClient({ baseUrl, storeId, token, requestsPerMinute: 6000, timeout: 10 });
  });
  afterEach(async () => {
    client.close();
    await sandbox.close();
  });

  const products = () => [...sandbox.control.ecwid.state.products.values()];
  const skus = () =>
    products().flatMap(({ sku, combinations }) => combinations.map((variation) => variation.sku ?? '').concat(sku));
  const requests = () => sandbox.control.requests.total('ecwid');
  const own = (sku: string) => products().find((product) => product.sku === sku)!;
  const purchase = (lines: { sku: string; quantity: number }[], more: object = {}) =>
    String(
      sandbox.control.ecwid.shopper.place({
        buyer: {
          name: 'Test Koper',
          email: 'koper@example.com',
          street: 'Kade 5',
          postalCode: '3011 AA',
          city: 'Rotterdam',
          countryCode: 'NL',
          language: 'nl',
        },
        lines,
        shippingMethod: 'PostNL pakket',
        paymentMethod: 'iDEAL',
        paid: true,
        ...more,
      }).id,
    );

  describe('by SKU', () => {
    it('is found one by one for a few, and with the whole catalogue for many', async () => {
      const stock = new ShopStock(client);
      assert.equal((await stock.find('2101'))[0].level, own('2101').quantity);
      assert.equal(requests(), 2);

      const many = skus().slice(0, 100);
      const found = await Promise.all(many.map((sku) => stock.find(sku)));
      assert.ok(found.every((places) => places.length === 1));
      const pages = Math.ceil(products().length / 100);
      assert.ok(requests() <= 2 + pages * 3, `${requests()} requests`);
    });

    it('is known to be in no product, for a while, without another search', async () => {
      const stock = new ShopStock(client);
      await Promise.all(skus().map((sku) => stock.find(sku)));
      sandbox.control.requests.clear();
      const none = await Promise.all(Array.from({ length: 50 }, (_, index) => stock.find(`none-${index}`)));
      assert.ok(none.every((places) => places.length === 0));
      assert.equal(requests(), 0);
    });

    it('is looked for again where that costs little: the product may be new', async () => {
      const stock = new ShopStock(client);
      assert.deepEqual(await stock.find('777'), []);
      sandbox.control.ecwid.state.products.put({ ...own('2101'), sku: '777' });
      assert.equal((await stock.find('777')).length, 1);
    });

    it('is searched anew when it is not where it was', async () => {
      const stock = new ShopStock(client);
      await stock.find('2101');
      const { state } = sandbox.control.ecwid;
      state.products.put({ ...own('2101'), sku: 'OLD' });
      state.products.put({ ...own('2102'), sku: '2101' });
      const [place] = await stock.find('2101');
      assert.equal(place.place.productId, own('2101').id);
    });

    it('has no level that can be relied on right after it was written: the search lags', async () => {
      sandbox.control.set({ ecwidSearchLag: 15 });
      const stock = new ShopStock(client);
      const [{ place }] = await stock.find('2101');
      await stock.write(place, 3);
      assert.deepEqual(await stock.find('2101'), [{ place, level: undefined, unused: false }]);
    });
  });

  it('is written in one batch, in which one failure is only its own', async () => {
    const stock = new ShopStock(client, { wait: async () => sandbox.control.clock.advance(1000) });
    const some = products()
      .filter(({ combinations }) => combinations.length === 0)
      .slice(0, 6);
    const places = [...some.map(({ id }) => ({ productId: id })), { productId: 1 }];
    const results = await Promise.allSettled(places.map((place) => stock.write(place, 9)));
    assert.deepEqual(
      results.map(({ status }) => status),
      [...some.map(() => 'fulfilled'), 'rejected'],
    );
    assert.equal((results.at(-1) as PromiseRejectedResult).reason.code, 'ECWID_NOT_FOUND');
    assert.ok(some.every(({ id }) => sandbox.control.ecwid.state.products.get(id)?.quantity === 9));
    assert.equal(sandbox.control.requests.total('ecwid', 'POST /batch'), 1);
  });

  describe('that open orders have taken', () => {
    it('is known by SKU, and no longer when an order is cancelled or shipped', async () => {
      const orders = new OpenOrders(client);
      const [first, second] = [
        purchase([{ sku: '4103', quantity: 2 }]),
        purchase([{ sku: '4103', quantity: 1 }], { paid: false }),
      ];
      await orders.look();
      const of = () =>
        orders
          .of('4103')
          .filter(({ id }) => id === first || id === second)
          .map(({ id, quantity }) => `${id} ${quantity}`)
          .sort();
      assert.deepEqual(of(), [`${first} 2`, `${second} 1`].sort());

      sandbox.control.ecwid.shopper.cancel(first);
      await orders.look();
      assert.deepEqual(of(), [`${second} 1`]);

      await client.request('PUT', `/orders/${second}`, { body: { fulfillmentStatus: 'SHIPPED' } });
      await orders.look();
      assert.deepEqual(of(), []);
    });

    it('adds the lines of one SKU, and leaves out what it is told to ignore', async () => {
      const orders = new OpenOrders(client, { ignore: ({ externalTransactionId }) => externalTransactionId === 'mine' });
      const id = purchase([
        { sku: '4103', quantity: 2 },
        { sku: '4103', quantity: 3 },
      ]);
      await orders.look();
      assert.equal(orders.of('4103').find((order) => order.id === id)?.quantity, 5);
      await client.request('PUT', `/orders/${id}`, { body: { externalTransactionId: 'mine' } });
      await orders.look();
      assert.equal(
        orders.of('4103').find((order) => order.id === id),
        undefined,
      );
    });

    it('costs one request a look, whatever the number of orders, once all were read', async () => {
      const { clock } = sandbox.control;
      const orders = new OpenOrders(client, { now: () => clock.now() / 1000 });
      for (let order = 0; order < 120; order += 1) {
        purchase([{ sku: '4103', quantity: 1 }]);
        clock.advance(2_000);
      }
      await orders.look();
      assert.ok(orders.of('4103').length >= 120);
      sandbox.control.requests.clear();
      await orders.look();
      assert.equal(requests(), 1);
    });
  });
});
