import assert from 'node:assert/strict';
import { describeGetNode } from './get-node';
import { type Config, end, Rig, TAB, watchers } from './support';

describe('mplus-get', () => {
  const rig = new Rig().install();

  describeGetNode(rig, {
    type: 'mplus-get',
    connection: { mplus: 'till' },
    entity: 'relation',
    topic: 'customer',
    reads: { system: 'mplus', operation: 'getRelations' },
    keys: ({ control }) => [...control.mplus.state.relations.values()].map(({ relationNumber }) => String(relationNumber)),
    keyOf: ({ relationNumber }) => String(relationNumber),
    change: ({ control }, key) => control.mplus.till.editRelation(Number(key), { city: 'Gent' }),
  });

  describe('entities', () => {
    function flow(settings: object): Config[] {
      return [
        ...rig.configs(),
        { id: 'get', type: 'mplus-get', z: TAB.id, mplus: 'till', mode: 'all', wires: [['records'], ['run']], ...settings },
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

    it('reads products with their articles', async () => {
      const messages = await read({ entity: 'product' });
      assert.equal(messages.length, [...rig.sandbox.control.mplus.state.products.values()].length);
      assert.ok(messages.every(({ topic, payload }) => topic === 'product' && payload.articleList.length > 0));
    });

    it('reads orders with their lines', async () => {
      const [order, ...others] = await read({ entity: 'order' });
      assert.deepEqual(others, []);
      assert.equal(order.topic, 'order');
      assert.ok(order.payload.lineList.length > 0);
    });

    it('finds a product by its number', async () => {
      const [{ productNumber }] = rig.sandbox.control.mplus.state.products.values();
      const messages = await read({ entity: 'product', mode: 'byKey', key: String(productNumber), keyType: 'str' });
      assert.deepEqual(
        messages.map(({ payload }) => payload.productNumber),
        [productNumber],
      );
    });
  });
});
