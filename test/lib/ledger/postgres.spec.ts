import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { POSTGRES_PASSWORD, type Postgres, startPostgres, whyNoPostgres } from '../../support/postgres';
import { ledgerContract } from './contract';
import { agreesWithModel } from './model';
import { Bench, keysOf, orders } from './support';

describe('ledger in PostgreSQL', () => {
  let postgres: Postgres;
  before(async function () {
    this.timeout(60_000);
    const reason = whyNoPostgres();
    if (reason && process.env.CI === 'true') throw new Error(reason);
    if (reason) {
      console.log(`    NOT RUN: ${reason}`);
      this.skip();
    }
    postgres = await startPostgres();
  });
  after(() => postgres?.stop());
  const place = async () => ({ store: 'postgres', url: await postgres.schema(), password: POSTGRES_PASSWORD }) as const;

  ledgerContract(place, true);

  it('loses nothing, delivers nothing twice at once, and keeps each key in order, over random lives (80)', () =>
    agreesWithModel(place, true, 10)).timeout(60_000);

  it('is made once when several instances start at the same time', async () => {
    const bench = new Bench(await place());
    await Promise.all(Array.from({ length: 5 }, () => bench.open()));
    await bench.close();
  });

  it('serves instances that receive, claim and settle at the same time: no version lost, none delivered twice at once', async () => {
    const bench = new Bench(await place());
    const ledgers = await Promise.all([bench.open(), bench.open(), bench.open()]);
    const running = new Set<string>();
    const delivered: string[] = [];
    await Promise.all(
      ledgers.map(async (ledger, index) => {
        for (let round = 0; round < 25; round += 1) {
          const keys = ['A', 'B', 'C', 'D'].map((key) => ({ key, version: String(round), payload: { round } }));
          await ledger.receive('in', { topic: 'order', records: index % 2 ? keys : keys.reverse() });
          for (const { key, version, entry, attempt } of await ledger.claim('in', 2, `owner ${index}`)) {
            assert.equal(running.has(key), false, `${key} is running already`);
            running.add(key);
            await new Promise((resolve) => setImmediate(resolve));
            running.delete(key);
            await ledger.settle(entry, { state: 'done' }, attempt);
            delivered.push(`${key} ${version}`);
          }
        }
      }),
    );
    for (let rest = await ledgers[0]!.claim('in', 9, 'last'); rest.length > 0; rest = await ledgers[0]!.claim('in', 9, 'last')) {
      for (const { key, version, entry } of rest) {
        await ledgers[0]!.settle(entry, { state: 'done' });
        delivered.push(`${key} ${version}`);
      }
    }
    assert.equal(new Set(delivered).size, delivered.length);
    for (const key of ['A', 'B', 'C', 'D']) assert.ok(delivered.includes(`${key} 24`), `the last version of ${key}`);
    const { done, skipped, ...others } = await ledgers[0]!.counts('in');
    assert.equal(done + skipped, 100);
    assert.deepEqual(Object.values(others), [0, 0, 0, 0, 0, 0]);
    await bench.close();
  });

  it('uses the clock of the server where none is given', async () => {
    const bench = new Bench(await place());
    const ledger = await bench.open({ now: undefined });
    const before = Date.now();
    await ledger.receive('in', orders('A'));
    const { received } = (await ledger.find()).records[0]!;
    assert.ok(Math.abs(received - before) < 60_000);
    await bench.close();
  });

  describe('trouble', () => {
    const rejects = async (url: string, password: string, expected: object) => {
      await assert.rejects(new Bench({ store: 'postgres', url, password }).open(), (error: Error) => {
        assert.equal(
          `${error.message} ${JSON.stringify(error)} ${error.stack} ${error.cause ?? ''}`.includes(password),
          false,
          'no password',
        );
        assert.deepEqual(
          { ...error, ...Object.fromEntries(Object.keys(expected).map((key) => [key, error[key as keyof Error]])) },
          { ...error, ...expected },
        );
        return true;
      });
    };

    it('says that the password is wrong without saying it', async () => {
      await rejects(await postgres.schema(), 'wr0ng-password', { code: 'LEDGER_AUTH' });
    });

    it('says that there is no server', async () => {
      await rejects('postgres://ledger@127.0.0.1:1/postgres', 'secret-word', { code: 'LEDGER_UNREACHABLE', disposition: 'wait' });
    });

    it('says that the address is no address', async () => {
      await rejects('postgres//ledger:secret-word@nowhere', 'secret-word', { code: 'LEDGER_URL' });
      await rejects('https://ledger:secret-word@nowhere', 'secret-word', { code: 'LEDGER_URL' });
    });

    it('does not touch a ledger of a newer version', async () => {
      const where = await place();
      const bench = new Bench(where);
      await bench.open();
      const schema = decodeURIComponent(where.url).split('search_path=')[1];
      await postgres.query(`update ${schema}.ledger_meta set value = '99' where name = 'version'`);
      await assert.rejects(bench.open(), { code: 'LEDGER_NEWER' });
      await bench.close();
    });

    it('goes on by itself when the server was away', async () => {
      const bench = new Bench(await place());
      const ledger = await bench.open();
      await ledger.receive('in', orders('A', 'B'));
      const [first] = await ledger.claim('in', 1, 'one');
      await postgres.restart();
      assert.equal(await ledger.settle(first!.entry, { state: 'done' }), true);
      assert.deepEqual(keysOf(await ledger.claim('in', 9, 'one')), ['B']);
      await bench.close();
    }).timeout(60_000);

    it('says that pg is not installed', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
      const hook = join(folder, 'hook.cjs');
      writeFileSync(
        hook,
        `require('node:module').registerHooks({ resolve(name, context, next) {
          if (name === 'pg') throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
          return next(name, context);
        } });`,
      );
      const place = JSON.stringify({ store: 'postgres', url: 'postgres://x@127.0.0.1/x' });
      const child = fork(join(__dirname, 'worker.ts'), [place, '0', '/dev/null'], {
        execArgv: ['--require', hook, '--require', 'tsx/cjs'],
        silent: true,
      });
      assert.match(await text(child.stderr!), /LEDGER_NO_PG/);
      rmSync(folder, { recursive: true });
    });
  });
});
