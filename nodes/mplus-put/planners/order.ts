import type { Ledger } from '../../../lib/ledger';
import { extOrderIdOf, findOrder, type MplusClient, type MplusRecord, writeOrder } from '../../../lib/mplus';
import { checkAnswer } from '../../../lib/orders/guard';
import { oneOf } from '../../shared/fields';
import { allFields, type Planner } from '../../shared/put';

/** Year and number as the till shows them. */
function orderNumber(order: MplusRecord): string {
  const number = order.orderNumber as { year: number; number: number } | undefined;
  return typeof order.transactionString === 'string' && order.transactionString !== ''
    ? order.transactionString
    : number
      ? `${number.year}-${number.number}`
      : '';
}

/** Links of orders: external id → order id of the till; empty while the first attempt is under way. */
function orderLinks(client: MplusClient, ledger: Ledger | undefined, extOrderId: string) {
  const { host, port = '' } = client.connection;
  const kind = `mplus-order ${host}:${port}`;
  return {
    known: async () => (await ledger?.findLink(kind, extOrderId)) !== undefined,
    begin: async () => ledger?.link(kind, extOrderId, ''),
    booked: async (orderId: string) => ledger?.link(kind, extOrderId, orderId),
  };
}

/** An order is created once; that it is there already shows by its external id. */
export function planOrder(definition: Readonly<Record<string, unknown>>): Planner<MplusClient> {
  const payment = oneOf(definition.payment, ['none', 'prepay', 'pay']);
  return async ({ client, msg, record, ledger }) => {
    const { paymentList, ...wanted } = record;
    const payments = (Array.isArray(paymentList) ? paymentList : []) as MplusRecord[];
    const links = orderLinks(client, ledger, String(wanted.extOrderId));
    const existing = await findOrder(client, extOrderIdOf(wanted));
    return {
      action: existing ? 'existed' : 'create',
      id: existing && String(existing.orderId),
      changes: existing ? [] : allFields(record),
      write: async () => {
        const mode = payments.length > 0 ? payment : 'none';
        const written = await writeOrder(client, wanted, existing, { mode, payments, claim: links });
        if (written.action === 'created') await links.booked(String(written.order.orderId));
        // An order that was there before may have been edited in the till since; only our own is held against the shop's total.
        if (written.action === 'created' && typeof msg.expectedTotal === 'number') checkAnswer(msg.expectedTotal, written.order);
        return {
          action: written.action,
          id: String(written.order.orderId),
          number: orderNumber(written.order),
          extOrderId: wanted.extOrderId,
          total: written.order.totalInclAmount,
        };
      },
    };
  };
}
