/**
 * Where the discounts of an order fall. Ecwid keeps two sums, `couponDiscount` and `discount` (all others), and may tell per item what
 * it got of each; those shares are not recomputed when an order is edited by hand, so they only count when they add up.
 */
import { allocate, divideRounded, formatCents, toCents } from '../money';
import type { EcwidItem, EcwidOrder } from './ecwid-order';
import { orderHold } from './hold';

/** Cents of discount on the shipping cost and on each item, in the order of the items. */
export interface PlacedDiscounts {
  shipping: number;
  items: number[];
}

export interface DiscountableItem {
  item: EcwidItem;
  /** Cents before discounts. */
  amount: number;
  rate: number;
}

const GOODS_BASES = new Set(['SUBTOTAL', 'ITEM', 'ON_TOTAL', 'ON_MEMBERSHIP', 'ON_TOTAL_AND_MEMBERSHIP', 'CUSTOM']);
const COUPON_TYPES = new Set(['ABS', 'PERCENT', 'SHIPPING', 'ABS_AND_SHIPPING', 'PERCENT_AND_SHIPPING']);

const cents = (amount: number | null | undefined): number => toCents(amount ?? 0);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/**
 * Places every discount of the order: free shipping and discounts on shipping on the shipping cost, the others on the items, by the
 * shop's own shares or else by value inside each VAT rate. Throws HoldError `ORDER_UNSUPPORTED`.
 */
export function placeDiscounts(order: EcwidOrder, items: readonly DiscountableItem[], shipping: number): PlacedDiscounts {
  const coupon = cents(order.couponDiscount);
  const promotion = promotionTotal(order);
  if (coupon < 0 || promotion < 0) throw orderHold(order.id, 'ORDER_UNSUPPORTED', 'it has a negative discount.');
  const couponOnShipping = couponForShipping(order, coupon, shipping);
  const promotionOnShipping = promotionForShipping(order, promotion, shipping - couponOnShipping);

  const left = items.map(({ amount }) => amount);
  const place = (amount: number, shares: number[], limitedTo: boolean[]): void => {
    const fits = sum(shares) === amount && shares.every((share, index) => share >= 0 && share <= left[index]);
    const parts = fits ? shares : spread(order, amount, left, limitedTo, items);
    for (const [index, part] of parts.entries()) left[index] -= part;
  };
  const inCoupon = items.map(({ item }) => item.couponApplied === true);
  place(
    coupon - couponOnShipping,
    items.map(({ item }) => cents(item.couponAmount)),
    inCoupon,
  );
  place(
    promotion - promotionOnShipping,
    items.map(({ item }) => promotionShare(item)),
    [],
  );
  return {
    shipping: couponOnShipping + promotionOnShipping,
    items: items.map(({ amount }, index) => amount - left[index]),
  };
}

/** `discount` holds the sum; an order written through the API may only have its parts. */
function promotionTotal(order: EcwidOrder): number {
  if (order.discount) return cents(order.discount);
  const { volumeDiscount, membershipBasedDiscount, totalAndMembershipBasedDiscount, customDiscount } = order;
  return sum([volumeDiscount, membershipBasedDiscount, totalAndMembershipBasedDiscount, ...(customDiscount ?? [])].map(cents));
}

function couponForShipping(order: EcwidOrder, coupon: number, shipping: number): number {
  const type = order.discountCoupon?.discountType?.toUpperCase();
  if (coupon === 0 || type === undefined) return 0;
  if (!COUPON_TYPES.has(type)) throw orderHold(order.id, 'ORDER_UNSUPPORTED', `it has a coupon of the unknown type ${type}.`);
  if (type === 'SHIPPING' && coupon > shipping) {
    const sentence = `its coupon for free shipping takes off ${formatCents(coupon)}, shipping costs ${formatCents(shipping)}.`;
    throw orderHold(order.id, 'ORDER_UNSUPPORTED', sentence);
  }
  return type.includes('SHIPPING') ? Math.min(coupon, shipping) : 0;
}

function promotionForShipping(order: EcwidOrder, promotion: number, shipping: number): number {
  if (promotion === 0) return 0;
  const infos = order.discountInfo ?? [];
  const onShipping = infos.filter(({ base }) => base?.toUpperCase() === 'SHIPPING');
  for (const { base } of infos) {
    const known = base === null || base === undefined || base.toUpperCase() === 'SHIPPING' || GOODS_BASES.has(base.toUpperCase());
    if (!known) throw orderHold(order.id, 'ORDER_UNSUPPORTED', `it has a discount on the unknown base ${base}.`);
  }
  const wanted =
    onShipping.length > 0 && onShipping.length === infos.length
      ? promotion
      : sum(onShipping.map((info) => shippingDiscount(info.type, info.value ?? 0, shipping)));
  if (wanted < 0 || wanted > Math.min(promotion, shipping)) {
    const sentence = `its discount on shipping is ${formatCents(wanted)}, shipping costs ${formatCents(shipping)}.`;
    throw orderHold(order.id, 'ORDER_UNSUPPORTED', sentence);
  }
  return wanted;
}

function shippingDiscount(type: string | null | undefined, value: number, shipping: number): number {
  if (type === 'PERCENT') return divideRounded(shipping * Math.round(value * 1000), 100_000);
  return type === 'FIXED_PRICE' ? shipping - toCents(value) : toCents(value);
}

function promotionShare(item: EcwidItem): number {
  const shares = (item.discounts ?? []).filter(({ discountInfo }) => discountInfo?.base?.toUpperCase() !== 'SHIPPING');
  return sum(shares.map(({ total }) => cents(total)));
}

/**
 * By value over the VAT rates, then by value over the items of a rate, so that each rate gets its share to the cent. Items that allow no
 * discounts get none.
 */
function spread(
  order: EcwidOrder,
  amount: number,
  left: readonly number[],
  limitedTo: readonly boolean[],
  items: readonly DiscountableItem[],
): number[] {
  const open = items.map(({ item }, index) => item.discountsAllowed !== false && (limitedTo[index] || !limitedTo.includes(true)));
  const weights = left.map((value, index) => (open[index] ? value : 0));
  if (amount > sum(weights)) {
    const sentence = `its discounts take ${formatCents(amount)} off items worth ${formatCents(sum(weights))}.`;
    throw orderHold(order.id, 'ORDER_UNSUPPORTED', sentence);
  }
  const rates = [...new Set(items.map(({ rate }) => rate))];
  const ofRate = (rate: number): number[] => weights.map((weight, index) => (items[index].rate === rate ? weight : 0));
  const perRate = allocate(
    amount,
    rates.map((rate) => sum(ofRate(rate))),
  );
  const perItem = rates.map((rate, index) => allocate(perRate[index], ofRate(rate)));
  return items.map((_, index) => sum(perItem.map((parts) => parts[index])));
}
