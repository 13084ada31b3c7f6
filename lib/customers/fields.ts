/**
 * Customers field by field: which fields differ between what one side wants and what the other has, and which of them are written. Both
 * directions use it, each with its own table of fields.
 */
import { createHash } from 'node:crypto';
import { type Group, type Policies, type Verdict, verdict } from './policies';

/** Fingerprint per field of what both sides had when they were last the same. */
export type Agreed = Readonly<Record<string, string>>;

/** Comparable text per field; empty: the record does not have it. */
export type Flat = Readonly<Record<string, string>>;

export interface Comparison {
  readonly wanted: Flat;
  readonly current: Flat;
  readonly agreed: Agreed;
  readonly groupOf: (field: string) => Group;
  readonly policies: Policies;
  readonly sourceNewer: boolean;
}

export interface Decision {
  /** Fields to write. */
  readonly write: readonly string[];
  /** Groups in which both sides changed and a person decides. */
  readonly held: readonly Group[];
  /** Groups of the source that are the same on both sides once the fields are written. */
  readonly same: ReadonlySet<Group>;
  /** What is agreed about the target then. */
  readonly agreed: Agreed;
}

/** What the source does not have is never blanked in the target. */
export function decide({ wanted, current, agreed, groupOf, policies, sourceNewer }: Comparison): Decision {
  const asked = Object.keys(wanted).filter((field) => wanted[field] !== '');
  const now = (field: string): string => current[field] ?? '';
  const different = asked.filter((field) => wanted[field] !== now(field));
  const changed = (field: string, value: string): boolean =>
    field in agreed ? fingerprint(value) !== agreed[field] : !isNothing(value);
  const verdicts = new Map<Group, Verdict>();
  for (const group of new Set(different.map(groupOf))) {
    const fields = different.filter((field) => groupOf(field) === group);
    const difference = {
      empty: asked.filter((field) => groupOf(field) === group).every((field) => isNothing(now(field))),
      sourceChanged: fields.some((field) => changed(field, wanted[field])),
      targetChanged: fields.some((field) => changed(field, now(field))),
      sourceNewer,
    };
    verdicts.set(group, verdict(policies[group], difference));
  }
  const same = new Set(asked.map(groupOf).filter((group) => (verdicts.get(group) ?? 'write') === 'write'));
  return {
    write: different.filter((field) => verdicts.get(groupOf(field)) === 'write'),
    held: [...verdicts].filter(([, outcome]) => outcome === 'hold').map(([group]) => group),
    same,
    agreed: agreeOn(agreed, wanted, groupOf, same),
  };
}

/** A switch that is off is as good as not there: nobody set it. */
function isNothing(value: string): boolean {
  return value === '' || value === 'false';
}

/** What is agreed about a record once its groups of that kind are the same on both sides. */
export function agreeOn(before: Agreed, flat: Flat, groupOf: (field: string) => Group, same: ReadonlySet<Group>): Agreed {
  const settled = Object.entries(flat).filter(([field, value]) => value !== '' && same.has(groupOf(field)));
  return { ...before, ...Object.fromEntries(settled.map(([field, value]) => [field, fingerprint(value)])) };
}

/** Every wanted field is one that both sides had when they were last the same: nothing to look at. */
export function isAgreed(wanted: Flat, agreed: Agreed): boolean {
  return Object.entries(wanted).every(([field, value]) => value === '' || agreed[field] === fingerprint(value));
}

/** Fingerprints of all fields of a record. */
export function fingerprints(flat: Flat): Agreed {
  return Object.fromEntries(Object.entries(flat).map(([field, value]) => [field, fingerprint(value)]));
}

/** A short hash of a value's text, to recognise it without keeping it. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10);
}
