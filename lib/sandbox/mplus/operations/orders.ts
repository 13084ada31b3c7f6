import { ENUMS } from '../../../mplus/contract';
import { type Context, pageLimit, shuffled } from '../context';
import type { Fields, Order, Payment } from '../entities';
import { attempt, Refusal } from '../fault';
import { take } from '../marked';
import type { PriceFlags } from '../pricing';
import { type DeliveryPart, deliverOrder } from '../sales/deliveries';
import { invoiceSlips } from '../sales/invoices';
import { checkPayment, payOrder } from '../sales/order-payments';
import { cancelOrder, changeOrder, draftOrder, enterOrder, restoreOrder } from '../sales/orders';
import { receiptForSlip } from '../sales/receipts';
import { normalId } from '../state';
import { type DocumentFilter, passes } from './filters';
import { type Handlers, withResult } from './handler';
import { among } from './products';

const DEFAULT_TYPES = ['ORDER-TYPE-SALES-ORDER', 'ORDER-TYPE-REPEAT-SALES-ORDER', 'ORDER-TYPE-EXTERNAL-SALES-ORDER'];

interface OrderRequest extends PriceFlags {
  order?: Partial<Order>;
  prepay?: boolean;
  paymentList?: Payment[];
}

interface OrdersRequest extends DocumentFilter {
  orderTypeList?: string[];
  orderIds?: string[];
  orderNumbers?: { year: number; number: number }[];
}

export const orderHandlers = {
  createOrder: ({ order }: { order?: Partial<Order> }, context) => {
    const { order: _order, ...answer } = create(order ?? {}, {}, context);
    return answer;
  },
  createOrderV2: ({ request }: { request: OrderRequest }, context) => create(request.order ?? {}, request, context),
  createOrderV3: ({ request }: { request: OrderRequest }, context) => createAndPay(request, context),

  updateOrder: ({ order }: { order?: Partial<Order> }, context) => {
    const { order: _order, ...answer } = update(order ?? {}, {}, context);
    return answer;
  },
  updateOrderV2: ({ request }: { request: OrderRequest }, context) => update(request.order ?? {}, request, context),
  saveOrder: ({ order }: { order?: Partial<Order> }, context) => {
    const save = () =>
      order?.orderId ? changeOrder(order, {}, context) : enterOrder(draftOrder(order ?? {}, {}, context), context);
    return withResult(
      'SAVE-ORDER-RESULT',
      ENUMS.SaveOrderResult,
      () => ({ info: info(save()), errorMessage: '' }),
      refused(order),
    );
  },

  getOrder: ({ orderId }: { orderId?: string }, { state }) => one(state.order(orderId)),
  findOrder: ({ extOrderId }: { extOrderId?: string }, { state }) => one(state.order(state.extOrderIds.get(extOrderId ?? ''))),

  getOrders: ({ request }: { request: OrdersRequest }, context) => {
    const types = request.orderTypeList?.length ? request.orderTypeList : DEFAULT_TYPES;
    const ids = (request.orderIds ?? []).map(normalId);
    const page = list(request, context, (order) => {
      const { year, number } = order.orderNumber;
      const numbers = request.orderNumbers ?? [];
      return (
        types.includes(order.orderType) &&
        among(ids, normalId(order.orderId)) &&
        (numbers.length === 0 || numbers.some((wanted) => wanted.year === year && wanted.number === number)) &&
        passes(order, request, context)
      );
    });
    return { orderList: page.map((order) => (request.includeLineList === false ? brief(order) : order)) };
  },

  getOrdersByExtOrderIds: ({ request }: { request: OrdersRequest & { extOrderIds?: string[] } }, context) => {
    const ids = (request.extOrderIds ?? []).map((id) => normalId(context.state.extOrderIds.get(id) ?? ''));
    const wanted = (order: Order) =>
      request.extOrderIds ? ids.includes(normalId(order.orderId)) : order.extOrderId !== undefined;
    return { orderList: list(request, context, wanted) };
  },

  getOrderChanges: ({ request }: { request: OrdersRequest }, context) => {
    const { state } = context;
    const types = request.orderTypeList?.length ? request.orderTypeList : DEFAULT_TYPES;
    const changes = take(state.orderChanges, pageLimit(request, context), (change) => {
      const order = state.order(change.orderId as string);
      return (
        (change.syncMarker as number) >= (request.syncMarker ?? 0) &&
        order !== undefined &&
        types.includes(order.orderType) &&
        passes(order, request, context)
      );
    });
    return { orderChangeList: changes };
  },

  cancelOrder: ({ orderId }: { orderId?: string }, context) => cancel(orderId, context, () => cancelOrder(orderId, context)),

  cancelOrderV2: ({ request: { orderId } }: { request: { orderId?: string } }, context) => {
    const before = context.state.order(orderId);
    // Toggles: a cancelled order comes back to life (reference 6.7).
    if (before && before.cancelState !== 'ORDER-CANCEL-STATE-NOTHING') {
      restoreOrder(before, context);
      return { result: 'CANCEL-ORDER-RESULT-UNDO-CANCEL-OK', message: '' };
    }
    return cancel(orderId, context, () => cancelOrder(orderId, context));
  },

  payOrder: ({ request }: { request: OrderRequest & { orderId?: string } }, context) => pay(request, context),
  payOrderV2: ({ request }: { request: OrderRequest & { orderId?: string } }, context) => pay(request, context),

  deliverOrder: ({ request }: { request: Delivery }, context) =>
    withResult('DELIVER-ORDER-RESULT', ENUMS.DeliverOrderResult, () => deliver(request, undefined, context)),
  deliverOrderV2: ({ request }: { request: { orderDelivery?: Delivery & { lineList?: DeliveryPart[] } } }, context) =>
    withResult('DELIVER-ORDER-V2-RESULT', ENUMS.DeliverOrderV2Result, () =>
      deliver(request.orderDelivery ?? {}, request.orderDelivery?.lineList ?? [], context),
    ),

  getOrderCategories: (_request, { state }) => ({ orderCategory: state.setup.orderCategories }),
} satisfies Handlers;

function info(order: Order | undefined): Fields {
  return { orderId: order?.orderId ?? '', orderString: order?.transactionString ?? '', orderQueued: false };
}

/** A refused write names the order it was about, if there is one. */
function refused(order: Partial<Order> | undefined): (refusal: Refusal) => Fields {
  return ({ message }) => ({ info: { orderId: order?.orderId ?? '', orderString: '' }, errorMessage: message });
}

function create(sent: Partial<Order>, flags: PriceFlags, context: Context, check?: (draft: Order) => void): Fields {
  return withResult(
    'CREATE-ORDER-RESULT',
    ENUMS.CreateOrderResult,
    () => {
      const order = draftOrder(sent, flags, context);
      check?.(order);
      if (context.switches.mplusQueueOrders) return { info: queue(order, context), errorMessage: '' };
      enterOrder(order, context);
      return { order, info: info(order), errorMessage: '' };
    },
    refused(undefined),
  );
}

/** The order waits for its branch: its external id is taken, but nothing finds it yet (reference 6.7). */
function queue(order: Order, { state, clock, switches }: Context): Fields {
  if (order.extOrderId) state.extOrderIds.set(order.extOrderId, order.orderId);
  state.queue.push({ at: clock.now() + switches.mplusQueueSeconds * 1000, kind: 'order', order });
  return { orderId: '', orderString: '', orderQueued: true };
}

/** Creates and pays in one call; by switch an order whose payment fails is kept or not (reference 6.7). */
function createAndPay(request: OrderRequest, context: Context): Fields {
  const payments = request.paymentList ?? [];
  if (payments.length === 0) return create(request.order ?? {}, request, context);
  let failure: Refusal | undefined;
  const check = (draft: Order) =>
    attempt(
      () => checkPayment(draft, request.prepay ?? false, payments, context),
      (refusal) => {
        failure = refusal;
        throw new Refusal('PAYMENT-FAILED', refusal.message);
      },
    );
  const answer = create(request.order ?? {}, request, context, context.switches.mplusPaymentFailedKeepsOrder ? undefined : check);
  if (failure) return { ...answer, payResult: payResult(failure) };
  const order = answer.order as Order | undefined;
  if (!order) return answer;
  return attempt<Fields>(
    () => {
      const { order: paid, invoice } = payOrder({ ...request, orderId: order.orderId }, context);
      return { ...answer, order: paid, payResult: 'PAY-ORDER-RESULT-OK', invoiceId: invoice?.invoiceId };
    },
    (refusal) => ({
      ...answer,
      result: 'CREATE-ORDER-RESULT-PAYMENT-FAILED',
      payResult: payResult(refusal),
      errorMessage: refusal.message,
    }),
  );
}

function payResult({ code }: Refusal): string {
  return `PAY-ORDER-RESULT-${code}`;
}

function update(sent: Partial<Order>, flags: PriceFlags, context: Context): Fields {
  return withResult(
    'UPDATE-ORDER-RESULT',
    ENUMS.UpdateOrderResult,
    () => {
      const order = changeOrder(sent, flags, context);
      return { order, info: info(order), errorMessage: '' };
    },
    refused(sent),
  );
}

function one(order: Order | undefined): Fields {
  return order ? { result: 'GET-ORDER-RESULT-OK', order } : { result: 'GET-ORDER-RESULT-NOT-FOUND' };
}

function list(request: { syncMarker?: number; syncMarkerLimit?: number }, context: Context, wanted: (order: Order) => boolean) {
  const rows = context.state.orders.since(request.syncMarker ?? Number.NEGATIVE_INFINITY);
  return shuffled(take(rows, pageLimit(request, context), wanted), context);
}

/** Without lines the references to invoices and proposals are not loaded either (reference 6.7). */
function brief(order: Order): Fields {
  const { lineList: _lines, invoiceIds: _ids, extInvoiceIds: _ext, invoiceNumbers: _numbers, ...rest } = order;
  return rest;
}

/** PENDING while the branch is not connected: the cancellation comes later (reference 6.7). */
function cancel(orderId: string | undefined, { state, switches, clock }: Context, now: () => void): Fields {
  const refusal = ({ message }: Refusal) => ({ message });
  if (switches.mplusQueueCancellations && state.order(orderId)) {
    state.queue.push({ at: clock.now() + switches.mplusQueueSeconds * 1000, kind: 'cancel', orderId });
    return { result: 'CANCEL-ORDER-RESULT-PENDING', message: '' };
  }
  return withResult(
    'CANCEL-ORDER-RESULT',
    ENUMS.CancelOrderResult,
    () => {
      now();
      return { message: '' };
    },
    refusal,
  );
}

function pay(request: OrderRequest & { orderId?: string }, context: Context): Fields {
  return withResult('PAY-ORDER-RESULT', ENUMS.PayOrderResult, () => ({
    invoiceId: payOrder(request, context).invoice?.invoiceId,
    errorMessage: '',
  }));
}

interface Delivery {
  orderId?: string;
  turnoverType?: string;
}

function deliver({ orderId, turnoverType }: Delivery, parts: readonly DeliveryPart[] | undefined, context: Context): Fields {
  if (parts?.length === 0) throw new Refusal('FAILED', 'There is nothing to deliver');
  const { order, slip } = deliverOrder(orderId, parts, context);
  const answer = { packingSlipId: slip.packingSlipId, errorMessage: '' };
  if (turnoverType === 'DELIVER-ORDER-TURNOVER-TYPE-INVOICE') {
    return { ...answer, invoiceId: invoiceSlips([slip], undefined, context).invoiceId };
  }
  if (turnoverType === 'DELIVER-ORDER-TURNOVER-TYPE-RECEIPT') receiptForSlip(slip, order, context);
  return answer;
}

/** Enters queued orders and cancels what was to be cancelled, once their time has come. */
export function workOffQueue(context: Context): void {
  const { state, clock } = context;
  if (state.queue.length === 0) return;
  const due = state.queue.filter((job) => job.at <= clock.now());
  state.queue = state.queue.filter((job) => job.at > clock.now());
  for (const job of due) {
    if (job.order) enterOrder(job.order, context);
    else
      attempt(
        () => void cancelOrder(job.orderId, context),
        () => undefined,
      );
  }
}
