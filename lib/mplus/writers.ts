/**
 * Writing to the till. Every function looks before it writes, so that a repeat finds its work done, and uses the newest operation
 * that the customer's service has.
 */
import type { MplusClient } from './client';
import type { OperationName } from './contract';
import { isResult, MplusError } from './errors';
import { keyFrom } from './keys';
import type { MplusRecord } from './values';

export interface OrderPayment {
  /** `prepay` books a deposit; `pay` also ships and invoices the order (reference 6.7). */
  readonly mode: 'none' | 'prepay' | 'pay';
  /** Payment records: `method` and `amount` in cents. */
  readonly payments: readonly MplusRecord[];
  /** Absent: every order that is found is taken for our own. */
  readonly claim?: OrderClaim;
}

/** What tells an order of our own from one that somebody typed over into the till: only our own is paid when it is found unpaid. */
export interface OrderClaim {
  /** An earlier attempt of ours began to create this order. */
  known(): Promise<boolean>;
  /** Remembers, before the first write, that we create it now. */
  begin(): Promise<void>;
}

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
  payment: OrderPayment,
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
  payment: OrderPayment,
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
    if (isResult(thrown, 'PAYMENT-FAILED')) throw paymentFailed(extOrderId, thrown);
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
  mode: OrderPayment['mode'],
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
  mode: OrderPayment['mode'],
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
  const prepaid = Number(order.prepaidAmount ?? 0);
  if (prepaid === 0) return false;
  const wanted = payments.reduce((sum, { amount }) => sum + Number(amount), 0);
  if (prepaid >= wanted) return true;
  throw new MplusError(
    'MPLUS_PAYMENT_FAILED',
    `Order ${order.extOrderId} is paid in part already: ${prepaid} of ${wanted} cents.`,
    {
      details: { orderId: order.orderId, prepaidAmount: prepaid, amount: wanted },
    },
  );
}

function isCancelled(order: MplusRecord): boolean {
  return order.cancelState === 'ORDER-CANCEL-STATE-COMPLETE';
}

/** Pays an order of the till. `prepay` false also ships and invoices it. Throws MplusError MPLUS_PAYMENT_FAILED when it is refused. */
async function pay(
  client: MplusClient,
  order: MplusRecord,
  mode: OrderPayment['mode'],
  payments: readonly MplusRecord[],
  signal: AbortSignal | undefined,
): Promise<{ invoiceId?: string }> {
  const orderId = String(order.orderId);
  const request = { orderId, prepay: mode === 'prepay', paymentList: payments };
  try {
    const operations = await client.operations();
    const answer = operations.has('payOrderV2')
      ? await callKeyed(client, 'payOrderV2', request, [String(order.extOrderId), 'payment'], signal)
      : await client.call('payOrder', { request }, { signal });
    return invoiceOf(answer);
  } catch (thrown) {
    if (isResult(thrown, '') && thrown.disposition === 'hold') throw paymentFailed(String(order.extOrderId), thrown);
    throw thrown;
  }
}

function invoiceOf({ invoiceId }: MplusRecord): { invoiceId?: string } {
  return typeof invoiceId === 'string' && invoiceId !== '' ? { invoiceId } : {};
}

function paymentFailed(extOrderId: string, { details }: MplusError): MplusError {
  const reason = details?.payResult ?? details?.result;
  const words = details?.vendorMessage ? `: ${details.vendorMessage}` : '';
  return new MplusError(
    'MPLUS_PAYMENT_FAILED',
    `Order ${extOrderId} is in the till, but its payment was refused with ${reason}${words}`,
    {
      details,
    },
  );
}

/** More refusals than this are not stepped over. */
const KEYS = 20;

/**
 * Calls an operation with a key that is the same on every attempt. A refusal that is only replayed says that an earlier attempt
 * failed; what it failed on may be corrected by now, so the next key in the row asks anew.
 */
async function callKeyed(
  client: MplusClient,
  operation: OperationName,
  request: MplusRecord,
  about: readonly string[],
  signal: AbortSignal | undefined,
): Promise<MplusRecord> {
  const { host, port } = client.connection;
  for (let number = 1; ; number += 1) {
    const key = keyFrom(`${host}:${port ?? ''}`, ...about, ...(number === 1 ? [] : [String(number)]));
    try {
      return await client.call(operation, { request: { idempotencyKey: key, ...request } }, { signal });
    } catch (thrown) {
      if (!isResult(thrown, '') || thrown.details?.replayed !== true || number === KEYS) throw thrown;
    }
  }
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

/**
 * The relations whose fields equal the search (case and outer white space aside), e.g. `{ email: 'jan@example.org' }`. The till gives
 * at most one; what it finds by part of a text only (reference 5) is left out.
 */
export async function findRelations(client: MplusClient, search: MplusRecord, signal?: AbortSignal): Promise<MplusRecord[]> {
  const wanted = Object.entries(search).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const);
  if (wanted.length === 0 || wanted.some(([, value]) => value === undefined || value === null || value === '')) {
    throw new MplusError('MPLUS_REQUEST', 'A search for relations needs a value in every field.');
  }
  const relation = Object.fromEntries(wanted);
  const operations = await client.operations();
  const { relation: found } = operations.has('findRelationV2')
    ? await client.call('findRelationV2', { request: { relation, exactMatch: true } }, { signal })
    : await client.call('findRelation', { relation }, { signal });
  const same = found && wanted.every(([name, value]) => normal((found as MplusRecord)[name]) === normal(value));
  return same ? [found as MplusRecord] : [];
}

function normal(value: unknown): string {
  return String(value ?? '')
    .trim()
    .toLowerCase();
}

export interface WrittenRelation {
  readonly relationNumber: number;
  /** Marker of the write, by which its echo is recognised at the next read. */
  readonly syncMarker?: number;
}

/** Creates a relation. Look with findRelations first: the till does not refuse a double. Throws MplusError. */
export async function createRelation(client: MplusClient, relation: MplusRecord, signal?: AbortSignal): Promise<WrittenRelation> {
  const answer = await client.call('createRelation', { relation }, { signal });
  return { relationNumber: Number(answer.relationNumber), ...markerOf(answer) };
}

/** Changes the fields given of the relation with that `relationNumber`; fields left out stay. Throws MplusError. */
export async function updateRelation(client: MplusClient, relation: MplusRecord, signal?: AbortSignal): Promise<WrittenRelation> {
  const relationNumber = Number(relation.relationNumber);
  if (!(relationNumber > 0)) throw new MplusError('MPLUS_REQUEST', 'A relation without relationNumber cannot be updated.');
  const answer = await client.call('updateRelation', { relation }, { signal });
  return { relationNumber, ...markerOf(answer) };
}

function markerOf({ syncMarker }: MplusRecord): { syncMarker?: number } {
  return typeof syncMarker === 'number' ? { syncMarker } : {};
}
