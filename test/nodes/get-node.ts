/** What both get nodes promise, whatever system they read. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackError } from '../../lib/errors';
import type { Sandbox } from '../../lib/sandbox';
import { type Config, end, type Msg, type Probe, type Rig, TAB, watchers } from './support';

export interface GetSubject {
  readonly type: string;
  readonly connection: object;
  readonly entity: string;
  readonly topic: string;
  /** Where a page comes from, as a fault names it. */
  readonly reads: { system: 'mplus' | 'ecwid'; operation: string };
  /** The keys of everything there is. */
  keys(sandbox: Sandbox): string[];
  keyOf(payload: Msg): string;
  /** Somebody changes that record. */
  change(sandbox: Sandbox, key: string): void;
}

export function describeGetNode(rig: Rig, subject: GetSubject): void {
  const keys = () => subject.keys(rig.sandbox).sort();
  const keysOf = (messages: Msg[]) => messages.map(({ payload }) => subject.keyOf(payload)).sort();

  function flow(settings: object = {}, configs: Record<string, object> = {}): Config[] {
    return [
      ...rig.configs(configs),
      {
        id: 'get',
        type: subject.type,
        z: TAB.id,
        ...subject.connection,
        entity: subject.entity,
        mode: 'changed',
        wires: [['records', 'join-1'], ['run']],
        ...settings,
      },
      { id: 'join-1', type: 'join', z: TAB.id, mode: 'auto', build: 'array', wires: [['joined']] },
      end('records'),
      end('run'),
      end('joined'),
      ...watchers(['get']),
    ];
  }

  const tracked = (settings: object = {}, configs: Record<string, object> = {}): Config[] =>
    flow({ ledger: 'book', sync: 'stream', wires: [['records'], ['run']], ...settings }, configs);

  async function settle(messages: Msg[]): Promise<void> {
    const ledger = await rig.ledger();
    for (const { sync } of messages) await ledger.settle(sync.entry, { state: 'done' }, sync.attempt);
  }

  describe('without a ledger', () => {
    it('gives one message per record, in a sequence that Join puts together', async () => {
      await rig.load(flow({ pageSize: 7 }));
      const [records, run, joined] = [rig.probe('records'), rig.probe('run'), rig.probe('joined')];
      rig.send('get');
      const [all] = await joined.count(1);
      assert.deepEqual(all.payload.map(subject.keyOf).sort(), keys());
      assert.deepEqual(keysOf(records.messages), keys());
      assert.ok(records.messages.every(({ topic, parts, sync }) => topic === subject.topic && parts.id && sync === undefined));
      const [{ payload: summary }] = await run.count(1);
      assert.equal(summary.count, keys().length);
      assert.ok(summary.pages > 1);
    });

    it('gives a message per page that Join puts together', async () => {
      await rig.load(flow({ pageSize: 20, emit: 'page' }));
      const [records, joined] = [rig.probe('records'), rig.probe('joined')];
      rig.send('get');
      const [all] = await joined.count(1);
      assert.deepEqual(all.payload.flat().map(subject.keyOf).sort(), keys());
      assert.ok(records.messages.length > 1);
      assert.ok(records.messages.every(({ payload }) => payload.length > 0));
    });

    it('gives one array per run, also when it is empty', async () => {
      await rig.load(flow({ pageSize: 20, emit: 'array', overlap: 0 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      rig.send('get');
      await run.count(2);
      assert.equal(records.messages.length, 2);
      assert.deepEqual(records.messages[0].payload.map(subject.keyOf).sort(), keys());
      assert.ok(Array.isArray(records.messages[1].payload));
    });

    it('brings with the next run what changed since, and not everything', async () => {
      await rig.load(flow({ overlap: 0 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      const before = records.messages.length;
      const [key] = keys();
      subject.change(rig.sandbox, key);
      rig.send('get');
      await run.count(2);
      const since = keysOf(records.messages.slice(before));
      assert.ok(since.includes(key));
      assert.ok(since.length < before);
    });

    it('says that nothing is tracked', async () => {
      await rig.load(flow());
      const status = rig.probe('status');
      rig.send('get');
      await status.until((msg) => msg.status.text === `${keys().length} read, not tracked`);
    });

    it('keeps unknown properties of the trigger on the summary', async () => {
      await rig.load(flow());
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get', { payload: 'go', correlation: 'abc', req: { id: 7 } });
      const [msg] = await run.count(1);
      assert.equal(msg.correlation, 'abc');
      assert.deepEqual(msg.req, { id: 7 });
      assert.equal(msg.payload.count, keys().length);
      assert.ok(records.messages.every((record) => record.correlation === undefined));
    });

    it('sends the records that were read before a page failed', async () => {
      await rig.load(flow({ pageSize: 20 }));
      const [records, caught, run] = [rig.probe('records'), rig.probe('caught'), rig.probe('run')];
      let faulted = false;
      rig.node('records').on('input', () => {
        if (!faulted) rig.sandbox.control.faults.add({ ...subject.reads, kind: 'http500' });
        faulted = true;
      });
      rig.send('get');
      const [failed] = await caught.count(1);
      assert.match(failed.error.code, /^(MPLUS_HTTP|ECWID_UNAVAILABLE)$/);
      const read = records.messages.length;
      rig.sandbox.control.faults.clear();
      rig.send('get');
      await run.count(1);
      assert.ok(read > 0 && read < keys().length);
      assert.deepEqual([...new Set(keysOf(records.messages))].sort(), keys());
    });
  });

  describe('by key', () => {
    const byKey = (settings: object = {}) => flow({ mode: 'byKey', key: 'payload', keyType: 'msg', ...settings });

    it('reads the record that the message names', async () => {
      await rig.load(byKey());
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      const key = keys()[3];
      rig.send('get', { payload: key });
      const [msg] = await run.count(1);
      assert.deepEqual(keysOf(records.messages), [key]);
      assert.equal(msg.payload.count, 1);
    });

    it('reads every record that is asked for, however fast', async () => {
      await rig.load(byKey());
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      const wanted = keys().slice(0, 4);
      for (const key of wanted) rig.send('get', { payload: key });
      await run.count(wanted.length);
      assert.deepEqual(keysOf(records.messages), wanted);
    });

    it('finishes without a record when there is none', async () => {
      await rig.load(byKey());
      const [records, run, caught] = [rig.probe('records'), rig.probe('run'), rig.probe('caught')];
      rig.send('get', { payload: '99999999' });
      const [msg] = await run.count(1);
      assert.equal(msg.payload.count, 0);
      assert.equal(records.messages.length + caught.messages.length, 0);
    });

    it('brings a settled record once more, with a ledger', async () => {
      await rig.load(tracked({ mode: 'byKey', key: 'payload', keyType: 'msg' }));
      const records = rig.probe('records');
      const key = keys()[0];
      rig.send('get', { payload: key });
      await records.count(1);
      await settle(records.messages);
      rig.send('get', { payload: key });
      await records.count(2);
      assert.deepEqual(keysOf(records.messages), [key, key]);
    });

    const unreadable: [string, string, object, object][] = [
      ['a message without the key', 'NO_KEY', {}, { payload: '' }],
      ['a message with a record in its place', 'NO_KEY', {}, { payload: { id: 1 } }],
      ['a key expression that fails', 'KEY_FAILED', { key: '$number("x")', keyType: 'jsonata' }, {}],
      ['a key expression that cannot be read', 'KEY_FAILED', { key: '$number(', keyType: 'jsonata' }, {}],
    ];
    for (const [what, code, settings, msg] of unreadable) {
      it(`gives ${code} for ${what}`, async () => {
        await rig.load(byKey(settings));
        const [caught, run] = [rig.probe('caught'), rig.probe('run')];
        rig.send('get', msg);
        const [failed] = await caught.count(1);
        assert.equal(failed.error.code, code);
        assert.equal(run.messages.length, 0);
      });
    }
  });

  describe('with a ledger', () => {
    it('names the place of every record and brings nothing twice', async () => {
      await rig.load(tracked({ inFlight: 500 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      const [first] = await run.count(1);
      assert.deepEqual(keysOf(records.messages), keys());
      assert.equal(first.payload.added, keys().length);
      for (const { payload, sync } of records.messages) {
        assert.equal(sync.key, subject.keyOf(payload));
        assert.deepEqual([sync.ledger, sync.sync, sync.attempt], ['book', 'stream', 1]);
        assert.equal(sync.source, subject.reads.system);
        assert.equal(typeof sync.entry, 'number');
      }
      await settle(records.messages);
      rig.send('get');
      const [, second] = await run.count(2);
      assert.equal(second.payload.added, 0);
      assert.equal(records.messages.length, keys().length);
    });

    it('brings a record that changed again', async () => {
      await rig.load(tracked({ inFlight: 500 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      await settle(records.messages);
      const [key] = keys();
      subject.change(rig.sandbox, key);
      rig.send('get');
      const [, second] = await run.count(2);
      assert.equal(second.payload.added, 1);
      assert.equal(subject.keyOf(records.messages.at(-1).payload), key);
    });

    it('lets a few records out at a time and the next one after each settlement (64)', async () => {
      await rig.load(tracked({ inFlight: 3, pageSize: 10 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      const [msg] = await run.count(1);
      assert.equal(msg.payload.added, keys().length);
      assert.equal(records.messages.length, 3);
      for (let settled = 0; settled < 5; settled += 1) {
        await settle([records.messages[settled]]);
        await records.count(settled + 4);
        assert.equal(records.messages.length, settled + 4);
      }
      assert.equal((await (await rig.ledger()).counts()).running, 3);
    });

    it('says what it waits for when nobody settles', async () => {
      await rig.load(tracked({ inFlight: 2 }));
      const status = rig.probe('status');
      rig.send('get');
      await status.until((msg) => msg.status.text === '2 out, waiting for their settlement');
    });

    it('brings a record again that nobody settled within its lease', async () => {
      await rig.load(tracked({ inFlight: 500 }, { book: { lease: '0.2' } }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      const [lost, ...others] = records.messages.slice();
      await settle(others);
      await records.count(keys().length + 1);
      const again = records.messages.at(-1);
      assert.equal(again.sync.key, lost.sync.key);
      assert.equal(again.sync.attempt, 2);
    });

    it('brings lost records again at the next trigger when all that may be out are lost', async () => {
      await rig.load(tracked({ inFlight: 2 }, { book: { lease: '0.05' } }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      while (records.messages.length < 3) {
        const ended = run.next();
        rig.send('get');
        await ended;
      }
      const [first, second] = records.messages;
      assert.ok(records.messages.slice(2).some(({ sync }) => [first.sync.key, second.sync.key].includes(sync.key)));
    });

    it('brings what was not settled again after a redeploy, and nothing else (80)', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
      try {
        const settings = [{ inFlight: 500 }, { book: { file: join(folder, 'a/ledger.sqlite') } }] as const;
        await rig.load(tracked(...settings));
        const before = rig.probe('records');
        rig.send('get');
        await before.count(keys().length);
        await settle(before.messages.slice(3));
        const unsettled = keysOf(before.messages.slice(0, 3));

        await rig.redeploy(tracked(...settings));
        const [after, run] = [rig.probe('records'), rig.probe('run')];
        await after.count(3);
        rig.send('get');
        const [msg] = await run.count(1);
        assert.equal(msg.payload.added, 0);
        assert.deepEqual(keysOf(after.messages), unsettled);
        await settle(after.messages);
        await rig.unload();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('brings a released record again', async () => {
      await rig.load(tracked({ inFlight: 500 }));
      const [records, run] = [rig.probe('records'), rig.probe('run')];
      rig.send('get');
      await run.count(1);
      const ledger = await rig.ledger();
      const [held] = records.messages;
      await ledger.settle(held.sync.entry, { state: 'held', reason: 'SKU_UNKNOWN', message: 'No such article.' });
      rig.send('get');
      await run.count(2);
      await ledger.release({ reason: 'SKU_UNKNOWN' });
      await records.count(keys().length + 1);
      assert.equal(records.messages.at(-1).sync.key, held.sync.key);
    });

    it('gives LEDGER_SYNC_TOPIC when the name of the stream is taken by another entity', async () => {
      await rig.load(tracked());
      const [caught, run] = [rig.probe('caught'), rig.probe('run')];
      const ledger = await rig.ledger();
      await ledger.receive('stream', { topic: 'something else', records: [] });
      rig.send('get');
      const [msg] = await caught.count(1);
      assert.equal(msg.error.code, 'LEDGER_SYNC_TOPIC');
      assert.equal(run.messages.length, 0);
    });
  });

  describe('triggers', () => {
    it('makes one more run for all triggers that come during a run', async () => {
      await rig.load(flow({ mode: 'all' }));
      const [run, completed] = [rig.probe('run'), rig.probe('completed')];
      for (let trigger = 1; trigger <= 4; trigger += 1) rig.send('get', { trigger });
      await Promise.all([completed.count(4), run.count(2)]);
      assert.deepEqual(
        run.messages.map(({ trigger }) => trigger),
        [1, 2],
      );
    });

    it('runs on the button of the node', async () => {
      await rig.load(flow());
      const run = rig.probe('run');
      const answer = await rig.post(`/mplus-ecwid/${subject.type}/get/run`);
      await run.count(1);
      assert.equal(answer.status, 200);
      assert.equal((await rig.post(`/mplus-ecwid/${subject.type}/till/run`)).status, 404);
    });

    it('ends a read at once when it is closed, and is done once', async () => {
      await rig.load(flow());
      rig.sandbox.control.faults.add({ ...subject.reads, kind: 'latency', milliseconds: 60_000 });
      const node = rig.node('get');
      const ends: unknown[] = [];
      const asked = requested(rig, subject);
      // As the runtime calls it, whose own done is deaf once the flow is being stopped.
      (node as Msg)._inputCallback(
        { _msgid: '1' },
        () => {},
        (error: unknown) => ends.push(error),
      );
      await asked;
      const started = Date.now();
      // Only this node is deployed anew: the connection stays open.
      await node.close(false);
      assert.ok(Date.now() - started < 2000);
      assert.equal(ends.length, 1);
      assert.match((ends[0] as PackError).code, /_STOPPED$/);
    });
  });

  describe('configuration', () => {
    it('gives NO_CONFIG when no connection is chosen', async () => {
      await rig.load(flow({ mplus: '', ecwid: '' }));
      await expectOnly(rig.probe('caught'), 'NO_CONFIG');
    });

    it('gives NO_CONFIG when the ledger is gone', async () => {
      await rig.load(tracked({ ledger: 'elsewhere' }));
      await expectOnly(rig.probe('caught'), 'NO_CONFIG');
    });

    it('gives NO_SYNC_NAME when the stream has no name', async () => {
      await rig.load(tracked({ sync: ' ' }));
      await expectOnly(rig.probe('caught'), 'NO_SYNC_NAME');
    });

    async function expectOnly(caught: Probe, code: string): Promise<void> {
      rig.send('get');
      const [msg] = await caught.count(1);
      assert.equal(msg.error.code, code);
      assert.equal(caught.messages.length, 1);
      assert.doesNotMatch(msg.error.message, /\n/);
    }
  });
}

/** Resolves when the simulator got the request of a read. */
function requested(rig: Rig, { reads }: GetSubject): Promise<void> {
  const { faults } = rig.sandbox.control;
  return new Promise((resolve) => {
    const take = faults.take.bind(faults);
    faults.take = (system, operation) => {
      if (system === reads.system) setImmediate(resolve);
      return take(system, operation);
    };
  });
}
