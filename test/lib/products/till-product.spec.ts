import assert from 'node:assert/strict';
import { type TillProduct, tillProduct } from '../../../lib/products/till-product';

type Json = Record<string, unknown>;

const article = (articleNumber: number, fields: Json = {}): Json => ({
  articleNumber,
  description: `Article ${articleNumber}`,
  active: true,
  webshop: true,
  stockArticle: true,
  barcode: '0400000021010',
  brandName: 'Voorbeeld',
  vatCode: 2,
  vatPercentage: 21,
  priceIncl: 1995,
  priceExcl: 1649,
  ...fields,
});

const read = (articles: Json[], fields: Json = {}, settings: Json = {}): TillProduct =>
  tillProduct(
    { productNumber: 7, description: 'T-shirt', extraText: 'Zacht.', groupNumbers: [11], articleList: articles, ...fields },
    { today: '2026-06-15', ...settings },
  );

const SALE = { salesPriceNumber: 1, startDate: '2026-06-01', endDate: '2026-06-30', priceIncl: 1495, priceExcl: 1236 };

describe('a product of the till, prepared', () => {
  it('is simple with one article, for sale or not (50)', () => {
    const { simple, forSale, options, articles, vatPercent, brand, name, description } = read([article(1)]);
    assert.deepEqual(
      [simple, forSale, options, vatPercent, brand, name, description],
      [true, true, [], 21, 'Voorbeeld', 'T-shirt', 'Zacht.'],
    );
    assert.equal(articles[0].ean, '0400000021010');
    assert.equal(read([article(1, { active: false })]).simple, true);
  });

  for (const [what, fields] of [
    ['inactive', { active: false }],
    ['not for the webshop', { webshop: false }],
    ['discontinued', { discontinued: true }],
  ] as const) {
    it(`is not for sale when its article is ${what}, and then needs neither name nor price`, () => {
      assert.equal(
        read([article(1, { ...fields, priceIncl: 0, priceExcl: 0, description: '' })], { description: '' }).forSale,
        false,
      );
    });
  }

  it('is not for sale when it left the selection of its stream', () => {
    assert.equal(read([article(1)], { excluded: true }).forSale, false);
  });

  it('has the sale price while the sale runs, with the normal one to compare to (57)', () => {
    const prices = ({ priceIncl, priceExcl, compareToPriceIncl, compareToPriceExcl }: TillProduct) =>
      [priceIncl, priceExcl, compareToPriceIncl, compareToPriceExcl].filter((one) => one !== undefined);
    const on = (today: string, sale: Json = SALE) => prices(read([article(1, { salesPriceList: [sale] })], {}, { today }));
    assert.deepEqual(on('2026-06-01'), [1495, 1236, 1995, 1649]);
    assert.deepEqual(on('2026-06-30'), [1495, 1236, 1995, 1649]);
    assert.deepEqual(on('2026-05-31'), [1995, 1649]);
    assert.deepEqual(on('2026-07-01'), [1995, 1649]);
    assert.deepEqual(
      on('2026-06-15', { ...SALE, priceIncl: undefined, priceExcl: undefined, discountPercentage: 15 }),
      [1696, 1402, 1995, 1649],
    );
    assert.deepEqual(on('2026-06-15', { ...SALE, minimumAmount: 5 }), [1995, 1649]);
    assert.deepEqual(on('2026-06-15', { ...SALE, priceIncl: 2500 }), [1995, 1649]);
  });

  it('has its articles and values in the order of the till', () => {
    const { options, articles } = read([
      article(1, { colour: 'wit', size: 'L', colourSequenceNumber: 2, sizeSequenceNumber: 3 }),
      article(2, { colour: 'wit', size: 'S', colourSequenceNumber: 2, sizeSequenceNumber: 1 }),
      article(3, { colour: 'rood', size: 'M', colourSequenceNumber: 1, sizeSequenceNumber: 2 }),
      article(4, { colour: 'rood', size: 'S', colourSequenceNumber: 1, sizeSequenceNumber: 1, active: false }),
    ]);
    assert.deepEqual(options, [
      { field: 'colour', values: ['rood', 'wit'] },
      { field: 'size', values: ['S', 'M', 'L'] },
    ]);
    assert.deepEqual(
      articles.map(({ articleNumber }) => articleNumber),
      [4, 3, 2, 1],
    );
  });

  it('has custom fields as options and as features where the tables name them (54)', () => {
    const custom = (value: string) => ({
      customFieldList: [
        { fieldName: 'Stof', strValue: value },
        { fieldName: 'Herkomst', strValue: 'Portugal' },
        { fieldName: 'Gewassen', boolValue: true },
      ],
    });
    const product = read(
      [article(1, custom('katoen')), article(2, custom('linnen'))],
      {},
      { optionFields: ['Stof'], featureFields: ['Herkomst', 'Was'] },
    );
    assert.deepEqual(product.options, [{ field: 'Stof', values: ['katoen', 'linnen'] }]);
    assert.deepEqual(product.features, [{ field: 'Herkomst', value: 'Portugal' }]);
    assert.deepEqual(product.fields, { Herkomst: 'Portugal', Gewassen: true });
  });

  it('weighs what its content weighs, in kilograms', () => {
    assert.equal(read([article(1, { contentUnit: 'g', contentQuantity: 250 })]).weight, 0.25);
    assert.equal(read([article(1, { contentUnit: 'KG', contentQuantity: 1.5 })]).weight, 1.5);
    assert.equal(read([article(1, { contentUnit: 'ml', contentQuantity: 250 })]).weight, undefined);
  });

  it('costs nothing when the till says that it is free', () => {
    assert.equal(read([article(1, { specialPrice: 'PRICE-FREE', priceIncl: undefined })]).priceIncl, 0);
  });

  describe('is held', () => {
    for (const [what, code, articles, fields] of [
      ['without a name', 'PRODUCT_WITHOUT_NAME', [article(1, { description: ' ' })], { description: '' }],
      ['with a price of 0', 'PRODUCT_WITHOUT_PRICE', [article(1, { priceIncl: 0, priceExcl: 0 })], {}],
      ['without a price', 'PRODUCT_WITHOUT_PRICE', [article(1), article(2, { priceIncl: undefined, priceExcl: undefined })], {}],
      ['without articles', 'PRODUCT_MALFORMED', [], {}],
    ] as [string, string, Json[], Json][]) {
      it(what, () => assert.throws(() => read(articles, fields), { code, disposition: 'hold' }));
    }
    it('when it is no product', () => {
      for (const input of [null, 'x', [], {}])
        assert.throws(() => tillProduct(input, { today: '2026-06-15' }), { code: 'PRODUCT_MALFORMED' });
    });
  });

  it('cleans the texts of script', () => {
    assert.equal(read([article(1)], { extraText: '<p>Mooi</p><script>alert(1)</script>' }).description, '<p>Mooi</p>');
  });
});
