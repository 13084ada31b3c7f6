import { strict as assert } from 'node:assert';
import { getEventListeners } from 'node:events';
import { follow } from '../../lib/signals';

describe('A signal that follows others', () => {
  it('fires with any of them, and by itself', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const followers = [follow(one.signal, two.signal), follow(undefined, two.signal), follow(one.signal), follow()];
    two.abort();
    followers[3].abort();
    assert.deepEqual(
      followers.map(({ signal }) => signal.aborted),
      [true, true, false, true],
    );
    assert.equal(one.signal.aborted, false);
  });

  it('has fired when one of them had already', () => {
    assert.equal(follow(AbortSignal.abort()).signal.aborted, true);
  });

  it('leaves nothing on them once it is released', () => {
    const source = new AbortController();
    const follower = follow(source.signal);
    assert.equal(getEventListeners(source.signal, 'abort').length, 1);
    follower.release();
    assert.equal(getEventListeners(source.signal, 'abort').length, 0);
    source.abort();
    assert.equal(follower.signal.aborted, false);
  });
});
