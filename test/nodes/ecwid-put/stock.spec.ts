import assert from 'node:assert/strict';
import { openOrdersOf } from '../../../nodes/shared/open-orders';
import { type Config, end, type Msg, Rig, TAB, watchers } from '../support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' } }),
    { id: 'put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'stock', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

let deliveries = 0;

/** The result for one record of a stream. */
async function put(payload: Msg): Promise<Msg> {
  const before = rig.probe('out').messages.length;
  deliveries += 1;
  rig.send('put', await rig.deliver(`${payload.sku} ${deliveries}`, payload));
  return (await rig.probe('out').count(before + 1))[before].result;
}

async function refuse(payload: Msg): Promise<Msg> {
  rig.send('put', await rig.deliver('x', payload));
  const [{ error }] = await rig.probe('caught').count(1);
  return error;
}

const products = (): Msg[] => [...rig.sandbox.control.ecwid.state.products.values()];
const product = (sku: string): Msg => products().find((each) => each.sku === sku);
const withVariations = (): Msg => products().find((each) => each.combinations.length > 1);
const change = (changed: Msg, fields: object) => rig.sandbox.control.ecwid.state.products.put({ ...changed, ...fields });
/** Writes to the shop since the last look. */
function writes(): string[] {
  const { requests } = rig.sandbox.control;
  const seen = requests
    .list()
    .filter(({ system, operation }: Msg) => system === 'ecwid' && !/^(GET|POST \/batch$)/.test(operation));
  requests.clear();
  return seen.map(({ operation }: Msg) => operation);
}

describe('ecwid-put of stock (30)', () => {
  rig.install();

  it('sets the quantity of a product by its SKU, once', async () => {
    await rig.load(flow());
    const { id } = product('2101');
    const result = await put({ sku: '2101', quantity: 7 });
    assert.deepEqual([result.action, result.id, result.stock], ['updated', String(id), 7]);
    assert.equal(product('2101').quantity, 7);
    assert.deepEqual(writes(), ['PUT /products/*']);
  });

  it('writes nothing when the shop has that quantity already (87)', async () => {
    await rig.load(flow());
    assert.equal((await put({ sku: '2101', quantity: product('2101').quantity })).action, 'unchanged');
    assert.deepEqual(writes(), []);
  });

  it('sets it on the variation that has the SKU, and leaves the product alone', async () => {
    await rig.load(flow());
    const { id, quantity, combinations } = withVariations();
    const [variation] = combinations;
    const result = await put({ sku: variation.sku, quantity: 3 });
    assert.equal(result.id, `${id}/${variation.id}`);
    const after = products().find((each) => each.id === id);
    assert.deepEqual([after.quantity, after.combinations[0].quantity], [quantity, 3]);
  });

  it('sets it on the product when its variations have no SKU of their own', async () => {
    await rig.load(flow());
    const base = withVariations();
    change(base, { combinations: base.combinations.map(({ sku: _, ...rest }: Msg) => rest) });
    assert.equal((await put({ sku: base.sku, quantity: 5 })).id, String(base.id));
    assert.equal(product(base.sku).quantity, 5);
  });

  it('holds a SKU of a product whose variations all keep stock of their own', async () => {
    await rig.load(flow());
    const { sku } = withVariations();
    assert.equal((await refuse({ sku, quantity: 5 })).code, 'STOCK_BASE_UNUSED');
    assert.deepEqual(writes(), []);
  });

  it('holds a SKU on two products and names them', async () => {
    await rig.load(flow());
    change(product('2102'), { sku: '2101' });
    const error = await refuse({ sku: '2101', quantity: 5 });
    assert.equal(error.code, 'STOCK_SKU_AMBIGUOUS');
    assert.match(error.message, /\d+, \d+/);
  });

  it('skips what the shop does not sell', async () => {
    await rig.load(flow());
    const settled = await rig.settlements();
    assert.equal((await put({ sku: '987654', quantity: 5 })).action, 'skipped');
    assert.equal((await settled.until(() => true)).reason, 'SKU_NOT_IN_SHOP');
  });

  for (const [what, record, code] of [
    ['a negative quantity', { sku: '2101', quantity: -1 }, 'STOCK_QUANTITY'],
    ['a fraction', { sku: '2101', quantity: 1.5 }, 'STOCK_QUANTITY'],
    ['text', { sku: '2101', quantity: '5' }, 'STOCK_QUANTITY'],
    ['no quantity', { sku: '2101' }, 'STOCK_QUANTITY'],
    ['more than the shop can store', { sku: '2101', quantity: 2 ** 31 }, 'STOCK_QUANTITY'],
    ['no SKU', { quantity: 5 }, 'STOCK_NO_SKU'],
  ] as const) {
    it(`holds ${what}`, async () => {
      await rig.load(flow());
      assert.equal((await refuse(record)).code, code);
      assert.deepEqual(writes(), []);
    });
  }

  it('writes a thousand million', async () => {
    await rig.load(flow());
    await put({ sku: '2101', quantity: 1e9 });
    assert.equal(product('2101').quantity, 1e9);
  });

  it('switches counting off and on again (32)', async () => {
    await rig.load(flow());
    await put({ sku: '2101', unlimited: true });
    assert.equal(product('2101').unlimited, true);
    await put({ sku: '2101', quantity: 4 });
    assert.deepEqual([product('2101').unlimited, product('2101').quantity], [false, 4]);
  });

  it('puts right what was set to unlimited by hand, or leaves it when told to', async () => {
    change(product('2101'), { unlimited: true });
    change(product('2102'), { unlimited: true });
    await rig.load(flow());
    await put({ sku: '2101', quantity: 4 });
    assert.deepEqual([product('2101').unlimited, product('2101').quantity], [false, 4]);
    await rig.redeploy(flow({ keepUnlimited: true }));
    assert.equal((await put({ sku: '2102', quantity: 4 })).reason, 'UNLIMITED_IN_SHOP');
    assert.equal(product('2102').unlimited, true);
  });

  it('looks anew for a SKU that was moved to another product', async () => {
    await rig.load(flow());
    await put({ sku: '2101', quantity: 4 });
    change(product('2101'), { sku: 'old' });
    change(product('2102'), { sku: '2101' });
    const { id } = product('2101');
    assert.equal((await put({ sku: '2101', quantity: 5 })).id, String(id));
  });

  it('finds out by itself when the product is deleted between reading and writing', async () => {
    await rig.load(flow());
    const settled = await rig.settlements();
    const { ecwid } = rig.sandbox.control;
    const { id } = product('2101');
    const handle = ecwid.handle.bind(ecwid);
    ecwid.handle = async (request) => {
      if (request.method === 'PUT') ecwid.state.products.remove(id);
      return handle(request);
    };
    rig.send('put', await rig.deliver('gone', { sku: '2101', quantity: 5 }));
    const first = await settled.until(() => true);
    assert.deepEqual([first.state, first.reason], ['retry', 'STOCK_PLACE_GONE']);
    rig.send('put', await rig.redeliver());
    const second = await settled.until(({ state }) => state === 'skipped');
    assert.equal(second.reason, 'SKU_NOT_IN_SHOP');
  });

  for (const kind of ['resetAfter', 'http500', 'truncate'] as const) {
    it(`tries again after ${kind}, and ends with the right quantity`, async () => {
      await rig.load(flow());
      const settled = await rig.settlements();
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'PUT /products/*', kind, count: 1 });
      rig.send('put', await rig.deliver('again', { sku: '2101', quantity: 5 }));
      assert.equal((await settled.until(() => true)).state, 'retry');
      rig.send('put', await rig.redeliver());
      assert.equal((await settled.until(({ state }) => state === 'done')).reason, 'UPDATED');
      assert.equal(product('2101').quantity, 5);
    });
  }

  it('plans in a dry run and carries out exactly that (82)', async () => {
    await rig.load(flow({ dryRun: true }));
    const { id, quantity } = product('2101');
    rig.send('put', { payload: { sku: '2101', quantity: 5 } });
    const [{ plan }] = await rig.probe('out').count(1);
    assert.deepEqual(plan, { action: 'update', id: String(id), changes: [{ field: 'quantity', before: quantity, after: 5 }] });
    assert.deepEqual(writes(), []);
    await rig.redeploy(flow());
    rig.send('put', { payload: { sku: '2101', quantity: 5 }, plan });
    await rig.probe('out').count(1);
    assert.equal(product('2101').quantity, 5);
  });

  it('writes many in one batch, and each record gets its own outcome', async () => {
    await rig.load(flow());
    const skus = ['2101', '2102', '2201', '4101', '4105', '3101'];
    const { requests } = rig.sandbox.control;
    requests.clear();
    for (const sku of [...skus, 'P-unknown']) rig.send('put', { payload: { sku, quantity: 33 } });
    const results = (await rig.probe('out').count(skus.length + 1)).map(({ result }) => result.action);
    assert.deepEqual(results.sort(), ['skipped', ...skus.map(() => 'updated')]);
    for (const sku of skus) assert.equal(product(sku).quantity, 33);
    const calls = requests.list().map(({ operation }: Msg) => operation);
    assert.equal(calls.filter((operation: string) => operation.startsWith('POST /batch')).length, 1);
    assert.equal(calls.filter((operation: string) => operation.startsWith('PUT')).length, 0);
  });

  describe('while orders come in (89)', () => {
    /** A record as a stock-calculator makes it, which has looked at the orders of the shop. */
    async function calculated(sku: string, quantity: number): Promise<Msg> {
      const client = await (rig.node('shop') as Msg).client();
      const orders = openOrdersOf(client);
      await orders.look();
      return { sku, quantity, orders: { counted: [], known: orders.of(sku).map(({ id }) => id) } };
    }
    const order = (quantity: number) => rig.placeOrder({ lines: [{ sku: '2101', quantity }] });

    it('does not lose an order placed between reading and writing', async () => {
      await rig.load(flow());
      const record = await calculated('2101', 20);
      const orderId = order(3);
      const result = await put(record);
      assert.equal(product('2101').quantity, 17);
      assert.deepEqual([result.stock, result.ordersMeanwhile], [17, [orderId]]);
    });

    it('does not lose one placed while the write was under way, nor the next', async () => {
      await rig.load(flow());
      const record = await calculated('2101', 20);
      const { ecwid } = rig.sandbox.control;
      const handle = ecwid.handle.bind(ecwid);
      let left = 2;
      ecwid.handle = async (request) => {
        if (request.method === 'PUT' && left-- > 0) order(1);
        return handle(request);
      };
      await put(record);
      assert.equal(product('2101').quantity, 18);
    });

    it('leaves an order alone that was placed after the write', async () => {
      await rig.load(flow());
      const record = await calculated('2101', 20);
      await put(record);
      order(3);
      assert.equal(product('2101').quantity, 17);
    });

    it('never writes less than nothing', async () => {
      await rig.load(flow());
      const record = await calculated('2101', 2);
      order(3);
      await put(record);
      assert.equal(product('2101').quantity, 0);
    });
  });
});
