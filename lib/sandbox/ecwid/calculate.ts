import { toCents } from '../../money';
import { type CartLine, priceCart, type TaxRate } from './cart';
import { catalogueLine, chosenShipping, couponOf, shippingOptions, viewCoupon } from './checkout';
import type { Call } from './endpoint';
import { refusal } from './errors';
import { isObject, type JsonObject, objects } from './json';
import type { Order, Product, Variation } from './model';
import { sameOptions } from './options';
import { newIdentity, readOrder } from './order-write';
import type { EcwidState } from './state';

/** The cart of a request as the order it would become: prices and taxes of the catalogue, nothing stored (reference 5.6). */
export function calculateOrder(call: Call): Order {
  const { state } = call;
  const { createDate: _, ...fields } = readOrder(call, undefined);
  const country = countryOf(state, fields);
  const coupon = couponOf(state, isObject(fields.discountCoupon) ? fields.discountCoupon.code : undefined);
  const asked = isObject(fields.shippingOption) ? fields.shippingOption : undefined;
  const options = shippingOptions(state);
  const option = options.find((own) => own.id === asked?.shippingMethodId || own.title === asked?.shippingMethodName);
  const rate = toCents(option?.flatRate.rate ?? Number(asked?.shippingRate ?? 0));
  const { shippingRate, shippingRateWithoutTax, ...priced } = priceCart({
    gross: state.switches.ecwidPricesIncludeTax,
    lines: ((fields.items ?? []) as JsonObject[]).map((item) => lineOf(call, item, country)),
    ...(coupon && { coupon }),
    promotions: [],
    ...(asked && { shipping: { rate, percent: option?.vatPercent ?? 0 } }),
    shippingTaxOnItems: state.switches.ecwidShippingTaxOnItems,
    surcharges: [],
    ...(fields.customerTaxExempt === true && { reverse: { zeroRows: false } }),
  });
  const now = state.now();
  return {
    paymentStatus: 'AWAITING_PAYMENT',
    fulfillmentStatus: 'AWAITING_PROCESSING',
    ...fields,
    ...priced,
    ...newIdentity(call),
    created: now,
    updated: now,
    items: priced.items as JsonObject[],
    ...(coupon && { discountCoupon: viewCoupon(coupon) }),
    ...(asked && {
      shippingOption: { ...asked, ...(option && chosenShipping(option, { shippingRate, shippingRateWithoutTax })) },
    }),
    availableShippingOptions: options.map((own) => chosenShipping(own, { shippingRate: own.flatRate.rate })),
    refunds: [],
    taken: [],
  };
}

/** The country whose taxes apply: of delivery, else of the bill, else the store's own. */
function countryOf(state: EcwidState, fields: JsonObject): string {
  const countries = [fields.shippingPerson, fields.billingPerson, state.rest.profile.company].map((person) =>
    isObject(person) ? person.countryCode : undefined,
  );
  return String(countries.find((code) => typeof code === 'string' && code !== '') ?? '');
}

function lineOf(call: Call, item: JsonObject, country: string): CartLine {
  const { state } = call;
  const quantity = item.quantity as number;
  if (typeof item.productId !== 'number') return foreignLine(item, quantity);
  const product = state.products.get(item.productId);
  if (product === undefined) throw refusal('PRODUCT_NOT_FOUND', `Product #${item.productId} not found`);
  const line = catalogueLine(state, product, variationOf(product, item), quantity, country, call.language);
  return { ...line, facts: { ...line.facts, id: item.id } };
}

function variationOf(product: Product, item: JsonObject): Variation | undefined {
  const chosen = objects(item.selectedOptions).map(({ name, value }) => ({ name: String(name), value: String(value) }));
  return product.combinations.find((own) => own.id === item.combinationId || sameOptions(own.options, chosen));
}

/** A line that is not in the catalogue is priced as it was sent. */
function foreignLine(item: JsonObject, quantity: number): CartLine {
  const rates = objects(item.taxes).map(
    (tax): TaxRate => ({ name: String(tax.name ?? ''), percent: Number(tax.value ?? 0), taxShipping: true }),
  );
  const { price, productPrice, taxes: _taxes, quantity: _quantity, ...facts } = item;
  return {
    facts,
    quantity,
    price: toCents(Number(price ?? 0)),
    productPrice: toCents(Number(productPrice ?? price ?? 0)),
    rates,
    discountsAllowed: true,
  };
}
