import assert from 'node:assert/strict';
import type { Shop } from '../../../../lib/sandbox/shop';
import { all, type Installation, install, one, SHOP } from './support';

const getProducts = (filter: string) => `<m:getProducts><m:request>${filter}</m:request></m:getProducts>`;

const articles = (xml: string) => all(xml, 'articleNumber').sort();

const highest = (xml: string) => Math.max(...all(xml, 'syncMarker').map(Number));

/** `products` products of `size` articles each, numbered on: 1, 2, 3, … */
function catalogue(products: number, size: number): Shop {
  const [sample] = SHOP.products[0].articles;
  return {
    ...SHOP,
    products: Array.from({ length: products }, (_, p) => ({
      productNumber: p + 1,
      name: { nl: `Product ${p + 1}`, en: '', pl: '' },
      groupNumbers: [],
      articles: Array.from({ length: size }, (_, a) => ({
        ...sample,
        articleNumber: p * size + a + 1,
        pluNumber: String(p * size + a + 1),
      })),
      inWebshop: true,
    })),
  };
}

describe('Mplus simulator: products', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  it('gives a product with its articles, cents, leading zeros, and percentages times the factor', async () => {
    const xml = await till.call(getProducts('<m:articleNumbers>2001</m:articleNumbers><m:pluNumbers/>'));
    assert.equal(one(xml, 'pluNumber'), '002001');
    assert.equal(one(xml, 'priceIncl'), '1490');
    assert.equal(one(xml, 'priceExcl'), '1367');
    assert.equal(one(xml, 'vatPercentage'), '900');
    till.switches.mplusPercentFactor = 1;
    assert.equal(
      one(await till.call(getProducts('<m:articleNumbers>2001</m:articleNumbers><m:pluNumbers/>')), 'vatPercentage'),
      '9',
    );
  });

  it('writes times as wall clock of Amsterdam with the zone the switch chooses', async () => {
    const stamp = async () =>
      one(await till.call(getProducts('<m:productNumbers>310</m:productNumbers>')), 'changeTimestamp') ?? '';
    const parts =
      '<ns:sec>30</ns:sec><ns:min>45</ns:min><ns:hour>13</ns:hour><ns:day>12</ns:day><ns:mon>6</ns:mon><ns:year>2026</ns:year>';
    assert.equal(await stamp(), `${parts}<ns:isdst>false</ns:isdst><ns:timezone>120</ns:timezone>`);
    till.switches.mplusTimestamps = 'dst';
    assert.match(await stamp(), /<ns:isdst>true<\/ns:isdst><ns:timezone>120</);
    till.switches.mplusTimestamps = 'zero';
    assert.match(await stamp(), /<ns:isdst>false<\/ns:isdst><ns:timezone>0</);
  });

  it('combines filters, and returns siblings only when asked', async () => {
    const shop = '<m:groupNumbers>12</m:groupNumbers><m:pluNumbers/><m:onlyWebshop>true</m:onlyWebshop>';
    assert.deepEqual(articles(await till.call(getProducts(shop))), ['1401']);
    const siblings = '<m:includeAllArticlesOfSelectedProducts>true</m:includeAllArticlesOfSelectedProducts>';
    assert.deepEqual(articles(await till.call(getProducts(shop + siblings))), ['1401', '1402']);
    const plu = '<m:pluNumbers><m:text><m:text>1402</m:text></m:text></m:pluNumbers>';
    assert.deepEqual(articles(await till.call(getProducts(plu))), ['1402']);
    assert.deepEqual(articles(await till.call(getProducts(`${plu}<m:onlyWebshop>true</m:onlyWebshop>`))), []);
  });

  it('hides a change from a reader who filters: an article that left the webshop is not reported', async () => {
    const before = highest(await till.call(getProducts('<m:pluNumbers/>')));
    till.simulator.till.changeArticle(1401, { webshop: false });
    const since = `<m:syncMarker>${before + 1}</m:syncMarker>`;
    assert.deepEqual(articles(await till.call(getProducts(`<m:pluNumbers/>${since}`))), ['1401']);
    assert.deepEqual(articles(await till.call(getProducts(`<m:pluNumbers/><m:onlyWebshop>true</m:onlyWebshop>${since}`))), []);
  });

  it('returns items with the asked marker or a higher one, and only the changed article of a product', async () => {
    till.simulator.till.changeArticle(1402, { priceIncl: 2095 });
    const top = till.simulator.state.marker('article');
    const at = await till.call(getProducts(`<m:pluNumbers/><m:syncMarker>${top}</m:syncMarker>`));
    assert.deepEqual(articles(at), ['1402']);
    assert.equal(one(at, 'priceExcl'), '1731', 'the other price follows');
    assert.deepEqual(articles(await till.call(getProducts(`<m:pluNumbers/><m:syncMarker>${top + 1}</m:syncMarker>`))), []);
  });

  it('reports a change of the product itself without articles', async () => {
    await till.call(
      '<m:updateProduct><m:product><m:productNumber>210</m:productNumber><m:description>Shirt</m:description></m:product></m:updateProduct>',
    );
    const top = till.simulator.state.marker('article');
    const xml = await till.call(getProducts(`<m:pluNumbers/><m:syncMarker>${top}</m:syncMarker>`));
    assert.deepEqual(all(xml, 'productNumber'), ['210']);
    assert.deepEqual(articles(xml), []);
  });

  it('gives the product the highest marker of its articles, or its own by switch', async () => {
    till.simulator.till.changeArticle(1402, { size: 'XL' });
    const top = String(till.simulator.state.marker('article'));
    const productMarker = async () =>
      one(await till.call(getProducts('<m:productNumbers>210</m:productNumbers><m:pluNumbers/>')), 'syncMarker');
    assert.equal(await productMarker(), top);
    till.switches.mplusProductMarker = 'own';
    assert.notEqual(await productMarker(), top);
  });

  it('assigns numbers and computes the missing price on create', async () => {
    const xml = await till.call(
      '<m:createProduct><m:product><m:description>Mok</m:description><m:articleList><m:article><m:extArticleId>MOK</m:extArticleId>' +
        '<m:turnoverGroup>10</m:turnoverGroup><m:vatCode>2</m:vatCode><m:priceIncl>995</m:priceIncl><m:stockArticle>true</m:stockArticle>' +
        '</m:article></m:articleList><m:groupNumbers>13</m:groupNumbers></m:product></m:createProduct>',
    );
    assert.equal(one(xml, 'result'), 'CREATE-PRODUCT-RESULT-OK');
    const number = one(xml, 'articleNumbers');
    const read = await till.call(getProducts(`<m:articleNumbers>${number}</m:articleNumbers><m:pluNumbers/>`));
    assert.equal(one(read, 'priceExcl'), '822');
    assert.deepEqual(all(read, 'groupNumbers'), ['13']);
  });

  it('takes priceExcl 0 beside priceIncl for what it says: two prices', async () => {
    await till.call(
      '<m:updateProduct><m:product><m:productNumber>210</m:productNumber><m:articleList><m:article><m:articleNumber>1401</m:articleNumber>' +
        '<m:priceIncl>1895</m:priceIncl><m:priceExcl>0</m:priceExcl></m:article></m:articleList></m:product></m:updateProduct>',
    );
    const xml = await till.call(getProducts('<m:articleNumbers>1401</m:articleNumbers><m:pluNumbers/>'));
    assert.deepEqual([one(xml, 'priceIncl'), one(xml, 'priceExcl')], ['1895', '0']);
  });

  for (const [what, content, result] of [
    [
      'a product number in use',
      '<m:productNumber>210</m:productNumber><m:articleList><m:article/></m:articleList>',
      'FAILED-PRODUCT-NUMBER-ALREADY-TAKEN',
    ],
    [
      'an article number in use',
      '<m:articleList><m:article><m:articleNumber>1401</m:articleNumber></m:article></m:articleList>',
      'FAILED-ARTICLE-NUMBER-ALREADY-TAKEN',
    ],
    ['a PLU with letters', '<m:articleList><m:article><m:pluNumber>MOK-1</m:pluNumber></m:article></m:articleList>', 'FAILED'],
    [
      'a turnover group above 999',
      '<m:articleList><m:article><m:turnoverGroup>1000</m:turnoverGroup></m:article></m:articleList>',
      'FAILED',
    ],
  ] as const) {
    it(`refuses to create a product with ${what}`, async () => {
      const xml = await till.call(`<m:createProduct><m:product>${content}</m:product></m:createProduct>`);
      assert.equal(one(xml, 'result'), `CREATE-PRODUCT-RESULT-${result}`);
      assert.notEqual(one(xml, 'errorMessage'), '');
      assert.equal(till.simulator.state.products.size, 3);
    });
  }

  it('changes what was sent on update, leaves the rest, and adds an article without a known number', async () => {
    const xml = await till.call(
      '<m:updateProduct><m:product><m:productNumber>210</m:productNumber><m:articleList><m:article><m:articleNumber>1401</m:articleNumber>' +
        '<m:active>false</m:active></m:article><m:article><m:size>XS</m:size><m:turnoverGroup>10</m:turnoverGroup></m:article></m:articleList></m:product></m:updateProduct>',
    );
    assert.equal(one(xml, 'result'), 'UPDATE-PRODUCT-RESULT-OK');
    assert.deepEqual(all(xml, 'existingArticleNumbers'), ['1401']);
    assert.equal(all(xml, 'newArticleNumbers').length, 1);
    assert.equal(one(xml, 'syncMarker'), String(till.simulator.state.marker('article')));
    const read = await till.call(getProducts('<m:articleNumbers>1401</m:articleNumbers><m:pluNumbers/>'));
    assert.deepEqual([one(read, 'active'), one(read, 'priceIncl'), one(read, 'size')], ['false', '1995', 'M']);
  });

  it('knows no product: NOT-FOUND', async () => {
    const xml = await till.call(
      '<m:updateProduct><m:product><m:productNumber>4711</m:productNumber></m:product></m:updateProduct>',
    );
    assert.equal(one(xml, 'result'), 'UPDATE-PRODUCT-RESULT-NOT-FOUND');
  });

  it('keeps deviations per branch in decimals, and prices an order line at that branch with them', async () => {
    const saved = await till.call(
      '<m:saveArticleBranchDeviations><m:request><m:articleBranchDeviationLines><m:articleNumber>1401</m:articleNumber>' +
        '<m:branchNumber>1</m:branchNumber><m:salesPriceIncl>17.50</m:salesPriceIncl></m:articleBranchDeviationLines></m:request></m:saveArticleBranchDeviations>',
    );
    assert.equal(one(saved, 'result'), 'SAVE-ARTICLE-BRANCH-DEVIATION-RESULT-OK');
    const read = await till.call('<m:getArticleBranchDeviations><m:request/></m:getArticleBranchDeviations>');
    assert.equal(one(read, 'salesPriceIncl'), '17.5');
    const order = await till.call(
      '<m:createOrderV2><m:request><m:order><m:orderId/><m:extOrderId>D</m:extOrderId><m:employeeNumber>7</m:employeeNumber><m:relationNumber>681</m:relationNumber>' +
        '<m:lineList><m:line><m:articleNumber>1401</m:articleNumber></m:line></m:lineList></m:order></m:request></m:createOrderV2>',
    );
    assert.equal(one(order, 'totalInclAmount'), '1750');
  });
});

describe('Mplus simulator: paging products by marker', () => {
  it('counts articles, returns whole products, and the first one whatever its size', async () => {
    const till = await install({}, catalogue(3, 4));
    try {
      const page = async (limit: number) =>
        all(
          await till.call(
            getProducts(`<m:pluNumbers/><m:syncMarker>1</m:syncMarker><m:syncMarkerLimit>${limit}</m:syncMarkerLimit>`),
          ),
          'articleNumber',
        ).length;
      assert.equal(await page(2), 4);
      assert.equal(await page(7), 4);
      assert.equal(await page(8), 8);
    } finally {
      await till.close();
    }
  });

  /** Reads all pages as a client does, while the first and last articles of the catalogue change on the way. */
  async function readAll(till: Installation, flags = ''): Promise<Set<string>> {
    const articles = new Set<string>();
    for (let marker = 1, turn = 0; ; turn += 1) {
      const page = `<m:pluNumbers/><m:syncMarker>${marker}</m:syncMarker><m:syncMarkerLimit>10</m:syncMarkerLimit>${flags}`;
      const xml = await till.call(getProducts(page));
      if (all(xml, 'productNumber').length === 0) return articles;
      for (const number of all(xml, 'articleNumber')) articles.add(number);
      marker = highest(xml) + 1;
      if (turn >= 5) continue;
      till.simulator.till.changeArticle(1 + turn, { priceIncl: 100 + turn });
      till.simulator.till.changeArticle(80 - turn, { priceIncl: 100 + turn });
    }
  }

  it('gives the lowest markers first, in no order inside the page', async () => {
    const till = await install({}, catalogue(40, 2));
    try {
      const page = '<m:pluNumbers/><m:syncMarker>1</m:syncMarker><m:syncMarkerLimit>20</m:syncMarkerLimit>';
      const numbers = all(await till.call(getProducts(page)), 'productNumber').map(Number);
      const lowest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      assert.notDeepEqual(numbers, lowest);
      assert.deepEqual(
        numbers.sort((a, b) => a - b),
        lowest,
      );
    } finally {
      await till.close();
    }
  });

  it('loses nothing to a reader who asks for siblings too, whatever changes on the way', async () => {
    const till = await install({}, catalogue(40, 2));
    try {
      const siblings = '<m:includeAllArticlesOfSelectedProducts>true</m:includeAllArticlesOfSelectedProducts>';
      assert.equal((await readAll(till, siblings)).size, 80);
    } finally {
      await till.close();
    }
  });

  it('leaves an unread sibling behind when its product changes during a read that asks for changed articles only', async () => {
    const till = await install({}, catalogue(40, 2));
    try {
      assert.ok((await readAll(till)).size < 80);
    } finally {
      await till.close();
    }
  });

  it('limits a marker read without a limit to the page size of the installation', async () => {
    const till = await install({ mplusDefaultPageSize: 6 }, catalogue(10, 2));
    try {
      assert.equal(all(await till.call(getProducts('<m:pluNumbers/><m:syncMarker>1</m:syncMarker>')), 'articleNumber').length, 6);
      assert.equal(all(await till.call(getProducts('<m:pluNumbers/>')), 'articleNumber').length, 20);
    } finally {
      await till.close();
    }
  });
});
