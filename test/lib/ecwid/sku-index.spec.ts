import assert from 'node:assert/strict';
import { EcwidClient, productLoader, SkuIndex } from '../../../lib/ecwid';
import { type Sandbox, startSandbox } from '../../../lib/sandbox';

describe('finding products by SKU', () => {
  let sandbox: Sandbox;
  let client: EcwidClient;

  before(async () => {
    sandbox = await startSandbox({ products: 250, switches: { ecwidRequestsPerMinute: 0 } });
    const { baseUrl, storeId, token } = sandbox.ecwid;
    client = new EcwidClient({ baseUrl, storeId, token, requestsPerMinute: 6000, timeout: 10 });
  });
  beforeEach(() => sandbox.control.requests.clear());
  after(async () => {
    client.close();
    await sandbox.close();
  });

  const all = () => [...sandbox.control.ecwid.state.products.values()];
  const withVariations = () => all().find(({ combinations }) => combinations.length > 1) as ReturnType<typeof all>[number];

  it('takes the few requests of a list once, however many are asked for', async () => {
    const index = new SkuIndex(client);
    await index.find(['x']);
    const once = sandbox.control.requests.total('ecwid');
    assert.ok(once < 6, `${once} requests for ${all().length} products`);
    for (const { id, sku } of all()) assert.deepEqual(await index.find([sku]), [id]);
    assert.equal(sandbox.control.requests.total('ecwid'), once);
  });

  it('knows the product of a variation, and all products of several SKUs', async () => {
    const index = new SkuIndex(client);
    const { id, sku, combinations } = withVariations();
    assert.deepEqual(await index.find([sku, ...combinations.map((one) => String(one.sku))]), [id]);
    const other = all().find((product) => product.id !== id) as { id: number; sku: string };
    assert.deepEqual((await index.find([sku, other.sku])).sort(), [id, other.id].sort());
    assert.deepEqual(await index.find(['NOT THERE']), []);
  });

  it('knows what was written since, and a SKU that two products have', async () => {
    const index = new SkuIndex(client);
    await index.find(['x']);
    await index.enter(1, ['NEW', 'OLD']);
    await index.enter(1, ['NEW'], ['NEW', 'OLD']);
    assert.deepEqual(await index.find(['OLD']), []);
    assert.deepEqual(await index.find(['NEW']), [1]);
    await index.enter(2, ['NEW']);
    assert.deepEqual(await index.find(['NEW']), [1, 2]);
  });

  it('reads the list again when told to, and after a failure', async () => {
    const index = new SkuIndex(client);
    sandbox.control.faults.add({ system: 'ecwid', operation: 'GET /products', kind: 'http500', count: 1 });
    await assert.rejects(index.find(['x']), { code: 'ECWID_UNAVAILABLE' });
    await index.find(['x']);
    const before = sandbox.control.requests.total('ecwid');
    await index.find(['x']);
    assert.equal(sandbox.control.requests.total('ecwid'), before);
    index.forget();
    await index.find(['x']);
    assert.ok(sandbox.control.requests.total('ecwid') > before);
  });

  it('reads products that are asked for together with one request', async () => {
    const load = productLoader(client);
    const wanted = all().slice(0, 30);
    const found = await Promise.all([...wanted.map(({ id }) => load(id)), load(1)]);
    assert.deepEqual(
      found.map((product) => product?.sku),
      [...wanted.map(({ sku }) => sku), undefined],
    );
    assert.equal(sandbox.control.requests.total('ecwid'), 1);
  });
});
