import assert from 'node:assert/strict';
import { all, type Installation, install, one, placed, stockOf } from './support';

describe('Mplus simulator: stock', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const getStock = (content: string) => till.call(`<m:getStock><m:request>${content}</m:request></m:getStock>`);
  const write = (operation: string, fields: Record<string, number | string>) =>
    till.call(
      `<m:${operation}><m:request>${Object.entries(fields)
        .map(([name, value]) => `<m:${name}>${value}</m:${name}>`)
        .join('')}</m:request></m:${operation}>`,
    );

  it('is kept per branch, for stock articles only, with decimals for weighed goods', async () => {
    const xml = await getStock('<m:branchNumber>1</m:branchNumber><m:articleNumbers/>');
    assert.deepEqual(all(xml, 'articleNumber').sort(), ['1401', '1402', '2001']);
    assert.deepEqual(await stockOf(till, 2001).then(({ free }) => free), 12.5);
    assert.deepEqual(await stockOf(till, 1401, 2).then(({ free }) => free), 5);
  });

  it('reads several branches at once', async () => {
    const xml = await getStock(
      '<m:branchNumber>1</m:branchNumber><m:articleNumbers><m:articleNumbers>1401</m:articleNumbers></m:articleNumbers>' +
        '<m:branchNumbers><m:branchNumber>1</m:branchNumber><m:branchNumber>2</m:branchNumber></m:branchNumbers>',
    );
    assert.deepEqual(all(xml, 'branchNumber').sort(), ['1', '2']);
  });

  it('counts what can be put together from components as free, and tells the own stock and theirs', async () => {
    till.simulator.till.changeArticle(1401, { componentArticleList: [{ articleNumber: 2001, quantity: 3, decimalPlaces: 0 }] });
    const xml = await getStock(
      '<m:branchNumber>1</m:branchNumber><m:articleNumbers><m:articleNumbers>1401</m:articleNumbers></m:articleNumbers>',
    );
    const own = Number(one(xml, 'ownAmountFree'));
    assert.deepEqual(all(xml, 'articleNumber'), ['1401', '2001']);
    assert.equal(Number(all(xml, 'amountFree')[0]), own + 4);
  });

  it('counts the own stock of a composed article alone when the switch says so', async () => {
    till.switches.mplusComposedFree = 'own';
    till.simulator.till.changeArticle(1401, { componentArticleList: [{ articleNumber: 2001, quantity: 3, decimalPlaces: 0 }] });
    const xml = await getStock(
      '<m:branchNumber>1</m:branchNumber><m:articleNumbers><m:articleNumbers>1401</m:articleNumbers></m:articleNumbers>',
    );
    assert.equal(Number(all(xml, 'amountFree')[0]), Number(one(xml, 'ownAmountFree')));
  });

  it('marks what is made for the day', async () => {
    till.simulator.till.setDayStock(1401, true);
    const xml = await getStock(
      '<m:branchNumber>1</m:branchNumber><m:articleNumbers><m:articleNumbers>1401</m:articleNumbers></m:articleNumbers>',
    );
    assert.equal(one(xml, 'isDayStockArticle'), 'true');
  });

  it('leaves decimalPlaces out where it is 0 when the switch says so', async () => {
    till.switches.mplusOmitDecimalPlaces = true;
    const xml = await getStock('<m:branchNumber>1</m:branchNumber><m:articleNumbers/>');
    assert.equal(all(xml, 'amountFree').length, 3);
    assert.deepEqual(all(xml, 'decimalPlacesFree'), ['3']);
  });

  it('adds with updateStock, twice when sent twice, and gives a rising stockId', async () => {
    const change = { branchNumber: 1, articleNumber: 1401, amountChanged: -2, decimalPlaces: 0 };
    const first = Number(one(await write('updateStock', change), 'stockId'));
    const second = Number(one(await write('updateStock', change), 'stockId'));
    assert.equal(second, first + 1);
    assert.deepEqual(await stockOf(till, 1401).then(({ free }) => free), 6);
    const since = await getStock(`<m:branchNumber>1</m:branchNumber><m:articleNumbers/><m:stockId>${second}</m:stockId>`);
    assert.deepEqual(all(since, 'articleNumber'), ['1401']);
    assert.deepEqual(
      all(
        await getStock(`<m:branchNumber>1</m:branchNumber><m:articleNumbers/><m:stockId>${second + 1}</m:stockId>`),
        'articleNumber',
      ),
      [],
    );
  });

  it('sets with setStock: the shelf, or what is free, by switch', async () => {
    await placed(till);
    const set = { branchNumber: 1, articleNumber: 1401, amount: 20, decimalPlaces: 0 };
    assert.equal(one(await write('setStock', set), 'result'), 'SET-STOCK-RESULT-OK');
    assert.deepEqual(await stockOf(till, 1401).then(({ free, reserved }) => [free, reserved]), [18, 2]);
    till.switches.mplusSetStock = 'free';
    await write('setStock', set);
    assert.deepEqual(await stockOf(till, 1401).then(({ free, reserved }) => [free, reserved]), [20, 2]);
  });

  it('reads a quantity without decimalPlaces with 0 or 2 decimals, by switch', async () => {
    const set = { branchNumber: 1, articleNumber: 1401, amount: 300 };
    await write('setStock', set);
    assert.deepEqual(await stockOf(till, 1401).then(({ free }) => free), 300);
    till.switches.mplusAbsentDecimalPlaces = 2;
    await write('setStock', set);
    assert.deepEqual(await stockOf(till, 1401).then(({ free }) => free), 3);
  });

  for (const [what, fields, result] of [
    ['an unknown branch', { branchNumber: 9, articleNumber: 1401 }, 'BRANCH-NOT-FOUND'],
    ['an unknown article', { branchNumber: 1, articleNumber: 5 }, 'ARTICLE-NOT-FOUND'],
    ['an article without stock', { branchNumber: 1, articleNumber: 999 }, 'NO-STOCK-ARTICLE'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal(
        one(await write('setStock', { ...fields, amount: 1, decimalPlaces: 0 }), 'result'),
        `SET-STOCK-RESULT-${result}`,
      );
      assert.equal(
        one(await write('updateStock', { ...fields, amountChanged: 1, decimalPlaces: 0 }), 'result'),
        `UPDATE-STOCK-RESULT-${result}`,
      );
    });
  }

  const corrections = (articles: [number, number][], mode = '', fields = { employee: 7, reference: 'telling' }) =>
    till.call(
      `<m:saveStockCorrections><m:request><m:branchNumber>1</m:branchNumber><m:employeeNumber>${fields.employee}</m:employeeNumber>` +
        `<m:reference>${fields.reference}</m:reference><m:stockCorrectionList>${articles
          .map(
            ([article, amount]) =>
              `<m:correction><m:articleNumber>${article}</m:articleNumber><m:amount>${amount}</m:amount><m:decimalPlaces>0</m:decimalPlaces></m:correction>`,
          )
          .join(
            '',
          )}</m:stockCorrectionList>${mode && `<m:correctionMode>STOCK-CORRECTION-MODE-${mode}</m:correctionMode>`}</m:request></m:saveStockCorrections>`,
    );

  it('corrects many articles at once, absolute or relative, and lists the correction', async () => {
    assert.equal(
      one(
        await corrections([
          [1401, 4],
          [1402, 6],
        ]),
        'result',
      ),
      'SAVE-STOCK-CORRECTIONS-RESULT-OK',
    );
    await corrections([[1401, -1]], 'RELATIVE');
    assert.deepEqual(await stockOf(till, 1401).then(({ free }) => free), 3);
    const xml = await till.call(
      '<m:getStockCorrections><m:request><m:articleNumbers>1402</m:articleNumbers></m:request></m:getStockCorrections>',
    );
    assert.deepEqual(all(xml, 'amountOld'), ['10', '10']);
    assert.equal(one(xml, 'reference'), 'telling');
  });

  for (const [what, articles, result, failed] of [
    [
      'the same article twice',
      [
        [1401, 1],
        [1401, 2],
      ],
      'DUPLICATE-ARTICLE',
      '1401',
    ],
    [
      'an article without stock',
      [
        [1401, 1],
        [999, 2],
      ],
      'NO-STOCK-ARTICLE',
      '999',
    ],
    ['nothing', [], 'NO-CORRECTIONS', undefined],
  ] as [string, [number, number][], string, string | undefined][]) {
    it(`refuses corrections with ${what} and changes nothing`, async () => {
      const xml = await corrections(articles);
      assert.equal(one(xml, 'result'), `SAVE-STOCK-CORRECTIONS-RESULT-${result}`);
      assert.equal(one(xml, 'failedArticleNumber'), failed);
      assert.deepEqual(await stockOf(till, 1401).then(({ free }) => free), 10);
    });
  }

  it('keeps a history of what moved, with its cause', async () => {
    await write('updateStock', { branchNumber: 1, articleNumber: 1401, amountChanged: 3, decimalPlaces: 0 });
    till.simulator.till.sell({ branchNumber: 2, articleNumber: 1401, quantity: 1 });
    const xml = await till.call(
      '<m:getStockHistoryV2><m:request><m:sinceStockId>1</m:sinceStockId></m:request></m:getStockHistoryV2>',
    );
    assert.deepEqual(all(xml, 'type'), ['STOCK-HISTORY-TYPE-API', 'STOCK-HISTORY-TYPE-SALES']);
    assert.deepEqual(all(xml, 'amountChanged'), ['3', '-1']);
    assert.equal(all(xml, 'receiptId').length, 1);
    const one1 = await till.call(
      '<m:getStockHistory><m:request><m:branchNumber>1</m:branchNumber></m:request></m:getStockHistory>',
    );
    assert.deepEqual(all(one1, 'amountChanged'), ['3']);
  });

  it('raises the article marker on a stock change only where the switch says so', async () => {
    const before = till.simulator.state.marker('article');
    await write('updateStock', { branchNumber: 1, articleNumber: 1401, amountChanged: 3, decimalPlaces: 0 });
    assert.equal(till.simulator.state.marker('article'), before);
    till.switches.mplusStockRaisesArticleMarker = true;
    await write('updateStock', { branchNumber: 1, articleNumber: 1401, amountChanged: 3, decimalPlaces: 0 });
    assert.equal(till.simulator.state.marker('article'), before + 1);
  });
});
