import assert from 'node:assert/strict';
import {
  createEcwid,
  createEcwidOrder,
  EcwidClient,
  type EcwidConnection,
  type EcwidCursor,
  type EcwidEntity,
  type EcwidError,
  findCustomersByEmail,
  findOrdersByTransaction,
  findProductsBySku,
  readEcwidByKey,
  readEcwidPage,
  runBatch,
  stockRequest,
  updateEcwid,
} from '../../../lib/ecwid';
import type { SourceRecord } from '../../../lib/page';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../lib/sandbox';

describe('Ecwid client against the sandbox', () => {
  let sandbox: Sandbox;
  const clients: EcwidClient[] = [];
  const connect = (connection: Partial<EcwidConnection> = {}) => {
    const { baseUrl, storeId, token } = sandbox.ecwid;
    const client = new EcwidClient({ baseUrl, storeId, token, requestsPerMinute: 100_000, timeout: 5, ...connection });
    clients.push(client);
    return client;
  };
  const start = async (options: SandboxOptions = {}) => {
    sandbox = await startSandbox({ ...options, switches: { ecwidRequestsPerMinute: 0, ...options.switches } });
    return connect();
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await sandbox.close();
  });

  async function readAll(
    client: EcwidClient,
    entity: EcwidEntity,
    cursor?: EcwidCursor,
    between: () => unknown = () => undefined,
    limit = 10,
  ): Promise<{ records: SourceRecord[]; cursor: EcwidCursor }> {
    const records: SourceRecord[] = [];
    for (let at = cursor; ; ) {
      const page = await readEcwidPage(client, entity, at, { limit, overlap: 60 });
      records.push(...page.records);
      if (!page.more) return { records, cursor: page.cursor };
      at = page.cursor;
      await between();
    }
  }

  const keys = (records: readonly SourceRecord[]) => new Set(records.map(({ key }) => key));
  const order = (number: number) => ({
    email: 'jan@example.com',
    paymentStatus: 'AWAITING_PAYMENT',
    fulfillmentStatus: 'AWAITING_PROCESSING',
    subtotal: 1,
    total: 1,
    externalTransactionId: `POS-${number}`,
    items: [{ sku: 'X', name: 'X', quantity: 1, price: 1 }],
  });

  it('reads every order of a list that grows and changes between any two pages (80)', async () => {
    const client = await start();
    for (let number = 0; number < 35; number += 1) {
      await createEcwidOrder(client, order(number));
      sandbox.control.clock.advance(7000);
    }
    const before = keys((await readAll(client, 'order', undefined, undefined, 100)).records);
    assert.ok(before.size >= 35);
    const ids = [...before];
    const first = await readAll(client, 'order', undefined, async () => {
      sandbox.control.clock.advance(2000);
      await createEcwidOrder(client, order(1000));
      await updateEcwid(client, 'order', ids[Math.floor(ids.length / 2)], { paymentStatus: 'PAID' });
    });
    for (const id of before) assert.ok(keys(first.records).has(id), `order ${id} was lost`);
    const second = await readAll(client, 'order', first.cursor);
    const now = keys((await readAll(client, 'order', undefined, undefined, 100)).records);
    assert.deepEqual(keys([...first.records, ...second.records]), now);
  });

  it('reads a whole catalogue once, all of it (64)', async () => {
    const client = await start({ products: 230 });
    const { records } = await readAll(client, 'product', undefined, undefined, 100);
    assert.equal(keys(records).size, sandbox.control.ecwid.state.products.size);
    assert.equal(records.length, keys(records).size);
  });

  it('finds a change that the search index shows only later with the next pass, and at once by key (80)', async () => {
    const client = await start({ switches: { ecwidSearchLag: 15 } });
    const before = await readAll(client, 'order');
    const { orderId } = await createEcwidOrder(client, order(1));
    assert.equal((await readEcwidByKey(client, 'order', orderId))?.payload.externalTransactionId, 'POS-1');
    const during = await readAll(client, 'order', before.cursor);
    assert.ok(!keys(during.records).has(orderId), 'the index lags');
    sandbox.control.clock.advance(16_000);
    assert.ok(keys((await readAll(client, 'order', during.cursor)).records).has(orderId));
  });

  it('finds an order again whose answer was lost (80)', async () => {
    const client = await start();
    sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /orders', kind: 'resetAfter', count: 1 });
    const error = await createEcwidOrder(client, order(42)).then(
      () => assert.fail('expected an error'),
      (thrown: EcwidError) => thrown,
    );
    assert.deepEqual([error.code, error.disposition], ['ECWID_ANSWER_LOST', 'uncertain']);
    const found = await findOrdersByTransaction(client, 'POS-42');
    assert.equal(found.length, 1);
    assert.equal((await readEcwidByKey(client, 'order', String(found[0].id)))?.key, found[0].id);
  });

  it('comes through a storm of 429 answers without losing a request (88)', async () => {
    const client = await start();
    sandbox.control.faults.add({ system: 'ecwid', kind: 'rateLimit', count: 3 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.request('GET', '/profile')));
    assert.equal(answers.length, 20);
  });

  it('sends nothing more after the first refusal of a bad token', async () => {
    await start();
    const client = connect({ token: 'secret_wrong' });
    const codeOf = () =>
      client.request('GET', '/profile').then(
        () => 'none',
        (thrown: EcwidError) => thrown.code,
      );
    assert.equal(await codeOf(), 'ECWID_AUTH');
    sandbox.control.faults.add({ system: 'ecwid', kind: 'http500', count: 1 });
    assert.equal(await codeOf(), 'ECWID_AUTH');
    assert.equal(sandbox.control.faults.list().length, 1, 'the second request did not arrive');
  });

  it('tells a missing scope and an unknown store apart from a bad token', async () => {
    const client = await start({ switches: { ecwidScopes: ['read_store_profile'] } });
    await assert.rejects(client.request('GET', '/customers'), (error: EcwidError) => error.code === 'ECWID_SCOPE');
    await client.request('GET', '/profile');
    const elsewhere = connect({ storeId: '9' });
    await assert.rejects(elsewhere.request('GET', '/profile'), (error: EcwidError) => error.code === 'ECWID_STORE_NOT_FOUND');
  });

  it('finds by SKU and e-mail address what it created', async () => {
    const client = await start();
    const id = await createEcwid(client, 'product', { name: 'Mug', sku: '990001', price: 4.5 });
    assert.deepEqual(
      (await findProductsBySku(client, '990001')).map(({ product }) => product.id),
      [id],
    );
    const customer = await createEcwid(client, 'customer', { email: 'new.buyer@example.com' });
    assert.deepEqual(
      (await findCustomersByEmail(client, 'New.Buyer@example.com')).map((found) => found.id),
      [customer],
    );
  });

  it('sets stock in a batch', async () => {
    const client = await start();
    const id = await createEcwid(client, 'product', { name: 'Mug', sku: '990001', price: 4.5 });
    const results = await runBatch(client, [stockRequest({ productId: id }, 12), stockRequest({ productId: 1 }, 3)], {
      wait: async (milliseconds) => sandbox.control.clock.advance(milliseconds),
    });
    assert.deepEqual(results[0], { body: { updateCount: 1 } });
    assert.equal(results[1].error?.code, 'ECWID_NOT_FOUND');
    assert.equal((await readEcwidByKey(client, 'product', String(id)))?.payload.quantity, 12);
  });

  for (const entity of ['category', 'customer', 'profile', 'tax', 'shippingOption', 'paymentOption'] as const) {
    it(`reads ${entity} records`, async () => {
      const client = await start();
      const { records } = await readAll(client, entity);
      assert.ok(records.length > 0);
      const { key } = records[0];
      assert.equal((await readEcwidByKey(client, entity, key))?.key, key);
    });
  }

  it('reads what was deleted', async () => {
    const client = await start();
    const id = await createEcwid(client, 'product', { name: 'Mug', sku: '990001', price: 4.5 });
    await client.request('DELETE', ['products', id]);
    const { orderId } = await createEcwidOrder(client, order(1));
    await client.request('DELETE', ['orders', orderId]);
    assert.ok(keys((await readAll(client, 'deletedProduct')).records).has(String(id)));
    assert.ok(keys((await readAll(client, 'deletedOrder')).records).has(orderId));
  });
});
