import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const SYNC = 'orders → MplusKASSA';

describe('reconcile', () => {
  const rig = new Rig().install();

  function flow(settings: object): Config[] {
    return [
      ...rig.configs(),
      {
        id: 'rec',
        type: 'reconcile',
        z: TAB.id,
        ecwid: 'shop',
        mplus: 'till',
        wires: [['report'], ['differences']],
        ...settings,
      },
      {
        id: 'calc',
        type: 'stock-calculator',
        z: TAB.id,
        name: 'With buffer',
        mplus: 'till',
        buffers: [{ sku: '', keep: 2 }],
        wires: [[]],
      },
      end('report'),
      end('differences'),
      ...watchers(['rec']),
    ];
  }

  async function compare(settings: object): Promise<Msg> {
    await rig.load(flow(settings));
    return again();
  }

  async function again(): Promise<Msg> {
    const next = rig.probe('report').next();
    rig.send('rec', { note: 'kept' });
    return next;
  }

  const shopProducts = () => [...rig.sandbox.control.ecwid.state.products.values()] as Msg[];

  /** Writes as an app that changes the shop behind our back. */
  async function change(path: string, body: object): Promise<void> {
    const { baseUrl, storeId, token } = rig.sandbox.ecwid;
    const answer = await fetch(`${baseUrl}/${storeId}${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  /** Every SKU of the shop that the till has, with the place of its price. */
  function places(): { sku: string; path: string; price: number }[] {
    return shopProducts().flatMap(({ id, sku, price, combinations = [] }) =>
      combinations.length === 0
        ? [{ sku, path: `/products/${id}`, price }]
        : combinations.map((each: Msg) => ({
            ...{ sku: each.sku, path: `/products/${id}/combinations/${each.id}`, price: each.price ?? price },
          })),
    );
  }

  for (const wanted of [0, 1, 137]) {
    it(`finds exactly the ${wanted} prices that were changed in the shop (84)`, async function () {
      this.timeout(30_000);
      const changed = places().slice(0, wanted);
      for (const { path, price } of changed) await change(path, { price: price + 1 });
      const { payload } = await compare({ entity: 'product', fields: 'price' });
      const found = payload.differences.filter(({ kind }: Msg) => kind !== 'missing');
      assert.equal(payload.different + payload.stale, wanted);
      assert.deepEqual(found.map(({ key }: Msg) => key).sort(), changed.map(({ sku }) => sku).sort());
      for (const { fields } of found) assert.equal(fields[0].target - fields[0].source, 100);
    });
  }

  it('gives the report as message, as CSV and as a page, and keeps the message (84)', async () => {
    const msg = await compare({ entity: 'product' });
    assert.equal(msg.note, 'kept');
    assert.equal(msg.topic, 'product');
    assert.equal(msg.payload.direction, 'MplusKASSA → Ecwid');
    assert.equal(msg.report.csv.trim().split('\r\n').length, msg.payload.differences.length + 1);
    assert.match(msg.report.html, /^<!DOCTYPE html>/);
  });

  it('names an article that the shop does not have and a product that the till does not have', async () => {
    const [product] = shopProducts().filter(({ combinations = [] }) => combinations.length === 0);
    const { sku } = product;
    await change(`/products/${product.id}`, { sku: 'HAND-MADE' });
    const { payload } = await compare({ entity: 'product' });
    const kindOf = (key: string) => payload.differences.find((each: Msg) => each.key === key)?.kind;
    assert.deepEqual([kindOf(sku), kindOf('HAND-MADE')], ['missing', 'extra']);
  });

  it('compares stock as the stock calculator of that name computes it', async () => {
    const plain = await compare({ entity: 'stock' });
    await rig.unload();
    const buffered = await compare({ entity: 'stock', calculator: 'With buffer' });
    const of = (msg: Msg) => new Set(msg.payload.differences.map(({ key }: Msg) => key));
    assert.ok(of(buffered).size > of(plain).size + 100, `${of(plain).size} and ${of(buffered).size}`);
  });

  it('does not compare when there is no such stock calculator', async () => {
    await rig.load(flow({ entity: 'stock', calculator: 'Nobody' }));
    rig.send('rec');
    assert.equal((await rig.probe('caught').count(1))[0].error.code, 'RECONCILE_CALCULATOR');
  });

  it('compares customers by e-mail address', async () => {
    const { payload } = await compare({ entity: 'customer' });
    const [shopOnly] = payload.differences.filter(({ kind }: Msg) => kind === 'extra');
    assert.match(shopOnly.key, /@/);
    const relations = [...rig.sandbox.control.mplus.state.relations.values()] as Msg[];
    assert.equal(
      relations.some(({ email }) => email?.toLowerCase() === shopOnly.key),
      false,
    );
  });

  describe('of orders', () => {
    const settings = { entity: 'order', ledger: 'book', sync: SYNC };

    it('names a paid order that the till does not have, and why', async () => {
      const paid = rig.placeOrder();
      const unpaid = rig.placeOrder({ paid: false });
      const { payload } = await compare(settings);
      const found = (key: string) => payload.differences.find((each: Msg) => each.key === key);
      assert.equal(found(paid).kind, 'missing');
      assert.equal(found(unpaid), undefined);
    });

    it('says that an order is held, and does not send it on', async () => {
      const order = rig.placeOrder();
      await rig.load(flow({ ...settings, heal: true }));
      const ledger = await rig.ledger();
      await ledger.receive(SYNC, { topic: 'order', records: [{ key: order, version: '1', payload: {} }] });
      const [{ entry }] = await ledger.claim(SYNC, 1, 'test');
      await ledger.settle(entry, { state: 'held', reason: 'SKU_UNKNOWN', message: 'No article has the number 1.' });
      const { payload } = await again();
      const found = payload.differences.find(({ key }: Msg) => key === order);
      assert.equal(found.cause.code, 'HELD');
      assert.match(found.cause.text, /SKU_UNKNOWN.*No article/);
      assert.equal(
        rig.probe('differences').messages.some((msg) => msg.payload.key === order),
        false,
      );
    });

    it('leaves out what a person skipped', async () => {
      const order = rig.placeOrder();
      await rig.load(flow(settings));
      const ledger = await rig.ledger();
      await ledger.receive(SYNC, { topic: 'order', records: [{ key: order, version: '1', payload: {} }] });
      const { records } = await ledger.find({ text: order });
      await ledger.skip(records[0].entry);
      const { payload } = await again();
      assert.equal(payload.leftOut, 1);
      assert.equal(
        payload.differences.some(({ key }: Msg) => key === order),
        false,
      );
    });

    it('does not call an order extra that is older than the days compared', async () => {
      const { payload } = await compare({ ...settings, days: '30' });
      assert.equal(payload.extra, 0);
    });
  });

  describe('healing', () => {
    it('sends each difference on with the id that the flow reads it by (84)', async () => {
      const order = rig.placeOrder();
      await compare({ entity: 'order', heal: true });
      const sent = await rig.probe('differences').until((msg) => msg.payload.key === order);
      assert.deepEqual([sent.topic, sent.payload.source, sent.payload.kind], ['order', order, 'missing']);
    });

    it('sends nothing on unless it is switched on', async () => {
      rig.placeOrder();
      const { payload } = await compare({ entity: 'order' });
      assert.ok(payload.missing > 0);
      assert.equal(payload.healed, 0);
      assert.equal(rig.probe('differences').messages.length, 0);
    });

    it('sends no more than is allowed: many differences are a wrong setting', async () => {
      const { payload } = await compare({ entity: 'order', heal: true, healLimit: '3' });
      assert.equal(payload.healed, 3);
      await rig.probe('differences').count(3);
      assert.ok(payload.missing > 3);
    });
  });

  it('tells a Catch node when a side cannot be read', async () => {
    await rig.load(flow({ entity: 'product' }));
    rig.sandbox.control.faults.add({ system: 'ecwid', kind: 'html' });
    rig.send('rec');
    assert.equal((await rig.probe('caught').count(1))[0].error.code, 'ECWID_UNAVAILABLE');
    assert.equal(rig.probe('report').messages.length, 0);
  });
});
