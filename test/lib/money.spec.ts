import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { allocate, divideRounded, formatCents, fromCents, toCents } from '../../lib/money';

const cents = fc.integer({ min: -100_000_000, max: 100_000_000 });

describe('Money', () => {
  it('becomes cents as it was meant, not as a float has it', () => {
    assert.equal(toCents(19.95), 1995);
    assert.equal(toCents(1.005), 101);
    assert.equal(toCents(-1.005), -101);
    assert.equal(toCents(0.1 + 0.2), 30);
    assert.equal(toCents(1e-9), 0);
    assert.equal(toCents(1e21), 1e23);
    assert.ok(Object.is(toCents(-0.001), 0));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => toCents(value), RangeError);
  });

  it('is the same after a way to currency units and back', () => {
    fc.assert(fc.property(cents, (amount) => toCents(fromCents(amount)) === amount || amount === 0));
  });

  it('is written with two decimals', () => {
    assert.deepEqual([0, 5, -5, 50, 123456, -100].map(formatCents), ['0.00', '0.05', '-0.05', '0.50', '1234.56', '-1.00']);
  });

  it('is divided with rounding half away from zero', () => {
    assert.deepEqual(
      [
        [5, 2],
        [-5, 2],
        [5, -2],
        [7, 3],
        [0, 7],
        [1, 3],
        [9007199254740991, 2],
      ].map(([n, d]) => divideRounded(n, d)),
      [3, -3, -3, 2, 0, 0, 4503599627370496],
    );
  });

  it('is split so that the parts add up exactly and none is a cent off its share', () => {
    const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cents, weights, (total, parts) => {
        const split = allocate(total, parts);
        assert.equal(
          split.reduce((a, b) => a + b, 0),
          total === 0 ? 0 : total,
        );
        const sum = parts.reduce((a, b) => a + b, 0);
        if (sum === 0) return;
        for (const [index, part] of split.entries()) assert.ok(Math.abs(part - (total * parts[index]) / sum) < 1);
      }),
    );
  });

  it('gives the odd cents to the largest remainders, ties to the earlier part', () => {
    assert.deepEqual(allocate(100, [1, 1, 1]), [34, 33, 33]);
    assert.deepEqual(allocate(-100, [1, 1, 1]), [-34, -33, -33]);
    assert.deepEqual(allocate(5, [1, 3]), [1, 4]);
    assert.deepEqual(allocate(7, [0, 0]), [7, 0]);
    assert.deepEqual(allocate(7, []), []);
  });
});
