import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: variations and stock', () => {
  let store: Store;
  let product: number;

  beforeEach(async () => {
    store = await openStore();
    const options = [{ name: 'Maat', type: 'SIZE', choices: [{ text: 'S', priceModifier: 2 }, { text: 'M' }] }];
    product = (await store.call('POST', '/products', { name: 'x', sku: 'X', price: 10, quantity: 8, options })).body.id;
  });

  afterEach(() => store.close());

  const combinations = () => `/products/${product}/combinations`;
  const add = async (value: string, body: object = {}) => {
    const answer = await store.call('POST', combinations(), { options: [{ name: 'Maat', value }], ...body });
    return answer.status === 200 ? (answer.body.id as number) : `${answer.status} ${answer.body.errorCode}`;
  };
  const read = async (id: number | string) => (await store.get(`${combinations()}/${id}`)).body;

  it('leaves out what a variation inherits and mirrors the base stock without a SKU', async () => {
    const variation = await read(await add('S'));
    for (const field of ['sku', 'price', 'weight', 'wholesalePrices', 'warningLimit'])
      assert.equal(field in variation, false, field);
    assert.deepEqual([variation.quantity, variation.unlimited, variation.defaultDisplayedPrice], [8, false, 12]);
    await store.call('PUT', `/products/${product}/inventory`, { quantityDelta: -3 });
    assert.equal((await read(variation.id)).quantity, 5);
  });

  it('gives a variation with its own SKU its own stock; the base quantity is not the sum', async () => {
    const id = await add('S', { sku: 'X-S', quantity: 3 });
    assert.equal((await read(id)).quantity, 3);
    await store.call('PUT', `${combinations()}/${id}`, { quantity: 20 });
    assert.equal((await store.get(`/products/${product}`)).body.quantity, 8);
  });

  it('refuses another stock for a variation without its own SKU', async () => {
    assert.equal(await add('S', { quantity: 3 }), '400 DIFFERENT_COMBINATION_STOCK');
    assert.equal(await add('S', { sku: 'X', unlimited: true }), '400 DIFFERENT_COMBINATION_STOCK');
    assert.equal(typeof (await add('S', { quantity: 8 })), 'number');
  });

  it('goes back to the base stock when the SKU is cleared', async () => {
    const id = await add('S', { sku: 'X-S', quantity: 3 });
    await store.call('PUT', `${combinations()}/${id}`, { sku: '' });
    const variation = await read(id);
    assert.deepEqual([variation.sku, variation.quantity], [undefined, 8]);
  });

  it('refuses variations with the same options or a SKU in use', async () => {
    await add('S', { sku: 'X-S' });
    assert.equal(await add('S'), '409 COMBINATION_DUPLICATED');
    assert.equal(await add('M', { sku: 'X-S' }), '409 SKU_ALREADY_EXISTS');
    assert.equal(await add('M', { sku: '2101' }), '409 SKU_ALREADY_EXISTS');
    assert.equal((await store.call('POST', combinations(), { sku: 'X-M' })).status, 400);
  });

  it('adds options and choices it does not know', async () => {
    await add('XXL', { options: [{ name: 'Kleur', value: 'rood' }] });
    await add('XXL');
    const { options } = (await store.get(`/products/${product}`)).body;
    assert.deepEqual(
      options.map((option: { name: string; type: string; choices: { text: string }[] }) => [
        option.name,
        option.type,
        option.choices.map((choice) => choice.text).join(),
      ]),
      [
        ['Maat', 'SIZE', 'S,M,XXL'],
        ['Kleur', 'SELECT', 'rood'],
      ],
    );
  });

  it('moves stock by a delta, below zero with a warning', async () => {
    const path = `/products/${product}/inventory`;
    assert.deepEqual((await store.call('PUT', path, { quantityDelta: -8 })).body, { updateCount: 1 });
    const negative = await store.call('PUT', path, { quantityDelta: -1 });
    assert.equal(negative.body.updateCount, 1);
    assert.ok(negative.body.warning);
    assert.equal((await store.get(`/products/${product}`)).body.quantity, -1);
  });

  it('refuses a delta on a variation without SKU, without a number, and leaves unlimited stock alone', async () => {
    const shared = await add('S');
    const own = await add('M', { sku: 'X-M', quantity: 2 });
    assert.equal((await store.call('PUT', `${combinations()}/${shared}/inventory`, { quantityDelta: 1 })).status, 400);
    assert.equal((await store.call('PUT', `${combinations()}/${own}/inventory`, {})).status, 400);
    await store.call('PUT', `${combinations()}/${own}/inventory`, { quantityDelta: 1 });
    assert.equal((await read(own)).quantity, 3);
    const paper = await store.productBySku('9101');
    const answer = await store.call('PUT', `/products/${paper.id}/inventory`, { quantityDelta: 1 });
    assert.deepEqual(answer.body, { updateCount: 0 });
  });

  it('is in stock when any variation is', async () => {
    await store.call('PUT', `/products/${product}`, { quantity: 0 });
    assert.equal((await store.get(`/products/${product}`)).body.inStock, false);
    await add('S', { sku: 'X-S', quantity: 1 });
    assert.equal((await store.get(`/products/${product}`)).body.inStock, true);
  });

  it('dates the product when a variation changes', async () => {
    const id = await add('S', { sku: 'X-S', quantity: 1 });
    store.clock.advance(60_000);
    await store.call('PUT', `${combinations()}/${id}`, { quantity: 2 });
    assert.equal((await store.get(`/products/${product}`)).body.updated, '2026-01-15 09:31:00 +0000');
  });

  it('lists variations as a bare array and deletes one or all', async () => {
    const id = await add('S');
    await add('M');
    assert.equal((await store.get(combinations())).body.length, 2);
    assert.deepEqual((await store.call('DELETE', `${combinations()}/${id}`)).body, { deleteCount: 1 });
    assert.equal((await store.get(`${combinations()}/${id}`)).body.errorCode, 'COMBINATION_NOT_FOUND');
    assert.deepEqual((await store.call('DELETE', combinations())).body, { deleteCount: 1 });
  });
});
