import { allocate, divideRounded, fromCents, toCents } from '../../money';
import { compact, type JsonObject } from './json';

/**
 * What a cart comes to (reference 5.2, 5.3, 5.8). Amounts are integer cents inside and currency units in the fields of the order.
 * In a gross store prices, shipping, fees and surcharges contain their tax; in a net store it comes on top.
 */

export interface TaxRate {
  readonly id?: number;
  readonly name: string;
  /** Percent. */
  readonly percent: number;
  readonly taxClassCode?: string;
  readonly taxShipping: boolean;
}

export interface CartLine {
  /** Everything of the item that is not money. */
  readonly facts: JsonObject;
  readonly quantity: number;
  /** Cents per unit, with option and quantity effects. */
  readonly price: number;
  /** Cents per unit of the bare product. */
  readonly productPrice: number;
  readonly rates: readonly TaxRate[];
  readonly discountsAllowed: boolean;
}

/** A promotion; `value` in percent or currency units, as in `discountInfo`. */
export interface Promotion {
  readonly type: 'ABS' | 'PERCENT';
  readonly base: 'SUBTOTAL' | 'CUSTOM';
  readonly value: number;
  readonly description: string;
}

export interface Charge {
  readonly description: string;
  readonly type: 'ABSOLUTE' | 'PERCENT';
  /** Currency units, or percent of the subtotal. */
  readonly value: number;
  readonly percent: number;
}

export interface CartTerms {
  readonly gross: boolean;
  readonly lines: readonly CartLine[];
  readonly coupon?: { discountType: string; discount: number };
  readonly promotions: readonly Promotion[];
  /** `rate` in cents; `percent` counts where shipping is taxed apart. */
  readonly shipping?: { rate: number; percent: number };
  /** The tax on shipping is part of the items' taxes, at their own rates; otherwise it stands apart. */
  readonly shippingTaxOnItems: boolean;
  /** Cents. */
  readonly handlingFee?: { name: string; description: string; value: number; percent: number };
  readonly surcharges: readonly Charge[];
  /** VAT is shifted to the buyer: prices are without tax, tax rows are zero or absent. */
  readonly reverse?: { zeroRows: boolean };
  readonly giftCard?: { code: string; amount: number };
}

interface PricedLine extends CartLine {
  gross: boolean;
  total: number;
  coupon: number;
  promotions: number[];
  discounted: number;
  shippingShare: number;
}

/** Cents of tax in (gross) or on (net) an amount; `all` is the sum of the rates that apply to it. */
function taxOf(amount: number, percent: number, all: number, gross: boolean): number {
  return divideRounded(amount * Math.round(percent * 1000), gross ? 100_000 + Math.round(all * 1000) : 100_000);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** The money fields of an order: items, discounts, taxes, shipping option amounts and totals. */
export function priceCart(asked: CartTerms): JsonObject {
  const terms = asked.reverse === undefined ? asked : withoutTax(asked);
  const { gross } = terms;
  const lines = discounted(terms);
  const subtotal = sum(lines.map((line) => line.total));
  const couponDiscount = sum(lines.map((line) => line.coupon));
  const promotionTotals = terms.promotions.map((_, place) => sum(lines.map((line) => line.promotions[place])));
  const discount = sum(promotionTotals);

  const items = lines.map((line) => item(line, terms));
  const shippingRate = terms.coupon?.discountType === 'SHIPPING' ? 0 : (terms.shipping?.rate ?? 0);
  const taxesOnShipping = terms.shippingTaxOnItems ? collected(lines) : apart(terms, shippingRate);
  const shippingTax = sum(taxesOnShipping.map((row) => row.total));
  const fee = terms.handlingFee;
  const feeTax = fee === undefined ? 0 : taxOf(fee.value, fee.percent, fee.percent, gross);
  const surcharges = terms.surcharges.map((charge, place) => surcharge(charge, place, subtotal, gross));

  const itemTax = sum(items.map((priced) => priced.tax));
  const tax = itemTax + (terms.shippingTaxOnItems ? 0 : shippingTax) + feeTax + sum(surcharges.map((charge) => charge.tax));
  const charged =
    subtotal - couponDiscount - discount + shippingRate + (fee?.value ?? 0) + sum(surcharges.map(({ total }) => total));
  const due = charged + (gross ? 0 : tax);
  const redeemed = Math.min(terms.giftCard?.amount ?? 0, due);
  const taxInSubtotal = gross ? sum(lines.map((line) => sum(rateTaxes(line, line.total)))) : 0;

  return compact({
    // A reverse charge does not change it, although the prices are without tax then.
    pricesIncludeTax: asked.gross,
    items: items.map((priced) => priced.fields),
    subtotal: fromCents(subtotal),
    subtotalWithoutTax: fromCents(subtotal - taxInSubtotal),
    couponDiscount: fromCents(couponDiscount),
    discount: fromCents(discount),
    volumeDiscount: fromCents(sum(promotionTotals.filter((_, place) => terms.promotions[place].base === 'SUBTOTAL'))),
    membershipBasedDiscount: 0,
    totalAndMembershipBasedDiscount: 0,
    customDiscount: promotionTotals.filter((_, place) => terms.promotions[place].base === 'CUSTOM').map(fromCents),
    discountInfo: terms.promotions,
    tax: fromCents(tax),
    total: fromCents(due - redeemed),
    taxesOnShipping: taxesOnShipping.map((row) => ({ ...row, total: fromCents(row.total) })),
    shippingRate: terms.shipping && fromCents(shippingRate),
    shippingRateWithoutTax: terms.shipping && fromCents(shippingRate - (gross ? shippingTax : 0)),
    handlingFee: fee && {
      name: fee.name,
      description: fee.description,
      value: fromCents(fee.value),
      valueWithoutTax: fromCents(fee.value - (gross ? feeTax : 0)),
      taxes:
        fee.percent === 0
          ? []
          : [{ name: taxName(fee.percent), value: fee.percent, total: fromCents(feeTax), includeInPrice: gross }],
    },
    customSurcharges: surcharges.map((charge) => charge.fields),
    ...(terms.giftCard && {
      giftCardCode: terms.giftCard.code,
      giftCardRedemption: fromCents(redeemed),
      totalBeforeGiftCardRedemption: fromCents(due),
    }),
  });
}

export function taxName(percent: number): string {
  return `BTW ${percent}%`;
}

/** A reverse charge takes the tax out of every price; the cart is a net one from there on (reference 5.8). */
function withoutTax(terms: CartTerms): CartTerms {
  const net = (amount: number, percent: number) => (terms.gross ? amount - taxOf(amount, percent, percent, true) : amount);
  const shippingPercent = terms.shipping?.percent ?? 0;
  return {
    ...terms,
    gross: false,
    lines: terms.lines.map((line) => {
      const percent = sum(line.rates.map((rate) => rate.percent));
      const rates = terms.reverse?.zeroRows ? line.rates.map((rate) => ({ ...rate, percent: 0 })) : [];
      return { ...line, price: net(line.price, percent), productPrice: net(line.productPrice, percent), rates };
    }),
    ...(terms.shipping && { shipping: { rate: net(terms.shipping.rate, shippingPercent), percent: 0 } }),
    ...(terms.handlingFee && {
      handlingFee: { ...terms.handlingFee, value: net(terms.handlingFee.value, terms.handlingFee.percent), percent: 0 },
    }),
    surcharges: terms.surcharges.map((charge) => ({ ...charge, percent: 0 })),
  };
}

/** Lines with the coupon spread over them first, each promotion over what is left after that. */
function discounted(terms: CartTerms): PricedLine[] {
  const totals = terms.lines.map((line) => line.quantity * line.price);
  const coupons = spread(terms, totals, terms.coupon);
  let left = totals.map((total, place) => total - coupons[place]);
  const promotions = terms.promotions.map((promotion) => {
    const parts = spread(terms, left, { discountType: promotion.type, discount: promotion.value });
    left = left.map((total, place) => total - parts[place]);
    return parts;
  });
  const shippingRate = terms.coupon?.discountType === 'SHIPPING' ? 0 : (terms.shipping?.rate ?? 0);
  const shares = allocate(shippingRate, left.some((total) => total > 0) ? left : terms.lines.map((line) => line.quantity));
  return terms.lines.map((line, place) => ({
    ...line,
    gross: terms.gross,
    total: totals[place],
    coupon: coupons[place],
    promotions: promotions.map((parts) => parts[place]),
    discounted: left[place],
    shippingShare: terms.shippingTaxOnItems ? shares[place] : 0,
  }));
}

function spread(terms: CartTerms, amounts: number[], reduction: CartTerms['coupon']): number[] {
  const open = amounts.map((amount, place) => (terms.lines[place].discountsAllowed ? amount : 0));
  const whole = sum(open);
  if (reduction === undefined || whole === 0 || reduction.discountType === 'SHIPPING') return amounts.map(() => 0);
  const wanted =
    reduction.discountType === 'PERCENT'
      ? divideRounded(whole * Math.round(reduction.discount * 1000), 100_000)
      : toCents(reduction.discount);
  return allocate(Math.min(wanted, whole), open);
}

function rateTaxes(line: PricedLine, amount: number): number[] {
  const all = sum(line.rates.map((rate) => rate.percent));
  return line.rates.map((rate) => taxOf(amount, rate.percent, all, line.gross));
}

function item(line: PricedLine, terms: CartTerms): { fields: JsonObject; tax: number } {
  const goods = rateTaxes(line, line.discounted);
  const shipping = shippingTaxes(line);
  const tax = sum(goods) + sum(shipping);
  const unitTax = line.gross ? sum(rateTaxes(line, line.price)) : 0;
  const taxes = line.rates.map((rate, place) =>
    compact({
      name: rate.name,
      value: rate.percent,
      total: fromCents(goods[place] + shipping[place]),
      taxOnDiscountedSubtotal: fromCents(goods[place]),
      taxOnShipping: fromCents(shipping[place]),
      includeInPrice: line.gross,
      sourceTaxRateId: rate.id,
      sourceTaxRateType: rate.id === undefined ? 'CUSTOM' : 'MANUAL',
      taxClassCode: rate.taxClassCode,
    }),
  );
  const fields = compact({
    ...line.facts,
    quantity: line.quantity,
    price: fromCents(line.price),
    productPrice: fromCents(line.productPrice),
    priceWithoutTax: fromCents(line.price - unitTax),
    tax: fromCents(tax),
    taxes,
    taxable: line.rates.length > 0,
    discountsAllowed: line.discountsAllowed,
    couponApplied: line.coupon > 0,
    couponAmount: line.coupon > 0 ? fromCents(line.coupon) : undefined,
    discounts: terms.promotions
      .map((promotion, place) => ({ discountInfo: promotion, total: fromCents(line.promotions[place]) }))
      .filter((discount) => discount.total > 0),
  });
  return { fields, tax };
}

function shippingTaxes(line: PricedLine): number[] {
  const taxed = line.rates.filter((rate) => rate.taxShipping);
  const all = sum(taxed.map((rate) => rate.percent));
  return line.rates.map((rate) => (rate.taxShipping ? taxOf(line.shippingShare, rate.percent, all, line.gross) : 0));
}

interface ShippingTax extends JsonObject {
  total: number;
}

/** Shipping tax per rate, as far as it is part of the items' taxes. */
function collected(lines: readonly PricedLine[]): ShippingTax[] {
  const rows = new Map<string, ShippingTax>();
  for (const line of lines) {
    shippingTaxes(line).forEach((total, place) => {
      const rate = line.rates[place];
      const row = rows.get(rate.name) ?? { name: rate.name, value: rate.percent, total: 0, includeInPrice: line.gross };
      rows.set(rate.name, { ...row, total: row.total + total });
    });
  }
  return [...rows.values()].filter((row) => row.total > 0);
}

function apart(terms: CartTerms, rate: number): ShippingTax[] {
  const percent = terms.shipping?.percent ?? 0;
  const total = taxOf(rate, percent, percent, terms.gross);
  return total === 0 ? [] : [{ name: taxName(percent), value: percent, total, includeInPrice: terms.gross }];
}

function surcharge(
  charge: Charge,
  place: number,
  subtotal: number,
  gross: boolean,
): { fields: JsonObject; total: number; tax: number } {
  const total =
    charge.type === 'PERCENT' ? divideRounded(subtotal * Math.round(charge.value * 1000), 100_000) : toCents(charge.value);
  const tax = taxOf(total, charge.percent, charge.percent, gross);
  const fields = {
    id: `surcharge-${place + 1}`,
    value: charge.value,
    type: charge.type,
    total: fromCents(total),
    totalWithoutTax: fromCents(total - (gross ? tax : 0)),
    description: charge.description,
    descriptionTranslated: charge.description,
    taxable: charge.percent > 0,
    taxes:
      charge.percent === 0
        ? []
        : [{ name: taxName(charge.percent), value: charge.percent, total: fromCents(tax), includeInPrice: gross }],
  };
  return { fields, total, tax };
}
