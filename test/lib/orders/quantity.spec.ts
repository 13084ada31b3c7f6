import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineTotal, readQuantity, splitUnits } from '../../../lib/orders/quantity';

describe('A quantity', () => {
  it('is a number above 0 with at most six decimals', () => {
    for (const [given, read] of [
      [3, 3],
      [0.605, 0.605],
      [0.1 + 0.2, 0.3],
      [1.005, 1.005],
      [0.000001, 0.000001],
      [0, undefined],
      [-1, undefined],
      [0.0000001, undefined],
      [1.2345678, undefined],
      [1e15, undefined],
      [Number.NaN, undefined],
      [Number.POSITIVE_INFINITY, undefined],
      [null, undefined],
    ] as const) {
      assert.equal(readQuantity(given), read, String(given));
    }
  });

  it('is multiplied exactly and rounded once, half away from zero', () => {
    assert.equal(lineTotal(0.605, 2000), 1210);
    assert.equal(lineTotal(1.005, 100), 101);
    assert.equal(lineTotal(0.5, -1), -1);
    assert.equal(lineTotal(12, 333), 3996);
  });
});

describe('Units of a line', () => {
  it('keep the wanted price where it fits', () => {
    assert.deepEqual(splitUnits(3, 1200, 400), [{ quantity: 3, unitPrice: 400 }]);
    assert.deepEqual(splitUnits(0.3, 300, 1000), [{ quantity: 0.3, unitPrice: 1000 }]);
  });

  it('are two lines a cent apart where the total does not divide', () => {
    assert.deepEqual(splitUnits(3, 1000, 400), [
      { quantity: 1, unitPrice: 334 },
      { quantity: 2, unitPrice: 333 },
    ]);
    assert.deepEqual(splitUnits(2.5, 3624, 1490), [
      { quantity: 1, unitPrice: 1450 },
      { quantity: 1.5, unitPrice: 1449 },
    ]);
  });

  it('come to any total exactly, by the piece and by weight (81)', () => {
    const thousandths = fc.oneof(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 20 }).map((pieces) => pieces * 1000),
    );
    fc.assert(
      fc.property(thousandths, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (n, total, wanted) => {
        const quantity = n / 1000;
        const lines = splitUnits(quantity, total, wanted);
        assert.equal(
          lines.reduce((sum, line) => sum + lineTotal(line.quantity, line.unitPrice), 0),
          total,
        );
        assert.equal(
          lines.reduce((sum, line) => sum + Math.round(line.quantity * 1000), 0),
          n,
        );
        assert(lines.length <= 2 && lines.every((line) => line.unitPrice >= 0 && line.quantity > 0));
      }),
      { numRuns: 5000 },
    );
  });
});
