import assert from 'node:assert/strict';
import { all, type Installation, install, one } from './support';

describe('Mplus simulator: article groups', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const changes = (since: number) =>
    till.call(
      `<m:getArticleGroupChanges><m:request><m:syncMarker>${since}</m:syncMarker></m:request></m:getArticleGroupChanges>`,
    );
  const write = (operation: string, content: string) =>
    till.call(`<m:${operation}><m:request>${content}</m:request></m:${operation}>`);

  it('gives the tree, with article numbers when asked', async () => {
    const xml = await write('getArticleGroups', '<m:retrieveArticleNumbers>true</m:retrieveArticleNumbers>');
    assert.match(xml, /<ns:name>Webshop<\/ns:name><ns:text><\/ns:text><ns:subGroupList><ns:articleGroups><ns:groupNumber>12</);
    assert.match(xml, /<ns:productNumbers><ns:number>210<\/ns:number><\/ns:productNumbers><ns:articleNumbers><ns:number>1401</);
  });

  it('filters the tree on top-level groups only', async () => {
    assert.deepEqual(all(await write('getArticleGroups', '<m:groupNumbers>12</m:groupNumbers>'), 'groupNumber'), []);
  });

  it('creates, moves and lists changes flat with their parent', async () => {
    const created = await write(
      'newArticleGroup',
      '<m:parentGroupNumber>12</m:parentGroupNumber><m:name>Truien</m:name><m:text/>',
    );
    assert.equal(one(created, 'result'), 'NEW-ARTICLE-GROUP-RESULT-OK');
    const number = one(created, 'groupNumber');
    const moved = await write(
      'updateArticleGroup',
      `<m:groupNumber>${number}</m:groupNumber><m:parentGroupNumber>13</m:parentGroupNumber>`,
    );
    assert.equal(one(moved, 'result'), 'SAVE-ARTICLE-GROUP-RESULT-OK');
    const xml = await changes(till.simulator.state.marker('articleGroup'));
    assert.deepEqual([one(xml, 'groupNumber'), one(xml, 'parentGroupNumber'), one(xml, 'name')], [number, '13', 'Truien']);
  });

  it('deletes sub groups along and reports them as deleted, unlinked from their products', async () => {
    const top = till.simulator.state.marker('articleGroup');
    assert.equal(
      one(await write('deleteArticleGroup', '<m:groupNumber>1</m:groupNumber>'), 'result'),
      'DELETE-ARTICLE-GROUP-RESULT-OK',
    );
    const xml = await changes(top + 1);
    assert.deepEqual(all(xml, 'groupNumber').sort(), ['1', '12', '13']);
    assert.deepEqual(all(xml, 'isDeleted'), ['true', 'true', 'true']);
    assert.deepEqual(all(await write('getArticleGroups', ''), 'groupNumber'), []);
    assert.deepEqual(till.simulator.state.products.get(210)?.groupNumbers, []);
  });

  it('adds, replaces and removes products, and changes those products too', async () => {
    const marker = till.simulator.state.marker('article');
    await write(
      'addProductsToArticleGroup',
      '<m:groupNumber>12</m:groupNumber><m:position>1</m:position><m:productNumbers><m:number>310</m:number></m:productNumbers>',
    );
    assert.deepEqual(till.simulator.state.groups.get(12)?.productNumbers, [310, 210]);
    assert.deepEqual(till.simulator.state.products.get(310)?.groupNumbers, [13, 12]);
    assert.ok(till.simulator.state.marker('article') > marker);
    await write(
      'replaceProductsOfArticleGroup',
      '<m:groupNumber>12</m:groupNumber><m:productNumbers><m:number>999</m:number></m:productNumbers>',
    );
    assert.deepEqual(till.simulator.state.groups.get(12)?.productNumbers, [999]);
    assert.deepEqual(till.simulator.state.products.get(210)?.groupNumbers, []);
    await write('deleteProductsFromArticleGroup', '<m:groupNumber>12</m:groupNumber><m:removeAll>true</m:removeAll>');
    assert.deepEqual(till.simulator.state.groups.get(12)?.productNumbers, []);
  });

  for (const [operation, content, result] of [
    [
      'newArticleGroup',
      '<m:parentGroupNumber>77</m:parentGroupNumber><m:name>X</m:name><m:text/>',
      'NEW-ARTICLE-GROUP-RESULT-PARENT-NOTFOUND',
    ],
    ['updateArticleGroup', '<m:groupNumber>77</m:groupNumber>', 'SAVE-ARTICLE-GROUP-RESULT-NOT-FOUND'],
    [
      'updateArticleGroup',
      '<m:groupNumber>1</m:groupNumber><m:parentGroupNumber>12</m:parentGroupNumber>',
      'SAVE-ARTICLE-GROUP-RESULT-FAILED',
    ],
    ['deleteArticleGroup', '<m:groupNumber>77</m:groupNumber>', 'DELETE-ARTICLE-GROUP-RESULT-NOTFOUND'],
    [
      'addProductsToArticleGroup',
      '<m:groupNumber>12</m:groupNumber><m:productNumbers><m:number>1</m:number></m:productNumbers>',
      'ADD-PRODUCTS-TO-ARTICLE-GROUP-RESULT-FAILED',
    ],
  ] as const) {
    it(`answers ${operation} with ${result}`, async () => {
      assert.equal(one(await write(operation, content), 'result'), result);
    });
  }
});
