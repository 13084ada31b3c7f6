import { calculateOrder } from './calculate';
import { parseDate } from './dates';
import { type Call, type Endpoint, page } from './endpoint';
import { refusal } from './errors';
import type { JsonObject } from './json';
import type { Order } from './model';
import { newestFirst, searchOrders } from './order-search';
import { viewOrder } from './order-view';
import { checkCreate, checkExtraSize, countOrder, customerFor, newIdentity, readExtraField, readOrder } from './order-write';
import { claims, moveStock } from './stock';

const EXTRA = '/orders/{orderId}/extraFields';

export const ORDER_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/orders',
    scopes: ['read_orders'],
    handle: (call) => page(call, searchOrders(call), viewOrder),
  },
  { method: 'GET', path: '/orders/last', scopes: ['read_orders'], handle: lastOrder },
  { method: 'GET', path: '/orders/{orderId}', scopes: ['read_orders'], handle: (call) => viewOrder(orderOf(call)) },
  { method: 'POST', path: '/orders', scopes: ['create_orders'], storefront: true, handle: createOrder },
  { method: 'PUT', path: '/orders/{orderId}', scopes: ['update_orders'], handle: updateOrder },
  {
    method: 'DELETE',
    path: '/orders/{orderId}',
    scopes: ['update_orders'],
    handle(call) {
      call.state.orders.remove(orderOf(call).id);
      return { deleteCount: 1 };
    },
  },
  {
    method: 'POST',
    path: '/order/calculate',
    scopes: ['read_store_profile'],
    storefront: true,
    handle: (call) => viewOrder(calculateOrder(call)),
  },
  { method: 'GET', path: EXTRA, scopes: ['read_orders'], handle: (call) => extraFields(orderOf(call)) },
  { method: 'POST', path: EXTRA, scopes: ['update_orders'], handle: addExtraFields },
  { method: 'PUT', path: `${EXTRA}/{extraFieldId}`, scopes: ['update_orders'], handle: updateExtraField },
  { method: 'DELETE', path: `${EXTRA}/{extraFieldId}`, scopes: ['update_orders'], handle: deleteExtraField },
];

/** The order of the path: by public id, with or without prefix and suffix, or by internal number (reference 5.1). */
function orderOf(call: Call): Order {
  const [order] = call.state.orders.find('key', call.path.orderId);
  if (order === undefined) throw refusal('ORDER_NOT_FOUND', `Order #${call.path.orderId} not found`);
  return order;
}

function lastOrder(call: Call): unknown {
  const [order] = call.state.orders.select('last', ({ paymentStatus }) => paymentStatus !== 'INCOMPLETE', newestFirst);
  if (order === undefined) throw refusal('ORDER_NOT_FOUND', 'Order #last not found');
  return viewOrder(order);
}

/** Takes stock and counts only when the order is created as paid and its lines name products that exist (reference 5.6). */
function createOrder(call: Call): unknown {
  const { state } = call;
  const { createDate, ...fields } = readOrder(call, undefined);
  checkCreate(call, fields);
  const customerId = customerFor(state, fields);
  const now = state.now();
  const items = (fields.items ?? []) as JsonObject[];
  const paid = fields.paymentStatus === 'PAID' && customerId !== undefined;
  const taken = paid ? claims(state, items) : [];
  const order = state.orders.put({
    paymentStatus: 'AWAITING_PAYMENT',
    fulfillmentStatus: 'AWAITING_PROCESSING',
    pricesIncludeTax: state.switches.ecwidPricesIncludeTax,
    ...fields,
    ...(customerId !== undefined && { customerId }),
    ...newIdentity(call),
    created: createDate === undefined ? now : (parseDate(createDate) as number),
    updated: now,
    items,
    refunds: [],
    taken,
  });
  if (taken.length > 0) {
    moveStock(state, taken, -1);
    countOrder(state, customerId, Number(order.total ?? 0));
  }
  mail(call, order, 'created');
  return { id: order.id, orderId: order.orderId };
}

function updateOrder(call: Call): unknown {
  const { state } = call;
  const before = orderOf(call);
  const { createDate, ...fields } = readOrder(call, before);
  const draft: Order = {
    ...before,
    // Seen to be lost on any update that does not send it (reference 5.7).
    ...(state.switches.ecwidUpdateDropsCustomerGroup && { customerGroup: undefined }),
    ...fields,
    ...(createDate !== undefined && { created: parseDate(createDate) as number }),
  };
  const { taken, sign } = stockEffect(call, before, draft);
  const moves = sign === 1 ? before.taken : taken;
  const order = state.orders.put({ ...draft, taken });
  if (sign !== undefined) moveStock(state, moves, sign);
  if (order.paymentStatus !== before.paymentStatus || order.fulfillmentStatus !== before.fulfillmentStatus)
    mail(call, order, 'status');
  return { updateCount: 1 };
}

/** What a change of status does to stock; both cases are undocumented and have a switch (reference 5.7). */
function stockEffect(call: Call, before: Order, after: Order): { taken: Order['taken']; sign?: 1 | -1 } {
  const { ecwidRestockOnCancel, ecwidStockOnLatePaid } = call.state.switches;
  if (after.paymentStatus === before.paymentStatus) return { taken: before.taken };
  if (after.paymentStatus === 'CANCELLED' && ecwidRestockOnCancel && before.taken.length > 0) return { taken: [], sign: 1 };
  if (after.paymentStatus === 'PAID' && ecwidStockOnLatePaid && before.taken.length === 0) {
    return { taken: claims(call.state, after.items), sign: -1 };
  }
  return { taken: before.taken };
}

/** Buyers get mail about their order unless it says otherwise (reference 11.11). */
function mail(call: Call, order: Order, about: string): void {
  if (order.disableAllCustomerNotifications !== true && order.email)
    call.state.rest.mails.push({ orderId: order.orderId, about });
}

function extraFields(order: Order): JsonObject[] {
  return (order.orderExtraFields ?? []) as JsonObject[];
}

function addExtraFields(call: Call): unknown {
  const order = orderOf(call);
  const bodies = Array.isArray(call.body) ? call.body : [call.body];
  const added = bodies.map((body, place) => ({
    id: `extra_${extraFields(order).length + place + 1}`,
    ...readExtraField(call, body),
  }));
  const kept = extraFields(order).filter((field) => !added.some((fresh) => fresh.id === field.id));
  store(call, order, [...kept, ...added]);
  return { createCount: added.length };
}

function updateExtraField(call: Call): unknown {
  const order = orderOf(call);
  const body = readExtraField(call, call.body);
  const id = call.path.extraFieldId;
  const known = extraFields(order).some((field) => field.id === id);
  if (known) {
    store(
      call,
      order,
      extraFields(order).map((field) => (field.id === id ? { ...field, ...body, id } : field)),
    );
  }
  return { updateCount: known ? 1 : 0 };
}

function deleteExtraField(call: Call): unknown {
  const order = orderOf(call);
  const kept = extraFields(order).filter((field) => field.id !== call.path.extraFieldId);
  const deleteCount = extraFields(order).length - kept.length;
  if (deleteCount > 0) store(call, order, kept);
  return { deleteCount };
}

function store(call: Call, order: Order, orderExtraFields: JsonObject[]): void {
  checkExtraSize({ extraFields: order.extraFields, orderExtraFields });
  call.state.orders.put({ ...order, orderExtraFields });
}
