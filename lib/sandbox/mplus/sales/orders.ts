import { type Context, newId, thisYear } from '../context';
import type { Fields, Order } from '../entities';
import { Refusal } from '../fault';
import { type PriceFlags, priceDocument } from '../pricing';
import { normalId } from '../state';
import { openQuantity, rebookReservations, reservations } from '../stock';
import { recordChange } from './changes';
import { buildLines, checkParties, stamp } from './documents';

/** What a client may set on an order; everything else is the server's. */
const WRITABLE = [
  'extOrderId',
  'orderType',
  'entryBranchNumber',
  'employeeNumber',
  'entryTimestamp',
  'relationNumber',
  'deliveryAddress',
  'invoiceAddress',
  'financialDate',
  'financialBranchNumber',
  'workplaceNumber',
  'reference',
  'activityId',
  'vatMethod',
  'deliveryMethod',
  'deliveryDate',
  'deliveryPeriodBegin',
  'deliveryPeriodEnd',
  'paymentMethod',
  'tableNumber',
  'tableSubNumber',
  'tableDescription',
  'numberOfGuests',
  'orderCategoryNumber',
  'onDeliveryUrl',
  'onInvoiceUrl',
  'vatChange',
  'vatCountryCode',
  'vatCountryIso3',
] as const;

/** Fields whose change raises versionNumber as well as changeCounter (reference 6.1: important changes). */
const IMPORTANT = ['relationNumber', 'financialBranchNumber', 'vatMethod', 'totalInclAmount', 'lineList'] as const;

function writable(sent: Partial<Order>): Fields {
  return Object.fromEntries(WRITABLE.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]));
}

/** A new order, not yet stored. Throws Refusal; nothing has changed then. */
export function draftOrder(sent: Partial<Order>, flags: PriceFlags, context: Context): Order {
  const { state, switches } = context;
  const order = {
    ...writable(sent),
    orderId: newId(context),
    orderType: sent.orderType ?? switches.mplusCreatedOrderType,
    lineList: buildLines(sent.lineList ?? [], [], context),
    prepaidAmount: 0,
    fullyPaid: false,
    deliveryState: 'ORDER-DELIVERY-STATE-NOTHING',
    cancelState: 'ORDER-CANCEL-STATE-NOTHING',
    completeState: 'ORDER-COMPLETE-STATE-NOTHING',
    paymentList: [],
    invoiceIds: [],
    packingSlipIds: [],
    changeCounter: 0,
    versionNumber: 0,
  } as unknown as Order;
  checkOrder(order, context);
  if (order.extOrderId && state.extOrderIds.has(order.extOrderId)) {
    throw new Refusal('EXT-ORDER-ID-ALREADY-EXISTS', 'Order with this extOrderId already exists');
  }
  if (sent.paymentList?.length) context.complain('Order: paymentList is not booked on create; pay the order instead');
  stamp(order, context);
  priceDocument(order, context, flags);
  return order;
}

function checkOrder(order: Order, context: Context): void {
  checkParties(order, context);
  const isTable = order.orderType === 'ORDER-TYPE-TABLE-ORDER';
  if (isTable !== Boolean(order.tableNumber)) {
    throw new Refusal('FAILED', isTable ? 'A table order needs a table number' : 'Only a table order can have a table number');
  }
  if (order.orderType === 'ORDER-TYPE-EXTERNAL-SALES-ORDER' && !order.extOrderId) {
    throw new Refusal('FAILED', 'An external order needs an extOrderId');
  }
  const { deliveryMethods, orderCategories } = context.state.setup;
  if (order.deliveryMethod && !deliveryMethods.some((method) => method.deliveryMethod === order.deliveryMethod)) {
    context.complain(`Order: delivery method ${order.deliveryMethod} does not exist`);
  }
  const category = orderCategories.find((candidate) => candidate.orderCategoryNumber === order.orderCategoryNumber);
  order.orderCategoryDescription = category?.orderCategoryDescription;
}

/** Claims the external id for ever, numbers the order and stores it. */
export function enterOrder(order: Order, context: Context): Order {
  const { state } = context;
  order.orderNumber = state.nextNumber('order', thisYear(context));
  const { year, number } = order.orderNumber;
  order.transactionString = `${year}-${number}`;
  order.orderBarcode = `O${year}${String(number).padStart(7, '0')}`;
  order.branchOrderNumber = { branchNumber: order.entryBranchNumber, workplaceNumber: order.workplaceNumber ?? 0, year, number };
  if (order.extOrderId) state.extOrderIds.set(order.extOrderId, order.orderId);
  storeOrder(undefined, order, context);
  return order;
}

/** A deep copy to change, so that a refusal half-way leaves the stored order as it is. */
export function draftOf(order: Order): Order {
  return structuredClone(order);
}

/** Files a changed order: states, counters, marker, reservations and the record of the change. */
export function storeOrder(before: Order | undefined, after: Order, context: Context): void {
  const { state } = context;
  refreshStates(after);
  after.changeCounter += 1;
  if (IMPORTANT.some((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]))) after.versionNumber += 1;
  after.syncMarker = state.nextMarker('order');
  rebookReservations(before, after, context);
  state.orders.put(after);
  recordChange(before, after, context);
}

function refreshStates(order: Order): void {
  const lines = order.lineList.filter((line) => line.articleNumber !== 0);
  const delivered = lines.some((line) => line.data?.deliveredQuantity);
  const open = lines.some((line) => openQuantity(line) !== 0);
  const cancelled = lines.some((line) => line.data?.cancelledQuantity);
  const extent = (some: boolean, part: boolean) => (some ? (part ? 'PARTIAL' : 'COMPLETE') : 'NOTHING');
  order.deliveryState = `ORDER-DELIVERY-STATE-${extent(delivered, open || cancelled)}`;
  order.cancelState = `ORDER-CANCEL-STATE-${extent(cancelled, open || delivered)}`;
  order.fullyPaid = order.prepaidAmount >= order.totalInclAmount && order.totalInclAmount > 0;
  order.completeState = `ORDER-COMPLETE-STATE-${completeness(order, delivered, open)}`;
}

function completeness(order: Order, delivered: boolean, open: boolean): string {
  if (!delivered) return 'NOTHING';
  if (open) return 'PARTIAL-DELIVERY-PENDING';
  return order.invoiceIds.length > 0 || order.settledByReceipt ? 'COMPLETE' : 'PARTIAL';
}

/** Order by id; the operations that know no NOT-FOUND answer FAILED. */
export function orderOf(orderId: string | undefined, context: Context, code = 'FAILED'): Order {
  const order = context.state.order(orderId);
  if (!order) throw new Refusal(code, `Order ${orderId ?? ''} does not exist`);
  return order;
}

/**
 * Changes an order to what was sent: elements left out stay as they are, a line list replaces the lines. Throws Refusal with
 * NOT-FOUND, ORDER-HAS-CHANGED (optimistic locking on both counters, reference 6.7), NO-CHANGES or FAILED.
 */
export function changeOrder(sent: Partial<Order>, flags: PriceFlags, context: Context): Order {
  const { state, switches } = context;
  const before = orderOf(sent.orderId, context, 'NOT-FOUND');
  const counters = ['changeCounter', 'versionNumber'] as const;
  const absent = counters.every((name) => sent[name] === undefined);
  const current = absent
    ? switches.mplusUpdateWithoutCounters === 'accept'
    : counters.every((name) => sent[name] === before[name]);
  if (!current) throw new Refusal('ORDER-HAS-CHANGED', 'The order has been changed since it was read');
  if (before.cancelState === 'ORDER-CANCEL-STATE-COMPLETE') throw new Refusal('FAILED', 'The order has been cancelled');
  if (before.invoiceIds.length > 0) throw new Refusal('FAILED', 'The order has been invoiced');
  const after: Order = { ...draftOf(before), ...writable(sent) };
  if (sent.lineList) after.lineList = changedLines(sent.lineList, before, context);
  checkExtOrderId(before, after, context);
  checkOrder(after, context);
  priceDocument(after, context, flags);
  if (JSON.stringify(comparable(before)) === JSON.stringify(comparable(after))) throw noChanges(context);
  if (after.extOrderId) state.extOrderIds.set(after.extOrderId, after.orderId);
  storeOrder(before, after, context);
  return after;
}

function changedLines(sent: NonNullable<Order['lineList']>, before: Order, context: Context) {
  const lines = buildLines(sent, before.lineList, context);
  const left = before.lineList.filter((line) => !lines.some((other) => other.lineId === line.lineId));
  if (context.switches.mplusOmittedLines === 'keep') return [...left, ...lines];
  if (left.some((line) => line.data?.deliveredQuantity)) throw new Refusal('FAILED', 'A delivered line cannot be removed');
  return lines;
}

function checkExtOrderId(before: Order, after: Order, { state }: Context): void {
  const owner = after.extOrderId && state.extOrderIds.get(after.extOrderId);
  if (owner && normalId(owner) !== normalId(before.orderId)) {
    throw new Refusal('EXT-ORDER-ID-ALREADY-EXISTS', 'Order with this extOrderId already exists');
  }
}

function comparable(order: Order): unknown {
  const lines = order.lineList.map(({ lineId, articleNumber, text, data }) => [
    lineId,
    articleNumber,
    text,
    data?.quantity,
    data?.decimalPlaces,
    data?.price,
    data?.priceExcl,
    data?.vatCode,
    data?.discountAmount,
    data?.turnoverGroup,
  ]);
  return [WRITABLE.map((name) => order[name]), lines, order.totalInclAmount, order.totalExclAmount];
}

/** Old builds have no result of their own for this and answer FAILED with that text (reference 1.7). */
function noChanges({ switches }: Context): Refusal {
  return switches.mplusNoChanges === 'failed'
    ? new Refusal('FAILED', 'Order not saved because there were no changes in the order.')
    : new Refusal('NO-CHANGES', 'There were no changes in the order.');
}

/** Cancels what has not been delivered. Throws Refusal ALREADY-CANCELLED, FAILED or NOT-FOUND. */
export function cancelOrder(orderId: string | undefined, context: Context): Order {
  const before = orderOf(orderId, context, 'NOT-FOUND');
  if (before.cancelState !== 'ORDER-CANCEL-STATE-NOTHING')
    throw new Refusal('ALREADY-CANCELLED', 'The order is cancelled already');
  if (reservations(before).size === 0 && before.lineList.every((line) => openQuantity(line) === 0)) {
    throw new Refusal('FAILED', 'The order has been delivered');
  }
  const after = draftOf(before);
  for (const line of after.lineList) {
    if (line.data) line.data.cancelledQuantity = openQuantity(line) + (line.data.cancelledQuantity ?? 0);
  }
  storeOrder(before, after, context);
  return after;
}

/** Takes a cancellation back and reserves again. */
export function restoreOrder(before: Order, context: Context): Order {
  const after = draftOf(before);
  for (const line of after.lineList) if (line.data) line.data.cancelledQuantity = 0;
  storeOrder(before, after, context);
  return after;
}
