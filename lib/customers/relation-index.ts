/**
 * Which relations have which e-mail address, VAT number and external id. The till's own search gives one relation only, so that two with
 * one address cannot be told from one (reference 5). Values are kept as short hashes: some 200 bytes a relation, and nobody's data.
 */
import { createHash } from 'node:crypto';
import { normaliseEmail, normaliseVatNumber } from './compare';

type MplusRecord = Record<string, unknown>;

/** In the order in which they are trusted. */
export const MATCH_RULES = ['externalId', 'email', 'vatNumber'] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** What a buyer is looked for by; empty or absent: not by that. */
export type Identity = Readonly<Partial<Record<MatchRule, string>>>;

const VALUES: Record<MatchRule, (relation: MplusRecord) => string> = {
  externalId: ({ extRelationId }) => text(extRelationId),
  email: ({ email }) => normaliseEmail(text(email)),
  vatNumber: ({ vatNumber }) => normaliseVatNumber(text(vatNumber)),
};

const NORMAL: Record<MatchRule, (value: string) => string> = {
  externalId: (value) => value.trim(),
  email: normaliseEmail,
  vatNumber: normaliseVatNumber,
};

/** 48 bits of a hash, a number that JavaScript counts exactly; 0 for nothing. */
function hash(value: string): number {
  return value === '' ? 0 : createHash('sha256').update(value).digest().readUIntBE(0, 6);
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value).trim();
}

interface Entry {
  readonly hashes: readonly number[];
  readonly active: boolean;
}

export class RelationIndex {
  readonly #entries = new Map<number, Entry>();
  /** Per rule: the relation that has a hash, or all of them where there are several. */
  readonly #numbers = MATCH_RULES.map(() => new Map<number, number | number[]>());

  get size(): number {
    return this.#entries.size;
  }

  /** Takes a relation in as it is now; what it was before no longer counts. */
  put(relation: MplusRecord): void {
    const relationNumber = Number(relation.relationNumber);
    const before = this.#entries.get(relationNumber);
    const hashes = MATCH_RULES.map((rule) => hash(VALUES[rule](relation)));
    this.#entries.set(relationNumber, { hashes, active: relation.active !== false });
    this.#numbers.forEach((numbers, rule) => {
      if (before?.hashes[rule] === hashes[rule]) return;
      if (before) remove(numbers, before.hashes[rule], relationNumber);
      add(numbers, hashes[rule], relationNumber);
    });
  }

  /** Numbers of the relations with that value, lowest first. */
  find(rule: MatchRule, value: string, active: boolean): number[] {
    const wanted = hash(NORMAL[rule](value));
    if (wanted === 0) return [];
    return all(this.#numbers[MATCH_RULES.indexOf(rule)].get(wanted))
      .filter((relationNumber) => this.#entries.get(relationNumber)?.active === active)
      .sort((a, b) => a - b);
  }
}

function all(numbers: number | number[] | undefined): number[] {
  return numbers === undefined ? [] : typeof numbers === 'number' ? [numbers] : numbers;
}

function add(numbers: Map<number, number | number[]>, value: number, relationNumber: number): void {
  if (value === 0) return;
  const known = all(numbers.get(value));
  numbers.set(value, known.length === 0 ? relationNumber : [...known, relationNumber]);
}

function remove(numbers: Map<number, number | number[]>, value: number, relationNumber: number): void {
  const left = all(numbers.get(value)).filter((other) => other !== relationNumber);
  if (left.length === 0) numbers.delete(value);
  else numbers.set(value, left.length === 1 ? left[0] : left);
}
