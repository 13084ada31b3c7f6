import assert from 'node:assert/strict';
import fc from 'fast-check';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { carts, sell } from './shop-model';

describe('Any order of a shop', () => {
  it('comes to the total of the shop, with every line exact (81)', () => {
    fc.assert(
      fc.property(carts, (cart) => {
        const sold = sell(cart);
        const sales = salesOrderFromEcwid(sold.order, { homeCountry: 'NL' });
        assert.equal(sales.total, sold.total);
        assert.equal(sales.totalVat, sold.tax);
        assert.equal(
          sales.payments.reduce((sum, { amount }) => sum + amount, 0),
          sold.total,
        );
        const quantities = new Map<string, number>();
        for (const line of sales.lines) {
          assert.equal(line.total, line.quantity * line.unitPrice);
          assert.equal(line.discount, line.quantity * (line.originalUnitPrice - line.unitPrice));
          assert(Number.isInteger(line.unitPrice) && line.unitPrice >= 0 && Number.isInteger(line.quantity) && line.quantity > 0);
          if (line.sku) quantities.set(line.sku, (quantities.get(line.sku) ?? 0) + line.quantity);
        }
        assert.deepEqual(quantities, sold.quantities);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps what the shop sold at each VAT rate, to the cent when it tells the shares (81)', () => {
    fc.assert(
      fc.property(carts, (cart) => {
        const sold = sell({ ...cart, shares: true });
        const sales = salesOrderFromEcwid(sold.order, { homeCountry: 'NL' });
        const perRate = sales.vat.filter(({ total }) => total !== 0).map(({ rate, total }) => [rate, total] as const);
        assert.deepEqual(new Map(perRate), sold.perRate);
      }),
      { numRuns: 1000 },
    );
  });

  it('is held as soon as one cent is missing or too many (81)', () => {
    fc.assert(
      fc.property(carts, fc.constantFrom(-1, 1), (cart, cent) => {
        const { order } = sell(cart);
        const changed = { ...order, total: Number((Number(order.total) + cent / 100).toFixed(2)) };
        assert.throws(() => salesOrderFromEcwid(changed, { homeCountry: 'NL' }), { code: 'ORDER_TOTAL_DIFFERS' });
      }),
      { numRuns: 300 },
    );
  });
});
