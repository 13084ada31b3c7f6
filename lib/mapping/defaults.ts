import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The mapping this pack ships from one kind of record to another, as text: `defaultMapping('ecwid-order', 'mplus-order')`. Throws the
 * file system's error for a pair without one.
 */
export function defaultMapping(from: string, to: string): string {
  return readFileSync(join(__dirname, 'defaults', `${from}-to-${to}.jsonata`), 'utf8');
}
