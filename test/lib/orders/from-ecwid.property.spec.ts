import assert from 'node:assert/strict';
import fc from 'fast-check';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { checkAnswer, checkTotals } from '../../../lib/orders/guard';
import type { Rounding } from '../../../lib/orders/rounding';
import type { SalesOrder } from '../../../lib/orders/sales-order';
import { type Cart, carts, sell } from './shop-model';
import { book, type TillLine } from './till-model';

const read = (order: unknown, rounding?: Rounding): SalesOrder => salesOrderFromEcwid(order, { homeCountry: 'NL', rounding });

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

/** Without store credit: whether a total is before or after some cents of it cannot be told from a wrong total. */
const plain = (cart: Cart): Cart => ({ ...cart, storeCredit: 0 });

/** The order with another total, in currency units. */
function withTotal(order: Record<string, unknown>, cents: number): Record<string, unknown> {
  return { ...order, total: Number((Number(order.total) + cents / 100).toFixed(2)) };
}

/** A till with a VAT code for every rate of the order, and the order as the default mapping would send it. */
function mapped(sales: SalesOrder): { record: { vatMethod: string; lineList: TillLine[] }; rates: Map<number, number> } {
  const keys = [...new Set(sales.lines.map(({ vatKey }) => vatKey))];
  const lineList = sales.lines.map(({ quantity, unitPrice, vatKey }) => ({
    data: { quantity, price: unitPrice, vatCode: keys.indexOf(vatKey) + 1 },
  }));
  const vatMethod = sales.pricesIncludeTax ? 'VAT-METHOD-INCLUSIVE' : 'VAT-METHOD-EXCLUSIVE';
  return { record: { vatMethod, lineList }, rates: new Map(keys.map((key, index) => [index + 1, Number(key.split('/')[1])])) };
}

describe('Any order of a shop', () => {
  it('comes to the cent to what the shop sold: in all, per item, per VAT rate, and what was paid how (81)', () => {
    fc.assert(
      fc.property(carts, (cart) => {
        const sold = sell(cart);
        const sales = read(sold.order);
        assert.equal(sales.total, sold.total);
        assert.equal(sales.totalVat, sold.tax);
        assert.equal(sum(sales.lines.map(({ total }) => total)) + (sold.pricesIncludeTax ? 0 : sold.tax), sold.total);

        const items = new Map<string, { total: number; thousandths: number }>();
        for (const { sku = '', total, quantity, unitPrice } of sales.lines) {
          assert(Number.isSafeInteger(unitPrice) && unitPrice >= 0 && quantity > 0);
          const item = items.get(sku) ?? { total: 0, thousandths: 0 };
          items.set(sku, { total: item.total + total, thousandths: item.thousandths + Math.round(quantity * 1000) });
        }
        for (const [sku, { total, quantity }] of sold.items) {
          assert.deepEqual(items.get(sku), { total, thousandths: Math.round(quantity * 1000) });
        }

        const perRate = new Map<number, number>();
        for (const { kind, vatRate, total } of sales.lines) {
          if (total > 0 && !(sold.shippingAtGoodsRates && kind === 'shipping'))
            perRate.set(vatRate, (perRate.get(vatRate) ?? 0) + total);
        }
        assert.deepEqual(perRate, sold.perRate);
        const vatPerRate = sales.vat.filter(({ vat }) => vat !== 0).map(({ rate, vat }) => [rate, vat] as const);
        assert.deepEqual(new Map(vatPerRate), sold.vatPerRate);

        const paid = { giftCard: 0, storeCredit: 0, payment: 0 };
        for (const { kind, amount } of sales.payments) paid[kind] += amount;
        assert.deepEqual(paid, sold.payments);
      }),
      { numRuns: 20_000 },
    );
  }).timeout(60_000);

  it('is booked by a till for exactly that, and let through by both guards (81)', () => {
    fc.assert(
      fc.property(carts, (cart) => {
        const sold = sell(cart);
        const sales = read(sold.order);
        const { record, rates } = mapped(sales);
        const answer = book(record.lineList, sold.pricesIncludeTax, rates);
        if (sold.pricesIncludeTax) assert.equal(answer.totalInclAmount, sold.total);
        // The till rounds the VAT on top of net prices by rules of its own.
        const rounding: Rounding = sold.pricesIncludeTax
          ? { policy: 'hold', cents: 0 }
          : { policy: 'tolerance', cents: sales.lines.length };
        checkAnswer(checkTotals(sales, record, rounding), answer);
      }),
      { numRuns: 2000 },
    );
  });

  it('is held as soon as one cent is missing or too many (81)', () => {
    fc.assert(
      fc.property(carts, fc.constantFrom(-1, 1), (cart, cent) => {
        assert.throws(() => read(withTotal(sell(plain(cart)).order, cent)), { code: 'ORDER_TOTAL_DIFFERS' });
      }),
      { numRuns: 500 },
    );
  });

  it('gets a rounding line for the cents that may be rounded, and comes to the total of the shop then (81)', () => {
    fc.assert(
      fc.property(carts, fc.integer({ min: -8, max: 8 }), (cart, cents) => {
        const sold = sell(plain(cart));
        const order = withTotal(sold.order, cents);
        const rounding: Rounding = { policy: 'line', cents: 5 };
        if (Math.abs(cents) > 5) return void assert.throws(() => read(order, rounding), { code: 'ORDER_TOTAL_DIFFERS' });
        const sales = read(order, rounding);
        assert.equal(sales.total, sold.total + cents);
        assert.deepEqual(
          sales.lines.filter(({ kind }) => kind === 'rounding').map(({ total, vatKey }) => [total, vatKey]),
          cents === 0 ? [] : [[cents, 'NL/0']],
        );
      }),
      { numRuns: 500 },
    );
  });
});
