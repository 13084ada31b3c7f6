import assert from 'node:assert/strict';
import { type Config, end, type Msg, orderFlow, Rig, TAB, watchers } from './support';

const rig = new Rig();
const FAULTS = ['resetAfter', 'timeoutAfter'] as const;

function flow(settings: object): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' }, till: { timeout: '0.5' } }),
    { id: 'put', type: 'mplus-put', z: TAB.id, mplus: 'till', payment: 'none', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

const DOCUMENT = {
  relationNumber: 1,
  entryBranchNumber: 1,
  financialBranchNumber: 1,
  employeeNumber: 999999,
  vatMethod: 'VAT-METHOD-INCLUSIVE',
  lineList: [{ articleNumber: 2101, text: 'Koffie', data: { quantity: 2, price: 1295 } }],
};

const PAYMENTS = [
  { method: 'CADEAUBON', amount: 1000, externalReference: 'GC-1' },
  { method: 'IDEAL', amount: 1590, externalReference: 'tr_1' },
];

const invoice = (extInvoiceId: string, fields: object = {}): object => ({
  ...DOCUMENT,
  extInvoiceId,
  dueDate: '2030-01-31',
  paymentList: PAYMENTS,
  ...fields,
});

describe('mplus-put, invoices (14)', () => {
  rig.install();

  const inTill = (extInvoiceId: string): Msg[] =>
    [...rig.sandbox.control.mplus.state.invoices.values()].filter((found) => found.extInvoiceId === extInvoiceId);

  async function put(msg: object, settings: object = {}): Promise<Msg> {
    await rig.load(flow({ entity: 'invoice', ...settings }));
    rig.send('put', msg);
    return Promise.race([rig.probe('out').next(), rig.probe('caught').next()]);
  }

  it('creates the invoice with its due date and says where it is', async () => {
    const { result } = await put({ payload: invoice('F1') });
    const [booked, ...others] = inTill('F1');
    assert.deepEqual(others, []);
    assert.deepEqual(result, {
      action: 'created',
      id: booked.invoiceId,
      number: booked.transactionString,
      extInvoiceId: 'F1',
      total: 2590,
    });
    assert.deepEqual([booked.dueDate, booked.paidAmount, booked.state], ['2030-01-31', 0, 'INVOICE-STATE-OUTSTANDING']);
  });

  for (const payment of ['prepay', 'pay']) {
    it(`books its payments, all of them, with payment ${payment} (15)`, async () => {
      await put({ payload: invoice('F2') }, { payment });
      const [{ paymentList, state }] = inTill('F2');
      assert.deepEqual(
        paymentList.map(({ method, amount }: Msg) => [method, amount]),
        [
          ['CADEAUBON', 1000],
          ['IDEAL', 1590],
        ],
      );
      assert.equal(state, 'INVOICE-STATE-PAID');
    });
  }

  it('skips an invoice the till has already, and links it in the ledger (10)', async () => {
    await rig.load(flow({ entity: 'invoice' }));
    const [out, settled] = [rig.probe('out'), await rig.settlements()];
    rig.send('put', await rig.deliver('a', invoice('F3')));
    await out.count(1);
    rig.send('put', await rig.deliver('b', invoice('F3')));
    const [first, second] = await out.count(2);
    assert.deepEqual([second.result.action, second.result.id], ['existed', first.result.id]);
    assert.equal(inTill('F3').length, 1);
    const [, event] = await settled.count(2);
    assert.deepEqual([event.state, event.reason], ['skipped', 'EXISTED']);
    const { host, port } = rig.sandbox.mplus;
    assert.equal(await (await rig.ledger()).findLink(`mplus-invoice ${host}:${port}`, 'F3'), first.result.id);
  });

  it('does not pay an invoice that somebody else made in the till', async () => {
    await put({ payload: invoice('F4') });
    await rig.redeploy(flow({ entity: 'invoice', payment: 'pay' }));
    rig.send('put', await rig.deliver('F4', invoice('F4')));
    await rig.probe('out').count(1);
    assert.equal(inTill('F4')[0].paidAmount, 0);
  });

  for (const operation of ['saveInvoice', 'payInvoice'])
    for (const kind of FAULTS) {
      it(`is created and paid once when the answer of ${operation} is lost (${kind}) (80)`, async () => {
        await rig.load(flow({ entity: 'invoice', payment: 'pay' }));
        rig.sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
        rig.send('put', await rig.deliver('F5', invoice('F5')));
        const [{ error }] = await rig.probe('caught').count(1);
        assert.equal(error.code, 'MPLUS_ANSWER_LOST');
        rig.send('put', await rig.redeliver());
        const [{ result }] = await rig.probe('out').count(1);
        assert.equal(result.action, 'existed');
        const [booked, ...others] = inTill('F5');
        assert.deepEqual(others, []);
        assert.deepEqual([booked.paidAmount, booked.paymentList.length], [2590, 2]);
      });
    }

  it('holds an invoice whose total in the till differs from the webshop (81)', async () => {
    const { error } = await put({ payload: invoice('F6'), expectedTotal: 2500 });
    assert.equal(error.code, 'ORDER_TILL_TOTAL');
    assert.match(error.message, /F6/);
  });

  it('says that the invoice is there when only its payment was refused', async () => {
    const paymentList = [{ method: 'GULDENS', amount: 2590 }];
    const { error } = await put({ payload: invoice('F7', { paymentList }) }, { payment: 'pay' });
    assert.equal(error.code, 'MPLUS_PAYMENT_FAILED');
    assert.equal(inTill('F7').length, 1);
  });

  const refused: [string, string, object][] = [
    ['no extInvoiceId', 'MPLUS_REQUEST', invoice('')],
    [
      'an article the till does not know',
      'MPLUS_RESULT',
      invoice('F8', { lineList: [{ articleNumber: 77, data: { quantity: 1, price: 1 } }] }),
    ],
  ];
  for (const [what, code, payload] of refused) {
    it(`gives ${code} for an invoice with ${what}`, async () => {
      assert.equal((await put({ payload })).error.code, code);
    });
  }
});

describe('An order of the shop in the till', () => {
  rig.install({ strict: true });

  const table = (name: string, from: string, to: string): Config => ({
    id: `table-${name}`,
    type: 'value-table',
    name,
    rows: [{ from, to, label: '' }],
    fallback: 'hold',
    default: '',
  });

  const OPTIONAL = [
    table('orderCategories', 'PAID', '2'),
    table('branches', 'PostNL pakket', '2'),
    table('paymentTerms', 'iDEAL', '30'),
    table('textLines', 'comments', '0'),
  ];

  /** Runs the order flow of the example with optional tables over one order with a remark. */
  async function flowOf(overrides: Record<string, object>): Promise<{ id: string; msg: Msg }> {
    const id = rig.placeOrder({ comments: 'Ring twice' });
    await rig.load([...rig.configs({ till: { workplaceNumber: '90' } }), ...OPTIONAL, ...orderFlow(overrides)]);
    rig.send('get');
    const msg = await rig.probe('written').until(({ payload }) => (payload.extInvoiceId ?? payload.extOrderId) === id);
    return { id, msg };
  }

  const lines = ({ lineList }: Msg) => lineList.map(({ articleNumber, text }: Msg) => [articleNumber, text]).at(-1);
  const unfit = () => rig.sandbox.control.complaints.list();

  it('is an invoice with category, branch, due date and remark, paid, for what the buyer paid (14, 15, 20, 81)', async () => {
    const { id, msg } = await flowOf({ map: { to: 'mplus-invoice' }, put: { entity: 'invoice', payment: 'pay' } });
    const [booked] = [...rig.sandbox.control.mplus.state.invoices.values()].filter((found) => found.extInvoiceId === id) as Msg[];
    assert.equal(msg.result.id, booked.invoiceId);
    assert.deepEqual(
      [booked.orderCategoryNumber, booked.entryBranchNumber, booked.financialBranchNumber, booked.workplaceNumber],
      [2, 1, 2, 90],
    );
    assert.deepEqual([booked.totalInclAmount, booked.paidAmount], [3085, 3085]);
    assert.ok(booked.dueDate > booked.financialDate);
    assert.deepEqual(lines(booked), [0, 'Ring twice']);
    assert.deepEqual(unfit(), []);
  });

  it('is an order with category, branch and remark (9, 20)', async () => {
    const { id } = await flowOf({});
    const [booked] = rig.tillOrders(id);
    assert.deepEqual(
      [booked.orderCategoryNumber, booked.entryBranchNumber, booked.financialBranchNumber, booked.workplaceNumber],
      [2, 1, 2, 90],
    );
    assert.deepEqual(lines(booked), [0, 'Ring twice']);
    assert.deepEqual(unfit(), []);
  });
});

describe('mplus-put, what is done to an order', () => {
  rig.install();

  const order = (extOrderId: string): Msg => rig.tillOrders(extOrderId)[0];

  /** An order in the till, and the node set to act on it. */
  async function start(extOrderId: string, settings: object): Promise<void> {
    await rig.load(flow({ entity: 'order' }));
    rig.send('put', { payload: { ...DOCUMENT, extOrderId } });
    await rig.probe('out').count(1);
    await rig.redeploy(flow(settings));
  }

  async function act(payload: object): Promise<Msg> {
    const next = Promise.race([rig.probe('out').next(), rig.probe('caught').next()]);
    rig.send('put', { payload });
    return next;
  }

  it('books a payment that the order does not have yet, and no other', async () => {
    await start('A1', { entity: 'orderPayment', payment: 'prepay' });
    const actions = [];
    for (const paymentList of [PAYMENTS.slice(0, 1), PAYMENTS, PAYMENTS]) {
      actions.push((await act({ extOrderId: 'A1', paymentList })).result.action);
    }
    assert.deepEqual(actions, ['updated', 'updated', 'unchanged']);
    assert.deepEqual([order('A1').prepaidAmount, order('A1').paymentList.length], [2590, 2]);
  });

  for (const missing of [[], ['payOrderV2']])
    for (const kind of FAULTS) {
      it(`books a payment once when its answer is lost (${[kind, ...missing].join(', without ')}) (80)`, async () => {
        rig.sandbox.control.set({ mplusMissingOperations: missing });
        await start('A2', { entity: 'orderPayment', payment: 'prepay' });
        const operation = missing.length > 0 ? 'payOrder' : 'payOrderV2';
        rig.sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
        const wanted = { extOrderId: 'A2', paymentList: PAYMENTS };
        assert.match((await act(wanted)).error.code, /^MPLUS_(ANSWER_LOST|INTERRUPTED|TIMEOUT)$/);
        await act(wanted);
        assert.equal(order('A2').prepaidAmount, 2590);
      });
    }

  for (const kind of [undefined, ...FAULTS]) {
    it(`delivers once, with the document that is to follow${kind ? `, also when the answer is lost (${kind}) (80)` : ''}`, async () => {
      await start('A3', { entity: 'delivery' });
      if (kind) rig.sandbox.control.faults.add({ system: 'mplus', operation: 'deliverOrder', kind, count: 1 });
      const wanted = { orderId: order('A3').orderId, turnoverType: 'DELIVER-ORDER-TURNOVER-TYPE-INVOICE' };
      const first = await act(wanted);
      if (kind) assert.equal(first.error.code, 'MPLUS_ANSWER_LOST');
      else assert.equal(first.result.invoiceId, order('A3').invoiceIds[0]);
      assert.equal((await act(wanted)).result.action, 'unchanged');
      assert.deepEqual([order('A3').packingSlipIds.length, order('A3').invoiceIds.length], [1, 1]);
    });
  }

  it('cancels, and never takes that back', async () => {
    await start('A4', { entity: 'cancellation' });
    const actions = [await act({ extOrderId: 'A4' }), await act({ extOrderId: 'A4' })].map(({ result }) => result.action);
    assert.deepEqual(actions, ['updated', 'unchanged']);
    assert.equal(order('A4').cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
  });

  for (const [payload, code] of [
    [{ extOrderId: 'nowhere' }, 'MPLUS_RESULT'],
    [{ colour: 'red' }, 'MPLUS_REQUEST'],
  ] as const) {
    it(`gives ${code} for ${JSON.stringify(payload)}`, async () => {
      await start('A5', { entity: 'cancellation' });
      assert.equal((await act(payload)).error.code, code);
    });
  }
});
