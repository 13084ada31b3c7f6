import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: categories', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const idOf = async (name: string): Promise<number> => {
    const { items } = (await store.get('/categories?hidden_categories=true')).body;
    return items.find((category: { name: string }) => category.name === name)?.id;
  };
  const create = async (body: object): Promise<number> => (await store.call('POST', '/categories', body)).body.id;
  const names = async (query: string) =>
    (await store.get(`/categories?${query}`)).body.items.map((category: { name: string }) => category.name);

  it('is filled from the groups of the shop, tree and order', async () => {
    assert.deepEqual(await names('parent=0'), ['Kleding', 'Eten', 'Overig']);
    const clothing = await idOf('Kleding');
    assert.deepEqual(await names(`parent=${clothing}`), ['Shirts']);
    const { body } = await store.get(`/categories/${await idOf('Shirts')}`);
    assert.deepEqual([body.parentId, body.nameTranslated.en, body.origin], [clothing, 'Shirts', 'ECWID']);
    assert.equal('parentId' in (await store.get(`/categories/${clothing}`)).body, false);
  });

  it('counts products with and without subcategories, and lists them on request', async () => {
    const id = await idOf('Kleding');
    const { items } = (await store.get('/categories?productIds=true')).body;
    const clothing = items.find((category: { id: number }) => category.id === id);
    assert.deepEqual([clothing.productCount, clothing.productCountWithoutSubcategories], [2, 1]);
    assert.deepEqual(clothing.productIds, [(await store.productBySku('4101')).id]);
    assert.equal('productIds' in (await store.get('/categories')).body.items[0], false);
  });

  it('hides disabled categories unless asked for them', async () => {
    await create({ name: 'Verborgen', enabled: false });
    assert.equal((await names('')).includes('Verborgen'), false);
    assert.equal((await names('hidden_categories=true')).includes('Verborgen'), true);
  });

  it('finds a category by its path, whichever way the delimiter is spelled', async () => {
    for (const spelling of ['delimiter', 'delimeter']) {
      const { body } = await store.get(`/categoriesByPath?path=Kleding/Shirts&${spelling}=/`);
      assert.deepEqual([body.total, body.items[0].name], [1, 'Shirts']);
    }
    assert.equal((await store.get('/categoriesByPath?path=Eten/Shirts&delimiter=/')).body.total, 0);
    assert.equal((await store.get('/categoriesByPath?path=Eten')).status, 400);
  });

  it('needs a name and a parent that exists', async () => {
    assert.equal((await store.call('POST', '/categories', {})).status, 400);
    assert.equal((await store.call('POST', '/categories', { name: 'x', parentId: 1 })).body.errorCode, 'CATEGORIES_NOT_FOUND');
  });

  it('keeps external reference ids unique', async () => {
    await create({ name: 'a', externalReferenceId: 'G1' });
    const answer = await store.call('POST', '/categories', { name: 'b', externalReferenceId: 'G1' });
    assert.deepEqual([answer.status, answer.body.errorCode], [409, 'EXTERNAL_ID_ALREADY_USED']);
  });

  it('moves a category, but not below itself', async () => {
    const shirts = await idOf('Shirts');
    await store.call('PUT', `/categories/${shirts}`, { parentId: await idOf('Eten') });
    assert.deepEqual(await names(`parent=${await idOf('Eten')}`), ['Shirts']);
    const child = await create({ name: 'Kind', parentId: shirts });
    assert.equal((await store.call('PUT', `/categories/${shirts}`, { parentId: child })).status, 400);
    await store.call('PUT', `/categories/${shirts}`, { parentId: 0 });
    assert.ok((await names('parent=0')).includes('Shirts'));
  });

  it('assigns and unassigns products, and replaces the assignment by productIds', async () => {
    const id = await create({ name: 'Actie' });
    const [mug, coffee] = [(await store.productBySku('4101')).id, (await store.productBySku('2101')).id];
    const products = async () => (await store.get(`/categories/${id}`)).body.productIds;
    await store.call('POST', `/categories/${id}/assignProducts`, { productIds: [mug, coffee] });
    assert.deepEqual(await products(), [mug, coffee]);
    const answer = await store.call('POST', `/categories/${id}/unassignProducts`, { productIds: [mug, 1] });
    assert.deepEqual(answer.body, { deleteCount: 1 });
    await store.call('PUT', `/categories/${id}`, { productIds: [mug] });
    assert.deepEqual(await products(), [mug]);
    assert.equal((await store.productBySku('4101')).categoryIds.length, 2);
    const many = Array.from({ length: 101 }, (_, product) => product);
    assert.equal((await store.call('POST', `/categories/${id}/assignProducts`, { productIds: many })).status, 402);
  });

  it('deletes what is below a category with it, and only unassigns products', async () => {
    const answer = await store.call('DELETE', `/categories/${await idOf('Kleding')}`);
    assert.deepEqual(answer.body, { deleteCount: 2 });
    assert.deepEqual(await names(''), ['Eten', 'Overig']);
    assert.deepEqual((await store.productBySku('11001')).categoryIds, []);
  });

  it('moves what is below up, when the switch says so', async () => {
    store.switches.ecwidDeleteSubcategories = false;
    await store.call('DELETE', `/categories/${await idOf('Kleding')}`);
    assert.ok((await names('parent=0')).includes('Shirts'));
  });
});
