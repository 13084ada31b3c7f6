import type { Context } from '../context';
import type { Invoice, Order, Payment } from '../entities';
import { Refusal } from '../fault';
import { openQuantity } from '../stock';
import { deliverOrder } from './deliveries';
import { invoiceSlips } from './invoices';
import { draftOf, orderOf, storeOrder } from './orders';
import { bookedPayments, checkPayments, totalOf } from './payments';

/** Refuses what cannot be paid: PAYMENT-INSUFFICIENT, ORDER-ALREADY-INVOICED, FAILED. */
export function checkPayment(order: Order, prepay: boolean, payments: readonly Payment[], context: Context): void {
  if (order.invoiceIds.length > 0 && order.completeState === 'ORDER-COMPLETE-STATE-COMPLETE') {
    throw new Refusal('ORDER-ALREADY-INVOICED', 'The order has been invoiced already');
  }
  if (order.cancelState === 'ORDER-CANCEL-STATE-COMPLETE') throw new Refusal('FAILED', 'The order has been cancelled');
  checkPayments(payments, context);
  if (prepay && payments.length === 0) throw new Refusal('FAILED', 'There are no payments');
  const paid = order.prepaidAmount + totalOf(payments);
  if (paid > order.totalInclAmount) throw new Refusal('FAILED', 'The payments exceed the total of the order');
  if (!prepay && paid < order.totalInclAmount) throw new Refusal('PAYMENT-INSUFFICIENT', 'The payments do not cover the order');
}

/**
 * Pays an order. `prepay` books a deposit and nothing else; without it the rest is delivered and invoiced too (reference 6.7).
 * Throws Refusal as `checkPayment` does; nothing has changed then.
 */
export function payOrder(
  { orderId, prepay = false, paymentList = [] }: { orderId?: string; prepay?: boolean; paymentList?: readonly Payment[] },
  context: Context,
): { order: Order; invoice?: Invoice } {
  const before = orderOf(orderId, context);
  checkPayment(before, prepay, paymentList, context);
  const order = draftOf(before);
  order.paymentList.push(...bookedPayments(paymentList, order, context));
  order.prepaidAmount += totalOf(paymentList);
  storeOrder(before, order, context);
  if (prepay) return { order };
  const invoice = deliverAndInvoice(order, context);
  return { order: orderOf(orderId, context), invoice };
}

function deliverAndInvoice(order: Order, context: Context): Invoice {
  const { state } = context;
  if (order.lineList.some((line) => openQuantity(line) !== 0)) deliverOrder(order.orderId, undefined, context);
  const slips = [...state.packingSlips.values()].filter(
    (slip) => slip.orderId === order.orderId && slip.state === 'PACKING-SLIP-STATE-OPEN',
  );
  return invoiceSlips(slips, undefined, context);
}
