import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'products-mplus-to-ecwid';
const LEDGER = '5ec0de0000000004';
/** ms between two looks at a ledger in another process. */
const POLL = 100;

interface ShopProduct {
  id: number;
  sku: string;
  price: number;
  enabled: boolean;
  nameTranslated: Record<string, string>;
  descriptionTranslated?: Record<string, string>;
  combinations: { id: number; sku: string; quantity: number; price?: number }[];
}

function hurried(): Flows {
  const flows = readExample(EXAMPLE);
  (flows.find(({ type }) => type === 'ecwid-config') as { requestsPerMinute: string }).requestsPerMinute = '6000';
  return flows;
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows = hurried();
    const idOf = (name: string) => String(flows.find((node) => node.name === name)?.id);
    let runtime: Runtime;
    let control: string;
    let shop: Sandbox['ecwid'];
    let atFirst: ShopProduct[];

    async function call<T>(path: string, method = 'GET', body?: object): Promise<T> {
      const answer = await fetch(`${control}/${path}`, { method, body: body && JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()) as T;
    }
    const products = () => call<ShopProduct[]>('state/ecwid/products');
    const withSku = async (sku: string) =>
      (await products()).find(
        (product) => product.sku === sku || product.combinations.some((one) => one.sku === sku),
      ) as ShopProduct;
    const change = (articleNumber: number, fields: object) => call('till/changeArticle', 'POST', { articleNumber, fields });
    const requests = async (system: string) =>
      (await call<{ system: string; operation: string; count: number }[]>('requests')).filter((row) => row.system === system);
    const forget = () => call('requests', 'DELETE');

    /** What a person does in the admin of the shop. */
    async function edit(id: number, body: object): Promise<void> {
      const answer = await fetch(`${shop.baseUrl}/${shop.storeId}/products/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 200);
    }

    const over = () => runtime.at('Product in the shop').length + runtime.at('Needs attention').length;

    /** A run, until everything it brought is written or held. */
    async function run(name = 'Run now'): Promise<void> {
      const [runs, before] = [runtime.at('Run complete').length, over()];
      await runtime.inject(idOf(name));
      await runtime.until(() => runtime.at('Run complete').length > runs);
      const { payload } = runtime.at('Run complete').at(-1);
      await runtime.until(() => over() >= before + payload.added);
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { payload } = runtime.at('Run complete')[0];
      await runtime.until(() => over() >= payload.added);
      control = await runtime.sandboxUrl();
      shop = (await runtime.sandbox()).ecwid;
      atFirst = await products();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type, and nothing needs attention', async () => {
      assert.deepEqual(await runtime.missing(), []);
      assert.deepEqual(
        runtime.at('Needs attention').map(({ error }) => error),
        [],
      );
    });

    it('creates the products the shop has not, simple and with variations (50)', async () => {
      const created = runtime.at('Product in the shop').filter(({ result }) => result.action === 'created');
      assert.ok(created.length > 20, `${created.length} created`);
      const cardigan = await withSku('P153');
      assert.deepEqual(
        cardigan.combinations.map(({ sku }) => sku),
        ['13101', '13102', '13103', '13104'],
      );
      assert.equal((await withSku('2205')).price, 6.45);
    });

    it('takes over the products the shop has, and doubles none (50)', () => {
      const skus = atFirst.flatMap(({ sku, combinations }) => [sku, ...combinations.map((one) => one.sku)]);
      assert.equal(new Set(skus).size, skus.length);
      const taken = runtime.at('Product in the shop').filter(({ result }) => result.action === 'unchanged');
      assert.ok(taken.length > 100, `${taken.length} taken over`);
    });

    it('asks the shop for nothing when everything is read again and nothing has changed (87)', async () => {
      await forget();
      await run('Every night: everything');
      assert.deepEqual(await requests('ecwid'), []);
    });

    it('writes a changed price and nothing else, while a text improved in the shop survives (52)', async () => {
      const { id } = await withSku('2101');
      await edit(id, { description: '<p>Roasted in our own street.</p>' });
      for (const priceIncl of [1300, 1310, 1320]) {
        await change(2101, { priceIncl, extraText: `Nieuw bij ${priceIncl}.` });
        await forget();
        await run();
        const writes = (await requests('ecwid')).filter(({ operation }) => !operation.startsWith('GET'));
        assert.deepEqual(
          writes.map(({ operation, count }) => [operation, count]),
          [['PUT /products/*', 1]],
        );
        const product = await withSku('2101');
        assert.deepEqual(
          [product.price, product.descriptionTranslated?.nl],
          [priceIncl / 100, '<p>Roasted in our own street.</p>'],
        );
      }
    });

    it('writes the price of a variation on the variation, whose stock stays', async () => {
      const before = await withSku('11002');
      await change(11002, { priceIncl: 2195 });
      await run();
      const after = await withSku('11002');
      const variation = (product: ShopProduct) => product.combinations.find(({ sku }) => sku === '11002');
      assert.equal(variation(after)?.price, 21.95);
      assert.deepEqual({ ...variation(after), price: undefined }, { ...variation(before), price: undefined });
    });

    it('holds a product without a price, and goes on when it has one', async () => {
      await change(2102, { priceIncl: 0, priceExcl: 0 });
      await run();
      const [{ error }] = runtime.at('Needs attention').slice(-1);
      assert.equal(error.code, 'PRODUCT_WITHOUT_PRICE');
      const held = await runtime.records(LEDGER, { state: 'held' }, true);
      assert.deepEqual(
        held.records.map(({ reason }: { reason: string }) => reason),
        ['PRODUCT_WITHOUT_PRICE'],
      );
      await change(2102, { priceIncl: 895 });
      await run();
      assert.equal((await withSku('2102')).price, 8.95);
      assert.deepEqual((await runtime.records(LEDGER, { state: 'held' }, true)).records, []);
    });

    it('switches a product off that the till does not sell any more, and on again when it does', async () => {
      await change(2103, { active: false });
      await run();
      assert.equal((await withSku('2103')).enabled, false);
      await change(2103, { active: true });
      await run();
      assert.equal((await withSku('2103')).enabled, true);
    });
  });
}

describe(`example ${EXAMPLE}, killed in the middle of the first load`, function () {
  this.timeout(60_000);
  const { userDir, remove } = temporaryUserDir();
  let sandbox: Sandbox;
  let runtime: Runtime | undefined;

  before(async () => {
    sandbox = await startSandbox({ products: 120, switches: { ecwidRequestsPerMinute: 0, ecwidDuplicateSkus: true } });
  });
  after(async () => {
    await runtime?.stop();
    await sandbox.close();
    remove();
  });

  it('goes on where it was: every product once, whatever was under way (80, 95)', async () => {
    const flows = hurried();
    const { mplus, ecwid } = sandbox;
    const { products } = sandbox.control.ecwid.state;
    for (const { id } of [...products.values()]) products.remove(id);
    Object.assign(flows.find(({ type }) => type === 'mplus-config') as object, {
      ...{ sandbox: false, host: mplus.host, port: String(mplus.port), tls: false },
      credentials: { ident: mplus.ident, secret: mplus.secret },
    });
    Object.assign(flows.find(({ type }) => type === 'ecwid-config') as object, {
      ...{ sandbox: false, baseUrl: ecwid.baseUrl, storeId: ecwid.storeId },
      credentials: { token: ecwid.token, clientSecret: ecwid.clientSecret },
    });
    const skus = () => [...products.values()].map(({ sku }) => sku);

    const first = await Runtime.start(LINES[0].module, userDir, flows);
    await first.until(() => first.at('Product in the shop').length >= 20);
    await first.kill();
    const before = skus().length;
    runtime = await Runtime.start(LINES[0].module, userDir, flows);
    const second = runtime;
    // Later than any lease, and than any doubt about a creation whose answer nobody heard.
    await second.moveClock(3_600_000);
    const runNow = String(flows.find(({ name }) => name === 'Run now')?.id);
    for (let open = true; open; ) {
      await Promise.all([second.inject(runNow), pause(POLL)]);
      const counts = await second.counts(LEDGER);
      open = counts.new + counts.running + counts.retry + counts.uncertain > 0;
      assert.equal(counts.held + counts.dead, 0);
    }
    assert.ok(before < skus().length, `${before} of ${skus().length} products before the kill`);
    assert.equal(new Set(skus()).size, skus().length);
    assert.ok(skus().length > 80, `${skus().length} products`);
  });
});
