import assert from 'node:assert/strict';
import type { Sandbox } from '../../lib/sandbox';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'products-dry-run';

function hurried(): Flows {
  const flows = readExample(EXAMPLE);
  (flows.find(({ type }) => type === 'ecwid-config') as { requestsPerMinute: string }).requestsPerMinute = '6000';
  return flows;
}

interface Row {
  product: number;
  sku: string;
  action: string;
  field: string;
  before: unknown;
  after: unknown;
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

    async function call<T>(path: string, method = 'GET', body?: object): Promise<T> {
      const answer = await fetch(`${control}/${path}`, { method, body: body && JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()) as T;
    }
    const withSku = async (sku: string) =>
      (await call<{ id: number; sku: string; price: number }[]>('state/ecwid/products')).find((one) => one.sku === sku);
    const writes = async () =>
      (await call<{ system: string; operation: string }[]>('requests')).filter(
        ({ system, operation }) => system === 'ecwid' && !operation.startsWith('GET'),
      );

    async function plan(): Promise<Row[]> {
      const before = runtime.at('Report (table)').length;
      await runtime.inject(idOf('Run now'));
      await runtime.until(() => runtime.at('Report (table)').length > before && runtime.at('Report (CSV)').length > before);
      return runtime.at('Report (table)').at(-1).payload;
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      // The sandbox begins with its first use.
      await plan();
      control = await runtime.sandboxUrl();
      shop = (await runtime.sandbox()).ecwid;
      await call('till/changeArticle', 'POST', { articleNumber: 2101, fields: { priceIncl: 1350 } });
      await call('till/changeArticle', 'POST', { articleNumber: 2102, fields: { priceIncl: 850 } });
      await call('till/changeArticle', 'POST', { articleNumber: 2103, fields: { priceIncl: 0, priceExcl: 0 } });
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('reports every change with before and after, and writes nothing (82)', async () => {
      assert.deepEqual(await runtime.missing(), []);
      const rows = await plan();
      assert.deepEqual(
        rows.filter(({ sku, action }) => sku === '2101' && action === 'update'),
        [{ product: 100, sku: '2101', action: 'update', field: 'price', before: 12.95, after: 13.5 }],
      );
      assert.ok(
        rows.some(
          ({ sku, action, field, after }) => sku === 'P153' && action === 'create' && field === 'name' && after === 'Vest Eem',
        ),
      );
      assert.ok(rows.some(({ action, field }) => action === 'held' && field === 'PRODUCT_WITHOUT_PRICE'));
      const summary = runtime.at('Summary').at(-1).payload;
      assert.equal(summary.update, 2);
      assert.equal(summary.held, 1);
      assert.deepEqual(await writes(), []);
      assert.match(runtime.at('Report (CSV)').at(-1).payload, /^product,sku,action,field,before,after\r?\n/);
    });

    it('carries out exactly the plan, and refuses what has changed since (82)', async () => {
      const { create, update } = runtime.at('Summary').at(-1).payload;
      const coffee = await withSku('2102');
      await fetch(`${shop.baseUrl}/${shop.storeId}/products/${coffee?.id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ price: 7.5 }),
      });
      await runtime.inject(idOf('Apply the plan'));
      await runtime.until(() => runtime.at('Carried out').length + runtime.at('Needs attention').length >= create + update);
      assert.equal((await withSku('2101'))?.price, 13.5);
      assert.equal((await withSku('2102'))?.price, 7.5);
      assert.deepEqual(
        runtime.at('Needs attention').map(({ error }) => error.code),
        ['PLAN_OUTDATED'],
      );
    });

    it('releases the refused product with a new plan, and has nothing left to do then', async () => {
      const done = runtime.at('Carried out').length;
      assert.deepEqual(
        (await plan())
          .filter(({ action }) => action !== 'held')
          .map(({ sku, field, before, after }) => [sku, field, before, after]),
        [['2102', 'price', 7.5, 8.5]],
      );
      await runtime.inject(idOf('Apply the plan'));
      await runtime.until(() => runtime.at('Carried out').length > done);
      assert.equal((await withSku('2102'))?.price, 8.5);
      await call('requests', 'DELETE');
      await plan();
      assert.deepEqual(await writes(), []);
    });
  });
}
