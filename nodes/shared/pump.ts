/** Lets the records of a sync out of the ledger and into the flow. */
import type { Delivery, Ledger } from '../../lib/ledger';
import { once } from './config-nodes';

export interface PumpSettings {
  readonly sync: string;
  /** The most records that may be out at a time. */
  readonly inFlight: number;
  /** A name that no other pump has, whether in this process or another. */
  readonly owner: string;
  open(): Promise<Ledger>;
  deliver(delivery: Delivery): void;
  /** Records went in or out; `out` are out now. */
  changed(out: number): void;
  /** The pump failed while nobody waited for it; it goes on by itself. */
  failed(thrown: unknown): void;
}

/**
 * ms. After the longest pause the ledger is looked at again in any case: other instances give records back without a word here, and a
 * ledger that failed may be well again.
 */
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 60_000;

/**
 * At most `inFlight` unsettled records are out at any time; each settlement lets the next one out, and so does a lease that ran out. How
 * many are out is asked of the ledger, never counted here: another instance may have taken a record over and settled it.
 */
export class Pump {
  readonly #settings: PumpSettings;
  readonly #ledger = once(() => this.#attach());
  #detach = () => {};
  #out = 0;
  #again = false;
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(settings: PumpSettings) {
    this.#settings = settings;
  }

  /** Records that were out when the ledger was last asked. */
  get out(): number {
    return this.#out;
  }

  /** The ledger, watched from the first use on. */
  ledger(): Promise<Ledger> {
    return this.#ledger.get();
  }

  /** Sends what may go out now. Throws LedgerError. */
  drain(): Promise<void> {
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /** The same when nobody waits for it. */
  drainSoon(): void {
    this.drain().catch((thrown) => {
      if (!this.#closed) this.#settings.failed(thrown);
    });
  }

  /** Lets nothing out any more and gives back what is out. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#detach();
    await Promise.allSettled([this.#working]);
    await (await this.#ledger.made())?.abandon(this.#settings.owner);
  }

  async #attach(): Promise<Ledger> {
    const ledger = await this.#settings.open();
    // `received` too: a person released or retried something, or another node of this sync received it.
    const wake = (event: { sync: string }) => {
      if (event.sync === this.#settings.sync) this.drainSoon();
    };
    if (this.#closed) return ledger;
    ledger.on('settled', wake);
    ledger.on('received', wake);
    this.#detach = () => {
      ledger.off('settled', wake);
      ledger.off('received', wake);
    };
    return ledger;
  }

  async #work(): Promise<void> {
    const { sync, inFlight, owner, deliver } = this.#settings;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        const ledger = await this.#ledger.get();
        const { deliveries, running } = await ledger.topUp(sync, inFlight, owner);
        if (this.#closed) return;
        if (running > 0 || running !== this.#out) this.#settings.changed(running);
        this.#out = running;
        for (const delivery of deliveries) deliver(delivery);
        // With all out, what is due has to wait for a settlement or for a lease to run out.
        const next = await (running < inFlight ? ledger.nextDue(sync) : ledger.nextExpiry(sync));
        if (next !== undefined) this.#wakeIn(next - Date.now());
      }
    } catch (thrown) {
      this.#wakeIn(LONGEST_PAUSE);
      throw thrown;
    }
  }

  #wakeIn(pause: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.drainSoon(), Math.min(Math.max(pause, SHORTEST_PAUSE), LONGEST_PAUSE));
  }
}
