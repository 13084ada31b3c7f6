/** What surrounds the mapping of each pair: how the record is read beforehand and what must still hold afterwards. */
import { salesOrderFromEcwid } from '../../lib/orders/from-ecwid';
import { checkTotals } from '../../lib/orders/guard';
import type { SalesOrder } from '../../lib/orders/sales-order';

interface Subject {
  /** From the record of the source system to what the mapping sees as `payload`. Throws HoldError. */
  read(payload: unknown, homeCountry: string): SalesOrder;
  /** Throws HoldError when the mapped record is not worth the same as the source. */
  check(source: SalesOrder, mapped: Record<string, unknown>): void;
}

export const SUBJECTS: Record<string, Subject> = {
  'ecwid-order → mplus-order': {
    read: (payload, homeCountry) => salesOrderFromEcwid(payload, { homeCountry }),
    check: checkTotals,
  },
};
