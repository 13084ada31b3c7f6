import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultMapping } from '../../../lib/mapping/defaults';
import { Mapper, type MappingInput } from '../../../lib/mapping/mapper';
import type { TableDefinition } from '../../../lib/mapping/value-table';
import { type FromEcwidOptions, salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { checkTotals } from '../../../lib/orders/guard';
import { goodsTax, item, order, PERSON, shippingTax } from '../orders/order-builder';
import { carts, sell } from '../orders/shop-model';
import { ENGINES } from './engines';

type Json = Record<string, unknown>;

const table = (name: string, rows: Record<string, string>): TableDefinition => ({
  name,
  rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  fallback: 'hold',
  default: '',
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

for (const [line, evaluate] of ENGINES) {
  describe(`The default mapping of orders on ${line}`, () => {
    const mapper = new Mapper({ expression: defaultMapping('ecwid-order', 'mplus-order'), evaluate, target: 'mplus-order' });

    async function map(
      input: unknown,
      more: Partial<MappingInput> = {},
      options: FromEcwidOptions = { homeCountry: 'NL' },
    ): Promise<Json> {
      const payload = salesOrderFromEcwid(input, options);
      const articles = Object.fromEntries(
        payload.lines.filter(({ sku }) => sku).map(({ sku }) => [sku, { articleNumber: Number(sku) }]),
      );
      const mapped = await mapper.map({
        payload,
        relation: { relationNumber: 682 },
        links: { articles },
        settings: SETTINGS,
        tables: TABLES,
        ...more,
      });
      checkTotals(payload, mapped);
      return mapped;
    }

    const shipped = {
      total: 17.05,
      tax: 2.96,
      shippingOption: { shippingMethodName: 'PostNL', shippingRate: 4.95, fulfillmentType: 'SHIPPING' },
      taxesOnShipping: [shippingTax(21, 0.86)],
    };

    it('makes a complete order of a simple one (9, 16, 20)', async () => {
      const address = {
        name: 'Test Buyer',
        contact: '',
        companyName: '',
        address: 'Dorpsstraat 1 bis',
        zipcode: '3511 AA',
        city: 'Utrecht',
        country: 'Nederland',
      };
      assert.deepEqual(await map(order(shipped)), {
        extOrderId: 'SHOP-XJ12H',
        reference: 'Webshop SHOP-XJ12H',
        relationNumber: 682,
        entryBranchNumber: 1,
        financialBranchNumber: 1,
        workplaceNumber: 10,
        employeeNumber: 999999,
        invoiceAddress: address,
        deliveryAddress: address,
        vatMethod: 'VAT-METHOD-INCLUSIVE',
        deliveryMethod: 'BEZORGEN',
        paymentMethod: 'IDEAL',
        lineList: [
          { articleNumber: 1401, text: 'T-shirt', data: { quantity: 1, price: 1210, vatCode: 2 } },
          { articleNumber: 999, text: 'PostNL', data: { quantity: 1, price: 495, vatCode: 2 } },
        ],
        paymentList: [{ method: 'IDEAL', amount: 1705, externalReference: 'tr_1' }],
      });
    });

    it('keeps one line and one payment lists', async () => {
      const mapped = await map(order());
      assert.equal((mapped.lineList as Json[]).length, 1);
      assert.equal((mapped.paymentList as Json[]).length, 1);
    });

    it('pays only what is paid (15)', async () => {
      const unpaid = await map(order({ paymentStatus: 'AWAITING_PAYMENT' }));
      assert(!('paymentList' in unpaid));
      assert.equal(unpaid.paymentMethod, 'IDEAL');
      const partly = await map(
        order({ paymentStatus: 'AWAITING_PAYMENT', total: 2.1, giftCardRedemption: 10, giftCardCode: 'GC-1' }),
      );
      assert.deepEqual(partly.paymentList, [{ method: '7', amount: 1000, externalReference: 'GC-1' }]);
    });

    it('needs no payment and no delivery method for an order that has none', async () => {
      const mapped = await map(
        order({ total: 0, tax: 0, shippingOption: null, items: [item({ price: 0, taxes: [goodsTax(21, 0)] })] }),
      );
      for (const field of ['paymentList', 'paymentMethod', 'deliveryMethod']) assert(!(field in mapped), field);
    });

    it('has the company and its contact person in the addresses (12)', async () => {
      const { invoiceAddress } = await map(order({ billingPerson: { ...PERSON, companyName: 'Test Company' } }));
      const { name, contact, companyName } = invoiceAddress as Json;
      assert.deepEqual([name, contact, companyName], ['Test Company', 'Test Buyer', 'Test Company']);
    });

    it('leaves out an address the order has not', async () => {
      assert(
        !(
          'deliveryAddress' in
          (await map(order({ shippingPerson: null, shippingOption: { shippingMethodName: 'Pickup', isPickup: true } })))
        ),
      );
    });

    it('sends net prices as such (81)', async () => {
      const mapped = await map(order({ pricesIncludeTax: false, items: [item({ price: 10, taxes: [goodsTax(21, 2.1)] })] }));
      assert.equal(mapped.vatMethod, 'VAT-METHOD-EXCLUSIVE');
      assert.deepEqual((mapped.lineList as Json[])[0].data, { quantity: 1, price: 1000, priceExcl: 1000, vatCode: 2 });
    });

    it('shifts the VAT of a reverse charge', async () => {
      const shifted = { reversedTaxApplied: true, total: 10, tax: 0, items: [item({ price: 10, taxes: [] })] };
      const mapped = await map(order({ ...shifted, shippingPerson: { ...PERSON, countryCode: 'BE' } }));
      assert.equal(mapped.vatMethod, 'VAT-METHOD-SHIFTED');
      assert(!('vatCountryIso3' in mapped));
      assert.deepEqual((mapped.lineList as Json[])[0].data, { quantity: 1, price: 1000, priceExcl: 1000, vatCode: 3 });
    });

    it('names the VAT country only when it is another one (4)', async () => {
      assert.equal((await map(order({ shippingPerson: { ...PERSON, countryCode: 'BE' } }))).vatCountryIso3, 'BEL');
      assert(!('vatCountryIso3' in (await map(order()))));
    });

    it('books fee and surcharge on their articles', async () => {
      const mapped = await map(
        order({
          total: 15.1,
          tax: 2.62,
          handlingFee: { name: 'Packing', value: 2, taxes: [shippingTax(21, 0.35)] },
          customSurcharges: [{ total: 1, description: 'Gift wrap', taxes: [shippingTax(21, 0.17)] }],
        }),
      );
      assert.deepEqual(
        (mapped.lineList as Json[]).map(({ articleNumber, text }) => [articleNumber, text]),
        [
          [1401, 'T-shirt'],
          [997, 'Packing'],
          [996, 'Gift wrap'],
        ],
      );
    });

    it('books a weighed quantity as it is', async () => {
      const weighed = item({ quantity: 0.605, price: 20, taxes: [goodsTax(9, 1)] });
      const mapped = await map(order({ tax: 1, items: [weighed] }));
      assert.deepEqual((mapped.lineList as Json[])[0].data, { quantity: 0.605, price: 2000, vatCode: 1 });
    });

    for (const [total, price] of [
      [12.13, 3],
      [12.05, -5],
    ]) {
      it(`books a rounding of ${price} cents on its article, without VAT`, async () => {
        const options = { homeCountry: 'NL', rounding: { policy: 'line', cents: 5 } } as const;
        const settings = { ...SETTINGS, roundingArticle: 9012 };
        const mapped = await map(order({ total }), { settings }, options);
        assert.deepEqual((mapped.lineList as Json[])[1], {
          articleNumber: 9012,
          text: 'Rounding',
          data: { quantity: 1, price, vatCode: 3 },
        });
      });
    }

    it('is held for a rounding line when no article is chosen for it', async () => {
      const options = { homeCountry: 'NL', rounding: { policy: 'line', cents: 5 } } as const;
      await assert.rejects(map(order({ total: 12.11 }), {}, options), {
        code: 'MAPPING_INVALID',
        message: /lineList\[1\]\.articleNumber is missing/,
      });
    });

    it('gives lines the turnover group of the country where there is such a table (6)', async () => {
      const turnoverGroups = { ...table('turnoverGroups', { NL: '80' }), fallback: 'default' as const };
      const groupOf = async (input: Json): Promise<unknown> => {
        const mapped = await map(order(input), { tables: [...TABLES, turnoverGroups] });
        return ((mapped.lineList as Json[])[0].data as Json).turnoverGroup;
      };
      assert.equal(await groupOf({}), 80);
      assert.equal(await groupOf({ shippingPerson: { ...PERSON, countryCode: 'BE' } }), undefined);
    });

    it('gives a line the turnover group of its country and group where the table has that row', async () => {
      const turnoverGroups = table('turnoverGroups', { NL: '80', 'NL/10': '81', 'NL/shipping': '90' });
      const articles = { '2101': { articleNumber: 2101, turnoverGroup: 10 }, '2102': { articleNumber: 2102, turnoverGroup: 20 } };
      const input = order({ ...shipped, total: 29.15, tax: 5.06, items: [item({ sku: '2101' }), item({ sku: '2102' })] });
      const { lineList } = await map(input, { tables: [...TABLES, turnoverGroups], links: { articles } });
      assert.deepEqual(
        (lineList as { data: Json }[]).map(({ data }) => data.turnoverGroup),
        [81, 80, 90],
      );
    });

    it('writes a country as the table says, and by its Dutch name where the table does not know it', async () => {
      const { invoiceAddress } = await map(order({}), { tables: [...TABLES, table('countryNames', { NL: 'Holland' })] });
      assert.equal((invoiceAddress as Json).country, 'Holland');
      const other = await map(order({}), { tables: [...TABLES, table('countryNames', { BE: 'Belgium' })] });
      assert.equal((other.invoiceAddress as Json).country, 'Nederland');
    });

    for (const [name, input, value] of [
      ['paymentMethods', order({ paymentMethod: 'Klarna' }), 'Klarna'],
      ['deliveryMethods', order({ shippingOption: { shippingMethodName: 'DHL', shippingRate: 0 } }), 'DHL'],
      ['vatCodes', order({ tax: 0, items: [item({ taxes: [] })], shippingPerson: { ...PERSON, countryCode: 'CH' } }), 'CH/0'],
    ] as const) {
      it(`is held for a value that table ${name} has not (83)`, async () => {
        await assert.rejects(map(input), { code: 'VALUE_TABLE_MISS', message: `Value table ${name} has no row for "${value}".` });
      });
    }

    it('is held when an article is not linked', async () => {
      await assert.rejects(map(order(), { links: { articles: {} } }), {
        code: 'MAPPING_INVALID',
        message: /lineList\[0\]\.articleNumber is missing/,
      });
    });

    it('carries any order over to the cent (81)', async () => {
      await fc.assert(
        fc.asyncProperty(carts, async (cart) => {
          await map(sell(cart).order);
        }),
        { numRuns: 60 },
      );
    });
  });
}

describe('Default mappings', () => {
  it('fail loudly for a pair that has none', () => {
    assert.throws(() => defaultMapping('ecwid-order', 'nothing'), { code: 'ENOENT' });
  });
});
