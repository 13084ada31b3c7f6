/** Look-up lists: what a field can be set to, as the system names it that the field speaks of. */

export interface LookupItem {
  /** What goes into the field. */
  readonly value: string;
  /** What a person knows it by. */
  readonly label: string;
  /** What it belongs to: the branch of a workplace. */
  readonly within?: string;
  /** Switched off in its system. */
  readonly inactive?: true;
}

/** A list as it is read, a part at a time. */
export type LookupParts = AsyncIterable<readonly LookupItem[]>;

export interface LookupSearch {
  /** Words that all occur in value or label, in any case; empty for everything. */
  readonly query: string;
  readonly within?: string;
  readonly offset: number;
  readonly limit: number;
}

/** A page of what fits: with a query, first what begins with it, else in the order of the list. `total` counts all that fit. */
export function searchLookup(
  items: readonly LookupItem[],
  { query, within, offset, limit }: LookupSearch,
): { items: LookupItem[]; total: number } {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter((word) => word !== '');
  const first: LookupItem[] = [];
  const others: LookupItem[] = [];
  for (const item of items) {
    if (within !== undefined && item.within !== undefined && item.within !== within) continue;
    const [value, label] = [item.value.toLowerCase(), item.label.toLowerCase()];
    if (!words.every((word) => value.includes(word) || label.includes(word))) continue;
    (words.length > 0 && (value.startsWith(wanted) || label.startsWith(wanted)) ? first : others).push(item);
  }
  const found = [...first, ...others];
  return { items: found.slice(offset, offset + limit), total: found.length };
}

/** A list that is being read: what came so far can be used at once. */
export class Listing {
  readonly items: LookupItem[] = [];
  /** Everything is there. */
  complete = false;
  /** Settles when everything is there; rejects with what ended the reading. */
  readonly done: Promise<void>;

  constructor(parts: LookupParts) {
    this.done = this.#read(parts);
    this.done.catch(() => undefined);
  }

  /** Waits for everything, but no longer than that many ms. Rejects with what ended the reading. */
  async settle(patience: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([this.done, over]).finally(() => clearTimeout(timer));
  }

  async #read(parts: LookupParts): Promise<void> {
    for await (const part of parts) this.items.push(...part);
    this.complete = true;
  }
}
