import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'stock-mplus-to-ecwid';
const LEDGER = '5ec0de0000000004';
const SECRET = 'webhook-secret';

interface Variation {
  id: number;
  sku?: string;
  quantity: number;
  unlimited: boolean;
}
interface Product extends Variation {
  combinations: Variation[];
}
interface StockRow {
  articleNumber: number;
  physical: number;
  reserved: number;
}
interface ShopOrder {
  orderId: string;
  paymentStatus: string;
  fulfillmentStatus: string;
  items: { sku: string; quantity: number }[];
}

/** The example as it stands, with a quick ledger, and a shop that does not count what is made for the day. */
function hurried(): Flows {
  const flows = readExample(EXAMPLE);
  for (const node of flows) if (node.type === 'stock-calculator') node.dayStock = 'unlimited';
  (flows.find(({ type }) => type === 'sync-ledger') as { backoff: string }).backoff = '1';
  return flows;
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows = hurried();
    const named = (name: string) => flows.find((node) => node.name === name) as { id: string };
    let runtime: Runtime;
    let sandbox: string;

    async function get<T>(path: string): Promise<T> {
      return (await (await fetch(`${sandbox}/${path}`)).json()) as T;
    }
    async function post(path: string, body: object): Promise<void> {
      const answer = await fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.text());
    }
    async function put(path: string, body: object): Promise<void> {
      const { ecwid } = await runtime.sandbox();
      const headers = { authorization: `Bearer ${ecwid.token}`, 'content-type': 'application/json' };
      const url = `${ecwid.baseUrl}/${ecwid.storeId}/${path}`;
      const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.text());
    }

    const products = () => get<Product[]>('state/ecwid/products');
    /** What the shop sells: products without variations, and variations with a SKU. */
    const sold = async () =>
      (await products()).flatMap((product) => (product.combinations.length > 0 ? product.combinations : [product]));
    const inShop = async (sku: string) => (await sold()).find((place) => place.sku === sku) as Variation;
    const writes = async () =>
      (await get<{ system: string; operation: string }[]>('requests'))
        .map(({ operation }) => operation)
        .filter((operation) => /^(PUT|POST \/batch)/.test(operation));

    /** By the rules of the business, from what is in the two systems: free at all branches, less what is on its way to the till. */
    async function rightQuantity(sku: string): Promise<number> {
      const rows = await get<StockRow[]>(`state/stock?articleNumber=${sku}`);
      const booked = new Set((await get<{ extOrderId?: string }[]>('state/orders')).map(({ extOrderId }) => extOrderId));
      const gone = ['CANCELLED', 'REFUNDED', 'INCOMPLETE', 'SHIPPED', 'DELIVERED', 'RETURNED', 'WILL_NOT_DELIVER'];
      const ordered = (await get<ShopOrder[]>('state/ecwid/orders'))
        .filter(
          ({ orderId, paymentStatus, fulfillmentStatus }) =>
            !booked.has(orderId) && !gone.includes(paymentStatus) && !gone.includes(fulfillmentStatus),
        )
        .flatMap(({ items }) => items)
        .filter((item) => item.sku === sku);
      const free = rows.reduce((sum, { physical, reserved }) => sum + physical - reserved, 0);
      return Math.max(0, Math.floor(free - ordered.reduce((sum, { quantity }) => sum + quantity, 0)));
    }

    /** A run, until everything it brought has an end. */
    async function run(inject: string, complete: string): Promise<Record<string, number>> {
      const over = () => runtime.at('Stock in the shop').length + runtime.at('Needs attention').length;
      const [runs, ends] = [runtime.at(complete).length, over()];
      await runtime.inject(named(inject).id);
      await runtime.until(() => runtime.at(complete).length > runs);
      const { payload } = runtime.at(complete).at(-1);
      await runtime.until(() => over() >= ends + payload.added);
      return payload;
    }
    const poll = () => run('Run now', 'Run complete');
    const compare = () => run('Every night: compare everything', 'Full compare complete');
    const sell = (articleNumber: number, quantity: number, branchNumber = 1) =>
      post('till/sell', { branchNumber, articleNumber, quantity });

    before(async () => {
      process.env.MPLUS_WEBHOOK_SECRET = SECRET;
      runtime = await Runtime.start(line.module, userDir, flows);
      delete process.env.MPLUS_WEBHOOK_SECRET;
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { payload } = runtime.at('Run complete')[0];
      await runtime.until(() => runtime.at('Stock in the shop').length + runtime.at('Needs attention').length >= payload.added);
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => assert.deepEqual(await runtime.missing(), []));

    it('brings every quantity of the shop in line with the till, less what is ordered and not in the till (30, 31, 89)', async () => {
      assert.deepEqual(runtime.at('Needs attention'), []);
      const places = (await sold()).filter(({ sku, unlimited }) => sku && !unlimited);
      assert.ok(places.length > 100, `${places.length} places`);
      const articles = new Set((await get<StockRow[]>('state/stock')).map(({ articleNumber }) => String(articleNumber)));
      const stocked = places.filter(({ sku }) => articles.has(String(sku)));
      assert.ok(stocked.length > 100, `${stocked.length} stocked`);
      for (const { sku, quantity } of stocked.slice(0, 60))
        assert.equal(quantity, await rightQuantity(String(sku)), `SKU ${sku}`);
    });

    it('finds nothing to write when it runs again (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      assert.equal((await poll()).added, 0);
      assert.deepEqual(await writes(), []);
    });

    it('sells what can be put together from component articles, and stops counting what is made for the day (31, 32)', async () => {
      const [composed, part, daily] = [2101, 2102, 2103];
      const of = (articleNumber: number) => rightQuantity(String(articleNumber));
      const before = await of(composed);
      await post('till/changeArticle', {
        articleNumber: composed,
        fields: { componentArticleList: [{ articleNumber: part, quantity: 4, decimalPlaces: 0 }] },
      });
      await sell(composed, 1);
      await post('till/setDayStock', { articleNumber: daily });
      await poll();
      const parts = (await get<StockRow[]>(`state/stock?articleNumber=${part}`)).reduce(
        (sum, { physical, reserved }) => sum + Math.max(0, Math.floor((physical - reserved) / 4)),
        0,
      );
      assert.ok(parts > 0);
      assert.equal((await inShop(String(composed))).quantity, before - 1 + parts);
      assert.equal((await inShop(String(daily))).unlimited, true);
      await post('till/changeArticle', { articleNumber: composed, fields: { componentArticleList: [] } });
      await post('till/setDayStock', { articleNumber: daily, dayStock: false });
      await sell(composed, 1);
      await poll();
      assert.equal((await inShop(String(composed))).quantity, before - 2);
      assert.equal((await inShop(String(daily))).unlimited, false);
    });

    it('writes nothing either when it compares everything (87)', async () => {
      // What was written within the last minute is not taken from the shop's search, which lags.
      await runtime.moveClock(61_000);
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      assert.ok((await compare()).added > 100);
      assert.deepEqual(await writes(), []);
    });

    it('brings a sale at any branch to the variation that has the SKU, and leaves the product alone (94)', async () => {
      const [product] = (await products()).filter(({ combinations }) => combinations.some(({ quantity }) => quantity > 3));
      const variation = product.combinations.find(({ quantity }) => quantity > 3) as Variation;
      await sell(Number(variation.sku), 1, 2);
      assert.equal((await poll()).added, 1);
      const after = (await products()).find(({ id }) => id === product.id) as Product;
      assert.equal(after.combinations.find(({ id }) => id === variation.id)?.quantity, variation.quantity - 1);
      assert.equal(after.quantity, product.quantity);
    });

    it('does not sell again what was ordered and is not in the till yet (89)', async () => {
      const before = (await inShop('2101')).quantity;
      const buyer = { name: 'Test Koper', email: 'koper@example.com' };
      await post('shopper/place', { buyer, lines: [{ sku: '2101', quantity: 4 }] });
      await sell(2101, 1);
      await poll();
      assert.equal((await inShop('2101')).quantity, before - 5);
    });

    it('looks at once when the till says that a sale is complete', async () => {
      const before = (await inShop('2102')).quantity;
      const ends = runtime.at('Stock in the shop').length;
      const webhook = async (event: string, signature: string) => {
        const headers = { 'content-type': 'application/json', 'x-mplus-signature': signature };
        const answer = await fetch(`${await runtime.address()}/mplus-webhook/${event}`, {
          method: 'POST',
          headers,
          body: '{"event":{}}',
        });
        return answer.status;
      };
      const signature = createHmac('sha256', SECRET).update('{"event":{}}').digest('hex');
      await sell(2102, 2);
      assert.equal(await webhook('completeSession', 'forged'), 400);
      assert.equal(await webhook('startSession', signature), 200);
      assert.equal(await webhook('completeSession', signature), 200);
      await runtime.until(() => runtime.at('Stock in the shop').length > ends);
      assert.equal((await inShop('2102')).quantity, before - 2);
    });

    it('puts right at night what was changed by hand in the shop', async () => {
      const right = await inShop('2201');
      const [{ id }] = (await products()).filter(({ sku }) => sku === '2201');
      await put(`products/${id}`, { quantity: 999 });
      await poll();
      assert.equal((await inShop('2201')).quantity, 999);
      await compare();
      assert.equal((await inShop('2201')).quantity, right.quantity);
    });

    it('holds a SKU that stands on two products, and writes it once that is put right', async () => {
      const [first, second, third] = await Promise.all(['4101', '4102', '4103'].map(inShop));
      await post('switches', { ecwidDuplicateSkus: true });
      await put(`products/${first.id}`, { sku: 'OLD' });
      await put(`products/${second.id}`, { sku: '4101' });
      await put(`products/${third.id}`, { sku: '4101' });
      await sell(4101, 1);
      await poll();
      assert.equal(runtime.at('Needs attention').at(-1).error.code, 'STOCK_SKU_AMBIGUOUS');

      await put(`products/${third.id}`, { sku: '4103' });
      const ends = runtime.at('Stock in the shop').length;
      assert.equal(await runtime.release(LEDGER, 'STOCK_SKU_AMBIGUOUS', true), 1);
      await runtime.until(() => runtime.at('Stock in the shop').length > ends);
      assert.equal(runtime.at('Stock in the shop').at(-1).result.id, String(second.id));
    });
  });
}
