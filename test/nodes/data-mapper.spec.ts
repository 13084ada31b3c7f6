import assert from 'node:assert/strict';
import { defaultMapping } from '../../lib/mapping/defaults';
import { type Config, end, type Msg, Rig, TAB, valueTables, watchers } from './support';

const rig = new Rig();

const OTHER_TAB: Config = { id: 'tab-2', type: 'tab', label: 'other' };

const LINKS = { articles: { 2101: { articleNumber: 2101 }, 4101: { articleNumber: 4101 } } };

function flow(settings: object = {}, tables: Config[] = valueTables()): Config[] {
  return [
    ...rig.configs(),
    {
      id: 'map',
      type: 'data-mapper',
      z: TAB.id,
      mplus: 'till',
      from: 'ecwid-order',
      to: 'mplus-order',
      wires: [['out']],
      ...settings,
    },
    end('out'),
    ...tables,
    ...watchers(['map']),
  ];
}

/** An order as the webshop gives it. */
function shopOrder(purchase: object = {}): Msg {
  return rig.sandbox.control.ecwid.shopper.place({
    buyer: {
      email: 'koper@example.com',
      name: 'Test Koper',
      street: 'Kade 5',
      postalCode: '3011 AA',
      city: 'Rotterdam',
      countryCode: 'NL',
      language: 'nl',
    },
    lines: [{ sku: '2101', quantity: 2 }],
    shippingMethod: 'PostNL pakket',
    paymentMethod: 'iDEAL',
    paid: true,
    ...purchase,
  });
}

const message = (payload: Msg) => ({ payload, topic: 'order', relation: { relationNumber: 1002 }, links: LINKS });

async function map(settings: object = {}, payload = shopOrder(), tables?: Config[]): Promise<Msg> {
  await rig.load(flow(settings, tables));
  rig.send('map', { ...message(payload), correlation: 'abc' });
  const [msg] = await rig.probe('out').count(1);
  return msg;
}

async function refuse(settings: object = {}, payload = shopOrder(), tables?: Config[]): Promise<Msg> {
  await rig.load(flow(settings, tables));
  const settled = await rig.settlements();
  rig.send('map', { ...message(payload), ...(await rig.deliver('M1', payload)) });
  const [msg] = await rig.probe('caught').count(1);
  const [event] = await settled.count(1);
  assert.deepEqual([event.state, event.reason], ['held', msg.error.code]);
  // The Catch node is told what to do as well.
  assert.ok(msg.error.message.startsWith(event.message));
  assert.equal(rig.probe('out').messages.length + rig.probe('completed').messages.length, 0);
  return msg.error;
}

describe('data-mapper', () => {
  rig.install();

  describe('with the default mapping', () => {
    it('makes an order of the till out of an order of the webshop (4, 5, 9, 15, 16)', async () => {
      const order = shopOrder();
      const { payload, expected, correlation, relation } = await map({}, order);
      assert.equal(payload.extOrderId, order.id);
      assert.equal(payload.relationNumber, 1002);
      assert.deepEqual([payload.entryBranchNumber, payload.employeeNumber], [1, 999999]);
      assert.equal(payload.deliveryMethod, 'VERZENDEN');
      assert.deepEqual(
        payload.lineList.map((line: Msg) => [line.articleNumber, line.data.quantity, line.data.price, line.data.vatCode]),
        [
          [2101, 2, 1295, 1],
          [9001, 1, Math.round(order.shippingOption.shippingRate * 100), payload.lineList[1].data.vatCode],
        ],
      );
      assert.deepEqual(payload.paymentList[0].method, 'IDEAL');
      assert.deepEqual([expected.total, expected.tolerance], [Math.round(order.total * 100), 0]);
      assert.equal(correlation, 'abc');
      assert.deepEqual(relation, { relationNumber: 1002 });
      await rig.probe('completed').count(1);
    });

    it('takes branch, workplace and employee of the connection (9, 20)', async () => {
      const configs = rig.configs({ till: { branchNumber: '2', workplaceNumber: '3', employeeNumber: '12' } });
      await rig.load([...configs, ...flow().slice(configs.length)]);
      rig.send('map', message(shopOrder()));
      const [{ payload }] = await rig.probe('out').count(1);
      assert.deepEqual([payload.entryBranchNumber, payload.workplaceNumber, payload.employeeNumber], [2, 3, 12]);
    });

    it('is what the editor is offered', async () => {
      await rig.load(flow());
      const answer = await rig.get('/mplus-ecwid/data-mapper/default?from=ecwid-order&to=mplus-order');
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, { expression: defaultMapping('ecwid-order', 'mplus-order') });
    });

    for (const query of ['from=ecwid-order&to=nothing', 'from=..%2F..&to=mplus-order', '']) {
      it(`is not there for ${query || 'an empty query'}`, async () => {
        await rig.load(flow());
        assert.equal((await rig.get(`/mplus-ecwid/data-mapper/default?${query}`)).status, 404);
      });
    }
  });

  describe('with a mapping of its own', () => {
    const own = (more = '', lines = 'payload.lines') => `{
      "extOrderId": payload.id,
      "relationNumber": relation.relationNumber,
      "reference": payload.original.email & " / " & settings.homeCountry,
      "lineList": [${lines}.{ "articleNumber": kind = "article" ? $lookup($$.links.articles, sku).articleNumber : 9001,
        "data": { "quantity": quantity, "price": unitPrice } }]${more}
    }`;

    it('gives what the mapping makes (17)', async () => {
      const { payload } = await map({ mapping: own() });
      assert.equal(payload.reference, 'koper@example.com / NL');
      assert.deepEqual(
        payload.lineList.map((line: Msg) => line.articleNumber),
        [2101, 9001],
      );
    });

    const faulty: [string, string, string][] = [
      ['cannot be read', 'MAPPING_SYNTAX', '{ "extOrderId": payload.id'],
      ['fails', 'MAPPING_FAILED', '{ "extOrderId": $number(payload.buyer.name) }'],
      ['asks for msg', 'MAPPING_USES_MSG', '{ "extOrderId": msg.payload.id }'],
      ['gives nothing', 'MAPPING_EMPTY', 'payload.nothing'],
      ['leaves out what the till needs', 'MAPPING_INVALID', '{ "extOrderId": payload.id }'],
      ['has a field the till does not know', 'MAPPING_INVALID', own(', "colour": "red"')],
      ['gives a price in euros', 'MAPPING_INVALID', own().replace('unitPrice', 'unitPrice / 1000')],
      ['loses a line', 'ORDER_MAPPING_TOTAL', own('', 'payload.lines[kind = "article"]')],
      ['changes a quantity', 'ORDER_MAPPING_TOTAL', own().replace('"quantity": quantity', '"quantity": quantity + 1')],
    ];
    for (const [what, code, mapping] of faulty) {
      it(`gives ${code} when it ${what}, and holds the record`, async () => {
        const error = await refuse({ mapping });
        assert.equal(error.code, code);
        assert.match(error.message, /^[^\n]+\.$/);
      });
    }

    it('names the field that does not fit', async () => {
      assert.match((await refuse({ mapping: own(', "colour": "red"') })).message, /\bcolour\b/);
    });
  });

  describe('value tables', () => {
    const table = (name: string, rows: [string, string][], more: object = {}): Config => ({
      id: `own-${name}`,
      type: 'value-table',
      name,
      rows: rows.map(([from, to]) => ({ from, to, label: '' })),
      fallback: 'hold',
      default: '',
      ...more,
    });
    const without = (name: string) => valueTables().filter((config) => config.name !== name);

    it('hold a record for a value without a row', async () => {
      const error = await refuse({}, shopOrder(), [
        ...without('paymentMethods'),
        table('paymentMethods', [['PayPal', 'PAYPAL']]),
      ]);
      assert.equal(error.code, 'VALUE_TABLE_MISS');
      assert.match(error.message, /paymentMethods.*"iDEAL"/);
    });

    it('refuse a value without a row when set to', async () => {
      const tables = [...without('paymentMethods'), table('paymentMethods', [], { fallback: 'error' })];
      assert.equal((await refuse({}, shopOrder(), tables)).code, 'VALUE_TABLE_UNKNOWN');
    });

    it('give the default for a value without a row when set to', async () => {
      const tables = [...without('paymentMethods'), table('paymentMethods', [], { fallback: 'default', default: 'CONTANT' })];
      assert.equal((await map({}, shopOrder(), tables)).payload.paymentMethod, 'CONTANT');
    });

    it('of the flow come before global ones of the same name', async () => {
      const own = table('paymentMethods', [['iDEAL', 'PIN']], { z: TAB.id });
      for (const tables of [
        [...valueTables(), own],
        [own, ...valueTables()],
      ]) {
        assert.equal((await map({}, shopOrder(), tables)).payload.paymentMethod, 'PIN');
        await rig.unload();
      }
    });

    it('of another flow are not seen', async () => {
      const other = table('paymentMethods', [['iDEAL', 'PIN']], { z: OTHER_TAB.id });
      const { payload } = await map({}, shopOrder(), [OTHER_TAB, ...valueTables(), other]);
      assert.equal(payload.paymentMethod, 'IDEAL');
    });

    it('make articles and numbers out of cells', async () => {
      const { payload } = await map({}, shopOrder(), [
        ...without('vatCodes'),
        table('vatCodes', [
          ['NL/9', ' 3 '],
          ['NL/21', '4'],
        ]),
      ]);
      assert.deepEqual(
        payload.lineList.map((line: Msg) => line.data.vatCode),
        [3, 3],
      );
    });
  });

  describe('an order that is some cents off', () => {
    const off = (order: Msg, cents: number) => ({ ...order, total: Number((order.total + cents / 100).toFixed(2)) });

    it('gets a rounding line on the article of choice when set to (81)', async () => {
      const order = off(shopOrder(), 3);
      const settings = { roundingPolicy: 'line', roundingCents: '3', roundingArticle: '9012' };
      const { payload, expected } = await map(settings, order);
      const line = payload.lineList.at(-1);
      assert.deepEqual([line.articleNumber, line.data.quantity, line.data.price, line.data.vatCode], [9012, 1, 3, 3]);
      assert.deepEqual([expected.total, expected.tolerance], [Math.round(order.total * 100), 0]);
      assert.deepEqual(expected.vat.at(-1), { rate: 0, amount: 3 });
    });

    it('is let through when set to, and may differ as much in the till', async () => {
      const order = shopOrder();
      const { payload, expected } = await map({ roundingPolicy: 'tolerance', roundingCents: 3 }, off(order, -3));
      assert.equal(payload.lineList.length, 2);
      assert.deepEqual([expected.total, expected.tolerance], [Math.round(order.total * 100), 3]);
    });

    for (const settings of [
      {},
      { roundingPolicy: 'hold', roundingCents: 9 },
      { roundingPolicy: 'line', roundingCents: 2, roundingArticle: '9012' },
      { roundingPolicy: 'tolerance', roundingCents: '2' },
    ]) {
      it(`is held with ${JSON.stringify(settings)}`, async () => {
        assert.equal((await refuse(settings, off(shopOrder(), 3))).code, 'ORDER_TOTAL_DIFFERS');
      });
    }
  });

  it('holds an order in another currency than that of the till', async () => {
    const order = { ...shopOrder(), currency: 'USD' };
    const { code, message: text } = await refuse({ currency: 'EUR' }, order);
    assert.equal(code, 'ORDER_CURRENCY');
    assert.match(text, /in USD, the till counts in EUR/);
  });

  const item = (order: Msg, fields: object) => ({ ...order, items: [{ ...order.items[0], ...fields }] });
  const held: [string, string, (order: Msg) => Msg][] = [
    ['with a negative quantity', 'ORDER_QUANTITY', (order) => item(order, { quantity: -1 })],
    ['with a price that is no number', 'ORDER_MALFORMED', (order) => item(order, { price: Number.NaN })],
    ['without the list of its taxes', 'ORDER_MALFORMED', (order) => item(order, { taxes: undefined })],
    ['without lines', 'ORDER_NO_LINES', (order) => ({ ...order, items: [] })],
    ['that does not add up', 'ORDER_TOTAL_DIFFERS', (order) => ({ ...order, total: order.total + 1 })],
    ['that is no order', 'ORDER_MALFORMED', () => ({ id: 'M1' })],
  ];
  for (const [what, code, change] of held) {
    it(`holds an order ${what}: ${code}`, async () => {
      assert.equal((await refuse({}, change(shopOrder()))).code, code);
    });
  }

  it('maps without a connection, and leaves its settings out', async () => {
    const { payload } = await map({ mplus: '' });
    assert.equal(payload.entryBranchNumber, undefined);
  });

  it('gives NO_CONFIG when the connection is gone', async () => {
    await rig.load(flow({ mplus: 'elsewhere' }));
    rig.send('map', message(shopOrder()));
    const [msg] = await rig.probe('caught').count(1);
    assert.equal(msg.error.code, 'NO_CONFIG');
  });
});
