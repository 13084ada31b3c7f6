import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'order-status-mplus-to-ecwid';

// biome-ignore lint/suspicious/noExplicitAny: what the sandbox tells
type Row = any;

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    let runtime: Runtime;
    let sandbox: string;
    /** Ids in the shop. */
    const orders: Record<'seeded' | 'partly' | 'cancelled', string> = { seeded: '', partly: '', cancelled: '' };

    const get = async (path: string): Promise<Row> => (await fetch(`${sandbox}/${path}`)).json();
    const act = async (path: string, body: object): Promise<Row> => {
      const answer = await fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(body) });
      const result = await answer.json();
      assert.equal(answer.status, 200, JSON.stringify(result));
      return result;
    };
    const inShop = async (orderId: string): Promise<Row> => (await get(`state/ecwid/orders?orderId=${orderId}`))[0];
    const results = (): Row[] => runtime.at('Status in the shop').map(({ result }) => result);
    const over = () => results().length + runtime.at('Needs attention').length;

    /** A run, until all it brought is written or held. */
    async function run(): Promise<Row> {
      const [ended, handled] = [runtime.at('Run complete').length, over()];
      await runtime.inject((readExample(EXAMPLE).find((node: Row) => node.name === 'Run now') as Row).id);
      await runtime.until(() => runtime.at('Run complete').length > ended);
      const { payload } = runtime.at('Run complete').at(-1);
      await runtime.until(() => over() >= handled + payload.added);
      return payload;
    }

    /** An order of the shop that somebody books in the till. */
    async function book(paid: boolean): Promise<{ id: string; orderId: string; lineId: string; total: number }> {
      const buyer = { name: 'Test Koper', email: 'koper@example.com' };
      const { id } = await act('shopper/place', { buyer, lines: [{ sku: '2101', quantity: 3 }], paid });
      const { orderId, lineList, totalInclAmount } = await act('till/takeOrder', {
        relationNumber: 1002,
        lines: [{ articleNumber: 2101, quantity: 3 }],
        fields: { extOrderId: id },
      });
      return { id, orderId, lineId: lineList[0].lineId, total: totalInclAmount };
    }

    before(async () => {
      // The row for what is delivered is still missing.
      const flows = readExample(EXAMPLE) as Row[];
      const table = flows.find(({ name }) => name === 'orderStatuses');
      table.rows = table.rows.filter(({ from }: Row) => from !== 'delivered');
      runtime = await Runtime.start(line.module, userDir, flows as Flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      await runtime.until(() => over() >= runtime.at('Run complete')[0].payload.added);
      sandbox = await runtime.sandboxUrl();
      orders.seeded = results().find(({ action }) => action === 'updated').id;
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('tells the shop on the first Deploy which order of the till it has become (7)', async () => {
      const order = await inShop(orders.seeded);
      const [booked] = await get(`state/orders?extOrderId=${orders.seeded}`);
      assert.equal(order.privateAdminNotes, `MplusKASSA ${booked.transactionString}`);
    });

    it('shows what is delivered of a part delivery, and the payment (90)', async () => {
      const booked = await book(false);
      orders.partly = booked.id;
      await act('till/payOrder', { orderId: booked.orderId, amount: booked.total });
      await act('till/ship', { orderId: booked.orderId, lines: [{ lineId: booked.lineId, quantity: 1 }] });
      await run();
      const order = await inShop(orders.partly);
      assert.deepEqual([order.fulfillmentStatus, order.paymentStatus], ['PROCESSING', 'PAID']);
      assert.match(order.privateAdminNotes, /^MplusKASSA \d{4}-\d+: delivered 1 of 3 × /);
      assert.match(order.trackingNumber, /^Packing slip \d{4}-\d+$/);
    });

    it('shows a cancellation (90)', async () => {
      const booked = await book(false);
      orders.cancelled = booked.id;
      await act('till/cancel', { orderId: booked.orderId });
      await run();
      const order = await inShop(orders.cancelled);
      assert.deepEqual([order.fulfillmentStatus, order.paymentStatus], ['WILL_NOT_DELIVER', 'CANCELLED']);
    });

    it('skips an order that was made in the till', async () => {
      await act('till/takeOrder', { relationNumber: 1002, lines: [{ articleNumber: 2101, quantity: 1 }] });
      await run();
      assert.equal(results().at(-1).reason, 'ORDER_NOT_FROM_SHOP');
    });

    it('holds what the table does not know, and writes it once the row is there (83)', async () => {
      const [{ orderId }] = await get(`state/orders?extOrderId=${orders.partly}`);
      await act('till/ship', { orderId });
      await run();
      assert.equal(runtime.at('Needs attention').at(-1).error.code, 'VALUE_TABLE_MISS');
      assert.equal((await inShop(orders.partly)).fulfillmentStatus, 'PROCESSING');

      const written = results().length;
      await runtime.deploy(readExample(EXAMPLE), 'nodes');
      const ledger = (readExample(EXAMPLE).find((node: Row) => node.type === 'sync-ledger') as Row).id;
      await runtime.release(ledger, 'VALUE_TABLE_MISS', true);
      await runtime.until(() => results().length > written);
      const order = await inShop(orders.partly);
      assert.equal(order.fulfillmentStatus, 'SHIPPED');
      assert.match(order.privateAdminNotes, /^MplusKASSA \d{4}-\d+$/);
      assert.match(order.trackingNumber, /^Packing slip \d{4}-\d+, \d{4}-\d+$/);
    });

    it('does not take an order back that the shop has further', async () => {
      const booked = await book(true);
      await run();
      assert.equal((await inShop(booked.id)).paymentStatus, 'PAID');
    });

    it('finds nothing to do when it runs again (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      assert.equal((await run()).added, 0);
      const asked = (await get('requests')).filter(({ system }: Row) => system === 'ecwid');
      assert.deepEqual(asked, []);
      assert.deepEqual(await get('complaints'), []);
    });
  });
}
