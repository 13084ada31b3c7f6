import assert from 'node:assert/strict';
import { MplusClient, writeOrder } from '../../lib/mplus';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();
const FAULTS = ['resetAfter', 'timeoutAfter'] as const;

function flow(settings: object = {}, payment = 'prepay'): Config[] {
  const put = (id: string, fields: object): Config => ({
    id,
    type: 'mplus-put',
    z: TAB.id,
    mplus: 'till',
    wires: [['out']],
    ...fields,
  });
  return [
    ...rig.configs({ book: { backoff: '0' }, till: { timeout: '0.5' } }),
    put('create', { entity: 'order', payment }),
    put('change', { entity: 'orderChange', payment: 'pay', refundArticle: '9011', ...settings }),
    end('out'),
    ...watchers(['change']),
  ];
}

/** What the default mapping makes of the order that `rig.placeOrder` places. */
function mapped(extOrderId: string, quantity = 2, fields: object = {}): Msg {
  const line = (articleNumber: number, text: string, data: object) => ({ articleNumber, text, data });
  return {
    extOrderId,
    reference: `Webshop ${extOrderId}`,
    entryBranchNumber: 1,
    financialBranchNumber: 1,
    employeeNumber: 999999,
    vatMethod: 'VAT-METHOD-INCLUSIVE',
    deliveryMethod: 'VERZENDEN',
    deliveryAddress: { name: 'Test Koper', address: 'Kade 5', zipcode: '3011 AA', city: 'Rotterdam', country: 'Nederland' },
    lineList: [
      line(2101, 'Koffie', { quantity, price: 1295, vatCode: 1 }),
      line(9001, 'PostNL pakket', { quantity: 1, price: 495, vatCode: 2 }),
    ],
    ...fields,
  };
}

describe('mplus-put, changes of orders', () => {
  rig.install();

  const shopper = () => rig.sandbox.control.ecwid.shopper;
  const till = () => rig.sandbox.control.mplus;
  const invoices = (): Msg[] => [...till().state.invoices.values()];
  const credits = () => invoices().filter(({ invoiceType }) => invoiceType === 'INVOICE-TYPE-CREDIT-INVOICE');
  const booked = (id: string): Msg => rig.tillOrders(id)[0];
  let number = 0;

  /** Hands a record to a node and gives what came out of it, or the error. */
  async function hand(node: string, payload: object, more: object = {}): Promise<Msg> {
    number += 1;
    const msg = await rig.deliver(`record-${number}`, payload);
    const next = Promise.race([rig.probe('out').next(), rig.probe('caught').next()]);
    rig.send(node, { ...msg, ...more });
    return next;
  }

  /** An order of the shop that the till has, as the order flow books it; as the shop shows it. */
  async function order(payment?: string): Promise<Msg> {
    await rig.load(flow({}, payment));
    const id = rig.placeOrder();
    const paymentList = [{ method: 'IDEAL', amount: 3085 }];
    await hand('create', { ...mapped(id), relationNumber: 1, paymentList });
    return shopper().pay(id);
  }

  /** The change node gets the order as the shop has it, without a mapping. */
  const change = (original: object) => hand('change', original);
  const edit = (original: object, wanted: object, more: object = {}) => hand('change', wanted, { original, ...more });
  const refund = (id: string, ...amounts: number[]): Msg => amounts.map((amount) => shopper().refund(id, amount)).at(-1);

  describe('a cancellation (90)', () => {
    it('cancels the order in the till and tells the deposit that is left on it', async () => {
      const { id } = await order();
      const { result } = await change(shopper().cancel(id));
      assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
      const { orderId, transactionString } = booked(id);
      assert.deepEqual(result, {
        action: 'updated',
        id: orderId,
        number: transactionString,
        extOrderId: id,
        change: 'cancelled',
        deposit: 3085,
      });
    });

    it('is never undone by a second delivery', async () => {
      const { id } = await order();
      const cancelled = shopper().cancel(id);
      const results = [await change(cancelled), await change(cancelled)].map(({ result }) => result.action);
      assert.deepEqual(results, ['updated', 'unchanged']);
      assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
    });

    for (const kind of FAULTS) {
      it(`is looked up when its answer is lost (${kind}) (80)`, async () => {
        const { id } = await order();
        rig.sandbox.control.faults.add({ system: 'mplus', operation: 'cancelOrder', kind, count: 1 });
        const { error } = await change(shopper().cancel(id));
        assert.equal(error.code, 'MPLUS_ANSWER_LOST');
        const next = rig.probe('out').next();
        rig.send('change', await rig.redeliver());
        assert.equal((await next).result.action, 'unchanged');
        assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
      });
    }

    it('is what a full refund means before anything was delivered', async () => {
      const { id } = await order();
      await change(refund(id, 3085));
      assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
      assert.deepEqual(credits(), []);
    });

    it('of an order that was delivered is held', async () => {
      const { id } = await order('pay');
      const { error } = await change(shopper().cancel(id));
      assert.equal(error.code, 'ORDER_CANCEL_DELIVERED');
      assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-NOTHING');
    });

    it('of an order whose refund was credited is held', async () => {
      const { id } = await order();
      await change(refund(id, 500));
      const { error } = await change(shopper().cancel(id));
      assert.equal(error.code, 'ORDER_CANCEL_CREDITED');
    });

    it('of an order that the till does not have is left to the order flow, with a reason', async () => {
      await rig.load(flow());
      const settled = await rig.settlements();
      const { result } = await change(shopper().cancel(rig.placeOrder()));
      assert.equal(result.action, 'skipped');
      const [event] = await settled.count(1);
      assert.deepEqual([event.state, event.reason], ['skipped', 'ORDER_NOT_IN_TILL']);
    });

    it('of an order that the order flow still has keeps it from being booked later', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const creation = { ...mapped(id), relationNumber: 1 };
      await change(shopper().cancel(id));
      const { result } = await hand('create', creation);
      assert.deepEqual([result.action, result.reason], ['skipped', 'ORDER_CANCELLED']);
      assert.deepEqual(rig.tillOrders(id), []);
      // The shop keeper takes the cancellation back.
      await change({ ...shopper().pay(id), fulfillmentStatus: 'AWAITING_PROCESSING' });
      assert.equal((await hand('create', creation)).result.action, 'created');
    });

    it('of an order that comes into the till at the same moment is tried again', async () => {
      await rig.load(flow());
      const id = rig.placeOrder();
      const cancelled = shopper().cancel(id);
      const { faults } = rig.sandbox.control;
      // The first look finds nothing and is slow; the order is created before the second.
      faults.add({ system: 'mplus', operation: 'findOrder', kind: 'latency', milliseconds: 300, count: 1 });
      const changed = change(cancelled);
      await rig.probe('status').until(({ status }) => status.text === 'writing');
      const { host, port, ident, secret } = rig.sandbox.mplus;
      const client = new MplusClient({
        host,
        port,
        ident,
        secret,
        tls: false,
        timezone: 'Europe/Amsterdam',
        percentScale: 'auto',
        timeout: 5,
        concurrency: 1,
      });
      const plain = { ...mapped(id), relationNumber: 1 };
      await writeOrder(client, plain, undefined, { mode: 'none', payments: [] });
      client.close();
      assert.equal((await changed).error.code, 'ORDER_CREATED_MEANWHILE');
      const next = rig.probe('out').next();
      rig.send('change', await rig.redeliver());
      assert.equal((await next).result.change, 'cancelled');
    });
  });

  describe('a refund (90)', () => {
    it('of a part is credited once, without stock, and paid back, however often the order comes', async () => {
      const { id } = await order('pay');
      const refunded = refund(id, 500);
      assert.equal((await change(refunded)).result.change, 'credited');
      assert.equal((await change(refunded)).result.action, 'unchanged');
      const [credit, ...others] = credits();
      assert.deepEqual(others, []);
      assert.deepEqual([credit.totalInclAmount, credit.paidAmount], [-500, -500]);
      assert.deepEqual(new Set(credit.lineList.map(({ articleNumber }: Msg) => articleNumber)), new Set([9011]));
      // The VAT of the order, in its proportions: 25.90 at 9 % and 4.95 at 21 %.
      assert.deepEqual(
        credit.vatGroupList.map(({ vatCode, exclAmount, vatAmount }: Msg) => [vatCode, exclAmount + vatAmount]),
        [
          [1, -420],
          [2, -80],
        ],
      );
    });

    it('is held, credited once and not paid back, in an installation that takes no payment below zero', async () => {
      const { id } = await order('pay');
      rig.sandbox.control.set({ mplusNegativePayments: false });
      const refunded = refund(id, 500);
      for (let time = 0; time < 2; time += 1) {
        const { error } = await change(refunded);
        assert.equal(error.code, 'MPLUS_PAYMENT_FAILED');
      }
      assert.deepEqual(
        credits().map(({ totalInclAmount, paidAmount }) => [totalInclAmount, paidAmount]),
        [[-500, 0]],
      );
    });

    it('of the shipping cost has the VAT of the shipping cost', async () => {
      const { id } = await order('pay');
      await change(refund(id, 495));
      assert.deepEqual(
        credits()[0].vatGroupList.map(({ vatCode }: Msg) => vatCode),
        [2],
      );
    });

    it('is told from another one of the same amount', async () => {
      const { id } = await order('pay');
      await change(refund(id, 500));
      await change(refund(id, 500));
      assert.deepEqual(
        credits().map(({ totalInclAmount }) => totalInclAmount),
        [-500, -500],
      );
    });

    it('before delivery is credited as well, and the order stays', async () => {
      const { id } = await order();
      await change(refund(id, 500));
      assert.equal(credits().length, 1);
      assert.equal(booked(id).cancelState, 'ORDER-CANCEL-STATE-NOTHING');
    });

    for (const operation of ['saveInvoice', 'payInvoice'])
      for (const kind of FAULTS) {
        it(`is credited and paid back once when the answer of ${operation} is lost (${kind}) (80)`, async () => {
          const { id } = await order('pay');
          rig.sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
          const { error } = await change(refund(id, 500));
          assert.equal(error.code, 'MPLUS_ANSWER_LOST');
          const next = rig.probe('out').next();
          rig.send('change', await rig.redeliver());
          await next;
          assert.deepEqual(
            credits().map(({ totalInclAmount, paidAmount }) => [totalInclAmount, paidAmount]),
            [[-500, -500]],
          );
        });
      }

    it('of all credits the invoice as it is, once', async () => {
      const { id } = await order('pay');
      const refunded = refund(id, 3085);
      const results = [await change(refunded), await change(refunded)].map(({ result }) => result.action);
      assert.deepEqual(results, ['updated', 'unchanged']);
      const [credit, ...others] = credits();
      assert.deepEqual(others, []);
      assert.deepEqual([credit.creditedInvoiceId, credit.totalInclAmount], [booked(id).invoiceIds[0], -3085]);
      assert.equal(credit.paidAmount, -3085);
    });

    for (const kind of FAULTS) {
      it(`of all is credited once when the answer is lost (${kind}) (80)`, async () => {
        const { id } = await order('pay');
        rig.sandbox.control.faults.add({ system: 'mplus', operation: 'creditInvoiceV2', kind, count: 1 });
        const { error } = await change(refund(id, 3085));
        assert.equal(error.code, 'MPLUS_ANSWER_LOST');
        const next = rig.probe('out').next();
        rig.send('change', await rig.redeliver());
        await next;
        assert.deepEqual(
          credits().map(({ totalInclAmount, paidAmount }) => [totalInclAmount, paidAmount]),
          [[-3085, -3085]],
        );
      });
    }

    it('that completes an earlier one is credited for the rest', async () => {
      const { id } = await order('pay');
      await change(refund(id, 500));
      await change(refund(id, 2585));
      assert.deepEqual(
        credits().map(({ totalInclAmount }) => totalInclAmount),
        [-500, -2585],
      );
    });

    it('is not paid back when payments are switched off', async () => {
      const { id } = await order('pay');
      await rig.redeploy(flow({ payment: 'none' }));
      await change(refund(id, 500));
      assert.equal(credits()[0].paidAmount, 0);
    });

    it('without an article for refunds is held', async () => {
      const { id } = await order('pay');
      await rig.redeploy(flow({ refundArticle: '' }));
      assert.equal((await change(refund(id, 500))).error.code, 'ORDER_REFUND_ARTICLE');
    });

    it('of an order that was edited besides is held', async () => {
      const { id } = await order('pay');
      const { error } = await change({ ...refund(id, 500), total: 25.85 });
      assert.equal(error.code, 'ORDER_EDIT_REFUNDED');
      assert.deepEqual(credits(), []);
    });

    it('shows in a dry run, and nothing is written', async () => {
      const { id } = await order('pay');
      await rig.redeploy(flow({ dryRun: true }));
      const { plan } = await change(refund(id, 500));
      assert.equal(plan.action, 'update');
      assert.match(plan.changes[0].field, new RegExp(`^${id}-refund-\\d+-500$`));
      assert.deepEqual(credits(), []);
    });
  });

  describe('an edit (90)', () => {
    it('before delivery changes the order in the till; lines that stay keep their ids', async () => {
      const original = await order();
      const before = booked(original.id);
      const { result } = await edit(original, mapped(original.id, 3), { expectedTotal: 4380 });
      const after = booked(original.id);
      assert.deepEqual([result.action, result.change, result.total], ['updated', 'edited', 4380]);
      const ids = ({ lineList }: Msg) => lineList.map(({ lineId }: Msg) => lineId);
      assert.deepEqual([after.totalInclAmount, after.relationNumber, ids(after)], [4380, 1, ids(before)]);
      assert.equal(after.paymentList.length, 1);
    });

    it('is written once: the second run sends nothing, and what was changed in the till since stays (87)', async () => {
      const original = await order();
      await edit(original, mapped(original.id, 3));
      const { changeCounter } = booked(original.id);
      booked(original.id).lineList[0].text = 'Koffie, gemalen';
      assert.equal((await edit(original, mapped(original.id, 3))).result.action, 'unchanged');
      const { lineList, changeCounter: after } = booked(original.id);
      assert.deepEqual([lineList[0].text, after], ['Koffie, gemalen', changeCounter]);
    });

    it('is none when the shop has what was booked, whatever was changed in the till since', async () => {
      const original = await order();
      booked(original.id).reference = 'Changed at the counter';
      assert.equal((await edit(original, mapped(original.id))).result.action, 'unchanged');
      assert.equal(booked(original.id).reference, 'Changed at the counter');
    });

    it('of the address leaves lines alone that were changed in the till', async () => {
      const original = await order();
      booked(original.id).lineList[0].text = 'Koffie, gemalen';
      const moved = { deliveryAddress: { ...mapped('').deliveryAddress, city: 'Delft' } };
      await edit(original, mapped(original.id, 2, moved));
      const { deliveryAddress, lineList } = booked(original.id);
      assert.deepEqual([deliveryAddress.city, lineList[0].text], ['Delft', 'Koffie, gemalen']);
    });

    it('is not seen in an order that this ledger did not write: it is remembered, and the next edit counts', async () => {
      const original = await order();
      await rig.redeploy(flow());
      assert.equal((await edit(original, mapped(original.id, 3))).result.action, 'unchanged');
      assert.equal((await edit(original, mapped(original.id, 4))).result.action, 'updated');
      assert.equal(booked(original.id).totalInclAmount, 5675);
    });

    it('of an order that somebody typed into the till does not make it our own, which would be paid', async () => {
      const original = await order('none');
      await rig.redeploy(flow());
      await edit(original, mapped(original.id));
      const paymentList = [{ method: 'IDEAL', amount: 3085 }];
      await hand('create', { ...mapped(original.id), relationNumber: 1, paymentList });
      assert.equal(booked(original.id).prepaidAmount, 0);
    });

    for (const operation of ['updateOrderV2', 'updateOrder'])
      for (const kind of FAULTS) {
        it(`is looked up when the answer of ${operation} is lost (${kind}) (80)`, async () => {
          if (operation === 'updateOrder') rig.sandbox.control.set({ mplusMissingOperations: ['updateOrderV2'] });
          const original = await order();
          rig.sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
          const { error } = await edit(original, mapped(original.id, 3));
          assert.equal(error.code, 'MPLUS_ANSWER_LOST');
          const { changeCounter } = booked(original.id);
          const next = rig.probe('out').next();
          rig.send('change', { ...(await rig.redeliver()), original });
          assert.equal((await next).result.action, 'unchanged');
          assert.deepEqual([booked(original.id).totalInclAmount, booked(original.id).changeCounter], [4380, changeCounter]);
        });
      }

    it('of an order that somebody changed at the same moment is tried again', async () => {
      const original = await order();
      rig.sandbox.control.faults.add({ system: 'mplus', operation: 'findOrder', kind: 'latency', milliseconds: 100, count: 1 });
      const written = edit(original, mapped(original.id, 3));
      // The order is read now; until it is written, the till has another version.
      await rig.probe('status').until(({ status }) => status.text === 'writing');
      booked(original.id).changeCounter += 1;
      const { error } = await written;
      assert.match(error.message, /ORDER-HAS-CHANGED/);
      const next = rig.probe('out').next();
      rig.send('change', { ...(await rig.redeliver()), original });
      assert.equal((await next).result.action, 'updated');
    });

    it('cannot be seen without a mapping; the order is then told to be open', async () => {
      const original = await order();
      const { result } = await change({ ...original, total: 99 });
      assert.deepEqual([result.action, result.open], ['unchanged', true]);
    });

    it('after delivery is held, and says what it would have changed', async () => {
      const original = await order('pay');
      const settled = await rig.settlements();
      const { error } = await edit(original, mapped(original.id, 3));
      assert.equal(error.code, 'ORDER_EDIT_DELIVERED');
      const [event] = await settled.count(1);
      assert.deepEqual([event.state, event.reason], ['held', 'ORDER_EDIT_DELIVERED']);
      assert.equal(booked(original.id).totalInclAmount, 3085);
    });

    it('whose total the till makes another one is held', async () => {
      const original = await order();
      const { error } = await edit(original, mapped(original.id, 3), { expectedTotal: 4000 });
      assert.equal(error.code, 'ORDER_TILL_TOTAL');
    });
  });

  it('holds an order that is not one', async () => {
    await rig.load(flow());
    assert.equal((await change({ id: 12 })).error.code, 'ORDER_MALFORMED');
  });
});
