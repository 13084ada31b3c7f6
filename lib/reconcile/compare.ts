/** What differs between two systems: rows of both, brought into one order, are matched by key. Pure; holds one key at a time. */

export type Value = string | number | boolean;

export interface Row {
  readonly side: 'source' | 'target';
  /** What both sides call the record: order number, SKU, e-mail address. */
  readonly key: string;
  /** What its own side reads it by. */
  readonly id: string;
  /** As it is compared. A field that one side leaves out is not compared. */
  readonly fields: Readonly<Record<string, Value>>;
  /** Epoch ms of the last change, where the side tells. */
  readonly changed?: number;
  /** It has to be on the other side, too. */
  readonly expected: boolean;
}

/**
 * - missing: expected in the target and not there; extra: expected in the source and not there
 * - different: on both sides, with other values; stale: the same, and the source changed last, so that a change was not carried over (yet)
 */
export const KINDS = ['missing', 'extra', 'different', 'stale'] as const;
export type Kind = (typeof KINDS)[number];

export interface Difference {
  readonly kind: Kind;
  readonly key: string;
  /** Ids on either side; absent where it is not there. */
  readonly source?: string;
  readonly target?: string;
  /** What differs; empty for missing and extra. */
  readonly fields: readonly { readonly field: string; readonly source: Value; readonly target: Value }[];
  /** Epoch ms of the last change on either side, where one tells. */
  readonly changed?: number;
  /** The key is on one side more than once. */
  readonly duplicate: boolean;
}

export interface Counts {
  source: number;
  target: number;
  /** Keys that are the same on both sides. */
  equal: number;
}

/** The differences of rows in which those of one key follow each other; `counts` is kept up to date on the way. */
export function* differences(rows: Iterable<Row>, counts: Counts): Generator<Difference> {
  let group: Row[] = [];
  for (const row of rows) {
    counts[row.side] += 1;
    if (group.length > 0 && group[0].key !== row.key) {
      yield* ofKey(group, counts);
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield* ofKey(group, counts);
}

/** Several rows of one side: those that are expected come first, the rest is left over. */
function* ofKey(group: readonly Row[], counts: Counts): Generator<Difference> {
  const of = (side: Row['side']) =>
    group.filter((row) => row.side === side).sort((one, other) => Number(other.expected) - Number(one.expected));
  const [sources, targets] = [of('source'), of('target')];
  const duplicate = sources.length > 1 || targets.length > 1;
  for (let place = 0; place < Math.max(sources.length, targets.length); place += 1) {
    const found = compare(sources[place], targets[place]);
    if (found === 'equal') counts.equal += 1;
    else if (found) yield { ...found, duplicate };
  }
}

function compare(source: Row | undefined, target: Row | undefined): Omit<Difference, 'duplicate'> | 'equal' | undefined {
  if (source && target) {
    const fields = Object.entries(source.fields)
      .filter(([field, value]) => Object.hasOwn(target.fields, field) && target.fields[field] !== value)
      .map(([field, value]) => ({ field, source: value, target: target.fields[field] }));
    if (fields.length === 0) return 'equal';
    const stale = source.changed !== undefined && target.changed !== undefined && source.changed > target.changed;
    const changed = latest(source.changed, target.changed);
    return { kind: stale ? 'stale' : 'different', key: source.key, source: source.id, target: target.id, fields, ...changed };
  }
  if (source?.expected) return { kind: 'missing', key: source.key, source: source.id, fields: [], ...latest(source.changed) };
  if (target?.expected) return { kind: 'extra', key: target.key, target: target.id, fields: [], ...latest(target.changed) };
  return undefined;
}

function latest(...times: (number | undefined)[]): { changed?: number } {
  const known = times.filter((time): time is number => time !== undefined && Number.isFinite(time));
  return known.length === 0 ? {} : { changed: Math.max(...known) };
}
