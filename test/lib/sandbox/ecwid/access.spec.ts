import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: access', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const withToken = (token: string, path = '/products') =>
    store.call('GET', path, undefined, { authorization: `Bearer ${token}` });

  it('refuses an absent or wrong token with 403 and an empty body', async () => {
    const wrong = await withToken('secret_wrong');
    assert.equal(wrong.status, 403);
    assert.equal(wrong.text, '');
    assert.equal(wrong.headers.get('content-length'), '0');
    const absent = await fetch(`${store.baseUrl}/products`);
    assert.equal(absent.status, 403);
    assert.equal(await absent.text(), '');
  });

  it('says INVALID_API_TOKEN when the switch is on', async () => {
    store.switches.ecwidTokenErrorBody = true;
    assert.equal((await withToken('secret_wrong')).body.errorCode, 'INVALID_API_TOKEN');
  });

  it('takes the token as a query parameter too', async () => {
    const answer = await fetch(`${store.baseUrl}/products?token=${store.simulator.token}`);
    assert.equal(answer.status, 200);
  });

  it('refuses a call without its scope, and names the reason', async () => {
    store.switches.ecwidScopes = ['read_catalog'];
    const answer = await store.get('/orders');
    assert.equal(answer.status, 403);
    assert.equal(answer.body.errorCode, 'INSUFFICIENT_APP_SCOPE');
    assert.equal((await store.get('/products')).status, 200);
  });

  it('answers 404 STORE_NOT_FOUND for another store, whatever the token', async () => {
    const answer = await fetch(`${store.baseUrl.replace('1003', '1004')}/products`);
    assert.equal(answer.status, 404);
    assert.deepEqual(await answer.json(), { errorMessage: 'Store not found', errorCode: 'STORE_NOT_FOUND' });
  });

  it('gives dictionaries without a token', async () => {
    const answer = await fetch(`${store.baseUrl}/taxClasses?countryCode=NL`);
    assert.equal(answer.status, 200);
    const [first] = (await answer.json()) as { taxClassCode: string; taxClassRate: string }[];
    assert.deepEqual([first.taxClassCode, first.taxClassRate], ['default', '21.00']);
  });

  it('shows a public token enabled products only, and no orders', async () => {
    const { id } = await store.productBySku('4101');
    await store.call('PUT', `/products/${id}`, { enabled: false });
    const { publicToken } = store.simulator;
    assert.equal((await withToken(publicToken)).body.total, 3);
    assert.equal((await withToken(publicToken, `/products/${id}`)).status, 404);
    assert.equal((await withToken(publicToken, '/orders')).body.errorCode, 'INSUFFICIENT_APP_SCOPE');
  });

  it('lets a public token create unfinished orders only', async () => {
    const headers = { authorization: `Bearer ${store.simulator.publicToken}` };
    const order = (paymentStatus: string) => ({
      email: 'a@example.com',
      paymentStatus,
      fulfillmentStatus: 'AWAITING_PROCESSING',
    });
    assert.equal((await store.call('POST', '/orders', order('PAID'), headers)).status, 403);
    assert.equal((await store.call('POST', '/orders', order('INCOMPLETE'), headers)).status, 200);
  });

  it('refuses the request above the limit until the oldest of the minute is a minute old', async () => {
    store.switches.ecwidRequestsPerMinute = 3;
    assert.equal((await store.get('/orders/last')).status, 200);
    store.clock.advance(20_000);
    for (const expected of [200, 200, 429]) assert.equal((await store.get('/orders/last')).status, expected);
    const refused = await store.get('/orders/last');
    assert.equal(refused.headers.get('retry-after'), '40');
    assert.equal(refused.body.errorCode, 'RATE_LIMITED');
    store.clock.advance(39_000);
    assert.equal((await store.get('/orders/last')).status, 429);
    store.clock.advance(1_000);
    assert.equal((await store.get('/orders/last')).status, 200);
  });

  it('blocks a wrong token for long after 20 requests in a minute, but not the right one', async () => {
    for (let count = 0; count < 20; count += 1) assert.equal((await withToken('secret_wrong')).status, 403);
    const blocked = await withToken('secret_wrong');
    assert.equal(blocked.status, 429);
    assert.ok(Number(blocked.headers.get('retry-after')) > 600);
    assert.equal((await store.get('/products')).status, 200);
  });

  it('answers 405 for a wrong method, 415 for another content type, 400 for broken JSON', async () => {
    assert.equal((await store.call('PUT', '/orders', {})).body.errorCode, 'METHOD_NOT_ALLOWED');
    assert.equal((await store.call('PUT', '/orders', {})).status, 405);
    const typed = (type: string) => store.call('POST', '/products', '{"name":"x"}', { 'content-type': type });
    assert.equal((await typed('text/plain')).status, 415);
    assert.equal((await typed('text/json')).status, 200);
    const broken = await store.call('POST', '/products', '{"name":');
    assert.deepEqual([broken.status, broken.body.errorCode], [400, 'WRONG_PARAMETER']);
  });

  it('says what is wrong in the reason phrase only, when errors have no body', async () => {
    store.switches.ecwidErrorBody = 'empty';
    const answer = await store.call('POST', '/orders', { items: [{ name: 'x', price: 1 }] });
    assert.deepEqual([answer.status, answer.reason, answer.text], [400, 'Field OrderItem.quantity is absent', '']);
  });

  it('names a parameter of the wrong type', async () => {
    const number = await store.get('/products?limit=ten');
    assert.equal(number.status, 400);
    assert.equal(number.body.errorMessage, "Wrong numeric parameter 'limit' value: not a number or a number out of range");
    assert.equal((await store.get('/products/abc')).status, 400);
    assert.equal((await store.get('/products?enabled=maybe')).status, 400);
    assert.equal((await store.get('/products?enabled=yes')).body.total, 4);
  });

  it('fails as a fault orders, and does the work or not', async () => {
    store.faults.add({ system: 'ecwid', operation: 'POST /products', kind: 'http500', count: 1 });
    assert.equal((await store.call('POST', '/products', { name: 'x' })).status, 500);
    store.faults.add({ system: 'ecwid', operation: 'POST /products', kind: 'resetAfter', count: 1 });
    await assert.rejects(store.call('POST', '/products', { name: 'y' }));
    const { items } = (await store.get('/products?sortBy=ADDED_TIME_DESC')).body;
    assert.deepEqual(
      items.slice(0, 2).map((product: { name: string }) => product.name),
      ['y', 'Koffie'],
    );
  });

  it('reports in complaints what a client should not have sent', async () => {
    await store.call('POST', '/products', { name: 'x', price: 1, sku: 'x', created: 'now', colour: 'red' });
    await store.get('/products?modifiedSince=1');
    const texts = store.complaints.list().map(({ text }) => text);
    assert.deepEqual(texts, [
      'POST /products: Product.created is read-only',
      'POST /products: Product.colour is not a field of the API',
      "GET /products: parameter 'modifiedSince' has no effect here",
    ]);
  });
});
