/** What an order becomes besides the order itself: an invoice, a change, and what optional tables and settings add. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultMapping } from '../../../lib/mapping/defaults';
import { Mapper, type MappingInput } from '../../../lib/mapping/mapper';
import type { TableDefinition } from '../../../lib/mapping/value-table';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { checkTotals } from '../../../lib/orders/guard';
import { goodsTax, item, order, PERSON, shippingTax } from '../orders/order-builder';
import { carts, sell } from '../orders/shop-model';
import { ENGINES } from './engines';

type Json = Record<string, unknown>;
type Target = 'mplus-order' | 'mplus-order-change' | 'mplus-invoice';

const table = (name: string, rows: Record<string, string>, more: Partial<TableDefinition> = {}): TableDefinition => ({
  name,
  rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  fallback: 'hold',
  default: '',
  ...more,
});

const TABLES = [
  table('paymentMethods', { iDEAL: 'IDEAL', 'Gift card': '7', 'Store credit': '8' }),
  table('deliveryMethods', { PostNL: 'BEZORGEN', Pickup: '2' }),
  table('shippingArticles', { PostNL: '999', Pickup: '998' }),
  table('extraArticles', { fee: '997', surcharge: '996' }),
  table('vatCodes', {
    'NL/21': '2',
    'NL/19': '5',
    'NL/9': '1',
    'NL/5.5': '4',
    'NL/2.1': '0',
    'NL/0': '3',
    'BE/21': '2',
    'BE/0': '3',
  }),
];

const SETTINGS = { branchNumber: 1, workplaceNumber: 10, employeeNumber: 999999 };

const ADDRESS = {
  name: 'Test Buyer',
  contact: '',
  companyName: '',
  address: 'Dorpsstraat 1 bis',
  zipcode: '3511 AA',
  city: 'Utrecht',
  country: 'Nederland',
};

for (const [line, evaluate] of ENGINES) {
  async function map(target: Target, input: unknown, more: Partial<MappingInput> = {}): Promise<Json> {
    const mapper = new Mapper({ expression: defaultMapping('ecwid-order', target), evaluate, target });
    const payload = salesOrderFromEcwid(input, { homeCountry: 'NL' });
    const articles = Object.fromEntries(
      payload.lines.filter(({ sku }) => sku).map(({ sku }) => [sku, { articleNumber: Number(sku) }]),
    );
    const relation = { relationNumber: 682 };
    const mapped = await mapper.map({ payload, relation, links: { articles }, settings: SETTINGS, tables: TABLES, ...more });
    checkTotals(payload, mapped);
    return mapped;
  }

  const shipped = {
    total: 17.05,
    tax: 2.96,
    shippingOption: { shippingMethodName: 'PostNL', shippingRate: 4.95, fulfillmentType: 'SHIPPING' },
    taxesOnShipping: [shippingTax(21, 0.86)],
  };

  describe(`The default mapping of invoices on ${line} (14)`, () => {
    it('makes a complete invoice of an order (9, 16, 20)', async () => {
      assert.deepEqual(await map('mplus-invoice', order(shipped)), {
        extInvoiceId: 'SHOP-XJ12H',
        reference: 'Webshop SHOP-XJ12H',
        relationNumber: 682,
        entryBranchNumber: 1,
        financialBranchNumber: 1,
        workplaceNumber: 10,
        employeeNumber: 999999,
        invoiceAddress: ADDRESS,
        deliveryAddress: ADDRESS,
        vatMethod: 'VAT-METHOD-INCLUSIVE',
        lineList: [
          { articleNumber: 1401, text: 'T-shirt', data: { quantity: 1, price: 1210, vatCode: 2 } },
          { articleNumber: 999, text: 'PostNL', data: { quantity: 1, price: 495, vatCode: 2 } },
        ],
        paymentList: [{ method: 'IDEAL', amount: 1705, externalReference: 'tr_1' }],
      });
    });

    it('has every payment that is in, and none that is not (15)', async () => {
      const partly = { total: 2.1, giftCardRedemption: 10, giftCardCode: 'GC-1' };
      assert.deepEqual((await map('mplus-invoice', order(partly))).paymentList, [
        { method: '7', amount: 1000, externalReference: 'GC-1' },
        { method: 'IDEAL', amount: 210, externalReference: 'tr_1' },
      ]);
      const unpaid = await map('mplus-invoice', order({ paymentStatus: 'AWAITING_PAYMENT' }));
      assert(!('paymentList' in unpaid));
    });

    it('is due after the days that the payment method gives (15)', async () => {
      const terms = (to: string) => ({ tables: [...TABLES, table('paymentTerms', { iDEAL: to })] });
      assert.equal((await map('mplus-invoice', order(), terms('30'))).dueDate, '2026-01-31');
      assert.equal((await map('mplus-invoice', order(), terms('0'))).dueDate, '2026-01-01');
      for (const without of [terms(''), {}]) assert(!('dueDate' in (await map('mplus-invoice', order(), without))));
    });

    it('shifts the VAT of a reverse charge, and sends net prices as such (81)', async () => {
      const shifted = { reversedTaxApplied: true, total: 10, tax: 0, items: [item({ price: 10, taxes: [] })] };
      const mapped = await map('mplus-invoice', order({ ...shifted, shippingPerson: { ...PERSON, countryCode: 'BE' } }));
      assert.equal(mapped.vatMethod, 'VAT-METHOD-SHIFTED');
      const net = order({ pricesIncludeTax: false, items: [item({ price: 10, taxes: [goodsTax(21, 2.1)] })] });
      const { vatMethod, lineList } = await map('mplus-invoice', net);
      assert.equal(vatMethod, 'VAT-METHOD-EXCLUSIVE');
      assert.deepEqual((lineList as Json[])[0].data, { quantity: 1, price: 1000, priceExcl: 1000, vatCode: 2 });
    });

    it('names the VAT country only when it is another one (4)', async () => {
      assert.equal(
        (await map('mplus-invoice', order({ shippingPerson: { ...PERSON, countryCode: 'BE' } }))).vatCountryIso3,
        'BEL',
      );
      assert(!('vatCountryIso3' in (await map('mplus-invoice', order()))));
    });

    it('books fee and surcharge on their articles', async () => {
      const extras = {
        total: 15.1,
        tax: 2.62,
        handlingFee: { name: 'Packing', value: 2, taxes: [shippingTax(21, 0.35)] },
        customSurcharges: [{ total: 1, description: 'Gift wrap', taxes: [shippingTax(21, 0.17)] }],
      };
      const { lineList } = await map('mplus-invoice', order(extras));
      assert.deepEqual(
        (lineList as Json[]).map(({ articleNumber }) => articleNumber),
        [1401, 997, 996],
      );
    });

    it('is held for a payment method that its table has not (83)', async () => {
      await assert.rejects(map('mplus-invoice', order({ paymentMethod: 'Klarna' })), { code: 'VALUE_TABLE_MISS' });
    });

    it('needs no delivery method, which an invoice has not', async () => {
      const tables = TABLES.filter(({ name }) => name !== 'deliveryMethods');
      assert(await map('mplus-invoice', order(), { tables }));
    });

    it('carries any order over to the cent (81)', async () => {
      await fc.assert(
        fc.asyncProperty(carts, async (cart) => {
          await map('mplus-invoice', sell(cart).order);
        }),
        { numRuns: 40 },
      );
    });
  });

  for (const target of ['mplus-order', 'mplus-invoice'] as const) {
    describe(`What optional tables add to ${target} on ${line}`, () => {
      const withTable = async (definition: TableDefinition, input: unknown = order()) =>
        map(target, input, { tables: [...TABLES, definition] });

      it('is the order category, by the payment status', async () => {
        const categories = table('orderCategories', { PAID: '2' });
        assert.equal((await withTable(categories)).orderCategoryNumber, 2);
        await assert.rejects(withTable(categories, order({ paymentStatus: 'AWAITING_PAYMENT' })), { code: 'VALUE_TABLE_MISS' });
        const lenient = { ...categories, fallback: 'default' as const };
        assert(!('orderCategoryNumber' in (await withTable(lenient, order({ paymentStatus: 'AWAITING_PAYMENT' })))));
      });

      it('is the branch of turnover and stock, by the shipping method; it is entered at the branch of the connection (20)', async () => {
        const { entryBranchNumber, financialBranchNumber, workplaceNumber } = await withTable(table('branches', { PostNL: '2' }));
        assert.deepEqual([entryBranchNumber, financialBranchNumber, workplaceNumber], [1, 2, 10]);
        const other = { ...table('branches', { Pickup: '2' }), fallback: 'default' as const };
        assert.equal((await withTable(other)).financialBranchNumber, 1);
      });

      it('is a line of text for every line of the remark, on an article or on none', async () => {
        const remarked = order({ orderComments: 'Ring twice\r\n\n please\n' });
        const texts = async (to: string) =>
          ((await withTable(table('textLines', { comments: to }), remarked)).lineList as Json[]).slice(1);
        const text = (articleNumber: number, words: string) => ({ articleNumber, text: words, data: { quantity: 1, price: 0 } });
        assert.deepEqual(await texts('0'), [text(0, 'Ring twice'), text(0, 'please')]);
        assert.deepEqual(await texts('9100'), [text(9100, 'Ring twice'), text(9100, 'please')]);
        assert.deepEqual(await texts(''), []);
        assert.equal(((await map(target, remarked)).lineList as Json[]).length, 1);
        assert.equal(((await withTable(table('textLines', { comments: '0' }))).lineList as Json[]).length, 1);
      });

      it('is the revenue account by country (6)', async () => {
        const { lineList } = await withTable(table('turnoverGroups', { NL: '80' }));
        assert.equal(((lineList as Json[])[0].data as Json).turnoverGroup, 80);
      });
    });
  }

  describe(`The delivery period of an order on ${line}`, () => {
    const pickup = { shippingMethodName: 'Pickup', isPickup: true, fulfillmentType: 'PICKUP', shippingRate: 0 };

    it('begins at the time of pickup', async () => {
      const mapped = await map('mplus-order', order({ shippingOption: pickup, pickupTime: '2026-06-12 14:00:00 +0000' }));
      const { deliveryDate, deliveryPeriodBegin } = mapped;
      assert.deepEqual([deliveryDate, deliveryPeriodBegin], ['2026-06-12', '2026-06-12T14:00:00+00:00']);
      assert(!('deliveryPeriodEnd' in mapped));
    });

    it('ends when it has to be there at the latest', async () => {
      const { deliveryDate, deliveryPeriodEnd } = await map(
        'mplus-order',
        order({ latestDeliveryDate: '2026-06-13 18:00:00 +0000' }),
      );
      assert.deepEqual([deliveryDate, deliveryPeriodEnd], ['2026-06-13', '2026-06-13T18:00:00+00:00']);
    });

    it('is not there for an order without either, whatever the shop sends for it', async () => {
      for (const latestDeliveryDate of [undefined, null, '', 'soon', 7]) {
        const mapped = await map('mplus-order', order({ latestDeliveryDate }));
        for (const field of ['deliveryDate', 'deliveryPeriodBegin', 'deliveryPeriodEnd']) assert(!(field in mapped), field);
      }
    });
  });

  describe(`A changed order on ${line}`, () => {
    it('is mapped like the order itself, so that only an edit makes a difference; whose it is does not matter', async () => {
      const changed = await map('mplus-order-change', order(shipped), { relation: {} });
      const { relationNumber, ...created } = await map('mplus-order', order(shipped));
      assert.equal(relationNumber, 682);
      assert.deepEqual(changed, created);
    });

    it('needs its number', async () => {
      const nameless = { expression: '{ "lineList": [] }', evaluate, target: 'mplus-order-change' as const };
      await assert.rejects(new Mapper(nameless).map({ payload: {} }), {
        code: 'MAPPING_INVALID',
        message: /extOrderId is missing/,
      });
    });
  });
}
