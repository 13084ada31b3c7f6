import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '../../../lib/sandbox';

describe('sandbox control API', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ products: 1, strict: true });
    sandbox.control.snapshot('start');
  });
  afterEach(() => {
    sandbox.control.restore('start');
    sandbox.control.faults.clear();
  });
  after(() => sandbox.close());

  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${sandbox.mplus.url}__sandbox${path}`, {
      method,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  }
  const get = async (path: string) => (await call('GET', path)).json;
  const free = async (articleNumber: number) =>
    (await get(`/state/stock?branchNumber=1&articleNumber=${articleNumber}`))[0].physical;

  it('answers on both ports', async () => {
    const ecwid = new URL('/__sandbox/state', sandbox.ecwid.baseUrl);
    assert.deepEqual(await (await fetch(ecwid)).json(), await get('/state'));
  });

  it('lists what it offers', async () => {
    const routes = (await get('')) as { method: string; path: string }[];
    assert.ok(routes.some(({ method, path }) => method === 'POST' && path === '/__sandbox/faults'));
  });

  it('counts what either side holds', async () => {
    const { mplus, ecwid } = await get('/state');
    assert.equal(mplus.relations, 60);
    assert.equal(mplus.orders, 1);
    assert.ok(ecwid.orders > 50 && ecwid.products > 30 && ecwid.customers > 30 && ecwid.categories > 10);
  });

  it('shows records, chosen by a field', async () => {
    const [relation] = await get('/state/relations?relationNumber=1002');
    assert.equal(relation.email, 'jan@example.com');
    const [order] = await get('/state/ecwid/orders');
    assert.deepEqual(await get(`/state/ecwid/orders?orderId=${order.orderId}`), [order]);
    assert.deepEqual(await get('/state/orders?extOrderId=none'), []);
  });

  it('counts requests by operation, without ids and credentials', async () => {
    await call('DELETE', '/requests');
    const { mplus, ecwid } = sandbox;
    const soap =
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><getBranches xmlns="urn:mplusqapi"/></e:Body></e:Envelope>';
    await fetch(`${mplus.url}?ident=${mplus.ident}&secret=${mplus.secret}`, { method: 'POST', body: soap });
    await fetch(`${mplus.url}?wsdl&ident=a&secret=b`);
    const headers = { authorization: `Bearer ${ecwid.token}` };
    for (const id of [1, 2]) await fetch(`${ecwid.baseUrl}/${ecwid.storeId}/products/${id}`, { headers });
    assert.deepEqual(await get('/requests'), [
      { system: 'mplus', operation: 'getBranches', count: 1 },
      { system: 'mplus', operation: 'GET ?wsdl', count: 1 },
      { system: 'ecwid', operation: 'GET /products/*', count: 2 },
    ]);
    assert.equal(sandbox.control.requests.total('ecwid', 'GET '), 2);
  });

  it('orders, lists and clears faults', async () => {
    const rule = { system: 'mplus', operation: 'createOrderV3', kind: 'resetAfter', count: 2 };
    assert.equal((await call('POST', '/faults', rule)).status, 200);
    assert.deepEqual(await get('/faults'), [rule]);
    assert.equal((await call('DELETE', '/faults')).status, 200);
    assert.deepEqual(await get('/faults'), []);
  });

  it('sells at the till, and goes back to a snapshot', async () => {
    const before = await free(2101);
    await call('POST', '/snapshot', { name: 'before the sale' });
    assert.equal((await call('POST', '/till/sell', { branchNumber: 1, articleNumber: 2101, quantity: 3 })).status, 200);
    assert.equal(await free(2101), before - 3);
    assert.equal((await call('POST', '/restore', { name: 'before the sale' })).status, 200);
    assert.equal(await free(2101), before);
    assert.ok((await get('/snapshots')).includes('before the sale'));
  });

  it('takes the webshop back to a snapshot as well', async () => {
    const { orders } = (await get('/state')).ecwid;
    await call('POST', '/shopper/place', { buyer: { name: 'Test Koper' }, lines: [{ sku: '2101', quantity: 1 }] });
    assert.equal((await get('/state')).ecwid.orders, orders + 1);
    await call('POST', '/restore', { name: 'start' });
    assert.equal((await get('/state')).ecwid.orders, orders);
  });

  it('shows stock of weighed goods as decimal numbers', async () => {
    assert.equal(await free(3102), 22.805);
  });

  it('changes and deactivates articles and edits relations', async () => {
    assert.equal(
      (await call('POST', '/till/changeArticle', { articleNumber: 2101, fields: { priceIncl: 1395 } })).json.priceIncl,
      1395,
    );
    assert.equal((await call('POST', '/till/deactivate', { articleNumber: 2101 })).json.active, false);
    assert.equal(
      (await call('POST', '/till/editRelation', { relationNumber: 1002, fields: { city: 'Gent' } })).json.city,
      'Gent',
    );
  });

  it('ships and cancels orders of the till', async () => {
    const [{ orderId }] = await get('/state/orders');
    assert.equal((await call('POST', '/till/ship', { orderId })).status, 200);
    assert.equal((await get('/state/orders'))[0].deliveryState, 'ORDER-DELIVERY-STATE-COMPLETE');
    await call('POST', '/restore', { name: 'start' });
    assert.equal((await call('POST', '/till/cancel', { orderId })).status, 200);
    assert.equal((await get('/state/orders'))[0].cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
  });

  it('places, pays, refunds and cancels orders in the webshop', async () => {
    const buyer = { name: 'Test Koper', email: 'koper@example.com' };
    const { status, json: placed } = await call('POST', '/shopper/place', {
      buyer,
      lines: [{ sku: '2101', quantity: 2 }],
      paid: false,
    });
    assert.equal(status, 200);
    assert.equal(placed.total, 30.85);
    assert.equal(placed.paymentStatus, 'AWAITING_PAYMENT');
    const orderId = placed.id;
    assert.equal((await call('POST', '/shopper/pay', { orderId })).json.paymentStatus, 'PAID');
    assert.equal((await call('POST', '/shopper/refund', { orderId, amount: 495 })).json.paymentStatus, 'PARTIALLY_REFUNDED');
    assert.equal((await call('POST', '/shopper/cancel', { orderId })).json.paymentStatus, 'CANCELLED');
  });

  it('sends webhooks where it is told, until it is told no more', async () => {
    const received: string[] = [];
    let arrived: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const receiver = createServer((request, response) => {
      received.push(String(new URL(request.url ?? '', 'http://x').searchParams.get('eventtype')));
      request.resume().on('end', () => {
        response.end();
        arrived();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const order = { buyer: { name: 'Test Koper' }, lines: [{ sku: '2101', quantity: 1 }] };
    assert.equal((await call('PUT', '/webhooks', { url, events: ['order.created'], duplicates: 0 })).status, 200);
    await call('POST', '/shopper/place', order);
    await first;
    assert.deepEqual(received, ['order.created']);
    assert.equal((await get('/webhooks')).length, 1);
    await call('DELETE', '/webhooks');
    await call('POST', '/shopper/place', order);
    assert.equal((await get('/webhooks')).length, 1);
    receiver.close();
  });

  it('sets switches, all or none', async () => {
    assert.equal((await call('POST', '/switches', { ecwidSearchLag: 5 })).json.ecwidSearchLag, 5);
    assert.equal((await call('POST', '/switches', { ecwidSearchLag: 9, nonsense: true })).status, 400);
    assert.equal((await get('/switches')).ecwidSearchLag, 5);
    await call('POST', '/switches', { ecwidSearchLag: 0 });
  });

  it('moves and slows the clock', async () => {
    await call('POST', '/clock', { speed: 0 });
    const before = Date.parse((await get('/clock')).now);
    const { json } = await call('POST', '/clock', { advance: 3600 });
    assert.equal(Date.parse(json.now) - before, 3_600_000);
    assert.equal(json.speed, 0);
    await call('POST', '/clock', { speed: 1 });
  });

  it('lists and forgets complaints, and collects none unless strict', async () => {
    await call('POST', '/switches', { strict: false });
    sandbox.control.complaints.add('ecwid', 'nobody asked');
    await call('POST', '/switches', { strict: true });
    sandbox.control.complaints.add('ecwid', 'unknown field');
    assert.deepEqual(await get('/complaints'), [{ system: 'ecwid', text: 'unknown field' }]);
    await call('DELETE', '/complaints');
    assert.deepEqual(await get('/complaints'), []);
  });

  const refused: [string, string, string, unknown, number, RegExp][] = [
    ['an unknown path', 'GET', '/nowhere', undefined, 404, /GET \/__sandbox lists/],
    ['the wrong method', 'PUT', '/clock', {}, 404, /PUT/],
    ['an unknown list', 'GET', '/state/nonsense', undefined, 404, /orders/],
    ['a body that is not JSON', 'POST', '/faults', '{', 400, /not JSON/],
    ['a body that is no object', 'POST', '/faults', [], 400, /object/],
    ['an unknown system', 'POST', '/faults', { system: 'other', kind: 'html' }, 400, /mplus, ecwid/],
    ['an unknown kind of fault', 'POST', '/faults', { system: 'mplus', kind: 'fire' }, 400, /latency/],
    ['a probability over one', 'POST', '/faults', { system: 'mplus', kind: 'html', probability: 2 }, 400, /from 0 to 1/],
    ['a snapshot without a name', 'POST', '/snapshot', {}, 400, /name/],
    ['a snapshot that was never taken', 'POST', '/restore', { name: 'none' }, 404, /none/],
    ['an unknown switch', 'POST', '/switches', { nonsense: 1 }, 400, /nonsense/],
    ['a switch of the wrong type', 'POST', '/switches', { ecwidSearchLag: 'long' }, 400, /number/],
    ['a switch with an unknown value', 'POST', '/switches', { mplusSetStock: 'other' }, 400, /physical/],
    ['time running backwards', 'POST', '/clock', { advance: -1 }, 400, /from 0/],
    ['an unknown act', 'POST', '/till/burn', {}, 404, /sell/],
    ['an act without its fields', 'POST', '/till/sell', { branchNumber: 1 }, 400, /articleNumber/],
    ['an order without lines', 'POST', '/shopper/place', { buyer: { name: 'x' } }, 400, /lines/],
    ['an order without a buyer', 'POST', '/shopper/place', { lines: [] }, 400, /buyer/],
    [
      'an order of an unknown SKU',
      'POST',
      '/shopper/place',
      { buyer: { name: 'x' }, lines: [{ sku: '5', quantity: 1 }] },
      400,
      /SKU 5/,
    ],
    ['an order that does not exist', 'POST', '/shopper/pay', { orderId: 'none' }, 400, /none/],
    ['webhooks without an address', 'PUT', '/webhooks', { url: 'here' }, 400, /url/],
    ['webhooks with an unknown field', 'PUT', '/webhooks', { url: 'http://127.0.0.1/', often: true }, 400, /often/],
    ['an article that does not exist', 'POST', '/till/deactivate', { articleNumber: 5 }, 400, /Article 5/],
  ];
  for (const [what, method, path, body, status, message] of refused) {
    it(`refuses ${what} with ${status} and says why`, async () => {
      const answer = await call(method, path, body);
      assert.equal(answer.status, status);
      assert.match(answer.json.error, message);
    });
  }
});
