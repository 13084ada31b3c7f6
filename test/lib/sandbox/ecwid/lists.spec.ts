import assert from 'node:assert/strict';
import { openStore, START, type Store } from './store';

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

describe('Ecwid simulator: lists', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const names = async (path: string) => (await store.get(path)).body.items.map(({ name }: { name: string }) => name);

  it('pages with offset and limit in one envelope', async () => {
    const { body } = await store.get('/products?offset=1&limit=2');
    assert.deepEqual([body.total, body.count, body.offset, body.limit], [4, 2, 1, 2]);
  });

  it('lowers a limit above 100, or refuses it', async () => {
    assert.equal((await store.get('/products?limit=500')).body.limit, 100);
    store.switches.ecwidLimitAbove100 = 'refuse';
    assert.equal((await store.get('/products?limit=500')).status, 400);
  });

  it('moves a changed product to the end of UPDATED_TIME_ASC, so that pages shift', async () => {
    const order = '/products?sortBy=UPDATED_TIME_ASC&limit=2';
    assert.deepEqual(await names(order), ['Mok', 'Cadeaupapier']);
    const { id } = await store.productBySku('4101');
    store.clock.advance(1000);
    await store.call('PUT', `/products/${id}`, { price: 3 });
    assert.deepEqual(await names(`${order}&offset=2`), ['Koffie', 'Mok']);
  });

  it('finds changes from a date on, inclusive, in each way of writing one', async () => {
    const { id } = await store.productBySku('4101');
    await store.call('PUT', `/products/${id}/inventory`, { quantityDelta: -1 });
    const at = ['1768469400', '2026-01-15 09:30:00', '2026-01-15 10:30:00 +0100', '2026-01-15'];
    assert.equal(seconds(START), 1768469400);
    for (const from of at) assert.deepEqual(await names(`/products?updatedFrom=${encodeURIComponent(from)}`), ['Mok'], from);
    assert.deepEqual(await names('/products?updatedFrom=1768469401'), []);
    assert.equal((await store.get('/products?updatedFrom=yesterday')).status, 400);
  });

  it('shows a write in lists only after the lag, by id at once', async () => {
    store.switches.ecwidSearchLag = 5;
    const { id } = (await store.call('POST', '/products', { name: 'Nieuw', sku: 'NEW' })).body;
    const mug = await store.productBySku('4101');
    await store.call('PUT', `/products/${mug.id}`, { price: 1 });
    await store.call('DELETE', `/products/${(await store.productBySku('9101')).id}`);
    assert.equal((await store.get(`/products/${id}`)).body.name, 'Nieuw');
    assert.equal((await store.get('/products?sku=NEW')).body.total, 0);
    assert.equal((await store.get('/products?sku=4101')).body.items[0].price, 14.95);
    assert.equal((await store.get('/products')).body.total, 4);
    store.clock.advance(4_999);
    assert.equal((await store.get('/products?sku=NEW')).body.total, 0);
    store.clock.advance(1);
    assert.equal((await store.get('/products?sku=NEW')).body.total, 1);
    assert.equal((await store.get('/products?sku=4101')).body.items[0].price, 1);
    assert.deepEqual(await names('/products'), ['Koffie', 'Mok', 'T-shirt', 'Nieuw']);
  });

  it('trims answers to responseFields, nested lists too', async () => {
    const list = await store.get('/products?sku=11001&responseFields=total,items(id,sku,combinations(sku,nothing),nothing)');
    assert.deepEqual(Object.keys(list.body), ['total', 'items']);
    assert.deepEqual(Object.keys(list.body.items[0]), ['id', 'sku', 'combinations']);
    assert.deepEqual(list.body.items[0].combinations[0], { sku: '11001' });
    const order = await store.get('/orders/last?responseFields=id,items(sku)');
    assert.deepEqual(Object.keys(order.body), ['id', 'items']);
    assert.equal((await store.get('/products?responseFields=items(id')).status, 400);
  });

  it('gives plain text fields in the language asked for', async () => {
    const { id } = await store.productBySku('2101');
    assert.equal((await store.get(`/products/${id}?lang=en`)).body.name, 'Koffie (en)');
    assert.equal((await store.get(`/products/${id}`)).body.name, 'Koffie');
    assert.deepEqual((await store.get(`/products/${id}`)).body.nameTranslated, { nl: 'Koffie', en: 'Koffie (en)' });
    const category = (await store.get(`/products/${id}`)).body.categories[0];
    assert.equal(category.nameTranslated, 'Eten');
  });

  it('remembers what was deleted, and when', async () => {
    const { id } = await store.productBySku('2101');
    await store.call('DELETE', `/products/${id}`);
    const order = (await store.get('/orders/last')).body;
    store.clock.advance(60_000);
    await store.call('DELETE', `/orders/${order.id}`);
    assert.deepEqual((await store.get('/products/deleted')).body.items, [{ id, date: '2026-01-15 09:30:00 +0000' }]);
    assert.deepEqual((await store.get('/orders/deleted?from_date=2026-01-15%2009:31:00')).body.items, [
      { id: order.internalId, orderId: order.id, date: '2026-01-15 09:31:00 +0000' },
    ]);
    assert.equal((await store.get('/products/deleted?from_date=1768469401')).body.total, 0);
  });

  it('tells when each entity changed last', async () => {
    const before = (await store.get('/latest-stats')).body;
    await store.call('POST', '/customers', { email: 'nieuw@example.com' });
    const after = (await store.get('/latest-stats')).body;
    assert.equal(after.customersUpdated, '2026-01-15 09:30:00 +0000');
    assert.equal(after.productsUpdated, before.productsUpdated);
    assert.notEqual(before.customersUpdated, after.customersUpdated);
  });

  it('goes back to a snapshot, which is plain JSON', async () => {
    const snapshot = JSON.parse(JSON.stringify(store.simulator.snapshot()));
    const before = (await store.get('/products')).body;
    await store.call('DELETE', `/products/${(await store.productBySku('4101')).id}`);
    await store.call('POST', '/products', { name: 'Nieuw' });
    store.simulator.restore(snapshot);
    assert.deepEqual((await store.get('/products')).body, before);
    assert.equal((await store.get('/products/deleted')).body.total, 0);
    assert.equal((await store.productBySku('11002')).sku, 'P110');
  });
});
