/** What is done to one order that the till has: pay it, deliver it, cancel it. The record names it by `orderId` or `extOrderId`. */
import {
  addPayments,
  cancelOrder,
  deliverOrder,
  extOrderIdOf,
  findOrder,
  getOrder,
  type MplusClient,
  MplusError,
  type MplusRecord,
  missingPayments,
} from '../../../lib/mplus';
import { oneOf, text } from '../../shared/fields';
import type { Change, Plan, Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { documentNumber, withoutPayments } from './documents';

/** Throws MplusError MPLUS_REQUEST without a name, MPLUS_RESULT when the till does not have it. */
async function orderOf(client: MplusClient, record: MplusRecord): Promise<MplusRecord> {
  const orderId = text(record.orderId);
  const order = orderId === '' ? await findOrder(client, extOrderIdOf(record)) : await getOrder(client, orderId);
  if (order) return order;
  throw new MplusError('MPLUS_RESULT', `The till does not have order ${orderId || record.extOrderId}.`, {
    details: { result: 'GET-ORDER-RESULT-NOT-FOUND' },
  });
}

/** `done` says whether the work was there already. */
function planOf(order: MplusRecord, changes: readonly Change[], work: () => Promise<{ done: boolean; facts?: object }>): Plan {
  const id = String(order.orderId);
  const result = (action: Result['action'], facts: object = {}): Result => ({
    action,
    id,
    number: documentNumber(order),
    extOrderId: order.extOrderId,
    ...facts,
  });
  if (changes.length === 0) return { action: 'unchanged', id, changes, write: async () => result('unchanged') };
  const write = async (): Promise<Result> => {
    const { done, facts } = await work();
    return result(done ? 'unchanged' : 'updated', facts);
  };
  return { action: 'update', id, changes, write };
}

/** The payments of `paymentList` that the order does not have yet; told by method, amount and `externalReference`. */
export function planOrderPayment(definition: Readonly<Record<string, unknown>>): Planner<MplusClient> {
  const mode = oneOf(definition.payment, ['prepay', 'pay']);
  return async ({ client, record }) => {
    const order = await orderOf(client, record);
    const missing = missingPayments(order, withoutPayments(record).payments);
    const changes = missing.length === 0 ? [] : [{ field: 'paymentList', before: order.paymentList, after: missing }];
    return planOf(order, changes, async () => ({ done: false, facts: await addPayments(client, order, mode, missing) }));
  };
}

const DELIVERED = 'ORDER-DELIVERY-STATE-COMPLETE';

/** All that is open of the order. `turnoverType` in the record chooses the document that follows (reference 6.7). */
export function planDelivery(): Planner<MplusClient> {
  return async ({ client, record }) => {
    const order = await orderOf(client, record);
    const before = order.deliveryState;
    const changes = before === DELIVERED ? [] : [{ field: 'deliveryState', before, after: DELIVERED }];
    return planOf(order, changes, async () => {
      const { action, ...facts } = await deliverOrder(client, order, record.turnoverType);
      return { done: action === 'unchanged', facts };
    });
  };
}

const CANCELLED = 'ORDER-CANCEL-STATE-COMPLETE';

export function planCancellation(): Planner<MplusClient> {
  return async ({ client, record }) => {
    const order = await orderOf(client, record);
    const before = order.cancelState;
    const changes = before === CANCELLED ? [] : [{ field: 'cancelState', before, after: CANCELLED }];
    return planOf(order, changes, async () => {
      const { action } = await cancelOrder(client, String(order.orderId));
      return { done: action === 'unchanged' };
    });
  };
}
