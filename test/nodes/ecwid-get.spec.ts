import assert from 'node:assert/strict';
import { describeGetNode } from './get-node';
import { type Config, end, Rig, TAB, watchers } from './support';

describe('ecwid-get', () => {
  const rig = new Rig().install();

  describeGetNode(rig, {
    type: 'ecwid-get',
    connection: { ecwid: 'shop' },
    entity: 'order',
    topic: 'order',
    reads: { system: 'ecwid', operation: 'GET /orders' },
    keys: ({ control }) => [...control.ecwid.state.orders.values()].map(({ orderId }) => orderId),
    keyOf: ({ id }) => id,
    change: ({ control }, key) => control.ecwid.shopper.cancel(key),
  });

  describe('entities and filters', () => {
    function flow(settings: object): Config[] {
      return [
        ...rig.configs(),
        { id: 'get', type: 'ecwid-get', z: TAB.id, ecwid: 'shop', mode: 'all', wires: [['records'], ['run']], ...settings },
        end('records'),
        end('run'),
        ...watchers(['get']),
      ];
    }

    async function read(settings: object) {
      await rig.load(flow(settings));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      return records.messages;
    }

    it('reads customers', async () => {
      const messages = await read({ entity: 'customer' });
      assert.equal(messages.length, [...rig.sandbox.control.ecwid.state.customers.values()].length);
      assert.ok(messages.every(({ topic, payload }) => topic === 'customer' && payload.email));
    });

    it('reads products', async () => {
      const messages = await read({ entity: 'product' });
      assert.equal(messages.length, [...rig.sandbox.control.ecwid.state.products.values()].length);
      assert.ok(messages.every(({ topic, payload }) => topic === 'product' && payload.sku !== undefined));
    });

    it('reads the orders of some payment statuses only (19)', async () => {
      const unpaid = rig.placeOrder({ paid: false });
      const messages = await read({ entity: 'order', paymentStatus: 'AWAITING_PAYMENT, CANCELLED' });
      assert.ok(messages.some(({ payload }) => payload.id === unpaid));
      assert.deepEqual([...new Set(messages.map(({ payload }) => payload.paymentStatus))], ['AWAITING_PAYMENT']);
    });

    it('filters an order that is read by its key in the same way (19)', async () => {
      const [paid, unpaid] = [rig.placeOrder(), rig.placeOrder({ paid: false })];
      await rig.load(flow({ entity: 'order', mode: 'byKey', key: 'payload', paymentStatus: 'PAID' }));
      for (const order of [unpaid, paid]) rig.send('get', { payload: order });
      await rig.probe('run').count(2);
      assert.deepEqual(
        rig.probe('records').messages.map(({ payload }) => payload.id),
        [paid],
      );
    });

    it('reads the orders of some fulfillment statuses only (19)', async () => {
      const messages = await read({ entity: 'order', fulfillmentStatus: 'DELIVERED SHIPPED' });
      assert.deepEqual([...new Set(messages.map(({ payload }) => payload.fulfillmentStatus))].sort(), ['DELIVERED', 'SHIPPED']);
    });

    it('leaves out orders placed before the start date (19)', async () => {
      const start = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
      const messages = await read({ entity: 'order', startDate: start });
      const placed = messages.map(({ payload }) => payload.createTimestamp as number);
      assert.ok(placed.length > 0);
      assert.ok(Math.min(...placed) >= Date.parse(start) / 1000);
      assert.ok(placed.length < [...rig.sandbox.control.ecwid.state.orders.values()].length);
    });

    it('brings an order that is paid later once it is paid', async () => {
      const id = rig.placeOrder({ paid: false });
      await rig.load(flow({ entity: 'order', mode: 'changed', paymentStatus: 'PAID', ledger: 'book', sync: 's', inFlight: 500 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      assert.ok(records.messages.every(({ payload }) => payload.id !== id));
      rig.sandbox.control.ecwid.shopper.pay(id);
      rig.send('get');
      const [, second] = await run.count(2);
      assert.equal(second.payload.added, 1);
      assert.equal(records.messages.at(-1).payload.id, id);
    });

    it('finds an order by its number', async () => {
      const id = rig.placeOrder();
      const messages = await read({ entity: 'order', mode: 'byKey', key: id, keyType: 'str' });
      assert.deepEqual(
        messages.map(({ payload }) => payload.id),
        [id],
      );
    });
  });
});
