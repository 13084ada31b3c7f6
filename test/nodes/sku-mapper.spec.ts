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
});
