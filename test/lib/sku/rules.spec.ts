import assert from 'node:assert/strict';
import { matchSkus, skuQuery, skusOf } from '../../../lib/sku/rules';

describe('A SKU towards MplusKASSA', () => {
  it('is searched by its digits, without white space around them (51)', () => {
    assert.deepEqual(skuQuery(' 1401 ', 'articleNumber'), { value: '1401' });
  });

  it('may be any text as an external id, compared without case', () => {
    assert.deepEqual(skuQuery(' TSH-Red-M ', 'extArticleId'), { value: 'tsh-red-m' });
  });

  it('is every barcode an article has', () => {
    const article = { barcode: '8710', barcodeList: [{ barcode: '8710' }, { barcode: '8711' }, { barcode: '' }] };
    assert.deepEqual(skusOf(article, 'barcode'), ['8710', '8711']);
    assert.deepEqual(skusOf({ extArticleId: '' }, 'extArticleId'), []);
  });

  it('keeps the leading zeros of a PLU number', () => {
    assert.deepEqual(skuQuery('0012', 'pluNumber'), { value: '0012' });
  });

  for (const [sku, rule, problem] of [
    ['', 'articleNumber', 'SKU_MISSING'],
    ['  ', 'pluNumber', 'SKU_MISSING'],
    [undefined, 'pluNumber', 'SKU_MISSING'],
    [1401, 'articleNumber', 'SKU_MISSING'],
    ['TS-RED-M', 'articleNumber', 'SKU_NOT_NUMERIC'],
    ['TS-RED-M', 'pluNumber', 'SKU_NOT_NUMERIC'],
    ['14.01', 'articleNumber', 'SKU_NOT_NUMERIC'],
    ['-1', 'articleNumber', 'SKU_NOT_NUMERIC'],
    ['1234567890123456789', 'articleNumber', 'SKU_NOT_NUMERIC'],
    ['0012', 'articleNumber', 'SKU_PADDED'],
  ] as const) {
    it(`is refused: ${JSON.stringify(sku)} as ${rule} is ${problem} (92)`, () => {
      const query = skuQuery(sku, rule);
      assert('problem' in query);
      assert.equal(query.problem, problem);
      assert.match(query.text, /\.$/);
    });
  }
});

describe('Matching SKUs', () => {
  const found = new Map<string, Record<string, unknown>[]>([
    [
      '1401',
      [
        {
          articleNumber: 1401,
          productNumber: 14,
          vatCode: 2,
          turnoverGroup: 10,
          description: 'T-shirt',
          active: true,
          priceIncl: 1995,
        },
      ],
    ],
    ['1402', [{ articleNumber: 1402, description: 'Coat', active: false }]],
    ['5', [{ articleNumber: 5 }, { articleNumber: 6 }]],
  ]);

  it('takes none of several articles that share a number', () => {
    const { matched, unmatched } = matchSkus(['5'], found, 'pluNumber');
    assert.deepEqual(matched, {});
    assert.deepEqual(
      [unmatched[0].reason, unmatched[0].text],
      ['SKU_AMBIGUOUS', 'Several articles of MplusKASSA have the PLU number 5: 5, 6.'],
    );
  });

  it('gives what a mapping needs of each article, once (13)', () => {
    const { matched, unmatched } = matchSkus([' 1401', '1401'], found, 'articleNumber');
    assert.deepEqual(unmatched, []);
    assert.deepEqual(matched, {
      1401: { articleNumber: 1401, productNumber: 14, vatCode: 2, turnoverGroup: 10, description: 'T-shirt' },
    });
  });

  it('flags an article that is switched off and matches it all the same', () => {
    assert.deepEqual(matchSkus(['1402'], found, 'articleNumber').matched['1402'], {
      articleNumber: 1402,
      description: 'Coat',
      inactive: true,
    });
  });

  it('says why a SKU has no article (13)', () => {
    const { matched, unmatched } = matchSkus(['9', 'TS', '0012', null], found, 'articleNumber');
    assert.deepEqual(matched, {});
    assert.deepEqual(
      unmatched.map(({ sku, reason }) => [sku, reason]),
      [
        ['9', 'SKU_UNKNOWN'],
        ['TS', 'SKU_NOT_NUMERIC'],
        ['0012', 'SKU_PADDED'],
        ['', 'SKU_MISSING'],
      ],
    );
    assert.equal(unmatched[0].text, 'MplusKASSA has no article with the article number 9.');
  });
});
