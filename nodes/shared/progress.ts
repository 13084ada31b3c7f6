/** How far a sync has come, for the status of its get node: `1,200 of 10,000, 3 min left`. */
import type { Counts } from '../../lib/ledger';

/** ms between two looks at the ledger. */
const INTERVAL = 1000;
/** So much has to be behind before a time can be told: records, and ms. */
const ENOUGH = { records: 20, time: 5000 };

interface Start {
  readonly at: number;
  /** Records that were finished before. */
  readonly finished: number;
}

export class Progress {
  readonly #now: () => number;
  #start: Start | undefined;
  #looked = Number.NEGATIVE_INFINITY;

  /** `now` in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** True at most once a second. */
  isDue(): boolean {
    if (this.#now() - this.#looked < INTERVAL) return false;
    this.#looked = this.#now();
    return true;
  }

  /** Nothing is out any more: the next record begins another load. */
  end(): void {
    this.#start = undefined;
  }

  /** `out` records are out. A load that goes on after a restart counts what is left of it. */
  text(counts: Counts, out: number): string {
    const finished = counts.done + counts.skipped + counts.held + counts.dead;
    // A full read takes finished records up again.
    if (!this.#start || finished < this.#start.finished) this.#start = { at: this.#now(), finished };
    const done = finished - this.#start.finished;
    const open = counts.new + counts.running + counts.retry + counts.uncertain;
    if (open <= out) return `${out} under way`;
    return `${number(done)} of ${number(done + open)}${this.#left(done, open)}`;
  }

  #left(done: number, open: number): string {
    const time = this.#now() - (this.#start?.at ?? 0);
    if (done < ENOUGH.records || time < ENOUGH.time) return '';
    const seconds = ((time / done) * open) / 1000;
    if (seconds < 60) return ', less than a minute left';
    const minutes = Math.round(seconds / 60);
    return minutes < 120 ? `, ${minutes} min left` : `, ${Math.round(minutes / 60)} h left`;
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
