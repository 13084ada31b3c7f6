/** Ecwid orders for the specifications: a small gross order that every case changes. Amounts in euros, as the API has them. */

type Json = Record<string, unknown>;

export function goodsTax(rate: number, total: number, more: Json = {}): Json {
  return {
    name: `BTW ${rate}%`,
    value: rate,
    total,
    taxOnDiscountedSubtotal: total,
    taxOnShipping: 0,
    includeInPrice: true,
    ...more,
  };
}

export function shippingTax(rate: number, total: number): Json {
  return { name: `BTW ${rate}%`, value: rate, total };
}

export function item(more: Json = {}): Json {
  return {
    id: 1,
    sku: '1401',
    name: 'T-shirt',
    quantity: 1,
    price: 12.1,
    taxes: [goodsTax(21, 2.1)],
    selectedOptions: [],
    discounts: [],
    ...more,
  };
}

export const PERSON = {
  name: 'Test Buyer',
  street: 'Dorpsstraat 1\nbis',
  city: 'Utrecht',
  countryCode: 'NL',
  countryName: 'Netherlands',
  postalCode: '3511 AA',
  phone: '0300000000',
};

/** One T-shirt of 12.10 at 21 %, shipped for nothing, paid. */
export function order(more: Json = {}): Json {
  return {
    id: 'SHOP-XJ12H',
    internalId: 516483487,
    email: ' Buyer@Example.com ',
    customerId: 42,
    createDate: '2026-01-01 00:00:00 +0000',
    pricesIncludeTax: true,
    paymentStatus: 'PAID',
    fulfillmentStatus: 'AWAITING_PROCESSING',
    paymentMethod: 'iDEAL',
    externalTransactionId: 'tr_1',
    total: 12.1,
    tax: 2.1,
    discount: 0,
    couponDiscount: 0,
    items: [item()],
    shippingOption: { shippingMethodName: 'PostNL', shippingRate: 0, isPickup: false, fulfillmentType: 'SHIPPING' },
    taxesOnShipping: [],
    customSurcharges: [],
    billingPerson: PERSON,
    shippingPerson: PERSON,
    ...more,
  };
}
