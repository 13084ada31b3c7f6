import type { MplusRecord } from '../../lib/mplus';
import type { Buyer } from './relation';

/** The side of the shop of a customer record, as the API gives it (reference 6: `2026-01-15 09:30:00 +0000`). */
export function shopSide(record: MplusRecord): Required<Pick<Buyer, 'customerId' | 'customer'>> {
  return { customerId: Number(record.id), customer: { record, changedAt: shopTime(record.updated) } };
}

/** A date of the shop in epoch ms; NaN for anything else. */
export function shopTime(value: unknown): number {
  return Date.parse(String(value ?? '').replace(/^(\S+) (\S+) ([+-]\d\d):?(\d\d)$/, '$1T$2$3:$4'));
}
