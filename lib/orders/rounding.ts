/** What may happen to the cents in which two totals of an order differ. */

/**
 * - `hold`: nothing may differ
 * - `line`: a line of kind `rounding` takes up the difference
 * - `tolerance`: the difference is let through
 */
export type RoundingPolicy = 'hold' | 'line' | 'tolerance';

export interface Rounding {
  readonly policy: RoundingPolicy;
  /** The most that may differ, in cents; of no meaning with `hold`. */
  readonly cents: number;
}

export const EXACT: Rounding = { policy: 'hold', cents: 0 };

/** Cents that may differ where no line can be added any more. */
export function toleranceOf({ policy, cents }: Rounding): number {
  return policy === 'tolerance' ? cents : 0;
}
