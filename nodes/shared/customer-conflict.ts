import type { Group } from '../../lib/customers/policies';
import { HoldError } from '../../lib/errors';

/** `who` names the record of the target: `Relation 1002`. */
export function customerConflict(who: string, groups: readonly Group[], details: object): HoldError {
  return new HoldError({
    code: 'CUSTOMER_CONFLICT',
    message: `${who} was changed in both systems: ${groups.join(', ')}.`,
    hint: 'Make both sides the same in these fields, then release the record; or let one side win in the write policy of the node.',
    details: { groups, ...details },
  });
}
