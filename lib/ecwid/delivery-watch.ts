/**
 * Measures how well webhooks arrive, from the two things that can be seen: the events that came, and the records that a poll brought.
 * Times are unix seconds by Ecwid's clock.
 *
 * - late: came more than a minute after it happened
 * - lost: a poll brought a change, and a minute later there was still no event of it; when the event comes after all it is late, not lost
 *
 * Changes from before the watch began do not count, and a change within a minute of an event of the same record counts as told.
 */

/** Seconds. */
const GRACE = 60;
/** Records that are remembered. */
const REMEMBERED = 10_000;

export class DeliveryWatch {
  #late = 0;
  /** When the last event of a record was created. */
  readonly #told = new Map<string, number>();
  /** Changes that a poll brought before any event: when it changed, and until when the event may come. */
  readonly #untold = new Map<string, { changed: number; until: number }>();
  readonly #lost = new Map<string, number>();
  #forgotten = 0;

  constructor(private readonly since: number) {}

  get late(): number {
    return this.#late;
  }

  get lost(): number {
    return this.#lost.size + this.#forgotten;
  }

  /** An event came. `record` names the record among all entities. */
  event(record: string, created: number, now: number): void {
    this.expire(now);
    if (now - created > GRACE) this.#late += 1;
    remember(this.#told, record, Math.max(created, this.#told.get(record) ?? 0));
    const untold = this.#untold.get(record);
    if (untold && tells(created, untold.changed)) this.#untold.delete(record);
    const lost = this.#lost.get(record);
    if (lost !== undefined && tells(created, lost)) this.#lost.delete(record);
  }

  /** A poll brought a record that changed at that time. */
  polled(record: string, changed: number, now: number): void {
    if (!(changed >= this.since) || tells(this.#told.get(record) ?? 0, changed)) return;
    if (this.#untold.has(record)) return;
    remember(this.#untold, record, { changed, until: now + GRACE });
  }

  /** Time has passed. */
  expire(now: number): void {
    for (const [record, { changed, until }] of this.#untold) {
      if (until > now) continue;
      this.#untold.delete(record);
      if (this.#lost.has(record)) this.#forgotten += 1;
      if (remember(this.#lost, record, changed)) this.#forgotten += 1;
    }
  }
}

/** Seconds since 1970 at which a record of that version changed: versions begin with the time (see `entities.ts`); NaN when not. */
export function changedAtOf(version: string): number {
  const [, seconds] = /^(\d{9,11})(?: |$)/.exec(version) ?? [];
  if (seconds) return Number(seconds);
  const [date] = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d ?(?:Z|[+-]\d\d:?\d\d)?/.exec(version) ?? [];
  return date ? Date.parse(date.replace(' ', 'T').replace(/ ?([+-]\d\d):?(\d\d)$/, '$1:$2')) / 1000 : Number.NaN;
}

/** The clock of the index and that of the events may differ by seconds. */
function tells(created: number, changed: number): boolean {
  return created >= changed - GRACE;
}

/** Sets as the newest entry; true when the oldest had to go. */
function remember<T>(map: Map<string, T>, key: string, value: T): boolean {
  map.delete(key);
  map.set(key, value);
  if (map.size <= REMEMBERED) return false;
  map.delete(map.keys().next().value as string);
  return true;
}
