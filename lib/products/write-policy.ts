/** The fields of a product that a policy can be set for, and what a policy means for one that the shop has. */

import { savedPolicies, WRITE_POLICIES, type WritePolicy } from '../write-policy';

interface Row {
  /** `offer`: what is sold for how much; `content`: what is told about it. */
  readonly part: 'offer' | 'content';
  /** In a shop that this pack fills. */
  readonly newShop: WritePolicy;
  /** In a shop that people have been filling. */
  readonly existingShop: WritePolicy;
}

/** What a policy can be set for; the key is the name in the saved node. */
export const POLICY_ROWS = {
  sku: { part: 'offer', newShop: 'always', existingShop: 'create' },
  price: { part: 'offer', newShop: 'always', existingShop: 'always' },
  tax: { part: 'offer', newShop: 'always', existingShop: 'create' },
  stock: { part: 'offer', newShop: 'create', existingShop: 'create' },
  enabled: { part: 'offer', newShop: 'create', existingShop: 'create' },
  name: { part: 'content', newShop: 'ifUnchanged', existingShop: 'create' },
  description: { part: 'content', newShop: 'ifUnchanged', existingShop: 'ifEmpty' },
  subtitle: { part: 'content', newShop: 'ifUnchanged', existingShop: 'ifEmpty' },
  weight: { part: 'content', newShop: 'ifUnchanged', existingShop: 'ifEmpty' },
  attributes: { part: 'content', newShop: 'always', existingShop: 'ifEmpty' },
  categories: { part: 'content', newShop: 'always', existingShop: 'create' },
  options: { part: 'content', newShop: 'ifUnchanged', existingShop: 'create' },
} as const satisfies Record<string, Row>;

export type PolicyRow = keyof typeof POLICY_ROWS;

export interface PolicySettings {
  readonly policies: Readonly<Record<PolicyRow, WritePolicy>>;
  /** Off: nothing of this part is ever written, but for what a product cannot be without. */
  readonly offer: boolean;
  readonly content: boolean;
}

const NEW_SHOP = Object.fromEntries(Object.entries(POLICY_ROWS).map(([field, { newShop }]) => [field, newShop])) as Record<
  PolicyRow,
  WritePolicy
>;

/** Policies as saved; what is missing or unknown is that of a new shop. */
export function readPolicies(saved: unknown): Record<PolicyRow, WritePolicy> {
  return savedPolicies(saved, WRITE_POLICIES, NEW_SHOP);
}

export function policyOf(row: PolicyRow, settings: PolicySettings): WritePolicy {
  return settings[POLICY_ROWS[row].part] ? settings.policies[row] : 'never';
}

export interface Situation {
  /** The shop has nothing in this field. */
  readonly empty: boolean;
  /** The shop still has what was written last; undefined when nothing is known of a last write. */
  readonly asWritten: boolean | undefined;
}

/** Whether a field of a product that exists may be written. */
export function mayWrite(policy: WritePolicy, { empty, asWritten }: Situation): boolean {
  switch (policy) {
    case 'always':
      return true;
    case 'ifEmpty':
      return empty;
    case 'ifUnchanged':
      return asWritten ?? empty;
    default:
      return false;
  }
}
