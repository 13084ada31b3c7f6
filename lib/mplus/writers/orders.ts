import type { MplusClient } from '../client';
import { isResult, MplusError } from '../errors';
import type { MplusRecord } from '../values';
import { callKeyed } from './keyed';
import { isBooked, type Payment, paymentFailed, totalOf } from './payment';

export interface WrittenOrder {
  readonly action: 'created' | 'existed';
  /** As the till has it. `orderQueued: true` when its branch is not connected: the order is not final and has no totals yet. */
  readonly order: MplusRecord;
  /** The invoice that the payment made. */
  readonly invoiceId?: string;
}

/** The order with that external id, undefined when there is none. */
export async function findOrder(client: MplusClient, extOrderId: string, signal?: AbortSignal): Promise<MplusRecord | undefined> {
  const { order } = await client.call('findOrder', { extOrderId }, { signal });
  return order as MplusRecord | undefined;
}

/** The order with that id of the till, undefined when there is none. */
export async function getOrder(client: MplusClient, orderId: string, signal?: AbortSignal): Promise<MplusRecord | undefined> {
  const { order } = await client.call('getOrder', { orderId }, { signal });
  return order as MplusRecord | undefined;
}

/**
 * Creates an order once, however often it is called: it is looked for by its `extOrderId` first, and the idempotency keys are the
 * same on every attempt. Payments go with the request or behind it, never inside the order, and what is paid already is not paid
 * again. Throws MplusError; MPLUS_PAYMENT_FAILED and MPLUS_ORDER_QUEUED mean that the order is in the till and its payment is not.
 */
export async function createOrder(
  client: MplusClient,
  order: MplusRecord,
  payment: Payment,
  signal?: AbortSignal,
): Promise<WrittenOrder> {
  const extOrderId = extOrderIdOf(order);
  return writeOrder(client, order, await findOrder(client, extOrderId, signal), payment, signal);
}

/** The external id of an order. Throws MPLUS_REQUEST without one. */
export function extOrderIdOf({ extOrderId }: MplusRecord): string {
  if (typeof extOrderId === 'string' && extOrderId !== '') return extOrderId;
  throw new MplusError('MPLUS_REQUEST', 'An order without extOrderId is not sent: it could not be told from its own repeat.');
}

/** `createOrder` for who has looked just now; `existing` is what `findOrder` gave. */
export async function writeOrder(
  client: MplusClient,
  order: MplusRecord,
  existing: MplusRecord | undefined,
  payment: Payment,
  signal?: AbortSignal,
): Promise<WrittenOrder> {
  const extOrderId = extOrderIdOf(order);
  const wanted: MplusRecord = { ...order, paymentList: undefined };
  const owed = payment.mode === 'none' ? [] : payment.payments;
  const { claim } = payment;
  const earlier = claim ? await claim.known() : true;
  if (existing) return existed(client, existing, payment.mode, earlier ? owed : [], signal);
  if (!earlier) await claim?.begin();
  try {
    return await create(client, extOrderId, wanted, payment.mode, owed, signal);
  } catch (thrown) {
    if (isResult(thrown, 'PAYMENT-FAILED')) throw paymentFailed(`Order ${extOrderId}`, thrown);
    if (!isResult(thrown, 'EXT-ORDER-ID-ALREADY-EXISTS')) throw thrown;
    // Somebody was faster between the look and the write.
    const other = await findOrder(client, extOrderId, signal);
    if (!other) throw thrown;
    return existed(client, other, payment.mode, earlier ? owed : [], signal);
  }
}

async function existed(
  client: MplusClient,
  order: MplusRecord,
  mode: Payment['mode'],
  payments: readonly MplusRecord[],
  signal: AbortSignal | undefined,
): Promise<WrittenOrder> {
  const settled = payments.length === 0 || isSettled(order, payments) || isCancelled(order);
  return { action: 'existed', order, ...(settled ? {} : await pay(client, order, mode, payments, signal)) };
}

async function create(
  client: MplusClient,
  extOrderId: string,
  order: MplusRecord,
  mode: Payment['mode'],
  payments: readonly MplusRecord[],
  signal: AbortSignal | undefined,
): Promise<WrittenOrder> {
  const operations = await client.operations();
  if (operations.has('createOrderV3')) {
    const request = { order, ...(payments.length > 0 ? { prepay: mode === 'prepay', paymentList: payments } : {}) };
    const answer = await callKeyed(client, 'createOrderV3', request, [extOrderId, 'order'], signal);
    return { action: 'created', order: await orderOf(client, extOrderId, answer, signal), ...invoiceOf(answer) };
  }
  const answer = operations.has('createOrderV2')
    ? await client.call('createOrderV2', { request: { order } }, { signal })
    : await client.call('createOrder', { order }, { signal });
  const created = await orderOf(client, extOrderId, answer, signal);
  if (payments.length === 0) return { action: 'created', order: created };
  if (created.orderQueued === true) {
    throw new MplusError('MPLUS_ORDER_QUEUED', `Order ${extOrderId} waits in the till's queue and cannot be paid yet.`, {
      details: { orderId: created.orderId },
    });
  }
  return { action: 'created', order: created, ...(await pay(client, created, mode, payments, signal)) };
}

/** The order out of an answer; the oldest operation gives only its id, and a queued order can have no more than that. */
async function orderOf(
  client: MplusClient,
  extOrderId: string,
  answer: MplusRecord,
  signal: AbortSignal | undefined,
): Promise<MplusRecord> {
  const info = (answer.info ?? {}) as { orderId?: string; orderString?: string; orderQueued?: boolean };
  const queued = info.orderQueued === true ? { orderQueued: true } : {};
  if (answer.order) return { ...(answer.order as MplusRecord), ...queued };
  const order = info.orderId ? await getOrder(client, info.orderId, signal) : undefined;
  return { ...(order ?? { orderId: info.orderId, extOrderId, transactionString: info.orderString }), ...queued };
}

/** Whether the order has these payments: paid in full, invoiced, or a deposit of at least that much. */
function isSettled(order: MplusRecord, payments: readonly MplusRecord[]): boolean {
  if (order.fullyPaid === true || (order.invoiceIds as unknown[] | undefined)?.length) return true;
  return isBooked(Number(order.prepaidAmount ?? 0), totalOf(payments), `Order ${order.extOrderId}`, order.orderId);
}

function isCancelled(order: MplusRecord): boolean {
  return order.cancelState === 'ORDER-CANCEL-STATE-COMPLETE';
}

/** Pays an order of the till. `prepay` false also ships and invoices it. Throws MplusError MPLUS_PAYMENT_FAILED when it is refused. */
async function pay(
  client: MplusClient,
  order: MplusRecord,
  mode: Payment['mode'],
  payments: readonly MplusRecord[],
  signal: AbortSignal | undefined,
  about: readonly string[] = [],
): Promise<{ invoiceId?: string }> {
  const orderId = String(order.orderId);
  const request = { orderId, prepay: mode === 'prepay', paymentList: payments };
  try {
    const operations = await client.operations();
    const answer = operations.has('payOrderV2')
      ? await callKeyed(client, 'payOrderV2', request, [String(order.extOrderId), 'payment', ...about], signal)
      : await client.call('payOrder', { request }, { signal });
    return invoiceOf(answer);
  } catch (thrown) {
    if (isResult(thrown, '') && thrown.disposition === 'hold') throw paymentFailed(`Order ${order.extOrderId}`, thrown);
    throw thrown;
  }
}

function invoiceOf({ invoiceId }: MplusRecord): { invoiceId?: string } {
  return typeof invoiceId === 'string' && invoiceId !== '' ? { invoiceId } : {};
}

export interface CancelledOrder {
  readonly action: 'cancelled' | 'unchanged';
  readonly order: MplusRecord;
}

/**
 * Cancels an order of the till once. The cancel of an order that is cancelled already would undo it (reference 10.1, 6), so its state
 * is read first. Throws MplusError; MPLUS_RESULT with GET-ORDER-RESULT-NOT-FOUND when there is no such order.
 */
export async function cancelOrder(
  client: MplusClient,
  orderId: string,
  options: { branchNumber?: number } = {},
  signal?: AbortSignal,
): Promise<CancelledOrder> {
  const order = await getOrder(client, orderId, signal);
  if (!order) {
    throw new MplusError('MPLUS_RESULT', `Order ${orderId} cannot be cancelled: the till does not have it.`, {
      details: { operation: 'cancelOrder', result: 'GET-ORDER-RESULT-NOT-FOUND' },
    });
  }
  if (isCancelled(order)) return { action: 'unchanged', order };
  const request = options.branchNumber === undefined ? undefined : { branchNumber: options.branchNumber };
  try {
    const { result } = await client.call('cancelOrder', { orderId, request }, { signal });
    if (result !== 'CANCEL-ORDER-RESULT-UNDO-CANCEL-OK') return { action: 'cancelled', order };
  } catch (thrown) {
    if (isResult(thrown, 'ALREADY-CANCELLED')) return { action: 'unchanged', order };
    throw thrown;
  }
  throw new MplusError(
    'MPLUS_RESULT',
    `Order ${orderId} was cancelled by someone else at the same moment; this call undid that.`,
    {
      hint: 'Cancel the order in the till.',
      details: { operation: 'cancelOrder', result: 'CANCEL-ORDER-RESULT-UNDO-CANCEL-OK' },
    },
  );
}

export interface UpdatedOrder {
  /** `unchanged`: the till found no difference. */
  readonly action: 'updated' | 'unchanged';
  readonly order: MplusRecord;
}

/**
 * Changes an order of the till: `order` holds its `orderId`, both counters as they were read, and everything it is to keep, because what
 * becomes of fields left out is not documented (reference 10.2, 6). Throws MplusError; MPLUS_RESULT with ORDER-HAS-CHANGED when
 * someone changed it since it was read: read it again.
 */
export async function updateOrder(client: MplusClient, order: MplusRecord, signal?: AbortSignal): Promise<UpdatedOrder> {
  const operations = await client.operations();
  const answer = operations.has('updateOrderV2')
    ? await client.call('updateOrderV2', { request: { order } }, { signal })
    : await client.call('updateOrder', { order }, { signal });
  // The client takes NO-CHANGES, and the FAILED that older builds say instead, for a success (reference 1.7).
  const action = String(answer.result).endsWith('-RESULT-OK') ? 'updated' : 'unchanged';
  const extOrderId = String(order.extOrderId ?? '');
  const info = { orderId: order.orderId, ...(answer.info as MplusRecord | undefined) };
  return { action, order: await orderOf(client, extOrderId, { ...answer, info }, signal) };
}

/** Those payments that the order does not have yet, told by method, amount and `externalReference`. */
export function missingPayments(order: MplusRecord, payments: readonly MplusRecord[]): MplusRecord[] {
  const name = ({ method, amount, externalReference = '' }: MplusRecord) => JSON.stringify([method, amount, externalReference]);
  const booked = ((order.paymentList ?? []) as MplusRecord[]).map(name);
  return payments.filter((payment) => {
    const index = booked.indexOf(name(payment));
    if (index >= 0) booked.splice(index, 1);
    return index < 0;
  });
}

/** Books further payments on an order; see `pay` for the mode. Give what `missingPayments` gave of the order as it was just read. */
export async function addPayments(
  client: MplusClient,
  order: MplusRecord,
  mode: Payment['mode'],
  payments: readonly MplusRecord[],
  signal?: AbortSignal,
): Promise<{ invoiceId?: string }> {
  // The same payment again is told from its repeat by what was paid before it.
  return pay(client, order, mode, payments, signal, [String(order.prepaidAmount ?? 0), JSON.stringify(payments)]);
}

export interface DeliveredOrder {
  readonly action: 'delivered' | 'unchanged';
  readonly packingSlipId?: string;
  readonly invoiceId?: string;
}

/** Delivers all that is open of an order, with the turnover document that `turnoverType` names. Throws MplusError. */
export async function deliverOrder(
  client: MplusClient,
  { orderId }: MplusRecord,
  turnoverType?: unknown,
  signal?: AbortSignal,
): Promise<DeliveredOrder> {
  try {
    const answer = await client.call('deliverOrder', { request: { orderId, turnoverType } }, { signal });
    const { packingSlipId } = answer as { packingSlipId?: string };
    return { action: 'delivered', ...(packingSlipId ? { packingSlipId } : {}), ...invoiceOf(answer) };
  } catch (thrown) {
    if (isResult(thrown, 'ALREADY-DELIVERED')) return { action: 'unchanged' };
    throw thrown;
  }
}
