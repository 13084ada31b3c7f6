/**
 * The stock flow on 10,000 stock lines (articles at two branches): first load, 500 articles that moved, nothing that moved, and the
 * full compare of the night, at 600 requests a minute in real time; then how long a sale at the till takes to reach the webshop.
 */
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { Random } from '../../lib/sandbox/random';
import { StockFlow } from '../stock-flow';

const PRODUCTS = 2_300;
const CHANGED = 500;
const PER_MINUTE = 600;
/** Seconds that the example gives the till to book after its webhook. */
const NUDGE = 1;
const MINUTES = 10;
const SALES_A_MINUTE = 10;

const percentile = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Articles that both systems sell and that have a few pieces. */
function sellable({ control }: Sandbox): number[] {
  const inShop = new Set<string>();
  for (const { sku, combinations } of control.ecwid.state.products.values()) {
    for (const place of combinations.length > 0 ? combinations : [{ sku }]) if (place.sku) inShop.add(place.sku);
  }
  return [...control.mplus.state.stock.values()]
    .filter(
      ({ branchNumber, articleNumber, physical }) => branchNumber === 1 && physical >= 5_000 && inShop.has(String(articleNumber)),
    )
    .map(({ articleNumber }) => articleNumber);
}

async function measure(sandbox: Sandbox, name: string, work: () => Promise<{ read: number; written: number }>): Promise<number> {
  const { requests } = sandbox.control;
  requests.clear();
  const begin = performance.now();
  const { read, written } = await work();
  const seconds = (performance.now() - begin) / 1000;
  const counts = `Ecwid ${String(requests.total('ecwid')).padStart(4)} requests, till ${String(requests.total('mplus')).padStart(3)}`;
  console.log(
    `${name.padEnd(34)} ${String(read).padStart(5)} read, ${String(written).padStart(5)} written  ${counts}  ${seconds.toFixed(1)} s`,
  );
  return seconds;
}

export async function run(): Promise<void> {
  const sandbox = await startSandbox({ products: PRODUCTS, seed: 7 });
  const flow = new StockFlow(sandbox, { guard: true, requestsPerMinute: PER_MINUTE });
  const { till } = sandbox.control.mplus;
  const random = new Random(7);
  try {
    const lines = [...sandbox.control.mplus.state.stock.values()].length;
    console.log(`${lines} stock lines, ${PER_MINUTE} requests a minute`);
    await measure(sandbox, 'first load', () => flow.run());
    const articles = sellable(sandbox);
    const moved = new Set<number>();
    while (moved.size < CHANGED) moved.add(random.pick(articles));
    for (const articleNumber of moved) till.sell({ branchNumber: 1, articleNumber, quantity: 1 });
    await measure(sandbox, `${CHANGED} articles moved`, () => flow.run());
    await measure(sandbox, 'nothing moved', () => flow.run());
    // What was written within the last minute is written again, because the shop's search lags.
    const now = Date.now;
    Date.now = () => now() + 61_000;
    await measure(sandbox, 'full compare', () => flow.run({ all: true }));
    console.log(`one request per article would be ${CHANGED} requests, ${((CHANGED / PER_MINUTE) * 60).toFixed(0)} s at least`);

    const polled: number[] = [];
    const nudged: number[] = [];
    for (let minute = 0; minute < MINUTES; minute += 1) {
      const sold = Array.from({ length: SALES_A_MINUTE }, () => random.next() * 60);
      for (const _ of sold) till.sell({ branchNumber: 1, articleNumber: random.pick(articles), quantity: 1 });
      const begin = performance.now();
      await flow.run();
      const took = (performance.now() - begin) / 1000;
      polled.push(...sold.map((second) => 60 - second + took));
      till.sell({ branchNumber: 1, articleNumber: random.pick(articles), quantity: 1 });
      const start = performance.now();
      await flow.run();
      nudged.push(NUDGE + (performance.now() - start) / 1000);
    }
    for (const [name, latencies] of [
      ['every minute', polled],
      ["nudged by the till's webhook", nudged],
    ] as const) {
      const sorted = latencies.sort((a, b) => a - b);
      const [half, most] = [percentile(sorted, 0.5), percentile(sorted, 0.95)].map((seconds) => seconds.toFixed(1));
      console.log(`sale at the till → webshop, ${name}: median ${half} s, p95 ${most} s (${sorted.length} sales)`);
    }
  } finally {
    await flow.close();
    await sandbox.close();
  }
}
