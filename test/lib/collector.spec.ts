import { strict as assert } from 'node:assert';
import { Collector, sharedLook } from '../../lib/collector';

describe('Collector', () => {
  const runs: number[][] = [];
  const collector = (most: number) =>
    new Collector(
      async (items: readonly number[]) => {
        runs.push([...items]);
        if (items.includes(0)) throw new Error('zero');
        return items.map((item) => item * 10);
      },
      { most, pause: 5 },
    );

  beforeEach(() => runs.splice(0));

  it('does in one run what is asked at about the same time, and gives each its own result', async () => {
    const tens = collector(100);
    assert.deepEqual(await Promise.all([1, 2, 3].map((item) => tens.add(item))), [10, 20, 30]);
    assert.deepEqual(runs, [[1, 2, 3]]);
    assert.equal(await tens.add(4), 40);
    assert.deepEqual(runs, [[1, 2, 3], [4]]);
  });

  it('starts at once when it is full', async () => {
    const tens = collector(2);
    await Promise.all([1, 2, 3].map((item) => tens.add(item)));
    assert.deepEqual(runs, [[1, 2], [3]]);
  });

  it('fails all of a run, and not those of the next', async () => {
    const tens = collector(2);
    const results = await Promise.allSettled([1, 0, 3].map((item) => tens.add(item)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
  });
});

describe('A shared look', () => {
  it('is shared by those who ask before it starts; who asks later gets the next one', async () => {
    let looks = 0;
    const open: (() => void)[] = [];
    const look = sharedLook(
      () =>
        new Promise<number>((resolve) => {
          looks += 1;
          const mine = looks;
          open.push(() => resolve(mine));
        }),
    );
    const first = look();
    await Promise.resolve();
    await Promise.resolve();
    const later = [look(), look()];
    open[0]();
    assert.equal(await first, 1);
    await new Promise(setImmediate);
    open[1]();
    assert.deepEqual(await Promise.all(later), [2, 2]);
  });

  it('goes on after one that failed', async () => {
    let looks = 0;
    const look = sharedLook(async () => {
      looks += 1;
      if (looks === 1) throw new Error('down');
      return looks;
    });
    await assert.rejects(look(), /down/);
    assert.equal(await look(), 2);
  });
});
