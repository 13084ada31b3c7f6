/**
 * An Ecwid order as a canonical sales order in integer cents. Whatever is not understood, or does not add up, holds the order: it is
 * never booked wrong (reference 5.2, 5.3, 5.8).
 */
import { formatCents, toCents } from '../money';
import { trimmed } from './address';
import { draftCharges } from './charges';
import { countryIso3, isEuCountry } from './countries';
import { placeDiscounts } from './discounts';
import { amountIn, type Draft, linesOf, roundingLine } from './draft';
import { type EcwidOrder, readEcwidOrder } from './ecwid-order';
import { orderHold } from './hold';
import { draftItems } from './items';
import { partiesOf, type SalesParties } from './parties';
import { settle } from './payments';
import { EXACT, type Rounding, toleranceOf } from './rounding';
import type { SalesAddress, SalesOrder } from './sales-order';
import { checkVat, NO_TAXES, readTaxes } from './taxes';

export interface FromEcwidOptions {
  /** Country of the shop, ISO alpha-2: its VAT applies to what is picked up. */
  homeCountry: string;
  /** ISO 4217 code of the till; an order that names another one is held. Absent: any. */
  currency?: string;
  /** What happens when the lines differ from the total of the shop by some cents. Default: the order is held. */
  rounding?: Rounding;
}

/**
 * Turns an order of the Ecwid API into a sales order. VAT country: the shipping address when the order is shipped; the home country
 * for pickup; the billing address for what needs no shipping. An item without tax rows has rate 0, as the shop computed it.
 *
 * Throws HoldError with `ORDER_MALFORMED`, `ORDER_CURRENCY`, `ORDER_NO_LINES`, `ORDER_QUANTITY`, `ORDER_LINE_NO_SKU`,
 * `ORDER_UNKNOWN_COUNTRY`, `ORDER_UNSUPPORTED`, `ORDER_VAT_DIFFERS` or `ORDER_TOTAL_DIFFERS`.
 */
export function salesOrderFromEcwid(input: unknown, options: FromEcwidOptions): SalesOrder {
  const { homeCountry, currency, rounding = EXACT } = options;
  const order = readEcwidOrder(input);
  refuseCurrency(order, currency);
  refuseLoyalty(order);
  refuseShiftedTax(order);
  const parties = partiesOf(order);
  const { reverseCharge, billingAddress, shippingAddress } = parties;
  const vatFree = isVatFree(order);
  const pricesIncludeTax = !reverseCharge && includesTax(order);
  const shipping = shippingOf(order);
  const vatCountry = vatCountryOf(order, shipping.kind, billingAddress, shippingAddress, homeCountry);

  const items = draftItems(order, vatFree);
  const shippingRate = amountIn(order, order.shippingOption?.shippingRate, 'shipping cost');
  const discounts = placeDiscounts(order, items, shippingRate);
  const taxes = vatFree ? NO_TAXES : readTaxes(order);
  const charges = draftCharges(order, shipping.method, shippingRate, discounts.shipping, taxes, pricesIncludeTax);
  const drafts: Draft[] = [...items.map((item, index) => ({ ...item, discount: discounts.items[index] })), ...charges];

  const sold = drafts.flatMap((draft) => linesOf(draft, vatCountry));
  const totalVat = toCents(order.tax ?? 0);
  const comesTo = sold.reduce((sum, line) => sum + line.total, pricesIncludeTax ? 0 : totalVat);
  const { payments, total, rounding: added } = settle(order, comesTo, rounding);
  const lines = added === 0 ? sold : [...sold, roundingLine(added, vatCountry)];
  const vat = checkVat(order, drafts, lines, taxes, totalVat, pricesIncludeTax, toleranceOf(rounding));
  return {
    ...parties,
    id: order.id,
    createdAt: isoDate(order.createDate),
    pricesIncludeTax,
    taxExempt: order.customerTaxExempt === true,
    vatCountry,
    vatCountryIso3: countryIso3(vatCountry) ?? '',
    vatAbroad: !vatFree && vatCountry !== homeCountry && isEuCountry(vatCountry),
    paymentStatus: order.paymentStatus ?? '',
    fulfillmentStatus: order.fulfillmentStatus ?? '',
    shipping,
    lines,
    payments,
    vat,
    total,
    totalVat,
    comments: trimmed(order.orderComments),
    original: input as Record<string, unknown>,
  };
}

/**
 * Who bought, for the relation of an order. The amounts are not looked at, so that it depends on no setting of theirs. Throws HoldError
 * with `ORDER_MALFORMED`, `ORDER_NO_LINES`, `ORDER_QUANTITY`, `ORDER_LINE_NO_SKU`, `ORDER_UNKNOWN_COUNTRY` or `ORDER_UNSUPPORTED`: no
 * relation is needed for an order that cannot be booked.
 */
export function partiesFromEcwid(input: unknown): SalesParties {
  const order = readEcwidOrder(input);
  refuseLoyalty(order);
  draftItems(order, isVatFree(order));
  return partiesOf(order);
}

/** A buyer who is exempt may have been charged all the same, by the VAT rules of that moment: the order counts. */
function isVatFree(order: EcwidOrder): boolean {
  if (order.reversedTaxApplied === true) return true;
  return order.customerTaxExempt === true && toCents(order.tax ?? 0) === 0;
}

function refuseCurrency(order: EcwidOrder, currency = ''): void {
  const stated = trimmed(order.currency).toUpperCase();
  if (stated === '' || currency === '' || stated === currency.toUpperCase()) return;
  throw orderHold(order.id, 'ORDER_CURRENCY', `its amounts are in ${stated}, the till counts in ${currency.toUpperCase()}.`);
}

/** Points that were redeemed lower the total in a way that is not documented. */
function refuseLoyalty(order: EcwidOrder): void {
  const { amount, cancelled } = order.loyalty?.redemption ?? {};
  if (amount && cancelled !== true) {
    throw orderHold(order.id, 'ORDER_UNSUPPORTED', `loyalty points worth ${formatCents(toCents(amount))} were redeemed on it.`);
  }
}

function refuseShiftedTax(order: EcwidOrder): void {
  const tax = toCents(order.tax ?? 0);
  if (order.reversedTaxApplied !== true || tax === 0) return;
  throw orderHold(order.id, 'ORDER_VAT_DIFFERS', `its tax is ${formatCents(tax)}, although the VAT is shifted to the buyer.`);
}

/** Where the shop does not say and there is no VAT, both readings are the same. */
function includesTax(order: EcwidOrder): boolean {
  if (typeof order.pricesIncludeTax === 'boolean') return order.pricesIncludeTax;
  if (toCents(order.tax ?? 0) === 0) return true;
  throw orderHold(order.id, 'ORDER_MALFORMED', 'it does not say whether its prices include tax (pricesIncludeTax).');
}

function shippingOf(order: EcwidOrder): SalesOrder['shipping'] {
  const option = order.shippingOption;
  if (!option) return { method: '', kind: '' };
  const kinds = ['SHIPPING', 'PICKUP', 'DELIVERY'] as const;
  const stated = kinds.find((kind) => kind === option.fulfillmentType?.toUpperCase());
  const pickupTime = isoDate(order.pickupTime);
  return {
    method: trimmed(option.shippingMethodName),
    kind: option.isPickup === true ? 'PICKUP' : (stated ?? 'SHIPPING'),
    ...(pickupTime === '' ? {} : { pickupTime }),
  };
}

function vatCountryOf(
  order: EcwidOrder,
  kind: SalesOrder['shipping']['kind'],
  billing: SalesAddress,
  shipping: SalesAddress,
  homeCountry: string,
): string {
  if (kind === 'PICKUP') return homeCountry;
  const country = (kind === '' ? '' : shipping.countryCode) || billing.countryCode;
  if (country !== '') return country;
  if (kind === '') return homeCountry;
  throw orderHold(order.id, 'ORDER_UNKNOWN_COUNTRY', 'it is shipped, but no address has a country.');
}

/** `2026-01-01 00:00:00 +0000` → `2026-01-01T00:00:00+00:00`; empty for anything else. */
function isoDate(text: string | null | undefined): string {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}) ?([+-]\d{2}):?(\d{2})$/.exec(trimmed(text));
  return match ? `${match[1]}T${match[2]}${match[3]}:${match[4]}` : '';
}
