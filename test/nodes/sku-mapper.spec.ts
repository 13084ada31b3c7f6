import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs(),
    { id: 'sku', type: 'sku-mapper', z: TAB.id, mplus: 'till', wires: [['matched'], ['unmatched']], ...settings },
    end('matched'),
    end('unmatched'),
    ...watchers(['sku']),
  ];
}

const record = (...skus: unknown[]) => ({ id: 'S1', items: skus.map((sku) => ({ sku, quantity: 1 })) });

function article(articleNumber: number): Msg {
  return rig.sandbox.control.mplus.state.articles.get(articleNumber);
}

describe('sku-mapper', () => {
  rig.install();

  it('finds the article behind every SKU (13)', async () => {
    await rig.load(flow());
    rig.send('sku', { payload: record('2101', ' 2102 ', '2101'), links: { customer: 7 }, correlation: 'abc' });
    const [msg] = await rig.probe('matched').count(1);
    assert.deepEqual(Object.keys(msg.links.articles), ['2101', '2102']);
    assert.equal(msg.links.articles['2101'].articleNumber, 2101);
    assert.equal(msg.links.articles['2101'].description, article(2101).description);
    assert.equal(msg.links.customer, 7);
    assert.equal(msg.correlation, 'abc');
    assert.deepEqual(msg.payload, record('2101', ' 2102 ', '2101'));
    await rig.probe('completed').count(1);
  });

  it('matches an article that is switched off and says so', async () => {
    rig.sandbox.control.mplus.till.deactivate(2101);
    await rig.load(flow());
    rig.send('sku', { payload: record('2101') });
    const [msg] = await rig.probe('matched').count(1);
    assert.equal(msg.links.articles['2101'].inactive, true);
  });

  const unmatched: [string, unknown, string][] = [
    ['no article has', '7777001', 'SKU_UNKNOWN'],
    ['is not digits only (51)', 'KOFFIE-1', 'SKU_NOT_NUMERIC'],
    ['has leading zeros', '002101', 'SKU_PADDED'],
    ['is missing', undefined, 'SKU_MISSING'],
  ];
  for (const [what, sku, code] of unmatched) {
    it(`holds a record with a SKU that ${what}: ${code}`, async () => {
      await rig.load(flow());
      const settled = await rig.settlements();
      rig.send('sku', await rig.deliver('S1', record('2101', sku)));
      const [msg] = await rig.probe('unmatched').count(1);
      assert.deepEqual(
        msg.unmatched.map(({ reason }: Msg) => reason),
        [code],
      );
      assert.deepEqual(Object.keys(msg.links.articles), ['2101']);
      const [event] = await settled.count(1);
      assert.deepEqual([event.state, event.reason], ['held', code]);
      assert.match(event.message, /^[^\n]+\.$/);
      assert.equal(rig.probe('matched').messages.length, 0);
    });
  }

  it('lists every unmatched SKU of a record', async () => {
    await rig.load(flow());
    rig.send('sku', { payload: record('7777001', 'KOFFIE-1', '2101') });
    const [msg] = await rig.probe('unmatched').count(1);
    assert.deepEqual(
      msg.unmatched.map(({ sku, reason }: Msg) => [sku, reason]),
      [
        ['7777001', 'SKU_UNKNOWN'],
        ['KOFFIE-1', 'SKU_NOT_NUMERIC'],
      ],
    );
  });

  it('matches by PLU number with its leading zeros', async () => {
    const { articleNumber, pluNumber } = [...rig.sandbox.control.mplus.state.articles.values()].find((found) =>
      String(found.pluNumber).startsWith('0'),
    ) as Msg;
    await rig.load(flow({ rule: 'pluNumber' }));
    rig.send('sku', { payload: record(pluNumber, pluNumber.replace(/^0+/, '')) });
    const [msg] = await rig.probe('unmatched').count(1);
    assert.equal(msg.links.articles[pluNumber].articleNumber, articleNumber);
    assert.deepEqual(Object.keys(msg.links.articles), [pluNumber]);
  });

  it('asks the till once for an article, and every time for one it did not find', async () => {
    await rig.load(flow({ rule: 'pluNumber' }));
    const [matched, missing] = [rig.probe('matched'), rig.probe('unmatched')];
    rig.send('sku', { payload: record('77770001') });
    await missing.count(1);
    rig.sandbox.control.mplus.till.changeArticle(2101, { pluNumber: '77770001' });
    rig.send('sku', { payload: record('77770001') });
    await matched.count(1);
    rig.sandbox.control.faults.add({ system: 'mplus', kind: 'http500' });
    rig.send('sku', { payload: record('77770001') });
    await matched.count(2);
    assert.equal(rig.probe('caught').messages.length, 0);
  });

  it('asks the till every time when the cache is off', async () => {
    await rig.load(flow({ cacheMinutes: '0' }));
    rig.send('sku', { payload: record('2101') });
    await rig.probe('matched').count(1);
    rig.sandbox.control.faults.add({ system: 'mplus', kind: 'http500' });
    rig.send('sku', { payload: record('2101') });
    const [msg] = await rig.probe('caught').count(1);
    assert.equal(msg.error.code, 'MPLUS_HTTP');
  });

  it('lets a record without items pass', async () => {
    await rig.load(flow());
    rig.send('sku', { payload: 'text' });
    const [msg] = await rig.probe('matched').count(1);
    assert.deepEqual(msg.links.articles, {});
  });

  it('gives NO_CONFIG without a connection', async () => {
    await rig.load(flow({ mplus: '' }));
    rig.send('sku', { payload: record('2101') });
    const [msg] = await rig.probe('caught').count(1);
    assert.equal(msg.error.code, 'NO_CONFIG');
  });

  it('matches by external id, whatever its case, also one that was given just now', async () => {
    rig.sandbox.control.mplus.till.changeArticle(2101, { extArticleId: 'KOF-1' });
    await rig.load(flow({ rule: 'extArticleId' }));
    rig.send('sku', { payload: record('kof-1') });
    const [msg] = await rig.probe('matched').count(1);
    assert.equal(msg.links.articles['kof-1'].articleNumber, 2101);
    rig.sandbox.control.mplus.till.changeArticle(2102, { extArticleId: 'KOF-2' });
    rig.send('sku', { payload: record('KOF-2') });
    const [, second] = await rig.probe('matched').count(2);
    assert.equal(second.links.articles['KOF-2'].articleNumber, 2102);
  });

  it('matches by what its connection says when it says nothing itself', async () => {
    rig.sandbox.control.mplus.till.changeArticle(2101, { extArticleId: 'KOF-1' });
    const [tab, till, ...rest] = flow({ rule: '' });
    await rig.load([tab, { ...till, skuRule: 'extArticleId' }, ...rest]);
    rig.send('sku', { payload: record('kof-1') });
    const [msg] = await rig.probe('matched').count(1);
    assert.equal(msg.links.articles['kof-1'].articleNumber, 2101);
  });

  it('holds a SKU that several articles have: SKU_AMBIGUOUS', async () => {
    for (const number of [2101, 2102]) rig.sandbox.control.mplus.till.changeArticle(number, { extArticleId: 'KOF' });
    await rig.load(flow({ rule: 'extArticleId' }));
    rig.send('sku', { payload: record('KOF') });
    const [msg] = await rig.probe('unmatched').count(1);
    assert.equal(msg.unmatched[0].reason, 'SKU_AMBIGUOUS');
  });

  it('reports on the links of both catalogues as message, CSV and HTML (92)', async () => {
    await rig.load(flow({ task: 'report', ecwid: 'shop' }));
    rig.send('sku', { payload: 'go' });
    const [msg] = await rig.probe('matched').count(1);
    const { checked, matched, counts, problems } = msg.payload;
    assert.ok(checked.till > 30 && checked.shop > 30 && matched > 30);
    assert.equal(
      Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count),
      problems.length,
    );
    assert.equal(msg.csv.split('\r\n').length, problems.length + 2);
    assert.equal(msg.html.match(/<tr>/g).length, problems.length + 1);
  });

  it('names what was just broken in the report (92)', async () => {
    await rig.load(flow({ task: 'report', ecwid: 'shop' }));
    rig.send('sku');
    const [before] = await rig.probe('matched').count(1);
    const product = rig.sandbox.control.ecwid.state.products.dump().find(({ sku }: Msg) => sku === '2101') as Msg;
    rig.sandbox.control.ecwid.state.products.put({ ...product, sku: '7777001' });
    rig.send('sku');
    const [, after] = await rig.probe('matched').count(2);
    const known = new Set(before.payload.problems.map(({ text }: Msg) => text));
    const fresh = after.payload.problems.filter(({ text }: Msg) => !known.has(text));
    assert.deepEqual(
      fresh.map(({ kind, sku }: Msg) => [kind, sku]),
      [
        ['missingInTill', '7777001'],
        ['missingInShop', '2101'],
      ],
    );
  });
});
