import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}, configs: Record<string, object> = {}): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' }, ...configs }),
    { id: 'put', type: 'mplus-put', z: TAB.id, mplus: 'till', entity: 'order', payment: 'none', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

function order(extOrderId: string, fields: object = {}): object {
  return {
    extOrderId,
    relationNumber: 1,
    entryBranchNumber: 1,
    financialBranchNumber: 1,
    employeeNumber: 999999,
    vatMethod: 'VAT-METHOD-INCLUSIVE',
    lineList: [{ articleNumber: 2101, text: 'Koffie', data: { quantity: 2, price: 1295 } }],
    paymentList: [{ method: 'IDEAL', amount: 2590 }],
    ...fields,
  };
}

async function put(msg: object, settings?: object): Promise<Msg> {
  await rig.load(flow(settings));
  rig.send('put', msg);
  const [written] = await rig.probe('out').count(1);
  return written;
}

describe('mplus-put', () => {
  rig.install();

  describe('orders', () => {
    it('books the order and says where it is', async () => {
      const msg = await put({ payload: order('W1'), correlation: 'abc' });
      const [booked, ...others] = rig.tillOrders('W1');
      assert.deepEqual(others, []);
      assert.equal(booked.totalInclAmount, 2590);
      assert.deepEqual(msg.result, {
        action: 'created',
        id: booked.orderId,
        number: booked.transactionString,
        extOrderId: 'W1',
        total: 2590,
      });
      assert.equal(msg.correlation, 'abc');
      await rig.probe('completed').count(1);
      assert.equal(rig.probe('caught').messages.length, 0);
    });

    it('skips an order the till has already (10)', async () => {
      await rig.load(flow());
      const [out, settled] = [rig.probe('out'), await rig.settlements()];
      rig.send('put', { payload: order('W2') });
      await out.count(1);
      rig.send('put', await rig.deliver('W2', order('W2')));
      const [first, second] = await out.count(2);
      assert.equal(second.result.action, 'existed');
      assert.equal(second.result.id, first.result.id);
      assert.equal(rig.tillOrders('W2').length, 1);
      const [event] = await settled.count(1);
      assert.deepEqual([event.state, event.reason], ['skipped', 'EXISTED']);
    });

    it('settles the record it carries with the result', async () => {
      await rig.load(flow());
      const settled = await rig.settlements();
      rig.send('put', await rig.deliver('W3', order('W3')));
      const [msg] = await rig.probe('out').count(1);
      const [event] = await settled.count(1);
      assert.deepEqual([event.key, event.state, event.reason], ['W3', 'done', 'CREATED']);
      assert.deepEqual(event.result, msg.result);
    });

    it('leaves the record to the next node when it does not settle', async () => {
      await rig.load(flow({ settles: false }));
      rig.send('put', await rig.deliver('W4', order('W4')));
      const [msg] = await rig.probe('out').count(1);
      await rig.probe('completed').count(1);
      assert.equal(msg.result.action, 'created');
      assert.equal((await rig.records()).W4.state, 'running');
    });

    it('settles a failure also when it leaves success to the next node', async () => {
      await rig.load(flow({ settles: false }));
      rig.send('put', await rig.deliver('W5', order('W5', { employeeNumber: 123456 })));
      await rig.probe('caught').count(1);
      const { state, reason } = (await rig.records()).W5;
      assert.deepEqual([state, reason], ['held', 'MPLUS_RESULT']);
    });

    const paid: [string, object][] = [
      ['none', { prepaidAmount: 0, fullyPaid: false, payments: 0, invoices: 0 }],
      ['prepay', { prepaidAmount: 2590, fullyPaid: true, payments: 1, invoices: 0 }],
      ['pay', { prepaidAmount: 2590, fullyPaid: true, payments: 1, invoices: 1 }],
    ];
    for (const [payment, expected] of paid) {
      it(`books payment ${payment} (15)`, async () => {
        await put({ payload: order('W6') }, { payment });
        const [{ prepaidAmount, fullyPaid, paymentList, invoiceIds }] = rig.tillOrders('W6');
        const found = { prepaidAmount, fullyPaid, payments: paymentList.length, invoices: invoiceIds.length };
        assert.deepEqual(found, expected);
      });
    }

    it('books an unpaid order without a payment', async () => {
      await put({ payload: order('W7', { paymentList: undefined }) }, { payment: 'pay' });
      const [{ prepaidAmount, invoiceIds }] = rig.tillOrders('W7');
      assert.deepEqual([prepaidAmount, invoiceIds], [0, []]);
    });

    for (const kind of ['resetAfter', 'truncate', 'empty'] as const) {
      it(`books one order when the answer is lost (${kind}) (80)`, async () => {
        await rig.load(flow({ payment: 'prepay' }));
        const [out, caught] = [rig.probe('out'), rig.probe('caught')];
        // Older services have no idempotency key to ask again with.
        rig.sandbox.control.set({ mplusMissingOperations: ['createOrderV3'] });
        rig.sandbox.control.faults.add({ system: 'mplus', operation: 'createOrderV2', kind, count: 1 });
        rig.send('put', await rig.deliver('W8', order('W8')));
        const [failed] = await caught.count(1);
        assert.equal(failed.error.code, 'MPLUS_ANSWER_LOST');
        const { state, reason } = (await rig.records()).W8;
        assert.deepEqual([state, reason], ['uncertain', 'MPLUS_ANSWER_LOST']);

        rig.send('put', await rig.redeliver());
        const [msg] = await out.count(1);
        assert.equal(msg.result.action, 'existed');
        const [booked, ...others] = rig.tillOrders('W8');
        assert.deepEqual(others, []);
        // The order is our own: what was still to be paid is paid at the second try.
        assert.equal(booked.prepaidAmount, 2590);
        assert.equal((await rig.records()).W8.state, 'skipped');
        assert.equal(caught.messages.length, 1);
      });
    }

    for (const kind of ['resetAfter', 'timeoutAfter'] as const) {
      it(`books and pays one order when the answer of a keyed call is lost (${kind}) (80)`, async () => {
        await rig.load(flow({ payment: 'prepay' }, { till: { timeout: '0.5' } }));
        const [out, caught] = [rig.probe('out'), rig.probe('caught')];
        rig.sandbox.control.faults.add({ system: 'mplus', operation: 'createOrderV3', kind, count: 1 });
        rig.send('put', await rig.deliver('W9', order('W9')));
        const [failed] = await caught.count(1);
        assert.match(failed.error.code, /^MPLUS_(INTERRUPTED|TIMEOUT)$/);
        assert.equal((await rig.records()).W9.state, 'retry');
        rig.send('put', await rig.redeliver());
        await out.count(1);
        const [booked, ...others] = rig.tillOrders('W9');
        assert.deepEqual(others, []);
        assert.equal(booked.prepaidAmount, 2590);
        assert.equal(booked.paymentList.length, 1);
      });
    }

    const older: [string, string[]][] = [
      ['without createOrderV3', ['createOrderV3']],
      ['without createOrderV3 and V2', ['createOrderV3', 'createOrderV2']],
      ['without createOrderV3, V2 and payOrderV2', ['createOrderV3', 'createOrderV2', 'payOrderV2']],
    ];
    for (const [what, mplusMissingOperations] of older) {
      it(`books and pays an order in an installation ${what}`, async () => {
        rig.sandbox.control.set({ mplusMissingOperations });
        const msg = await put({ payload: order('W10') }, { payment: 'prepay' });
        const [booked, ...others] = rig.tillOrders('W10');
        assert.deepEqual(others, []);
        assert.deepEqual([msg.result.action, msg.result.total], ['created', 2590]);
        assert.equal(booked.prepaidAmount, 2590);
      });
    }

    it('holds an order whose total in the till differs from the webshop (81)', async () => {
      await rig.load(flow());
      rig.send('put', { ...(await rig.deliver('W11', order('W11'))), expectedTotal: 2500 });
      const [msg] = await rig.probe('caught').count(1);
      assert.equal(msg.error.code, 'ORDER_TILL_TOTAL');
      assert.equal((await rig.records()).W11.state, 'held');
    });

    it('holds an order that the till books at another VAT rate than the webshop sold it at (81)', async () => {
      await rig.load(flow());
      const expected = { total: 2590, pricesIncludeTax: true, vat: [{ rate: 21, amount: 2590 }], tolerance: 0 };
      rig.send('put', { ...(await rig.deliver('W11', order('W11'))), expected });
      const [msg] = await rig.probe('caught').count(1);
      assert.equal(msg.error.code, 'ORDER_TILL_VAT');
      assert.match(msg.error.message, /9%: 25\.90, but the webshop sold 21%: 25\.90/);
      assert.equal((await rig.records()).W11.state, 'held');
    });

    const refused: [string, string, object][] = [
      ['an employee the till does not know', 'MPLUS_RESULT', order('W12', { employeeNumber: 123456 })],
      [
        'a payment method the till does not know',
        'MPLUS_PAYMENT_FAILED',
        order('W12', { paymentList: [{ method: 'GULDENS', amount: 2590 }] }),
      ],
      ['no extOrderId', 'MPLUS_REQUEST', order('')],
      ['a field the till does not know', 'MPLUS_REQUEST', order('W12', { colour: 'red' })],
    ];
    for (const [what, code, payload] of refused) {
      it(`gives ${code} for an order with ${what}`, async () => {
        await rig.load(flow({ payment: 'prepay' }));
        const [caught, out, completed] = [rig.probe('caught'), rig.probe('out'), rig.probe('completed')];
        rig.send('put', { payload });
        const [msg] = await caught.count(1);
        assert.equal(msg.error.code, code);
        assert.equal(caught.messages.length, 1);
        assert.equal(out.messages.length + completed.messages.length, 0);
      });
    }

    for (const payload of ['text', 12, [{}], null]) {
      it(`gives NO_RECORD for the payload ${JSON.stringify(payload)}`, async () => {
        await rig.load(flow());
        rig.send('put', { payload });
        const [msg] = await rig.probe('caught').count(1);
        assert.equal(msg.error.code, 'NO_RECORD');
      });
    }

    it('gives NO_CONFIG without a connection', async () => {
      await rig.load(flow({ mplus: '' }));
      rig.send('put', { payload: order('W13') });
      const [msg] = await rig.probe('caught').count(1);
      assert.equal(msg.error.code, 'NO_CONFIG');
    });

    it('writes down what became of a record that was under way at a redeploy (80)', async () => {
      await rig.load(flow());
      const settled = await rig.settlements();
      const msg = await rig.deliver('W14', order('W14'));
      rig.sandbox.control.faults.add({ system: 'mplus', operation: 'findOrder', kind: 'latency', milliseconds: 50 });
      rig.send('put', msg);
      await rig.probe('status').until(({ status }) => status.text === 'writing');
      await rig.unload();
      const [event] = await settled.count(1);
      assert.equal(event.key, 'W14');
    });
  });

  describe('relations', () => {
    const relation = (fields: object = {}) => ({ name: 'Nieuwe Klant', email: 'nieuw@example.com', city: 'Delft', ...fields });
    const inTill = (email: string): Msg[] =>
      [...rig.sandbox.control.mplus.state.relations.values()].filter((found) => found.email === email);

    it('creates one, finds it unchanged, then updates it', async () => {
      await rig.load(flow({ entity: 'relation' }));
      const out = rig.probe('out');
      const actions: string[] = [];
      for (const payload of [relation(), relation(), relation({ city: 'Leiden' })]) {
        const next = out.next();
        rig.send('put', { payload });
        actions.push((await next).result.action);
      }
      assert.deepEqual(actions, ['created', 'unchanged', 'updated']);
      const [found, ...others] = inTill('nieuw@example.com');
      assert.deepEqual(others, []);
      assert.equal(found.city, 'Leiden');
      assert.ok(out.messages.every(({ result }) => result.id === found.relationNumber));
    });

    it('sends nothing for a relation it wrote like that before (87)', async () => {
      await rig.load(flow({ entity: 'relation' }));
      const out = rig.probe('out');
      const write = async (key: string) => {
        const next = out.next();
        rig.send('put', await rig.deliver(key, relation()));
        return (await next).result;
      };
      const created = await write('1');
      // The till answers nothing from here on: only what the ledger remembers can help.
      rig.sandbox.control.faults.add({ system: 'mplus', kind: 'html' });
      assert.deepEqual(await write('2'), { action: 'unchanged', id: created.id });
    });

    it('holds a relation that has neither a number nor an e-mail address', async () => {
      await rig.load(flow({ entity: 'relation' }));
      rig.send('put', { payload: relation({ email: '' }) });
      const [msg] = await rig.probe('caught').count(1);
      assert.equal(msg.error.code, 'CUSTOMER_NO_EMAIL');
    });

    it('updates the relation of a given number', async () => {
      const msg = await put({ payload: { relationNumber: 1002, city: 'Gent' } }, { entity: 'relation' });
      assert.deepEqual(msg.result, { action: 'updated', id: 1002 });
      assert.equal((rig.sandbox.control.mplus.state.relations.get(1002) as Msg).city, 'Gent');
    });

    it('gives MPLUS_RESULT for the number of a relation the till does not know', async () => {
      await rig.load(flow({ entity: 'relation' }));
      rig.send('put', { payload: relation({ relationNumber: 999_999 }) });
      const [msg] = await rig.probe('caught').count(1);
      assert.equal(msg.error.code, 'MPLUS_RESULT');
    });
  });
});
