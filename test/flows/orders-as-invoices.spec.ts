/** The order example with two settings changed: invoices as the target, and orders nobody can book. */
import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

interface Invoice {
  extInvoiceId: string;
  totalInclAmount: number;
  paidAmount: number;
}
interface ShopOrder {
  orderId: string;
  total: number;
  giftCardRedemption?: number;
}

function invoicing(): Flows {
  const flows = readExample('orders-ecwid-to-mplus');
  const set = (type: string, fields: object) => Object.assign(flows.find((node) => node.type === type) as object, fields);
  set('data-mapper', { to: 'mplus-invoice' });
  set('mplus-put', { entity: 'invoice', payment: 'pay' });
  return flows;
}

for (const line of LINES) {
  describe(`orders as invoices in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows = invoicing();
    const runNow = flows.find(({ name }) => name === 'Run now') as { id: string };
    let runtime: Runtime;
    let sandbox: string;

    const get = async <T>(path: string): Promise<T> => (await (await fetch(`${sandbox}/${path}`)).json()) as T;
    const over = () =>
      runtime.at('Order in the till').length + runtime.at('Held: unknown SKU').length + runtime.at('Needs attention').length;

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { added } = runtime.at('Run complete')[0].payload;
      await runtime.until(() => over() >= added);
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('makes one paid invoice of every order, for the amount the buyer paid (14, 15, 81)', async () => {
      const created = runtime.at('Order in the till').filter(({ result }) => result.action === 'created');
      assert.ok(created.length >= 10, `${created.length} created`);
      const invoices = await get<Invoice[]>('state/invoices');
      const orders = await get<ShopOrder[]>('state/ecwid/orders');
      for (const { result } of created) {
        const [invoice, ...doubled] = invoices.filter(({ extInvoiceId }) => extInvoiceId === result.extInvoiceId);
        const order = orders.find(({ orderId }) => orderId === result.extInvoiceId) as ShopOrder;
        const cents = Math.round(order.total * 100) + Math.round((order.giftCardRedemption ?? 0) * 100);
        assert.deepEqual(doubled, []);
        assert.deepEqual([invoice.totalInclAmount, invoice.paidAmount], [cents, cents]);
      }
      assert.equal((await get<unknown[]>('state/orders')).length, 1, 'the one typed over at the till');
    });

    it('holds orders nobody can book with the reason, and books the next one (81)', async () => {
      const { ecwid } = await runtime.sandbox();
      const post = async (more: object) => {
        const answer = await fetch(`${ecwid.baseUrl}/${ecwid.storeId}/orders`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ecwid.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            email: 'koper@example.com',
            total: 25.9,
            subtotal: 25.9,
            tax: 2.14,
            paymentStatus: 'PAID',
            fulfillmentStatus: 'AWAITING_PROCESSING',
            paymentMethod: 'iDEAL',
            billingPerson: { name: 'Test 😀 Koper', street: 'Kade 5\nachterom', city: 'Rotterdam', countryCode: 'NL' },
            items: [{ name: 'Koffie', sku: '2101', price: 12.95, quantity: 2, taxes: [{ name: 'Btw', value: 9, total: 2.14 }] }],
            ...more,
          }),
        });
        return ((await answer.json()) as { orderId: string }).orderId;
      };
      const [wrong, good] = [await post({ total: 99 }), await post({})];
      const [attention, written] = [runtime.at('Needs attention').length, runtime.at('Order in the till').length];
      await runtime.inject(runNow.id);
      await runtime.until(
        () => runtime.at('Needs attention').length > attention && runtime.at('Order in the till').length > written,
      );
      const { records } = await runtime.records('5ec0de0000000004', { text: wrong }, true);
      assert.deepEqual([records[0].state, records[0].reason], ['held', 'ORDER_TOTAL_DIFFERS']);
      const invoices = await get<Invoice[]>('state/invoices');
      const mine = (id: string) => invoices.filter(({ extInvoiceId }) => extInvoiceId === id).map((one) => one.totalInclAmount);
      assert.deepEqual([mine(wrong), mine(good)], [[], [2590]]);
    });

    it('refuses a webhook that another store signed, and books nothing for it (93)', async () => {
      const answer = await fetch(`${await runtime.address()}/ecwid-webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ecwid-webhook-signature': 'bm90IG91cnM=' },
        body: JSON.stringify({
          eventId: 'x',
          eventCreated: 1,
          storeId: 1003,
          eventType: 'order.created',
          data: { orderId: 'A' },
        }),
      });
      assert.equal(answer.status, 401);
    });
  });
}
