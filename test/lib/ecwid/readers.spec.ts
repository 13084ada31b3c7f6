import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type EcwidCursor,
  type EcwidEntity,
  type EcwidError,
  type EcwidReadOptions,
  readEcwidByKey,
  readEcwidPage,
} from '../../../lib/ecwid';
import type { SourceRecord } from '../../../lib/page';
import { type Answer, type Seen, ShopServer } from './shop-server';

type Json = Record<string, unknown>;

const NOW = 1_767_300_000;
const OPTIONS: EcwidReadOptions = { limit: 100, overlap: 60, now: () => NOW };

/** Page of a list as Ecwid gives it: filtered by time (both bounds inclusive unless `lastSecond` is 1), sorted when asked to, cut to offset and limit. */
function listPage(all: readonly Json[], query: URLSearchParams, lastSecond: 0 | 1 = 0): Json {
  const from = Number(query.get('updatedFrom') ?? query.get('from_date') ?? 0);
  const to = Number(query.get('updatedTo') ?? query.get('to_date') ?? Number.POSITIVE_INFINITY);
  const changed = all.filter((row) => secondsOf(row) >= from && secondsOf(row) + lastSecond <= to);
  if (query.has('sortBy')) changed.sort((a, b) => secondsOf(a) - secondsOf(b) || Number(a.id) - Number(b.id));
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  assert.ok(limit <= 100, 'Ecwid gives at most 100 records');
  const items = changed.slice(offset, offset + limit);
  return { total: changed.length, count: items.length, offset, limit, items };
}

function secondsOf(row: Json): number {
  if (typeof row.updateTimestamp === 'number') return row.updateTimestamp;
  return Date.parse(String(row.updated ?? row.date).replace(' +0000', 'Z')) / 1000;
}

const dateText = (second: number) => `${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000`;

describe('Ecwid readers', () => {
  let shop: ShopServer;
  const start = async (handler: (seen: Seen, number: number) => Answer | Promise<Answer>) => {
    shop = await ShopServer.start(handler);
    return shop.client({ language: 'nl' });
  };
  afterEach(() => shop.close());

  /** Reads page after page until there are no more. */
  async function readAll(entity: EcwidEntity, options: Partial<EcwidReadOptions> = {}, cursor?: EcwidCursor) {
    const client = shop.client({ language: 'nl' });
    const records: SourceRecord[] = [];
    let at = cursor;
    for (let pages = 1; ; pages += 1) {
      assert.ok(pages < 500, 'the read does not end');
      const page = await readEcwidPage(client, entity, at, { ...OPTIONS, ...options });
      assert.ok(page.records.length > 0 || !page.more, 'an empty page before the end');
      records.push(...page.records);
      // A cursor is stored as JSON between two pages.
      at = JSON.parse(JSON.stringify(page.cursor)) as EcwidCursor;
      if (!page.more) return { records, cursor: at, pages, total: page.total };
    }
  }

  const order = (id: string, updateTimestamp: number, more: Json = {}) => ({
    id,
    updateTimestamp,
    paymentStatus: 'PAID',
    fulfillmentStatus: 'AWAITING_PROCESSING',
    ...more,
  });

  it('reads what changed since the last pass, overlap included, and remembers when the pass began', async () => {
    await start(({ query }) => ({ body: listPage([order('A1', NOW - 100), order('A2', NOW - 10)], query) }));
    const first = await readAll('order', { overlap: 60 }, { updatedFrom: NOW - 40 });
    assert.deepEqual(
      first.records.map(({ key }) => key),
      ['A1', 'A2'],
    );
    assert.equal(shop.seen[0].query.get('updatedFrom'), String(NOW - 100));
    assert.deepEqual(first.cursor, { updatedFrom: NOW });
  });

  it('asks one request when nothing changed, however often it looks', async () => {
    await start(({ query }) => ({ body: listPage([], query) }));
    let cursor: EcwidCursor | undefined;
    for (let poll = 0; poll < 3; poll += 1) ({ cursor } = await readAll('order', {}, cursor));
    assert.deepEqual(
      shop.seen.map(({ query }) => query.get('updatedFrom')),
      [null, String(NOW - 60), String(NOW - 60)],
    );
  });

  it('names an order by its public id and gives it a new version when it is paid within the same second', async () => {
    const orders = [order('SHOP-XJ12H', NOW, { paymentStatus: 'AWAITING_PAYMENT', internalId: 516483487 })];
    await start(({ query }) => ({ body: listPage(orders, query) }));
    const [unpaid] = (await readAll('order')).records;
    orders[0].paymentStatus = 'PAID';
    const [paid] = (await readAll('order')).records;
    assert.equal(unpaid.key, 'SHOP-XJ12H');
    assert.notEqual(paid.version, unpaid.version);
    assert.match(paid.version, new RegExp(String(NOW)));
  });

  it('gives an order a new version when it is refunded twice within the same second (90)', async () => {
    const orders = [order('SHOP-XJ12H', NOW, { paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 5 })];
    await start(({ query }) => ({ body: listPage(orders, query) }));
    const [once] = (await readAll('order')).records;
    Object.assign(orders[0], { refundedAmount: 8 });
    const [twice] = (await readAll('order')).records;
    assert.notEqual(twice.version, once.version);
  });

  it('starts orders at their creation date and hands filters on (19)', async () => {
    await start(({ query }) => ({ body: listPage([], query) }));
    await readAll('order', { startDate: NOW - 5000, filters: { paymentStatus: 'PAID,PARTIALLY_REFUNDED' } });
    const { query } = shop.seen[0];
    assert.equal(query.get('createdFrom'), String(NOW - 5000));
    assert.equal(query.get('paymentStatus'), 'PAID,PARTIALLY_REFUNDED');
  });

  it('reads a catalogue page by page in the order of change, without an offset, and tells its size (64, 95)', async () => {
    const products = Array.from({ length: 250 }, (_, id) => ({ id, updateTimestamp: NOW - 10_000 + id * 7 }));
    await start(({ query }) => ({ body: listPage(products, query) }));
    const { records, pages, total } = await readAll('product');
    assert.deepEqual(
      records.map(({ key }) => key),
      products.map(({ id }) => String(id)),
    );
    assert.deepEqual([pages, total], [3, 250]);
    assert.ok(shop.seen.every(({ query }) => query.get('sortBy') === 'UPDATED_TIME_ASC' && !query.has('offset')));
    assert.ok(shop.seen.every(({ query }) => query.get('lang') === 'nl'));
  });

  it('reads more records of one second than fit a page', async () => {
    const products = Array.from({ length: 350 }, (_, id) => ({ id, updateTimestamp: id < 330 ? NOW - 500 : NOW - 499 + id }));
    await start(({ query }) => ({ body: listPage(products, query) }));
    assert.equal(new Set((await readAll('product')).records.map(({ key }) => key)).size, 350);
  });

  it('reads a long order history in windows of time', async () => {
    // Newest first, as the shop lists them; most in one busy day.
    const orders = Array.from({ length: 900 }, (_, n) =>
      order(`A${n}`, n < 600 ? NOW - 86_400 + n * 90 : NOW - 90_000_000 + n * 90_000),
    ).reverse();
    await start(({ query }) => ({ body: listPage(orders, query) }));
    const { records, total } = await readAll('order');
    assert.equal(new Set(records.map(({ key }) => key)).size, 900);
    assert.equal(total, 900);
    assert.ok(shop.seen.length < 60, `${shop.seen.length} requests for 900 orders`);
  });

  it('loses nothing should the end of a window not be part of it: that is not documented', async () => {
    const orders = Array.from({ length: 300 }, (_, n) => order(`A${n}`, NOW - 400 + n));
    await start(({ query }) => ({ body: listPage(orders, query, 1) }));
    const { records } = await readAll('order');
    assert.equal(new Set(records.map(({ key }) => key)).size, 300);
  });

  it('needs no order in the order list: none is documented', async () => {
    const orders = Array.from({ length: 300 }, (_, n) => order(`A${n}`, NOW - 90_000 + n * 200));
    const shuffled = (turn: number) =>
      orders.toSorted((a, b) => ((a.updateTimestamp * turn) % 97) - ((b.updateTimestamp * turn) % 97));
    await start(({ query }, number) => ({ body: listPage(shuffled(number), query) }));
    const { records } = await readAll('order');
    assert.equal(new Set(records.map(({ key }) => key)).size, 300);
  });

  it('sets back a clock that runs ahead, or the next pass would begin too late', async () => {
    const server = Math.floor(Date.now() / 1000) - 1000;
    const client = await start(({ query }) => ({
      headers: { date: new Date(server * 1000).toUTCString() },
      body: listPage([], query),
    }));
    await client.request('GET', '/orders');
    const { cursor } = await readEcwidPage(client, 'order', undefined, { limit: 100, overlap: 60 });
    assert.ok(cursor.updatedFrom <= server + 1, `${cursor.updatedFrom} is after ${server}`);
  });

  it('reads categories whole, disabled ones included, and again when the list moved meanwhile', async () => {
    let categories = Array.from({ length: 180 }, (_, id) => ({ id, name: `Group ${id}` }));
    await start(({ query }, number) => {
      const body = listPage(
        categories.map((category) => ({ ...category, updateTimestamp: 1 })),
        query,
      );
      // Gone after the first page was read: everything behind it moves up.
      if (number === 1) categories = categories.filter(({ id }) => id !== 3);
      return { body };
    });
    const { records } = await readAll('category');
    for (const { id } of categories)
      assert.ok(
        records.some(({ key }) => key === String(id)),
        `category ${id} is missing`,
      );
    assert.ok(shop.seen.every(({ query }) => query.get('hidden_categories') === 'true'));
  });

  it('gives up, with a reason, on a list that never holds still', async () => {
    await start((_, number) => ({
      body: { total: 1000, items: Array.from({ length: 100 }, (__, n) => ({ id: number * 1000 + n })) },
    }));
    await assert.rejects(readAll('category'), (error: EcwidError) => error.code === 'ECWID_PAGING');
  });

  it('gets on from where it gave up, once the list holds still', async () => {
    let still = false;
    const client = await start((_, number) => ({
      body: still
        ? { total: 2, items: [{ id: 1 }, { id: 2 }] }
        : { total: 1000, items: Array.from({ length: 100 }, (__, n) => ({ id: number * 1000 + n })) },
    }));
    let stored: EcwidCursor | undefined;
    const read = async () => {
      for (let more = true, first = true; more; first = false) {
        const page = await readEcwidPage(client, 'category', stored, { limit: 100, overlap: 0, resumed: first });
        stored = page.cursor;
        more = page.more;
      }
    };
    await assert.rejects(read(), (error: EcwidError) => error.code === 'ECWID_PAGING');
    still = true;
    await read();
    assert.equal(stored?.until, undefined, 'the pass has come to its end');
  });

  it('gives up, with a reason, on a list that promises more and gives nothing', async () => {
    await start(() => ({ body: { total: 10, items: [] } }));
    await assert.rejects(readAll('category'), (error: EcwidError) => error.code === 'ECWID_PAGING');
  });

  it('gives the version of a record without an update time by its content', async () => {
    let name = 'Drinks';
    await start(() => ({ body: { total: 1, items: [{ id: 1, name }] } }));
    const version = async () => (await readAll('category')).records[0].version;
    const before = await version();
    assert.equal(await version(), before);
    name = 'Beverages';
    assert.notEqual(await version(), before);
  });

  it('reads deleted records by date; a deleted order has its public id', async () => {
    const deleted = [
      { id: 516483487, orderId: 'A1', date: dateText(NOW - 10) },
      { id: 516483488, orderid: 'A2', date: dateText(NOW - 5) },
    ];
    await start(({ query }) => ({ body: listPage(deleted, query) }));
    const { records } = await readAll('deletedOrder', {}, { updatedFrom: NOW - 40 });
    assert.equal(shop.seen[0].target, `/orders/deleted?from_date=${NOW - 100}&limit=100`);
    assert.deepEqual(
      records.map(({ key, version }) => [key, version]),
      [
        ['A1', dateText(NOW - 10)],
        ['A2', dateText(NOW - 5)],
      ],
    );
  });

  it('reads bare arrays, the store profile and its taxes', async () => {
    const profile = { generalInfo: { storeId: 1003 }, taxSettings: { taxes: [{ id: 21, name: 'BTW hoog' }] } };
    await start(({ target }) => ({ body: target.startsWith('/profile?') ? profile : [{ id: 'ship-1', orderby: 10 }] }));
    const keys = async (entity: EcwidEntity) => (await readAll(entity)).records.map(({ key }) => key);
    assert.deepEqual(await keys('profile'), ['1003']);
    assert.deepEqual(await keys('tax'), ['21']);
    assert.deepEqual(await keys('shippingOption'), ['ship-1']);
    assert.deepEqual(await keys('paymentOption'), ['ship-1']);
  });

  it('corrects the spelling and case that drift between answers, but not inside free-form maps', async () => {
    const drifted = order('A1', NOW, {
      paymentStatus: 'paid',
      shippingOption: { fulfillmentType: 'pickup' },
      extraFields: { orderid: 'kept' },
    });
    await start(({ target, query }) =>
      target.startsWith('/orders')
        ? { body: listPage([drifted], query) }
        : {
            body: {
              items: [{ id: 1, updateTimestamp: NOW, instock: true, combinations: [{ id: 2, instock: false }] }],
              total: 1,
            },
          },
    );
    const [{ payload: read }] = (await readAll('order')).records;
    assert.deepEqual(
      [read.paymentStatus, read.shippingOption, read.extraFields],
      ['PAID', { fulfillmentType: 'PICKUP' }, { orderid: 'kept' }],
    );
    const [{ payload: product }] = (await readAll('product')).records;
    assert.deepEqual([product.inStock, product.combinations], [true, [{ id: 2, inStock: false }]]);
  });

  it('says when an answer is not a list', async () => {
    await start(() => ({ body: { message: 'hello' } }));
    await assert.rejects(readAll('order'), (error: EcwidError) => error.code === 'ECWID_BAD_ANSWER');
  });

  describe('by key', () => {
    it('fetches the record itself, with the key and version of a list read', async () => {
      const one = order('A+1', NOW);
      const client = await start(({ target, query }) => ({ body: target.startsWith('/orders/') ? one : listPage([one], query) }));
      assert.deepEqual(await readEcwidByKey(client, 'order', 'A+1'), (await readAll('order')).records[0]);
      assert.equal(shop.seen[0].target, '/orders/A%2B1');
    });

    it('gives undefined for a record that does not exist, but not for a store that does not', async () => {
      const client = await start((_, number) => ({
        status: 404,
        body: number === 1 ? { errorCode: 'ORDER_NOT_FOUND' } : { errorCode: 'STORE_NOT_FOUND' },
      }));
      assert.equal(await readEcwidByKey(client, 'order', 'A1'), undefined);
      await assert.rejects(readEcwidByKey(client, 'order', 'A1'), (error: EcwidError) => error.code === 'ECWID_STORE_NOT_FOUND');
    });

    it('finds a shipping option in its list', async () => {
      const client = await start(() => ({ body: [{ id: 'a' }, { id: 'b' }] }));
      assert.deepEqual((await readEcwidByKey(client, 'shippingOption', 'b'))?.payload, { id: 'b' });
      assert.equal(await readEcwidByKey(client, 'shippingOption', 'c'), undefined);
    });
  });

  describe('over a list that moves while it is read', () => {
    /** A shop whose records change between any two requests, seen through an index that lags. */
    class MovingShop {
      now = NOW;
      readonly touched = new Set<string>();
      #rows: Json[] = [];
      #states: { at: number; rows: readonly Json[] }[] = [];
      #ids = 0;

      constructor(
        ages: readonly number[],
        readonly lag: number,
      ) {
        for (const age of ages) this.#rows.push(this.#row(NOW - lag - 1 - age));
        this.#keep(0);
      }

      change({ kind, pick, seconds }: { kind: string; pick: number; seconds: number }): void {
        this.now += seconds;
        const index = pick % Math.max(1, this.#rows.length);
        const row = this.#rows[index];
        if (kind === 'create') this.#rows = [this.#row(this.now), ...this.#rows];
        else if (row) {
          this.touched.add(String(row.id));
          this.#rows = this.#rows.toSpliced(index, 1, ...(kind === 'update' ? [{ ...row, ...this.#times(this.now) }] : []));
        }
        this.#keep(this.now);
      }

      /** What a search sees: the records as they were `lag` seconds ago. */
      get indexed(): readonly Json[] {
        return this.#states.findLast(({ at }) => at <= this.now - this.lag)?.rows ?? this.#states[0].rows;
      }

      get rows(): readonly Json[] {
        return this.#rows;
      }

      #keep(at: number): void {
        this.#states.push({ at, rows: this.#rows });
      }

      #row(second: number): Json {
        this.#ids += 1;
        return { id: this.#ids, ...this.#times(second), paymentStatus: 'PAID', fulfillmentStatus: 'SHIPPED', total: 10 };
      }

      #times(second: number): Json {
        return { updateTimestamp: second, updated: dateText(second) };
      }
    }

    const change = fc.record({
      kind: fc.constantFrom('create', 'update', 'update', 'update', 'delete'),
      pick: fc.nat(1000),
      seconds: fc.constantFrom(0, 0, 1, 3),
    });
    const scenario = {
      entity: fc.constantFrom<EcwidEntity>('order', 'product', 'customer'),
      ages: fc.array(fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(50), fc.nat(1_000_000)), { maxLength: 60 }),
      earlier: fc.array(change, { maxLength: 3 }),
      changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 25 }),
      limit: fc.integer({ min: 1, max: 10 }),
      lag: fc.constantFrom(0, 5, 15),
    };
    const identity = (key: unknown, version: string) => `${key}@${version}`;
    const seenIn = (records: readonly SourceRecord[]) => new Set(records.map(({ key, version }) => identity(key, version)));
    const hashOf = (row: Json) => createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32);
    const versionOf = (entity: EcwidEntity, row: Json) =>
      ({ order: `${row.updateTimestamp} PAID SHIPPED 10 `, customer: hashOf(row) })[entity as 'order'] ??
      String(row.updateTimestamp);

    it('loses no record that was there the whole time, and gets every other with the next pass (80)', async () => {
      let moving = new MovingShop([], 0);
      let changes: readonly (readonly { kind: string; pick: number; seconds: number }[])[] = [];
      let asked = 0;
      await start(({ query }) => {
        const body = listPage(moving.indexed, query);
        for (const each of changes[asked++] ?? []) moving.change(each);
        return { body };
      });
      await fc.assert(
        fc.asyncProperty(fc.record(scenario), async ({ entity, ages, earlier, changes: planned, limit, lag }) => {
          moving = new MovingShop(ages, lag);
          const visible = moving.rows;
          for (const each of earlier) moving.change(each);
          changes = planned;
          asked = 0;
          const options = { limit, overlap: 20, now: () => moving.now };
          const first = await readAll(entity, options);
          const given = seenIn(first.records);
          for (const row of visible) {
            if (moving.touched.has(String(row.id))) continue;
            assert.ok(given.has(identity(row.id, versionOf(entity, row))), `record ${row.id} was lost`);
          }
          changes = [];
          moving.now += lag;
          const second = await readAll(entity, options, first.cursor);
          for (const each of seenIn(second.records)) given.add(each);
          for (const row of moving.rows)
            assert.ok(given.has(identity(row.id, versionOf(entity, row))), `record ${row.id} is missing`);
        }),
        { numRuns: 150 },
      );
    });

    it('gives each record once when nothing moves', async () => {
      let moving = new MovingShop([], 0);
      await start(({ query }) => ({ body: listPage(moving.indexed, query) }));
      await fc.assert(
        fc.asyncProperty(scenario.entity, fc.array(fc.nat(100_000), { maxLength: 60 }), async (entity, ages) => {
          moving = new MovingShop(ages, 0);
          const { records } = await readAll(entity, { limit: 100 });
          assert.equal(records.length, ages.length);
          assert.equal(new Set(records.map(({ key }) => key)).size, ages.length);
        }),
        { numRuns: 30 },
      );
    });
  });
});
