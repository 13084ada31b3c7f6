import { fromCents, toCents } from '../../money';
import { formatDate } from './dates';
import { compact, isObject, type JsonObject, objects } from './json';
import type { Order } from './model';
import { viewPerson } from './person';

/** Any rate will do; the real figure is not rounded either (reference 5.8). */
const USD_PER_UNIT = 1.0847;

/** An order as the API shows it: what was stored, what it derives, and what is always there (reference 5.2). */
export function viewOrder(order: Order): JsonObject {
  const { id, orderId, publicUid, created, updated, taken: _taken, items, refunds, ...stored } = order;
  const total = number(order.total);
  const tax = number(order.tax);
  const subtotal = number(order.subtotal);
  const gross = order.pricesIncludeTax !== false;
  return compact({
    discount: 0,
    couponDiscount: 0,
    volumeDiscount: 0,
    membershipBasedDiscount: 0,
    totalAndMembershipBasedDiscount: 0,
    discountInfo: [],
    customDiscount: [],
    customSurcharges: [],
    taxesOnShipping: [],
    subtotalWithoutTax: gross ? minus(subtotal, goodsTax(items)) : subtotal,
    hidden: false,
    extraFields: {},
    orderExtraFields: [],
    additionalInfo: {},
    paymentParams: {},
    customerTaxExempt: false,
    customerTaxIdValid: false,
    reversedTaxApplied: false,
    giftCardRedemption: 0,
    totalBeforeGiftCardRedemption: total,
    giftCardDoubleSpending: false,
    externalFulfillment: false,
    shippingLabelAvailableForShipment: false,
    shipments: [],
    predictedPackage: [],
    invoices: [],
    utmDataSets: [],
    acceptMarketing: null,
    b2b_b2c: 'b2c',
    ...stored,
    id: orderId,
    internalId: id,
    orderNumber: id,
    vendorOrderNumber: orderId,
    publicUid,
    subtotal,
    total,
    tax,
    totalWithoutTax: minus(total, tax),
    usdTotal: total * USD_PER_UNIT,
    refundedAmount: fromCents(refunds.reduce((sum, refund) => sum + toCents(refund.amount), 0)),
    refunds,
    items: items.map(viewItem(gross)),
    billingPerson: viewPerson(order.billingPerson),
    shippingPerson: viewPerson(order.shippingPerson),
    ...(isObject(order.handlingFee) && {
      handlingFee: { valueWithoutTax: order.handlingFee.value, taxes: [], ...order.handlingFee },
    }),
    createDate: formatDate(created),
    createTimestamp: created,
    updateDate: formatDate(updated),
    updateTimestamp: updated,
  });
}

function viewItem(gross: boolean): (item: JsonObject) => JsonObject {
  return (item) => {
    const price = number(item.price);
    const percent = objects(item.taxes).reduce((sum, tax) => sum + number(tax.value), 0);
    return {
      taxes: [],
      selectedOptions: [],
      discounts: [],
      files: [],
      couponApplied: false,
      digital: false,
      giftCard: false,
      productPrice: price,
      priceWithoutTax: gross ? fromCents(toCents(price / (1 + percent / 100))) : price,
      tax: 0,
      ...item,
    };
  };
}

/** Tax on the goods before discounts; taxes of an order made elsewhere may only have a total. */
function goodsTax(items: Order['items']): number {
  const rows = items.flatMap((item) => objects(item.taxes));
  const cents = rows.map((tax) => toCents(number(tax.taxOnDiscountedSubtotal ?? number(tax.total) - number(tax.taxOnShipping))));
  return fromCents(cents.reduce((sum, tax) => sum + tax, 0));
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function minus(a: number, b: number): number {
  return fromCents(toCents(a) - toCents(b));
}
