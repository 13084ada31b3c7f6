import { strict as assert } from 'node:assert';
import { asPackError, HoldError, PackError } from '../../lib/errors';

describe('Errors of this pack', () => {
  it('carry a code, a sentence, a hint and what the record does next', () => {
    const error = new PackError({
      code: 'X',
      message: 'It failed.',
      hint: 'Try.',
      disposition: 'wait',
      retryAfter: 3,
      status: 429,
      details: { a: 1 },
    });
    assert.ok(error instanceof Error);
    assert.deepEqual(
      { ...error, message: error.message, name: error.name },
      {
        name: 'PackError',
        code: 'X',
        message: 'It failed.',
        hint: 'Try.',
        disposition: 'wait',
        retryAfter: 3,
        status: 429,
        details: { a: 1 },
      },
    );
  });

  it('hold the record when nothing else is said, because repeating helps least', () => {
    const error = new PackError({ code: 'X', message: 'm' });
    assert.deepEqual([error.disposition, error.hint, 'cause' in error], ['hold', '', false]);
    const hold = new HoldError({ code: 'UNKNOWN_SKU', message: 'm' });
    assert.deepEqual([hold.disposition, hold.name], ['hold', 'HoldError']);
  });

  it('keep their cause', () => {
    const cause = new RangeError('deep');
    assert.equal(new PackError({ code: 'X', message: 'm', cause }).cause, cause);
  });

  it('are made out of anything that is thrown, and then the record is tried again', () => {
    const own = new PackError({ code: 'X', message: 'm' });
    assert.equal(asPackError(own), own);
    // JSONata throws plain objects.
    const thrown: [unknown, string][] = [
      [new TypeError('broken'), 'broken'],
      [{ code: 'T1006', message: 'Attempted to invoke a non-function' }, 'Attempted to invoke a non-function'],
      ['just text', 'just text'],
      [undefined, 'undefined'],
      [null, 'null'],
    ];
    for (const [value, message] of thrown) {
      const error = asPackError(value, 'MAPPING');
      assert.deepEqual([error.code, error.message, error.disposition], ['MAPPING', message, 'retry']);
    }
  });
});
