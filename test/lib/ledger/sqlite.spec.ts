import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LedgerPlace } from '../../../lib/ledger';
import { explain, openSqlite } from '../../../lib/ledger/sqlite';
import { ledgerContract } from './contract';
import { agreesWithModel } from './model';
import { Bench, keysOf, orders, record } from './support';

describe('ledger in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  after(() => rmSync(folder, { recursive: true }));
  let files = 0;
  const newFile = (): string => {
    files += 1;
    return join(folder, `${files}.sqlite`);
  };
  const inFile = async (): Promise<LedgerPlace> => ({ store: 'sqlite', file: newFile() });
  const inMemory = async (): Promise<LedgerPlace> => ({ store: 'sqlite', file: ':memory:' });

  describe('in a file', () => {
    ledgerContract(inFile, true);
  });

  describe('in memory', () => {
    ledgerContract(inMemory, false);
  });

  describe('over random lives (80)', () => {
    it('loses nothing, delivers nothing twice at once, and keeps each key in order', () =>
      agreesWithModel(inMemory, false, 300)).timeout(60_000);

    it('does so when it is opened again at any moment', () => agreesWithModel(inFile, true, 15)).timeout(60_000);

    it('does so when its process is killed at random moments', async function () {
      this.timeout(120_000);
      const place = await inFile();
      const log = join(folder, 'log');
      writeFileSync(log, '');
      let kills = 0;
      for (let run = 0; ; run += 1) {
        const child = fork(join(__dirname, 'worker.ts'), [JSON.stringify(place), String(run * 301), log], {
          execArgv: ['--require', 'tsx/cjs'],
        });
        const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
        const lines = () => readFileSync(log, 'utf8').split('\n').length;
        const target = lines() + 20 + ((run * 37) % 90);
        const watch = setInterval(() => {
          if (lines() >= target) child.kill('SIGKILL');
        }, 2);
        const code = await exited;
        clearInterval(watch);
        if (code === 0) break;
        assert.equal(child.signalCode, 'SIGKILL');
        kills += 1;
      }
      assert.ok(kills >= 3, `killed ${kills} times`);
      const seen = new Set<string>();
      for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
        const { key, uncertain } = JSON.parse(line);
        assert.equal(seen.has(key) && !uncertain, false, `${key} was delivered again without doubt`);
        seen.add(key);
      }
      assert.equal(seen.size, 500);
      const bench = new Bench(place);
      const ledger = await bench.open();
      assert.equal((await ledger.counts('in')).done, 500);
      await bench.close();
    });
  });

  describe('trouble', () => {
    const opening = async (file: string) => {
      const bench = new Bench({ store: 'sqlite', file });
      try {
        await bench.open();
      } finally {
        await bench.close();
      }
    };
    const filled = async (records: number): Promise<string> => {
      const file = newFile();
      const bench = new Bench({ store: 'sqlite', file });
      const ledger = await bench.open();
      await ledger.receive('in', orders(...Array.from({ length: records }, (_, index) => String(index))));
      await bench.close();
      return file;
    };

    it('says that a file is no ledger, and leaves it alone', async () => {
      const file = newFile();
      const text = 'this is somebody’s diary\n'.repeat(500);
      writeFileSync(file, text);
      await assert.rejects(opening(file), { code: 'LEDGER_DAMAGED', message: `The ledger is damaged: ${file}` });
      assert.equal(readFileSync(file, 'utf8'), text);
    });

    it('notices a damaged file when it starts', async () => {
      const file = await filled(500);
      const bytes = readFileSync(file);
      bytes.fill(0xab, 4096 * 3, 4096 * 12);
      writeFileSync(file, bytes);
      await assert.rejects(opening(file), { code: 'LEDGER_DAMAGED' });
    });

    it('notices a file that was cut off', async () => {
      const file = await filled(500);
      truncateSync(file, 4096 * 5);
      await assert.rejects(opening(file), { code: 'LEDGER_DAMAGED' });
    });

    it('says that another process holds it', async () => {
      const file = await filled(1);
      const other = new DatabaseSync(file);
      other.exec('pragma locking_mode = exclusive; begin exclusive');
      await assert.rejects(openSqlite(file, { patience: 30 }), { code: 'LEDGER_LOCKED', disposition: 'wait' });
      other.close();
      await opening(file);
    });

    it('waits for another process that is only busy, and lets this one go on meanwhile', async () => {
      const file = await filled(1);
      const bench = new Bench({ store: 'sqlite', file });
      const ledger = await bench.open();
      const other = new DatabaseSync(file);
      other.exec('begin immediate');
      let turns = 0;
      const release = setInterval(() => {
        turns += 1;
        if (turns === 5) other.exec('commit');
      }, 5);
      try {
        await ledger.receive('in', orders('after'));
        assert.ok(turns >= 5);
      } finally {
        clearInterval(release);
        other.close();
      }
      await bench.close();
    });

    it('says that the disk is full, loses nothing, and goes on when there is space again', async () => {
      const file = await filled(10);
      const bench = new Bench({ store: 'sqlite', file });
      const ledger = await bench.open();
      const store = await openSqlite(file);
      const limit = (pages: number) => store.read((sql) => sql.all(`pragma max_page_count = ${pages}`));
      await limit(1);
      const page = { topic: 'order', records: [record('big', '1', { text: 'x'.repeat(200_000) }), record('small')], cursor: 5 };
      await assert.rejects(ledger.receive('in', page), { code: 'LEDGER_FULL', disposition: 'wait' });
      assert.equal(await ledger.cursor('in'), undefined);
      assert.equal((await ledger.counts('in')).new, 10);
      await limit(1_000_000);
      assert.equal((await ledger.receive('in', page)).added, 2);
      assert.equal((await ledger.claim('in', 99, 'one')).length, 12);
      await store.close();
      await bench.close();
    });

    it('says that a path cannot be written', async () => {
      const file = await filled(1);
      const directory = newFile();
      mkdirSync(directory);
      await assert.rejects(opening(join(file, 'below', 'a.sqlite')), { code: 'LEDGER_UNWRITABLE' });
      await assert.rejects(opening(directory), { code: 'LEDGER_UNWRITABLE' });
      await assert.rejects(opening('/proc/ledger.sqlite'), { code: 'LEDGER_UNWRITABLE' });
    });

    it('names what SQLite reports later on', () => {
      const codes = [
        [8, 'LEDGER_UNWRITABLE'],
        [11 | (3 << 8), 'LEDGER_DAMAGED'],
        [10 | (3 << 8), 'LEDGER_UNWRITABLE'],
        [13, 'LEDGER_FULL'],
        [1, 'LEDGER_FAILED'],
      ] as const;
      for (const [errcode, code] of codes) {
        assert.equal((explain(Object.assign(new Error('x'), { errcode }), 'file') as { code: string }).code, code);
      }
    });

    it('does not touch a ledger of a newer version', async () => {
      const file = await filled(1);
      const database = new DatabaseSync(file);
      database.exec('pragma user_version = 99');
      database.close();
      await assert.rejects(opening(file), { code: 'LEDGER_NEWER' });
      const after = new DatabaseSync(file);
      assert.equal(after.prepare('pragma user_version').get()?.user_version, 99);
      after.close();
    });

    it('makes the folder, and a file that nobody else can read', async () => {
      const file = join(folder, 'new', 'folder', 'ledger.sqlite');
      await opening(file);
      assert.equal(statSync(file).mode & 0o777, 0o600);
    });

    it('leaves nothing of an erased person in the file', async () => {
      const file = newFile();
      const bench = new Bench({ store: 'sqlite', file });
      const ledger = await bench.open();
      await ledger.receive('in', {
        topic: 'order',
        records: [record('A', '1', { email: 'kim@example.com', name: 'Quite Unusual' }), record('B')],
      });
      await ledger.erase('kim@example.com');
      const bytes = [file, `${file}-wal`].map((path) => readFileSync(path).toString('latin1')).join();
      assert.equal(/kim@example|Quite Unusual/.test(bytes), false);
      assert.deepEqual(keysOf(await ledger.claim('in', 9, 'one')), ['B']);
      await bench.close();
    });
  });
});
