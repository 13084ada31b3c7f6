import assert from 'node:assert/strict';
import { defaultMapping } from '../../../lib/mapping/defaults';
import { Mapper } from '../../../lib/mapping/mapper';
import type { TableDefinition } from '../../../lib/mapping/value-table';
import { tillProduct } from '../../../lib/products/till-product';
import { ENGINES } from '../mapping/engines';

type Json = Record<string, unknown>;

const table = (name: string, rows: Record<string, string>): TableDefinition => ({
  name,
  rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  fallback: 'hold',
  default: '',
});

const article = (articleNumber: number, fields: Json = {}): Json => ({
  ...{
    articleNumber,
    active: true,
    webshop: true,
    stockArticle: true,
    barcode: `290000000000${articleNumber}`,
    brandName: 'Voorbeeld',
  },
  ...{ vatCode: 2, vatPercentage: 21, priceIncl: 1995, priceExcl: 1649, contentUnit: 'kg', contentQuantity: 0.2 },
  ...fields,
});

for (const [line, evaluate] of ENGINES) {
  describe(`The default mapping of products on ${line}`, () => {
    const mapper = new Mapper({
      expression: defaultMapping('mplus-product', 'ecwid-product'),
      evaluate,
      target: 'ecwid-product',
    });
    const map = (articleList: Json[], tables: TableDefinition[] = []) => {
      const fieldsOf = (name: string) => tables.find((one) => one.name === name)?.rows.map(({ from }) => from) ?? [];
      const record = { productNumber: 7, description: 'T-shirt', extraText: 'Zacht.', groupNumbers: [11], articleList };
      const settings = {
        today: '2026-06-15',
        optionFields: fieldsOf('optionNames').slice(1),
        featureFields: fieldsOf('featureNames'),
      };
      return mapper.map({ payload: tillProduct(record, settings), tables });
    };

    it('makes a simple product of one article (50, 57)', async () => {
      assert.deepEqual(await map([article(1)]), {
        productNumber: 7,
        sku: '1',
        name: 'T-shirt',
        description: 'Zacht.',
        forSale: true,
        priceIncl: 1995,
        priceExcl: 1649,
        vatPercent: 21,
        weight: 0.2,
        quantity: 0,
        unlimited: false,
        attributes: [
          { alias: 'UPC', value: '2900000000001' },
          { alias: 'BRAND', value: 'Voorbeeld' },
        ],
        groupNumbers: [11],
        options: [],
        variations: [],
      });
    });

    it('makes variations of several, with options and features by table (50, 54)', async () => {
      const custom = { customFieldList: [{ fieldName: 'Stof', strValue: 'katoen' }] };
      const tables = [
        table('optionNames', { colour: 'Kleur', Pasvorm: 'Pasvorm' }),
        table('featureNames', { Stof: 'Materiaal' }),
        table('taxClasses', { 2: 'default' }),
      ];
      const mapped = await map(
        [article(1, { colour: 'rood', ...custom }), article(2, { colour: 'wit', stockArticle: false, ...custom })],
        tables,
      );
      assert.equal(mapped.sku, 'P7');
      assert.equal(mapped.taxClassCode, 'default');
      assert.deepEqual(mapped.options, [{ name: 'Kleur', values: ['rood', 'wit'] }]);
      assert.deepEqual(
        (mapped.variations as Json[]).map(({ sku, choices, unlimited, quantity }) => [sku, choices, unlimited, quantity]),
        [
          ['1', [{ name: 'Kleur', value: 'rood' }], false, 0],
          ['2', [{ name: 'Kleur', value: 'wit' }], true, undefined],
        ],
      );
      assert.deepEqual((mapped.attributes as Json[]).at(-1), { name: 'Materiaal', value: 'katoen' });
    });

    it('is held for an option the table does not name (83)', async () => {
      await assert.rejects(
        map([article(1, { size: 'S' }), article(2, { size: 'M' })], [table('optionNames', { colour: 'Kleur' })]),
        {
          code: 'VALUE_TABLE_MISS',
        },
      );
    });
  });
}
