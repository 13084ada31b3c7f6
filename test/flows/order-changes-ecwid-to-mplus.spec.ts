import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'order-changes-ecwid-to-mplus';
const ORDERS = 'orders-ecwid-to-mplus';

// biome-ignore lint/suspicious/noExplicitAny: what the sandbox tells
type Row = any;

const idOf = (example: string, wanted: (node: Row) => boolean): string => (readExample(example).find(wanted) as Row).id;

/**
 * Both flows side by side, as in a real installation; the debug nodes of the order flow get names of their own. Its webhook is left out,
 * so that a run brings all that happened.
 */
function flows(change: (put: Row) => void = () => undefined): Flows {
  const orders = (readExample(ORDERS) as Row[])
    .filter(({ type }) => type !== 'ecwid-webhook')
    .map((node) => (node.type === 'debug' ? { ...node, name: `Orders: ${node.name}` } : node));
  const changes = readExample(EXAMPLE) as Row[];
  for (const node of changes) if (node.type === 'mplus-put') change(node);
  const known = new Set(orders.map(({ id }) => id));
  return [...orders, ...changes.filter(({ id }) => !known.has(id))];
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    let runtime: Runtime;
    let sandbox: string;

    const get = async (path: string): Promise<Row> => (await fetch(`${sandbox}/${path}`)).json();
    const act = async (path: string, body: object): Promise<Row> => {
      const answer = await fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(body) });
      const result = await answer.json();
      assert.equal(answer.status, 200, JSON.stringify(result));
      return result;
    };
    const inTill = async (id: string): Promise<Row> => (await get(`state/orders?extOrderId=${id}`))[0];
    const credits = async (): Promise<Row[]> => get('state/invoices?invoiceType=INVOICE-TYPE-CREDIT-INVOICE');
    const result = (id: string): Row =>
      runtime
        .at('Change in the till')
        .map((msg) => msg.result)
        .findLast(({ extOrderId }) => extOrderId === id);

    /** The shop keeper edits an order. */
    async function edit(id: string, fields: object): Promise<void> {
      const { baseUrl, storeId, token } = (await runtime.sandbox()).ecwid;
      const answer = await fetch(`${baseUrl}/${storeId}/orders/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ disableAllCustomerNotifications: true, ...fields }),
      });
      assert.equal(answer.status, 200, await answer.text());
    }

    const ENDS = ['Change in the till', 'Held: unknown SKU', 'Needs attention'];
    const ORDER_ENDS = ['Orders: Order in the till', 'Orders: Held: unknown SKU', 'Orders: Needs attention'];
    const over = (ends: string[]) => ends.reduce((sum, name) => sum + runtime.at(name).length, 0);

    /** A run, until all it brought is settled. */
    async function run(example: string, prefix: string, ends: string[]): Promise<Row> {
      const [ended, handled] = [runtime.at(`${prefix}Run complete`).length, over(ends)];
      await runtime.inject(idOf(example, ({ name }) => name === 'Run now'));
      await runtime.until(() => runtime.at(`${prefix}Run complete`).length > ended);
      const { payload } = runtime.at(`${prefix}Run complete`).at(-1);
      await runtime.until(() => over(ends) >= handled + payload.added);
      return payload;
    }
    const runOrders = () => run(ORDERS, 'Orders: ', ORDER_ENDS);
    const runChanges = () => run(EXAMPLE, '', ENDS);

    const place = async (quantity = 2, paid = true): Promise<Row> =>
      act('shopper/place', {
        buyer: { name: 'Test Koper', email: 'koper@example.com' },
        lines: [{ sku: '2101', quantity }],
        paid,
      });

    before(async () => {
      // The article for refunds is still to be chosen.
      const unfinished = flows((put) => {
        put.refundArticle = '';
      });
      runtime = await Runtime.start(line.module, userDir, unfinished);
      for (const [prefix, ends] of [
        ['Orders: ', ORDER_ENDS],
        ['', ENDS],
      ] as const) {
        await runtime.until(() => runtime.at(`${prefix}Run complete`).length > 0);
        await runtime.until(() => over([...ends]) >= runtime.at(`${prefix}Run complete`)[0].payload.added);
      }
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('cancels in the till what the shop cancelled (90)', async () => {
      const { id } = await place();
      await runOrders();
      await act('shopper/cancel', { orderId: id });
      await runChanges();
      assert.deepEqual([result(id).change, (await inTill(id)).cancelState], ['cancelled', 'ORDER-CANCEL-STATE-COMPLETE']);
    });

    it('changes in the till what was edited before delivery (90)', async () => {
      const { id } = await place(2);
      const { items, subtotal, total, tax } = await place(3);
      await runOrders();
      await edit(id, { items, subtotal, total, tax });
      await runChanges();
      const { totalInclAmount } = await inTill(id);
      assert.deepEqual([result(id).change, totalInclAmount], ['edited', Math.round(total * 100)]);
    });

    it('holds what was edited after delivery, and leaves the till alone (90)', async () => {
      const { id } = await place();
      await runOrders();
      const booked = await inTill(id);
      await act('till/ship', { orderId: booked.orderId });
      const shippingPerson = { name: 'Test Koper', street: 'Kade 9', city: 'Delft', postalCode: '2611 AA', countryCode: 'NL' };
      await edit(id, { shippingPerson });
      await runChanges();
      const { error } = runtime.at('Needs attention').at(-1);
      assert.equal(error.code, 'ORDER_EDIT_DELIVERED');
      assert.match(error.message, new RegExp(id));
      assert.deepEqual((await inTill(id)).deliveryAddress, booked.deliveryAddress);
    });

    it('holds a refund until it has an article, then credits it once, also when the order comes again (90)', async () => {
      const { id } = await place();
      await runOrders();
      await act('shopper/refund', { orderId: id, amount: 500 });
      await runChanges();
      assert.equal(runtime.at('Needs attention').at(-1).error.code, 'ORDER_REFUND_ARTICLE');
      assert.deepEqual(await credits(), []);

      const before = over(ENDS);
      await runtime.deploy(flows(), 'nodes');
      const ledger = idOf(EXAMPLE, ({ type }) => type === 'sync-ledger');
      await runtime.release(ledger, 'ORDER_REFUND_ARTICLE', true);
      await runtime.until(() => over(ENDS) > before);
      const [credit, ...others] = await credits();
      assert.deepEqual(others, []);
      assert.deepEqual([credit.totalInclAmount, credit.paidAmount], [-500, -500]);

      // Versions of an order are told apart by the second.
      await act('clock', { advance: 5 });
      await edit(id, { privateAdminNotes: 'Refunded' });
      await runChanges();
      assert.equal(result(id).action, 'unchanged');
      assert.equal((await credits()).length, 1);
    });

    it('leaves an order that the till does not have to the order flow', async () => {
      const { id } = await place(2, false);
      await act('shopper/cancel', { orderId: id });
      await runChanges();
      assert.deepEqual([result(id).action, result(id).reason], ['skipped', 'ORDER_NOT_IN_TILL']);
      assert.equal(await inTill(id), undefined);
    });

    it('finds nothing to do when it runs again (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      assert.equal((await runChanges()).added, 0);
      const asked = (await get('requests')).filter(({ system }: Row) => system === 'mplus');
      assert.deepEqual(asked, []);
      assert.deepEqual(await get('complaints'), []);
    });
  });
}
