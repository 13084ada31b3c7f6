import assert from 'node:assert/strict';
import { Clock } from '../../../lib/sandbox/clock';

describe('sandbox clock', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock(1_000_000);
    clock.speed = 0;
  });
  afterEach(() => clock.close());

  it('starts where it is told and stands still at speed 0', () => {
    assert.equal(clock.now(), 1_000_000);
  });

  it('follows the real clock when nothing else is said', () => {
    const before = Date.now();
    const real = new Clock();
    assert.ok(Math.abs(real.now() - before) < 1000);
    real.close();
  });

  it('runs callbacks in the order they are due, each at its own time', () => {
    const seen: [string, number][] = [];
    clock.after(200, () => seen.push(['later', clock.now()]));
    clock.after(100, () => seen.push(['sooner', clock.now()]));
    clock.advance(1000);
    assert.deepEqual(seen, [
      ['sooner', 1_000_100],
      ['later', 1_000_200],
    ]);
    assert.equal(clock.now(), 1_001_000);
  });

  it('also runs what a callback adds within the time that passes', () => {
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now());
      clock.after(400, again);
    };
    clock.after(400, again);
    clock.advance(1000);
    assert.deepEqual(seen, [1_000_400, 1_000_800]);
  });

  it('does not run what was cancelled or was still waiting at close', () => {
    let ran = 0;
    const timer = clock.after(10, () => ran++);
    timer.cancel();
    clock.after(20, () => ran++);
    clock.close();
    clock.advance(100);
    assert.equal(ran, 0);
  });

  it('lets a sandbox hour pass in real milliseconds at high speed', async () => {
    const passed = new Promise<void>((resolve) => clock.after(3_600_000, resolve));
    // An unref'ed timer alone would let the process end before it fires.
    const alive = setInterval(() => {}, 1000);
    clock.speed = 3_600_000;
    await passed;
    clearInterval(alive);
    assert.ok(clock.now() >= 4_600_000);
  });
});
