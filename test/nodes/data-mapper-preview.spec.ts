/** The preview of a mapping that is still being written, evaluated by the runtime. */
import assert from 'node:assert/strict';
import { end, type Msg, Rig, TAB, valueTables } from './support';

const rig = new Rig();
const PREVIEW = '/mplus-ecwid/data-mapper/preview';

describe('preview of a data-mapper', () => {
  rig.install();

  const flow = () => [
    ...rig.configs(),
    { id: 'map', type: 'data-mapper', z: TAB.id, from: 'ecwid-order', to: 'mplus-order', mplus: 'till', wires: [['mapped']] },
    end('mapped'),
    ...valueTables(),
  ];

  const preview = async (form: object = {}): Promise<Msg> => {
    const { status, body } = await rig.post(PREVIEW, {
      id: 'map',
      z: TAB.id,
      from: 'ecwid-order',
      to: 'mplus-order',
      mplus: 'till',
      homeCountry: 'NL',
      mapping: '',
      ...form,
    });
    assert.equal(status, 200);
    return body;
  };

  it('maps a sample of the demo shop with the default mapping before a record came', async () => {
    await rig.load(flow());
    const { origin, input, result, error, problems } = await preview();
    assert.equal(origin, 'sample');
    assert.deepEqual([error, problems], [undefined, []]);
    assert.equal(result.extOrderId, input.payload.id);
    assert.equal(input.settings.branchNumber, 1);
    assert.equal(input.tables.vatCodes['NL/21'], '2');
  });

  for (const [from, to] of [
    ['ecwid-customer', 'mplus-relation'],
    ['mplus-order', 'ecwid-order-status'],
    ['mplus-product', 'ecwid-product'],
    ['mplus-article-group', 'ecwid-category'],
    ['mplus-relation', 'ecwid-customer'],
  ]) {
    it(`has a sample to map from ${from} to ${to}`, async () => {
      await rig.load(flow());
      const { input, fields } = await preview({ from, to });
      assert.ok(Object.keys(input.payload).length > 3, JSON.stringify(input));
      assert.ok(fields.length > 3);
    });
  }

  it('takes the last record of the node instead, as it came, also after a Deploy', async () => {
    await rig.load(flow());
    const id = await rig.postOrder({
      total: 12.1,
      email: 'koper@example.com',
      paymentStatus: 'PAID',
      paymentMethod: 'iDEAL',
      items: [{ sku: '2101', name: 'Koffie', quantity: 1, price: 12.1 }],
    });
    const order = await fetch(`${rig.sandbox.ecwid.baseUrl}/${rig.sandbox.ecwid.storeId}/orders/${id}`, {
      headers: { authorization: `Bearer ${rig.sandbox.ecwid.token}` },
    });
    rig.send('map', { payload: await order.json(), relation: { relationNumber: 682 }, links: { articles: {} } });
    await rig.probe('mapped').count(0);
    let body = await preview();
    for (let tries = 0; body.origin !== 'record' && tries < 50; tries++) body = await preview();
    assert.equal(body.origin, 'record');
    assert.equal(body.input.payload.id, id);
    assert.equal(body.input.relation.relationNumber, 682);
    await rig.redeploy(flow());
    assert.equal((await preview()).input.payload.id, id);
    assert.equal((await preview({ id: 'another' })).origin, 'sample');
  });

  it('names the problems of a result by path, and the fields that get no value', async () => {
    await rig.load(flow());
    const mapping = '{ "extOrderId": payload.id, "relationNumber": "x", "lineList": [payload.lines.{ "text": text }], "foo": 1 }';
    const { result, problems, unmapped } = await preview({ mapping });
    assert.equal(result.foo, 1);
    const found = problems.map(({ path, problem }: Msg) => `${path} ${problem}`);
    for (const wanted of [
      'foo is a field the target does not know',
      'relationNumber must be a whole number',
      'lineList[0].articleNumber is missing',
    ])
      assert.ok(found.includes(wanted), found.join('\n'));
    const missing = unmapped.map(({ path }: Msg) => path);
    assert.ok(missing.includes('reference') && missing.includes('lineList[].data'));
    assert.ok(!missing.includes('extOrderId') && !missing.includes('lineList[].data.price'));
  });

  it('lists the values that tables do not know', async () => {
    await rig.load(flow());
    const { misses } = await preview({ mapping: '{ "reference": $lookup(tables.paymentMethods, "Barter") }' });
    assert.deepEqual(
      misses.map(({ table, value }: Msg) => [table, value]),
      [['paymentMethods', 'Barter']],
    );
  });

  it('says that the totals would differ', async () => {
    await rig.load(flow());
    const mapping =
      '{ "extOrderId": payload.id, "relationNumber": 1, "lineList": [{ "articleNumber": 2101, "data": { "quantity": 1, "price": 1 } }] }';
    assert.equal((await preview({ mapping })).error.code, 'ORDER_MAPPING_TOTAL');
  });

  it('offers what can be read and what can be written', async () => {
    await rig.load(flow());
    const { paths, fields } = await preview();
    for (const path of ['payload.lines.sku', 'payload.buyer.email', 'tables.vatCodes', 'settings.branchNumber'])
      assert.ok(
        paths.some((one: Msg) => one.path === path),
        path,
      );
    const price = fields.find(({ path }: Msg) => path === 'lineList[].data.price');
    assert.deepEqual([price.description, price.required], ['a whole number of cents', true]);
  });

  for (const [what, mapping, code] of [
    ['a mistake in the syntax', '{ "a": ', 'MAPPING_SYNTAX'],
    ['a loop without an end', '($f := function() { $f() }; $f())', 'MAPPING_FAILED'],
    ['a call of itself without an end', '($f := function($n) { 1 + $f($n) }; $f(1))', 'MAPPING_FAILED'],
    ['the word that hides everything', 'msg.payload', 'MAPPING_USES_MSG'],
  ] as const) {
    it(`says what is wrong with ${what}, and goes on`, async () => {
      await rig.load(flow());
      const began = performance.now();
      const [{ error }, other] = await Promise.all([preview({ mapping }), rig.get('/mplus-ecwid/value-table/missing?name=x')]);
      assert.equal(error.code, code, error.message);
      assert.equal(other.status, 200);
      assert.ok(performance.now() - began < 8000);
    });
  }

  it('shows a person who may only read nothing of the environment', async () => {
    process.env.TEST_CANARY = 'canary-7f3a';
    await rig.load(flow());
    const body = await preview({ mapping: '{ "reference": $env("TEST_CANARY"), "extOrderId": $flowContext("x") }' });
    assert.ok(!JSON.stringify(body).includes('canary-7f3a'));
  });
});
