/** Idempotency keys that come out the same on every attempt, whoever makes it (reference 1.6). */
import { createHash } from 'node:crypto';

/** Name space of this pack's keys; any fixed UUID does. */
const SPACE = Buffer.from('5d3c1e0a9b7f4c5e8a6d2f4b1c0e7a93', 'hex');

/** A UUID of version 5 (SHA-1, RFC 9562) of the parts: same parts, same key. */
export function keyFrom(...parts: readonly string[]): string {
  const bytes = createHash('sha1').update(SPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
