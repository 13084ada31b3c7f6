/** What a ledger does, whatever it is stored in. */
import assert from 'node:assert/strict';
import type { LedgerPlace, Outcome } from '../../../lib/ledger';
import { Bench, keysOf, listen, orders, record } from './support';

const DONE: Outcome = { state: 'done' };
const failed = (more: object = {}): Outcome => ({
  state: 'retry',
  reason: 'MPLUS_RESULT',
  message: 'Refused',
  counted: true,
  ...more,
});
const held: Outcome = {
  state: 'held',
  reason: 'NO_PAYMENT_METHOD',
  message: 'Unknown payment method',
  details: { method: 'Barter' },
};

/** `place` gives a new, empty place; `durable`: it outlives its ledger. */
export function ledgerContract(place: () => Promise<LedgerPlace>, durable: boolean): void {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench(await place());
  });
  afterEach(() => bench.close());

  describe('inbox', () => {
    it('delivers what came in, oldest first, each once', async () => {
      const ledger = await bench.open();
      assert.deepEqual(await ledger.receive('in', { ...orders('B', 'A'), cursor: { from: 7 } }), { added: 2, known: 0 });
      await ledger.receive('in', orders('C'));
      const first = await ledger.claim('in', 2, 'one');
      assert.deepEqual(
        first.map(({ key, version, topic, sync, payload, attempt, uncertain }) => ({
          key,
          version,
          topic,
          sync,
          payload,
          attempt,
          uncertain,
        })),
        ['B', 'A'].map((key) => ({
          key,
          version: '1',
          topic: 'order',
          sync: 'in',
          payload: { key, version: '1' },
          attempt: 1,
          uncertain: false,
        })),
      );
      assert.deepEqual(keysOf(await ledger.claim('in', 9, 'two')), ['C']);
      assert.deepEqual(await ledger.claim('in', 9, 'two'), []);
    });

    it('keeps the cursor of each sync with its records', async () => {
      const ledger = await bench.open();
      assert.equal(await ledger.cursor('in'), undefined);
      await ledger.receive('in', { ...orders('A'), cursor: { marker: 5 } });
      await ledger.receive('other', { ...orders('A'), cursor: 9 });
      await ledger.receive('in', orders('B'));
      assert.deepEqual(await ledger.cursor('in'), { marker: 5 });
      await ledger.resetCursor('in');
      assert.equal(await ledger.cursor('in'), undefined);
      assert.equal(await ledger.cursor('other'), 9);
    });

    it('moves no cursor and stores nothing when one record of the page cannot be stored', async () => {
      const ledger = await bench.open();
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      const page = { topic: 'order', records: [record('A'), record('B', '1', circular)], cursor: 1 };
      await assert.rejects(ledger.receive('in', page), { code: 'LEDGER_BAD_RECORD' });
      assert.equal(await ledger.cursor('in'), undefined);
      assert.equal((await ledger.counts('in')).new, 0);
    });

    it('does not receive a version twice (80)', async () => {
      const ledger = await bench.open();
      const page = { topic: 'order', records: [record('A'), record('A'), record('B')] };
      assert.deepEqual(await ledger.receive('in', page), { added: 2, known: 1 });
      assert.deepEqual(await ledger.receive('in', page), { added: 0, known: 3 });
      for (const { entry } of await ledger.claim('in', 9, 'one')) await ledger.settle(entry, DONE);
      assert.deepEqual(await ledger.receive('in', page), { added: 0, known: 3 });
      assert.deepEqual(await ledger.claim('in', 9, 'one'), []);
    });

    it('delivers settled versions again on request, and dead letters, but nothing that is unsettled', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      await ledger.receive('in', orders('done', 'dead', 'held', 'running', 'new'));
      const [done, dead, waits] = await ledger.claim('in', 4, 'one');
      await ledger.settle(done!.entry, DONE);
      await ledger.settle(dead!.entry, failed());
      await ledger.settle(waits!.entry, held);
      const page = orders('done', 'dead', 'held', 'running', 'new');
      assert.deepEqual(await ledger.receive('in', { ...page, reopen: true }), { added: 2, known: 3 });
      const again = await ledger.claim('in', 9, 'two');
      assert.deepEqual(keysOf(again), ['done', 'dead', 'new']);
      assert.equal(again[0]!.attempt, 1);
    });

    it('refuses a second entity under one sync name: order 12 is not product 12', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('12'));
      await assert.rejects(ledger.receive('in', { topic: 'product', records: [record('12')] }), { code: 'LEDGER_SYNC_TOPIC' });
    });

    it('knows which keys a sync ever received, settled or not', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A', 'B'));
      await ledger.receive('other', orders('C'));
      const [first] = await ledger.claim('in', 1, 'one');
      await ledger.settle(first!.entry, DONE);
      const known = await Promise.all(['A', 'B', 'C', ''].map((key) => ledger.knows('in', key)));
      assert.deepEqual(known, [true, true, false, false]);
      assert.equal(await ledger.knows('never', 'A'), false);
    });

    it('serves two nodes with one sync name from one inbox', async () => {
      const ledger = await bench.open();
      const results = await Promise.all([ledger.receive('in', orders('A', 'B')), ledger.receive('in', orders('B', 'C'))]);
      assert.equal(results[0]!.added + results[1]!.added, 3);
      const claims = await Promise.all([ledger.claim('in', 2, 'one'), ledger.claim('in', 2, 'two')]);
      assert.deepEqual(keysOf(claims.flat()).sort(), ['A', 'B', 'C']);
    });

    it('tells apart keys of any Unicode and any length, and gives them back unchanged', async () => {
      const ledger = await bench.open();
      const long = 'x'.repeat(5000);
      const keys = [
        '',
        ' ',
        'É',
        'E\u0301',
        '🧾',
        'a\0',
        'a\0b',
        '\ud800',
        '\ud801',
        '~tilde',
        "'; drop table ledger_entry; --",
        '%',
        long,
        `${long}y`,
      ];
      const page = { topic: 'order', records: keys.map((key) => record(key, key, { key })) };
      assert.equal((await ledger.receive('in', page)).added, keys.length);
      assert.equal((await ledger.receive('in', page)).known, keys.length);
      const claimed = await ledger.claim('in', 99, 'one');
      assert.deepEqual(keysOf(claimed), keys);
      assert.deepEqual(
        claimed.map(({ payload }) => payload),
        keys.map((key) => ({ key })),
      );
    });

    it('carries payloads of 5 MB', async () => {
      const ledger = await bench.open();
      const text = '€'.repeat(5_000_000 / 3);
      await ledger.receive('in', { topic: 'order', records: ['A', 'B', 'C'].map((key) => record(key, '1', { text })) });
      const [delivery] = await ledger.claim('in', 1, 'one');
      assert.equal((delivery!.payload as { text: string }).text, text);
    });

    it('takes a page of more records than one statement can hold', async () => {
      const ledger = await bench.open();
      const keys = Array.from({ length: 1234 }, (_, index) => String(index));
      assert.deepEqual(await ledger.receive('in', orders(...keys)), { added: 1234, known: 0 });
      assert.equal((await ledger.counts('in')).new, 1234);
      assert.deepEqual(keysOf(await ledger.claim('in', 1000, 'one')), keys.slice(0, 1000));
    });
  });

  describe('versions of one key', () => {
    const version = (number: string) => ({ topic: 'order', records: [record('A', number)] });

    it('lets a newer version take the place of one that was not delivered', async () => {
      const ledger = await bench.open();
      const events = listen(ledger);
      await ledger.receive('in', { topic: 'order', records: [record('A', '1'), record('A', '2')] });
      await ledger.receive('in', version('3'));
      assert.deepEqual(
        events.map(({ state, reason }) => [state, reason]),
        [
          ['skipped', 'SUPERSEDED'],
          ['skipped', 'SUPERSEDED'],
        ],
      );
      assert.deepEqual(
        (await ledger.claim('in', 9, 'one')).map((delivery) => delivery.version),
        ['3'],
      );
    });

    it('lets a newer version take the place of one that is held, waits for a retry or is dead', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      for (const outcome of [held, failed({ counted: false }), failed()]) {
        await ledger.receive(outcome.state + bench.time, version('1'));
        const [old] = await ledger.claim(outcome.state + bench.time, 1, 'one');
        await ledger.settle(old!.entry, outcome);
        await ledger.receive(outcome.state + bench.time, version('2'));
        assert.equal((await ledger.exportRecord(old!.entry)).reason, 'SUPERSEDED');
        assert.equal((await ledger.claim(outcome.state + bench.time, 9, 'one'))[0]!.version, '2');
        bench.advance(1);
      }
    });

    it('keeps a newer version back while an older one is running, and delivers it when that is settled', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', version('1'));
      const [first] = await ledger.claim('in', 1, 'one');
      await ledger.receive('in', version('2'));
      await ledger.receive('in', version('3'));
      assert.deepEqual(await ledger.claim('in', 9, 'two'), []);
      assert.equal(await ledger.nextDue('in'), bench.time + 300_000, 'the lease is the next thing that can happen');
      await ledger.settle(first!.entry, DONE);
      assert.deepEqual(
        (await ledger.claim('in', 9, 'two')).map((delivery) => delivery.version),
        ['3'],
      );
    });

    it('does not repeat a failed version that a newer one waits behind', async () => {
      const ledger = await bench.open();
      for (const [sync, outcome] of [
        ['retry', failed()],
        ['held', held],
      ] as const) {
        await ledger.receive(sync, version('1'));
        const [first] = await ledger.claim(sync, 1, 'one');
        await ledger.receive(sync, version('2'));
        await ledger.settle(first!.entry, outcome);
        assert.equal((await ledger.exportRecord(first!.entry)).reason, 'SUPERSEDED');
        const [next] = await ledger.claim(sync, 9, 'two');
        assert.deepEqual([next!.version, next!.uncertain], ['2', false]);
      }
    });

    it('hands the doubt about a lost answer on to the newer version', async () => {
      const ledger = await bench.open();
      const lost: Outcome = { state: 'uncertain', reason: 'MPLUS_ANSWER_LOST', message: 'Lost', counted: true };
      await ledger.receive('waiting', version('1'));
      await ledger.settle((await ledger.claim('waiting', 1, 'one'))[0]!.entry, lost);
      await ledger.receive('waiting', version('2'));
      assert.equal((await ledger.claim('waiting', 1, 'one'))[0]!.uncertain, true);

      await ledger.receive('running', version('1'));
      const [first] = await ledger.claim('running', 1, 'one');
      await ledger.receive('running', version('2'));
      await ledger.settle(first!.entry, lost);
      assert.equal((await ledger.claim('running', 1, 'one'))[0]!.uncertain, true);
    });
  });

  describe('leases', () => {
    it('brings an owner to the number it may have, counting what is still its own', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A', 'B', 'C', 'D', 'E'));
      const first = await ledger.topUp('in', 2, 'one');
      assert.deepEqual([keysOf(first.deliveries), first.running], [['A', 'B'], 2]);
      assert.deepEqual(await ledger.topUp('in', 2, 'one'), { deliveries: [], running: 2 });
      assert.deepEqual(keysOf((await ledger.topUp('in', 1, 'two')).deliveries), ['C']);
      await ledger.settle(first.deliveries[0]!.entry, DONE);
      assert.deepEqual(keysOf((await ledger.topUp('in', 2, 'one')).deliveries), ['D']);
      assert.equal(await ledger.nextExpiry('in'), bench.time + 300_000);
      bench.advance(301);
      assert.equal((await ledger.claim('in', 9, 'two')).length, 4, 'all are taken over');
      assert.deepEqual(await ledger.topUp('in', 2, 'one'), { deliveries: [], running: 0 });
    });

    it('gives a name to one holder at a time, for a lease at most', async () => {
      const ledger = await bench.open();
      assert.equal(await ledger.lock('relation a@example.com', 'one'), true);
      assert.equal(await ledger.lock('relation a@example.com', 'two'), false);
      assert.equal(await ledger.lock('relation b@example.com', 'two'), true);
      await ledger.unlock('relation a@example.com', 'two');
      assert.equal(await ledger.lock('relation a@example.com', 'two'), false, 'only its holder gives it back');
      await ledger.unlock('relation a@example.com', 'one');
      assert.equal(await ledger.lock('relation a@example.com', 'two'), true);
      bench.advance(301);
      assert.equal(await ledger.lock('relation a@example.com', 'one'), true);
    });

    it('gives a record to another when the lease has run out, to be looked at before it is written (80)', async () => {
      const ledger = await bench.open();
      const events = listen(ledger);
      await ledger.receive('in', orders('A'));
      await ledger.claim('in', 1, 'one');
      bench.advance(299);
      assert.deepEqual(await ledger.claim('in', 1, 'two'), []);
      bench.advance(1);
      const [again] = await ledger.claim('in', 1, 'two');
      assert.deepEqual([again!.key, again!.attempt, again!.uncertain], ['A', 2, true]);
      assert.equal(events[0]!.reason, 'LEASE_EXPIRED');
    });

    it('makes a record that ends its process again and again a dead letter', async () => {
      const ledger = await bench.open({ maxAttempts: 3 });
      await ledger.receive('in', orders('poison', 'good'));
      for (let crash = 0; crash < 3; crash += 1) {
        const claimed = await ledger.claim('in', 9, `process ${crash}`);
        for (const { key, entry } of claimed) if (key === 'good') await ledger.settle(entry, DONE);
        bench.advance(300);
      }
      assert.deepEqual(await ledger.claim('in', 9, 'last'), []);
      const counts = await ledger.counts('in');
      assert.deepEqual([counts.dead, counts.done], [1, 1]);
    });

    it('lasts longer when it is renewed by its owner, and only by its owner', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      const [delivery] = await ledger.claim('in', 1, 'one');
      bench.advance(200);
      assert.equal(await ledger.renew(delivery!.entry, 'two'), false);
      assert.equal(await ledger.renew(delivery!.entry, 'one'), true);
      bench.advance(200);
      assert.deepEqual(await ledger.claim('in', 1, 'two'), []);
      bench.advance(100);
      assert.equal((await ledger.claim('in', 1, 'two')).length, 1);
      assert.equal(await ledger.renew(delivery!.entry, 'one'), false);
    });

    it('gives the running records of a closed node back at once, as uncertain, without counting', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      await ledger.receive('in', orders('A', 'B'));
      await ledger.claim('in', 1, 'closing');
      await ledger.claim('in', 1, 'other');
      await ledger.abandon('closing');
      const again = await ledger.claim('in', 9, 'next');
      assert.deepEqual(
        again.map(({ key, uncertain }) => [key, uncertain]),
        [['A', true]],
      );
    });

    it('takes done from an owner that lost its lease; the first final outcome wins', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      const [late] = await ledger.claim('in', 1, 'one');
      bench.advance(300);
      const [present] = await ledger.claim('in', 1, 'two');
      assert.equal(await ledger.settle(late!.entry, { state: 'done', result: { id: 1 } }, late!.attempt), true);
      assert.equal(await ledger.settle(present!.entry, { state: 'skipped', reason: 'EXISTS' }, present!.attempt), false);
      assert.equal(await ledger.settle(present!.entry, DONE, present!.attempt), false);
      const { state, result } = await ledger.exportRecord(late!.entry);
      assert.deepEqual([state, result], ['done', { id: 1 }]);
    });

    it('takes no failure from an owner that lost its lease', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      const [late] = await ledger.claim('in', 1, 'one');
      bench.advance(300);
      const [present] = await ledger.claim('in', 1, 'two');
      assert.equal(await ledger.settle(late!.entry, failed(), late!.attempt), false);
      assert.equal((await ledger.exportRecord(late!.entry)).state, 'running');
      assert.equal(await ledger.settle(present!.entry, failed(), present!.attempt), true);
      assert.equal(await ledger.settle(present!.entry, failed(), present!.attempt), false, 'once');
    });
  });

  describe('failures', () => {
    it('doubles the pause with each counted attempt, up to an hour, and then gives up', async () => {
      const ledger = await bench.open({ maxAttempts: 9, backoff: 30 });
      const events = listen(ledger);
      await ledger.receive('in', orders('A'));
      const pauses: number[] = [];
      for (;;) {
        const [delivery] = await ledger.claim('in', 1, 'one');
        await ledger.settle(delivery!.entry, failed());
        const due = await ledger.nextDue('in');
        if (due === undefined) break;
        pauses.push((due - bench.time) / 1000);
        bench.time = due - 1;
        assert.deepEqual(await ledger.claim('in', 1, 'one'), [], 'not a millisecond early');
        bench.time = due;
      }
      assert.deepEqual(pauses, [30, 60, 120, 240, 480, 960, 1920, 3600]);
      assert.equal(events.at(-1)!.state, 'dead');
      assert.equal(events.at(-1)!.attempt, 9);
    });

    it('spreads the pauses by chance, never under half', async () => {
      const ledger = await bench.open({ random: () => 0 });
      await ledger.receive('in', orders('A'));
      await ledger.settle((await ledger.claim('in', 1, 'one'))[0]!.entry, failed());
      assert.equal(await ledger.nextDue('in'), bench.time + 15_000);
    });

    it('waits as long as the other side asked', async () => {
      const ledger = await bench.open({ random: () => 0 });
      await ledger.receive('in', orders('A'));
      await ledger.settle((await ledger.claim('in', 1, 'one'))[0]!.entry, failed({ retryAfter: 900 }));
      assert.equal(await ledger.nextDue('in'), bench.time + 900_000);
    });

    it('never gives up a record because the connection is down, and tries at least every five minutes', async () => {
      const ledger = await bench.open({ maxAttempts: 2 });
      await ledger.receive('in', orders('A'));
      for (let attempt = 1; attempt <= 20; attempt += 1) {
        const [delivery] = await ledger.claim('in', 1, 'one');
        assert.equal(delivery!.attempt, attempt);
        await ledger.settle(delivery!.entry, failed({ counted: false }));
        bench.advance(300);
      }
      assert.equal((await ledger.counts('in')).retry, 1);
    });

    it('keeps the doubt of a lost answer until the record is settled', async () => {
      const ledger = await bench.open({ maxAttempts: 9 });
      await ledger.receive('in', orders('A'));
      const outcomes: Outcome[] = [{ state: 'uncertain', reason: 'ANSWER_LOST', message: '', counted: true }, failed(), held];
      for (const [index, outcome] of outcomes.entries()) {
        const [delivery] = await ledger.claim('in', 1, 'one');
        assert.equal(delivery!.uncertain, index > 0);
        await ledger.settle(delivery!.entry, outcome);
        bench.advance(3600);
      }
      await ledger.release({ reason: 'NO_PAYMENT_METHOD' });
      assert.equal((await ledger.claim('in', 1, 'one'))[0]!.uncertain, true);
    });

    it('lets no poison record stop the others', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('poison', 'A', 'B'));
      const order: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const [delivery] = await ledger.claim('in', 1, 'one');
        order.push(delivery!.key);
        await ledger.settle(delivery!.entry, delivery!.key === 'poison' ? failed() : DONE);
      }
      assert.deepEqual(order, ['poison', 'A', 'B']);
    });

    it('remembers every failure of a record with its time and reason (91)', async () => {
      const ledger = await bench.open({ maxAttempts: 2 });
      await ledger.receive('in', orders('A'));
      const [first] = await ledger.claim('in', 1, 'one');
      await ledger.note(first!.entry, 'mapped', { lines: 3 }, 12);
      await ledger.settle(first!.entry, { ...failed(), facts: { mapping: '4' } });
      bench.advance(30);
      const [second] = await ledger.claim('in', 1, 'one');
      await ledger.addFacts(second!.entry, { skuRules: 'x' });
      await ledger.settle(second!.entry, failed());
      const { steps, facts, state, reason, message, attempts } = await ledger.exportRecord(first!.entry);
      assert.deepEqual(steps, [
        { step: 'mapped', at: bench.time - 30_000, duration: 12, data: { lines: 3 } },
        { step: 'retry', at: bench.time - 30_000, data: { reason: 'MPLUS_RESULT', message: 'Refused', attempt: 1 } },
        { step: 'dead', at: bench.time, data: { reason: 'MPLUS_RESULT', message: 'Refused', attempt: 2 } },
      ]);
      assert.deepEqual(
        [facts, state, reason, message, attempts],
        [{ mapping: '4', skuRules: 'x' }, 'dead', 'MPLUS_RESULT', 'Refused', 2],
      );
    });
  });

  describe('clock', () => {
    it('delivers new records whatever the clock says', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      bench.advance(-10 * 365 * 86_400);
      assert.equal((await ledger.claim('in', 1, 'one')).length, 1);
    });

    it('keeps the length of waits and leases when the clock jumps back', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('retry', 'lease'));
      const [first] = await ledger.claim('in', 2, 'one');
      await ledger.settle(first!.entry, failed({ retryAfter: 100 }));
      bench.advance(-365 * 86_400);
      assert.deepEqual(await ledger.claim('in', 9, 'two'), [], 'notices the jump');
      bench.advance(110);
      assert.deepEqual(keysOf(await ledger.claim('in', 9, 'two')), ['retry']);
      bench.advance(190);
      assert.deepEqual(keysOf(await ledger.claim('in', 9, 'two')), ['lease']);
    });

    it('ends leases early when the clock jumps forward: the next delivery looks first, and the first outcome wins', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      const [first] = await ledger.claim('in', 1, 'one');
      bench.advance(10 * 365 * 86_400);
      const [second] = await ledger.claim('in', 1, 'two');
      assert.equal(second!.uncertain, true);
      assert.equal(await ledger.settle(first!.entry, DONE, first!.attempt), true);
      assert.equal(await ledger.settle(second!.entry, DONE, second!.attempt), false);
    });
  });

  describe('a person decides', () => {
    const waits = (...missing: [subject: string, value: string][]): Outcome => ({
      state: 'held',
      reason: 'VALUE_TABLE_MISS',
      message: 'Something is missing',
      missing: missing.map(([subject, value]) => ({ subject, value })),
    });

    it('lists what held records wait for, each once with a count', async () => {
      const ledger = await bench.open();
      await ledger.receive('one', orders('A', 'B', 'C'));
      await ledger.receive('two', orders('D'));
      const [a, b, c] = await ledger.claim('one', 3, 'me');
      const [d] = await ledger.claim('two', 1, 'me');
      await ledger.settle(a.entry, waits(['tables.vatCodes', 'PL/23'], ['tables.vatCodes', 'PL/23']));
      await ledger.settle(b.entry, waits(['tables.vatCodes', 'PL/23'], ['tables.paymentMethods', 'Barter']));
      await ledger.settle(c.entry, held);
      await ledger.settle(d.entry, { ...waits(['sku', '7777001']), reason: 'SKU_UNKNOWN' } as Outcome);
      const list = (await ledger.missing()).map(({ reason, subject, value, count }) => [reason, subject, value, count]);
      assert.deepEqual(list, [
        ['VALUE_TABLE_MISS', 'tables.vatCodes', 'PL/23', 2],
        ['SKU_UNKNOWN', 'sku', '7777001', 1],
        ['VALUE_TABLE_MISS', 'tables.paymentMethods', 'Barter', 1],
      ]);
      assert.equal((await ledger.missing('two')).length, 1);
      await ledger.skip(d.entry);
      assert.deepEqual(await ledger.missing('two'), []);
    });

    it('releases exactly the records that waited for a value and for nothing else, once', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A', 'B', 'C'));
      const [a, b, c] = await ledger.claim('in', 3, 'me');
      await ledger.settle(a.entry, waits(['tables.vatCodes', 'PL/23']));
      await ledger.settle(b.entry, waits(['tables.vatCodes', 'PL/23'], ['tables.paymentMethods', 'Barter']));
      await ledger.settle(c.entry, waits(['tables.vatCodes', 'CZ/21']));
      assert.equal(await ledger.provide('tables.vatCodes', ['NL/21', 'PL/23']), 1);
      assert.equal(await ledger.provide('tables.vatCodes', ['NL/21', 'PL/23']), 0);
      const [again, ...others] = await ledger.claim('in', 3, 'me');
      assert.deepEqual([again.key, again.attempt, others.length], ['A', 1, 0]);
      const { steps } = await ledger.exportRecord(a.entry);
      assert.ok(steps.some(({ step }) => step === 'released'));
      assert.equal(await ledger.provide('tables.paymentMethods', ['Barter']), 1);
      assert.deepEqual(keysOf(await ledger.claim('in', 3, 'me')), ['B']);
    });

    it('waits again for what is missing at the next delivery, and for nothing that was missing before', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A'));
      const [first] = await ledger.claim('in', 1, 'me');
      await ledger.settle(first.entry, waits(['tables.vatCodes', 'PL/23']));
      await ledger.provide('tables.vatCodes', ['PL/23']);
      await ledger.claim('in', 1, 'me');
      await ledger.settle(first.entry, waits(['tables.paymentMethods', 'Barter']));
      const list = (await ledger.missing()).map(({ subject }) => subject);
      assert.deepEqual(list, ['tables.paymentMethods']);
    });

    it('stores no e-mail address in what is missing unless payloads are kept whole', async () => {
      const ledger = await bench.open({ privacy: 'redacted' });
      await ledger.receive('in', orders('A'));
      const [first] = await ledger.claim('in', 1, 'me');
      await ledger.settle(first.entry, waits(['tables.debtors', 'koper@example.com']));
      const [{ value }] = await ledger.missing();
      assert.doesNotMatch(value, /koper/);
      assert.equal(await ledger.provide('tables.debtors', ['koper@example.com']), 1);
    });

    it('releases all that is held for one reason, in one sync or in all (83)', async () => {
      const ledger = await bench.open();
      const received: unknown[] = [];
      for (const sync of ['one', 'two']) {
        await ledger.receive(sync, orders('A', 'B', 'C'));
        const claimed = await ledger.claim(sync, 9, 'x');
        await ledger.settle(claimed[0]!.entry, held);
        await ledger.settle(claimed[1]!.entry, held);
        await ledger.settle(claimed[2]!.entry, { ...held, reason: 'NO_SKU' } as Outcome);
      }
      ledger.on('received', (event) => received.push(event));
      assert.equal(await ledger.release({ sync: 'one', reason: 'NO_PAYMENT_METHOD' }), 2);
      assert.deepEqual(received, [{ sync: 'one', added: 2 }]);
      const again = await ledger.claim('one', 9, 'x');
      assert.deepEqual(keysOf(again), ['A', 'B']);
      const { steps } = await ledger.exportRecord(again[0]!.entry);
      assert.ok(steps.some(({ step }) => step === 'release by hand'));
      assert.deepEqual(await ledger.claim('two', 9, 'x'), []);
      assert.equal(await ledger.release({ reason: 'NO_SKU' }), 2);
    });

    it('retries a dead letter from its first attempt, with an edited payload when one is given (83)', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      await ledger.receive('in', orders('A'));
      const [first] = await ledger.claim('in', 1, 'one');
      await assert.rejects(ledger.retry(first!.entry), { code: 'LEDGER_RUNNING' });
      await ledger.settle(first!.entry, failed());
      await ledger.retry(first!.entry, { fixed: true });
      const [second] = await ledger.claim('in', 1, 'one');
      assert.deepEqual([second!.payload, second!.attempt, second!.entry], [{ fixed: true }, 1, first!.entry]);
    });

    it('does not retry an older version over a newer one', async () => {
      const ledger = await bench.open();
      for (const version of ['1', '2']) {
        await ledger.receive('in', { topic: 'order', records: [record('A', version)] });
        await ledger.settle((await ledger.claim('in', 1, 'one'))[0]!.entry, DONE);
      }
      const { records } = await ledger.find({ sync: 'in' });
      await assert.rejects(ledger.retry(records[1]!.entry), { code: 'LEDGER_SUPERSEDED' });
      await ledger.retry(records[0]!.entry);
      assert.equal((await ledger.claim('in', 1, 'one'))[0]!.uncertain, true, 'it was written once');
    });

    it('skips a record that nobody will deliver', async () => {
      const ledger = await bench.open();
      const events = listen(ledger);
      await ledger.receive('in', orders('A', 'B'));
      const [running] = await ledger.claim('in', 1, 'one');
      const { records } = await ledger.find({ state: 'new' });
      await ledger.skip(records[0]!.entry);
      await assert.rejects(ledger.skip(running!.entry), { code: 'LEDGER_RUNNING' });
      await assert.rejects(ledger.skip(999_999), { code: 'LEDGER_NO_ENTRY' });
      assert.deepEqual(
        events.map(({ key, reason }) => [key, reason]),
        [['B', 'SKIPPED_BY_HAND']],
      );
    });
  });

  describe('looking in', () => {
    it('counts every state of every sync, and the reasons', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      await ledger.receive('in', orders('A', 'B', 'C', 'D', 'E', 'F'));
      await ledger.receive('other', { topic: 'product', records: [record('P')] });
      const [a, b, c, d] = await ledger.claim('in', 5, 'one');
      bench.advance(5);
      await ledger.settle(a!.entry, DONE);
      await ledger.settle(b!.entry, held);
      await ledger.settle(c!.entry, failed());
      await ledger.settle(d!.entry, { state: 'skipped', reason: 'EXISTS' });
      assert.deepEqual(await ledger.counts('in'), {
        new: 1,
        running: 1,
        done: 1,
        skipped: 1,
        held: 1,
        retry: 0,
        uncertain: 0,
        dead: 1,
      });
      assert.equal((await ledger.counts()).new, 2);
      const [first, second] = await ledger.syncs();
      assert.deepEqual(
        [first!.sync, first!.topic, first!.received, first!.settled],
        ['in', 'order', bench.time - 5000, bench.time],
      );
      assert.equal(first!.waitingSince, bench.time - 5000);
      assert.deepEqual(first!.reasons.map(({ reason }) => reason).sort(), ['EXISTS', 'MPLUS_RESULT', 'NO_PAYMENT_METHOD']);
      assert.deepEqual([second!.sync, second!.counts.new], ['other', 1]);
    });

    it('lists newest first in pages of 50 that do not move when more comes in', async () => {
      const ledger = await bench.open();
      const keys = Array.from({ length: 120 }, (_, index) => String(1000 + index));
      for (const key of keys) {
        await ledger.receive(Number(key) % 2 ? 'odd' : 'even', orders(key));
        if (Number(key) % 3 === 0) bench.advance(1);
      }
      const seen: string[] = [];
      for (let after: string | undefined, pages = 0; pages < 9; pages += 1) {
        const page = await ledger.find({ ...(after ? { after } : {}) });
        assert.ok(page.records.length <= 50);
        seen.push(...keysOf(page.records));
        after = page.next;
        if (!after) break;
        await ledger.receive('odd', orders(`later ${pages}`));
      }
      assert.deepEqual(seen, keys.reverse());
    });

    it('lists a record that came in again on top', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', orders('A', 'B'));
      await ledger.settle((await ledger.claim('in', 1, 'one'))[0]!.entry, DONE);
      bench.advance(1);
      await ledger.receive('in', { ...orders('A'), reopen: true });
      assert.deepEqual(keysOf((await ledger.find()).records), ['A', 'B']);
    });

    it('finds by sync, state, reason, time, beginning of the key and e-mail address (91)', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', {
        topic: 'order',
        records: [record('AB1', '1', { email: 'Kim@Example.com ' }), record('AB2'), record('X')],
      });
      bench.advance(60);
      await ledger.receive('more', orders('AB3'));
      const [first] = await ledger.claim('in', 1, 'one');
      await ledger.settle(first!.entry, held);
      const found = async (query: object) => keysOf((await ledger.find(query)).records);
      assert.deepEqual(await found({ sync: 'in' }), ['X', 'AB2', 'AB1']);
      assert.deepEqual(await found({ state: 'held' }), ['AB1']);
      assert.deepEqual(await found({ reason: 'NO_PAYMENT_METHOD', sync: 'in', state: 'held' }), ['AB1']);
      assert.deepEqual(await found({ reason: 'NO_PAYMENT_METHOD', sync: 'more' }), []);
      assert.deepEqual(await found({ since: bench.time }), ['AB3']);
      assert.deepEqual(await found({ until: bench.time, state: 'new' }), ['X', 'AB2']);
      assert.deepEqual(await found({ text: 'ab' }), ['AB3', 'AB2', 'AB1']);
      assert.deepEqual(await found({ text: 'AB', sync: 'in', state: 'new' }), ['AB2']);
      assert.deepEqual(await found({ text: 'B' }), []);
      assert.deepEqual(await found({ text: 'kim@example.com' }), ['AB1']);
      assert.deepEqual(await found({ sync: 'nobody' }), []);
    });

    it('tells after the commit what was received and settled', async () => {
      const ledger = await bench.open();
      const seen: unknown[] = [];
      ledger.on('received', ({ sync, added }) => seen.push([sync, added]));
      ledger.on('settled', (event) => seen.push(event));
      await ledger.receive('in', orders('A'));
      await ledger.receive('in', orders('A'));
      const [delivery] = await ledger.claim('in', 1, 'one');
      await ledger.settle(delivery!.entry, { state: 'done', result: { action: 'created', id: 7 } });
      assert.deepEqual(seen, [
        ['in', 1],
        {
          sync: 'in',
          key: 'A',
          entry: delivery!.entry,
          state: 'done',
          reason: '',
          message: '',
          result: { action: 'created', id: 7 },
          attempt: 1,
        },
      ]);
    });
  });

  describe('links and hashes', () => {
    it('knows what belongs to what, both ways', async () => {
      const ledger = await bench.open();
      await ledger.link('article-product', '12', '500/1');
      await ledger.link('article-product', '12', '500/2');
      await ledger.link('group-category', '12', '9');
      assert.equal(await ledger.findLink('article-product', '12'), '500/2');
      assert.equal(await ledger.findSource('article-product', '500/2'), '12');
      assert.equal(await ledger.findSource('article-product', '500/1'), undefined);
      await ledger.unlink('article-product', '12');
      assert.equal(await ledger.findLink('article-product', '12'), undefined);
      assert.equal(await ledger.findLink('group-category', '12'), '9');
    });

    it('remembers per field group what was last written (87)', async () => {
      const ledger = await bench.open();
      assert.equal(await ledger.written('product', '12', 'price'), undefined);
      await ledger.setWritten('product', '12', 'price', 'aaa');
      await ledger.setWritten('product', '12', 'text', 'bbb');
      await ledger.setWritten('product', '12', 'price', 'ccc');
      assert.deepEqual(
        [await ledger.written('product', '12', 'price'), await ledger.written('product', '12', 'text')],
        ['ccc', 'bbb'],
      );
    });
  });

  describe('privacy (65)', () => {
    const person = {
      email: 'kim@example.com',
      total: 12.5,
      items: [{ name: 'Mug', sku: '7' }],
      billingPerson: { name: 'Kim Person', street: 'Main Street 1', countryCode: 'NL' },
    };
    const run = async (privacy: 'full' | 'redacted' | 'hash') => {
      const ledger = await bench.open({ privacy });
      await ledger.receive(privacy, { topic: 'order', records: [record('A', '1', person)] });
      const [delivery] = await ledger.claim(privacy, 1, 'one');
      assert.deepEqual(delivery!.payload, person, 'whole while it is unsettled');
      await ledger.note(delivery!.entry, 'mapped', person);
      await ledger.settle(delivery!.entry, {
        state: 'done',
        message: 'Created for kim@example.com',
        result: { action: 'created', id: 5, relation: { name: 'Kim Person' } },
      });
      return { ledger, record: await ledger.exportRecord(delivery!.entry) };
    };

    it('full keeps all', async () => {
      const { record } = await run('full');
      assert.deepEqual([record.payload, record.payloadForm, record.steps[0]!.data], [person, 'full', person]);
    });

    it('redacted keeps products and amounts, no person', async () => {
      const { ledger, record } = await run('redacted');
      const expected = {
        email: '[redacted]',
        total: 12.5,
        items: [{ name: 'Mug', sku: '7' }],
        billingPerson: { name: '[redacted]', street: '[redacted]', countryCode: 'NL' },
      };
      assert.deepEqual([record.payload, record.steps[0]!.data], [expected, expected]);
      assert.deepEqual(record.result, { action: 'created', id: 5, relation: { name: '[redacted]' } });
      assert.equal(record.message, 'Created for [redacted]');
      await assert.rejects(ledger.retry(record.entry), { code: 'LEDGER_NO_PAYLOAD' });
    });

    it('hash keeps only that it was the same or not', async () => {
      const { record } = await run('hash');
      assert.match(JSON.stringify(record.payload), /^\{"sha256":"[0-9a-f]{64}"\}$/);
      assert.match(JSON.stringify(record.steps[0]!.data), /sha256/);
    });

    it('retention deletes payload, result and timeline of settled records; keys stay known', async () => {
      const ledger = await bench.open({ retentionDays: 30 });
      await ledger.receive('in', orders('settled', 'held', 'running'));
      const [settled, waits] = await ledger.claim('in', 9, 'one');
      await ledger.note(settled!.entry, 'mapped');
      await ledger.settle(settled!.entry, { state: 'done', message: 'm', result: { id: 1 }, facts: { mapping: '1' } });
      await ledger.settle(waits!.entry, held);
      bench.advance(30 * 86_400 - 1);
      assert.equal(await ledger.sweep(), 0);
      bench.advance(1);
      assert.equal(await ledger.sweep(), 1);
      assert.equal(await ledger.sweep(), 0);
      const { payload, result, steps, message, facts, state } = await ledger.exportRecord(settled!.entry);
      assert.deepEqual([payload, result, steps, message, facts, state], [undefined, undefined, [], '', {}, 'done']);
      assert.deepEqual((await ledger.exportRecord(waits!.entry)).payload, { key: 'held', version: '1' });
      assert.equal((await ledger.receive('in', orders('settled'))).known, 1);
      await assert.rejects(ledger.retry(settled!.entry), { code: 'LEDGER_NO_PAYLOAD' });
      assert.equal((await ledger.receive('in', { ...orders('settled'), reopen: true })).added, 1);
      assert.deepEqual((await ledger.claim('in', 1, 'one'))[0]!.payload, { key: 'settled', version: '1' });
    });

    it('exports and erases a person, after which duplicates are still impossible (96)', async () => {
      const ledger = await bench.open({ maxAttempts: 1 });
      const email = 'kim@example.com';
      const customers = {
        topic: 'customer',
        records: [record(email, '1', { email: 'KIM@example.com' }), record('xkim@example.com')],
      };
      const mails = {
        topic: 'order',
        records: [
          record('dead', '1', person),
          record('done', '1', person),
          record('waiting', '1', { relation: { email } }),
          record('other'),
        ],
      };
      await ledger.receive('customers', customers);
      await ledger.receive('orders', mails);
      const [customer] = await ledger.claim('customers', 1, 'one');
      await ledger.settle(customer!.entry, DONE);
      const [dead, done] = await ledger.claim('orders', 2, 'one');
      await ledger.settle(dead!.entry, failed());
      await ledger.settle(done!.entry, { state: 'done', result: { text: `sent to <${email}>` } });
      await ledger.link('customer', email, '77');
      await ledger.link('customer', 'xkim@example.com', '78');
      await ledger.setWritten('customer', email, 'address', 'hash');

      const before = await ledger.export(' Kim@Example.com');
      assert.deepEqual(keysOf(before.records), [email, 'dead', 'done', 'waiting']);
      assert.deepEqual(before.links, [{ kind: 'customer', source: email, target: '77' }]);
      assert.equal(await ledger.erase(email), 4);
      assert.deepEqual(await ledger.export(email), { records: [], links: [] });
      const all = await ledger.find();
      const everything = JSON.stringify(await Promise.all(all.records.map(({ entry }) => ledger.exportRecord(entry))));
      assert.equal(everything.replaceAll('xkim@example.com', '').includes('kim'), false);
      assert.deepEqual(
        all.records.filter(({ reason }) => reason === 'ERASED').map(({ key, state }) => [key, state]),
        [
          ['waiting', 'skipped'],
          ['dead', 'skipped'],
        ],
      );
      assert.equal(await ledger.written('customer', email, 'address'), undefined);
      assert.equal(await ledger.findLink('customer', 'xkim@example.com'), '78');

      assert.equal((await ledger.receive('customers', customers)).added, 0, 'the key is still known');
      assert.equal((await ledger.receive('orders', mails)).added, 0);
      assert.equal((await ledger.receive('customers', { topic: 'customer', records: [record(email, '2')] })).added, 1);
      await ledger.receive('customers', { topic: 'customer', records: [record(email, '1')], reopen: true });
      assert.deepEqual(keysOf(await ledger.claim('customers', 9, 'one')), ['xkim@example.com', email]);
    });

    it('finds a person that is only spoken of', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', {
        topic: 'order',
        records: [record('A', '1', { note: 'mail\nkim@example.com.' }), record('B', '1', { note: 'akim@example.com' })],
      });
      assert.deepEqual(keysOf((await ledger.export('kim@example.com')).records), ['A']);
    });

    it('an erased record stays erased when the node that had it reports late', async () => {
      const ledger = await bench.open();
      await ledger.receive('in', { topic: 'order', records: [record('A', '1', person)] });
      const [delivery] = await ledger.claim('in', 1, 'one');
      await ledger.erase('kim@example.com');
      assert.equal(await ledger.settle(delivery!.entry, { state: 'done', result: person }), false);
      assert.equal((await ledger.exportRecord(delivery!.entry)).result, undefined);
    });
  });

  if (!durable) return;

  describe('restart', () => {
    it('goes on where it was, also when it was not closed (80)', async () => {
      const before = await bench.open();
      await before.receive('in', { ...orders('A', 'B'), cursor: { marker: 2 } });
      await before.settle((await before.claim('in', 1, 'one'))[0]!.entry, DONE);
      await before.link('kind', 'a', 'b');
      const after = await bench.open();
      assert.deepEqual(await after.cursor('in'), { marker: 2 });
      assert.equal(await after.findLink('kind', 'a'), 'b');
      assert.equal((await after.receive('in', orders('A', 'B'))).known, 2);
      assert.deepEqual(keysOf(await after.claim('in', 9, 'two')), ['B']);
    });

    it('lets several ledgers work on one store: each record goes to one of them', async () => {
      const ledgers = await Promise.all([bench.open(), bench.open(), bench.open()]);
      const keys = Array.from({ length: 60 }, (_, index) => String(index));
      await Promise.all(ledgers.map((ledger) => ledger.receive('in', orders(...keys))));
      const got: string[] = [];
      await Promise.all(
        ledgers.map(async (ledger, index) => {
          for (;;) {
            const claimed = await ledger.claim('in', 4, `owner ${index}`);
            if (claimed.length === 0) return;
            got.push(...keysOf(claimed));
            for (const { entry } of claimed) await ledger.settle(entry, DONE);
          }
        }),
      );
      assert.deepEqual(
        got.sort((a, b) => Number(a) - Number(b)),
        keys,
      );
      assert.equal((await ledgers[0]!.counts('in')).done, 60);
    });

    it('is closed once and says so afterwards', async () => {
      const one = await bench.open();
      const two = await bench.open();
      await one.close();
      await one.close();
      await two.receive('in', orders('A'));
      await two.close();
      await assert.rejects(two.receive('in', orders('B')), { code: 'LEDGER_CLOSED' });
    });
  });
}
