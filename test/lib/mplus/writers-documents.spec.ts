import { strict as assert } from 'node:assert';
import {
  creditInvoice,
  findCredit,
  findInvoice,
  findOrder,
  MplusClient,
  type MplusRecord,
  payInvoice,
  updateOrder,
  writeInvoice,
  writeOrder,
} from '../../../lib/mplus';
import { type Sandbox, startSandbox } from '../../../lib/sandbox';

const NONE = { mode: 'none' as const, payments: [] };

const HEAD = { relationNumber: 1, employeeNumber: 999999, entryBranchNumber: 1, financialBranchNumber: 1 };
const LINES = [{ articleNumber: 2101, text: 'Koffie', data: { quantity: 2, price: 1295 } }];

/** What is sent is checked by the sandbox: in strict mode it collects what a client should not have sent. */
describe('Writing invoices and changed orders', () => {
  let sandbox: Sandbox;
  let client: MplusClient;

  function open(mplusMissingOperations: string[] = []): void {
    sandbox.control.set({ mplusMissingOperations });
    const { host, port, ident, secret } = sandbox.mplus;
    const settings = { timezone: 'Europe/Amsterdam', percentScale: 'auto' as const, timeout: 20, concurrency: 2 };
    client = new MplusClient({ host, port, ident, secret, tls: false, ...settings });
  }

  before(async () => {
    sandbox = await startSandbox({ products: 30, strict: true });
    sandbox.control.snapshot('fresh');
  });
  beforeEach(() => {
    sandbox.control.restore('fresh');
    sandbox.control.complaints.clear();
    sandbox.control.set({ mplusNoChanges: 'noChanges', mplusUuid: 'dashed' });
  });
  afterEach(() => {
    client.close();
    assert.deepEqual(sandbox.control.complaints.list(), []);
  });
  after(() => sandbox.close());

  const invoices = (): MplusRecord[] => [...sandbox.control.mplus.state.invoices.values()];
  const created = async (extInvoiceId: string, fields: MplusRecord = {}) =>
    (await writeInvoice(client, { ...HEAD, lineList: LINES, extInvoiceId, ...fields }, undefined, NONE)).invoice;

  describe('an invoice', () => {
    it('comes back as the till booked it, totals and all', async () => {
      open();
      const invoice = await created('F-1', { dueDate: '2030-01-31' });
      assert.deepEqual([invoice.totalInclAmount, invoice.dueDate, invoice.extInvoiceId], [2590, '2030-01-31', 'F-1']);
      assert.equal((await findInvoice(client, 'F-1'))?.invoiceId, invoice.invoiceId);
    });

    it('that somebody else created in between is found', async () => {
      open();
      const invoice = await created('F-2');
      const second = await writeInvoice(client, { ...HEAD, lineList: LINES, extInvoiceId: 'F-2' }, undefined, NONE);
      assert.deepEqual([second.action, second.invoice.invoiceId], ['existed', invoice.invoiceId]);
    });

    it('is paid once, and a payment in part is left to a person', async () => {
      open();
      const invoice = await created('F-3');
      const paid = await payInvoice(client, invoice, [{ method: 'IDEAL', amount: 1000 }]);
      assert.deepEqual([paid.paidAmount, paid.state], [1000, 'INVOICE-STATE-PARTLY-PAID']);
      assert.equal((await payInvoice(client, paid, [{ method: 'IDEAL', amount: 1000 }])).paidAmount, 1000);
      await assert.rejects(payInvoice(client, paid, [{ method: 'IDEAL', amount: 2590 }]), { code: 'MPLUS_PAYMENT_FAILED' });
    });
  });

  for (const missing of [[], ['creditInvoiceV2']])
    for (const mplusUuid of ['dashed', 'hex'] as const) {
      describe(`a credit (${['ids', mplusUuid, ...missing].join(' ')})`, () => {
        it('is made once, and named by what it credits', async () => {
          sandbox.control.set({ mplusUuid });
          open(missing);
          const invoice = await created('C-1');
          assert.equal(await findCredit(client, invoice), undefined);
          const first = await creditInvoice(client, invoice, 'broken');
          const second = await creditInvoice(client, invoice, 'broken');
          assert.deepEqual([first.action, second.action], ['created', 'existed']);
          assert.deepEqual([first.invoice.totalInclAmount, second.invoice.invoiceId], [-2590, first.invoice.invoiceId]);
        });
      });
    }

  it('finds the credit of an invoice among more than a page of others', async () => {
    open();
    const invoice = await created('M-1');
    const { state } = sandbox.control.mplus;
    for (let number = 0; number < 450; number += 1) {
      const copy = structuredClone(invoices()[0]) as MplusRecord;
      state.invoices.put({ ...copy, invoiceId: `copy-${number}`, syncMarker: state.nextMarker('invoice') } as never);
    }
    const { invoice: credit } = await creditInvoice(client, invoice, '');
    assert.equal((await findCredit(client, invoice))?.invoiceId, credit.invoiceId);
  });

  describe('an edited order', () => {
    async function order(): Promise<MplusRecord> {
      const { order: written } = await writeOrder(client, { ...HEAD, lineList: LINES, extOrderId: 'O-1' }, undefined, NONE);
      return written;
    }
    /** What the till lets a client set. */
    const sendable = (order: MplusRecord): MplusRecord => {
      const { orderId, extOrderId, changeCounter, versionNumber, lineList } = order;
      return { ...HEAD, orderId, extOrderId, changeCounter, versionNumber, lineList };
    };
    const reworded = (order: MplusRecord): MplusRecord => ({ ...sendable(order), reference: 'new' });

    for (const missing of [[], ['updateOrderV2']]) {
      it(`is written and comes back with its totals${missing.length > 0 ? `, without ${missing}` : ''}`, async () => {
        open(missing);
        const before = await order();
        const lineList = [{ ...(before.lineList as MplusRecord[])[0], data: { quantity: 3, price: 1295 } }];
        const { action, order: after } = await updateOrder(client, { ...sendable(before), lineList });
        assert.deepEqual([action, after.totalInclAmount, after.extOrderId], ['updated', 3885, 'O-1']);
      });
    }

    for (const mplusNoChanges of ['noChanges', 'failed'] as const) {
      it(`that changes nothing is no error (${mplusNoChanges})`, async () => {
        open();
        const before = await order();
        sandbox.control.set({ mplusNoChanges });
        const { action, order: after } = await updateOrder(client, sendable(before));
        assert.deepEqual([action, after.orderId], ['unchanged', before.orderId]);
      });
    }

    it('is refused, to be read anew, when somebody changed it since it was read', async () => {
      open();
      const before = await order();
      await updateOrder(client, reworded(before));
      await assert.rejects(updateOrder(client, { ...reworded(before), reference: 'newer' }), {
        code: 'MPLUS_RESULT',
        disposition: 'retry',
      });
      assert.equal((await findOrder(client, 'O-1'))?.reference, 'new');
    });
  });
});
