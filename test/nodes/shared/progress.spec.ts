import assert from 'node:assert/strict';
import { Progress } from '../../../nodes/shared/progress';

const counts = (finished: number, open: number) => ({
  ...{ new: open, running: 0, retry: 0, uncertain: 0 },
  ...{ done: finished, skipped: 0, held: 0, dead: 0 },
});

describe('the progress of a load (95)', () => {
  let now = 0;
  const at = (seconds: number) => {
    now = seconds * 1000;
  };
  let progress: Progress;
  beforeEach(() => {
    at(0);
    progress = new Progress(() => now);
  });

  it('tells how many of how many, and the time left once there is a pace', () => {
    assert.equal(progress.text(counts(500, 10_000), 20), '0 of 10,000');
    at(60);
    assert.equal(progress.text(counts(1700, 8800), 20), '1,200 of 10,000, 7 min left');
    at(480);
    assert.equal(progress.text(counts(10_000, 500), 20), '9,500 of 10,000, less than a minute left');
  });

  it('tells hours when it takes that long', () => {
    progress.text(counts(0, 50_000), 20);
    at(100);
    assert.equal(progress.text(counts(100, 49_900), 20), '100 of 50,000, 14 h left');
  });

  it('tells no time from the first few records', () => {
    progress.text(counts(0, 100), 20);
    at(60);
    assert.equal(progress.text(counts(10, 90), 20), '10 of 100');
  });

  it('says what is under way when nothing else waits', () => {
    assert.equal(progress.text(counts(0, 3), 3), '3 under way');
  });

  it('counts a new load from zero, also one that takes finished records up again', () => {
    progress.text(counts(100, 50), 20);
    assert.equal(progress.text(counts(0, 150), 20), '0 of 150');
    progress.end();
    assert.equal(progress.text(counts(40, 110), 20), '0 of 110');
  });

  it('looks at most once a second', () => {
    assert.deepEqual([progress.isDue(), progress.isDue()], [true, false]);
    at(1);
    assert.equal(progress.isDue(), true);
  });
});
