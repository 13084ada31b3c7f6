/** What the order comes to by the shop, and how that is paid. */
import { formatCents, toCents } from '../money';
import { trimmed } from './address';
import { amountIn } from './draft';
import type { EcwidOrder } from './ecwid-order';
import { orderHold } from './hold';
import type { Rounding } from './rounding';
import type { SalesPayment } from './sales-order';

/** Names of the value-table rows for what was paid by gift card and by store credit. */
const GIFT_CARD = 'Gift card';
const STORE_CREDIT = 'Store credit';

/** The money of a refunded order was in once; the refund is booked by a flow of its own. */
const PAID = new Set(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);

export interface Settlement {
  /** Cents of a rounding line that has to be added; 0 for none. */
  rounding: number;
  /** Cents, the rounding line included. */
  total: number;
  /** Add up to the total. */
  payments: SalesPayment[];
}

/**
 * Compares what the lines come to, in cents with VAT, with the total of the order, and divides it over gift card, store credit and
 * payment method. Whether Ecwid's `total` is before or after store credit is not documented: both readings are accepted, as the lines
 * decide. Throws HoldError `ORDER_TOTAL_DIFFERS` when they differ by more than may be rounded.
 */
export function settle(order: EcwidOrder, lines: number, rounding: Rounding): Settlement {
  const giftCard = amountIn(order, order.giftCardRedemption, 'gift card redemption');
  const redemption = order.storeCredit?.redemption;
  const storeCredit = redemption?.cancelled === true ? 0 : amountIn(order, redemption?.amount, 'store credit');
  const stated = toCents(order.total);
  const after = stated + giftCard + storeCredit - lines;
  const before = stated < storeCredit ? after : stated + giftCard - lines;
  const difference = Math.abs(before) < Math.abs(after) ? before : after;
  if (Math.abs(difference) > (rounding.policy === 'hold' ? 0 : rounding.cents)) {
    const sum = `${formatCents(lines)}${giftCard > 0 ? `, less gift card ${formatCents(giftCard)}` : ''}`;
    const allowed = rounding.policy === 'hold' ? '' : `, at most ${formatCents(rounding.cents)} may be rounded`;
    const sentence = `its total is ${formatCents(stated)}, its lines come to ${sum}: ${formatCents(difference)} is not accounted for${allowed}.`;
    throw orderHold(order.id, 'ORDER_TOTAL_DIFFERS', sentence, { total: stated, lines, giftCard, storeCredit, difference });
  }
  const added = rounding.policy === 'line' ? difference : 0;
  const total = lines + added;
  const byGiftCard = Math.min(giftCard, total);
  const byStoreCredit = Math.min(storeCredit, total - byGiftCard);
  const payments: SalesPayment[] = [
    { method: GIFT_CARD, kind: 'giftCard', paid: true, amount: byGiftCard, reference: trimmed(order.giftCardCode) },
    { method: STORE_CREDIT, kind: 'storeCredit', paid: true, amount: byStoreCredit },
    {
      method: trimmed(order.paymentMethod),
      kind: 'payment',
      paid: PAID.has(order.paymentStatus ?? ''),
      amount: total - byGiftCard - byStoreCredit,
      reference: trimmed(order.externalTransactionId),
    },
  ];
  return { rounding: added, total, payments: payments.filter(({ amount }) => amount > 0).map(withoutEmptyReference) };
}

function withoutEmptyReference({ reference, ...payment }: SalesPayment): SalesPayment {
  return reference ? { ...payment, reference } : payment;
}
