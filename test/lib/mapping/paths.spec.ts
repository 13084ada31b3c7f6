import assert from 'node:assert/strict';
import { pathsOf, unmappedFields } from '../../../lib/mapping/paths';
import { targetFields } from '../../../lib/mapping/schemas';

describe('the places of a record', () => {
  it('are paths as an expression writes them, through lists, each once with an example', () => {
    const record = { id: 'A1', lines: [{ sku: '' }, { sku: '2101', 'odd name': 1 }], buyer: { email: null } };
    assert.deepEqual(pathsOf({ payload: record }), [
      { path: 'payload', example: '' },
      { path: 'payload.id', example: 'A1' },
      { path: 'payload.lines', example: '' },
      { path: 'payload.lines.sku', example: '2101' },
      { path: 'payload.lines.`odd name`', example: '1' },
      { path: 'payload.buyer', example: '' },
      { path: 'payload.buyer.email', example: '' },
    ]);
  });

  it('of a target are all its fields, without the same type inside of itself', () => {
    const fields = targetFields('mplus-order');
    const price = fields.find(({ path }) => path === 'lineList[].data.price');
    assert.deepEqual(price, { path: 'lineList[].data.price', description: 'a whole number of cents', required: true });
    assert.ok(fields.some(({ path }) => path === 'lineList[].preparationList'));
    assert.ok(!fields.some(({ path }) => path.startsWith('lineList[].preparationList[].')));
  });

  it('that get no value are named once, by the outermost', () => {
    const left = unmappedFields(targetFields('mplus-order'), {
      extOrderId: 'A1',
      lineList: [{ articleNumber: 1 }, { data: { price: 1 } }],
    }).map(({ path }) => path);
    for (const path of ['relationNumber', 'invoiceAddress', 'lineList[].data.quantity']) assert.ok(left.includes(path), path);
    for (const path of ['extOrderId', 'lineList[].articleNumber', 'lineList[].data.price', 'invoiceAddress.city'])
      assert.ok(!left.includes(path), path);
  });
});
