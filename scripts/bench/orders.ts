/**
 * The order example in a Node-RED of its own, both systems in this process: time from the webhook to the paid order in the till, one order
 * at a time and in a rush, beside the bare calls of the same till; then all webhooks are dropped and the poll sweeps up.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createOrder, MplusClient } from '../../lib/mplus';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import type { Purchase } from '../../lib/sandbox/ecwid/shopper';
import { type Flows, Runtime, readExample, temporaryUserDir } from '../../test/support/runtime';

const EXAMPLE = 'orders-ecwid-to-mplus';
const SINGLE = 100;
const RUSH = 200;
/** ms between two orders placed one at a time: slower than the requests a minute that the Ecwid connection allows itself. */
const PACE = 250;
/** The first ones meet code that was never run. */
const WARM_UP = 20;

const PURCHASE: Purchase = {
  buyer: {
    ...{ name: 'Test Koper', email: '', street: 'Kade 5', postalCode: '3011 AA', city: 'Rotterdam' },
    ...{ countryCode: 'NL', language: 'nl' },
  },
  lines: [
    { sku: '2101', quantity: 2 },
    { sku: '11002', quantity: 1 },
  ],
  shippingMethod: 'PostNL pakket',
  paymentMethod: 'iDEAL',
  paid: true,
};

/** When orders were paid in full in the till, and how many requests each system got. */
class Observer {
  readonly requests = { mplus: 0, ecwid: 0 };
  #buyers = 0;
  readonly #paid = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(private readonly sandbox: Sandbox) {
    const { orders } = sandbox.control.mplus.state;
    const put = orders.put.bind(orders);
    orders.put = (order) => {
      put(order);
      const { extOrderId, prepaidAmount, totalInclAmount } = order as unknown as Record<string, string | number>;
      if (!extOrderId || prepaidAmount !== totalInclAmount || this.#paid.has(String(extOrderId))) return;
      this.#paid.set(String(extOrderId), performance.now());
      for (const check of this.#waiting) check();
    };
    for (const system of ['mplus', 'ecwid'] as const) {
      const simulator = sandbox.control[system];
      const handle = simulator.handle.bind(simulator);
      simulator.handle = (request) => {
        this.requests[system] += 1;
        return handle(request);
      };
    }
  }

  /** A new buyer places an order; its webhook goes out at once. */
  place(): { order: string; at: number } {
    this.#buyers += 1;
    const buyer = { ...PURCHASE.buyer, email: `koper${this.#buyers}@example.com` };
    const at = performance.now();
    return { order: String(this.sandbox.control.ecwid.shopper.place({ ...PURCHASE, buyer }).id), at };
  }

  /** When the last of these orders was paid. */
  paid(orders: readonly string[]): Promise<number> {
    return new Promise((resolve) => {
      const check = () => {
        if (!orders.every((order) => this.#paid.has(order))) return;
        this.#waiting.delete(check);
        resolve(Math.max(...orders.map((order) => this.#paid.get(order) as number)));
      };
      this.#waiting.add(check);
      check();
    });
  }
}

/** The example on these servers, without its schedule. */
function flowsFor({ mplus, ecwid }: Sandbox): Flows {
  const { host, port, ident, secret } = mplus;
  const changes: Record<string, object> = {
    'mplus-config': { sandbox: false, host, port: String(port), tls: false, credentials: { ident, secret } },
    'ecwid-config': {
      ...{ sandbox: false, baseUrl: ecwid.baseUrl, storeId: ecwid.storeId },
      credentials: { token: ecwid.token, clientSecret: ecwid.clientSecret },
    },
    inject: { repeat: '', once: false },
  };
  return readExample(EXAMPLE).map((node: Record<string, unknown>) => ({ ...node, ...changes[String(node.type)] }));
}

function percentiles(values: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const ms = (value: number) => `${value.toFixed(1)} ms`;

/** The calls of one order without flow, ledger and mapping: look, create, pay. */
async function bareCalls(sandbox: Sandbox): Promise<number[]> {
  const { host, port, ident, secret } = sandbox.mplus;
  const common = { tls: false, timezone: 'Europe/Amsterdam', percentScale: 'auto', timeout: 60, concurrency: 2 } as const;
  const client = new MplusClient({ ...common, host, port, ident, secret });
  const line = { articleNumber: 2101, data: { quantity: 2, pricePerQuantity: 1295 } };
  const took: number[] = [];
  for (let number = 0; number < WARM_UP + SINGLE; number += 1) {
    const order = {
      ...{ extOrderId: randomUUID(), entryBranchNumber: 1, employeeNumber: 999999, financialBranchNumber: 1, relationNumber: 1 },
      lineList: [line],
    };
    const started = performance.now();
    await createOrder(client, order, { mode: 'prepay', payments: [{ method: 'IDEAL', amount: 2590 }] });
    took.push(performance.now() - started);
  }
  client.close();
  return took.slice(WARM_UP);
}

export async function run(): Promise<void> {
  const built = spawnSync(process.execPath, [join(__dirname, '../build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The build failed.');
  const sandbox = await startSandbox();
  const { userDir, remove } = temporaryUserDir();
  const flows = flowsFor(sandbox);
  const observer = new Observer(sandbox);
  const runtime = await Runtime.start('node-red', userDir, flows);
  const runNow = String(flows.find(({ name }) => name === 'Run now')?.id);
  const { webhooks, state } = sandbox.control.ecwid;
  try {
    for (const order of [...state.orders.values()]) state.orders.remove(order.id);
    const hook = flows.find(({ type }) => type === 'ecwid-webhook') as { path: string };
    webhooks.subscribe({ url: `${await runtime.address()}${hook.path}`, events: ['order.created'] });

    const single: number[] = [];
    let before = { ...observer.requests };
    for (let number = 0; number < WARM_UP + SINGLE; number += 1) {
      if (number === WARM_UP) before = { ...observer.requests };
      const { order, at } = observer.place();
      single.push((await observer.paid([order])) - at);
      await setTimeout(Math.max(0, at + PACE - performance.now()));
    }
    const each = (system: 'mplus' | 'ecwid') => ((observer.requests[system] - before[system]) / SINGLE).toFixed(1);
    const perOrder = `${each('ecwid')} to Ecwid, ${each('mplus')} to the till`;

    const rush = Array.from({ length: RUSH }, () => observer.place());
    const rushed = (await observer.paid(rush.map(({ order }) => order))) - rush[0].at;

    sandbox.control.set({ ecwidWebhookDrops: 1 });
    const lost = Array.from({ length: RUSH }, () => observer.place().order);
    const swept = performance.now();
    await runtime.inject(runNow);
    const sweep = (await observer.paid(lost)) - swept;

    const bare = percentiles(await bareCalls(sandbox));
    const latency = percentiles(single.slice(WARM_UP));
    console.log(`requests of one order: ${perOrder}`);
    console.table({
      'look, create, pay alone': { p50: ms(bare.p50), p95: ms(bare.p95), p99: ms(bare.p99), 'of p50': '1.0' },
      'webhook → paid in the till': {
        ...{ p50: ms(latency.p50), p95: ms(latency.p95), p99: ms(latency.p99) },
        'of p50': (latency.p50 / bare.p50).toFixed(1),
      },
    });
    console.table({
      [`${RUSH} webhooks at once`]: { all: ms(rushed), 'per order': ms(rushed / RUSH) },
      [`${RUSH} webhooks dropped, one poll`]: { all: ms(sweep), 'per order': ms(sweep / RUSH) },
    });
    console.log(`sweep by poll ÷ rush by webhook: ${(sweep / rushed).toFixed(2)}`);
  } finally {
    await runtime.stop();
    await sandbox.close();
    remove();
  }
}
