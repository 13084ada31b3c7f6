import assert from 'node:assert/strict';
import { KeyedLock } from '../../../nodes/shared/keyed-lock';

/** Work that ends when it is told to. */
function step(log: string[], name: string) {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    finish,
    work: async () => {
      log.push(`${name} begins`);
      await finished;
      log.push(`${name} ends`);
      return name;
    },
  };
}

describe('KeyedLock', () => {
  it('runs work of one key one after the other', async () => {
    const [lock, log] = [new KeyedLock(), [] as string[]];
    const [first, second] = [step(log, 'first'), step(log, 'second')];
    const both = Promise.all([lock.run('a', first.work), lock.run('a', second.work)]);
    second.finish();
    first.finish();
    assert.deepEqual(await both, ['first', 'second']);
    assert.deepEqual(log, ['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('runs work of different keys side by side', async () => {
    const [lock, log] = [new KeyedLock(), [] as string[]];
    const [first, second] = [step(log, 'first'), step(log, 'second')];
    const waiting = lock.run('a', first.work);
    second.finish();
    assert.equal(await lock.run('b', second.work), 'second');
    first.finish();
    assert.equal(await waiting, 'first');
  });

  it('goes on after work that failed, and hands the failure to whoever asked for it', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('a', () => Promise.reject(new Error('no')));
    const next = lock.run('a', async () => 'yes');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
