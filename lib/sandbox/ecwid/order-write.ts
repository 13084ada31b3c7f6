import { formatDate, parseDate } from './dates';
import { type Call, requireField } from './endpoint';
import { ApiError, refusal, wrongParameter } from './errors';
import { EXTRA_FIELD_FIELDS, ORDER_FIELDS, ORDER_ITEM_FIELDS, readFields } from './fields';
import { isObject, type JsonObject, objects } from './json';
import type { Order } from './model';
import { writePerson } from './person';
import type { EcwidState } from './state';
import { checkStatus } from './statuses';

const REQUIRED_ON_CREATE = ['subtotal', 'total', 'email', 'paymentStatus', 'fulfillmentStatus'];
const MERGED = [
  'extraFields',
  'additionalInfo',
  'paymentParams',
  'utmData',
  'externalOrderData',
  'shippingOption',
  'handlingFee',
];
const EXTRA_VALUE_LIMIT = 255;
const EXTRA_BYTES_LIMIT = 8192;
const UID_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

/** A fresh order id: five characters, and with the store's prefix and suffix around them (reference 5.1). */
export function newIdentity(call: Pick<Call, 'state' | 'random'>): Pick<Order, 'id' | 'orderId' | 'publicUid'> {
  const { state, random } = call;
  let publicUid = '';
  // An id of digits alone would be taken for an internal number.
  do publicUid = random.text(5, UID_ALPHABET);
  while (/^\d+$/.test(publicUid) || state.orders.ids('key', publicUid).length > 0);
  const { orderNumberPrefix = '', orderNumberSuffix = '' } = state.rest.profile.formatsAndUnits as Record<string, string>;
  return { id: state.next('order'), orderId: `${orderNumberPrefix}${publicUid}${orderNumberSuffix}`, publicUid };
}

/** The fields of an order body, checked; nothing in it is calculated or compared with the catalogue (reference 5.6). */
export function readOrder(call: Call, before: Order | undefined): JsonObject {
  const { state } = call;
  const fields = readFields(call.body, ORDER_FIELDS, call.complain);
  checkStatus(state, 'paymentStatus', fields.paymentStatus);
  checkStatus(state, 'fulfillmentStatus', fields.fulfillmentStatus);
  for (const name of ['billingPerson', 'shippingPerson']) {
    if (fields[name] !== undefined) fields[name] = writePerson(before?.[name], fields[name], call.complain);
  }
  for (const name of MERGED) {
    if (fields[name] !== undefined)
      fields[name] = { ...(before?.[name] as JsonObject | undefined), ...(fields[name] as JsonObject) };
  }
  for (const name of ['latestShipDate', 'latestDeliveryDate', 'pickupTime']) {
    if (fields[name] !== undefined) fields[name] = formatDate(parseDate(fields[name]) as number);
  }
  if (fields.items !== undefined) fields.items = (fields.items as unknown[]).map((item) => readItem(call, item, before));
  if (fields.orderExtraFields !== undefined) {
    fields.orderExtraFields = (fields.orderExtraFields as unknown[]).map((field) => readExtraField(call, field));
  }
  checkExtraSize(fields);
  return fields;
}

/** The documented required list is only kept in strict mode; a public token may only leave unfinished orders (reference 5.6). */
export function checkCreate(call: Call, fields: JsonObject): void {
  for (const name of REQUIRED_ON_CREATE) {
    if (fields[name] !== undefined) continue;
    call.complain(`Order.${name} is documented as required on create`);
    if (call.state.switches.strict) requireField(fields, 'Order', name);
  }
  if (!fields.disableAllCustomerNotifications)
    call.complain('Order without disableAllCustomerNotifications: the buyer gets mail');
  const unpaid = fields.paymentStatus === 'INCOMPLETE' && fields.fulfillmentStatus === 'AWAITING_PROCESSING';
  if (call.token.public && !unpaid) throw refusal('INSUFFICIENT_APP_SCOPE', 'A public token creates only INCOMPLETE orders');
}

function readItem(call: Call, body: unknown, before: Order | undefined): JsonObject {
  const item = readFields(body, ORDER_ITEM_FIELDS, call.complain);
  requireField(item, 'OrderItem', 'quantity');
  const known = before?.items.some((other) => other.id === item.id);
  const options = objects(item.selectedOptions).map((option) => ({
    type: 'CHOICE',
    ...(typeof option.value === 'string' && { valuesArray: [option.value] }),
    ...option,
  }));
  return {
    ...item,
    id: known ? item.id : call.state.next('orderItem'),
    ...(item.selectedOptions !== undefined && { selectedOptions: options }),
  };
}

export function readExtraField(call: Call, body: unknown): JsonObject {
  const field = readFields(body, EXTRA_FIELD_FIELDS, call.complain);
  if (typeof field.value === 'string' && field.value.length > EXTRA_VALUE_LIMIT) {
    throw wrongParameter(`Wrong value of field OrderExtraField.value: longer than ${EXTRA_VALUE_LIMIT} characters`);
  }
  return { customerInputType: '', orderDetailsDisplaySection: '', orderBy: '0', ...field };
}

export function checkExtraSize(fields: JsonObject): void {
  const bytes = Buffer.byteLength(JSON.stringify([fields.extraFields ?? {}, fields.orderExtraFields ?? []]));
  if (bytes > EXTRA_BYTES_LIMIT) throw wrongParameter(`Extra fields are larger than ${EXTRA_BYTES_LIMIT} bytes`);
}

/**
 * The customer an order belongs to: the one given, else the one with its e-mail address, who is created when unknown
 * (reference 5.6). An order without either belongs to nobody.
 */
export function customerFor(state: EcwidState, fields: JsonObject): number | undefined {
  if (typeof fields.customerId === 'number') {
    if (state.customers.get(fields.customerId) === undefined) {
      throw new ApiError(404, undefined, `Customer #${fields.customerId} not found`);
    }
    return fields.customerId;
  }
  const email = typeof fields.email === 'string' ? fields.email.trim() : '';
  if (email === '') return undefined;
  const [known] = state.customers.find('email', email.toLowerCase());
  if (known !== undefined) return known.id;
  const now = state.now();
  return state.customers.put({
    id: state.next('customer'),
    created: now,
    updated: now,
    email,
    customerGroupId: 0,
    ...(isObject(fields.billingPerson) && { billingPerson: fields.billingPerson }),
    shippingAddresses: [],
    contacts: [],
    acceptMarketing: false,
    lang: fields.lang ?? state.languages().main,
    stats: { numberOfOrders: 0, salesValue: 0 },
  }).id;
}

/** Counts an order in the statistics of its customer. */
export function countOrder(state: EcwidState, customerId: number | undefined, total: number): void {
  const customer = customerId === undefined ? undefined : state.customers.get(customerId);
  if (customer === undefined) return;
  const { numberOfOrders, salesValue, firstOrder } = customer.stats;
  state.customers.put({
    ...customer,
    stats: {
      numberOfOrders: numberOfOrders + 1,
      salesValue: salesValue + total,
      firstOrder: firstOrder ?? state.now(),
      lastOrder: state.now(),
    },
  });
}
