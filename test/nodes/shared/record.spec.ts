import assert from 'node:assert/strict';
import { type Disposition, PackError } from '../../../lib/errors';
import { outcomeOf, syncTag } from '../../../nodes/shared/record';

describe('record of a message', () => {
  const tag = { ledger: 'book', sync: 'orders', key: 'A1', entry: 7, attempt: 1, source: 'ecwid' };

  it('has its place in the ledger', () => {
    assert.deepEqual(syncTag({ _msgid: '1', sync: tag }), tag);
  });

  for (const sync of [undefined, null, 'orders', 5, {}, { ...tag, entry: '7' }, { ...tag, ledger: undefined }]) {
    it(`has none with ${JSON.stringify(sync)}`, () => {
      assert.equal(syncTag({ _msgid: '1', sync }), undefined);
    });
  }

  const outcomes: [Disposition, object][] = [
    ['hold', { state: 'held', details: { sku: '1' } }],
    ['retry', { state: 'retry', counted: true, retryAfter: 5 }],
    ['wait', { state: 'retry', counted: false, retryAfter: 5 }],
    ['uncertain', { state: 'uncertain', counted: true, retryAfter: 5 }],
  ];
  for (const [disposition, expected] of outcomes) {
    it(`becomes ${JSON.stringify(expected)} after an error to ${disposition}`, () => {
      const error = new PackError({ code: 'CODE', message: 'What.', disposition, retryAfter: 5, details: { sku: '1' } });
      assert.deepEqual(outcomeOf(error), { reason: 'CODE', message: 'What.', ...expected });
    });
  }
});
