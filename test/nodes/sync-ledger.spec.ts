import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { LedgerError } from '../../lib/ledger';
import type { LedgerNode } from '../../nodes/shared/config-nodes';
import { type Config, end, Rig, TAB, watchers } from './support';

const rig = new Rig();

describe('sync-ledger', () => {
  rig.install();

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  });
  afterEach(async () => {
    await rig.unload();
    await rm(folder, { recursive: true, force: true });
  });

  const node = () => rig.node('book') as LedgerNode;
  const ledger = (settings: object): Config[] => [TAB, { id: 'book', type: 'sync-ledger', store: 'sqlite', ...settings }];

  const getting = (settings: object): Config[] => [
    ...rig.configs({ book: settings }),
    {
      id: 'get',
      type: 'ecwid-get',
      z: TAB.id,
      ecwid: 'shop',
      ledger: 'book',
      sync: 'stream',
      entity: 'order',
      wires: [['records'], ['run']],
    },
    end('records'),
    end('run'),
    ...watchers(['get']),
  ];

  const record = { key: 'K', version: '1', payload: { n: 1 } };

  it('lives in memory', async () => {
    await rig.load(ledger({ file: ':memory:' }));
    const { added } = await (await node().ledger(false)).receive('s', { topic: 'order', records: [record] });
    assert.equal(added, 1);
  });

  it('lives in a file of the user directory, in a folder it makes', async () => {
    helper.settings({ userDir: folder, credentialSecret: false });
    await rig.load(ledger({ file: 'sub/records.sqlite' }));
    helper.settings({ credentialSecret: false });
    await node().ledger(false);
    assert.ok(existsSync(join(folder, 'sub/records.sqlite')));
  });

  it('keeps its records over a redeploy', async () => {
    const file = join(folder, 'records.sqlite');
    await rig.load(ledger({ file }));
    await (await node().ledger(false)).receive('s', { topic: 'order', records: [record] });
    await rig.redeploy(ledger({ file }));
    assert.equal((await (await node().ledger(false)).counts()).new, 1);
  });

  it('keeps what comes from the sandbox apart, in memory, over a redeploy (61)', async () => {
    const file = join(folder, 'records.sqlite');
    await rig.load(ledger({ file }));
    const sandbox = await node().ledger(true);
    await sandbox.receive('s', { topic: 'order', records: [record] });
    assert.equal((await (await node().ledger(false)).counts()).new, 0);
    await rig.redeploy(ledger({ file }));
    assert.equal((await (await node().ledger(true)).counts()).new, 1);
    assert.equal((await (await node().ledger(false)).counts()).new, 0);
  });

  it('takes its numbers from environment variables and survives nonsense in them', async () => {
    await rig.load(ledger({ file: ':memory:', maxAttempts: '1', retentionDays: 'many', privacy: 'whatever' }));
    const opened = await node().ledger(false);
    await opened.receive('s', { topic: 'order', records: [record] });
    const [{ entry }] = await opened.claim('s', 1, 'test');
    await opened.settle(entry, { state: 'retry', reason: 'X', message: 'x', counted: true });
    assert.equal((await opened.counts()).dead, 1);
  });

  describe('that cannot be used', () => {
    const unusable = async () => {
      const file = join(folder, 'no-folder');
      await writeFile(file, 'text');
      return { file: join(file, 'records.sqlite') };
    };

    it('is told on Deploy, with its code', async () => {
      await rig.load(ledger(await unusable()));
      const error = await node()
        .ledger(false)
        .then(
          () => assert.fail('the ledger was opened'),
          (thrown: LedgerError) => thrown,
        );
      assert.equal(error.code, 'LEDGER_UNWRITABLE');
      assert.match(String(rig.errors('book')), /^The ledger cannot be written/);
    });

    it('is told on the Catch node by whoever needs it', async () => {
      await rig.load(getting(await unusable()));
      const caught = rig.probe('caught');
      rig.send('get');
      const { error } = await caught.until((msg) => msg.error.source.id === 'get');
      assert.equal(error.code, 'LEDGER_UNWRITABLE');
      assert.match(error.message, /^[^\n]+$/);
      assert.equal(rig.probe('run').messages.length, 0);
    });

    it('is told for a database file that is none', async () => {
      const file = join(folder, 'records.sqlite');
      await writeFile(file, 'This is no database, and long enough to be looked at as one. '.repeat(20));
      await rig.load(getting({ file }));
      rig.send('get');
      const { error } = await rig.probe('caught').until((msg) => msg.error.source.id === 'get');
      assert.equal(error.code, 'LEDGER_DAMAGED');
    });

    it('never shows its password', async () => {
      const url = 'postgres://user@127.0.0.1:1/none';
      await rig.load(ledger({ store: 'postgres', url }), { book: { password: 'canary-7f3a' } });
      const error = await node()
        .ledger(false)
        .catch((thrown: LedgerError) => thrown);
      assert.match((error as LedgerError).code, /^LEDGER_(UNREACHABLE|NO_PG)$/);
      assert.doesNotMatch(JSON.stringify([error, String(error), rig.errors('book')]), /canary/);
    });

    it('works again once the cause is gone, without a Deploy', async () => {
      const settings = await unusable();
      await rig.load(ledger(settings));
      await assert.rejects(node().ledger(false));
      await rm(join(folder, 'no-folder'));
      const opened = await node().ledger(false);
      assert.equal((await opened.counts()).new, 0);
    });
  });
});
