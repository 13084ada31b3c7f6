/** The stock flow of the example without Node-RED around it: read what moved, calculate, write. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EcwidClient } from '../lib/ecwid';
import { Ledger } from '../lib/ledger';
import { MplusClient, type MplusCursor, readMplusPage } from '../lib/mplus';
import type { Sandbox } from '../lib/sandbox';
import { planStock } from '../nodes/ecwid-put/planners/stock';
import type { Message } from '../nodes/shared/record';
import { StockCalculation } from '../nodes/shared/stock-calculation';

export interface StockFlowOptions {
  /** Settings of the calculator node. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Take off orders that the till does not know. */
  readonly guard: boolean;
  readonly requestsPerMinute: number;
}

export class StockFlow {
  readonly till: MplusClient;
  readonly shop: EcwidClient;
  readonly #ledger: Promise<Ledger>;
  readonly #calculation: StockCalculation;
  readonly #plan = planStock({});
  readonly #guard: boolean;
  #cursor: MplusCursor | undefined;

  constructor({ mplus, ecwid }: Sandbox, { settings = {}, guard, requestsPerMinute }: StockFlowOptions) {
    const { host, port, ident, secret } = mplus;
    const { baseUrl, storeId, token } = ecwid;
    const till = { timezone: 'Europe/Amsterdam', percentScale: '100', timeout: 60, concurrency: 2 } as const;
    this.till = new MplusClient({ ...till, host, port, tls: false, ident, secret });
    this.shop = new EcwidClient({ baseUrl, storeId, token, requestsPerMinute, timeout: 60 });
    this.#guard = guard;
    this.#calculation = new StockCalculation(settings, 'articleNumber', async () => undefined);
    this.#ledger = Ledger.open({
      store: 'sqlite',
      file: ':memory:',
      retentionDays: 30,
      privacy: 'full',
      maxAttempts: 8,
      backoff: 30,
      lease: 300,
    });
  }

  /** One run; how many articles came, and how many of them were written. `all`: everything, as at night. */
  async run({ all = false } = {}): Promise<{ read: number; written: number }> {
    const page = await readMplusPage(this.till, 'stock', all ? undefined : this.#cursor, { limit: 1 });
    this.#cursor = page.cursor;
    const actions = await Promise.all(page.records.map(({ payload }) => this.#write(payload)));
    return { read: actions.length, written: actions.filter((action) => action === 'updated').length };
  }

  async close(): Promise<void> {
    await (await this.#ledger).close();
    this.till.close();
    this.shop.close();
    // The governor of a token outlives a client for a moment; the next flow must not inherit its pace.
    await sleep(1);
  }

  async #write(payload: Record<string, unknown>): Promise<string> {
    const clients = { till: this.till, ...(this.#guard && { shop: this.shop }) };
    const { stock } = await this.#calculation.run(payload, clients);
    if (!stock) return 'skipped';
    const context = { client: this.shop, msg: {} as Message, record: { ...stock }, ledger: await this.#ledger };
    const plan = await this.#plan(context);
    return (await plan.write()).action;
  }
}
