type Key = string | number;

/**
 * Rows by key, and in the order of their sync marker. A change gives a row a higher marker and is put again: the log of markers
 * only grows at its end, so a page starts with a binary search and never scans the table.
 */
export class MarkedTable<Row> {
  readonly #rows = new Map<Key, Row>();
  #markers: number[] = [];
  #keys: Key[] = [];

  constructor(
    private readonly keyOf: (row: Row) => Key,
    private readonly markerOf: (row: Row) => number,
  ) {}

  get size(): number {
    return this.#rows.size;
  }

  get(key: Key | undefined): Row | undefined {
    return key === undefined ? undefined : this.#rows.get(key);
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** Adds a row, or files a changed one under its new marker, which has to be higher than every other. */
  put(row: Row): void {
    const key = this.keyOf(row);
    this.#rows.set(key, row);
    this.#markers.push(this.markerOf(row));
    this.#keys.push(key);
    if (this.#keys.length > 1000 + 2 * this.#rows.size) this.#compact();
  }

  /** Rows with that marker or a higher one (reference 2.7), lowest first. */
  *since(marker: number): Generator<Row> {
    for (let place = this.#placeOf(marker); place < this.#keys.length; place += 1) {
      if (this.#isCurrent(place)) yield this.#rows.get(this.#keys[place])!;
    }
  }

  /** All rows, lowest marker first. */
  snapshot(): Row[] {
    return structuredClone([...this.since(Number.NEGATIVE_INFINITY)]);
  }

  /** Takes these rows over, lowest marker first, as `snapshot` gave them. */
  restore(rows: readonly Row[]): void {
    this.#rows.clear();
    this.#markers = [];
    this.#keys = [];
    for (const row of rows) this.put(row);
  }

  #placeOf(marker: number): number {
    let low = 0;
    let high = this.#markers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#markers[middle] < marker) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Entries of rows that changed since are left behind in the log until it is compacted. */
  #isCurrent(place: number): boolean {
    const row = this.#rows.get(this.#keys[place]);
    return row !== undefined && this.markerOf(row) === this.#markers[place];
  }

  #compact(): void {
    const current = this.#keys.map((_, place) => place).filter((place) => this.#isCurrent(place));
    this.#markers = current.map((place) => this.#markers[place]);
    this.#keys = current.map((place) => this.#keys[place]);
  }
}

/** The first `limit` rows that are wanted; no limit: all of them. */
export function take<Row>(rows: Iterable<Row>, limit: number, wanted: (row: Row) => boolean): Row[] {
  const page: Row[] = [];
  if (limit <= 0) return page;
  for (const row of rows) {
    if (!wanted(row)) continue;
    page.push(row);
    if (page.length >= limit) break;
  }
  return page;
}
