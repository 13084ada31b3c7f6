/**
 * A little shop of its own, to check the conversion against: it sells a cart in decimal arithmetic (BigInt, six decimals), which shares
 * nothing with the code under test, and writes the order down as the Ecwid API would.
 */
import fc from 'fast-check';

type Json = Record<string, unknown>;

/** An amount in millionths of a euro, or a quantity in millionths. */
type Decimal = bigint;

const ONE = 1_000_000n;
const CENT = 10_000n;

export interface Cart {
  pricesIncludeTax: boolean;
  /** Why no VAT is charged at all. */
  vatFree: 'no' | 'reverse' | 'exempt';
  items: {
    /** In hundredths of a cent, of the bare product and of what the chosen option adds. */
    price: number;
    modifier: number;
    /** In thousandths: weighed, or whole pieces. */
    quantity: number;
    rate: number;
    couponApplies: boolean;
    discountsAllowed: boolean;
  }[];
  couponType: 'ABS' | 'PERCENT' | 'SHIPPING' | 'ABS_AND_SHIPPING' | 'PERCENT_AND_SHIPPING';
  /** Per mille of the goods it applies to. */
  coupon: number;
  couponForSome: boolean;
  /** Per mille of what the coupon leaves, together at most all of it. */
  promotions: { base: string; type: 'ABS' | 'PERCENT'; part: number }[];
  /** Per mille of the shipping cost. */
  promotionOnShipping: number;
  /** The order tells what each item got, spread the shop's own way. */
  shares: boolean;
  /** The sum of the promotions is told, or only its parts. */
  tellsDiscount: boolean;
  /** The items contain the tax on shipping, as in most samples. */
  shippingTaxInItems: boolean;
  /** Shipping is taxed at the rates of the goods, by their value. */
  shippingAtGoodsRates: boolean;
  /** The tax on shipping covers the handling fee (reference 5.8). */
  feeTaxInShipping: boolean;
  /** Cents. */
  shipping: number;
  fee: number;
  surcharges: number[];
  chargeRate: number;
  giftCard: number;
  storeCredit: number;
  totalIsBeforeStoreCredit: boolean;
}

export interface Sold {
  order: Json;
  /** Cents. */
  total: number;
  tax: number;
  pricesIncludeTax: boolean;
  /**
   * Cents of lines and of VAT per rate, in the mode of the prices; rates that nothing was sold at left out. Of shipping at the rates of
   * the goods the order only tells the VAT: it is left out of the lines.
   */
  perRate: Map<number, number>;
  vatPerRate: Map<number, number>;
  shippingAtGoodsRates: boolean;
  /** Cents of each item after its discounts, and its quantity, by SKU. */
  items: Map<string, { total: number; quantity: number }>;
  payments: { giftCard: number; storeCredit: number; payment: number };
}

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((a, b) => a + b, 0n);
const least = (a: Decimal, b: Decimal): Decimal => (a < b ? a : b);

/** Rounded to whole cents, half up. */
const toCent = (amount: Decimal): Decimal => ((amount + CENT / 2n) / CENT) * CENT;

/** Rounded down to whole cents. */
const downToCent = (amount: Decimal): Decimal => (amount / CENT) * CENT;

/** As JSON has it: the decimal digits, read back as a number. */
function json(decimal: Decimal): number {
  const digits = decimal.toString().padStart(7, '0');
  return Number(`${digits.slice(0, -6)}.${digits.slice(-6)}`);
}

const cents = (decimal: Decimal): number => Number(decimal / CENT);
const decimalOf = (percent: number): Decimal => BigInt(Math.round(percent * 1000)) * (ONE / 1000n);

/** VAT in (with) or on top of (without) an amount, to the cent. */
function vatOf(amount: Decimal, percent: number, included: boolean): Decimal {
  const rate = decimalOf(percent);
  const whole = 100n * ONE + (included ? rate : 0n);
  return ((2n * amount * rate + whole * CENT) / (2n * whole * CENT)) * CENT;
}

/** Each its share rounded down; what is left goes cent by cent to the lines in turn: one way of many that a shop may have. */
function inTurn(amount: Decimal, values: readonly Decimal[]): Decimal[] {
  const whole = sum(values);
  const parts = values.map((value) => (whole === 0n ? 0n : downToCent((amount * value) / whole)));
  let left = amount - sum(parts);
  for (let index = 0; left > 0n; index = (index + 1) % parts.length) {
    if (parts[index] >= values[index]) continue;
    parts[index] += CENT;
    left -= CENT;
  }
  return parts;
}

/** The largest remainders get the cents that are left, the first of equal ones. */
function byRemainder(amount: Decimal, values: readonly Decimal[]): Decimal[] {
  const whole = sum(values);
  if (whole === 0n) return values.map(() => 0n);
  const parts = values.map((value) => downToCent((amount * value) / whole));
  const remainders = values.map((value, index) => ({ index, remainder: amount * value - parts[index] * whole }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (let left = (amount - sum(parts)) / CENT; left > 0n; left -= 1n) parts[remainders.shift()?.index ?? 0] += CENT;
  return parts;
}

/** First over the VAT rates, then over the items of each. */
function insideRates(amount: Decimal, values: readonly Decimal[], rates: readonly number[]): Decimal[] {
  const different = [...new Set(rates)];
  const valuesAt = (rate: number) => values.map((value, index) => (rates[index] === rate ? value : 0n));
  const perRate = byRemainder(
    amount,
    different.map((rate) => sum(valuesAt(rate))),
  );
  return different
    .map((rate, index) => byRemainder(perRate[index], valuesAt(rate)))
    .reduce((all, parts) => all.map((part, index) => part + parts[index]));
}

export function sell(cart: Cart): Sold {
  const free = cart.vatFree !== 'no';
  const gross = cart.pricesIncludeTax && cart.vatFree !== 'reverse';
  const rates = cart.items.map(({ rate }) => (free ? 0 : rate));
  const prices = cart.items.map(({ price, modifier }) => BigInt(price + modifier) * 100n);
  const quantities = cart.items.map(({ quantity }) => BigInt(quantity) * 1000n);
  const amounts = prices.map((price, index) => toCent((price * quantities[index]) / ONE));
  const spread = (amount: Decimal, values: Decimal[]) =>
    cart.shares ? inTurn(amount, values) : insideRates(amount, values, rates);

  const permilleOf = (amount: Decimal, part: number) => downToCent((amount * BigInt(part)) / 1000n);
  const discountable = (values: Decimal[]) => values.map((value, index) => (cart.items[index].discountsAllowed ? value : 0n));

  // The coupon applies first, promotions to the rest (reference 5.8).
  const inCoupon = discountable(amounts).map((amount, index) =>
    !cart.couponForSome || cart.items[index].couponApplies ? amount : 0n,
  );
  const coupon = cart.couponType === 'SHIPPING' ? 0n : permilleOf(sum(inCoupon), cart.coupon);
  const couponShares = spread(coupon, inCoupon);
  const afterCoupon = amounts.map((amount, index) => amount - couponShares[index]);

  const inPromotion = discountable(afterCoupon);
  const promotions = cart.promotions.map(({ part }) => permilleOf(sum(inPromotion), part));
  const promotion = sum(promotions);
  const promotionShares = spread(promotion, inPromotion);
  const left = afterCoupon.map((amount, index) => amount - promotionShares[index]);

  const shipping = BigInt(cart.shipping) * CENT;
  const isFree = cart.couponType.includes('SHIPPING');
  const couponOnShipping = isFree ? shipping : 0n;
  const promotionOnShipping = isFree ? 0n : permilleOf(shipping, cart.promotionOnShipping);
  const shipped = shipping - couponOnShipping - promotionOnShipping;
  const fee = BigInt(cart.fee) * CENT;
  const surcharges = cart.surcharges.map((surcharge) => BigInt(surcharge) * CENT);
  const chargeRate = free ? 0 : cart.chargeRate;
  const itemTaxes = left.map((amount, index) => vatOf(amount, rates[index], gross));
  const asGoods = cart.shippingAtGoodsRates && shipped > 0n && sum(left) > 0n;
  const together = cart.feeTaxInShipping && !asGoods && shipped > 0n && fee > 0n;
  const shippingRates = asGoods ? [...new Set(rates)] : [chargeRate];
  const shippingParts = asGoods
    ? inTurn(
        shipped,
        shippingRates.map((rate) => sum(left.filter((_, index) => rates[index] === rate)) + shipped),
      )
    : [together ? shipped + fee : shipped];
  const shippingTaxes = shippingParts.map((part, index) => vatOf(part, shippingRates[index], gross));
  const shippingTax = sum(shippingTaxes);
  const feeTax = together ? 0n : vatOf(fee, chargeRate, gross);
  const surchargeTaxes = surcharges.map((amount) => vatOf(amount, chargeRate, gross));
  const tax = sum([...itemTaxes, shippingTax, feeTax, ...surchargeTaxes]);
  const total = sum([...left, shipped, fee, ...surcharges]) + (gross ? 0n : tax);
  const giftCard = least(BigInt(cart.giftCard) * CENT, total);
  const storeCredit = least(BigInt(cart.storeCredit) * CENT, total - giftCard);

  const perRate = new Map<number, number>();
  const vatPerRate = new Map<number, number>();
  const add = (to: Map<number, number>, rate: number, amount: Decimal): void => {
    const all = (to.get(rate) ?? 0) + cents(amount);
    if (all === 0) to.delete(rate);
    else to.set(rate, all);
  };
  for (const [index, amount] of left.entries()) {
    add(perRate, rates[index], amount);
    add(vatPerRate, rates[index], itemTaxes[index]);
  }
  for (const amount of [asGoods ? 0n : shipped, fee, ...surcharges]) add(perRate, chargeRate, amount);
  for (const amount of [feeTax, ...surchargeTaxes]) add(vatPerRate, chargeRate, amount);
  for (const [index, amount] of shippingTaxes.entries()) add(vatPerRate, shippingRates[index], amount);

  const row = (rate: number, amount: Decimal): Json => ({
    name: `BTW ${rate}%`,
    value: rate,
    total: json(amount),
    includeInPrice: gross,
  });
  const charged = (amount: Decimal, vat: Decimal): Json[] => (chargeRate === 0 || amount === 0n ? [] : [row(chargeRate, vat)]);
  const carrier = cart.shippingTaxInItems && !together && !asGoods ? rates.indexOf(chargeRate) : -1;
  const itemRows = (index: number): Json[] => {
    // A reverse-charged order has no rows or zero ones (reference 5.8).
    if (free) return index % 2 === 0 ? [] : [row(cart.items[index].rate, 0n)];
    if (rates[index] === 0) return [];
    const onItem = index === carrier ? shippingTax : 0n;
    const told = { taxOnDiscountedSubtotal: json(itemTaxes[index]), taxOnShipping: json(onItem) };
    return [{ ...row(rates[index], itemTaxes[index] + onItem), ...(cart.shippingTaxInItems ? told : {}) }];
  };
  const items = cart.items.map(({ price, modifier }, index) => ({
    id: index + 1,
    sku: String(1000 + index),
    name: `Article ${index}`,
    productPrice: json(BigInt(price) * 100n),
    price: json(prices[index]),
    quantity: json(quantities[index]),
    discountsAllowed: cart.items[index].discountsAllowed,
    taxes: itemRows(index),
    selectedOptions: [
      {
        name: 'Size',
        type: 'CHOICE',
        value: 'Large',
        valuesArray: ['Large'],
        selections: [
          { selectionTitle: 'Large', selectionModifier: json(BigInt(modifier) * 100n), selectionModifierType: 'ABSOLUTE' },
        ],
      },
    ],
    ...(cart.couponForSome ? { couponApplied: inCoupon[index] > 0n } : {}),
    ...(cart.shares
      ? {
          couponAmount: json(couponShares[index]),
          discounts: [{ discountInfo: { base: 'CUSTOM', type: 'ABS' }, total: json(promotionShares[index]) }],
        }
      : {}),
  }));
  const info = cart.promotions.map(({ base, type }, index) => ({ base, type, value: json(promotions[index]) }));
  const onShippingInfo = { base: 'SHIPPING', type: 'ABS', value: json(promotionOnShipping) };
  const discount = promotion + promotionOnShipping;
  const storeCreditLeft = cart.totalIsBeforeStoreCredit ? 0n : storeCredit;
  return {
    total: cents(total),
    tax: cents(tax),
    pricesIncludeTax: gross,
    perRate,
    vatPerRate,
    shippingAtGoodsRates: asGoods,
    items: new Map(
      left.map((amount, index) => [String(1000 + index), { total: cents(amount), quantity: json(quantities[index]) }]),
    ),
    payments: {
      giftCard: cents(giftCard),
      storeCredit: cents(storeCredit),
      payment: cents(total - giftCard - storeCredit),
    },
    order: {
      id: 'M1',
      email: 'buyer@example.com',
      pricesIncludeTax: cart.pricesIncludeTax,
      reversedTaxApplied: cart.vatFree === 'reverse',
      customerTaxExempt: cart.vatFree === 'exempt',
      paymentStatus: 'PAID',
      paymentMethod: 'iDEAL',
      subtotal: json(sum(amounts)),
      total: json(total - giftCard - storeCreditLeft),
      tax: json(tax),
      couponDiscount: json(coupon + couponOnShipping),
      discountCoupon: { discountType: cart.couponType },
      ...(cart.tellsDiscount
        ? { discount: json(discount) }
        : { customDiscount: [json(promotionOnShipping)], volumeDiscount: json(promotion) }),
      discountInfo: promotionOnShipping > 0n ? [...info, onShippingInfo] : info,
      giftCardRedemption: json(giftCard),
      storeCredit: { redemption: { amount: json(storeCredit) } },
      items,
      shippingOption: { shippingMethodName: 'PostNL', shippingRate: json(shipping), fulfillmentType: 'SHIPPING' },
      taxesOnShipping: asGoods
        ? shippingRates.flatMap((rate, index) => (rate === 0 ? [] : [row(rate, shippingTaxes[index])]))
        : charged(shipped, shippingTax),
      handlingFee: { name: 'Packing', value: json(fee), taxes: together ? [] : charged(fee, feeTax) },
      customSurcharges: surcharges.map((amount, index) => ({
        description: 'Gift wrap',
        total: json(amount),
        taxes: charged(amount, surchargeTaxes[index]),
      })),
      shippingPerson: { name: 'Test Buyer', city: 'Utrecht', countryCode: 'NL' },
    },
  };
}

const some = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }));
const RATES = [0, 2.1, 5.5, 9, 19, 21];

export const carts: fc.Arbitrary<Cart> = fc.record({
  pricesIncludeTax: fc.boolean(),
  vatFree: fc.oneof({ weight: 8, arbitrary: fc.constant('no' as const) }, fc.constantFrom('reverse' as const, 'exempt' as const)),
  items: fc.array(
    fc.record({
      price: fc.oneof(
        fc.integer({ min: 0, max: 2500 }).map((price) => price * 100),
        fc.integer({ min: 0, max: 250_000 }).map((price) => price * 100),
        fc.integer({ min: 0, max: 2_500_000 }),
      ),
      modifier: some(50).map((modifier) => modifier * 1000),
      quantity: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }).map((pieces) => pieces * 1000) },
        fc.integer({ min: 1, max: 7500 }),
      ),
      rate: fc.constantFrom(...RATES),
      couponApplies: fc.boolean(),
      discountsAllowed: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  couponType: fc.constantFrom('ABS', 'PERCENT', 'SHIPPING', 'ABS_AND_SHIPPING', 'PERCENT_AND_SHIPPING'),
  coupon: some(1000),
  couponForSome: fc.boolean(),
  promotions: fc.array(
    fc.record({
      base: fc.constantFrom('SUBTOTAL', 'ITEM', 'ON_TOTAL', 'ON_MEMBERSHIP', 'ON_TOTAL_AND_MEMBERSHIP', 'CUSTOM'),
      type: fc.constantFrom('ABS', 'PERCENT'),
      part: fc.oneof(fc.integer({ min: 1, max: 333 }), fc.constant(333)),
    }),
    { maxLength: 3 },
  ),
  promotionOnShipping: some(1000),
  shares: fc.boolean(),
  tellsDiscount: fc.boolean(),
  shippingTaxInItems: fc.boolean(),
  shippingAtGoodsRates: fc.boolean(),
  feeTaxInShipping: fc.boolean(),
  shipping: some(2500),
  // From the VAT alone, cents that are taxed with the shipping cost cannot be told from cents that are not taxed at all.
  fee: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 500 })),
  surcharges: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 2 }),
  chargeRate: fc.constantFrom(...RATES),
  giftCard: some(20_000),
  storeCredit: some(20_000),
  totalIsBeforeStoreCredit: fc.boolean(),
});
