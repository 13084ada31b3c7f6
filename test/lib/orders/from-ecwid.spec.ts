import assert from 'node:assert/strict';
import { HoldError } from '../../../lib/errors';
import { type FromEcwidOptions, partiesFromEcwid, salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import type { RoundingPolicy } from '../../../lib/orders/rounding';
import type { SalesLine, SalesOrder } from '../../../lib/orders/sales-order';
import { goodsTax, item, order, PERSON, shippingTax } from './order-builder';

const read = (input: unknown, options: Partial<FromEcwidOptions> = {}): SalesOrder =>
  salesOrderFromEcwid(input, { homeCountry: 'NL', ...options });

/** `2 × 10.00 @ NL/21` a line. */
const shown = (lines: readonly SalesLine[]): string[] =>
  lines.map((line) => `${line.kind} ${line.quantity} x ${line.unitPrice} @ ${line.vatKey}`);

function held(input: unknown, code: string, sentence: RegExp, options: Partial<FromEcwidOptions> = {}): void {
  assert.throws(
    () => read(input, options),
    (error) => {
      assert(error instanceof HoldError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, sentence);
      assert.notEqual(error.hint, '');
      return true;
    },
  );
}

const shippingOption = (rate: number): object => ({
  shippingMethodName: 'PostNL',
  shippingRate: rate,
  fulfillmentType: 'SHIPPING',
});

describe('An Ecwid order as a sales order', () => {
  describe('lines', () => {
    it('has cents, trimmed SKU, chosen options and the untouched original (81)', () => {
      const input = order({
        items: [
          item({
            sku: ' 1401 ',
            selectedOptions: [
              { name: 'Colour', type: 'CHOICE', value: 'Red' },
              { name: 'Extras', type: 'CHOICES', value: null, valuesArray: ['Box', 'Card'] },
              { name: 'File', type: 'FILES' },
            ],
          }),
        ],
      });
      const sales = read(input);
      assert.equal(sales.original, input);
      assert.deepEqual(sales.lines, [
        {
          kind: 'article',
          sku: '1401',
          text: 'T-shirt (Colour: Red, Extras: Box, Card)',
          options: [
            { name: 'Colour', value: 'Red' },
            { name: 'Extras', value: 'Box, Card' },
          ],
          quantity: 1,
          unitPrice: 1210,
          originalUnitPrice: 1210,
          discount: 0,
          total: 1210,
          vatRate: 21,
          vatKey: 'NL/21',
        },
      ]);
      assert.equal(sales.total, 1210);
      assert.equal(sales.totalVat, 210);
      assert.deepEqual(sales.vat, [{ rate: 21, vatKey: 'NL/21', total: 1210, vat: 210 }]);
    });

    it('reads several VAT rates and quantities: the sample of the reference', () => {
      const sales = read(
        order({
          total: 53.4,
          tax: 8.95,
          items: [
            item({ sku: '1', quantity: 2, price: 24.95, taxes: [goodsTax(21, 8.66)] }),
            item({ sku: '2', price: 3.5, taxes: [goodsTax(9, 0.29)] }),
          ],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 2 x 2495 @ NL/21', 'article 1 x 350 @ NL/9']);
      assert.deepEqual(
        sales.vat.map(({ rate, vat }) => [rate, vat]),
        [
          [21, 866],
          [9, 29],
        ],
      );
    });

    it('keeps amounts that a binary float cannot hold exact', () => {
      const sales = read(
        order({ total: 59.85, tax: 10.39, items: [item({ quantity: 3, price: 19.95, taxes: [goodsTax(21, 10.39)] })] }),
      );
      assert.deepEqual(shown(sales.lines), ['article 3 x 1995 @ NL/21']);
    });

    it('rounds a price below a cent once per line and splits the line to keep it exact', () => {
      const sales = read(
        order({
          pricesIncludeTax: false,
          total: 30,
          tax: 5.21,
          items: [item({ quantity: 3, price: 8.2645, taxes: [goodsTax(21, 5.21)] })],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 1 x 827 @ NL/21', 'article 2 x 826 @ NL/21']);
    });

    it('takes the effect of chosen options from the price, where it is already', () => {
      const selections = [{ selectionTitle: 'XL', selectionModifier: 2.5, selectionModifierType: 'ABSOLUTE' }];
      const sales = read(
        order({
          total: 14.6,
          tax: 2.53,
          items: [
            item({
              productPrice: 12.1,
              price: 14.6,
              taxes: [goodsTax(21, 2.53)],
              selectedOptions: [{ name: 'Size', type: 'CHOICE', value: 'XL', valuesArray: ['XL'], selections }],
            }),
          ],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 1 x 1460 @ NL/21']);
    });

    it('keeps a weighed quantity, and rounds its line once', () => {
      const sales = read(
        order({ total: 9.01, tax: 0.74, items: [item({ quantity: 0.605, price: 14.9, taxes: [goodsTax(9, 0.74)] })] }),
      );
      assert.deepEqual(shown(sales.lines), ['article 0.605 x 1490 @ NL/9']);
      assert.equal(sales.lines[0].total, 901);
    });

    it('splits a weighed line that a discount leaves no exact price for', () => {
      const sales = read(
        order({
          total: 36.25,
          tax: 2.99,
          couponDiscount: 1,
          items: [item({ quantity: 2.5, price: 14.9, taxes: [goodsTax(9, 2.99)] })],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 2.5 x 1450 @ NL/9']);
      const odd = read(
        order({
          total: 36.24,
          tax: 2.99,
          couponDiscount: 1.01,
          items: [item({ quantity: 2.5, price: 14.9, taxes: [goodsTax(9, 2.99)] })],
        }),
      );
      assert.deepEqual(shown(odd.lines), ['article 1 x 1450 @ NL/9', 'article 1.5 x 1449 @ NL/9']);
      assert.equal(odd.lines[0].total + odd.lines[1].total, 3624);
    });

    it('removes the noise of a binary float from a quantity', () => {
      const sales = read(order({ total: 3.63, tax: 0.63, items: [item({ quantity: 0.1 + 0.2, taxes: [goodsTax(21, 0.63)] })] }));
      assert.equal(sales.lines[0].quantity, 0.3);
    });

    it('keeps every line of an order of 500', () => {
      const items = Array.from({ length: 500 }, (_, index) => item({ sku: String(index + 1), quantity: (index % 3) + 1 }));
      const pieces = items.reduce((sum, { quantity }) => sum + Number(quantity), 0);
      for (const line of items) line.taxes = [goodsTax(21, Number((2.1 * Number(line.quantity)).toFixed(2)))];
      const sales = read(order({ total: Number((12.1 * pieces).toFixed(2)), tax: Number((2.1 * pieces).toFixed(2)), items }));
      assert.deepEqual([sales.lines.length, sales.total], [500, 1210 * pieces]);
    });

    it('is not confused by a row that only has tax on shipping', () => {
      const rows = [
        goodsTax(9, 1, { taxOnDiscountedSubtotal: 1, taxOnShipping: 0 }),
        goodsTax(21, 0.86, { taxOnDiscountedSubtotal: 0, taxOnShipping: 0.86 }),
      ];
      const sales = read(
        order({
          total: 17.05,
          tax: 1.86,
          items: [item({ taxes: rows })],
          shippingOption: shippingOption(4.95),
          taxesOnShipping: [shippingTax(21, 0.86)],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 1 x 1210 @ NL/9', 'shipping 1 x 495 @ NL/21']);
    });

    it('gives an item without tax rows rate 0', () => {
      assert.deepEqual(shown(read(order({ tax: 0, items: [item({ taxes: [] })] })).lines), ['article 1 x 1210 @ NL/0']);
    });

    it('keeps an order that costs nothing', () => {
      const sales = read(order({ total: 0, tax: 0, items: [item({ price: 0, taxes: [goodsTax(21, 0)] })] }));
      assert.deepEqual(shown(sales.lines), ['article 1 x 0 @ NL/21']);
      assert.deepEqual(sales.payments, []);
    });
  });

  describe('net prices', () => {
    it('adds the tax of the shop to the total', () => {
      const sales = read(
        order({
          pricesIncludeTax: false,
          total: 24.2,
          tax: 4.2,
          items: [item({ quantity: 2, price: 10, taxes: [goodsTax(21, 4.2)] })],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 2 x 1000 @ NL/21']);
      assert.equal(sales.total, 2420);
      assert.equal(sales.totalVat, 420);
    });

    it('taxes shipping on top as well', () => {
      const sales = read(
        order({
          pricesIncludeTax: false,
          total: 18.15,
          tax: 3.15,
          items: [item({ price: 10, taxes: [goodsTax(21, 2.1)] })],
          shippingOption: shippingOption(5),
          taxesOnShipping: [shippingTax(21, 1.05)],
        }),
      );
      assert.deepEqual(shown(sales.lines), ['article 1 x 1000 @ NL/21', 'shipping 1 x 500 @ NL/21']);
    });
  });

  describe('shipping, fees and surcharges', () => {
    const shipped = {
      total: 17.05,
      items: [item()],
      shippingOption: shippingOption(4.95),
      taxesOnShipping: [shippingTax(21, 0.86)],
    };

    it('reads tax on shipping that is told apart from the items', () => {
      const sales = read(order({ ...shipped, tax: 2.96 }));
      assert.deepEqual(shown(sales.lines), ['article 1 x 1210 @ NL/21', 'shipping 1 x 495 @ NL/21']);
      assert.equal(sales.lines[1].text, 'PostNL');
      assert.equal(sales.totalVat, 296);
    });

    it('does not count tax on shipping twice when the items contain it', () => {
      const contained = goodsTax(21, 2.96, { taxOnDiscountedSubtotal: 2.1, taxOnShipping: 0.86 });
      const sales = read(order({ ...shipped, tax: 2.96, items: [item({ tax: 2.96, taxes: [contained] })] }));
      assert.deepEqual(sales.vat, [{ rate: 21, vatKey: 'NL/21', total: 1705, vat: 296 }]);
    });

    it('takes the tax on shipping from the items of an old order that tells it nowhere else', () => {
      const contained = goodsTax(21, 2.96, { taxOnDiscountedSubtotal: 2.1, taxOnShipping: 0.86 });
      const sales = read(order({ ...shipped, tax: 2.96, taxesOnShipping: null, items: [item({ taxes: [contained] })] }));
      assert.equal(sales.lines[1].vatKey, 'NL/21');
    });

    it('splits shipping that is taxed at the rates of the goods', () => {
      const sales = read(
        order({
          total: 27.05,
          tax: 3.58,
          items: [item({ sku: '1' }), item({ sku: '2', price: 10, taxes: [goodsTax(9, 0.83)] })],
          shippingOption: shippingOption(4.95),
          // 2.71 at 21 % and 2.24 at 9 %
          taxesOnShipping: [shippingTax(21, 0.47), shippingTax(9, 0.18)],
        }),
      );
      const shipping = sales.lines.filter(({ kind }) => kind === 'shipping');
      assert.deepEqual(
        shipping.map(({ vatRate }) => vatRate),
        [21, 9],
      );
      assert.equal(shipping[0].total + shipping[1].total, 495);
    });

    it('believes the tax on the goods where the row does not contain the tax on shipping it tells', () => {
      const row = goodsTax(21, 2.1, { taxOnDiscountedSubtotal: 2.1, taxOnShipping: 0.86 });
      assert.equal(read(order({ ...shipped, tax: 2.96, items: [item({ taxes: [row] })] })).vat[0].vat, 296);
    });

    it('splits shipping that is taxed in part', () => {
      const sales = read(
        order({
          total: 34.2,
          tax: 2.97,
          items: [item({ sku: '1' }), item({ sku: '2', taxes: [] })],
          shippingOption: shippingOption(10),
          // 5.01 at 21 %
          taxesOnShipping: [shippingTax(21, 0.87)],
        }),
      );
      assert.deepEqual(shown(sales.lines).slice(2), ['shipping 1 x 501 @ NL/21', 'shipping 1 x 499 @ NL/0']);
    });

    it('does not let a low rate, whose VAT says little about its amount, move the others', () => {
      // 9.60 at 2.1 % and 20.40 at 19 %, on top of net prices
      const sales = read(
        order({
          pricesIncludeTax: false,
          total: 37.49,
          tax: 4.49,
          items: [
            item({ sku: '1', price: 0.96, taxes: [goodsTax(2.1, 0.02)] }),
            item({ sku: '2', price: 2.04, taxes: [goodsTax(19, 0.39)] }),
          ],
          shippingOption: shippingOption(30),
          taxesOnShipping: [shippingTax(2.1, 0.2), shippingTax(19, 3.88)],
        }),
      );
      const [low, high] = sales.lines.filter(({ kind }) => kind === 'shipping');
      assert.equal(low.total + high.total, 3000);
      assert(Math.abs(high.total - 2040) <= 3, String(high.total));
    });

    it('puts untaxed shipping on rate 0', () => {
      const sales = read(order({ ...shipped, tax: 2.1, taxesOnShipping: [] }));
      assert.equal(sales.lines[1].vatKey, 'NL/0');
    });

    it('has a line for the handling fee and for each surcharge', () => {
      const sales = read(
        order({
          total: 16.1,
          tax: 2.8,
          handlingFee: { name: 'Packing', value: 2, taxes: [shippingTax(21, 0.35)] },
          customSurcharges: [
            { id: 'a', type: 'ABSOLUTE', value: 1, total: 1, description: 'Gift wrap', taxes: [shippingTax(21, 0.17)] },
            { id: 'b', type: 'ABSOLUTE', value: 1, total: 1, description: '', taxes: [shippingTax(21, 0.17)] },
          ],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ kind, text, total }) => [kind, text, total]),
        [
          ['article', 'T-shirt', 1210],
          ['fee', 'Packing', 200],
          ['surcharge', 'Gift wrap', 100],
          ['surcharge', 'Surcharge', 100],
        ],
      );
      assert.equal(sales.totalVat, 280);
    });

    it('knows that the tax on shipping may cover the handling fee', () => {
      // (4.95 + 2.00) × 21/121 = 1.21
      const both = { total: 19.05, tax: 3.31, shippingOption: shippingOption(4.95), taxesOnShipping: [shippingTax(21, 1.21)] };
      const plain = read(order({ ...both, handlingFee: { name: 'Packing', value: 2 } }));
      assert.deepEqual(
        plain.lines.map(({ vatKey }) => vatKey),
        ['NL/21', 'NL/21', 'NL/21'],
      );
      const told = read(order({ ...both, handlingFee: { name: 'Packing', value: 2, taxes: [shippingTax(21, 0.35)] } }));
      assert.equal(told.vat[0].vat, 331);
    });
  });

  describe('discounts', () => {
    it('splits a line whose discount does not divide, so that quantity times price is exact (81)', () => {
      const sales = read(
        order({ total: 26.3, tax: 4.56, couponDiscount: 10, items: [item({ quantity: 3, taxes: [goodsTax(21, 4.56)] })] }),
      );
      assert.deepEqual(shown(sales.lines), ['article 2 x 877 @ NL/21', 'article 1 x 876 @ NL/21']);
      assert.deepEqual(
        sales.lines.map(({ originalUnitPrice, discount }) => [originalUnitPrice, discount]),
        [
          [1210, 666],
          [1210, 334],
        ],
      );
    });

    it('takes the shares of the shop when they add up', () => {
      const sales = read(
        order({
          total: 19.2,
          tax: 3.33,
          couponDiscount: 4,
          discount: 1,
          discountCoupon: { discountType: 'ABS' },
          items: [
            item({
              sku: '1',
              couponAmount: 3,
              discounts: [{ discountInfo: { base: 'ON_TOTAL' }, total: 1 }],
              taxes: [goodsTax(21, 1.41)],
            }),
            item({ sku: '2', couponAmount: 1, taxes: [goodsTax(21, 1.93)] }),
          ],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ total }) => total),
        [810, 1110],
      );
    });

    it('spreads by value when the shares are stale after a change by hand', () => {
      const sales = read(
        order({
          total: 14.2,
          tax: 2.46,
          couponDiscount: 10,
          items: [
            item({ sku: '1', couponAmount: 3, taxes: [goodsTax(21, 1.23)] }),
            item({ sku: '2', couponAmount: 1, taxes: [goodsTax(21, 1.23)] }),
          ],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ total }) => total),
        [710, 710],
      );
    });

    it('spreads inside each VAT rate by largest remainder', () => {
      const sales = read(
        order({
          total: 19.98,
          tax: 2.87,
          couponDiscount: 10.02,
          items: [
            item({ sku: '1', price: 10, taxes: [goodsTax(21, 1.16)] }),
            item({ sku: '2', price: 10, taxes: [goodsTax(21, 1.16)] }),
            item({ sku: '3', price: 10, taxes: [goodsTax(9, 0.55)] }),
          ],
        }),
      );
      assert.deepEqual(
        sales.vat.map(({ rate, total }) => [rate, total]),
        [
          [21, 1332],
          [9, 666],
        ],
      );
    });

    it('gives a coupon for some products to those only', () => {
      const sales = read(
        order({
          total: 19.2,
          tax: 3.33,
          couponDiscount: 5,
          items: [
            item({ sku: '1', couponApplied: true, taxes: [goodsTax(21, 1.23)] }),
            item({ sku: '2', taxes: [goodsTax(21, 2.1)] }),
          ],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ total }) => total),
        [710, 1210],
      );
    });

    it('leaves items alone that allow no discounts', () => {
      const sales = read(
        order({
          total: 19.2,
          tax: 3.33,
          couponDiscount: 5,
          items: [
            item({ sku: '1', discountsAllowed: false, taxes: [goodsTax(21, 2.1)] }),
            item({ sku: '2', taxes: [goodsTax(21, 1.23)] }),
          ],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ total }) => total),
        [1210, 710],
      );
    });

    for (const [kind, parts] of [
      ['volume', { volumeDiscount: 3 }],
      ['membership', { membershipBasedDiscount: 3 }],
      ['volume and membership', { totalAndMembershipBasedDiscount: 3 }],
      ['custom', { customDiscount: [1, 2] }],
    ] as const) {
      it(`takes a ${kind} discount off the items, whether or not the order tells the sum`, () => {
        for (const discount of [3, 0, undefined]) {
          const sales = read(
            order({ total: 9.1, tax: 1.58, discount, ...parts, items: [item({ taxes: [goodsTax(21, 1.58)] })] }),
          );
          assert.equal(sales.lines[0].total, 910);
        }
      });
    }

    it('takes free shipping off the shipping line', () => {
      const free = { couponDiscount: 4.95, discountCoupon: { discountType: 'SHIPPING' }, shippingOption: shippingOption(4.95) };
      const sales = read(order(free));
      assert.deepEqual(shown(sales.lines), ['article 1 x 1210 @ NL/21', 'shipping 1 x 0 @ NL/0']);
      assert.equal(sales.lines[1].discount, 495);
    });

    it('divides a coupon with free shipping between both', () => {
      const sales = read(
        order({
          total: 11.1,
          tax: 1.93,
          couponDiscount: 5.95,
          discountCoupon: { discountType: 'ABS_AND_SHIPPING' },
          shippingOption: shippingOption(4.95),
          items: [item({ taxes: [goodsTax(21, 1.93)] })],
        }),
      );
      assert.deepEqual(
        sales.lines.map(({ total }) => total),
        [1110, 0],
      );
    });

    for (const [type, value] of [
      ['PERCENT', 20],
      ['FIXED_PRICE', 4],
      ['ABS', 1],
    ] as const) {
      it(`takes a ${type} discount on shipping off the shipping line, the rest off the items`, () => {
        const sales = read(
          order({
            total: 15.1,
            tax: 2.62,
            discount: 2,
            discountInfo: [
              { base: 'SHIPPING', type, value },
              { base: 'SUBTOTAL', type: 'ABS', value: 1 },
            ],
            shippingOption: shippingOption(5),
            taxesOnShipping: [shippingTax(21, 0.69)],
            items: [item({ taxes: [goodsTax(21, 1.93)] })],
          }),
        );
        assert.deepEqual(
          sales.lines.map(({ total }) => total),
          [1110, 400],
        );
      });
    }

    it('adds up the parts of an order that lacks the sum of its discounts', () => {
      const sales = read(
        order({
          total: 9.1,
          tax: 1.58,
          discount: null,
          volumeDiscount: 1,
          customDiscount: [2],
          items: [item({ taxes: [goodsTax(21, 1.58)] })],
        }),
      );
      assert.equal(sales.lines[0].total, 910);
    });

    it('keeps items that a coupon makes free', () => {
      const sales = read(order({ total: 0, tax: 0, couponDiscount: 12.1, items: [item({ taxes: [goodsTax(21, 0)] })] }));
      assert.deepEqual(shown(sales.lines), ['article 1 x 0 @ NL/21']);
    });
  });

  describe('payments', () => {
    it('has the payment with its reference', () => {
      assert.deepEqual(read(order()).payments, [
        { method: 'iDEAL', kind: 'payment', paid: true, amount: 1210, reference: 'tr_1' },
      ]);
    });

    it('says when the money is not in yet', () => {
      assert.equal(read(order({ paymentStatus: 'AWAITING_PAYMENT' })).payments[0].paid, false);
      assert.equal(read(order({ paymentStatus: 'PARTIALLY_REFUNDED' })).payments[0].paid, true);
    });

    it('books a gift card as a payment, not as a discount', () => {
      const sales = read(
        order({ total: 2.1, giftCardRedemption: 10, giftCardCode: 'GC-1', totalBeforeGiftCardRedemption: 12.1 }),
      );
      assert.equal(sales.total, 1210);
      assert.deepEqual(sales.payments, [
        { method: 'Gift card', kind: 'giftCard', paid: true, amount: 1000, reference: 'GC-1' },
        { method: 'iDEAL', kind: 'payment', paid: true, amount: 210, reference: 'tr_1' },
      ]);
    });

    it('needs no other payment when the gift card covers all', () => {
      const sales = read(order({ total: 0, giftCardRedemption: 12.1 }));
      assert.deepEqual(
        sales.payments.map(({ kind }) => kind),
        ['giftCard'],
      );
    });

    for (const total of [9.1, 12.1]) {
      it(`reads store credit whether the total is before or after it (${total})`, () => {
        const sales = read(order({ total, storeCredit: { redemption: { amount: 3 } } }));
        assert.deepEqual(
          sales.payments.map(({ kind, amount }) => [kind, amount]),
          [
            ['storeCredit', 300],
            ['payment', 910],
          ],
        );
      });
    }

    it('books gift card and store credit of one order both', () => {
      const sales = read(
        order({ total: 2.1, giftCardRedemption: 7, giftCardCode: 'GC-1', storeCredit: { redemption: { amount: 3 } } }),
      );
      assert.deepEqual(
        sales.payments.map(({ kind, amount }) => [kind, amount]),
        [
          ['giftCard', 700],
          ['storeCredit', 300],
          ['payment', 210],
        ],
      );
    });

    it('leaves store credit out that was given back', () => {
      assert.equal(read(order({ storeCredit: { redemption: { amount: 3, cancelled: true } } })).payments.length, 1);
    });
  });

  describe('VAT country', () => {
    const belgian = { ...PERSON, countryCode: 'BE' };

    it('is the country an order is shipped to (4)', () => {
      const sales = read(order({ shippingPerson: belgian }));
      assert.deepEqual(
        [sales.vatCountry, sales.vatCountryIso3, sales.vatAbroad, sales.lines[0].vatKey],
        ['BE', 'BEL', true, 'BE/21'],
      );
    });

    it('is the home country for pickup', () => {
      const sales = read(order({ shippingPerson: belgian, shippingOption: { shippingMethodName: 'Pickup', isPickup: true } }));
      assert.deepEqual([sales.vatCountry, sales.vatAbroad, sales.shipping.kind], ['NL', false, 'PICKUP']);
    });

    it('is the billing country for what needs no shipping, and the home country without any address', () => {
      assert.equal(read(order({ shippingOption: null, shippingPerson: null, billingPerson: belgian })).vatCountry, 'BE');
      assert.equal(read(order({ shippingOption: null, shippingPerson: null, billingPerson: null })).vatCountry, 'NL');
    });

    it('is not another EU country for an export', () => {
      const sales = read(order({ tax: 0, items: [item({ taxes: [] })], shippingPerson: { ...PERSON, countryCode: 'CH' } }));
      assert.deepEqual([sales.vatCountryIso3, sales.vatAbroad], ['CHE', false]);
    });
  });

  describe('without VAT', () => {
    it('has rate 0 and net prices on a reverse charge, whatever the tax rows say', () => {
      for (const taxes of [[], [goodsTax(21, 0)]]) {
        const sales = read(
          order({
            reversedTaxApplied: true,
            customerTaxId: 'BE0123456749',
            total: 10,
            tax: 0,
            items: [item({ price: 10, taxes })],
          }),
        );
        assert.deepEqual([sales.reverseCharge, sales.pricesIncludeTax, sales.vatAbroad], [true, false, false]);
        assert.deepEqual(shown(sales.lines), ['article 1 x 1000 @ NL/0']);
        assert.equal(sales.buyer.vatNumber, 'BE0123456749');
      }
    });

    it('has rate 0 for a buyer who is exempt', () => {
      const sales = read(
        order({ customerTaxExempt: true, total: 10, tax: 0, items: [item({ price: 10, taxes: [goodsTax(21, 0)] })] }),
      );
      assert.equal(sales.taxExempt, true);
      assert.deepEqual(shown(sales.lines), ['article 1 x 1000 @ NL/0']);
    });

    it('believes the tax of an order whose buyer is exempt, but was charged', () => {
      const sales = read(order({ customerTaxExempt: true }));
      assert.deepEqual([sales.taxExempt, ...shown(sales.lines)], [true, 'article 1 x 1210 @ NL/21']);
    });

    it('holds a reverse charge that has tax all the same', () => {
      held(order({ reversedTaxApplied: true }), 'ORDER_VAT_DIFFERS', /^Order SHOP-XJ12H: its tax is 2\.10/);
    });
  });

  it('reads buyer, addresses, shipping and dates (16)', () => {
    const sales = read(
      order({
        billingPerson: { ...PERSON, companyName: 'Test Company' },
        acceptMarketing: null,
        lang: 'nl',
        orderComments: ' Ring twice ',
        pickupTime: '2026-01-02 09:30:00 +0100',
      }),
    );
    assert.deepEqual(sales.buyer, {
      email: 'buyer@example.com',
      customerId: 42,
      companyName: 'Test Company',
      name: 'Test Buyer',
      vatNumber: '',
      phone: '0300000000',
      language: 'nl',
      acceptsMarketing: false,
    });
    assert.deepEqual(sales.shippingAddress, {
      name: 'Test Buyer',
      companyName: '',
      street: 'Dorpsstraat 1',
      street2: 'bis',
      postalCode: '3511 AA',
      city: 'Utrecht',
      countryCode: 'NL',
      countryIso3: 'NLD',
      countryName: 'Nederland',
      stateOrProvinceCode: '',
      phone: '0300000000',
    });
    assert.deepEqual(sales.shipping, { method: 'PostNL', kind: 'SHIPPING', pickupTime: '2026-01-02T09:30:00+01:00' });
    assert.equal(sales.createdAt, '2026-01-01T00:00:00+00:00');
    assert.equal(sales.comments, 'Ring twice');
  });

  describe('whose lines differ from its total by some cents', () => {
    const rounding = (policy: RoundingPolicy): Partial<FromEcwidOptions> => ({ rounding: { policy, cents: 5 } });

    for (const [total, cents] of [
      [12.13, 3],
      [12.05, -5],
    ]) {
      it(`gets a rounding line without VAT of ${cents} cents where that is the policy`, () => {
        const sales = read(order({ total }), rounding('line'));
        const [, line] = sales.lines;
        assert.deepEqual(shown([line]), [`rounding 1 x ${cents} @ NL/0`]);
        assert.deepEqual([line.total, line.discount, line.sku], [cents, 0, undefined]);
        assert.equal(sales.total, 1210 + cents);
        assert.equal(sales.payments[0].amount, 1210 + cents);
        assert.deepEqual(
          sales.vat.map(({ vatKey, total, vat }) => [vatKey, total, vat]),
          [
            ['NL/21', 1210, 210],
            ['NL/0', cents, 0],
          ],
        );
      });
    }

    it('gets the rounding line of its own VAT country', () => {
      const sales = read(order({ total: 12.11, shippingPerson: { ...PERSON, countryCode: 'BE' } }), rounding('line'));
      assert.equal(sales.lines[1].vatKey, 'BE/0');
    });

    it('needs no rounding line when it adds up', () => {
      assert.equal(read(order(), rounding('line')).lines.length, 1);
    });

    it('comes to its lines where the difference is let through', () => {
      const sales = read(order({ total: 12.13 }), rounding('tolerance'));
      assert.deepEqual([sales.lines.length, sales.total, sales.payments[0].amount], [1, 1210, 1210]);
    });

    it('is not paid more than it comes to', () => {
      const sales = read(order({ total: 0, giftCardRedemption: 12.13 }), rounding('tolerance'));
      assert.deepEqual(
        sales.payments.map(({ kind, amount }) => [kind, amount]),
        [['giftCard', 1210]],
      );
    });

    it('may have VAT that is as many cents off', () => {
      const off = order({ tax: 2.04, items: [item({ taxes: [goodsTax(21, 2.04)] })] });
      assert.doesNotThrow(() => read(off, rounding('tolerance')));
      held(off, 'ORDER_VAT_DIFFERS', /charged 2\.04 VAT at 21%/, rounding('line'));
    });
  });

  describe('as a buyer', () => {
    it('asks neither for a home country nor for amounts that add up', () => {
      const { buyer, billingAddress, reverseCharge } = partiesFromEcwid(order({ total: 99, tax: 3 }));
      assert.deepEqual([buyer.email, billingAddress.city, reverseCharge], ['buyer@example.com', 'Utrecht', false]);
    });

    it('has no company when the company name is only spaces (12)', () => {
      assert.equal(partiesFromEcwid(order({ billingPerson: { ...PERSON, companyName: '   ' } })).buyer.companyName, '');
    });

    it('keeps an e-mail address of 60 characters with quotes, and an address with line feeds and an emoji', () => {
      const email = `"o'neill..${'x'.repeat(37)}"@example.com`;
      assert.equal(email.length, 60);
      const street = 'Dorpsstraat 1\r\n2e verdieping \u{1F3E1}\nachter';
      const { buyer, shippingAddress } = partiesFromEcwid(order({ email, shippingPerson: { ...PERSON, street } }));
      assert.equal(buyer.email, email);
      assert.deepEqual([shippingAddress.street, shippingAddress.street2], ['Dorpsstraat 1', '2e verdieping \u{1F3E1} achter']);
    });

    it('is held when the order cannot be booked at all', () => {
      for (const [change, code] of [
        [{ items: [] }, 'ORDER_NO_LINES'],
        [{ items: [item({ quantity: -1 })] }, 'ORDER_QUANTITY'],
        [{ items: [item({ sku: '' })] }, 'ORDER_LINE_NO_SKU'],
        [{ shippingPerson: { ...PERSON, countryCode: 'ZZ' } }, 'ORDER_UNKNOWN_COUNTRY'],
        [{ loyalty: { redemption: { amount: 5 } } }, 'ORDER_UNSUPPORTED'],
      ] as const) {
        assert.throws(() => partiesFromEcwid(order(change)), { code });
      }
    });
  });

  describe('is held', () => {
    it('when it is no order at all', () => {
      for (const input of [undefined, null, 'text', [], {}]) held(input, 'ORDER_MALFORMED', /cannot be read/);
      held(
        order({ items: [item({ price: '12.10' })] }),
        'ORDER_MALFORMED',
        /SHOP-XJ12H: it cannot be read: items\.0\.price must be number/,
      );
      held(order({ pricesIncludeTax: null }), 'ORDER_MALFORMED', /pricesIncludeTax/);
    });

    it('without items', () => {
      held(order({ items: [] }), 'ORDER_NO_LINES', /no items/);
      held(order({ items: null }), 'ORDER_NO_LINES', /no items/);
    });

    it('with a quantity that is absent, zero, negative or broken', () => {
      for (const quantity of [undefined, 0, -1, -0.5, 1e-7, 0.1234567])
        held(order({ items: [item({ quantity })] }), 'ORDER_QUANTITY', /item 1401 T-shirt/);
    });

    it('with a price or a quantity that is no number', () => {
      for (const [field, value] of [
        ['price', Number.NaN],
        ['price', Number.POSITIVE_INFINITY],
        ['quantity', Number.NaN],
      ] as const) {
        held(order({ items: [item({ [field]: value })] }), 'ORDER_MALFORMED', new RegExp(`items\\.0\\.${field} must be number`));
      }
      held(order({ total: Number.NaN }), 'ORDER_MALFORMED', /total must be number/);
    });

    it('without the list of taxes that its tax is in', () => {
      for (const taxes of [undefined, null]) {
        held(
          order({ items: [item({ taxes })] }),
          'ORDER_MALFORMED',
          /its tax is 2\.10, but item 1401 T-shirt has no list of taxes/,
        );
      }
      held(order({ items: [item({ taxes: {} })] }), 'ORDER_MALFORMED', /items\.0\.taxes must be array/);
    });

    it('in another currency than that of the till', () => {
      held(order({ currency: 'USD' }), 'ORDER_CURRENCY', /its amounts are in USD, the till counts in EUR/, { currency: 'EUR' });
      for (const currency of [undefined, 'eur']) assert.doesNotThrow(() => read(order({ currency }), { currency: 'EUR' }));
      assert.doesNotThrow(() => read(order({ currency: 'USD' })));
    });

    it('with an item without SKU', () => {
      held(order({ items: [item({ sku: ' ' })] }), 'ORDER_LINE_NO_SKU', /item T-shirt has no SKU/);
    });

    it('with a country nobody knows, or none where it is shipped', () => {
      held(order({ shippingPerson: { ...PERSON, countryCode: 'ZZ' } }), 'ORDER_UNKNOWN_COUNTRY', /ZZ/);
      held(order({ shippingPerson: null, billingPerson: null }), 'ORDER_UNKNOWN_COUNTRY', /no address has a country/);
    });

    it('when the lines are not the total, with both amounts (81)', () => {
      held(
        order({ total: 13.1 }),
        'ORDER_TOTAL_DIFFERS',
        /its total is 13\.10, its lines come to 12\.10: 1\.00 is not accounted for/,
      );
      held(order({ total: 12.1, giftCardRedemption: 5 }), 'ORDER_TOTAL_DIFFERS', /less gift card 5\.00/);
    });

    it('with more store credit than it comes to', () => {
      held(order({ storeCredit: { redemption: { amount: 15 } } }), 'ORDER_TOTAL_DIFFERS', /15\.00 is not accounted for/);
    });

    it('when more is lacking than may be rounded', () => {
      for (const policy of ['line', 'tolerance'] as const) {
        held(order({ total: 12.16 }), 'ORDER_TOTAL_DIFFERS', /0\.06 is not accounted for, at most 0\.05 may be rounded/, {
          rounding: { policy, cents: 5 },
        });
      }
      held(order({ total: 12.11 }), 'ORDER_TOTAL_DIFFERS', /0\.01 is not accounted for\.$/, {
        rounding: { policy: 'hold', cents: 5 },
      });
    });

    it('when the VAT of a rate is more than a cent a line off (81)', () => {
      assert.doesNotThrow(() => read(order({ tax: 2.09, items: [item({ taxes: [goodsTax(21, 2.09)] })] })));
      held(
        order({ tax: 2.08, items: [item({ taxes: [goodsTax(21, 2.08)] })] }),
        'ORDER_VAT_DIFFERS',
        /charged 2\.08 VAT at 21%, its lines give 2\.10/,
      );
    });

    it('when the tax of the order is not that of its lines', () => {
      held(order({ tax: 3 }), 'ORDER_VAT_DIFFERS', /its tax is 3\.00, the taxes of its lines come to 2\.10/);
      held(order({ tax: 0.01, items: [item({ taxes: [] })] }), 'ORDER_VAT_DIFFERS', /its tax is 0\.01/);
    });

    it('when the VAT on shipping is more than shipping can carry', () => {
      held(
        order({ total: 14.1, tax: 3.1, shippingOption: shippingOption(2), taxesOnShipping: [shippingTax(21, 1)] }),
        'ORDER_VAT_DIFFERS',
        /VAT on its shipping cost is 1\.00/,
      );
    });

    for (const [what, change, sentence] of [
      ['a discount on an unknown base', { discount: 1, discountInfo: [{ base: 'MOON', value: 1 }] }, /unknown base MOON/],
      ['a coupon of an unknown type', { couponDiscount: 1, discountCoupon: { discountType: 'GOLD' } }, /unknown type GOLD/],
      ['a negative discount', { discount: -1 }, /negative discount/],
      ['a negative price', { items: [item({ price: -1 })] }, /price of item 1401 T-shirt is negative/],
      ['a discount above the goods', { couponDiscount: 20 }, /take 20\.00 off items worth 12\.10/],
      [
        'free shipping above the shipping cost',
        { couponDiscount: 1, discountCoupon: { discountType: 'SHIPPING' } },
        /free shipping/,
      ],
      [
        'a discount on shipping above the cost',
        { discount: 1, discountInfo: [{ base: 'SHIPPING', value: 1 }] },
        /discount on shipping/,
      ],
      ['two rates on one item', { items: [item({ taxes: [goodsTax(12, 1), goodsTax(20, 2)] })] }, /taxed at 12% and 20%/],
      ['redeemed loyalty points', { loyalty: { redemption: { amount: 5 } } }, /loyalty points worth 5\.00/],
    ] as const) {
      it(`with ${what}`, () => held(order(change), 'ORDER_UNSUPPORTED', sentence));
    }
  });
});
