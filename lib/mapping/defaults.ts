import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pairs that share the mapping of another: an edited order is compared with what the mapping of orders made of it. */
const SAME: Readonly<Record<string, string>> = { 'mplus-order-change': 'mplus-order' };

/**
 * The mapping this pack ships from one kind of record to another, as text: `defaultMapping('ecwid-order', 'mplus-order')`. Throws the
 * file system's error for a pair without one.
 */
export function defaultMapping(from: string, to: string): string {
  return readFileSync(join(__dirname, 'defaults', `${from}-to-${SAME[to] ?? to}.jsonata`), 'utf8');
}
