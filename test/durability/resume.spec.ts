import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../lib/ledger';
import { type Config, end, Rig, TAB, watchers } from '../nodes/support';
import { NOTHING_WRONG, Plant, type PlantOptions } from './kill';

const SEED = Number(process.env.SEED ?? 20260601);
const HOUR = 3_600_000;
/** Seconds; a record that has to wait for such a lease is not settled in time. */
const LONG_LEASE = 3600;

describe('a stream of records', function () {
  this.timeout(120_000);

  describe('through a Node-RED', () => {
    let plant: Plant | undefined;
    const open = async (options: Partial<PlantOptions>): Promise<Plant> => {
      plant = await Plant.open({ orders: 20, seed: SEED, ...options });
      return plant;
    };
    afterEach(() => plant?.close());

    it('goes on at once after a stop and a start, without waiting for a lease (80)', async () => {
      const plant = await open({ lease: LONG_LEASE });
      const leadingNowhere = plant.flows((nodes) => {
        Object.assign(nodes.find(({ type }) => type === 'ecwid-get') as object, { wires: [[], []] });
      });
      const first = await plant.start(0, leadingNowhere);
      await plant.until(async () => (await plant.ledger.counts()).running === 10);
      await first.stop();
      assert.equal((await plant.ledger.counts()).running, 0);
      await plant.start();
      assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
    });

    it('never has more unsettled records out than the get node allows (64)', async () => {
      const plant = await open({ inFlight: 5 });
      await plant.start();
      let most = 0;
      const watched = plant.until(async () => {
        const { running } = await plant.ledger.counts();
        most = Math.max(most, running);
        return most > 5;
      });
      await Promise.race([plant.settled(), watched]);
      assert.equal(most, 5);
      assert.deepEqual(await plant.audit(), NOTHING_WRONG);
    });

    for (const [direction, shift] of [
      ['forward', 26 * HOUR],
      ['back', -26 * HOUR],
    ] as const) {
      it(`outlives a clock that jumps ${direction}`, async () => {
        const plant = await open({ lease: 30 });
        const runtime = await plant.start();
        await plant.until(() => plant.booked > 0);
        await runtime.moveClock(shift);
        assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
      });
    }

    it('is shared by two get nodes that read the same: each record once, each node its own number out', async () => {
      const plant = await open({ inFlight: 3, lease: LONG_LEASE });
      const flows = plant.flows((nodes) => {
        const get = nodes.find(({ type }) => type === 'ecwid-get') as { id: string };
        const second = { ...get, id: '5ec0de00000000aa', name: 'second' };
        nodes.push(second);
        for (const inject of nodes.filter(({ type }) => type === 'inject')) inject.wires = [[get.id, second.id]];
      });
      await plant.start(0, flows);
      let most = 0;
      await plant.until(async () => {
        const { running } = await plant.ledger.counts();
        most = Math.max(most, running);
        return most === 6;
      });
      assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
      assert.ok((await plant.records()).every(({ attempts }) => attempts <= 1));
    });
  });

  describe('in one get node', () => {
    const rig = new Rig().install();
    const get = (id: string, settings: object = {}): Config => ({
      id,
      type: 'ecwid-get',
      z: TAB.id,
      ecwid: 'shop',
      ledger: 'book',
      sync: 'orders',
      entity: 'order',
      mode: 'changed',
      wires: [['records'], ['run']],
      ...settings,
    });
    const flow = (gets: Config[], book: object = {}): Config[] => [
      ...rig.configs({ book }),
      ...gets,
      end('records'),
      end('run'),
      ...watchers(gets.map(({ id }) => id)),
    ];

    describe('with another instance on its ledger', () => {
      let folder: string;
      let other: Ledger;
      let ahead: number;
      beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'ledger-'));
        ahead = 0;
        other = await Ledger.open({
          store: 'sqlite',
          file: join(folder, 'book.sqlite'),
          retentionDays: 30,
          privacy: 'full',
          maxAttempts: 8,
          backoff: 1,
          lease: LONG_LEASE,
          now: () => Date.now() + ahead,
        });
      });
      afterEach(async () => {
        await other.close();
        await rm(folder, { recursive: true, force: true });
      });

      it('does not count what the other one took over (80)', async () => {
        await rig.load(flow([get('get', { inFlight: 2 })], { file: join(folder, 'book.sqlite'), lease: '1' }));
        const [records, run] = [rig.probe('records'), rig.probe('run')];
        rig.send('get');
        await run.count(1);
        const mine = records.messages.map(({ sync }) => sync.entry);
        // The lease is a second; by the clock of the other one it is over.
        ahead = 2000;
        const taken = await other.claim('orders', 2, 'other');
        assert.deepEqual(
          taken.map(({ entry }) => entry),
          mine,
        );
        const [, , third, fourth] = await records.count(4);
        assert.ok(![third, fourth].some(({ sync }) => mine.includes(sync.entry)));
      });

      it('takes over what the other one did not settle in time, and says that it may be written already (80)', async () => {
        await rig.load(flow([get('get', { inFlight: 500 })], { file: join(folder, 'book.sqlite') }));
        const [records, run] = [rig.probe('records'), rig.probe('run')];
        await other.receive('orders', {
          topic: 'order',
          records: [{ key: 'TAKEN', version: '1', payload: { id: 'TAKEN' } }],
        });
        ahead = -LONG_LEASE * 1000;
        const [{ entry }] = await other.claim('orders', 1, 'other');
        rig.send('get');
        await run.count(1);
        const taken = await records.until(({ sync }) => sync.entry === entry);
        assert.equal(taken.sync.attempt, 2);
        assert.equal((await other.exportRecord(entry)).uncertain, true);
      });
    });

    it('refuses a second one that reads something else under the same name', async () => {
      await rig.load(flow([get('get'), get('customers', { entity: 'customer' })]));
      const caught = rig.probe('caught');
      rig.send('customers');
      const refused = await caught.until(({ error }) => error.source.id === 'customers');
      assert.equal(refused.error.code ?? refused.error.cause?.code, 'SYNC_NAME_TAKEN');
    });

    it('refuses a second one with other filters, whose orders the common cursor would step over', async () => {
      await rig.load(flow([get('get', { paymentStatus: 'PAID' }), get('unpaid', { paymentStatus: 'AWAITING_PAYMENT' })]));
      const caught = rig.probe('caught');
      rig.send('unpaid');
      const refused = await caught.until(({ error }) => error.source.id === 'unpaid');
      assert.equal(refused.error.code ?? refused.error.cause?.code, 'SYNC_NAME_TAKEN');
    });

    it('reads every key of a burst of triggers, beside a get node on a schedule', async () => {
      await rig.load(
        flow([get('get', { inFlight: 500 }), get('hook', { mode: 'byKey', key: 'payload', keyType: 'msg', inFlight: 500 })]),
      );
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      const keys = Array.from({ length: 5 }, () => rig.placeOrder());
      for (const payload of keys) rig.send('hook', { payload });
      await run.count(keys.length);
      assert.deepEqual(records.messages.map(({ payload }) => payload.id).sort(), keys.sort());
    });
  });
});
