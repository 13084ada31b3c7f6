import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: products', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const create = async (body: object, query = '') => (await store.call('POST', `/products${query}`, body)).body.id as number;
  const read = async (id: number) => (await store.get(`/products/${id}`)).body;
  const refused = async (method: string, path: string, body: unknown) => {
    const answer = await store.call(method, path, body);
    return `${answer.status} ${answer.body.errorCode}`;
  };

  it('is filled from the shop: SKU is the article number, colours and sizes are variations', async () => {
    const coffee = await store.productBySku('2101');
    assert.deepEqual([coffee.sku, coffee.name, coffee.price, coffee.weight], ['2101', 'Koffie', 7.95, 0.5]);
    assert.equal(coffee.tax.defaultLocationIncludedTaxRate, 9);
    assert.deepEqual(
      coffee.attributes.map(({ type, value }: { type: string; value: string }) => [type, value]),
      [
        ['UPC', '2900000002101'],
        ['BRAND', 'Voorbeeld'],
      ],
    );
    const shirt = await store.productBySku('11003');
    assert.equal(shirt.sku, 'P110');
    assert.deepEqual(
      shirt.combinations.map((variation: { sku: string; price?: number }) => [variation.sku, variation.price]),
      [
        ['11001', undefined],
        ['11002', undefined],
        ['11003', 21.95],
      ],
    );
    assert.equal((await store.get('/products?sku=3101')).body.total, 0);
    const mug = await store.productBySku('4101');
    assert.deepEqual([mug.price, mug.compareToPrice], [14.95, 19.95]);
  });

  it('needs only a name, and makes up the SKU', async () => {
    const product = await read(await create({ name: 'Alleen een naam' }));
    assert.equal(product.sku, '00001');
    assert.deepEqual([product.price, product.unlimited, product.enabled], [0, true, true]);
    assert.equal(await refused('POST', '/products', { price: 1 }), '400 WRONG_PARAMETER');
  });

  it('insists on the documented fields in strict mode', async () => {
    store.switches.strict = true;
    const answer = await store.call('POST', '/products', { name: 'x', price: 1 });
    assert.deepEqual([answer.status, answer.reason], [400, 'Field Product.sku is absent']);
  });

  it('leaves the quantity out while stock is unlimited', async () => {
    const paper = await store.productBySku('9101');
    assert.equal(paper.unlimited, true);
    assert.equal('quantity' in paper, false);
    await store.call('PUT', `/products/${paper.id}`, { quantity: 5 });
    assert.equal('quantity' in (await read(paper.id)), false);
    await store.call('PUT', `/products/${paper.id}`, { quantity: 5, unlimited: false });
    assert.equal((await read(paper.id)).quantity, 5);
  });

  it('ends unlimited stock with a quantity alone, when the switch says so', async () => {
    store.switches.ecwidQuantityEndsUnlimited = true;
    const { id } = await store.productBySku('9101');
    await store.call('PUT', `/products/${id}`, { quantity: 5 });
    assert.equal((await read(id)).quantity, 5);
  });

  it('keeps what a PUT leaves out, replaces arrays, merges objects, and dates the change', async () => {
    const id = await create({
      name: 'x',
      sku: 'X',
      price: 5,
      wholesalePrices: [{ quantity: 5, price: 4 }],
      tax: { taxClassCode: 'reduced' },
    });
    const before = await read(id);
    store.clock.advance(5_000);
    await store.call('PUT', `/products/${id}`, {
      wholesalePrices: [{ quantity: 9, price: 3 }],
      tax: { taxable: false },
      id: 1,
      rating: 5,
    });
    const after = await read(id);
    assert.deepEqual([after.name, after.price, after.id], ['x', 5, id]);
    assert.deepEqual(after.wholesalePrices, [{ quantity: 9, price: 3 }]);
    assert.deepEqual([after.tax.taxable, after.tax.taxClassCode], [false, 'reduced']);
    assert.equal(after.updateTimestamp, before.updateTimestamp + 5);
    assert.equal(after.created, before.created);
  });

  it('ignores null, except where it clears', async () => {
    const id = await create({ name: 'x', sku: 'X', price: 5, googleProductCategory: 632 });
    await store.call('PUT', `/products/${id}`, { price: null, googleProductCategory: null });
    const after = await read(id);
    assert.equal(after.price, 5);
    assert.equal(after.googleProductCategory ?? null, null);
  });

  it('refuses a wrong type', async () => {
    assert.equal(await refused('POST', '/products', { name: 'x', price: '9.95' }), '400 WRONG_PARAMETER');
    assert.equal(await refused('POST', '/products', { name: 'x', quantity: 1.5 }), '400 WRONG_PARAMETER');
  });

  it('answers 409 for a SKU in use, unless the store allows it', async () => {
    assert.equal(await refused('POST', '/products', { name: 'x', sku: '11002' }), '409 SKU_ALREADY_EXISTS');
    store.switches.ecwidDuplicateSkus = true;
    await create({ name: 'x', sku: '11002' });
    assert.equal((await store.get('/products?sku=11002')).body.total, 2);
  });

  it('answers 409 for an external reference id in use, also by a variation', async () => {
    const shirt = await store.productBySku('11001');
    await store.call('PUT', `/products/${shirt.id}/combinations/${shirt.combinations[0].id}`, { externalReferenceId: 'R-1' });
    assert.equal(await refused('POST', '/products', { name: 'x', externalReferenceId: 'R-1' }), '409 EXTERNAL_ID_ALREADY_USED');
    assert.equal((await store.get('/products?externalReferenceId=R-1')).body.items[0].id, shirt.id);
  });

  it('finds the product by the SKU of a variation, exactly', async () => {
    assert.equal((await store.productBySku('11002')).sku, 'P110');
    assert.equal((await store.get('/products?sku=1100')).body.total, 0);
    assert.equal((await store.get('/products?sku=p110')).body.total, 0);
    store.switches.ecwidSkuIgnoresCase = true;
    assert.equal((await store.get('/products?sku=p110')).body.total, 1);
  });

  it('ignores the other filters next to a SKU', async () => {
    assert.equal((await store.get('/products?sku=4101&enabled=false')).body.total, 1);
  });

  it('filters by category, attribute, option, stock, price and keyword', async () => {
    const categories = (await store.get('/categories')).body.items;
    const id = (name: string) => categories.find((category: { name: string }) => category.name === name).id;
    const found = async (query: string) =>
      (await store.get(`/products?${query}`)).body.items.map((product: { name: string }) => product.name);
    assert.deepEqual(await found(`category=${id('Kleding')}`), ['Mok']);
    assert.deepEqual(await found(`categories=${id('Kleding')}&includeProductsFromSubcategories=true`), ['Mok', 'T-shirt']);
    assert.deepEqual(await found('attribute_UPC=2900000002101'), ['Koffie']);
    assert.deepEqual(await found('attribute_Brand=Ander,Voorbeeld'), ['Koffie', 'Mok', 'Cadeaupapier', 'T-shirt']);
    assert.deepEqual(await found('option_Kleur=blauw'), ['T-shirt']);
    assert.deepEqual(await found('priceFrom=5&priceTo=8'), ['Koffie']);
    assert.deepEqual(await found('onsale=onsale'), ['Mok']);
    assert.deepEqual(await found('keyword=11003'), ['T-shirt']);
    assert.deepEqual(await found('keyword=kof'), []);
    assert.deepEqual(await found('keyword=kof*'), ['Koffie']);
    assert.deepEqual(await found('sortBy=PRICE_ASC&limit=2'), ['Cadeaupapier', 'Koffie']);
    assert.equal((await store.get('/products?sortBy=CHEAPEST')).status, 400);
  });

  it('sets attributes by alias, and ignores those the product type lacks', async () => {
    const id = await create({
      name: 'x',
      sku: 'X',
      price: 1,
      attributes: [
        { alias: 'UPC', value: '8712345678906' },
        { name: 'brand', value: 'Acme' },
        { name: 'Kookpunt', value: '100' },
      ],
    });
    const values = async () =>
      (await read(id)).attributes.map(({ type, value }: { type: string; value: string }) => `${type} ${value}`);
    assert.deepEqual(await values(), ['UPC 8712345678906', 'BRAND Acme']);
    assert.match(store.complaints.list()[0].text, /Kookpunt/);
    await store.call('PUT', `/products/${id}`, { attributes: [{ alias: 'BRAND', value: 'Ander' }] });
    assert.deepEqual(await values(), ['BRAND Ander']);
    store.switches.ecwidAttributesReplaced = false;
    await store.call('PUT', `/products/${id}`, { attributes: [{ alias: 'UPC', value: '1' }] });
    assert.deepEqual(await values(), ['BRAND Ander', 'UPC 1']);
  });

  it('takes a custom attribute once the product type has it', async () => {
    const attributes = [{ name: 'Kookpunt', type: 'CUSTOM', show: 'DESCR' }];
    const { id: productClassId } = (await store.call('POST', '/classes', { name: 'Vloeistof', attributes })).body;
    const id = await create({ name: 'x', productClassId, attributes: [{ name: 'Kookpunt', value: '100' }] });
    assert.equal((await read(id)).attributes[0].value, '100');
  });

  it('refuses a language the store has not enabled', async () => {
    assert.equal(await refused('POST', '/products', { name: 'x', nameTranslated: { pl: 'x' } }), '400 LANGUAGES_NOT_ALLOWED');
  });

  it('refuses impossible prices and stock per location', async () => {
    const product = { name: 'x', price: 10 };
    const tiers = (quantity: number, price: number) => ({ ...product, wholesalePrices: [{ quantity, price }] });
    assert.equal(await refused('POST', '/products', { ...product, costPrice: -1 }), '400 COST_PRICE_CANT_BE_NEGATIVE');
    assert.equal(await refused('POST', '/products', tiers(1, 5)), '400 WHOLESALE_PRICES_QUANTITY_TOO_SMALL');
    assert.equal(await refused('POST', '/products', tiers(2, 11)), '400 WHOLESALE_PRICES_TOO_BIG');
    assert.equal(
      await refused('POST', '/products', { ...product, locationInventory: { a: 1 } }),
      '409 NOT_ALLOWED_TO_UPDATE_PARAMETER',
    );
  });

  it('refuses unknown and too many categories', async () => {
    assert.equal(await refused('POST', '/products', { name: 'x', categoryIds: [1] }), '404 CATEGORIES_NOT_FOUND');
    const many = Array.from({ length: 101 }, (_, id) => id);
    const code = '402 MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED';
    assert.equal(await refused('POST', '/products', { name: 'x', categoryIds: many }), code);
  });

  it('ignores combinations in a product body without saveCombinations', async () => {
    const body = {
      name: 'x',
      sku: 'X',
      price: 1,
      options: [{ name: 'Maat', type: 'SELECT', choices: [{ text: 'S' }, { text: 'M' }] }],
      combinations: [
        { sku: 'X-S', options: [{ name: 'Maat', value: 'S' }] },
        { sku: 'X-M', options: [{ name: 'Maat', value: 'M' }] },
      ],
    };
    const id = await create(body);
    assert.deepEqual((await read(id)).combinations, []);
    await store.call('PUT', `/products/${id}?saveCombinations=true`, { combinations: body.combinations });
    const [small, medium] = (await read(id)).combinations;
    assert.deepEqual([small.sku, medium.sku], ['X-S', 'X-M']);
    const other = [{ sku: 'X-M2', options: [{ name: 'Maat', value: 'M' }] }];
    await store.call('PUT', `/products/${id}?saveCombinations=true`, { combinations: other });
    const after = (await read(id)).combinations;
    assert.deepEqual([after.length, after[0].id, after[0].sku], [1, medium.id, 'X-M2']);
  });

  it('takes at most 200 variations in a product body', async () => {
    const combinations = Array.from({ length: 201 }, (_, size) => ({ options: [{ name: 'Maat', value: String(size) }] }));
    const code = '400 COMBINATION_LIMIT_PER_REQUEST_EXCEEDED';
    assert.equal(await refused('POST', '/products?saveCombinations=true', { name: 'x', combinations }), code);
  });

  it('answers 409 for options that would orphan a variation, unless they are to be rebuilt', async () => {
    const { id, options } = await store.productBySku('11001');
    const [colour, size] = options;
    const withoutBlue = { ...colour, choices: colour.choices.slice(0, 1) };
    const path = `/products/${id}`;
    assert.equal(await refused('PUT', path, { options: [colour] }), '409 COMBINATION_CONTAINS_REMOVED_OPTION');
    assert.equal(await refused('PUT', path, { options: [withoutBlue, size] }), '409 COMBINATION_CONTAINS_REMOVED_OPTION_VALUE');
    assert.equal((await read(id)).combinations.length, 3);
    await store.call('PUT', `${path}?rebuildVariationsOnOptionsUpdate=true`, { options: [withoutBlue, size] });
    assert.equal((await read(id)).combinations.length, 2);
  });

  it('returns the item on request, trimmed', async () => {
    const { id } = await store.productBySku('4101');
    const answer = await store.call('PUT', `/products/${id}?returnItem=true&responseFields=item(id,price)`, { price: 2 });
    assert.deepEqual(answer.body, { item: { id, price: 2 } });
  });

  it('answers 404 for a product that is gone, and 202 for deleting all', async () => {
    const { id } = await store.productBySku('4101');
    assert.deepEqual((await store.call('DELETE', `/products/${id}`)).body, { deleteCount: 1 });
    const gone = await store.get(`/products/${id}`);
    assert.deepEqual(gone.body, { errorMessage: `Product #${id} not found`, errorCode: 'PRODUCT_NOT_FOUND' });
    assert.equal((await store.call('DELETE', '/products')).status, 403);
    store.switches.ecwidScopes = [...store.switches.ecwidScopes, 'update_catalog_batch_delete'];
    assert.equal((await store.call('DELETE', '/products')).status, 202);
    assert.equal((await store.get('/products')).body.total, 0);
  });

  it('answers by SKU and page quickly with a large catalogue', async function () {
    this.timeout(60_000);
    const large = await openStore();
    try {
      const { state } = large.simulator;
      const [model] = state.products.dump();
      for (let number = 0; number < 20_000; number += 1) {
        state.products.put({ ...model, id: state.next('product'), sku: `BULK-${number}` });
      }
      const begin = performance.now();
      for (let number = 0; number < 100; number += 1)
        await large.get(`/products?sku=BULK-${number * 150}&responseFields=items(id)`);
      for (let page = 0; page < 20; page += 1)
        await large.get(`/products?sortBy=UPDATED_TIME_ASC&limit=100&offset=${page * 1000}`);
      assert.ok(performance.now() - begin < 5_000, `${performance.now() - begin} ms`);
    } finally {
      await large.close();
    }
  });
});
