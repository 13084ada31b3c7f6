import assert from 'node:assert/strict';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { checkAnswer, checkTotals } from '../../../lib/orders/guard';
import type { SalesOrder } from '../../../lib/orders/sales-order';
import { goodsTax, item, order } from './order-builder';

const CODES: Record<string, number> = { 'NL/21': 2, 'NL/9': 1, 'NL/0': 3 };

const twoRates = order({
  total: 24.1,
  items: [item({ sku: '1' }), item({ sku: '2', quantity: 2, price: 6, taxes: [goodsTax(9, 0.99)] })],
  tax: 3.09,
});

const read = (input: unknown): SalesOrder => salesOrderFromEcwid(input, { homeCountry: 'NL' });

function mapped(
  sales: SalesOrder,
  vatMethod = 'VAT-METHOD-INCLUSIVE',
): { vatMethod: string; lineList: { data: Record<string, unknown> }[] } {
  const lineList = sales.lines.map((line) => ({
    data: { quantity: line.quantity, price: line.unitPrice, vatCode: CODES[line.vatKey] },
  }));
  return { vatMethod, lineList };
}

describe('The guard of a mapped order', () => {
  const sales = read(twoRates);

  it('lets through what was sold, to the cent', () => {
    assert.doesNotThrow(() => checkTotals(sales, mapped(sales)));
  });

  it('holds a mapping that loses a line, names both amounts (81)', () => {
    const record = mapped(sales);
    record.lineList.pop();
    assert.throws(() => checkTotals(sales, record), {
      code: 'ORDER_MAPPING_TOTAL',
      disposition: 'hold',
      message: 'Order SHOP-XJ12H: the mapped lines come to 12.10, the webshop sold for 24.10.',
    });
  });

  it('holds a mapping that moves money between VAT rates (81)', () => {
    const record = mapped(sales);
    record.lineList[0].data.price = 1211;
    record.lineList[1].data = { quantity: 1, price: 1199, vatCode: 1 };
    assert.throws(() => checkTotals(sales, record), {
      code: 'ORDER_MAPPING_TOTAL',
      message: /per VAT code \(2: 12\.11, 1: 11\.99\)/,
    });
  });

  it('holds a mapping that puts two rates under one code (81)', () => {
    const record = mapped(sales);
    for (const { data } of record.lineList) data.vatCode = 2;
    assert.throws(() => checkTotals(sales, record), { code: 'ORDER_MAPPING_TOTAL', message: /per VAT rate/ });
  });

  it('leaves the rates alone where the till takes the VAT of the article', () => {
    const record = mapped(sales);
    delete record.lineList[0].data.vatCode;
    assert.doesNotThrow(() => checkTotals(sales, record));
  });

  it('compares net orders by their net prices', () => {
    const net = read(
      order({ pricesIncludeTax: false, total: 12.1, tax: 2.1, items: [item({ price: 10, taxes: [goodsTax(21, 2.1)] })] }),
    );
    const record = mapped(net, 'VAT-METHOD-EXCLUSIVE');
    assert.doesNotThrow(() => checkTotals(net, record));
    record.lineList[0].data.priceExcl = 999;
    assert.throws(() => checkTotals(net, record), { code: 'ORDER_MAPPING_TOTAL' });
    assert.throws(() => checkTotals(net, mapped(net)), {
      code: 'ORDER_MAPPING_TOTAL',
      message: /come to 10\.00, the webshop sold for 12\.10/,
    });
  });

  it('compares a reverse charge by its net prices', () => {
    const shifted = read(order({ reversedTaxApplied: true, total: 10, tax: 0, items: [item({ price: 10, taxes: [] })] }));
    assert.doesNotThrow(() => checkTotals(shifted, mapped(shifted, 'VAT-METHOD-SHIFTED')));
  });

  it('multiplies decimal quantities exactly', () => {
    const record = { lineList: [{ data: { quantity: 0.605, price: 2000 } }] };
    assert.doesNotThrow(() => checkTotals(read(order()), record));
  });

  it('holds lines with a discount of their own, without quantity, or with a price that is no cents', () => {
    for (const data of [
      { quantity: 1, price: 1210, discountAmount: 10 },
      { quantity: 1, price: 12.1 },
      { price: 1210 },
      { quantity: 1 },
    ]) {
      assert.throws(() => checkTotals(read(order()), { lineList: [{ data }] }), {
        code: 'ORDER_MAPPING_TOTAL',
        message: /mapped line 1/,
      });
    }
    assert.throws(() => checkTotals(read(order()), {}), { code: 'ORDER_MAPPING_TOTAL' });
  });
});

describe('The guard of a booked order', () => {
  const answer = { extOrderId: 'SHOP-XJ12H', transactionString: '2026-512', totalInclAmount: 2410 };

  it('lets through the total of the shop', () => {
    assert.doesNotThrow(() => checkAnswer(2410, answer));
  });

  it('says that the order is in the till, with both amounts (81)', () => {
    assert.throws(() => checkAnswer(2411, answer), {
      code: 'ORDER_TILL_TOTAL',
      disposition: 'hold',
      message: 'Order SHOP-XJ12H: it is in the till as 2026-512 for 24.10, but the webshop sold for 24.11.',
    });
  });

  it('does not take an answer without a total for a good one', () => {
    assert.throws(() => checkAnswer(2410, { extOrderId: 'X', orderId: 'abc' }), {
      code: 'ORDER_TILL_TOTAL',
      message: /as abc, but the till told no total/,
    });
  });
});
