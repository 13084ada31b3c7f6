import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Delivery, Outcome, SettledEvent, SyncSummary } from '../../lib/ledger';
import type { LedgerNode } from '../../nodes/shared/config-nodes';
import { hintFor } from '../../nodes/sync-monitor/hints';
import { type Kind, MINUTE, type MonitorEvent, Watch, type WatchSettings } from '../../nodes/sync-monitor/watch';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const SYNC = 'orders → MplusKASSA';
const START = Date.parse('2026-06-12T12:00:00Z');
const KINDS: Kind[] = ['failure', 'held', 'dead', 'stall', 'quiet', 'recovery', 'summary'];

/** A watch with a clock that the test moves. */
class Desk {
  now = START;
  readonly told: MonitorEvent[] = [];
  readonly watch: Watch;

  constructor(settings: Partial<WatchSettings> = {}) {
    this.watch = new Watch(
      { kinds: new Set(KINDS), syncs: [], sandbox: false, stall: 15 * MINUTE, quiet: 0, summary: 0, ...settings },
      (event) => this.told.push(event),
      () => this.now,
    );
  }

  settle(state: SettledEvent['state'], event: Partial<SettledEvent> = {}): this {
    const reason = state === 'done' ? 'CREATED' : 'MPLUS_FAULT_SERVER';
    this.watch.settled({
      ...{ sync: SYNC, key: '1001', entry: 1, state, reason, message: 'The till said no.', result: undefined, attempt: 1 },
      ...event,
    });
    return this;
  }

  /** Time passes, and the monitor looks. */
  look(minutes: number, summary: Partial<SyncSummary> & { waiting?: number } = {}): this {
    this.now += minutes * MINUTE;
    const { waiting = 0, ...rest } = summary;
    const none = { new: 0, running: 0, done: 0, skipped: 0, held: 0, retry: 0, uncertain: 0, dead: 0 };
    this.watch.tick([{ sync: SYNC, topic: 'order', counts: { ...none, new: waiting }, reasons: [], ...rest }]);
    return this;
  }

  get kinds(): Kind[] {
    return this.told.map(({ event }) => event);
  }

  get texts(): string[] {
    return this.told.map(({ text }) => text);
  }
}

describe('what a monitor tells of a record', () => {
  it('says in one line and as fields what, which record, why and what to do', () => {
    const { told } = new Desk().settle('held', {
      reason: 'SKU_UNKNOWN',
      message: 'No article has the number\n7777001.',
      attempt: 2,
    });
    const hint = 'Create the article in the till or correct the SKU in the shop, then release the record.';
    assert.deepEqual(told, [
      {
        event: 'held',
        text: `orders → MplusKASSA: record 1001 is held: No article has the number 7777001 (SKU_UNKNOWN). ${hint}`,
        at: '2026-06-12T12:00:00.000Z',
        sandbox: false,
        sync: SYNC,
        key: '1001',
        entry: 1,
        state: 'held',
        reason: 'SKU_UNKNOWN',
        hint,
        attempt: 2,
      },
    ]);
  });

  for (const [state, kind] of [
    ['retry', 'failure'],
    ['uncertain', 'failure'],
    ['held', 'held'],
    ['dead', 'dead'],
  ] as const) {
    it(`tells a record that is ${state} as ${kind}`, () => assert.deepEqual(new Desk().settle(state).kinds, [kind]));
  }

  it('marks what happens in the sandbox', () => {
    const [event] = new Desk({ sandbox: true }).settle('dead').told;
    assert.equal(event.sandbox, true);
    assert.match(event.text, /^sandbox · /);
  });

  it('tells nothing of records that go well, nor of a deploy', () => {
    const desk = new Desk().settle('done').settle('skipped', { reason: 'EXISTED' });
    for (const reason of ['ABANDONED', 'MPLUS_STOPPED', 'LEDGER_CLOSED']) desk.settle('retry', { reason });
    assert.deepEqual(desk.told, []);
  });

  it('tells one reason of a record once, a new reason again, and the dead letter', () => {
    const desk = new Desk().settle('retry', { attempt: 1 }).settle('retry', { attempt: 2 });
    desk.settle('retry', { attempt: 3, reason: 'MPLUS_TIMEOUT' }).settle('retry', { attempt: 4 }).settle('dead', { attempt: 5 });
    assert.deepEqual(
      desk.told.map(({ event, reason }) => [event, reason]),
      [
        ['failure', 'MPLUS_FAULT_SERVER'],
        ['failure', 'MPLUS_TIMEOUT'],
        ['dead', 'MPLUS_FAULT_SERVER'],
      ],
    );
  });

  it('tells a record again that a person released and that is held once more', () => {
    const desk = new Desk().settle('held').settle('held', { attempt: 1 });
    assert.deepEqual(desk.kinds, ['held', 'held']);
  });

  it('tells that a record which failed is done after all, once', () => {
    const desk = new Desk().settle('retry').settle('done', { attempt: 2 }).settle('done', { attempt: 2 });
    assert.deepEqual(desk.kinds, ['failure', 'recovery']);
    assert.match(desk.texts[1], /record 1001 is done after all: MPLUS_FAULT_SERVER/);
  });

  it('takes a new version of a held record that is done for its recovery', () => {
    const desk = new Desk().settle('held').settle('skipped', { reason: 'SUPERSEDED' }).settle('done', { entry: 2 });
    assert.deepEqual(desk.kinds, ['held', 'recovery']);
  });

  it('does not call it a recovery when a person skips a record', () => {
    const desk = new Desk().settle('held').settle('skipped', { reason: 'SKIPPED_BY_HAND' });
    assert.deepEqual(desk.kinds, ['held']);
  });

  it('tells five records of a storm and collapses the others to one line a minute', () => {
    const desk = new Desk();
    for (let key = 1; key <= 125; key += 1) desk.settle('retry', { key: String(key), entry: key });
    assert.equal(desk.told.length, 5);
    desk.look(0.5);
    assert.equal(desk.told.length, 5);
    desk.look(0.5);
    assert.equal(desk.told.length, 6);
    assert.equal(desk.told[5].more, 120);
    assert.match(desk.texts[5], /^orders → MplusKASSA: and 120 more records: failure, MPLUS_FAULT_SERVER\. /);
    desk.settle('retry', { key: '126' }).look(1);
    assert.equal(desk.told[6].more, 1);
    desk.look(1).settle('retry', { key: '127' });
    assert.equal(desk.told[7].key, '127', 'the storm is over');
  });

  it('keeps storms of different reasons apart', () => {
    const desk = new Desk();
    for (let key = 1; key <= 6; key += 1) desk.settle('retry', { key: String(key) });
    desk.settle('retry', { key: '7', reason: 'MPLUS_TIMEOUT' });
    assert.equal(desk.told.length, 6);
  });

  it('tells only the kinds and the syncs it is set to', () => {
    const desk = new Desk({ kinds: new Set<Kind>(['dead']), syncs: ['stock'] });
    desk.settle('dead').settle('retry', { sync: 'stock' }).settle('dead', { sync: 'stock' });
    assert.deepEqual(
      desk.told.map(({ event, sync }) => [event, sync]),
      [['dead', 'stock']],
    );
  });
});

describe('what a monitor tells of a sync', () => {
  it('tells once that nothing was finished while work waits', () => {
    const desk = new Desk().look(14, { waiting: 3, waitingSince: START });
    assert.deepEqual(desk.told, []);
    desk.look(1, { waiting: 3, waitingSince: START }).look(1, { waiting: 3, waitingSince: START });
    assert.deepEqual(desk.kinds, ['stall']);
    assert.match(desk.texts[0], /^orders → MplusKASSA: stalled, nothing finished for 15 minutes while 3 records wait\. Look /);
  });

  it('tells no stall while records are finished, while nothing waits, or for work that has just come in', () => {
    const desk = new Desk().look(20, { waiting: 3, waitingSince: START, settled: START + 19 * MINUTE });
    desk.look(20).look(20, { waiting: 1, waitingSince: START + 59 * MINUTE });
    assert.deepEqual(desk.told, []);
  });

  it('tells the first success after a stall', () => {
    const desk = new Desk().look(15, { waiting: 3, waitingSince: START }).settle('done').settle('done', { key: '1002' });
    assert.deepEqual(desk.kinds, ['stall', 'recovery']);
    assert.match(desk.texts[1], /records are finished again/);
  });

  it('sees the success of another instance on the same ledger', () => {
    const desk = new Desk().look(15, { waiting: 3, waitingSince: START }).look(5, { waiting: 2, settled: START + 19 * MINUTE });
    assert.deepEqual(desk.kinds, ['stall', 'recovery']);
  });

  it('tells the first success after five failures in a row', () => {
    const desk = new Desk();
    for (const key of ['1', '2', '3', '4', '5']) desk.settle('retry', { key });
    desk.settle('done', { key: '6' }).settle('done', { key: '7' });
    assert.deepEqual(desk.kinds.slice(5), ['recovery']);
    assert.equal(desk.told[5].reason, 'FAILING');
  });

  it('tells silence once, and that records come in again', () => {
    const desk = new Desk({ quiet: 60 * MINUTE }).look(59).look(1).look(60);
    desk.watch.received({ sync: SYNC, added: 0 });
    assert.deepEqual(desk.kinds, ['quiet']);
    assert.match(desk.texts[0], /quiet, nothing came in for 60 minutes\./);
    desk.watch.received({ sync: SYNC, added: 2 });
    assert.deepEqual(desk.kinds, ['quiet', 'recovery']);
    desk.look(59);
    assert.equal(desk.told.length, 2);
    desk.look(1);
    assert.equal(desk.kinds[2], 'quiet');
  });

  it('sends a summary on its schedule, in one line and as fields', () => {
    const desk = new Desk({ stall: 0, summary: 60 * MINUTE }).look(59);
    assert.deepEqual(desk.told, []);
    const counts = { new: 0, running: 0, done: 50, skipped: 2, held: 3, retry: 1, uncertain: 0, dead: 0 };
    const reasons = [
      { state: 'done', reason: 'CREATED', count: 50 },
      { state: 'held', reason: 'SKU_UNKNOWN', count: 3 },
      { state: 'retry', reason: 'MPLUS_TIMEOUT', count: 1 },
    ] as const;
    desk.look(1, { counts, reasons, settled: START, waitingSince: START + 30 * MINUTE });
    const [{ text, syncs }] = desk.told;
    assert.equal(
      text,
      'orders → MplusKASSA: 50 done, 2 skipped, 3 held (SKU_UNKNOWN 3), 1 retry (MPLUS_TIMEOUT 1), oldest waits 30 minutes, last finished 2026-06-12T12:00:00.000Z',
    );
    assert.deepEqual(syncs, [
      { sync: SYNC, topic: 'order', counts, lastSettled: '2026-06-12T12:00:00.000Z', lag: 1800, reasons: reasons.slice(1) },
    ]);
    desk.look(59);
    assert.equal(desk.told.length, 1);
    desk.look(1);
    assert.equal(desk.told.length, 2);
  });
});

describe('hints', () => {
  it('takes the hint of the code, then of its family, then of the kind', () => {
    assert.match(hintFor('MPLUS_AUTH', ''), /ident and secret/);
    assert.match(hintFor('MPLUS_SOMETHING', ''), /Look at the till/);
    assert.equal(hintFor('MY_OWN', 'Decide.'), 'Decide.');
  });
});

describe('sync-monitor', () => {
  const rig = new Rig().install();

  function flow(settings: object = {}): Config[] {
    return [
      ...rig.configs(),
      { id: 'monitor', type: 'sync-monitor', z: TAB.id, ledger: 'book', wires: [['events']], ...settings },
      end('events'),
      ...watchers(['monitor']),
    ];
  }

  async function receive(key: string, sandbox = false): Promise<void> {
    const ledger = await (rig.node('book') as LedgerNode).ledger(sandbox);
    await ledger.receive(SYNC, { topic: 'order', records: [{ key, version: '1', payload: { id: key } }] });
  }

  async function settle(outcome: Outcome, sandbox = false): Promise<Delivery> {
    const ledger = await (rig.node('book') as LedgerNode).ledger(sandbox);
    const [delivery] = await ledger.claim(SYNC, 1, 'test');
    await ledger.settle(delivery.entry, outcome);
    return delivery;
  }

  const HELD: Outcome = { state: 'held', reason: 'SKU_UNKNOWN', message: 'No article' };
  const of =
    (kind: Kind) =>
    ({ topic }: Msg) =>
      topic === kind;

  it('sends an event at once, with the kind as topic, and shows it in its status', async () => {
    await rig.load(flow());
    const [events, status] = [rig.probe('events'), rig.probe('status')];
    await receive('1001');
    await settle(HELD);
    const msg = await events.until(of('held'));
    assert.equal(msg.payload.key, '1001');
    assert.equal(msg.payload.sandbox, false);
    await status.until(({ status: { text } }) => text === '1 told, last held 1001');
  });

  it('sees the ledger of the sandbox from when something uses it', async () => {
    await rig.load(flow());
    const [events, status] = [rig.probe('events'), rig.probe('status')];
    await receive('2001', true);
    await settle(HELD, true);
    assert.equal((await events.until(of('held'))).payload.sandbox, true);
    await status.until(({ status: { text } }) => /^sandbox · /.test(text));
  });

  it('is silent about kinds that are switched off', async () => {
    await rig.load(flow({ held: false }));
    const events = rig.probe('events');
    await receive('1001');
    await receive('1002');
    await settle(HELD);
    await settle({ state: 'retry', reason: 'MPLUS_TIMEOUT', message: 'Late', counted: true });
    assert.equal((await events.count(1))[0].topic, 'failure');
  });

  it('tells stall, silence and summary by the clock, and the recovery', async () => {
    await rig.load(flow({ stallMinutes: '0.002', quietMinutes: '0.002', summaryMinutes: '0.002' }));
    const events = rig.probe('events');
    await receive('1001');
    const [stall, quiet, summary] = await Promise.all(
      (['stall', 'quiet', 'summary'] as const).map((kind) => events.until(of(kind))),
    );
    assert.equal(stall.payload.sync, SYNC);
    assert.equal(quiet.payload.sync, SYNC);
    assert.equal(summary.payload.syncs[0].counts.new, 1);
    await settle({ state: 'done' });
    await events.until(({ topic, payload }: Msg) => topic === 'recovery' && payload.reason === 'STALLED');
  });

  it('tells a Catch node once that its ledger cannot be read', async () => {
    await rig.load(flow({ summaryMinutes: '0.001' }));
    const caught = rig.probe('caught');
    const ledger = await rig.ledger();
    const fault = Object.assign(new Error('disk'), { code: 'EIO' });
    ledger.syncs = () => Promise.reject(fault);
    assert.match((await caught.next()).error.message, /disk/);
    let looks = 0;
    await new Promise<void>((resolve) => {
      ledger.syncs = () => {
        looks += 1;
        if (looks === 3) resolve();
        return Promise.reject(fault);
      };
    });
    assert.equal(caught.messages.length, 1);
  });

  it('says which ledger is missing', async () => {
    await rig.load(flow({ ledger: 'gone' }));
    const errors = helper
      .log()
      .args.map(([entry]) => entry)
      .filter(({ id }) => id === 'monitor');
    assert.match(String(errors[0]?.msg), /No ledger is chosen/);
  });

  it('leaves no listener and no timer behind when it closes', async () => {
    await rig.load(flow());
    const ledger = await rig.ledger();
    const before = [ledger.listenerCount('settled'), ledger.listenerCount('received')];
    assert.deepEqual(before, [1, 1]);
    await rig.node('monitor').close(false);
    assert.deepEqual([ledger.listenerCount('settled'), ledger.listenerCount('received')], [0, 0]);
  });
});
