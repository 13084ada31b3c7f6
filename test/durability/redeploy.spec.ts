import assert from 'node:assert/strict';
import { NOTHING_WRONG, Plant } from './kill';
import { ledgerOf, leftBehind, redeploy } from './redeploy';

const REDEPLOYS = 20;
const SEED = Number(process.env.SEED ?? 20260601);

describe(`a flow that is deployed ${REDEPLOYS} times in the middle of its work`, function () {
  this.timeout(120_000);
  let plant: Plant;

  before(async () => {
    // With such a lease, a record that a Deploy leaves behind would never be settled in time.
    plant = await Plant.open({ orders: 60, seed: SEED, lease: 3600 });
  });
  after(() => plant.close());

  it('books every order once, and leaves no listener, timer or socket behind (80)', async () => {
    const flows = plant.flows();
    const runtime = await plant.start(0, flows);
    await plant.until(() => plant.booked > 0);
    const before = await runtime.handles(ledgerOf(flows));
    await redeploy(plant, runtime, REDEPLOYS);
    assert.deepEqual(await plant.outcome(), NOTHING_WRONG);
    // Sockets and timers come and go; what was left behind stays.
    const left = () => leftBehind(runtime, flows, before);
    await plant.until(async () => Object.keys(await left()).length === 0, AbortSignal.timeout(20_000)).catch(() => undefined);
    assert.deepEqual(await left(), {});
  });
});
