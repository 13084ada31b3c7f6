/** What the payments of orders and invoices have in common. */
import { MplusError } from '../errors';
import type { MplusRecord } from '../values';

export interface Payment {
  /** `prepay` books a deposit; `pay` also ships and invoices an order (reference 6.7). On an invoice both book the payments. */
  readonly mode: 'none' | 'prepay' | 'pay';
  /** Payment records: `method` and `amount` in cents. */
  readonly payments: readonly MplusRecord[];
  /** Absent: every document that is found is taken for our own. */
  readonly claim?: Claim;
}

/** What tells a document of our own from one that somebody typed over into the till: only our own is paid when it is found unpaid. */
export interface Claim {
  /** An earlier attempt of ours began to create this document. */
  known(): Promise<boolean>;
  /** Remembers, before the first write, that we create it now. */
  begin(): Promise<void>;
}

/** Cents of all payments together. */
export function totalOf(payments: readonly MplusRecord[]): number {
  return payments.reduce((sum, { amount }) => sum + Number(amount), 0);
}

/**
 * Whether so many cents of payment are booked already; amounts of a credit are negative. `what` names the document: `Order 1042`.
 * Throws MplusError MPLUS_PAYMENT_FAILED when only a part is.
 */
export function isBooked(paid: number, wanted: number, what: string, id: unknown): boolean {
  if (paid === 0) return wanted === 0;
  if (Math.abs(paid) >= Math.abs(wanted)) return true;
  throw new MplusError('MPLUS_PAYMENT_FAILED', `${what} is paid in part already: ${paid} of ${wanted} cents.`, {
    details: { id, paid, amount: wanted },
  });
}

/** The error for a document that is in the till and whose payment was refused. */
export function paymentFailed(what: string, { details }: MplusError): MplusError {
  const reason = details?.payResult ?? details?.result;
  const words = details?.vendorMessage ? `: ${details.vendorMessage}` : '';
  const sentence = `${what} is in the till, but its payment was refused with ${reason}${words}`;
  return new MplusError('MPLUS_PAYMENT_FAILED', sentence, { details });
}
