/** Tells the delivery watch what a poll brought, from the ledger that keeps what it reads. */
import { changedAtOf, type DeliveryWatch } from '../../lib/ecwid';
import type { Ledger } from '../../lib/ledger';

export class PollWatch {
  #since = Date.now();
  #looking: Promise<void> | undefined;
  #again = false;
  readonly #received = ({ sync }: { sync: string }) => {
    if (sync === this.sync) this.#look();
  };

  constructor(
    private readonly ledger: Ledger,
    private readonly sync: string,
    private readonly watch: DeliveryWatch,
    private readonly now: () => number,
  ) {
    ledger.on('received', this.#received);
  }

  async close(): Promise<void> {
    this.ledger.off('received', this.#received);
    await this.#looking;
  }

  #look(): void {
    this.#again = true;
    this.#looking ??= this.#read().finally(() => {
      this.#looking = undefined;
    });
  }

  /** A ledger that cannot be read only costs the measure; whoever reads from it for work tells of the failure. */
  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      let after: string | undefined;
      let newest = this.#since;
      try {
        do {
          const page = await this.ledger.find({ sync: this.sync, since: this.#since, after });
          for (const { topic, key, version, received } of page.records) {
            newest = Math.max(newest, received);
            this.watch.polled(`${topic}/${key}`, changedAtOf(version), this.now());
          }
          after = page.next;
        } while (after !== undefined);
        this.#since = newest;
      } catch {
        return;
      }
    }
  }
}
