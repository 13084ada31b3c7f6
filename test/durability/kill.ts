/**
 * A webshop full of paid orders, an empty till, and between them the flow of the bundled example in real Node-REDs that may be killed
 * at any moment. What the two systems are asked drives everything: a kill strikes at a request, and a wait looks again at every
 * request, of which the flow's own schedule makes one several times a second.
 */
import { join } from 'node:path';
import { Ledger, type RecordSummary } from '../../lib/ledger';
import { type FaultRule, type Sandbox, startSandbox } from '../../lib/sandbox';
import { Random } from '../../lib/sandbox/random';
import { type Flows, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const SYNC = 'orders → MplusKASSA';
const SKUS = ['2101', '2102', '2103', '2104'];
const UNKNOWN_SKU = '7777001';
/** The e-mail addresses of our buyers; the demo shop has its own, one of them twice in the till. */
const BUYER = /^buyer-\d+@example\.com$/;

/** Seconds. Short, so that a killed Node-RED is not waited for; `timeout` is how long a connection waits for an answer. */
const PACE = { lease: 3, backoff: 0.2, schedule: 0.3, timeout: 1 };

export interface PlantOptions {
  readonly orders: number;
  readonly seed: number;
  /** Absent: a file in the user directory. */
  readonly postgres?: { readonly url: string; readonly password: string };
  readonly inFlight?: number;
  /** Seconds. */
  readonly lease?: number;
  readonly module?: string;
}

/** What must not be; all lists are empty when nothing was lost or doubled. */
export interface Audit {
  /** Orders of the shop that are not in the till. */
  readonly missing: string[];
  /** Orders of the shop that are in the till more than once. */
  readonly doubled: string[];
  /** Orders whose deposit is not their total. */
  readonly paidWrong: string[];
  /** Buyers with more than one relation. */
  readonly doubledRelations: string[];
  /** Records that wait, run, are dead or have no reason. */
  readonly unsettled: string[];
  /** Orders that came less than twice. */
  readonly once: string[];
}

/** Counts the requests that both systems get. */
class Traffic {
  #count = 0;
  #strikes: { at: number; answered: boolean; strike: () => void }[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(private readonly sandbox: Sandbox) {
    for (const system of [sandbox.control.mplus, sandbox.control.ecwid]) {
      const handle = system.handle.bind(system);
      system.handle = async (request) => {
        this.#count += 1;
        this.#strike(false);
        const answer = await handle(request);
        this.#strike(true);
        this.wake();
        return answer;
      };
    }
  }

  /** Does something at the request with that number from now: before the system works on it, or when its answer is about to go. */
  at(number: number, answered: boolean, strike: () => void): void {
    this.#strikes.push({ at: this.#count + number, answered, strike });
  }

  /** The first requests that call the operation are answered when there are so many of them, as if they came at one moment. */
  together(operation: string, wanted: number): void {
    let come = () => {};
    const all = new Promise<void>((resolve) => {
      come = resolve;
    });
    const { mplus } = this.sandbox.control;
    const handle = mplus.handle.bind(mplus);
    let count = 0;
    mplus.handle = async (request) => {
      if (request.body.includes(operation)) count += 1;
      if (count === wanted) come();
      const answer = await handle(request);
      if (count <= wanted && request.body.includes(operation)) await all;
      return answer;
    };
  }

  /** Resolves at the request with that number from now. */
  after(number: number): Promise<void> {
    return new Promise((resolve) => this.at(number, true, resolve));
  }

  /** Resolves at the next request. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** As if there was a request. */
  wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #strike(answered: boolean): void {
    const due = this.#strikes.filter((strike) => strike.at <= this.#count && strike.answered === answered);
    this.#strikes = this.#strikes.filter((strike) => !due.includes(strike));
    for (const { strike } of due) strike();
  }
}

export class Plant {
  readonly random: Random;
  readonly traffic: Traffic;
  readonly orders: string[] = [];
  /** An order that nothing but a person can settle. */
  readonly poison: string;
  readonly #folders: ReturnType<typeof temporaryUserDir>[] = [];
  readonly #runtimes = new Set<Runtime>();
  readonly #untouched: Set<string>;
  #booked = 0;

  private constructor(
    readonly sandbox: Sandbox,
    /** A connection of our own to the ledger the Node-REDs work with. */
    readonly ledger: Ledger,
    private readonly options: PlantOptions,
    private readonly home: ReturnType<typeof temporaryUserDir>,
  ) {
    this.random = new Random(options.seed);
    this.#folders.push(home);
    const { ecwid } = sandbox.control;
    for (const order of [...ecwid.state.orders.values()]) ecwid.state.orders.remove(order.id);
    for (let number = 0; number < options.orders; number += 1) this.orders.push(this.#place(number));
    this.poison = this.#place(0, UNKNOWN_SKU);
    this.#untouched = new Set(this.orders);
    this.traffic = new Traffic(sandbox);
    void this.#touchBooked();
  }

  static async open(options: PlantOptions): Promise<Plant> {
    const home = temporaryUserDir();
    const policy = { retentionDays: 30, privacy: 'full', maxAttempts: 50, ...PACE } as const;
    const ledger = await Ledger.open(
      options.postgres
        ? { ...policy, store: 'postgres', ...options.postgres }
        : { ...policy, store: 'sqlite', file: join(home.userDir, 'ledger.sqlite') },
    );
    const sandbox = await startSandbox({ seed: options.seed, switches: { ecwidRequestsPerMinute: 0 } });
    return new Plant(sandbox, ledger, options, home);
  }

  /** Everybody orders twice, with so many orders between that two Node-REDs on one ledger often have one of them each. */
  #place(number: number, sku = this.random.pick(SKUS)): string {
    const { shopper } = this.sandbox.control.ecwid;
    const apart = this.#inFlight;
    const buyer = Math.floor(number / (2 * apart)) * apart + (number % apart);
    const view = shopper.place({
      buyer: {
        email: `buyer-${buyer}@example.com`,
        name: `Buyer ${buyer}`,
        street: 'Kade 5',
        postalCode: '3011 AA',
        city: 'Rotterdam',
        countryCode: 'NL',
        language: 'nl',
      },
      lines: [
        { sku, quantity: this.random.int(1, 3), ...(sku === UNKNOWN_SKU && { name: 'Gone', priceIncl: 500, vatPercent: 21 }) },
      ],
      shippingMethod: 'PostNL pakket',
      paymentMethod: 'iDEAL',
      paid: true,
    });
    return String(view.id);
  }

  /** The shop keeper writes a note on every order as soon as it is in the till, so that it comes in once more. */
  async #touchBooked(): Promise<void> {
    const { ecwid, mplus } = this.sandbox.control;
    while (this.#untouched.size > 0) {
      await this.traffic.next();
      if (mplus.state.orders.size === this.#booked) continue;
      this.#booked = mplus.state.orders.size;
      for (const { extOrderId } of mplus.state.orders.values()) {
        if (extOrderId === undefined || !this.#untouched.delete(extOrderId)) continue;
        const [order] = ecwid.state.orders.find('key', extOrderId);
        ecwid.state.orders.put({ ...order, privateAdminNotes: 'Packed' });
      }
    }
  }

  /** Orders faults, one rule each; a later rule strikes where the ones before did not. */
  faults(rules: readonly FaultRule[]): void {
    for (const rule of rules) this.sandbox.control.faults.add(rule);
  }

  flows(change: (flows: Flows) => void = () => {}): Flows {
    const { mplus, ecwid } = this.sandbox;
    // Only the poll: what is proved here is what it does by itself.
    const flows = readExample('orders-ecwid-to-mplus').filter(({ type, mode }) => type !== 'ecwid-webhook' && mode !== 'byKey');
    const set = (type: string, fields: object) => Object.assign(flows.find((node) => node.type === type) as object, fields);
    set('inject', { once: true, onceDelay: '0.05', repeat: String(PACE.schedule) });
    set('mplus-config', {
      sandbox: false,
      host: mplus.host,
      port: String(mplus.port),
      tls: false,
      timeout: String(PACE.timeout),
      credentials: { ident: mplus.ident, secret: mplus.secret },
    });
    set('ecwid-config', {
      sandbox: false,
      baseUrl: ecwid.baseUrl,
      storeId: ecwid.storeId,
      requestsPerMinute: '60000',
      timeout: String(PACE.timeout),
      credentials: { token: ecwid.token, clientSecret: ecwid.clientSecret },
    });
    set('sync-ledger', {
      ...(this.options.postgres
        ? { store: 'postgres', url: this.options.postgres.url, credentials: { password: this.options.postgres.password } }
        : { store: 'sqlite', file: join(this.home.userDir, 'ledger.sqlite') }),
      lease: String(this.options.lease ?? PACE.lease),
      backoff: String(PACE.backoff),
      maxAttempts: '50',
    });
    set('ecwid-get', { overlap: '5', inFlight: String(this.#inFlight) });
    change(flows);
    return flows;
  }

  get #inFlight(): number {
    return this.options.inFlight ?? 10;
  }

  /** A Node-RED with the flow; each `place` has a user directory of its own. */
  async start(place = 0, flows = this.flows()): Promise<Runtime> {
    this.#folders[place] ??= temporaryUserDir();
    const runtime = await Runtime.start(this.options.module ?? 'node-red', this.#folders[place].userDir, flows);
    this.#runtimes.add(runtime);
    return runtime;
  }

  /** Kills a Node-RED at a request between the numbers given, counted from now; resolves when it is dead. */
  kill(runtime: Runtime, from: number, to: number): Promise<void> {
    const answered = this.random.next() < 0.5;
    return new Promise((resolve) => {
      this.traffic.at(this.random.int(from, to), answered, () => resolve(runtime.kill()));
    });
  }

  /** Resolves when the condition holds; it is looked at again at every request. Fails when `limit` aborts. */
  async until(condition: () => boolean | Promise<boolean>, limit?: AbortSignal): Promise<void> {
    limit?.addEventListener('abort', () => this.traffic.wake(), { once: true });
    while (!(await condition())) {
      limit?.throwIfAborted();
      await this.traffic.next();
    }
  }

  /** Resolves when every order came twice and nothing waits or runs any more. */
  async settled(limit?: AbortSignal): Promise<void> {
    await this.until(async () => {
      const counts = await this.ledger.counts();
      const finished = counts.done + counts.skipped + counts.held + counts.dead;
      const open = counts.new + counts.running + counts.retry + counts.uncertain;
      return open === 0 && finished > 2 * this.orders.length;
    }, limit);
  }

  /** What is wrong once everything is settled, or when that takes too long. */
  async outcome(): Promise<Audit> {
    await this.settled(AbortSignal.timeout(60_000)).catch(() => undefined);
    return this.audit();
  }

  /** Orders in the till, of ours. */
  get booked(): number {
    return this.orders.length - this.#untouched.size;
  }

  /** All records of the ledger. */
  async records(): Promise<RecordSummary[]> {
    const all: RecordSummary[] = [];
    let after: string | undefined;
    do {
      const { records, next } = await this.ledger.find({ sync: SYNC, after });
      all.push(...records);
      after = next;
    } while (after !== undefined);
    return all;
  }

  async audit(): Promise<Audit> {
    const { state } = this.sandbox.control.mplus;
    const till = groupBy(state.orders.values(), ({ extOrderId }) => extOrderId ?? '');
    const buyers = [...state.relations.values()].filter(({ email = '' }) => BUYER.test(email));
    const relations = groupBy(buyers, ({ email = '' }) => email);
    const records = await this.records();
    const ours = groupBy(records, ({ key }) => key);
    const settledWell = ({ key, state, reason }: RecordSummary) =>
      reason !== '' && (key === this.poison ? state === 'held' : state === 'done' || state === 'skipped');
    return {
      missing: this.orders.filter((order) => !till.has(order)),
      doubled: this.orders.filter((order) => (till.get(order)?.length ?? 0) > 1),
      paidWrong: this.orders.filter((order) =>
        till.get(order)?.some((booked) => booked.prepaidAmount !== booked.totalInclAmount),
      ),
      doubledRelations: [...relations].filter(([, same]) => same.length > 1).map(([email]) => email),
      unsettled: records
        .filter((record) => !settledWell(record))
        .map(({ key, state, reason, message }) => `${key} ${state} ${reason} ${message}`),
      once: this.orders.filter((order) => (ours.get(order)?.length ?? 0) < 2),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runtimes].map((runtime) => runtime.kill()));
    await this.ledger.close();
    await this.sandbox.close();
    for (const { remove } of this.#folders) remove();
  }
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

export const NOTHING_WRONG: Audit = {
  missing: [],
  doubled: [],
  paidWrong: [],
  doubledRelations: [],
  unsettled: [],
  once: [],
};
