/**
 * What the ledger remembers of a relation and a customer that belong together: what either of them had when they were last the same.
 * Both streams read and write it, so that each knows its own writes when they come back, and can tell a new change from an old one.
 */
import type { Agreed } from '../../lib/customers/fields';
import type { Ledger } from '../../lib/ledger';

export interface Pair {
  /** Fingerprints of the customer, by the fields of `flatCustomer`. */
  readonly shop: Agreed;
  /** Fingerprints of the relation, by the fields of `flatRelation`. */
  readonly till: Agreed;
  /** Marker that the till gave to our last write of the relation. */
  readonly syncMarker?: number;
}

const KIND = 'customer-pair';
const PART = 'fields';
const NOTHING: Pair = { shop: {}, till: {} };

const keyOf = (relationNumber: number, customerId: number): string => `${relationNumber}/${customerId}`;

/** Without a ledger, or before the two met, nothing is agreed. */
export async function readPair(
  ledger: Ledger | undefined,
  relationNumber: number | undefined,
  customerId: number | undefined,
): Promise<Pair> {
  if (!ledger || !relationNumber || !customerId) return NOTHING;
  const stored = await ledger.written(KIND, keyOf(relationNumber, customerId), PART);
  return stored === undefined ? NOTHING : JSON.parse(stored);
}

/** Writes down what is new since `before`; the other stream may have written something else meanwhile. */
export async function writePair(
  ledger: Ledger | undefined,
  relationNumber: number | undefined,
  customerId: number | undefined,
  before: Pair,
  pair: Pair,
): Promise<void> {
  const news = { shop: newIn(before.shop, pair.shop), till: newIn(before.till, pair.till) };
  const { syncMarker } = pair;
  const isNew = syncMarker !== before.syncMarker || [news.shop, news.till].some((fields) => Object.keys(fields).length > 0);
  if (!ledger || !relationNumber || !customerId || !isNew) return;
  const stored = await readPair(ledger, relationNumber, customerId);
  const merged: Pair = {
    ...stored,
    shop: { ...stored.shop, ...news.shop },
    till: { ...stored.till, ...news.till },
    ...(syncMarker !== undefined && { syncMarker }),
  };
  await ledger.setWritten(KIND, keyOf(relationNumber, customerId), PART, JSON.stringify(merged));
}

function newIn(before: Agreed, now: Agreed): Agreed {
  return Object.fromEntries(Object.entries(now).filter(([field, value]) => before[field] !== value));
}

/** Forgets a pair, whichever of the two numbers is the relation's. */
export async function forgetPair(ledger: Ledger, one: unknown, other: unknown): Promise<void> {
  for (const key of [`${one}/${other}`, `${other}/${one}`]) await ledger.erase(key);
}
