import assert from 'node:assert/strict';
import { POSTGRES_PASSWORD, type Postgres, startPostgres, whyNoPostgres } from '../support/postgres';
import { NOTHING_WRONG, Plant, type PlantOptions } from './kill';

const ORDERS = 60;
const KILLS = 3;
const SEED = Number(process.env.SEED ?? 20260601);

/** Requests between a start and its kill; all orders take some 500. */
const SPAN = { from: 10, to: 70 };

describe('a Node-RED that is killed in the middle of its work', function () {
  this.timeout(120_000);
  let plant: Plant | undefined;

  const open = async (options: Partial<PlantOptions> = {}): Promise<Plant> => {
    plant = await Plant.open({ orders: ORDERS, seed: SEED, ...options });
    // The answer is lost, the work is done: what a kill cannot do to a request that was answered already.
    plant.faults([
      { system: 'mplus', operation: 'create*', kind: 'resetAfter', probability: 0.05 },
      { system: 'mplus', kind: 'http500', probability: 0.02 },
      { system: 'ecwid', kind: 'rateLimit', probability: 0.02 },
    ]);
    return plant;
  };

  afterEach(async () => {
    await plant?.close();
    plant = undefined;
  });

  it('books every order once and settles every record with a reason, when it is started again (10, 87)', async () => {
    const plant = await open();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const runtime = await plant.start();
      await plant.kill(runtime, SPAN.from, SPAN.to);
    }
    assert.ok(plant.booked < ORDERS, 'the last kill came too late to show anything');
    await plant.start();
    assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
  });

  describe('beside another one on the same PostgreSQL ledger', () => {
    let postgres: Postgres;

    before(async function () {
      const why = whyNoPostgres();
      if (why) {
        console.log(`      ${why}`);
        this.skip();
      }
      postgres = await startPostgres();
    });
    after(() => postgres?.stop());

    it('leaves its work to the other', async () => {
      const plant = await open({ postgres: { url: await postgres.schema(), password: POSTGRES_PASSWORD } });
      const [doomed] = await Promise.all([plant.start(0), plant.start(1)]);
      await plant.kill(doomed, 20, 60);
      assert.ok(plant.booked < ORDERS, 'the kill came too late to show anything');
      assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
    });

    it('creates one relation for a buyer whose two orders they have one of each (11)', async () => {
      const place = { url: await postgres.schema(), password: POSTGRES_PASSWORD };
      plant = await Plant.open({ orders: 2, inFlight: 1, seed: SEED, postgres: place });
      plant.traffic.together('getRelations', 2);
      await Promise.all([plant.start(0), plant.start(1)]);
      assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
    });
  });
});
