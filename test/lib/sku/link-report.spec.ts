import assert from 'node:assert/strict';
import { LinkDoctor, type LinkProblem } from '../../../lib/sku/link-report';
import type { SkuRule } from '../../../lib/sku/rules';

type Json = Record<string, unknown>;

const article = (articleNumber: number, more: Json = {}): Json => ({ articleNumber, active: true, webshop: true, ...more });
const till = (productNumber: number, ...articleList: Json[]): Json => ({
  productNumber,
  description: `P${productNumber}`,
  articleList,
});
const shop = (id: number, sku: unknown, more: Json = {}): Json => ({ id, sku, name: `Shop ${id}`, ...more });
const sizes = (id: number, ...skus: string[]): Json =>
  shop(id, `base-${id}`, { combinations: skus.map((sku, index) => ({ id: id * 10 + index, sku })) });

function report(shopProducts: Json[], tillProducts: Json[], rule: SkuRule = 'articleNumber') {
  const doctor = new LinkDoctor(rule);
  for (const product of shopProducts) doctor.addShopProduct(product);
  for (const product of tillProducts) doctor.addTillProduct(product);
  return doctor.report();
}

const brief = (problems: readonly LinkProblem[]) =>
  problems.map(({ kind, sku, productIds, articleNumbers }) => [kind, sku, [...productIds], [...articleNumbers]]);

describe('The link report (92)', () => {
  it('finds nothing where every SKU has its article', () => {
    const { problems, matched, checked } = report(
      [shop(1, '11'), sizes(2, '21', '22')],
      [till(1, article(11)), till(2, article(21), article(22))],
    );
    assert.deepEqual(problems, []);
    assert.equal(matched, 3);
    assert.deepEqual(checked, { shop: 3, till: 3 });
  });

  const cases: [string, Json[], Json[], unknown[]][] = [
    ['a product without SKU', [shop(1, undefined)], [], ['noSku', '', [1], []]],
    ['a SKU with letters (51)', [shop(1, 'TS-1')], [], ['notNumeric', 'TS-1', [1], []]],
    ['a SKU with zeros in front', [shop(1, '0011')], [till(1, article(11, { webshop: false }))], ['padded', '0011', [1], []]],
    ['a SKU twice in the shop', [shop(1, '11'), shop(2, ' 11')], [till(1, article(11))], ['duplicateInShop', '11', [1, 2], []]],
    ['a SKU the till does not have', [shop(1, '11')], [], ['missingInTill', '11', [1], []]],
    ['an article the shop does not have', [], [till(1, article(11))], ['missingInShop', '11', [], [11]]],
    [
      'sizes that are products of their own in the shop',
      [shop(1, '11'), shop(2, '12')],
      [till(1, article(11), article(12))],
      ['structure', '11', [1, 2], [11, 12]],
    ],
    [
      'sizes of two products in one of the shop',
      [sizes(1, '11', '21')],
      [till(1, article(11)), till(2, article(21))],
      ['structure', '', [1], [11, 21]],
    ],
    [
      'a barcode that leads to another article than the SKU',
      [shop(1, '11', { attributes: [{ type: 'UPC', value: '8712' }] })],
      [till(1, article(11, { barcode: '8711' })), till(2, article(12, { barcode: '8712', webshop: false }))],
      ['eanClash', '11', [1], [12]],
    ],
    [
      'one barcode on two articles',
      [shop(1, '11'), shop(2, '12')],
      [till(1, article(11, { barcode: '8711' })), till(2, article(12, { barcodeList: [{ barcode: '8711' }] }))],
      ['eanClash', '11', [], [11, 12]],
    ],
  ];
  for (const [what, shopProducts, tillProducts, expected] of cases) {
    it(`names ${what}`, () => {
      const { problems, counts } = report(shopProducts, tillProducts);
      assert.deepEqual(brief(problems), [expected]);
      assert.equal(counts[problems[0].kind], 1);
      assert.match(problems[0].text, /\.$/);
    });
  }

  it('names an external id that two articles have, whatever its case', () => {
    const both = [till(1, article(11, { extArticleId: 'TS-1' })), till(2, article(12, { extArticleId: 'ts-1' }))];
    assert.deepEqual(brief(report([shop(1, 'Ts-1')], both, 'extArticleId').problems), [
      ['duplicateInTill', 'ts-1', [], [11, 12]],
    ]);
  });

  it('does not miss an article that is not for the webshop or out of use', () => {
    const articles = [article(11, { webshop: false }), article(12, { active: false }), article(13, { discontinued: true })];
    assert.deepEqual(report([], [till(1, ...articles)]).problems, []);
  });
});
