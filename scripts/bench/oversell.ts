/**
 * A rush on scarce articles from both sides: the same sales in the same order against several ways to keep the webshop in step, and
 * how many pieces were sold that were not there. `--full`: 2,000 sales of 50 articles in an hour; else 240 in 12 minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { Random } from '../../lib/sandbox/random';
import { StockFlow } from '../stock-flow';

const FULL = process.argv.includes('--full');
const SALES = FULL ? 2_000 : 240;
const MINUTES = FULL ? 60 : 12;
const ARTICLES = 50;
const PIECES = FULL ? 30 : 4;
const SEED = 11;
/** Seconds of the rush that pass while stock is being read and written; sales go on meanwhile. */
const PASS = 2;

interface Way {
  readonly name: string;
  /** Seconds between two runs of the stock flow. */
  readonly stockEvery: number;
  /** A run after each sale at the till. */
  readonly nudged?: boolean;
  /** Seconds between two runs of the order flow; 0: each order at once, as with webhooks. */
  readonly ordersEvery: number;
  readonly guard: boolean;
  readonly settings?: Record<string, unknown>;
}

const WAYS: readonly Way[] = [
  { name: 'every 5 minutes, no guard', stockEvery: 300, ordersEvery: 300, guard: false },
  { name: 'every 5 minutes, guard', stockEvery: 300, ordersEvery: 300, guard: true },
  { name: 'every minute, guard', stockEvery: 60, ordersEvery: 300, guard: true },
  { name: 'every minute, guard, order webhooks', stockEvery: 60, ordersEvery: 0, guard: true },
  { name: 'webhooks of till and shop, guard', stockEvery: 60, nudged: true, ordersEvery: 0, guard: true },
  {
    name: 'the same, one piece kept back',
    stockEvery: 60,
    nudged: true,
    ordersEvery: 0,
    guard: true,
    settings: { buffers: [{ keep: 1 }] },
  },
];

interface Sale {
  /** Seconds since the rush began. */
  readonly at: number;
  readonly side: 'till' | 'shop';
  readonly article: number;
}

function rush(): Sale[] {
  const random = new Random(SEED);
  return Array.from({ length: SALES }, () => ({
    at: random.next() * MINUTES * 60,
    side: random.next() < 0.5 ? ('till' as const) : ('shop' as const),
    article: random.int(0, ARTICLES - 1),
  })).sort((a, b) => a.at - b.at);
}

/** Articles of both systems that no order of the demo shop has. */
function scarce({ control }: Sandbox): number[] {
  const ordered = new Set([...control.ecwid.state.orders.values()].flatMap(({ items }) => items.map(({ sku }) => String(sku))));
  const stocked = new Set([...control.mplus.state.stock.values()].map(({ articleNumber }) => String(articleNumber)));
  const free = [...control.ecwid.state.products.values()]
    .filter(({ combinations, sku, enabled }) => enabled && combinations.length === 0 && stocked.has(sku) && !ordered.has(sku))
    .map(({ sku }) => Number(sku));
  return free.slice(0, ARTICLES);
}

async function simulate(
  way: Way,
  sales: readonly Sale[],
): Promise<{ sold: number; lost: number; oversold: number; runs: number }> {
  const sandbox = await startSandbox({ seed: SEED, products: 400, switches: { ecwidRequestsPerMinute: 0 } });
  const { mplus, ecwid, clock } = sandbox.control;
  const flow = new StockFlow(sandbox, { guard: way.guard, requestsPerMinute: 600_000, settings: way.settings });
  const articles = scarce(sandbox);
  const sold = new Map<number, number>();
  const inShop = (article: number) => [...ecwid.state.products.find('sku', String(article))][0].quantity;
  const atTill = (article: number) => {
    const row = mplus.state.stockRow(1, article);
    return row ? row.physical - row.reserved : 0;
  };
  const waiting: { id: string; article: number }[] = [];
  let lost = 0;
  let runs = 0;

  const book = () => {
    for (const { id, article } of waiting.splice(0)) {
      mplus.till.takeOrder({ relationNumber: 1, lines: [{ articleNumber: article, quantity: 1 }], fields: { extOrderId: id } });
    }
  };
  const sell = ({ side, article: index }: Sale) => {
    const article = articles[index];
    // The till sells what is free on its shelf, the shop what it says there is.
    if (side === 'till' ? atTill(article) <= 0 : inShop(article) <= 0) {
      lost += 1;
      return;
    }
    sold.set(article, (sold.get(article) ?? 0) + 1);
    if (side === 'till') {
      mplus.till.sell({ branchNumber: 1, articleNumber: article, quantity: 1 });
      return;
    }
    const { id } = ecwid.shopper.place({ ...PURCHASE, lines: [{ sku: String(article), quantity: 1 }] });
    waiting.push({ id: String(id), article });
    if (way.ordersEvery === 0) book();
  };

  for (const article of articles) {
    for (const [branchNumber, amount] of [
      [1, PIECES],
      [2, 0],
    ]) {
      await flow.till.call('setStock', { request: { branchNumber, articleNumber: article, amount } });
    }
  }
  await flow.run();

  const begin = clock.now();
  const reach = (second: number) => clock.advance(Math.max(0, begin + second * 1000 - clock.now()));
  const left = [...sales];
  let nextStock = way.stockEvery / 2;
  let nextOrders = way.ordersEvery || Number.POSITIVE_INFINITY;
  let nudge = Number.POSITIVE_INFINITY;

  /** A run of the stock flow, and the sales that come in while it is under way. */
  const stock = async (second: number) => {
    runs += 1;
    const meanwhile: Sale[] = [];
    while (left.length > 0 && left[0].at <= second + PASS) meanwhile.push(left.shift() as Sale);
    const sales = meanwhile.map(async (sale) => {
      await sleep(((sale.at - second) / PASS) * 40);
      sell(sale);
      if (way.nudged && sale.side === 'till') nudge = Math.min(nudge, sale.at + 1);
    });
    await Promise.all([flow.run(), ...sales]);
  };

  for (;;) {
    const next = Math.min(left[0]?.at ?? Number.POSITIVE_INFINITY, nextStock, nextOrders, nudge);
    if (next > MINUTES * 60) break;
    reach(next);
    if (next === nextOrders) {
      book();
      nextOrders += way.ordersEvery;
    } else if (next === nextStock) {
      await stock(next);
      nextStock += way.stockEvery;
    } else if (next === nudge) {
      nudge = Number.POSITIVE_INFINITY;
      await stock(next);
    } else {
      const sale = left.shift() as Sale;
      sell(sale);
      if (way.nudged && sale.side === 'till') nudge = Math.min(nudge, sale.at + 1);
    }
  }
  await flow.close();
  await sandbox.close();
  const all = [...sold.values()];
  const oversold = all.reduce((sum, pieces) => sum + Math.max(0, pieces - PIECES), 0);
  return { sold: all.reduce((sum, pieces) => sum + pieces, 0), lost, oversold, runs };
}

const PURCHASE = {
  buyer: {
    email: 'koper@example.com',
    name: 'Test Koper',
    street: 'Kade 5',
    postalCode: '3011 AA',
    city: 'Rotterdam',
    countryCode: 'NL',
    language: 'nl',
  },
  shippingMethod: 'PostNL pakket',
  paymentMethod: 'iDEAL',
  paid: true,
};

export async function run(): Promise<void> {
  const sales = rush();
  console.log(
    `${SALES} sales in ${MINUTES} minutes, half at the till, half in the shop; ${ARTICLES} articles with ${PIECES} pieces each`,
  );
  for (const way of WAYS) {
    const { sold, lost, oversold, runs } = await simulate(way, sales);
    const pieces = `${String(sold).padStart(5)} sold, ${String(lost).padStart(4)} refused, ${String(oversold).padStart(3)} oversold`;
    console.log(`${way.name.padEnd(38)} ${pieces}  (${runs} stock runs)`);
  }
}
