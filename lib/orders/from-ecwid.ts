/**
 * An Ecwid order as a canonical sales order in integer cents. Whatever is not understood, or does not add up, holds the order: it is
 * never booked wrong (reference 5.2, 5.3, 5.8).
 */
import { formatCents, toCents } from '../money';
import { addressFromEcwid, trimmed } from './address';
import { draftCharges } from './charges';
import { countryIso3, isEuCountry } from './countries';
import { placeDiscounts } from './discounts';
import { amountIn, type Draft, linesOf } from './draft';
import { type EcwidItem, type EcwidOrder, type EcwidPerson, readEcwidOrder } from './ecwid-order';
import { orderHold } from './hold';
import type { SalesAddress, SalesBuyer, SalesOrder, SalesPayment } from './sales-order';
import { checkVat, goodsVat, NO_TAXES, readTaxes } from './taxes';
import { rateVats } from './vat';

/** Names of the value-table rows for what was paid by gift card and by store credit. */
const GIFT_CARD = 'Gift card';
const STORE_CREDIT = 'Store credit';

/** The money of a refunded order was in once; the refund is booked by a flow of its own. */
const PAID = new Set(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);

export interface FromEcwidOptions {
  /** Country of the shop, ISO alpha-2: its VAT applies to what is picked up. */
  homeCountry: string;
}

/**
 * Turns an order of the Ecwid API into a sales order. VAT country: the shipping address when the order is shipped; the home country
 * for pickup; the billing address for what needs no shipping. An item without tax rows has rate 0, as the shop computed it.
 *
 * Throws HoldError with `ORDER_MALFORMED`, `ORDER_NO_LINES`, `ORDER_QUANTITY`, `ORDER_LINE_NO_SKU`, `ORDER_UNKNOWN_COUNTRY`,
 * `ORDER_UNSUPPORTED`, `ORDER_VAT_DIFFERS` or `ORDER_TOTAL_DIFFERS`.
 */
export function salesOrderFromEcwid(input: unknown, options: FromEcwidOptions): SalesOrder {
  const order = readEcwidOrder(input);
  refuseLoyalty(order);
  const reverseCharge = order.reversedTaxApplied === true;
  const taxExempt = order.customerTaxExempt === true;
  const vatFree = reverseCharge || taxExempt;
  const pricesIncludeTax = !reverseCharge && includesTax(order);
  const billingAddress = addressOf(order, order.billingPerson);
  const shippingAddress = addressOf(order, order.shippingPerson);
  const shipping = shippingOf(order);
  const vatCountry = vatCountryOf(order, shipping.kind, billingAddress, shippingAddress, options.homeCountry);

  const items = (order.items ?? []).map((item) => draftItem(order, item, vatFree));
  if (items.length === 0) throw orderHold(order.id, 'ORDER_NO_LINES', 'it has no items.');
  const shippingRate = amountIn(order, order.shippingOption?.shippingRate, 'shipping cost');
  const discounts = placeDiscounts(order, items, shippingRate);
  const taxes = vatFree ? NO_TAXES : readTaxes(order);
  const charges = draftCharges(order, shipping.method, shippingRate, discounts.shipping, taxes, pricesIncludeTax);
  const drafts: Draft[] = [...items.map((item, index) => ({ ...item, discount: discounts.items[index] })), ...charges];

  const lines = drafts.flatMap((draft) => linesOf(draft, vatCountry));
  const totalVat = toCents(order.tax ?? 0);
  const vat = checkVat(order, drafts, lines, taxes, totalVat, pricesIncludeTax);
  const total = lines.reduce((sum, line) => sum + line.total, pricesIncludeTax ? 0 : totalVat);
  const payments = paymentsOf(order, total);
  return {
    id: order.id,
    createdAt: isoDate(order.createDate),
    pricesIncludeTax,
    reverseCharge,
    taxExempt,
    vatCountry,
    vatCountryIso3: countryIso3(vatCountry) ?? '',
    vatAbroad: !vatFree && vatCountry !== options.homeCountry && isEuCountry(vatCountry),
    paymentStatus: order.paymentStatus ?? '',
    fulfillmentStatus: order.fulfillmentStatus ?? '',
    buyer: buyerOf(order, billingAddress, shippingAddress),
    billingAddress,
    shippingAddress,
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

/** Points that were redeemed lower the total in a way that is not documented. */
function refuseLoyalty(order: EcwidOrder): void {
  const { amount, cancelled } = order.loyalty?.redemption ?? {};
  if (amount && cancelled !== true) {
    throw orderHold(order.id, 'ORDER_UNSUPPORTED', `loyalty points worth ${formatCents(toCents(amount))} were redeemed on it.`);
  }
}

/** Where the shop does not say and there is no VAT, both readings are the same. */
function includesTax(order: EcwidOrder): boolean {
  if (typeof order.pricesIncludeTax === 'boolean') return order.pricesIncludeTax;
  if (toCents(order.tax ?? 0) === 0) return true;
  throw orderHold(order.id, 'ORDER_MALFORMED', 'it does not say whether its prices include tax (pricesIncludeTax).');
}

function draftItem(order: EcwidOrder, item: EcwidItem, vatFree: boolean): Draft & { item: EcwidItem } {
  const name = trimmed(item.name);
  const sku = trimmed(item.sku);
  const label = [sku, name].filter(Boolean).join(' ') || 'without a name';
  const quantity = item.quantity ?? 0;
  if (!Number.isSafeInteger(quantity) || quantity <= 0) {
    throw orderHold(order.id, 'ORDER_QUANTITY', `item ${label} has the quantity ${item.quantity ?? 'none'}.`);
  }
  if (sku === '') throw orderHold(order.id, 'ORDER_LINE_NO_SKU', `item ${label} has no SKU.`);
  amountIn(order, item.price, `price of item ${label}`);
  const options = (item.selectedOptions ?? [])
    .map((option) => ({ name: trimmed(option.name), value: trimmed(option.value ?? option.valuesArray?.join(', ')) }))
    .filter(({ value }) => value !== '');
  const chosen = options.map((option) => `${option.name}: ${option.value}`).join(', ');
  return {
    item,
    kind: 'article',
    sku,
    text: chosen === '' ? name : `${name} (${chosen})`,
    options,
    quantity,
    unitPrice: toCents(item.price),
    // Prices below a cent are possible through the API: the line is rounded once, not each unit.
    amount: toCents(Number((item.price * quantity).toPrecision(14))),
    discount: 0,
    rate: vatFree ? 0 : rateOf(order, item, label),
  };
}

function rateOf(order: EcwidOrder, item: EcwidItem, label: string): number {
  const rows = rateVats(item.taxes, goodsVat);
  if (rows.length <= 1) return rows[0]?.rate ?? 0;
  const rates = rows.map(({ rate }) => `${rate}%`).join(' and ');
  throw orderHold(order.id, 'ORDER_UNSUPPORTED', `item ${label} is taxed at ${rates}; a line of the till has one rate.`);
}

/**
 * Checks the total of the lines against the order and divides it over gift card, store credit and payment method. Whether Ecwid's
 * `total` is before or after store credit is not documented: both readings are accepted, as the lines decide.
 */
function paymentsOf(order: EcwidOrder, total: number): SalesPayment[] {
  const giftCard = amountIn(order, order.giftCardRedemption, 'gift card redemption');
  const redemption = order.storeCredit?.redemption;
  const storeCredit = redemption?.cancelled === true ? 0 : amountIn(order, redemption?.amount, 'store credit');
  const stated = toCents(order.total);
  const payable = total - giftCard - storeCredit;
  if (payable < 0 || (stated !== payable && stated !== payable + storeCredit)) {
    const lines = `${formatCents(total)}${giftCard > 0 ? `, less gift card ${formatCents(giftCard)}` : ''}`;
    const difference = stated + giftCard - total;
    const sentence = `its total is ${formatCents(stated)}, its lines come to ${lines}: ${formatCents(difference)} is not accounted for.`;
    throw orderHold(order.id, 'ORDER_TOTAL_DIFFERS', sentence, {
      total: stated,
      lines: total,
      giftCard,
      storeCredit,
      difference,
    });
  }
  const payments: SalesPayment[] = [
    { method: GIFT_CARD, kind: 'giftCard', paid: true, amount: giftCard, reference: trimmed(order.giftCardCode) },
    { method: STORE_CREDIT, kind: 'storeCredit', paid: true, amount: storeCredit },
    {
      method: trimmed(order.paymentMethod),
      kind: 'payment',
      paid: PAID.has(order.paymentStatus ?? ''),
      amount: payable,
      reference: trimmed(order.externalTransactionId),
    },
  ];
  return payments
    .filter(({ amount }) => amount > 0)
    .map(({ reference, ...payment }) => (reference ? { ...payment, reference } : payment));
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

function addressOf(order: EcwidOrder, person: EcwidPerson | null | undefined): SalesAddress {
  const address = addressFromEcwid(person);
  if (address.countryCode === '' || address.countryIso3 !== '') return address;
  throw orderHold(order.id, 'ORDER_UNKNOWN_COUNTRY', `an address has the unknown country ${address.countryCode}.`);
}

function buyerOf(order: EcwidOrder, billing: SalesAddress, shipping: SalesAddress): SalesBuyer {
  return {
    email: trimmed(order.email).toLowerCase(),
    ...(order.customerId ? { customerId: order.customerId } : {}),
    companyName: billing.companyName || shipping.companyName,
    name: billing.name || shipping.name,
    vatNumber: trimmed(order.customerTaxId),
    phone: billing.phone || shipping.phone,
    language: trimmed(order.lang),
    acceptsMarketing: order.acceptMarketing === true,
  };
}

/** `2026-01-01 00:00:00 +0000` → `2026-01-01T00:00:00+00:00`; empty for anything else. */
function isoDate(text: string | null | undefined): string {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}) ?([+-]\d{2}):?(\d{2})$/.exec(trimmed(text));
  return match ? `${match[1]}T${match[2]}${match[3]}:${match[4]}` : '';
}
