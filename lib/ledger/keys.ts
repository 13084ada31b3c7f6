/** Text as it is stored. Keys may be any Unicode and any length; neither database takes all of that in an indexed column. */
import { createHmac, randomBytes } from 'node:crypto';

/** Keys longer than this, with NUL or half a surrogate pair are stored as a hash: PostgreSQL refuses them, SQLite would cut or mix them up. */
const LONGEST_KEY = 200;
const HASHED = '~';
const HALF_PAIR = /\p{Surrogate}/u;

/** Hashes with the ledger's own salt, so that nobody without the ledger can test whether an address is in it. */
export class Keys {
  readonly #salt: string;

  constructor(salt: string) {
    this.#salt = salt;
  }

  static newSalt(): string {
    return randomBytes(16).toString('base64url');
  }

  hash(text: string): string {
    // JSON keeps half surrogate pairs apart, UTF-8 alone would make them all U+FFFD
    return HASHED + createHmac('sha256', this.#salt).update(JSON.stringify(text)).digest('base64url').slice(0, 32);
  }

  /** The stored form of a key or version. */
  stored(key: string): string {
    return key.length > LONGEST_KEY || key.startsWith(HASHED) || key.includes('\0') || HALF_PAIR.test(key) ? this.hash(key) : key;
  }

  /** All forms a key can be stored in: as it is, or hashed because the person in it was erased. */
  forms(key: string): string[] {
    return [...new Set([this.stored(key), this.hash(key)])];
  }
}

/** Text for a column that nobody compares: valid in both databases and not longer than `length`. */
export function cleanText(text: string, length: number): string {
  return text
    .slice(0, length)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** JSON of anything a flow may hand over; what JSON cannot say becomes a remark, never an error. */
export function toJson(value: unknown): string | null {
  if (value === undefined) return null;
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return JSON.stringify('(not plain JSON)');
  }
}

export function fromJson(text: string | null | undefined): unknown {
  return text === null || text === undefined ? undefined : JSON.parse(text);
}
