/**
 * `npm run soak`: the kill and redeploy tests at full size. Exit code 1 when an order is missing or doubled, a relation is doubled, or
 * a record is not settled with a reason.
 *
 *   --orders N     orders in the shop, each delivered twice (1000)
 *   --seed N       repeats a run (else by chance, and printed)
 *   --postgres     two Node-REDs on one PostgreSQL ledger, one of them killed for good
 *   --redeploys N  no kills: so many deploys in the middle of the work (100 when no number is given)
 *   --minutes N    longest time (30)
 */
import { parseArgs } from 'node:util';
import type { FaultRule } from '../lib/sandbox';
import { type Audit, Plant } from '../test/durability/kill';
import { ledgerOf, leftBehind, redeploy } from '../test/durability/redeploy';
import { POSTGRES_PASSWORD, startPostgres, whyNoPostgres } from '../test/support/postgres';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    postgres: { type: 'boolean', default: false },
    redeploys: { type: 'string' },
    minutes: { type: 'string', default: '30' },
  },
});
const orders = Number(values.orders);
const seed = Number(values.seed);
const redeploys = values.redeploys === undefined ? 0 : Number(values.redeploys || 100);

/** Of every request that may be hit; the work is done under `After`, and not under the others. */
const FAULTS: readonly FaultRule[] = (['mplus', 'ecwid'] as const).flatMap((system) => [
  { system, kind: 'resetAfter', probability: 0.01 },
  { system, kind: 'timeoutAfter', probability: 0.002 },
  { system, kind: 'rateLimit', probability: 0.005 },
  { system, kind: 'http500', probability: 0.01 },
  { system, kind: 'html', probability: 0.01 },
]);

const started = performance.now();
function say(text: string): void {
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${text}`);
}

async function progress(plant: Plant): Promise<void> {
  const counts = Object.entries(await plant.ledger.counts()).filter(([, count]) => count > 0);
  say(`${plant.booked} of ${orders} booked; ${counts.map(([state, count]) => `${count} ${state}`).join(', ')}`);
}

/** Kills and starts again until a Node-RED lives to see everything settled. */
async function killing(plant: Plant, limit: AbortSignal): Promise<void> {
  const settled = plant.settled(limit).then(() => true);
  for (let kills = 0; ; kills += 1) {
    const runtime = await plant.start();
    const killed = plant.kill(runtime, 1, Math.max(100, orders / 4)).then(() => false);
    const over = await Promise.race([settled, killed]);
    await progress(plant);
    if (over) return say(`${kills} kills`);
  }
}

/** Two at work, one of them killed in the middle and not started again. */
async function leaving(plant: Plant, limit: AbortSignal): Promise<void> {
  const [doomed] = await Promise.all([plant.start(0), plant.start(1)]);
  await plant.kill(doomed, orders, orders * 2);
  await progress(plant);
  say('one of two killed');
  await plant.settled(limit);
  await progress(plant);
}

async function redeploying(plant: Plant, limit: AbortSignal): Promise<void> {
  const flows = plant.flows();
  const runtime = await plant.start(0, flows);
  await plant.until(() => plant.booked > 0, limit);
  const before = await runtime.handles(ledgerOf(flows));
  await redeploy(plant, runtime, redeploys);
  await progress(plant);
  say(`${redeploys} deploys`);
  await plant.settled(limit);
  const left = () => leftBehind(runtime, flows, before);
  await plant
    .until(async () => Object.keys(await left()).length === 0, limit)
    .catch(async () => {
      throw new Error(`left behind: ${JSON.stringify(await left())}`);
    });
  await progress(plant);
}

function report(audit: Audit): boolean {
  for (const [what, which] of Object.entries(audit) as [string, string[]][]) {
    say(`${what}: ${which.length}${which.length === 0 ? '' : `  ${which.slice(0, 10).join(' | ')}`}`);
  }
  return Object.values(audit).every((which) => which.length === 0);
}

async function main(): Promise<boolean> {
  const why = values.postgres ? whyNoPostgres() : undefined;
  if (why) throw new Error(why);
  const postgres = values.postgres ? await startPostgres() : undefined;
  const place = postgres && { url: await postgres.schema(), password: POSTGRES_PASSWORD };
  const plant = await Plant.open({ orders, seed, postgres: place });
  plant.faults(FAULTS);
  say(`${orders} orders, each delivered twice; --seed ${seed}`);
  const limit = AbortSignal.timeout(Number(values.minutes) * 60_000);
  let failed = false;
  try {
    await (redeploys > 0 ? redeploying : postgres ? leaving : killing)(plant, limit).catch(async (thrown) => {
      await progress(plant);
      say(String(thrown));
      failed = true;
    });
    return report(await plant.audit()) && !failed;
  } finally {
    await plant.close();
    await postgres?.stop();
  }
}

main().then(
  (well) => {
    process.exitCode = well ? 0 : 1;
  },
  (thrown) => {
    console.error(thrown);
    process.exitCode = 1;
  },
);
