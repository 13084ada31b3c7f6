import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkShopTotal, tillSale } from '../../../lib/orders/till-sale';
import { ecwidOrderBody, isFromTill, type WantedOrder } from '../../../lib/orders/to-ecwid';

type Json = Record<string, unknown>;

/** A line of the till: cents with and without VAT of the whole line. */
const line = (quantity: number, incl: number, excl: number, fields: Json = {}) => ({
  articleNumber: 2101,
  text: 'Koffie',
  data: { quantity, totalInclAmount: incl, totalExclAmount: excl, vatCode: 1, vatPercentage: 9 },
  ...fields,
});

const order = (lines: Json[], fields: Json = {}): Json => ({
  orderId: 'a-1',
  transactionString: '2026-12',
  vatMethod: 'VAT-METHOD-INCLUSIVE',
  totalInclAmount: lines.reduce((sum, { data }) => sum + Number((data as Json)?.totalInclAmount ?? 0), 0),
  lineList: lines,
  ...fields,
});

describe('A till order as the shop can take it', () => {
  it('has whole quantities at the price of the till', () => {
    assert.deepEqual(tillSale(order([line(2, 2590, 2376)])).lines, [
      { articleNumber: 2101, text: 'Koffie', quantity: 2, price: 1295, vatRate: 9, vat: 214 },
    ]);
  });

  it('makes one piece of a weighed quantity, for the price of all', () => {
    const [sold] = tillSale(order([line(0.75, 1331, 1221)])).lines;
    assert.deepEqual([sold.text, sold.quantity, sold.price], ['0.75 × Koffie', 1, 1331]);
  });

  it('makes one piece of a discounted line that does not divide', () => {
    const [sold] = tillSale(order([line(3, 1000, 917)])).lines;
    assert.deepEqual([sold.text, sold.quantity, sold.price], ['3 × Koffie', 1, 1000]);
  });

  it('comes to the VAT per code that the till states, to the cent', () => {
    const lines = [line(1, 1000, 917), line(1, 1000, 917), line(1, 1000, 917)];
    const sale = tillSale(order(lines, { vatGroupList: [{ vatCode: 1, vatPercentage: 9, vatAmount: 248, exclAmount: 2752 }] }));
    assert.deepEqual(
      sale.lines.map(({ vat }) => vat),
      [83, 83, 82],
    );
  });

  it('has net prices when the till sold without VAT', () => {
    const sale = tillSale(order([line(2, 2590, 2376)], { vatMethod: 'VAT-METHOD-EXCLUSIVE' }));
    assert.equal(sale.pricesIncludeTax, false);
    assert.deepEqual([sale.lines[0].price, sale.lines[0].vat], [1188, 214]);
  });

  it('has no VAT when it is shifted to the buyer', () => {
    const sale = tillSale(order([line(2, 2376, 2376)], { vatMethod: 'VAT-METHOD-SHIFTED' }));
    assert.deepEqual([sale.reverseCharge, sale.lines[0].vatRate, sale.lines[0].vat], [true, 0, 0]);
  });

  it('leaves out lines of text and takes options along', () => {
    const option = line(1, 50, 46, { articleNumber: 3001, text: 'Havermelk' });
    const cup = line(1, 300, 275, { preparationList: [option] });
    const sale = tillSale(order([cup, { articleNumber: 0, text: 'Graag inpakken' }], { totalInclAmount: 350 }));
    assert.deepEqual(
      sale.lines.map(({ text }) => text),
      ['Koffie', 'Havermelk'],
    );
  });

  const held: [string, Json, string][] = [
    ['goods are taken back', order([line(-1, -1295, -1188)]), 'ORDER_TILL_RETURN'],
    ['its lines do not come to its total', order([line(1, 1295, 1188)], { totalInclAmount: 1300 }), 'ORDER_TILL_LINES'],
  ];
  for (const [what, input, code] of held) {
    it(`is held when ${what}`, () => assert.throws(() => tillSale(input), { code, disposition: 'hold' }));
  }

  it('recognises the country of an address in any notation', () => {
    const address = {
      name: 'Voorbeeld BV',
      contact: 'Test Koper',
      address: 'Kade 5',
      zipcode: '9000',
      city: 'Gent',
      country: 'België',
    };
    assert.deepEqual(tillSale(order([line(1, 1295, 1188)], { invoiceAddress: address })).invoiceAddress, {
      name: 'Test Koper',
      companyName: 'Voorbeeld BV',
      street: 'Kade 5',
      postalCode: '9000',
      city: 'Gent',
      countryCode: 'BE',
    });
  });
});

describe('The body of a shop order', () => {
  const wanted = (sale: ReturnType<typeof tillSale>): WantedOrder => ({
    tillOrderId: 'a-1',
    tillOrderNumber: '2026-12',
    email: 'koper@example.com',
    paymentStatus: 'PAID',
    fulfillmentStatus: 'PROCESSING',
    pricesIncludeTax: sale.pricesIncludeTax,
    total: sale.total,
    items: sale.lines.map(({ articleNumber, text, ...amounts }) => ({ sku: String(articleNumber), name: text, ...amounts })),
  });

  it('names items by SKU only, so that a paid order takes nothing off stock', () => {
    const body = ecwidOrderBody(wanted(tillSale(order([line(2, 2590, 2376)]))));
    assert.deepEqual(body.items, [
      {
        sku: '2101',
        name: 'Koffie',
        quantity: 2,
        price: 12.95,
        tax: 2.14,
        taxes: [{ name: 'VAT 9%', value: 9, total: 2.14, taxOnDiscountedSubtotal: 2.14, taxOnShipping: 0, includeInPrice: true }],
      },
    ]);
    assert.deepEqual([body.subtotal, body.tax, body.total], [25.9, 2.14, 25.9]);
  });

  it('is marked as one of the till', () => {
    const body = ecwidOrderBody(wanted(tillSale(order([line(1, 1295, 1188)]))));
    assert.equal(body.externalTransactionId, 'mplus-a-1');
    assert.ok(isFromTill(body));
    assert.ok(!isFromTill({ externalTransactionId: 'tr_1' }));
    assert.ok(!('tillOrderId' in body));
  });

  it('comes to the cents of the till for any order (81)', () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const lines = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 0.75, 1.255), cents, fc.constantFrom(9, 21)), { minLength: 1 });
    fc.assert(
      fc.property(lines, fc.boolean(), (rows, gross) => {
        const list = rows.map(([quantity, incl, rate]) => {
          const excl = Math.round(incl / (1 + rate / 100));
          return line(quantity, incl, excl, {
            data: { quantity, totalInclAmount: incl, totalExclAmount: excl, vatCode: rate === 9 ? 1 : 2, vatPercentage: rate },
          });
        });
        const source = order(list, gross ? {} : { vatMethod: 'VAT-METHOD-EXCLUSIVE' });
        const mapped = wanted(tillSale(source));
        checkShopTotal(tillSale(source), mapped as unknown as Json);
        const body = ecwidOrderBody(mapped);
        const due = Number(body.subtotal) + (gross ? 0 : Number(body.tax));
        assert.equal(Math.round(due * 100), source.totalInclAmount);
        assert.equal(Math.round(Number(body.total) * 100), source.totalInclAmount);
      }),
    );
  });

  it('is held when the mapping changed an amount', () => {
    const sale = tillSale(order([line(1, 1295, 1188)]));
    const mapped = { ...wanted(sale), total: 1290 } as unknown as Json;
    assert.throws(() => checkShopTotal(sale, mapped), { code: 'ORDER_SHOP_TOTAL' });
  });
});
