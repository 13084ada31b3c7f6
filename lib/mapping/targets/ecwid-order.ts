import { FULFILLMENT_STATUSES, PAYMENT_STATUSES } from './ecwid-order-status';
import type { Schema } from './schema';

const TEXT = { type: 'string', description: 'text' };
const FILLED = { type: 'string', minLength: 1, description: 'text that is not empty' };
const CENTS = { type: 'integer', minimum: 0, description: 'a whole number of cents' };
const FLAG = { type: 'boolean', description: 'true or false' };

const oneOf = (names: string): Schema => ({ enum: names.split(' '), description: `one of ${names.replaceAll(' ', ', ')}` });

const PERSON: Schema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  properties: {
    name: TEXT,
    companyName: TEXT,
    street: TEXT,
    city: TEXT,
    countryCode: { type: 'string', pattern: '^[A-Z]{2}$', description: 'a country code of two capitals' },
    postalCode: TEXT,
    stateOrProvinceCode: TEXT,
    phone: TEXT,
  },
};

/**
 * An order of the shop, as far as a mapping may write it (reference 5.2, 5.3). Amounts are in cents and become decimal when they are
 * written. `tillOrderId` and `tillOrderNumber` name the order of the till; `extOrderId` says that it came from a shop.
 */
export const ecwidOrder: Schema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  required: [
    'tillOrderId',
    'tillOrderNumber',
    'email',
    'paymentStatus',
    'fulfillmentStatus',
    'pricesIncludeTax',
    'total',
    'items',
  ],
  properties: {
    tillOrderId: FILLED,
    tillOrderNumber: TEXT,
    extOrderId: TEXT,
    email: FILLED,
    paymentStatus: oneOf(PAYMENT_STATUSES),
    fulfillmentStatus: oneOf(FULFILLMENT_STATUSES),
    paymentMethod: TEXT,
    pricesIncludeTax: FLAG,
    reverseCharge: FLAG,
    total: CENTS,
    createDate: { type: 'string', format: 'date-time', description: 'a date and time like 2026-06-12T13:45:30+02:00' },
    items: {
      type: 'array',
      minItems: 1,
      description: 'a list that is not empty',
      items: {
        type: 'object',
        description: 'an object',
        additionalProperties: false,
        required: ['name', 'quantity', 'price', 'vatRate', 'vat'],
        properties: {
          sku: TEXT,
          name: FILLED,
          quantity: { type: 'integer', minimum: 1, description: 'a whole number, 1 or more' },
          price: CENTS,
          vatRate: { type: 'number', minimum: 0, maximum: 100, description: 'a VAT rate in percent' },
          vat: CENTS,
        },
      },
    },
    billingPerson: PERSON,
    shippingPerson: PERSON,
    orderComments: TEXT,
    privateAdminNotes: TEXT,
    trackingNumber: TEXT,
  },
};
