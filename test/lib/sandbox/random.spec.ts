import assert from 'node:assert/strict';
import { Random } from '../../../lib/sandbox/random';

describe('sandbox random numbers', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return [random.next(), random.int(1, 1000), random.uuid(), random.text(5, 'ABC'), random.pick([1, 2, 3])];
    };
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
  });

  it('stays within bounds and reaches both ends', () => {
    const random = new Random(1);
    const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
    assert.deepEqual([...seen].sort(), [3, 4, 5, 6]);
    assert.ok(Array.from({ length: 500 }, () => random.next()).every((value) => value >= 0 && value < 1));
  });

  it('makes version 4 UUIDs', () => {
    assert.match(new Random(1).uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
