import assert from 'node:assert/strict';
import { analyse } from '../../../lib/mapping/analyse';
import { defaultMapping } from '../../../lib/mapping/defaults';

describe('The analysis of a mapping', () => {
  it('finds paths from the root, value tables and keys', () => {
    const use = analyse('{"a": payload.buyer.email, "b": [payload.lines.{"c": sku}], "d": $lookup(tables.vatCodes, payload.id)}');
    assert.deepEqual(use, {
      paths: ['payload.buyer.email', 'payload.id', 'payload.lines', 'tables.vatCodes'],
      tables: ['vatCodes'],
      keys: ['a', 'b', 'c', 'd'],
    });
  });

  it('follows variables that stand for a path', () => {
    const use = analyse('($t := tables; $b := payload.buyer; {"a": $lookup($t.methods, $b.name)})');
    assert.deepEqual(use.tables, ['methods']);
    assert(use.paths.includes('payload.buyer.name'));
  });

  it('finds every table of the default mapping (86)', () => {
    const { tables, keys } = analyse(defaultMapping('ecwid-order', 'mplus-order'));
    assert.deepEqual(tables, [
      'branches',
      'countryNames',
      'deliveryMethods',
      'extraArticles',
      'orderCategories',
      'paymentMethods',
      'shippingArticles',
      'textLines',
      'turnoverGroups',
      'vatCodes',
    ]);
    for (const key of ['extOrderId', 'lineList', 'price', 'vatCode']) assert(keys.includes(key), key);
  });
});
