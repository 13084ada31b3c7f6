import { strict as assert } from 'node:assert';
import { placeFrom, placeId, placesOf } from '../../../lib/ecwid/places';

const variation = (id: number, sku: string | undefined, quantity: number) => ({ id, sku, quantity, unlimited: false });

describe('Where the shop keeps the stock of a SKU', () => {
  it('is the product when it has no variations', () => {
    assert.deepEqual(placesOf({ id: 7, sku: ' 2101 ', quantity: 4, unlimited: false }, '2101'), [
      { place: { productId: 7 }, level: 4, unused: false },
    ]);
  });

  it('is the variation when that has a SKU of its own', () => {
    const product = { id: 7, sku: 'P7', quantity: 0, combinations: [variation(1, '2101', 3), variation(2, undefined, 0)] };
    assert.deepEqual(placesOf(product, '2101'), [{ place: { productId: 7, variationId: 1 }, level: 3, unused: false }]);
  });

  it('is only the product when a variation shares its SKU: never both', () => {
    const product = { id: 7, sku: '2101', quantity: 5, combinations: [variation(1, '2101', 5), variation(2, undefined, 5)] };
    assert.deepEqual(placesOf(product, '2101'), [{ place: { productId: 7 }, level: 5, unused: false }]);
  });

  it('is unused on a product whose variations all have SKUs of their own', () => {
    const product = { id: 7, sku: 'P7', quantity: 5, combinations: [variation(1, '2101', 5), variation(2, '2102', 5)] };
    assert.equal(placesOf(product, 'P7')[0].unused, true);
  });

  it('is several places when variations share a SKU, and none for another SKU', () => {
    const product = { id: 7, sku: 'P7', combinations: [variation(1, '2101', 5), variation(2, '2101', 5)] };
    assert.equal(placesOf(product, '2101').length, 2);
    assert.deepEqual(placesOf(product, '210'), []);
  });

  it('is unlimited without a quantity, which is not 0', () => {
    assert.equal(placesOf({ id: 7, sku: '1', unlimited: true }, '1')[0].level, 'unlimited');
    assert.equal(placesOf({ id: 7, sku: '1', quantity: 0, unlimited: false }, '1')[0].level, 0);
  });

  it('has an id that leads back to it', () => {
    for (const place of [{ productId: 7 }, { productId: 7, variationId: 42 }]) assert.deepEqual(placeFrom(placeId(place)), place);
    assert.equal(placeFrom('seven'), undefined);
    assert.equal(placeFrom(undefined), undefined);
  });
});
