import assert from 'node:assert/strict';
import type { Delivery } from '../../lib/ledger';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const SYNC = 'orders → MplusKASSA';
const rig = new Rig();

function flow(settings: object = {}, ledger: object = {}): Config[] {
  return [
    ...rig.configs({ book: ledger }),
    { id: 'settle', type: 'sync-settle', z: TAB.id, wires: [['out']], ...settings },
    end('out'),
    ...watchers(['settle']),
  ];
}

/** A record that a get node has just sent into the flow. */
async function deliver(key: string): Promise<{ msg: Msg; delivery: Delivery }> {
  const ledger = await rig.ledger();
  await ledger.receive(SYNC, { topic: 'order', records: [{ key, version: '1', payload: { id: key } }] });
  const [delivery] = await ledger.claim(SYNC, 1, 'test');
  const { entry, attempt, payload } = delivery;
  return {
    msg: { payload, topic: 'order', sync: { ledger: 'book', sync: SYNC, key, entry, attempt, source: 'ecwid' } },
    delivery,
  };
}

async function settleOne(settings: object, extra: object = {}): Promise<Msg> {
  await rig.load(flow(settings));
  const out = rig.probe('out');
  const { msg } = await deliver('1001');
  rig.send('settle', { ...msg, ...extra });
  return out.next();
}

describe('sync-settle', () => {
  rig.install();

  for (const [outcome, state] of [
    ['done', 'done'],
    ['skipped', 'skipped'],
    ['held', 'held'],
    ['failed', 'retry'],
  ]) {
    it(`marks a record as ${outcome}, with a reason of its own`, async () => {
      await settleOne({ outcome });
      const { 1001: record } = await rig.records();
      assert.equal(record.state, state);
      assert.equal(record.reason, `${outcome.toUpperCase()}_BY_HAND`);
      assert.equal(record.message, `Marked as ${outcome} by the flow.`);
    });
  }

  it('keeps the reason and the sentence it is given', async () => {
    await settleOne({ outcome: 'held', reason: 'TOO_LARGE', message: 'note', messageType: 'msg' }, { note: 'Ask the manager' });
    const { 1001: record } = await rig.records();
    assert.deepEqual([record.state, record.reason, record.message], ['held', 'TOO_LARGE', 'Ask the manager']);
  });

  it('takes its own sentence when the message has none', async () => {
    await settleOne({ outcome: 'held', message: 'error.message', messageType: 'msg' });
    const { 1001: record } = await rig.records();
    assert.equal(record.message, 'Marked as held by the flow.');
  });

  it('makes a dead letter when a record fails too often', async () => {
    await rig.load(flow({ outcome: 'failed', reason: 'NOT_PICKED' }, { maxAttempts: '1' }));
    const out = rig.probe('out');
    rig.send('settle', (await deliver('1001')).msg);
    await out.next();
    const { 1001: record } = await rig.records();
    assert.deepEqual([record.state, record.reason], ['dead', 'NOT_PICKED']);
  });

  it('sends the message on with a result, and keeps all else', async () => {
    const msg = await settleOne({ outcome: 'skipped', reason: 'PICKUP' }, { unknown: { kept: true } });
    assert.deepEqual(msg.result, { action: 'skipped', id: '1001', reason: 'PICKUP' });
    assert.deepEqual(msg.unknown, { kept: true });
    assert.deepEqual(msg.payload, { id: '1001' });
    assert.equal(msg.sync.key, '1001');
  });

  it('leaves the result of an earlier node', async () => {
    const result = { action: 'created', id: 7 };
    assert.deepEqual((await settleOne({ outcome: 'done' }, { result })).result, result);
  });

  it('finishes a record that an earlier node held', async () => {
    await rig.load(flow({ outcome: 'skipped', reason: 'SAMPLE' }));
    const out = rig.probe('out');
    const { msg, delivery } = await deliver('1001');
    await (await rig.ledger()).settle(delivery.entry, { state: 'held', reason: 'SKU_UNKNOWN', message: 'No article' });
    rig.send('settle', msg);
    await out.next();
    const { 1001: record } = await rig.records();
    assert.deepEqual([record.state, record.reason], ['skipped', 'SAMPLE']);
  });

  it('passes on a record that is settled already, leaves it as it is and says so', async () => {
    await rig.load(flow({ outcome: 'held' }));
    const [out, status] = [rig.probe('out'), rig.probe('status')];
    const { msg, delivery } = await deliver('1001');
    await (await rig.ledger()).settle(delivery.entry, { state: 'done', reason: 'CREATED' });
    rig.send('settle', msg);
    await out.next();
    await status.until(({ status: { text } }) => text === '1001 was settled before, passed on');
    const { 1001: record } = await rig.records();
    assert.deepEqual([record.state, record.reason], ['done', 'CREATED']);
  });

  it('shows its step in the timeline before the settlement', async () => {
    await settleOne({ outcome: 'held', reason: 'TOO_LARGE' });
    const { 1001: record } = await rig.records();
    const { steps } = await (await rig.ledger()).exportRecord(record.entry);
    assert.deepEqual(
      steps.slice(-2).map(({ step }) => step),
      ['sync-settle', 'held'],
    );
  });

  it('says NO_RECORD_TO_SETTLE for a message without a record', async () => {
    await rig.load(flow());
    const caught = rig.probe('caught');
    rig.send('settle', { payload: 1 });
    assert.equal((await caught.next()).error.code, 'NO_RECORD_TO_SETTLE');
  });

  it('reports a message expression that fails, and the record comes again', async () => {
    await rig.load(flow({ outcome: 'done', message: '$error("no")', messageType: 'jsonata' }));
    const caught = rig.probe('caught');
    rig.send('settle', (await deliver('1001')).msg);
    assert.equal((await caught.next()).error.code, 'MESSAGE_FAILED');
    assert.equal((await rig.records())['1001'].state, 'retry');
  });

  it('reports a ledger that is not there', async () => {
    await rig.load(flow());
    const caught = rig.probe('caught');
    const { msg } = await deliver('1001');
    rig.send('settle', { ...msg, sync: { ...msg.sync, ledger: 'gone' } });
    assert.equal((await caught.next()).error.code, 'NO_CONFIG');
  });
});
