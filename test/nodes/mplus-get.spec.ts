import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeGetNode } from './get-node';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

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

  describe('stock', () => {
    const tracked = (file: string, settings: object = {}): Config[] => [
      ...rig.configs({ book: { file } }),
      {
        id: 'get',
        type: 'mplus-get',
        z: TAB.id,
        mplus: 'till',
        entity: 'stock',
        ledger: 'book',
        sync: 'stock',
        inFlight: 1000,
        wires: [['records'], ['run']],
        ...settings,
      },
      end('records'),
      end('run'),
      ...watchers(['get']),
    ];
    const sell = (articleNumber: number, branchNumber: number) =>
      rig.sandbox.control.mplus.till.sell({ branchNumber, articleNumber, quantity: 1 });
    const branchesOf = ({ payload }: Msg) => payload.branches.map((branch: Msg) => branch.branchNumber);

    /** One run; the records it brought, settled. */
    async function run(): Promise<Msg[]> {
      const [records, runs] = [rig.probe('records'), rig.probe('run')];
      const before = records.messages.length;
      rig.send('get');
      const { payload } = await runs.next();
      await records.count(before + payload.added);
      const messages = records.messages.slice(before);
      const ledger = await rig.ledger();
      for (const { sync } of messages) await ledger.settle(sync.entry, { state: 'done' }, sync.attempt);
      return messages;
    }

    it('goes on behind the last stockId, with all branches of what moved, also after a restart (94)', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
      try {
        const flow = tracked(join(folder, 'ledger.sqlite'));
        await rig.load(flow);
        assert.ok((await run()).length > 100);
        assert.deepEqual(await run(), []);
        sell(2101, 2);
        const [moved, ...others] = await run();
        assert.deepEqual(others, []);
        assert.deepEqual([moved.topic, moved.payload.articleNumber, branchesOf(moved)], ['stock', 2101, [1, 2]]);

        await rig.redeploy(flow);
        sell(2102, 1);
        const after = await run();
        assert.deepEqual(
          after.map(({ payload }) => payload.articleNumber),
          [2102],
        );
        await rig.unload();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('reads the branches that are named, and says so when the till does not have one', async () => {
      await rig.load(tracked(':memory:', { branches: '2' }));
      const messages = await run();
      assert.ok(messages.every((msg) => String(branchesOf(msg)) === '2'));
      sell(2101, 1);
      assert.deepEqual(await run(), []);
      await rig.redeploy(tracked(':memory:', { branches: '2, 7' }));
      rig.send('get');
      assert.equal((await rig.probe('caught').next()).error.code, 'MPLUS_BRANCH_UNKNOWN');
    });

    it('finds the stock of one article', async () => {
      await rig.load(tracked(':memory:', { mode: 'byKey', key: '2101', keyType: 'str' }));
      const [{ payload }, ...others] = await run();
      assert.deepEqual([payload.articleNumber, others], [2101, []]);
    });
  });
});
