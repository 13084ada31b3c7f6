import { extOrderIdOf, findOrder, type MplusClient, writeOrder } from '../../../lib/mplus';
import { editable } from '../../../lib/orders/changes';
import { oneOf } from '../../shared/fields';
import { allFields, type Plan, type Planner } from '../../shared/put';
import { writtenBefore } from '../../shared/written';
import { cancelledEarly, checkBooked, documentNumber, kindOf, ours, withoutPayments } from './documents';

/** An order is created once; that it is there already shows by its external id. */
export function planOrder(definition: Readonly<Record<string, unknown>>): Planner<MplusClient> {
  const mode = oneOf(definition.payment, ['none', 'prepay', 'pay']);
  return async ({ client, msg, record, ledger }) => {
    const extOrderId = extOrderIdOf(record);
    const { document, payments } = withoutPayments(record);
    const kind = kindOf(client, 'order');
    const claim = ours(ledger, kind, extOrderId);
    // By this a later edit in the shop is told from one in the till.
    const written = writtenBefore(ledger, kindOf(client, 'order-content'), extOrderId, editable(document));
    const existing = await findOrder(client, extOrderId);
    if (!existing && (await cancelledEarly(ledger, client, extOrderId).known())) return cancelled(extOrderId);
    return {
      action: existing ? 'existed' : 'create',
      id: existing && String(existing.orderId),
      changes: existing ? [] : allFields(record),
      write: async () => {
        const { action, order } = await writeOrder(client, document, existing, { mode, payments, claim });
        const id = String(order.orderId);
        const unfinished = async () => (await ledger?.findLink(kind, extOrderId)) === '';
        if (action === 'created' || (await unfinished())) {
          await written.remember(id);
          await claim.booked(id);
        }
        // An order that was there before may have been edited in the till since; only our own is held against the shop's total.
        if (action === 'created') checkBooked(msg, order);
        return { action, id, number: documentNumber(order), extOrderId, total: order.totalInclAmount };
      },
    };
  };
}

function cancelled(extOrderId: string): Plan {
  const message = `Order ${extOrderId} was cancelled in the shop before it was in the till.`;
  return {
    action: 'skip',
    changes: [],
    write: async () => ({ action: 'skipped', id: '', extOrderId, reason: 'ORDER_CANCELLED', message }),
  };
}
