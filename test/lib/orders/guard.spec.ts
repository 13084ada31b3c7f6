import assert from 'node:assert/strict';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { checkAnswer, checkTotals, type ExpectedTotals } from '../../../lib/orders/guard';
import type { Rounding } from '../../../lib/orders/rounding';
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

  it('compares the rates beside lines of text, which cost nothing and have no VAT code', () => {
    const record = mapped(sales);
    record.lineList.push({ data: { quantity: 1, price: 0 } });
    assert.doesNotThrow(() => checkTotals(sales, record));
    record.lineList[1].data.vatCode = 2;
    assert.throws(() => checkTotals(sales, record), { message: /per VAT rate/ });
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

  it('tells what the till has to come to, in all and at each rate', () => {
    assert.deepEqual(checkTotals(sales, mapped(sales)), {
      total: 2410,
      pricesIncludeTax: true,
      vat: [
        { rate: 21, amount: 1210 },
        { rate: 9, amount: 1200 },
      ],
      tolerance: 0,
    });
  });

  it('cannot tell the amounts per rate when the mapping changes between prices with and without VAT', () => {
    const lineList = [
      { data: { quantity: 1, price: 1000 } },
      { data: { quantity: 2, price: 550 } },
      { data: { quantity: 1, price: 1 } },
    ];
    assert.deepEqual(checkTotals(sales, { vatMethod: 'VAT-METHOD-EXCLUSIVE', lineList }).vat, []);
  });

  it('lets through a difference of as many cents as are tolerated, and no more', () => {
    const tolerance: Rounding = { policy: 'tolerance', cents: 2 };
    const record = mapped(sales);
    record.lineList[0].data.price = 1212;
    assert.equal(checkTotals(sales, record, tolerance).tolerance, 2);
    assert.throws(() => checkTotals(sales, record, { policy: 'line', cents: 2 }), { code: 'ORDER_MAPPING_TOTAL' });
    record.lineList[0].data.price = 1213;
    assert.throws(() => checkTotals(sales, record, tolerance), { code: 'ORDER_MAPPING_TOTAL' });
  });

  it('holds what is tolerated in all, but not at each rate', () => {
    const record = mapped(sales);
    record.lineList[0].data.price = 1214;
    record.lineList[1].data.price = 598;
    assert.throws(() => checkTotals(sales, record, { policy: 'tolerance', cents: 2 }), { message: /per VAT code/ });
  });

  it('asks for the rounding line as for any other', () => {
    const rounding: Rounding = { policy: 'line', cents: 5 };
    const rounded = salesOrderFromEcwid({ ...twoRates, total: 24.13 }, { homeCountry: 'NL', rounding });
    const record = mapped(rounded);
    assert.deepEqual(checkTotals(rounded, record, rounding).vat[2], { rate: 0, amount: 3 });
    record.lineList.pop();
    assert.throws(() => checkTotals(rounded, record, rounding), { message: /come to 24\.10, the webshop sold for 24\.13/ });
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

  const groups = (...amounts: [vatPercentage: number, exclAmount: number, vatAmount: number][]) => ({
    ...answer,
    vatGroupList: amounts.map(([vatPercentage, exclAmount, vatAmount]) => ({ vatCode: 1, vatPercentage, exclAmount, vatAmount })),
  });
  const expected: ExpectedTotals = {
    total: 2410,
    pricesIncludeTax: true,
    vat: [
      { rate: 21, amount: 1210 },
      { rate: 9, amount: 1200 },
    ],
    tolerance: 0,
  };

  it('compares the amounts with VAT of each rate, however the till rounds the VAT in them (81)', () => {
    assert.doesNotThrow(() => checkAnswer(expected, groups([9, 1101, 99], [21, 1000, 210])));
    assert.doesNotThrow(() => checkAnswer(expected, groups([9, 1100, 100], [21, 1001, 209])));
  });

  it('says that a VAT code of the till stands for another rate, with the amounts at each (81)', () => {
    assert.throws(() => checkAnswer(expected, groups([9, 2211, 199])), {
      code: 'ORDER_TILL_VAT',
      disposition: 'hold',
      message: 'Order SHOP-XJ12H: it is in the till as 2026-512 with 9%: 24.10, but the webshop sold 21%: 12.10, 9%: 12.00.',
    });
    assert.throws(() => checkAnswer(expected, groups([9, 1102, 99], [21, 999, 210])), { code: 'ORDER_TILL_VAT' });
  });

  it('compares net prices by their net amounts', () => {
    const net = { total: 1210, pricesIncludeTax: false, vat: [{ rate: 21, amount: 1000 }], tolerance: 0 };
    assert.doesNotThrow(() => checkAnswer(net, { ...groups([21, 1000, 210]), totalInclAmount: 1210 }));
    assert.throws(() => checkAnswer(net, { ...groups([21, 999, 211]), totalInclAmount: 1210 }), { code: 'ORDER_TILL_VAT' });
  });

  it('lets through what is tolerated, in all and at each rate', () => {
    const tolerant = { ...expected, tolerance: 2 };
    assert.doesNotThrow(() => checkAnswer(tolerant, { ...groups([9, 1101, 99], [21, 1000, 212]), totalInclAmount: 2412 }));
    assert.throws(() => checkAnswer(tolerant, { ...answer, totalInclAmount: 2413 }), { code: 'ORDER_TILL_TOTAL' });
    assert.throws(() => checkAnswer(tolerant, groups([9, 1104, 99], [21, 997, 210])), { code: 'ORDER_TILL_VAT' });
  });

  it('does not mind how the till calls the rate of a group without VAT', () => {
    const free = { total: 1000, pricesIncludeTax: false, vat: [{ rate: 0, amount: 1000 }], tolerance: 0 };
    for (const rate of [0, 21]) {
      assert.doesNotThrow(() => checkAnswer(free, { ...groups([rate, 1000, 0]), totalInclAmount: 1000 }));
    }
    assert.throws(() => checkAnswer(free, { ...groups([21, 826, 174]), totalInclAmount: 1000 }), { code: 'ORDER_TILL_VAT' });
  });

  it('knows a rate with a half percent by its whole percents', () => {
    const half = { total: 1055, pricesIncludeTax: true, vat: [{ rate: 5.5, amount: 1055 }], tolerance: 0 };
    for (const rate of [5, 5.5, 6]) {
      assert.doesNotThrow(() => checkAnswer(half, { ...groups([rate, 1000, 55]), totalInclAmount: 1055 }));
    }
  });

  it('has only the total to go by when the till tells no groups', () => {
    assert.doesNotThrow(() => checkAnswer(expected, answer));
    assert.doesNotThrow(() => checkAnswer(expected, groups()));
  });

  it('names an invoice by its own ids', () => {
    const invoice = { extInvoiceId: 'SHOP-XJ12H', invoiceId: 'i-1', totalInclAmount: 1 };
    assert.throws(() => checkAnswer(2410, invoice), { message: /^Order SHOP-XJ12H: it is in the till as i-1 for 0\.01/ });
  });

  it('does not take an answer without a total for a good one', () => {
    assert.throws(() => checkAnswer(2410, { extOrderId: 'X', orderId: 'abc' }), {
      code: 'ORDER_TILL_TOTAL',
      message: /as abc, but the till told no total/,
    });
  });
});
