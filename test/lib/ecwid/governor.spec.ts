import assert from 'node:assert/strict';
import { EcwidError } from '../../../lib/ecwid';
import { acquireGovernor, type Priority, RateGovernor, type Timers } from '../../../lib/ecwid/governor';

/** Time that passes only when a test says so. */
class TestTimers implements Timers {
  #now = 0;
  #jobs = new Set<{ due: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  set(callback: () => void, milliseconds: number): unknown {
    const job = { due: this.#now + milliseconds, callback };
    this.#jobs.add(job);
    return job;
  }

  clear(handle: unknown): void {
    this.#jobs.delete(handle as { due: number; callback: () => void });
  }

  get pending(): number {
    return this.#jobs.size;
  }

  async pass(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1000;
    await settled();
    for (;;) {
      const next = [...this.#jobs].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#jobs.delete(next);
      this.#now = next.due;
      next.callback();
      await settled();
    }
    this.#now = end;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const rateLimit = (retryAfter?: number) => new EcwidError('ECWID_RATE_LIMIT', 'Too many requests', { retryAfter });

function setUp(requestsPerMinute = 540) {
  const timers = new TestTimers();
  const governor = new RateGovernor(requestsPerMinute, timers);
  const started: { name: string; at: number }[] = [];
  const send = (
    name: string,
    priority: Priority = 'product',
    more: { signal?: AbortSignal; onWait?: (s: number) => void } = {},
  ) =>
    governor.run({ priority, ...more }, async () => {
      started.push({ name, at: timers.now() });
      return name;
    });
  return { timers, governor, started, send, names: () => started.map((entry) => entry.name) };
}

async function errorOf(promise: Promise<unknown>): Promise<EcwidError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EcwidError, `expected an EcwidError, got ${String(error)}`);
  return error;
}

describe('Ecwid rate governor', () => {
  it('starts at most the set number of requests in any minute and spreads them evenly (88)', async () => {
    const { timers, started, send } = setUp(540);
    const all = Promise.all(Array.from({ length: 1200 }, (_, index) => send(String(index))));
    await timers.pass(150);
    await all;
    for (const { at } of started) {
      const inMinute = started.filter((other) => other.at >= at && other.at < at + 60_000).length;
      assert.ok(inMinute <= 540, `${inMinute} requests in the minute from ${at}`);
    }
    const later = started.slice(20);
    const gaps = later.slice(1).map((entry, index) => entry.at - later[index].at);
    assert.ok(Math.max(...gaps) < 250, 'no long gap while requests wait');
    assert.ok(started.length === 1200 && timers.now() >= 120_000);
  });

  it('serves waiting requests by priority order, stock, customer, product; first come first served inside one (88)', async () => {
    const { timers, send, names } = setUp(60);
    const sent = [
      send('first'),
      send('product 1'),
      send('customer 1', 'customer'),
      send('stock 1', 'stock'),
      send('product 2'),
      send('order 1', 'order'),
      send('stock 2', 'stock'),
      send('order 2', 'order'),
    ];
    await timers.pass(30);
    await Promise.all(sent);
    assert.deepEqual(names(), ['first', 'order 1', 'order 2', 'stock 1', 'stock 2', 'customer 1', 'product 1', 'product 2']);
  });

  it('holds everybody back for Retry-After, then goes on without a burst, the refused request first', async () => {
    const { timers, governor, send, names, started } = setUp();
    let attempts = 0;
    let answer = () => {};
    const refused = governor.run({ priority: 'product' }, async () => {
      attempts += 1;
      started.push({ name: `attempt ${attempts}`, at: timers.now() });
      if (attempts > 1) return 'done';
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      throw rateLimit(27);
    });
    await Promise.all(Array.from({ length: 8 }, () => send('before')));
    started.splice(1);
    const later = [send('later 1'), send('later 2')];
    answer();
    await timers.pass(26.9);
    assert.deepEqual(names(), ['attempt 1']);
    await timers.pass(0.25);
    assert.deepEqual(names(), ['attempt 1', 'attempt 2']);
    await timers.pass(1);
    await Promise.all(later);
    assert.equal(await refused, 'done');
    assert.deepEqual(names(), ['attempt 1', 'attempt 2', 'later 1', 'later 2']);
  });

  it('pauses 10 s when a 429 has no Retry-After', async () => {
    const { timers, governor } = setUp();
    const at: number[] = [];
    const request = governor.run({ priority: 'order' }, async () => {
      at.push(timers.now());
      if (at.length === 1) throw rateLimit();
    });
    await timers.pass(15);
    await request;
    assert.ok(at[1] >= 10_000 && at[1] < 11_000, `second attempt at ${at[1]}`);
  });

  it('repeats a 429 at most twice, then says how long to wait', async () => {
    const { timers, governor } = setUp();
    let attempts = 0;
    const error = errorOf(
      governor.run({ priority: 'order' }, async () => {
        attempts += 1;
        throw rateLimit(5);
      }),
    );
    await timers.pass(30);
    const { code, disposition, retryAfter } = await error;
    assert.deepEqual(
      { code, disposition, retryAfter, attempts },
      { code: 'ECWID_RATE_LIMIT', disposition: 'wait', retryAfter: 5, attempts: 3 },
    );
  });

  it('does not wait for a Retry-After above 60 s: the request, all that wait and later ones fail with the time left', async () => {
    const { timers, governor, send, names } = setUp(60);
    const refused = errorOf(governor.run({ priority: 'order' }, () => Promise.reject(rateLimit(90))));
    const waiting = errorOf(send('waiting'));
    assert.equal((await refused).retryAfter, 90);
    assert.equal((await waiting).retryAfter, 90);
    await timers.pass(20);
    assert.equal((await errorOf(send('later'))).retryAfter, 70);
    await timers.pass(20);
    const soon = send('waits for the last 50 s');
    await timers.pass(60);
    await soon;
    assert.deepEqual(names(), ['waits for the last 50 s']);
  });

  it('stops all traffic after a refused token until it is resumed', async () => {
    const { timers, governor, send, names } = setUp(60);
    const refused = errorOf(governor.run({ priority: 'order' }, () => Promise.reject(new EcwidError('ECWID_AUTH', 'refused'))));
    const waiting = errorOf(send('waiting'));
    assert.equal((await refused).message, 'refused');
    assert.equal((await waiting).code, 'ECWID_AUTH');
    const later = await errorOf(send('later'));
    assert.deepEqual([later.code, later.disposition, later.details], ['ECWID_AUTH', 'wait', { stopped: true }]);
    assert.equal(timers.pending, 0);
    governor.resume();
    const again = send('again');
    await timers.pass(2);
    assert.equal(await again, 'again');
    assert.deepEqual(names(), ['again']);
  });

  it('takes an aborted request out of the queue', async () => {
    const { timers, send, names } = setUp(60);
    await send('first');
    const abort = new AbortController();
    const withdrawn = errorOf(send('withdrawn', 'order', { signal: abort.signal }));
    const other = send('other');
    abort.abort();
    assert.equal((await withdrawn).code, 'ECWID_STOPPED');
    assert.equal((await errorOf(send('too late', 'order', { signal: abort.signal }))).code, 'ECWID_STOPPED');
    await timers.pass(5);
    await other;
    assert.deepEqual(names(), ['first', 'other']);
  });

  it('leaves the others alone when a request is aborted after its turn', async () => {
    const { timers, send, names } = setUp(60);
    const abort = new AbortController();
    await send('first', 'product', { signal: abort.signal });
    const other = send('other');
    abort.abort();
    await timers.pass(5);
    await other;
    assert.deepEqual(names(), ['first', 'other']);
  });

  it('has no timer when nobody waits', async () => {
    const { timers, send } = setUp(60);
    await send('first');
    const abort = new AbortController();
    const withdrawn = errorOf(send('withdrawn', 'order', { signal: abort.signal }));
    assert.equal(timers.pending, 1);
    abort.abort();
    await withdrawn;
    assert.equal(timers.pending, 0);
  });

  it('tells a request that it waits, and how long, but not about short pacing', async () => {
    const { timers, governor, send } = setUp(540);
    const waits: number[] = [];
    await Promise.all(Array.from({ length: 9 }, (_, index) => send(String(index))));
    const paced = send('paced', 'product', { onWait: (seconds) => waits.push(seconds) });
    await timers.pass(1);
    await paced;
    assert.equal(waits.length, 0);
    const refused = errorOf(governor.run({ priority: 'order' }, () => Promise.reject(rateLimit(30))));
    await settled();
    const waiting = send('waiting', 'product', { onWait: (seconds) => waits.push(seconds) });
    assert.equal(waits.length, 1);
    assert.ok(waits[0] >= 29 && waits[0] < 31, `told ${waits[0]}`);
    await timers.pass(200);
    await Promise.all([refused, waiting]);
  });

  it('keeps at most 8 requests under way', async () => {
    const { timers, governor } = setUp();
    let underWay = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const all = Array.from({ length: 20 }, () =>
      governor.run({ priority: 'product' }, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise<void>((resolve) => ends.push(resolve));
        underWay -= 1;
      }),
    );
    for (let ended = 0; ended < 20; ended += 1) {
      await timers.pass(10);
      ends[ended]();
    }
    await Promise.all(all);
    assert.equal(most, 8);
  });

  it('is one per token in the process and is forgotten with its last user', () => {
    const connection = { baseUrl: 'http://shop.example.com', storeId: '1', token: 'secret_a', requestsPerMinute: 60 };
    const first = acquireGovernor(connection);
    const second = acquireGovernor(connection);
    const other = acquireGovernor({ ...connection, token: 'secret_b' });
    assert.equal(first.governor, second.governor);
    assert.notEqual(first.governor, other.governor);
    first.release();
    first.release();
    const third = acquireGovernor(connection);
    assert.equal(third.governor, second.governor);
    second.release();
    third.release();
    const fresh = acquireGovernor(connection);
    assert.notEqual(fresh.governor, first.governor);
    fresh.release();
    other.release();
  });
});
