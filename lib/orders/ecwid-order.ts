/**
 * The fields of an Ecwid order that decide about money and identity (reference 5.2, 5.3), validated once. Everything else of the order
 * stays untouched in `SalesOrder.original`.
 */
import Ajv from 'ajv';
import { orderHold } from './hold';

type Maybe<T> = T | null | undefined;

/** A tax row of an item, of the shipping cost, of a fee or a surcharge; amounts in currency units. */
export interface EcwidTax {
  /** Percent. */
  value?: Maybe<number>;
  total?: Maybe<number>;
  taxOnDiscountedSubtotal?: Maybe<number>;
  taxOnShipping?: Maybe<number>;
  taxOnHandlingFee?: Maybe<number>;
}

export interface EcwidDiscountInfo {
  value?: Maybe<number>;
  type?: Maybe<string>;
  base?: Maybe<string>;
}

export interface EcwidItem {
  sku?: Maybe<string>;
  name?: Maybe<string>;
  quantity?: Maybe<number>;
  price: number;
  taxes?: Maybe<EcwidTax[]>;
  discountsAllowed?: Maybe<boolean>;
  couponApplied?: Maybe<boolean>;
  couponAmount?: Maybe<number>;
  discounts?: Maybe<{ discountInfo?: Maybe<EcwidDiscountInfo>; total?: Maybe<number> }[]>;
  selectedOptions?: Maybe<{ name?: Maybe<string>; value?: Maybe<string>; valuesArray?: Maybe<string[]> }[]>;
}

export interface EcwidPerson {
  name?: Maybe<string>;
  companyName?: Maybe<string>;
  street?: Maybe<string>;
  city?: Maybe<string>;
  countryCode?: Maybe<string>;
  postalCode?: Maybe<string>;
  stateOrProvinceCode?: Maybe<string>;
  phone?: Maybe<string>;
}

export interface EcwidOrder {
  id: string;
  total: number;
  /** No field of the API, where a store has one currency (reference 7): a flow that reads several stores may fill it in. */
  currency?: Maybe<string>;
  tax?: Maybe<number>;
  pricesIncludeTax?: Maybe<boolean>;
  createDate?: Maybe<string>;
  couponDiscount?: Maybe<number>;
  discount?: Maybe<number>;
  volumeDiscount?: Maybe<number>;
  membershipBasedDiscount?: Maybe<number>;
  totalAndMembershipBasedDiscount?: Maybe<number>;
  customDiscount?: Maybe<number[]>;
  discountInfo?: Maybe<EcwidDiscountInfo[]>;
  discountCoupon?: Maybe<{ discountType?: Maybe<string> }>;
  items?: Maybe<EcwidItem[]>;
  shippingOption?: Maybe<{
    shippingMethodName?: Maybe<string>;
    shippingRate?: Maybe<number>;
    isPickup?: Maybe<boolean>;
    fulfillmentType?: Maybe<string>;
  }>;
  taxesOnShipping?: Maybe<EcwidTax[]>;
  handlingFee?: Maybe<{ name?: Maybe<string>; value?: Maybe<number>; taxes?: Maybe<EcwidTax[]> }>;
  customSurcharges?: Maybe<{ total?: Maybe<number>; description?: Maybe<string>; taxes?: Maybe<EcwidTax[]> }[]>;
  giftCardRedemption?: Maybe<number>;
  giftCardCode?: Maybe<string>;
  storeCredit?: Maybe<{ redemption?: Maybe<{ amount?: Maybe<number>; cancelled?: Maybe<boolean> }> }>;
  loyalty?: Maybe<{ redemption?: Maybe<{ amount?: Maybe<number>; cancelled?: Maybe<boolean> }> }>;
  reversedTaxApplied?: Maybe<boolean>;
  customerTaxExempt?: Maybe<boolean>;
  customerTaxId?: Maybe<string>;
  paymentStatus?: Maybe<string>;
  fulfillmentStatus?: Maybe<string>;
  paymentMethod?: Maybe<string>;
  externalTransactionId?: Maybe<string>;
  email?: Maybe<string>;
  customerId?: Maybe<number>;
  acceptMarketing?: Maybe<boolean>;
  lang?: Maybe<string>;
  billingPerson?: Maybe<EcwidPerson>;
  shippingPerson?: Maybe<EcwidPerson>;
  pickupTime?: Maybe<string>;
  orderComments?: Maybe<string>;
}

const text = { type: ['string', 'null'] };
const number = { type: ['number', 'null'] };
const flag = { type: ['boolean', 'null'] };
const row = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
const object = (properties: object) => ({ ...row(properties), type: ['object', 'null'] });
const list = (items: object) => ({ type: ['array', 'null'], items });

const tax = row({
  value: number,
  total: number,
  taxOnDiscountedSubtotal: number,
  taxOnShipping: number,
  taxOnHandlingFee: number,
});
const discountInfo = { value: number, type: text, base: text };
const redemption = object({ redemption: object({ amount: number, cancelled: flag }) });
/** JSON Schema of EcwidPerson, also for customers. */
export const PERSON = object({
  name: text,
  companyName: text,
  street: text,
  city: text,
  countryCode: text,
  postalCode: text,
  stateOrProvinceCode: text,
  phone: text,
});
const item = row(
  {
    sku: text,
    name: text,
    quantity: number,
    price: { type: 'number' },
    taxes: list(tax),
    discountsAllowed: flag,
    couponApplied: flag,
    couponAmount: number,
    discounts: list(row({ discountInfo: object(discountInfo), total: number })),
    selectedOptions: list(row({ name: text, value: text, valuesArray: list({ type: 'string' }) })),
  },
  ['price'],
);

const validate = new Ajv({ allowUnionTypes: true }).compile<EcwidOrder>({
  type: 'object',
  required: ['id', 'total'],
  properties: {
    id: { type: 'string', minLength: 1 },
    total: { type: 'number' },
    currency: text,
    tax: number,
    pricesIncludeTax: flag,
    createDate: text,
    couponDiscount: number,
    discount: number,
    volumeDiscount: number,
    membershipBasedDiscount: number,
    totalAndMembershipBasedDiscount: number,
    customDiscount: list({ type: 'number' }),
    discountInfo: list(row(discountInfo)),
    discountCoupon: object({ discountType: text }),
    items: list(item),
    shippingOption: object({ shippingMethodName: text, shippingRate: number, isPickup: flag, fulfillmentType: text }),
    taxesOnShipping: list(tax),
    handlingFee: object({ name: text, value: number, taxes: list(tax) }),
    customSurcharges: list(row({ total: number, description: text, taxes: list(tax) })),
    giftCardRedemption: number,
    giftCardCode: text,
    storeCredit: redemption,
    loyalty: redemption,
    reversedTaxApplied: flag,
    customerTaxExempt: flag,
    customerTaxId: text,
    paymentStatus: text,
    fulfillmentStatus: text,
    paymentMethod: text,
    externalTransactionId: text,
    email: text,
    customerId: number,
    acceptMarketing: flag,
    lang: text,
    billingPerson: PERSON,
    shippingPerson: PERSON,
    pickupTime: text,
    orderComments: text,
  },
});

/** The order, checked. Throws HoldError `ORDER_MALFORMED` naming the field that is missing or has another type. */
export function readEcwidOrder(input: unknown): EcwidOrder {
  if (validate(input)) return input;
  const [error] = validate.errors ?? [];
  const id = typeof input === 'object' && input !== null && 'id' in input ? String(input.id) : '(without id)';
  const where = error?.instancePath.replace(/^\//, '').replaceAll('/', '.');
  throw orderHold(id, 'ORDER_MALFORMED', `it cannot be read: ${where ? `${where} ` : ''}${error?.message ?? 'is not an order'}.`);
}

/** What a person calls an item: SKU and name. */
export function itemLabel({ sku, name }: EcwidItem): string {
  return [sku?.trim(), name?.trim()].filter(Boolean).join(' ') || 'without a name';
}
