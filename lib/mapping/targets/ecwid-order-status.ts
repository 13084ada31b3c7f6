import type { Schema } from './schema';

const TEXT = { type: 'string', description: 'text' };

const status = (names: string): Schema => ({
  type: 'string',
  pattern: `^((${names.split(' ').join('|')})!?)?$`,
  description: `empty or one of ${names.replaceAll(' ', ', ')}, with ! behind it when it may go backwards`,
});

export const PAYMENT_STATUSES =
  'AWAITING_PAYMENT PAID CANCELLED REFUNDED PARTIALLY_REFUNDED INCOMPLETE CUSTOM_PAYMENT_STATUS_1 CUSTOM_PAYMENT_STATUS_2 ' +
  'CUSTOM_PAYMENT_STATUS_3';

export const FULFILLMENT_STATUSES =
  'AWAITING_PROCESSING PROCESSING SHIPPED DELIVERED WILL_NOT_DELIVER RETURNED READY_FOR_PICKUP OUT_FOR_DELIVERY ' +
  'CUSTOM_FULFILLMENT_STATUS_1 CUSTOM_FULFILLMENT_STATUS_2 CUSTOM_FULFILLMENT_STATUS_3';

/**
 * What is changed of an order of the shop, as far as a mapping may write it (reference 5.2, 5.4). `id` is the number of the order in the
 * shop; `tillOrderId` finds an order that the shop has from the till; both are not sent.
 */
export const ecwidOrderStatus: Schema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  properties: {
    id: TEXT,
    tillOrderId: TEXT,
    tillOrderNumber: TEXT,
    fulfillmentStatus: status(FULFILLMENT_STATUSES),
    paymentStatus: status(PAYMENT_STATUSES),
    trackingNumber: TEXT,
    trackingUrl: TEXT,
    note: TEXT,
  },
};
