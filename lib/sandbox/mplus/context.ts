import type { Clock } from '../clock';
import type { Random } from '../random';
import type { Switches } from '../switches';
import type { MplusState } from './state';
import { wallClock } from './time';

/** What every operation works with. */
export interface Context {
  readonly state: MplusState;
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Readonly<Switches>;
  /** Collects what a client should not have sent. */
  complain(sentence: string): void;
}

/** Wall clock now, `yyyy-mm-ddThh:mm:ss`. */
export function now(context: Context): string {
  return wallClock(context.clock.now());
}

export function today(context: Context): string {
  return now(context).slice(0, 10);
}

export function thisYear(context: Context): number {
  return Number(now(context).slice(0, 4));
}

/** A new document or line id, in the notation of this installation. */
export function newId(context: Context): string {
  const id = context.random.uuid();
  return context.switches.mplusUuid === 'hex' ? id.replaceAll('-', '') : id;
}

/** The same items in another order: a page guarantees none (reference 2.7). */
export function shuffled<Item>(items: readonly Item[], context: Context): Item[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = context.random.int(0, last);
    [list[last], list[other]] = [list[other], list[last]];
  }
  return list;
}

/** How many items a marker read may return: what was asked for, else the limit of this installation; all without a marker. */
export function pageLimit(request: { syncMarker?: number; syncMarkerLimit?: number }, context: Context): number {
  if (request.syncMarkerLimit) return request.syncMarkerLimit;
  if (request.syncMarker === undefined || context.switches.mplusDefaultPageSize === 0) return Number.POSITIVE_INFINITY;
  return context.switches.mplusDefaultPageSize;
}
