import assert from 'node:assert/strict';
import { digest } from '../../nodes/shared/written';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs(),
    {
      id: 'privacy',
      type: 'sync-privacy',
      z: TAB.id,
      ledger: 'book',
      action: 'erase',
      email: '',
      emailType: 'msg',
      wires: [['out']],
      ...settings,
    },
    end('out'),
    ...watchers(['privacy']),
  ];
}

/** Two customers that the ledger has, one of them settled. */
async function stored(): Promise<void> {
  const ledger = await rig.ledger();
  const records = ['klant', 'ander'].map((name, index) => ({
    key: String(41 + index),
    version: '1',
    payload: { id: 41 + index, email: `${name}@example.com`, name: `Test ${name}` },
  }));
  await ledger.receive('customers', { topic: 'customer', records });
  const [{ entry }] = await ledger.claim('customers', 1, 'test');
  await ledger.settle(entry, { state: 'done', result: { action: 'created', id: 7 } });
}

async function run(msg: object, settings?: object): Promise<Msg> {
  await rig.load(flow(settings));
  await stored();
  rig.send('privacy', msg);
  const [out] = await rig.probe('out').count(1);
  return out;
}

const mentions = async (text: string): Promise<boolean> => {
  const ledger = await rig.ledger();
  const { records } = await ledger.find();
  const details = await Promise.all(records.map(({ entry }) => ledger.exportRecord(entry)));
  return JSON.stringify(details).includes(text);
};

describe('sync-privacy (96)', () => {
  rig.install();

  const places: [string, object, object?][] = [
    ['an Ecwid customer', { payload: { email: ' Klant@Example.com' } }],
    [
      'an event of a webhook',
      { payload: {}, event: { eventType: 'customer.deleted', data: { customerEmail: 'klant@example.com' } } },
    ],
    ['an event as payload', { payload: { eventType: 'customer.deleted', data: { customerEmail: 'klant@example.com' } } }],
    ['the place that is set', { payload: 'x', who: 'klant@example.com' }, { email: 'who' }],
    ['a fixed text', { payload: 'x' }, { email: 'klant@example.com', emailType: 'str' }],
    [
      'the record of a customer that was deleted',
      { topic: 'deletedCustomer', payload: { id: 41, date: '2026-01-15 09:30:00 +0000' } },
    ],
  ];
  for (const [what, msg, settings] of places) {
    it(`erases the person that ${what} names, and nobody else`, async () => {
      const { result } = await run(msg, settings);
      assert.deepEqual([result.action, result.erased], ['done', 1]);
      assert.equal(await mentions('klant@example.com'), false);
      assert.equal(await mentions('ander@example.com'), true);
    });
  }

  it('exports all that is stored about the person', async () => {
    const { payload, result } = await run({ payload: { email: 'klant@example.com' } }, { action: 'export' });
    assert.equal(result.exported, 1);
    assert.deepEqual(
      payload.records.map((record: Msg) => record.payload.email),
      ['klant@example.com'],
    );
    assert.equal(await mentions('klant@example.com'), true);
  });

  it('skips a deleted customer whose address nobody knows here', async () => {
    const { result } = await run({ topic: 'deletedCustomer', payload: { id: 99 } });
    assert.deepEqual([result.action, result.reason], ['skipped', 'PERSON_UNKNOWN']);
  });

  for (const msg of [{ payload: {} }, { payload: { email: 'geen adres' } }]) {
    it(`gives PRIVACY_NO_EMAIL for ${JSON.stringify(msg)}`, async () => {
      await rig.load(flow());
      rig.send('privacy', msg);
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'PRIVACY_NO_EMAIL');
      assert.doesNotMatch(error.message, /geen adres/);
    });
  }

  it('forgets the link of a guest, which is kept under a hash of the address', async () => {
    await rig.load([
      ...flow(),
      { id: 'put', type: 'mplus-put', z: TAB.id, mplus: 'till', entity: 'relation', wires: [['written']] },
      end('written'),
    ]);
    rig.send('put', await rig.deliver('1', { name: 'Gast', email: 'gast@example.com' }));
    await rig.probe('written').count(1);
    const ledger = await rig.ledger();
    const { mplus } = rig.sandbox;
    const links = async (): Promise<number> => (await ledger.export(linkOf('gast@example.com'))).links.length;
    assert.ok((await links()) > 0, mplus.host);
    rig.send('privacy', { payload: { email: 'gast@example.com' } });
    await rig.probe('out').count(1);
    assert.equal(await links(), 0);
  });
});

function linkOf(email: string): string {
  return digest({ by: 'email', email });
}
