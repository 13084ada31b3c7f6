import { parseDate } from './dates';
import type { Call } from './endpoint';
import { isObject, objects } from './json';
import type { Order } from './model';

type Test = (order: Order) => boolean;

/** Newest first, the order the API is seen to give (reference 5.5). */
export function newestFirst(a: Order, b: Order): number {
  return b.created - a.created || b.id - a.id;
}

/** The orders a list call finds. Abandoned carts only when asked for by status, unless the switch says otherwise. */
export function searchOrders(call: Call): readonly Order[] {
  const { state, query } = call;
  const tests = filters(call);
  const everything = state.switches.ecwidIncompleteInLists || query.list('paymentStatus') !== undefined;
  return state.orders.select(
    `${state.switches.ecwidIncompleteInLists}?${query.selection()}`,
    (order) => (everything || order.paymentStatus !== 'INCOMPLETE') && tests.every((test) => test(order)),
    newestFirst,
  );
}

function filters({ state, query }: Call): Test[] {
  const ids = query.list('ids');
  const wanted = ids && new Set(ids.flatMap((id) => state.orders.ids('key', id)));
  const email = query.text('email')?.toLowerCase();
  const keywords = query.text('keywords')?.toLowerCase();
  const customer = query.text('customer')?.toLowerCase();
  return [
    when(wanted, (found) => (order) => found.has(order.id)),
    when(email, (value) => (order) => order.email?.toLowerCase() === value),
    when(keywords, (value) => (order) => searchText(order).includes(value)),
    when(customer, (value) => (order) => customerText(order).includes(value)),
    when(query.integer('customerId'), (id) => (order) => order.customerId === id),
    when(query.integers('productId'), (products) => (order) => {
      return order.items.some((item) => products.includes(item.productId as number));
    }),
    when(query.number('totalFrom'), (from) => (order) => Number(order.total ?? 0) >= from),
    when(query.number('totalTo'), (to) => (order) => Number(order.total ?? 0) <= to),
    when(query.date('createdFrom'), (from) => (order) => order.created >= from),
    when(query.date('createdTo'), (to) => (order) => order.created <= to),
    when(query.date('updatedFrom'), (from) => (order) => order.updated >= from),
    when(query.date('updatedTo'), (to) => (order) => order.updated <= to),
    when(query.date('pickupTimeFrom'), (from) => (order) => (parseDate(order.pickupTime) ?? -1) >= from),
    when(query.date('pickupTimeTo'), (to) => (order) => (parseDate(order.pickupTime) ?? Number.POSITIVE_INFINITY) <= to),
    when(query.list('paymentStatus'), (statuses) => (order) => statuses.includes(order.paymentStatus)),
    when(query.list('fulfillmentStatus'), (statuses) => (order) => statuses.includes(order.fulfillmentStatus)),
    when(query.flag('acceptMarketing'), (flag) => (order) => (order.acceptMarketing ?? false) === flag),
    when(query.flag('containsPreorderItems'), (flag) => (order) => order.items.some((item) => item.isPreorder === true) === flag),
    when(query.text('shippingMethod'), (method) => (order) => part(order.shippingOption, 'shippingMethodName') === method),
    when(query.text('couponCode'), (code) => (order) => part(order.discountCoupon, 'code') === code),
    when(query.text('orderNumber'), (number) => (order) => String(order.id) === number),
    when(query.text('vendorOrderNumber'), (number) => (order) => order.orderId === number),
    ...['paymentMethod', 'paymentModule', 'paymentReference', 'refererId', 'subscriptionId'].map((field) =>
      when(query.text(field), (value) => (order) => String(order[field] ?? '') === value),
    ),
  ].filter((test) => test !== undefined);
}

function when<T>(value: T | undefined, test: (value: T) => Test): Test | undefined {
  return value === undefined ? undefined : test(value);
}

function part(value: unknown, field: string): unknown {
  return isObject(value) ? value[field] : undefined;
}

function customerText(order: Order): string {
  return [order.email, ...personTexts(order)].join(' ').toLowerCase();
}

/** Everything `keywords` looks into (reference 5.5). */
function searchText(order: Order): string {
  const items = order.items.flatMap((item) => [
    item.sku,
    item.name,
    ...objects(item.selectedOptions).flatMap((option) => [option.name, option.value]),
  ]);
  return [
    order.orderId,
    order.id,
    order.externalTransactionId,
    order.email,
    order.trackingNumber,
    order.privateAdminNotes,
    ...personTexts(order),
    ...items,
  ]
    .filter((text) => text !== undefined)
    .join(' ')
    .toLowerCase();
}

function personTexts(order: Order): unknown[] {
  return [order.billingPerson, order.shippingPerson].flatMap((person) => (isObject(person) ? Object.values(person) : []));
}
