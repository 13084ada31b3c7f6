/**
 * Who decides about a group of fields that differs in a record that exists. "Changed" is told by the fingerprint of what both sides
 * agreed on last; where there is none, whatever the target has counts as changed.
 */
import { savedPolicies, WRITE_POLICIES } from '../write-policy';

/**
 * Beside those of one direction three for two streams that write against each other: what only the source changed is written, what only
 * the target changed is left, and when both did, the source wins, the newest record wins, or a person decides. `ifUnchanged` is the
 * fourth of them: the target wins.
 */
export const CUSTOMER_POLICIES = [...WRITE_POLICIES, 'sourceWins', 'newest', 'hold'] as const;

export type CustomerPolicy = (typeof CUSTOMER_POLICIES)[number];

/** Fields that change hands together: half of one address and half of another is nobody's. */
export const GROUPS = ['email', 'name', 'address', 'delivery', 'phone', 'vat', 'account', 'language'] as const;
export type Group = (typeof GROUPS)[number];

export type Policies = Readonly<Record<Group, CustomerPolicy>>;

/**
 * What suits one direction alone. An e-mail address is a login in one system and an identity in the other, and an exemption is money:
 * neither is written over one that somebody set by hand.
 */
export const DEFAULT_POLICIES: Policies = {
  email: 'ifUnchanged',
  name: 'always',
  address: 'always',
  delivery: 'always',
  phone: 'always',
  vat: 'ifUnchanged',
  account: 'always',
  language: 'ifEmpty',
};

/** Policies as saved, `[{ field, policy }]`; what is missing or unknown is the default. */
export function readPolicies(saved: unknown): Policies {
  return savedPolicies<Group, CustomerPolicy>(saved, CUSTOMER_POLICIES, DEFAULT_POLICIES);
}

/** What is known of a group of fields in which source and target differ. */
export interface Difference {
  /** The target has nothing in any of them. */
  readonly empty: boolean;
  /** The source says something else than what was agreed, or nothing was. */
  readonly sourceChanged: boolean;
  /** The target has something else than what was agreed, or has something and nothing was agreed. */
  readonly targetChanged: boolean;
  /** The source record was changed later than the target's. */
  readonly sourceNewer: boolean;
}

export type Verdict = 'write' | 'leave' | 'hold';

const toWrite = (yes: boolean): Verdict => (yes ? 'write' : 'leave');
const threeWay = ({ sourceChanged, targetChanged }: Difference, both: Verdict): Verdict =>
  targetChanged ? (sourceChanged ? both : 'leave') : 'write';

const VERDICTS: Record<CustomerPolicy, (difference: Difference) => Verdict> = {
  always: () => 'write',
  create: () => 'leave',
  never: () => 'leave',
  ifEmpty: ({ empty }) => toWrite(empty),
  ifUnchanged: (difference) => threeWay(difference, 'leave'),
  sourceWins: (difference) => threeWay(difference, 'write'),
  newest: (difference) => threeWay(difference, toWrite(difference.sourceNewer)),
  hold: (difference) => threeWay(difference, 'hold'),
};

/** What becomes of a difference in a record that exists. */
export function verdict(policy: CustomerPolicy, difference: Difference): Verdict {
  return VERDICTS[policy](difference);
}
