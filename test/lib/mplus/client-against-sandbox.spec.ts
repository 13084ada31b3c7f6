import { strict as assert } from 'node:assert';
import {
  cancelOrder,
  createOrder,
  createRelation,
  findArticles,
  getOrder,
  MplusClient,
  type MplusConnection,
  type MplusCursor,
  type MplusEntity,
  MplusError,
  type MplusRecord,
  readMplusByKey,
  readMplusPage,
} from '../../../lib/mplus';
import type { SourceRecord } from '../../../lib/page';
import { type FaultKind, type Sandbox, startSandbox } from '../../../lib/sandbox';

/** Both the client and the simulator are driven by the contract, each with code of its own: they check each other. */
describe('The client against the sandbox', () => {
  let sandbox: Sandbox;
  let client: MplusClient;

  const open = (overrides: Partial<MplusConnection> = {}) => {
    const { host, port, ident, secret } = sandbox.mplus;
    const common = { timezone: 'Europe/Amsterdam', percentScale: 'auto' as const, timeout: 20, concurrency: 2 };
    return new MplusClient({ host, port, ident, secret, tls: false, ...common, ...overrides });
  };

  before(async () => {
    sandbox = await startSandbox({ products: 60, strict: true });
    sandbox.control.snapshot('fresh');
  });

  beforeEach(() => {
    sandbox.control.restore('fresh');
    sandbox.control.faults.clear();
    sandbox.control.complaints.clear();
    sandbox.control.set({
      mplusMissingOperations: [],
      mplusPercentFactor: 100,
      mplusQueueOrders: false,
      mplusProductMarker: 'highest',
    });
    client = open();
  });

  afterEach(() => {
    client.close();
    assert.deepEqual(sandbox.control.complaints.list(), []);
  });

  after(() => sandbox.close());

  async function readAll(entity: MplusEntity, limit: number, start?: MplusCursor) {
    const records: SourceRecord[] = [];
    let cursor = start;
    for (;;) {
      const page = await readMplusPage(client, entity, cursor, { limit });
      records.push(...page.records);
      cursor = page.cursor;
      if (!page.more) return { records, cursor };
    }
  }

  const keys = (records: readonly SourceRecord[]) => records.map(({ key }) => key).sort();

  it('reads every entity', async () => {
    const entities: MplusEntity[] = ['product', 'relation', 'order', 'articleGroup', 'stock', 'branch', 'employee', 'vatGroup'];
    for (const entity of [...entities, 'paymentMethod', 'deliveryMethod', 'turnoverGroup'] as MplusEntity[]) {
      const { records } = await readAll(entity, 100);
      assert.ok(records.length > 0, entity);
      assert.equal(new Set(keys(records)).size, records.length, entity);
      assert.deepEqual(await readMplusByKey(client, entity, records[0].key), records[0], entity);
    }
  });

  it('reads each product and relation once, however small the pages', async () => {
    const { state } = sandbox.control.mplus;
    const products = [...state.products.values()].map(({ productNumber }) => String(productNumber)).sort();
    const relations = [...state.relations.values()].map(({ relationNumber }) => String(relationNumber)).sort();
    for (const limit of [1, 7, 1000]) {
      assert.deepEqual([...new Set(keys((await readAll('product', limit)).records))], products);
      assert.deepEqual(keys((await readAll('relation', limit)).records), relations);
    }
  });

  it('loses no product whose articles changed at different times', async () => {
    const { state, till } = sandbox.control.mplus;
    const products = [...state.products.values()];
    // The newest change is in the first product, so its marker is far above those of its neighbors.
    for (const { articleList } of [products[10], products[3], products[0]])
      till.changeArticle(articleList[0].articleNumber, { priceIncl: 999 });
    for (const mplusProductMarker of ['highest', 'own'] as const) {
      sandbox.control.set({ mplusProductMarker });
      for (const limit of [1, 5]) {
        const read = new Set(keys((await readAll('product', limit)).records));
        assert.deepEqual(
          products.map(({ productNumber }) => String(productNumber)).filter((key) => !read.has(key)),
          [],
        );
      }
    }
  });

  it('then reads what changed, and nothing else', async () => {
    const { cursor } = await readAll('product', 100);
    assert.deepEqual((await readAll('product', 100, cursor)).records, []);
    const [article] = sandbox.control.mplus.state.articles.values();
    sandbox.control.mplus.till.changeArticle(article.articleNumber, { priceIncl: 12345 });
    const { records } = await readAll('product', 100, cursor);
    assert.deepEqual(keys(records), [String(article.productNumber)]);
    const changed = (records[0].payload.articleList as MplusRecord[]).find(
      ({ articleNumber }) => articleNumber === article.articleNumber,
    );
    assert.equal(changed?.priceIncl, 12345);
  });

  it('reads the stock that moved', async () => {
    const { cursor } = await readAll('stock', 100);
    const [row] = [...sandbox.control.mplus.state.stock.values()].filter(({ branchNumber }) => branchNumber === 2);
    sandbox.control.mplus.till.sell({ branchNumber: 2, articleNumber: row.articleNumber, quantity: 1 });
    assert.deepEqual(keys((await readAll('stock', 100, cursor)).records), [String(row.articleNumber)]);
  });

  it('sees the same percentages whatever unit the till sends them in', async () => {
    for (const mplusPercentFactor of [1, 100] as const) {
      sandbox.control.set({ mplusPercentFactor });
      const fresh = open();
      const { records } = await readMplusPage(fresh, 'vatGroup', undefined, { limit: 1 });
      const rates = records.map(({ payload }) => payload.vatPercentage);
      assert.ok(rates.includes(21) && rates.includes(9), String(rates));
      fresh.close();
    }
  });

  it('refuses wrong credentials without telling them', async () => {
    const stranger = open({ secret: 'not-the-secret' });
    await assert.rejects(
      stranger.call('getBranches'),
      (thrown) => thrown instanceof MplusError && thrown.code === 'MPLUS_AUTH' && !thrown.message.includes('not-the-secret'),
    );
    stranger.close();
  });

  it('finds articles and reads relations back', async () => {
    const [article] = sandbox.control.mplus.state.articles.values();
    const found = await findArticles(client, 'articleNumber', [String(article.articleNumber), '987654321']);
    assert.deepEqual([...found.keys()], [String(article.articleNumber)]);
    const { relationNumber } = await createRelation(client, { name: 'Test Person', email: 'test.person@example.org' });
    const relation = await readMplusByKey(client, 'relation', String(relationNumber));
    assert.equal(relation?.payload.email, 'test.person@example.org');
  });

  /** An order of one article at its price, with its payment. */
  async function anOrder(extOrderId: string) {
    const { records } = await readMplusPage(client, 'product', undefined, { limit: 50 });
    const articles = records.flatMap(({ payload }) => payload.articleList as MplusRecord[]);
    const article = articles.find(({ active, priceIncl, siUnit }) => active && Number(priceIncl) > 0 && !siUnit) as MplusRecord;
    const order = {
      extOrderId,
      relationNumber: 1,
      employeeNumber: 999999,
      entryBranchNumber: 1,
      financialBranchNumber: 1,
      financialDate: '2026-06-12',
      vatMethod: 'VAT-METHOD-INCLUSIVE',
      lineList: [{ articleNumber: article.articleNumber, data: { quantity: 2, price: article.priceIncl } }],
    };
    const total = 2 * Number(article.priceIncl);
    return { order, total, payments: [{ method: 'IDEAL', amount: total }] };
  }

  const bookedOf = (extOrderId: string) =>
    [...sandbox.control.mplus.state.orders.values()].filter((order) => order.extOrderId === extOrderId);

  const SERVICES: Record<string, string[]> = {
    'the newest service': [],
    'a service without createOrderV3': ['createOrderV3'],
    'the oldest service': ['createOrderV3', 'createOrderV2', 'payOrderV2'],
  };
  const KINDS: FaultKind[] = ['http500', 'html', 'empty', 'resetBefore', 'resetAfter', 'truncate', 'soapFault', 'rateLimit'];

  for (const [service, mplusMissingOperations] of Object.entries(SERVICES)) {
    it(`brings an order into ${service} once and pays it once, whatever breaks on the way (80)`, async () => {
      sandbox.control.set({ mplusMissingOperations });
      for (const kind of KINDS) {
        for (const operation of ['findOrder', 'createOrder*', 'payOrder*', 'getOrder', '*']) {
          const extOrderId = `${kind}-${operation}`;
          const { order, total, payments } = await anOrder(extOrderId);
          sandbox.control.faults.clear();
          sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
          let written: MplusRecord | undefined;
          for (let attempt = 1; !written; attempt += 1) {
            assert.ok(attempt < 6, `${extOrderId} does not get through`);
            written = await createOrder(client, order, { mode: 'prepay', payments }).then(
              (done) => done.order,
              (thrown: unknown) => {
                assert.ok(thrown instanceof MplusError && thrown.disposition !== 'hold', String(thrown));
                return undefined;
              },
            );
          }
          const [booked, ...others] = bookedOf(extOrderId);
          assert.deepEqual(others, [], extOrderId);
          assert.deepEqual(
            [booked.orderId, booked.totalInclAmount, booked.prepaidAmount],
            [written.orderId, total, total],
            extOrderId,
          );
        }
      }
    });
  }

  it('passes on that an order waits in a queue', async () => {
    sandbox.control.set({ mplusQueueOrders: true });
    const { order } = await anOrder('queued');
    const written = await createOrder(client, order, { mode: 'none', payments: [] });
    assert.deepEqual([written.action, written.order.orderQueued], ['created', true]);
  });

  it('ships and invoices an order that is paid for good', async () => {
    const { order, payments } = await anOrder('paid');
    const { order: written, invoiceId } = await createOrder(client, order, { mode: 'pay', payments });
    assert.ok(invoiceId);
    assert.equal((await readMplusByKey(client, 'invoice', invoiceId))?.key, invoiceId);
    assert.equal((await createOrder(client, order, { mode: 'pay', payments })).order.orderId, written.orderId);
    assert.equal([...sandbox.control.mplus.state.invoices.values()].length, 1);
  });

  it('cancels an order and leaves it cancelled (90)', async () => {
    const { order } = await anOrder('cancelled');
    const written = await createOrder(client, order, { mode: 'none', payments: [] });
    const orderId = String(written.order.orderId);
    assert.equal((await cancelOrder(client, orderId)).action, 'cancelled');
    assert.equal((await cancelOrder(client, orderId)).action, 'unchanged');
    assert.equal((await getOrder(client, orderId))?.cancelState, 'ORDER-CANCEL-STATE-COMPLETE');
  });
});
