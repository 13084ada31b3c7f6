export interface Row {
  readonly id: number;
  /** Unix seconds. */
  readonly created: number;
  /** Unix seconds; moves with every write. */
  readonly updated: number;
}

export type ChangeKind = 'created' | 'updated' | 'deleted';

export interface TableOptions<T extends Row> {
  /** Epoch milliseconds. */
  now: () => number;
  /** Seconds until a write shows up in searches. */
  lag: () => number;
  /** Keys a row can be found by, per index. */
  keys: Readonly<Record<string, (row: T) => readonly string[]>>;
  changed: (kind: ChangeKind, row: T, before: T | undefined) => void;
}

const REMEMBERED_SELECTIONS = 16;

/**
 * Rows of one entity. Rows are never changed, only replaced, so that the search index can keep the version it still knows. Reading
 * by id or key is immediate; `select` sees what the index has caught up with (reference 3.7).
 */
export class Table<T extends Row> {
  readonly #rows = new Map<number, T>();
  readonly #indexes: Record<string, Map<string, number[]>>;
  /** Per id the versions the search index still shows, oldest first; undefined: not there yet. */
  readonly #stale = new Map<number, { row: T | undefined; until: number }[]>();
  readonly #selections = new Map<string, T[]>();
  #revision = 0;

  constructor(private readonly options: TableOptions<T>) {
    this.#indexes = Object.fromEntries(Object.keys(options.keys).map((name) => [name, new Map()]));
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Another number after every change. */
  get revision(): number {
    return this.#revision;
  }

  get(id: number): T | undefined {
    return this.#rows.get(id);
  }

  values(): Iterable<T> {
    return this.#rows.values();
  }

  /** Ids of the rows with a key, without reading them. */
  ids(index: string, key: string): readonly number[] {
    return this.#indexes[index].get(key) ?? [];
  }

  find(index: string, key: string): T[] {
    return this.ids(index, key).map((id) => this.#rows.get(id) as T);
  }

  /** Stores a row under its id and dates it. */
  put(row: T): T {
    const before = this.#rows.get(row.id);
    const after: T = { ...row, updated: Math.floor(this.options.now() / 1000) };
    this.#remember(row.id, before);
    this.#rows.set(row.id, after);
    this.#reindex(row.id, before, after);
    this.options.changed(before === undefined ? 'created' : 'updated', after, before);
    return after;
  }

  remove(id: number): void {
    const before = this.#rows.get(id);
    if (before === undefined) return;
    this.#remember(id, before);
    this.#rows.delete(id);
    this.#reindex(id, before, undefined);
    this.options.changed('deleted', before, before);
  }

  /**
   * The rows a search finds, in order. `name` must tell apart everything the two functions depend on: as long as nothing changes,
   * the same name gives the same list again, which keeps paging through a large catalogue cheap. `candidates` are the only ids that
   * can match, where an index knows them.
   */
  select(
    name: string,
    matches: (row: T) => boolean,
    compare: (a: T, b: T) => number,
    candidates?: readonly number[],
  ): readonly T[] {
    const known = this.#selections.get(name);
    if (known !== undefined) return known;
    const rows = this.#searchable(candidates);
    const found = rows.filter(matches).sort((a, b) => compare(a, b) || a.id - b.id);
    if (this.#stale.size === 0 && candidates === undefined) {
      if (this.#selections.size >= REMEMBERED_SELECTIONS) this.#selections.delete(this.#selections.keys().next().value as string);
      this.#selections.set(name, found);
    }
    return found;
  }

  /** Every row as it is, for a snapshot. */
  dump(): T[] {
    return [...this.#rows.values()];
  }

  /** Replaces everything; nothing counts as changed. */
  load(rows: readonly T[]): void {
    this.#rows.clear();
    this.#stale.clear();
    this.#selections.clear();
    this.#revision += 1;
    for (const index of Object.values(this.#indexes)) index.clear();
    for (const row of rows) {
      this.#rows.set(row.id, row);
      this.#reindex(row.id, undefined, row);
    }
  }

  #searchable(candidates: readonly number[] | undefined): T[] {
    const now = this.options.now();
    const seen = new Map<number, T | undefined>();
    for (const [id, versions] of this.#stale) {
      const current = versions.find((version) => version.until > now);
      if (current === undefined) this.#stale.delete(id);
      else seen.set(id, current.row);
    }
    if (seen.size === 0) {
      return candidates?.map((id) => this.#rows.get(id)).filter((row) => row !== undefined) ?? [...this.#rows.values()];
    }
    const rows = [...this.#rows.values()].filter((row) => !seen.has(row.id));
    for (const row of seen.values()) if (row !== undefined) rows.push(row);
    return rows;
  }

  #remember(id: number, before: T | undefined): void {
    this.#selections.clear();
    this.#revision += 1;
    const lag = this.options.lag() * 1000;
    if (lag <= 0) return;
    const versions = this.#stale.get(id) ?? [];
    versions.push({ row: before, until: this.options.now() + lag });
    this.#stale.set(id, versions);
  }

  #reindex(id: number, before: T | undefined, after: T | undefined): void {
    for (const [name, keysOf] of Object.entries(this.options.keys)) {
      const index = this.#indexes[name];
      const old = before === undefined ? [] : keysOf(before);
      const fresh = after === undefined ? [] : keysOf(after);
      if (old.length === fresh.length && old.every((key, place) => key === fresh[place])) continue;
      for (const key of new Set(old)) {
        const left = (index.get(key) ?? []).filter((other) => other !== id);
        if (left.length === 0) index.delete(key);
        else index.set(key, left);
      }
      for (const key of new Set(fresh)) {
        const ids = index.get(key);
        if (ids === undefined) index.set(key, [id]);
        else ids.push(id);
      }
    }
  }
}
