import assert from 'node:assert/strict';
import { type Config, end, type Msg, orderFlow, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}, configs: Record<string, object> = {}): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' }, ...configs }),
    { id: 'put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'orderStatus', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

const shopOrder = (id: string): Msg => rig.sandbox.control.ecwid.state.orders.find('key', id)[0];
const requests = (beginning: string): number => rig.sandbox.control.requests.total('ecwid', beginning);
const mails = (): Msg[] => rig.sandbox.control.ecwid.state.rest.mails as Msg[];
const ourMails = (id: string): Msg[] => mails().filter(({ orderId }) => orderId === id);

/** The message after the put node. */
async function pass(msg: object): Promise<Msg> {
  const next = rig.probe('out').next();
  rig.send('put', msg);
  return next;
}

async function refuse(msg: object): Promise<Msg> {
  const next = rig.probe('caught').next();
  rig.send('put', msg);
  return (await next).error;
}

describe('ecwid-put', () => {
  rig.install();

  describe('the status of an order', () => {
    const wanted = (id: string, fields: object = {}) => ({
      id,
      tillOrderNumber: '2026-12',
      fulfillmentStatus: 'SHIPPED',
      paymentStatus: 'PAID',
      trackingNumber: 'Packing slip 2026-3',
      ...fields,
    });

    it('writes status, tracking text and the number of the till, and says what it did (7)', async () => {
      await rig.load(flow());
      const id = rig.placeOrder({ paid: false });
      const { result } = await pass({ payload: wanted(id), correlation: 'abc' });
      assert.deepEqual(result, { action: 'updated', id, number: '2026-12' });
      const { fulfillmentStatus, paymentStatus, trackingNumber, privateAdminNotes } = shopOrder(id);
      assert.deepEqual(
        [fulfillmentStatus, paymentStatus, trackingNumber, privateAdminNotes],
        ['SHIPPED', 'PAID', 'Packing slip 2026-3', 'MplusKASSA 2026-12'],
      );
    });

    it('sends only what differs, so that the lines of the order stay', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const { items, total } = shopOrder(id);
      await pass({ payload: wanted(id) });
      assert.deepEqual([shopOrder(id).items, shopOrder(id).total], [items, total]);
      assert.deepEqual(rig.sandbox.control.complaints.list(), []);
    });

    it('keeps the customer group of the order, which an update would reset', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      rig.sandbox.control.ecwid.state.orders.put({ ...shopOrder(id), customerGroup: 'Vaste klanten' });
      await pass({ payload: wanted(id) });
      assert.equal(shopOrder(id).customerGroup, 'Vaste klanten');
    });

    it('writes nothing when the order is as wanted already', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      await pass({ payload: wanted(id) });
      assert.equal((await pass({ payload: wanted(id) })).result.action, 'unchanged');
      assert.equal(requests('PUT'), 1);
    });

    it('sends no request at all for what the ledger knows to be written (87)', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      await pass(await rig.deliver('1', wanted(id)));
      rig.sandbox.control.requests.clear();
      assert.equal((await pass(await rig.deliver('2', wanted(id)))).result.action, 'unchanged');
      assert.equal(requests(''), 0);
    });

    it('does not take the status of the shop back', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      rig.sandbox.control.ecwid.state.orders.put({ ...shopOrder(id), fulfillmentStatus: 'DELIVERED' });
      await pass({ payload: wanted(id, { fulfillmentStatus: 'PROCESSING', paymentStatus: 'AWAITING_PAYMENT' }) });
      assert.deepEqual([shopOrder(id).fulfillmentStatus, shopOrder(id).paymentStatus], ['DELIVERED', 'PAID']);
    });

    it('takes it back where the table says so', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      rig.sandbox.control.ecwid.state.orders.put({ ...shopOrder(id), fulfillmentStatus: 'DELIVERED' });
      await pass({ payload: wanted(id, { fulfillmentStatus: 'PROCESSING!' }) });
      assert.equal(shopOrder(id).fulfillmentStatus, 'PROCESSING');
    });

    for (const notifyCustomer of [false, true]) {
      it(`lets the shop mail the buyer: ${notifyCustomer}`, async () => {
        await rig.load(flow({ notifyCustomer }));
        const id = rig.placeOrder();
        const before = ourMails(id).length;
        await pass({ payload: wanted(id) });
        assert.equal(ourMails(id).length - before, notifyCustomer ? 1 : 0);
      });
    }

    it('puts the number of the till into an extra field', async () => {
      await rig.load(flow({ orderNumberIn: 'extraField', extraField: 'kassanummer' }));
      const id = rig.placeOrder();
      await pass({ payload: wanted(id) });
      assert.equal(shopOrder(id).extraFields.kassanummer, '2026-12');
      assert.equal(shopOrder(id).privateAdminNotes, undefined);
    });

    const skipped: [string, object, string][] = [
      ['was made in the till', { tillOrderId: 'a-1' }, 'ORDER_NOT_FROM_SHOP'],
      ['the shop does not have', { id: 'ZZZZZ' }, 'ORDER_NOT_IN_SHOP'],
    ];
    for (const [what, ids, reason] of skipped) {
      it(`skips an order that ${what}, and says so`, async () => {
        await rig.load(flow());
        const { result } = await pass(await rig.deliver('1', { ...ids, fulfillmentStatus: 'SHIPPED' }));
        assert.deepEqual([result.action, result.reason], ['skipped', reason]);
        const record = (await rig.records())[1];
        assert.deepEqual([record.state, record.reason], ['skipped', reason]);
        assert.match(record.message, /shop/);
      });
    }

    it('leaves an order alone whose internal number another shop uses as its order number', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const { result } = await pass({ payload: { id: String(shopOrder(id).id), fulfillmentStatus: 'SHIPPED' } });
      assert.equal(result.reason, 'ORDER_NOT_IN_SHOP');
      assert.equal(shopOrder(id).fulfillmentStatus, 'AWAITING_PROCESSING');
    });

    it('tries an order again that is deleted in the shop meanwhile, and then skips it', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const { ecwid } = rig.sandbox.control;
      const handle = ecwid.handle.bind(ecwid);
      ecwid.handle = (request) => {
        if (request.method === 'PUT') ecwid.state.orders.remove(shopOrder(id)?.id);
        return handle(request);
      };
      const error = await refuse(await rig.deliver(id, wanted(id)));
      assert.equal(error.code, 'ORDER_GONE');
      assert.equal((await rig.records())[id].state, 'retry');
      assert.equal((await pass({ payload: wanted(id) })).result.reason, 'ORDER_NOT_IN_SHOP');
    });

    for (const kind of ['resetAfter', 'timeoutAfter'] as const) {
      it(`finds its work done when the answer was lost (${kind}) (80)`, async () => {
        await rig.load(flow({}, { shop: { timeout: '0.5' } }));
        const id = rig.placeOrder();
        rig.sandbox.control.faults.add({ system: 'ecwid', operation: `PUT /orders/${id}`, kind, count: 1 });
        await refuse(await rig.deliver(id, wanted(id)));
        assert.equal((await rig.records())[id].state, 'retry');
        const { result } = await pass(await rig.redeliver());
        assert.equal(result.action, 'unchanged');
        assert.equal(shopOrder(id).privateAdminNotes, 'MplusKASSA 2026-12');
      });
    }

    it('holds a status that the shop does not know', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const error = await refuse(await rig.deliver(id, wanted(id, { fulfillmentStatus: 'CUSTOM_FULFILLMENT_STATUS_2' })));
      assert.equal(error.code, 'ECWID_REFUSED');
      assert.match(error.message, /not enabled/);
      assert.equal((await rig.records())[id].state, 'held');
    });
  });

  describe('behind a node that books the order in the till', () => {
    const till = (): Config => ({
      id: 'till-put',
      type: 'mplus-put',
      z: TAB.id,
      mplus: 'till',
      entity: 'order',
      payment: 'none',
      settles: false,
      wires: [['put']],
    });
    const tillOrder = (extOrderId: string) => ({
      extOrderId,
      relationNumber: 1,
      entryBranchNumber: 1,
      financialBranchNumber: 1,
      employeeNumber: 999999,
      vatMethod: 'VAT-METHOD-INCLUSIVE',
      lineList: [{ articleNumber: 2101, text: 'Koffie', data: { quantity: 2, price: 1295 } }],
    });

    it('notes the number of the till in the order of the shop, without a mapping between', async () => {
      await rig.load([...flow(), till()]);
      const id = rig.placeOrder();
      rig.send('till-put', await rig.deliver(id, tillOrder(id)));
      const [{ result }] = await rig.probe('out').count(1);
      const number = rig.tillOrders(id)[0].transactionString;
      assert.deepEqual(result, { action: 'updated', id, number });
      assert.equal(shopOrder(id).privateAdminNotes, `MplusKASSA ${number}`);
      assert.equal((await rig.records())[id].state, 'done');
    });

    it('finishes what is missing when only the note failed', async () => {
      await rig.load([...flow(), till()]);
      const id = rig.placeOrder();
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: `PUT /orders/${id}`, kind: 'http500', count: 1 });
      const failed = rig.probe('caught').next();
      rig.send('till-put', await rig.deliver(id, tillOrder(id)));
      await failed;
      rig.send('till-put', await rig.redeliver());
      await rig.probe('out').count(1);
      const [booked, ...doubled] = rig.tillOrders(id);
      assert.deepEqual(doubled, []);
      assert.equal(shopOrder(id).privateAdminNotes, `MplusKASSA ${booked.transactionString}`);
    });
  });

  describe('orders of the till', () => {
    const order = (tillOrderId: string, fields: object = {}) => ({
      tillOrderId,
      tillOrderNumber: '2026-12',
      email: 'telefoon@example.com',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'PROCESSING',
      pricesIncludeTax: true,
      total: 2590,
      createDate: '2026-06-12T13:45:30+02:00',
      items: [{ sku: '2101', name: 'Koffie', quantity: 2, price: 1295, vatRate: 9, vat: 214 }],
      billingPerson: { name: 'Test Koper', street: 'Kade 5', postalCode: '3011 AA', city: 'Rotterdam', countryCode: 'NL' },
      ...fields,
    });
    const ofTill = (tillOrderId: string): Msg[] =>
      (rig.sandbox.control.ecwid.state.orders.dump() as Msg[]).filter(
        ({ externalTransactionId }) => externalTransactionId === `mplus-${tillOrderId}`,
      );
    const orders = (settings: object = {}, configs: Record<string, object> = {}) =>
      flow({ entity: 'order', ...settings }, configs);
    const stock = (sku: string): number => rig.sandbox.control.ecwid.state.withSku(sku)[0].quantity;

    it('creates the order for the cents of the till, with its VAT and its buyer (18)', async () => {
      await rig.load(orders());
      const { result } = await pass({ payload: order('T1') });
      const [created, ...others] = ofTill('T1');
      assert.deepEqual(others, []);
      assert.deepEqual(result, { action: 'created', id: created.orderId, number: '2026-12', total: 2590 });
      assert.deepEqual([created.total, created.subtotal, created.tax], [25.9, 25.9, 2.14]);
      assert.deepEqual([created.items[0].price, created.items[0].taxes[0].value], [12.95, 9]);
      assert.equal(created.billingPerson.city, 'Rotterdam');
      assert.equal(created.created, Date.parse('2026-06-12T11:45:30Z') / 1000);
      assert.equal(created.privateAdminNotes, 'MplusKASSA 2026-12');
      assert.deepEqual(rig.sandbox.control.complaints.list(), []);
    });

    it('takes nothing off the stock of the shop: the till has done so', async () => {
      await rig.load(orders());
      const before = stock('2101');
      await pass({ payload: order('T2') });
      assert.equal(stock('2101'), before);
    });

    it('has the sandbox take stock for an order that names a product, so that the test above proves something', async () => {
      await rig.load(orders());
      const before = stock('2101');
      const productId = rig.sandbox.control.ecwid.state.withSku('2101')[0].id;
      await rig.postOrder({ email: 'a@example.com', total: 1, paymentStatus: 'PAID', items: [{ productId, quantity: 2 }] });
      assert.equal(stock('2101'), before - 2);
    });

    it('sends no mail to the buyer', async () => {
      await rig.load(orders());
      const { result } = await pass({ payload: order('T3') });
      assert.deepEqual(ourMails(result.id), []);
    });

    it('does not create an order a second time, nor ask for it again (87)', async () => {
      await rig.load(orders());
      const first = await pass(await rig.deliver('1', order('T4')));
      rig.sandbox.control.requests.clear();
      const { result } = await pass(await rig.deliver('2', order('T4', { fulfillmentStatus: 'SHIPPED' })));
      assert.deepEqual([result.action, result.id], ['existed', first.result.id]);
      assert.equal(requests(''), 0);
    });

    it('does not create an order a second time without a ledger, while the search does not know it yet', async () => {
      await rig.load(orders());
      rig.sandbox.control.set({ ecwidSearchLag: 15 });
      await pass({ payload: order('T5') });
      assert.equal((await pass({ payload: order('T5') })).result.action, 'existed');
      assert.equal(ofTill('T5').length, 1);
    });

    it('finds an order that another ledger has created', async () => {
      await rig.load(orders());
      const id = await rig.postOrder({ email: 'a@example.com', total: 25.9, externalTransactionId: 'mplus-T6', items: [] });
      const { result } = await pass(await rig.deliver('1', order('T6')));
      assert.deepEqual([result.action, result.id], ['existed', id]);
    });

    for (const kind of ['resetAfter', 'timeoutAfter', 'truncate', 'empty', 'http500'] as const) {
      it(`creates one order when the answer is lost (${kind}) (80)`, async () => {
        await rig.load(orders({}, { shop: { timeout: '0.5' } }));
        rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /orders', kind, count: 1 });
        await refuse(await rig.deliver('T7', order('T7')));
        assert.equal((await rig.records()).T7.state, 'uncertain');
        await letSearchCatchUp('T7');
        const { result } = await pass(await rig.redeliver());
        assert.equal(result.action, kind === 'http500' ? 'created' : 'existed');
        assert.equal(ofTill('T7').length, 1);
        assert.equal(result.id, ofTill('T7')[0].orderId);
      });
    }

    it('waits for the search of the shop before it concludes that a lost order is not there', async () => {
      await rig.load(orders());
      rig.sandbox.control.set({ ecwidSearchLag: 15 });
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /orders', kind: 'resetAfter', count: 1 });
      await refuse(await rig.deliver('T8', order('T8')));
      const error = await refuse(await rig.redeliver());
      assert.equal(error.code, 'ORDER_SEARCH_LAG');
      const { state, due = 0, changed } = (await rig.records()).T8;
      assert.equal(state, 'retry');
      assert.ok(due - changed > 15_000);
      rig.sandbox.control.clock.advance(16_000);
      assert.equal((await pass({ ...(await rig.deliver('again', order('T8'))) })).result.action, 'existed');
      assert.equal(ofTill('T8').length, 1);
    });

    it('skips an order that came from a shop, so that none goes round in circles', async () => {
      await rig.load(orders());
      const { result } = await pass(await rig.deliver('T9', order('T9', { extOrderId: 'XJ12H' })));
      assert.deepEqual([result.action, result.reason], ['skipped', 'ORDER_FROM_SHOP']);
      assert.deepEqual(ofTill('T9'), []);
      assert.equal((await rig.records()).T9.reason, 'ORDER_FROM_SHOP');
    });

    it('creates an order that the till sold without VAT in its prices', async () => {
      await rig.load(orders());
      const items = [{ sku: '2101', name: 'Koffie', quantity: 2, price: 1188, vatRate: 9, vat: 214 }];
      await pass({ payload: order('T10', { pricesIncludeTax: false, items }) });
      const [{ subtotal, tax, total, pricesIncludeTax }] = ofTill('T10');
      assert.deepEqual([subtotal, tax, total, pricesIncludeTax], [23.76, 2.14, 25.9, false]);
    });

    it('holds an order without the id of the till', async () => {
      await rig.load(orders());
      assert.equal((await refuse({ payload: order('') })).code, 'ORDER_NO_TILL_ID');
    });

    it('writes the status of an order that the shop has from the till', async () => {
      await rig.load([
        ...orders(),
        { id: 'status', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'orderStatus', wires: [['out']] },
      ]);
      const { result } = await pass(await rig.deliver('1', order('T11')));
      const next = rig.probe('out').next();
      rig.send('status', await rig.deliver('2', { tillOrderId: 'T11', fulfillmentStatus: 'SHIPPED' }));
      assert.deepEqual((await next).result.action, 'updated');
      assert.equal(shopOrder(result.id).fulfillmentStatus, 'SHIPPED');
    });
  });

  /** As if the attempt had been long enough ago. */
  async function letSearchCatchUp(tillOrderId: string): Promise<void> {
    const ledger = await rig.ledger();
    await ledger.link(`ecwid-order ${rig.sandbox.ecwid.storeId}`, tillOrderId, 'pending since 0');
  }

  describe('beside the flow that brings orders to the till', () => {
    const table = (name: string, rows: [string, string][]): Config => ({
      id: `table-${name}`,
      type: 'value-table',
      name,
      rows: rows.map(([from, to]) => ({ from, to, label: '' })),
      fallback: 'hold',
      default: '',
    });
    const back = (): Config[] => [
      {
        id: 'till-get',
        type: 'mplus-get',
        z: TAB.id,
        mplus: 'till',
        ledger: 'book',
        sync: 'status → Ecwid',
        entity: 'order',
        mode: 'changed',
        wires: [['status-map'], ['status-run']],
      },
      {
        id: 'status-map',
        type: 'data-mapper',
        z: TAB.id,
        mplus: 'till',
        from: 'mplus-order',
        to: 'ecwid-order-status',
        wires: [['status-put']],
      },
      { id: 'status-put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'orderStatus', wires: [['out']] },
      end('status-run'),
      end('out'),
      table('orderStatuses', [['open', 'PROCESSING']]),
      table('paymentStatuses', [['paid', 'PAID']]),
    ];

    it('comes to rest: neither flow takes what the other one wrote for news', async () => {
      const startDate = new Date().toISOString().slice(0, 10);
      await rig.load([...rig.configs(), ...orderFlow({ get: { startDate } }), ...back()]);
      const settled = await rig.settlements();
      /** One run, until everything that was new in it is settled. */
      const run = async (get: string, runEnd: string): Promise<number> => {
        const [before, complete] = [settled.items.length, rig.probe(runEnd).next()];
        rig.send(get);
        const { added } = (await complete).payload;
        await settled.count(before + added);
        return added;
      };
      const id = rig.placeOrder();
      await run('get', 'run');
      await run('till-get', 'status-run');
      assert.equal(shopOrder(id).fulfillmentStatus, 'PROCESSING');

      const { changeCounter } = rig.tillOrders(id)[0];
      assert.ok((await run('get', 'run')) > 0, 'the shop counts our write as a change');
      const outcomes = settled.items.filter(({ key, sync }) => key === id && sync === 'orders → MplusKASSA');
      assert.deepEqual(
        outcomes.map(({ reason }) => reason),
        ['CREATED', 'EXISTED'],
      );
      assert.equal(rig.tillOrders(id)[0].changeCounter, changeCounter);
      rig.sandbox.control.requests.clear();
      assert.equal(await run('till-get', 'status-run'), 0);
      assert.equal(requests('PUT'), 0);
    });
  });

  it('does not read orders back that it made of orders of the till', async () => {
    await rig.load([
      ...flow({ entity: 'order' }),
      {
        id: 'get',
        type: 'ecwid-get',
        z: TAB.id,
        ecwid: 'shop',
        entity: 'order',
        mode: 'all',
        emit: 'array',
        wires: [['read'], []],
      },
      end('read'),
    ]);
    const placed = rig.placeOrder();
    const id = await rig.postOrder({ email: 'a@example.com', total: 1, externalTransactionId: 'mplus-T12', items: [] });
    rig.send('get');
    const [{ payload }] = await rig.probe('read').count(1);
    const ids = payload.map((order: Msg) => order.id);
    assert.deepEqual([ids.includes(placed), ids.includes(id)], [true, false]);
  });
});
