import assert from 'node:assert/strict';
import { LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'reconcile-and-heal';
const REPORTS = ['Stock report', 'Product report', 'Order report'] as const;

// biome-ignore lint/suspicious/noExplicitAny: records as the systems keep them
type Json = any;

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows: Json[] = readExample(EXAMPLE);
    flows.find(({ type }) => type === 'ecwid-config').requestsPerMinute = '6000';
    let runtime: Runtime;
    let sandbox: string;

    const rows = async (path: string): Promise<Json[]> => (await fetch(`${sandbox}/state/${path}`)).json() as Promise<Json[]>;
    const results = (name: string): Json[] => runtime.at(name).map(({ result }) => result);

    /** One comparison of each kind; resolves when what they sent on is settled. */
    async function compare(): Promise<Record<(typeof REPORTS)[number], Json>> {
      const before = REPORTS.map((name) => runtime.at(name).length);
      const put = runtime.at('Stock put right').length + runtime.at('Product put right').length;
      const held = runtime.at('Needs attention').length;
      await runtime.inject(String(flows.find(({ name }) => name === 'Run now').id));
      await runtime.until(() => REPORTS.every((name, index) => runtime.at(name).length > before[index]));
      const reports = Object.fromEntries(REPORTS.map((name) => [name, runtime.at(name).at(-1)])) as Record<string, Json>;
      const sent = reports['Stock report'].payload.healed + reports['Product report'].payload.healed;
      const over = () =>
        runtime.at('Stock put right').length +
        runtime.at('Product put right').length -
        put +
        runtime.at('Needs attention').length -
        held;
      await runtime.until(() => over() >= sent);
      return reports as never;
    }

    /** Somebody works in the shop's admin. */
    async function change(path: string, body: object): Promise<void> {
      const { baseUrl, storeId, token } = (await runtime.sandbox()).ecwid;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${baseUrl}/${storeId}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.text());
    }

    before(async () => {
      // Products in sizes have to wait: the shop's name for a size is missing.
      const rowless = flows.map((node) =>
        node.name === 'optionNames' ? { ...node, rows: node.rows.filter(({ from }: Json) => from !== 'size') } : node,
      );
      runtime = await Runtime.start(line.module, userDir, rowless);
      sandbox = await runtime.sandboxUrl();
      await fetch(`${sandbox}/switches`, { method: 'POST', body: JSON.stringify({ ecwidRequestsPerMinute: 6000 }) });
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('names what differs at first, and puts stock and products right (84)', async () => {
      const reports = await compare();
      const stock = reports['Stock report'].payload;
      const products = reports['Product report'].payload;
      assert.ok(stock.different > 0 && products.missing > 0, JSON.stringify([stock.different, products.missing]));
      assert.equal(stock.healed, stock.different + stock.stale);
      assert.equal(results('Stock put right').filter(({ action }) => action === 'updated').length, stock.healed);
      assert.ok(results('Product put right').some(({ action }) => action === 'created'));
      assert.ok(reports['Order report'].payload.missing > 0);
      assert.match(reports['Stock report'].report.html, /<h1>Comparison of stock records, MplusKASSA → Ecwid<\/h1>/);
    });

    it('says of a product that is held why, and does not send it on again (83, 84)', async () => {
      const attention = runtime.at('Needs attention').length;
      assert.ok(attention > 0);
      const { differences, healed } = (await compare())['Product report'].payload;
      assert.ok(differences.length > 0);
      for (const { kind, cause } of differences) {
        assert.deepEqual([kind, cause.code], ['missing', 'HELD']);
        assert.match(cause.text, /VALUE_TABLE_MISS.*optionNames/);
      }
      assert.equal(healed, 0);
      assert.equal(runtime.at('Needs attention').length, attention);
    });

    it('creates it as soon as the row is there', async () => {
      const held = new Set(
        runtime
          .at('Product report')
          .at(-1)
          .payload.differences.map(({ source }: Json) => source),
      ).size;
      const created = () => results('Product put right').filter(({ action }) => action === 'created').length;
      const before = created();
      await runtime.deploy(flows, 'nodes');
      await runtime.until(() => created() === before + held);
    });

    it('gives the products that it created their stock at the next comparison', async () => {
      const { payload } = (await compare())['Stock report'];
      const found = payload.differences.map(({ fields }: Json) => fields[0].target);
      assert.ok(found.length > 0 && found.every((quantity: Json) => quantity === 0));
    });

    it('finds no difference in stock and products when it runs again, and writes nothing (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      const reports = await compare();
      for (const name of ['Stock report', 'Product report'] as const) {
        const { missing, different, stale, extra, healed } = reports[name].payload;
        assert.deepEqual(
          { missing, different, stale, extra, healed },
          { missing: 0, different: 0, stale: 0, extra: 0, healed: 0 },
          name,
        );
      }
      const requests = (await (await fetch(`${sandbox}/requests`)).json()) as { system: string; operation: string }[];
      assert.deepEqual(
        requests.filter(({ system, operation }) => system === 'ecwid' && !operation.startsWith('GET ')),
        [],
      );
    });

    it('finds exactly what was changed by hand in the shop, and puts it right (84)', async () => {
      const simple = (await rows('ecwid/products')).filter(
        ({ combinations, unlimited, enabled }) => !combinations?.length && !unlimited && enabled,
      );
      const [stocked, priced] = [simple.slice(0, 5), simple.slice(5, 8)];
      for (const { id, quantity } of stocked) await change(`/products/${id}`, { quantity: quantity + 7 });
      for (const { id, price } of priced) await change(`/products/${id}`, { price: price + 1 });
      const reports = await compare();
      const keys = (name: keyof typeof reports) => reports[name].payload.differences.map(({ key }: Json) => key).sort();
      const skus = (products: Json[]) => products.map(({ sku }) => sku).sort();
      assert.deepEqual(keys('Stock report'), skus(stocked));
      assert.deepEqual(keys('Product report'), skus(priced));
      const after = new Map((await rows('ecwid/products')).map((product) => [product.id, product]));
      for (const { id, quantity } of stocked) assert.equal(after.get(id).quantity, quantity);
      for (const { id, price } of priced) assert.equal(after.get(id).price, price);
    });

    it('names an order that never reached the till, and why', async () => {
      const { differences, healed } = runtime.at('Order report').at(-1).payload;
      const [lost] = differences.filter(({ kind }: Json) => kind === 'missing');
      assert.equal(lost.cause.code, 'NEVER_READ');
      assert.equal(healed, 0);
      assert.deepEqual(await rows(`orders?extOrderId=${lost.key}`), []);
    });
  });
}
