/**
 * A little shop of its own, to check the conversion against: it computes an order the way a shop does, in cents and with arithmetic
 * that shares nothing with the code under test, and writes it down as the Ecwid API would.
 */
import fc from 'fast-check';

type Json = Record<string, unknown>;

export interface Cart {
  pricesIncludeTax: boolean;
  items: { price: number; quantity: number; rate: number }[];
  /** Per mille of the goods, as one sum. */
  coupon: number;
  promotion: number;
  /** The order tells what each item got. */
  shares: boolean;
  /** The items contain the tax on shipping, as in most samples. */
  shippingTaxInItems: boolean;
  shipping: number;
  freeShipping: boolean;
  fee: number;
  surcharge: number;
  chargeRate: number;
  giftCard: number;
}

export interface Sold {
  order: Json;
  /** Cents. */
  total: number;
  tax: number;
  /** Cents of lines per rate, in the mode of the prices. */
  perRate: Map<number, number>;
  quantities: Map<string, number>;
}

const euros = (cents: number): number => Number((cents / 100).toFixed(2));

function vat(amount: number, rate: number, included: boolean): number {
  return Math.floor((2 * amount * rate + (included ? 100 + rate : 100)) / (2 * (included ? 100 + rate : 100)));
}

/** Each its rounded share; what rounding leaves over goes cent by cent to the lines in turn. */
function divide(amount: number, values: number[]): number[] {
  const sum = values.reduce((a, b) => a + b, 0);
  const parts = values.map((value) => (sum === 0 ? 0 : Math.floor((amount * value) / sum)));
  let left = amount - parts.reduce((a, b) => a + b, 0);
  for (let index = 0; left > 0; index = (index + 1) % parts.length) {
    if (parts[index] < values[index]) {
      parts[index] += 1;
      left -= 1;
    }
  }
  return parts;
}

export function sell(cart: Cart): Sold {
  const gross = cart.pricesIncludeTax;
  const amounts = cart.items.map(({ price, quantity }) => price * quantity);
  const goods = amounts.reduce((a, b) => a + b, 0);
  const couponOnGoods = Math.floor((goods * cart.coupon) / 1000);
  const couponShares = divide(couponOnGoods, amounts);
  const afterCoupon = amounts.map((amount, index) => amount - couponShares[index]);
  const promotion = Math.floor(((goods - couponOnGoods) * cart.promotion) / 1000);
  const promotionShares = divide(promotion, afterCoupon);
  const sold = afterCoupon.map((amount, index) => amount - promotionShares[index]);

  const shippingDiscount = cart.freeShipping ? cart.shipping : 0;
  const shipped = cart.shipping - shippingDiscount;
  const taxOf = (amount: number, rate: number): number => vat(amount, rate, gross);
  const itemTaxes = sold.map((amount, index) => taxOf(amount, cart.items[index].rate));
  const chargeTaxes = [shipped, cart.fee, cart.surcharge].map((amount) => taxOf(amount, cart.chargeRate));
  const tax = [...itemTaxes, ...chargeTaxes].reduce((a, b) => a + b, 0);
  const lines = sold.reduce((a, b) => a + b, 0) + shipped + cart.fee + cart.surcharge;
  const total = lines + (gross ? 0 : tax);
  const giftCard = Math.min(cart.giftCard, total);

  const perRate = new Map<number, number>();
  const add = (rate: number, amount: number): void => void perRate.set(rate, (perRate.get(rate) ?? 0) + amount);
  for (const [index, amount] of sold.entries()) add(cart.items[index].rate, amount);
  for (const amount of [shipped, cart.fee, cart.surcharge]) add(cart.chargeRate, amount);

  const taxRow = (rate: number, amount: number): Json => ({
    name: 'BTW',
    value: rate,
    total: euros(amount),
    includeInPrice: gross,
  });
  const items = cart.items.map(({ price, quantity, rate }, index) => {
    const onShipping = cart.shippingTaxInItems && index === 0 && rate === cart.chargeRate ? chargeTaxes[0] : 0;
    const row = { taxOnDiscountedSubtotal: euros(itemTaxes[index]), taxOnShipping: euros(onShipping) };
    return {
      id: index + 1,
      sku: String(1000 + index),
      name: `Article ${index}`,
      price: euros(price),
      quantity,
      taxes: rate === 0 ? [] : [{ ...taxRow(rate, itemTaxes[index] + onShipping), ...row }],
      ...(cart.shares
        ? {
            couponAmount: euros(couponShares[index]),
            discounts: [{ discountInfo: { base: 'ON_TOTAL', type: 'ABS' }, total: euros(promotionShares[index]) }],
          }
        : {}),
    };
  });
  const charged = (amount: number, index: number): Json[] =>
    cart.chargeRate === 0 || amount === 0 ? [] : [taxRow(cart.chargeRate, chargeTaxes[index])];
  return {
    total,
    tax,
    perRate: new Map([...perRate].filter(([, amount]) => amount !== 0)),
    quantities: new Map(cart.items.map(({ quantity }, index) => [String(1000 + index), quantity])),
    order: {
      id: 'M1',
      email: 'buyer@example.com',
      pricesIncludeTax: gross,
      paymentStatus: 'PAID',
      paymentMethod: 'iDEAL',
      subtotal: euros(goods),
      total: euros(total - giftCard),
      tax: euros(tax),
      couponDiscount: euros(couponOnGoods + shippingDiscount),
      discountCoupon: { discountType: cart.freeShipping ? 'PERCENT_AND_SHIPPING' : 'PERCENT' },
      discount: euros(promotion),
      discountInfo: [{ base: 'ON_TOTAL', type: 'ABS', value: euros(promotion) }],
      giftCardRedemption: euros(giftCard),
      items,
      shippingOption: { shippingMethodName: 'PostNL', shippingRate: euros(cart.shipping), fulfillmentType: 'SHIPPING' },
      taxesOnShipping: charged(shipped, 0),
      handlingFee: { name: 'Packing', value: euros(cart.fee), taxes: charged(cart.fee, 1) },
      customSurcharges: [{ description: 'Gift wrap', total: euros(cart.surcharge), taxes: charged(cart.surcharge, 2) }],
      shippingPerson: { name: 'Test Buyer', city: 'Utrecht', countryCode: 'NL' },
    },
  };
}

const some = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }));

export const carts: fc.Arbitrary<Cart> = fc.record({
  pricesIncludeTax: fc.boolean(),
  items: fc.array(
    fc.record({
      price: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 250_000 })),
      quantity: fc.integer({ min: 1, max: 12 }),
      rate: fc.constantFrom(0, 5.5, 9, 21),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  coupon: some(1000),
  promotion: some(1000),
  shares: fc.boolean(),
  shippingTaxInItems: fc.boolean(),
  shipping: some(2500),
  freeShipping: fc.boolean(),
  fee: some(500),
  surcharge: some(500),
  chargeRate: fc.constantFrom(0, 9, 21),
  giftCard: some(20_000),
});
