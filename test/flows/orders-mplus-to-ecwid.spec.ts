import assert from 'node:assert/strict';
import { LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'orders-mplus-to-ecwid';
const COFFEE = 2101;

// biome-ignore lint/suspicious/noExplicitAny: what the sandbox tells
type Row = any;

const node = (wanted: (node: Row) => boolean): string => (readExample(EXAMPLE).find(wanted) as Row).id;

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
    const ofTill = (orderId: string): Promise<Row[]> => get(`state/ecwid/orders?externalTransactionId=mplus-${orderId}`);
    const stock = async (): Promise<number> => (await get(`state/ecwid/products?sku=${COFFEE}`))[0].quantity;
    const at = (name: string): Row[] => runtime.at(name);
    const over = () => at('Order in the shop').length + at('Not for the shop').length + at('Needs attention').length;

    /** A run, until all it brought is written, left out or held. */
    async function run(): Promise<Row> {
      const [ended, handled] = [at('Run complete').length, over()];
      await runtime.inject(node(({ name }) => name === 'Run now'));
      await runtime.until(() => at('Run complete').length > ended);
      const { payload } = at('Run complete').at(-1);
      await runtime.until(() => over() >= handled + payload.added);
      return payload;
    }

    /** An order somebody makes at the till. */
    const take = (relationNumber: number, fields: object = {}): Promise<Row> =>
      act('till/takeOrder', { relationNumber, lines: [{ articleNumber: COFFEE, quantity: 2 }], fields });

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, readExample(EXAMPLE));
      await runtime.until(() => at('Run complete').length > 0);
      await runtime.until(() => over() >= at('Run complete')[0].payload.added);
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('leaves orders alone that came from the shop', () => {
      assert.deepEqual(
        at('Not for the shop').map(({ result }) => result.reason),
        ['NOT_FOR_SHOP'],
      );
    });

    it('creates the order once, for the cents and the VAT of the till, with its buyer (18, 81)', async () => {
      const { orderId, totalInclAmount, totalExclAmount } = await take(1002);
      await act('till/payOrder', { orderId, amount: totalInclAmount });
      await run();
      const [created, ...doubled] = await ofTill(orderId);
      assert.deepEqual(doubled, []);
      const cents = (amount: number) => Math.round(amount * 100);
      assert.deepEqual([cents(created.total), cents(created.tax)], [totalInclAmount, totalInclAmount - totalExclAmount]);
      const [relation] = await get('state/relations?relationNumber=1002');
      assert.equal(created.email, relation.email);
      assert.equal(created.billingPerson.city, relation.city);
    });

    it('takes nothing off the stock of the shop for a paid order', async () => {
      const before = await stock();
      const { orderId, totalInclAmount } = await take(1002);
      await act('till/payOrder', { orderId, amount: totalInclAmount });
      await run();
      assert.equal((await ofTill(orderId))[0].paymentStatus, 'PAID');
      assert.equal(await stock(), before);
    });

    it('leaves out branches that the switch does not name', async () => {
      const flows = readExample(EXAMPLE) as Row[];
      const filter = flows.find(({ type }) => type === 'switch');
      filter.property = filter.property.replace('in [1, 2]', 'in [1]');
      await runtime.deploy(flows, 'nodes');
      const left = at('Not for the shop').length;
      const { orderId } = await take(1002, { financialBranchNumber: 2, entryBranchNumber: 2, workplaceNumber: 1 });
      await run();
      assert.equal(at('Not for the shop').length, left + 1);
      assert.deepEqual(await ofTill(orderId), []);
    });

    it('does not create an order again that changes in the till', async () => {
      const { orderId } = await take(1002);
      await run();
      await act('till/ship', { orderId });
      await run();
      assert.equal(at('Order in the shop').at(-1).result.action, 'existed');
      assert.equal((await ofTill(orderId)).length, 1);
    });

    it('holds an order whose buyer has no e-mail address, and creates it once there is one (83)', async () => {
      const { orderId } = await take(1);
      await run();
      const { error } = at('Needs attention').at(-1);
      assert.equal(error.code, 'MAPPING_INVALID');
      assert.match(error.message, /email is missing/);

      await act('till/editRelation', { relationNumber: 1, fields: { email: 'balie@example.com' } });
      const written = at('Order in the shop').length;
      const ledger = node(({ type }) => type === 'sync-ledger');
      assert.equal(await runtime.release(ledger, 'MAPPING_INVALID', true), 1);
      await runtime.until(() => at('Order in the shop').length > written);
      assert.equal((await ofTill(orderId))[0].email, 'balie@example.com');
    });

    it('finds nothing to do when it runs again (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      assert.equal((await run()).added, 0);
      assert.deepEqual(
        (await get('requests')).filter(({ system }: Row) => system === 'ecwid'),
        [],
      );
      assert.deepEqual(await get('complaints'), []);
    });
  });
}
