import type { Ledger } from '../../lib/ledger';

/** What changed, by ledger: the records that were settled; an empty list when records only came in. */
export type Changes = Record<string, number[]>;

/** Tells that ledgers changed: the first change at once, then at most once per interval. */
export class Live {
  readonly #publish: (changes: Changes) => void;
  readonly #interval: number;
  readonly #watched = new WeakSet<Ledger>();
  #changes: Changes = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (changes: Changes) => void, interval = 1000) {
    this.#publish = publish;
    this.#interval = interval;
  }

  /** Watches a ledger until it closes; a second call changes nothing. */
  watch(reference: string, ledger: Ledger): Ledger {
    if (this.#watched.has(ledger)) return ledger;
    this.#watched.add(ledger);
    ledger.on('settled', ({ entry }) => this.changed(reference, entry));
    ledger.on('received', () => this.changed(reference));
    return ledger;
  }

  changed(reference: string, entry?: number): void {
    this.#changes[reference] ??= [];
    if (entry !== undefined) this.#changes[reference].push(entry);
    if (!this.#timer) this.#tell();
  }

  #tell(): void {
    const changes = this.#changes;
    this.#changes = {};
    this.#publish(changes);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (Object.keys(this.#changes).length > 0) this.#tell();
    }, this.#interval).unref();
  }
}
