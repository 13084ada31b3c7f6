import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'orders-ecwid-to-mplus';
const node = (flows: Flows, type: string): Record<string, unknown> => flows.find((each) => each.type === type) as never;

interface ShopOrder {
  orderId: string;
  email?: string;
  total: number;
  items: { sku: string }[];
  billingPerson: { companyName?: string; name?: string };
}

interface TillOrder {
  extOrderId: string;
  relationNumber: number;
  totalInclAmount: number;
  prepaidAmount: number;
  lineList: unknown[];
}

interface Relation {
  relationNumber: number;
  email?: string;
  companyName?: string;
  contact?: string;
}

async function rows<T>(url: string, path: string): Promise<T[]> {
  const answer = await fetch(`${url}/state/${path}`);
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as T[];
}

async function act<T>(url: string, path: string, body: object): Promise<T> {
  const answer = await fetch(`${url}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as T;
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    let runtime: Runtime;
    let sandbox: string;
    let shopOrders: ShopOrder[];
    let tillOrders: TillOrder[];
    let relations: Relation[];

    const shopOrder = (wanted: (order: ShopOrder) => boolean) => shopOrders.filter(wanted).at(-1) as ShopOrder;
    const tillOrder = (order: ShopOrder) => tillOrders.filter(({ extOrderId }) => extOrderId === order.orderId);

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, readExample(EXAMPLE));
      // The schedule fires once on Deploy; the run is over when nothing of it is open any more.
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { payload } = runtime.at('Run complete')[0];
      const over = () =>
        runtime.at('Order in the till').length + runtime.at('Held: unknown SKU').length + runtime.at('Needs attention').length;
      await runtime.until(() => over() >= payload.added);
      sandbox = await runtime.sandboxUrl();
      [shopOrders, tillOrders, relations] = await Promise.all([
        rows<ShopOrder>(sandbox, 'ecwid/orders'),
        rows<TillOrder>(sandbox, 'orders'),
        rows<Relation>(sandbox, 'relations'),
      ]);
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('books each order once, for the amount the buyer paid (1, 80, 81)', () => {
      const written = runtime.at('Order in the till').map((msg) => msg.result);
      const created = written.filter((result) => result.action === 'created');
      assert.ok(created.length >= 10, `${created.length} created`);
      for (const result of created) {
        const order = shopOrders.find(({ orderId }) => orderId === result.extOrderId) as ShopOrder;
        const [booked, ...doubled] = tillOrder(order);
        assert.deepEqual(doubled, []);
        assert.equal(booked.totalInclAmount, Math.round(order.total * 100) + giftCardOf(order));
        assert.equal(booked.prepaidAmount, booked.totalInclAmount);
      }
    });

    it('creates the relation of a new company with its contact person (2, 12)', () => {
      const order = shopOrder(
        ({ billingPerson, items }) => Boolean(billingPerson.companyName) && items.some(({ sku }) => sku === '2304'),
      );
      const [booked] = tillOrder(order);
      const relation = relations.find(({ relationNumber }) => relationNumber === booked.relationNumber);
      assert.equal(relation?.companyName, order.billingPerson.companyName);
      assert.equal(relation?.contact, order.billingPerson.name);
    });

    it('finds the relation of a known buyer instead of creating a second one (11)', () => {
      const order = shopOrder(({ items }) => items.some(({ sku }) => sku === '11002'));
      const [known, ...others] = relations.filter(({ email }) => email?.toLowerCase() === order.email?.toLowerCase());
      assert.deepEqual(others, []);
      assert.equal(tillOrder(order)[0].relationNumber, known.relationNumber);
    });

    it('skips the order the till has already, with its number, and leaves it as it is (10)', () => {
      const [existed, ...others] = runtime.at('Order in the till').filter((msg) => msg.result.action === 'existed');
      assert.deepEqual(others, []);
      assert.match(existed.result.number, /^\d{4}-\d+$/);
      const [booked] = tillOrders.filter(({ extOrderId }) => extOrderId === existed.result.extOrderId);
      assert.equal(booked.prepaidAmount, 0);
    });

    it('holds the order with an unknown SKU and says which (13)', async () => {
      const [held, ...others] = runtime.at('Held: unknown SKU');
      assert.deepEqual(others, []);
      assert.equal(held.unmatched[0].sku, '7777001');
      const order = shopOrder(({ items }) => items.some(({ sku }) => sku === '7777001'));
      assert.deepEqual(tillOrder(order), []);
      const ledger = String(node(readExample(EXAMPLE), 'sync-ledger').id);
      const { records } = await runtime.records(ledger, { reason: 'SKU_UNKNOWN' }, true);
      assert.deepEqual(
        records.map((record: { key: string; state: string }) => [record.key, record.state]),
        [[order.orderId, 'held']],
      );
    });

    it('books the order without e-mail on the default debtor (8)', () => {
      const order = shopOrder(({ email }) => !email);
      assert.equal(tillOrder(order)[0].relationNumber, 1);
    });

    it('shows sandbox in the status of the nodes that talk to it', () => {
      const put = String(node(readExample(EXAMPLE), 'mplus-put').id);
      assert.match(runtime.statuses.get(put)?.text ?? '', /^sandbox · /);
    });

    it('finds nothing to do when it runs again (87)', async () => {
      const before = runtime.at('Run complete').length;
      const run = readExample(EXAMPLE).find((each) => each.name === 'Run now') as { id: string };
      await runtime.inject(run.id);
      await runtime.until(() => runtime.at('Run complete').length > before);
      assert.equal(runtime.at('Run complete').at(-1).payload.added, 0);
      assert.equal((await rows(sandbox, 'orders')).length, tillOrders.length);
    });

    describe('with webhooks', () => {
      const booked = (orderId: string) => runtime.at('Order in the till').filter(({ result }) => result.extOrderId === orderId);
      const inTill = (orderId: string) => rows<TillOrder>(sandbox, `orders?extOrderId=${orderId}`);
      const switches = (values: object) => act(sandbox, 'switches', values);

      async function place(paid = true): Promise<string> {
        const buyer = { name: 'Test Koper', email: 'koper@example.com' };
        const order = { buyer, lines: [{ sku: '2101', quantity: 1 }], paid };
        return (await act<{ id: string }>(sandbox, 'shopper/place', order)).id;
      }

      async function poll(): Promise<number> {
        const runs = runtime.at('Run complete').length;
        const run = readExample(EXAMPLE).find((each) => each.name === 'Run now') as { id: string };
        await runtime.inject(run.id);
        await runtime.until(() => runtime.at('Run complete').length > runs);
        return runtime.at('Run complete').at(-1).payload.added;
      }

      it('books an order at once, without waiting for the schedule (93)', async () => {
        const runs = runtime.at('Run complete').length;
        const order = await place();
        await runtime.until(() => booked(order).length > 0);
        assert.equal(booked(order)[0].result.action, 'created');
        assert.equal(runtime.at('Run complete').length, runs);
        assert.equal((await inTill(order)).length, 1);
      });

      it('brings an order whose webhook was lost at the next poll (93)', async () => {
        await switches({ ecwidWebhookDrops: 1 });
        const order = await place();
        await switches({ ecwidWebhookDrops: 0 });
        assert.equal(await poll(), 1);
        await runtime.until(() => booked(order).length > 0);
        assert.equal((await inTill(order)).length, 1);
      });

      it('books an order once whose webhook comes twice and that the poll finds too (10, 93)', async () => {
        const sent = async () => ((await (await fetch(`${sandbox}/webhooks`)).json()) as unknown[]).length;
        const before = await sent();
        await switches({ ecwidWebhookDuplicates: 1 });
        const order = await place();
        await switches({ ecwidWebhookDuplicates: 0 });
        const twice = (await sent()) - before;
        const hook = String(node(readExample(EXAMPLE), 'ecwid-webhook').id);
        await runtime.until(() => runtime.statuses.get(hook)?.text?.includes(` ${twice} duplicates`));
        await runtime.until(() => booked(order).length > 0);
        assert.equal(await poll(), 0);
        assert.equal(booked(order).length, 1);
        assert.equal((await inTill(order)).length, 1);
      });

      it('leaves an unpaid order alone until it is paid', async () => {
        const orderId = await place(false);
        const later = await place();
        await runtime.until(() => booked(later).length > 0);
        assert.deepEqual(await inTill(orderId), []);
        await act(sandbox, 'shopper/pay', { orderId });
        await runtime.until(() => booked(orderId).length > 0);
        assert.equal((await inTill(orderId)).length, 1);
      });
    });
  });

  describe(`example ${EXAMPLE} in ${line.name}, pointed at other servers`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    let sandbox: Sandbox;
    let runtime: Runtime | undefined;

    before(async () => {
      sandbox = await startSandbox();
    });
    after(async () => {
      await runtime?.stop();
      await sandbox.close();
      remove();
    });

    it('works with nothing changed but the two connections', async () => {
      const flows = readExample(EXAMPLE);
      const { mplus, ecwid } = sandbox;
      Object.assign(node(flows, 'mplus-config'), {
        sandbox: false,
        host: mplus.host,
        port: String(mplus.port),
        tls: false,
        credentials: { ident: mplus.ident, secret: mplus.secret },
      });
      Object.assign(node(flows, 'ecwid-config'), {
        sandbox: false,
        baseUrl: ecwid.baseUrl,
        storeId: ecwid.storeId,
        credentials: { token: ecwid.token, clientSecret: ecwid.clientSecret },
      });
      runtime = await Runtime.start(line.module, userDir, flows);
      const running = runtime;
      await running.until(() => running.at('Order in the till').length >= 10);
      const put = String(node(flows, 'mplus-put').id);
      assert.doesNotMatch(running.statuses.get(put)?.text ?? '', /sandbox/);
    });
  });
}

function giftCardOf(order: ShopOrder): number {
  const { giftCardRedemption = 0 } = order as { giftCardRedemption?: number };
  return Math.round(giftCardRedemption * 100);
}
