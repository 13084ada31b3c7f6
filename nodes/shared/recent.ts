/** Values by key that are remembered for some seconds, per owner: what a search index does not show yet. */
export class Recent<Owner extends object, Value> {
  readonly #kept = new WeakMap<Owner, Map<string, { value: Value; until: number }>>();

  /** `lifetime` in seconds. */
  constructor(private readonly lifetime: number) {}

  set(owner: Owner, key: string, value: Value): void {
    const entries = this.#kept.get(owner) ?? new Map();
    this.#kept.set(owner, entries);
    for (const [old, { until }] of entries) {
      // In the order they came: the first that still counts ends it.
      if (until > performance.now()) break;
      entries.delete(old);
    }
    entries.delete(key);
    entries.set(key, { value, until: performance.now() + this.lifetime * 1000 });
  }

  get(owner: Owner, key: string): Value | undefined {
    const entry = this.#kept.get(owner)?.get(key);
    return entry && entry.until > performance.now() ? entry.value : undefined;
  }
}
