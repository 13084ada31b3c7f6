import assert from 'node:assert/strict';
import { toCents } from '../../../../lib/money';
import { BUYER, openStore, type Store } from './store';

interface Tax {
  name: string;
  value: number;
  total: number;
  taxOnDiscountedSubtotal: number;
  taxOnShipping: number;
}

interface Item {
  quantity: number;
  price: number;
  tax: number;
  taxes: Tax[];
  couponAmount?: number;
  discounts: { total: number }[];
}

describe('Ecwid simulator: shopper', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const mixed = [
    { sku: '2101', quantity: 3 },
    { sku: '11003', quantity: 1 },
  ];
  const cents = (amounts: number[]) => amounts.reduce((sum, amount) => sum + toCents(amount), 0);
  const taxes = (items: Item[]) => items.flatMap((item) => item.taxes);

  it('prices lines at the prices of the catalogue, tax contained, rounded per line', () => {
    const order = store.shop({ lines: mixed, shippingMethod: 'Afhalen' });
    // 3 × 7.95 at 9 % and 21.95 at 21 %.
    assert.deepEqual([order.subtotal, order.total, order.tax, order.subtotalWithoutTax], [45.8, 45.8, 5.78, 40.02]);
    assert.deepEqual(
      order.items.map((item: Item) => [item.price, item.tax, item.taxes[0].value]),
      [
        [7.95, 1.97, 9],
        [21.95, 3.81, 21],
      ],
    );
    assert.deepEqual([order.items[0].priceWithoutTax, order.totalWithoutTax], [7.29, 40.02]);
    assert.deepEqual([order.shippingOption.isPickup, order.shippingOption.fulfillmentType], [true, 'PICKUP']);
    assert.equal(order.pricesIncludeTax, true);
  });

  it('contains the tax on shipping in the items, at their own rates, and tells it apart as well', () => {
    const order = store.shop({ lines: mixed });
    assert.equal(order.total, 50.75);
    for (const tax of taxes(order.items)) {
      assert.equal(toCents(tax.total), toCents(tax.taxOnDiscountedSubtotal) + toCents(tax.taxOnShipping));
    }
    assert.equal(toCents(order.tax), cents(order.items.map((item: Item) => item.tax)));
    // 4.95 over 23.85 and 21.95 is 2.58 and 2.37.
    assert.deepEqual(
      order.taxesOnShipping.map((tax: Tax) => [tax.value, tax.total]),
      [
        [9, 0.21],
        [21, 0.41],
      ],
    );
    assert.equal(order.shippingOption.shippingRateWithoutTax, 4.33);
  });

  it('taxes shipping apart, when the switch says so', () => {
    store.switches.ecwidShippingTaxOnItems = false;
    const order = store.shop({ lines: mixed });
    assert.deepEqual(
      taxes(order.items).map((tax) => tax.taxOnShipping),
      [0, 0],
    );
    assert.deepEqual(
      order.taxesOnShipping.map((tax: Tax) => [tax.value, tax.total]),
      [[21, 0.86]],
    );
    assert.equal(order.tax, 6.64);
  });

  it('spreads a coupon over the lines to the cent, and leaves it out of the discount', () => {
    const order = store.shop({ lines: mixed, coupon: 'WELKOM10', shippingMethod: 'Afhalen' });
    assert.deepEqual([order.couponDiscount, order.discount, order.total], [4.58, 0, 41.22]);
    assert.deepEqual(
      order.items.map((item: Item) => item.couponAmount),
      [2.39, 2.19],
    );
    assert.deepEqual([order.discountCoupon.code, order.discountCoupon.discountType], ['WELKOM10', 'PERCENT']);
    // 21.46 at 9 %, 19.76 at 21 %.
    assert.deepEqual(
      taxes(order.items).map((tax) => tax.taxOnDiscountedSubtotal),
      [1.77, 3.43],
    );
  });

  it('applies the coupon first and a promotion to the rest', () => {
    const promotions = [{ type: 'PERCENT', base: 'SUBTOTAL', value: 10, description: 'Actie' }] as const;
    const order = store.shop({ lines: mixed, coupon: 'VIJFEURO', promotions: [...promotions], shippingMethod: 'Afhalen' });
    assert.deepEqual([order.couponDiscount, order.discount, order.volumeDiscount, order.total], [5, 4.08, 4.08, 36.72]);
    assert.deepEqual(order.discountInfo, promotions);
    assert.equal(cents(order.items.map((item: Item) => item.discounts[0].total)), 408);
    // 19.12 at 9 %, 17.60 at 21 %.
    assert.deepEqual(
      taxes(order.items).map((tax) => tax.taxOnDiscountedSubtotal),
      [1.58, 3.05],
    );
  });

  it('ships for nothing with a free-shipping coupon', () => {
    const order = store.shop({ lines: mixed, coupon: 'GRATIS' });
    assert.deepEqual([order.shippingOption.shippingRate, order.total, order.couponDiscount], [0, 45.8, 0]);
  });

  it('takes the rate of the country it goes to, and of the store when it is picked up', () => {
    const buyer = { ...BUYER, countryCode: 'DE' };
    const lines = [{ sku: '11003', quantity: 1 }];
    const rate = (order: { items: Item[] }) => order.items[0].taxes[0].value;
    assert.equal(rate(store.shop({ lines, buyer })), 19);
    assert.equal(rate(store.shop({ lines, buyer, shippingMethod: 'Afhalen' })), 21);
    assert.equal(rate(store.shop({ lines, buyer, shippingAddress: { ...BUYER, countryCode: 'PL' } })), 21);
    assert.equal(rate(store.shop({ lines, buyer: { ...BUYER, countryCode: 'US' } })), 0);
  });

  it('charges no tax on a reverse-charged order: net prices, no tax rows or rows of zero', () => {
    const buyer = { ...BUYER, countryCode: 'BE', companyName: 'Exemple BV', vatNumber: 'BE0000000000' };
    const order = store.shop({ lines: mixed, buyer, reverseCharge: true });
    assert.deepEqual([order.reversedTaxApplied, order.tax, order.pricesIncludeTax], [true, 0, true]);
    assert.deepEqual(
      order.items.map((item: Item) => [item.price, item.taxes]),
      [
        [7.29, []],
        [18.14, []],
      ],
    );
    assert.deepEqual([order.shippingOption.shippingRate, order.total], [4.09, 44.1]);
    assert.equal(order.customerTaxId, 'BE0000000000');
    store.switches.ecwidReverseChargeRows = true;
    const withRows = store.shop({ lines: mixed, buyer, reverseCharge: true });
    assert.deepEqual(
      taxes(withRows.items).map((tax) => [tax.value, tax.total]),
      [
        [0, 0],
        [0, 0],
      ],
    );
  });

  it('adds tax on top in a store with net prices', async () => {
    const net = await openStore({ ecwidPricesIncludeTax: false });
    try {
      const order = net.shop({ lines: mixed, shippingMethod: 'Afhalen' });
      assert.equal(order.items[1].price, 18.14);
      assert.deepEqual([order.subtotal, order.tax, order.total, order.pricesIncludeTax], [40.01, 5.78, 45.79, false]);
      assert.equal(order.subtotalWithoutTax, 40.01);
    } finally {
      await net.close();
    }
  });

  it('adds handling fee and surcharges, and takes a gift card off the total', () => {
    const order = store.shop({
      lines: [{ sku: '11003', quantity: 1 }],
      shippingMethod: 'Afhalen',
      handlingFee: 121,
      surcharges: [{ description: 'Verpakking', type: 'ABSOLUTE', value: 2.42, percent: 21 }],
      giftCard: 1000,
    });
    assert.deepEqual([order.totalBeforeGiftCardRedemption, order.giftCardRedemption, order.total], [25.58, 10, 15.58]);
    assert.deepEqual(
      [order.handlingFee.value, order.handlingFee.valueWithoutTax, order.handlingFee.taxes[0].total],
      [1.21, 1, 0.21],
    );
    assert.deepEqual([order.customSurcharges[0].total, order.customSurcharges[0].totalWithoutTax], [2.42, 2]);
    assert.equal(order.tax, 4.44);
  });

  it('shows the chosen options of a variation', () => {
    const [item] = store.shop({ lines: [{ sku: '11001', quantity: 1 }] }).items;
    assert.equal(item.sku, '11001');
    assert.deepEqual(
      item.selectedOptions.map((option: { name: string; type: string; value: string; valuesArray: string[] }) => [
        option.name,
        option.type,
        option.value,
        option.valuesArray,
      ]),
      [
        ['Kleur', 'CHOICE', 'rood', ['rood']],
        ['Maat', 'CHOICE', 'M', ['M']],
      ],
    );
  });

  it('sells a product that is not in the catalogue any more, when the line says what it was', () => {
    const lines = [{ sku: '777', quantity: 1, name: 'Oud', priceIncl: 1250, vatPercent: 21 }];
    const order = store.shop({ lines, shippingMethod: 'Afhalen' });
    assert.deepEqual([order.items[0].sku, order.total, order.tax], ['777', 12.5, 2.17]);
    assert.throws(() => store.shop({ lines: [{ sku: '778', quantity: 1 }] }), { code: 'SANDBOX_UNKNOWN_SKU' });
  });

  it('takes stock at once, paid or not, and the keeper gives it back by cancelling', async () => {
    const quantity = async () => (await store.productBySku('2101')).quantity;
    const before = await quantity();
    const order = store.shop({ lines: [{ sku: '2101', quantity: 2 }], paid: false });
    assert.equal(order.items[0].quantityInStock, before);
    assert.equal(await quantity(), before - 2);
    const cancelled = store.simulator.shopper.cancel(order.id);
    assert.deepEqual([cancelled.paymentStatus, cancelled.fulfillmentStatus], ['CANCELLED', 'WILL_NOT_DELIVER']);
    store.simulator.shopper.cancel(order.id);
    assert.equal(await quantity(), before);
  });

  it('pays later and is refunded in part, then in whole', () => {
    const { shopper } = store.simulator;
    const { id } = store.shop({ lines: [{ sku: '11003', quantity: 1 }], paid: false, shippingMethod: 'Afhalen' });
    const paid = shopper.pay(id);
    assert.equal(paid.paymentStatus, 'PAID');
    assert.match(String(paid.externalTransactionId), /^tr_/);
    const part = shopper.refund(id, 1000);
    assert.deepEqual([part.paymentStatus, part.refundedAmount], ['PARTIALLY_REFUNDED', 10]);
    assert.deepEqual([shopper.refund(id, 1195).paymentStatus], ['REFUNDED']);
    assert.throws(() => shopper.pay('NONE1'), { code: 'SANDBOX_UNKNOWN_ORDER' });
  });

  it('places the orders of the shop in the past, and leaves stock where it is today', async () => {
    const { items } = (await store.get('/orders')).body;
    assert.deepEqual(
      items.map((order: { createDate: string; fulfillmentStatus: string }) => [order.createDate, order.fulfillmentStatus]),
      [
        ['2026-01-14 09:30:00 +0000', 'AWAITING_PROCESSING'],
        ['2026-01-13 09:30:00 +0000', 'SHIPPED'],
      ],
    );
    // Shipped: gone from the till as well. Still to be processed: only the webshop knows.
    assert.equal((await store.productBySku('11001')).combinations[0].quantity, 15);
    assert.equal((await store.productBySku('2101')).quantity, 11);
  });

  it('needs no e-mail address', () => {
    const { email: _, ...buyer } = BUYER;
    const order = store.shop({ buyer, lines: [{ sku: '2101', quantity: 1 }] });
    assert.equal('email' in order, false);
    assert.equal('customerId' in order, false);
  });
});
