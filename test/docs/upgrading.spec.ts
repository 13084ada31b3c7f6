/** What the page about upgrading says of ledgers and saved nodes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Ledger } from '../../lib/ledger';
import { read, TYPES } from './support';

const PAGE = read('docs/upgrading.md');

const OPTIONS = { store: 'sqlite', retentionDays: 30, privacy: 'full', maxAttempts: 8, backoff: 30, lease: 300 } as const;

describe('The page about upgrading', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'upgrading-'));
    file = join(folder, 'ledger.sqlite');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('tells the version of a ledger up to the present one, and how an older package refuses a newer one', async () => {
    await (await Ledger.open({ ...OPTIONS, file })).close();
    const database = new DatabaseSync(file);
    const { user_version: present } = database.prepare('pragma user_version').get() as { user_version: number };
    const versions = [...PAGE.matchAll(/^\| (\d+) +\| /gm)].map(([, version]) => Number(version));
    assert.deepEqual(
      versions,
      Array.from({ length: present }, (_, index) => index + 1),
    );
    database.exec(`pragma user_version = ${present + 1}`);
    database.close();
    await assert.rejects(Ledger.open({ ...OPTIONS, file }), { code: 'LEDGER_NEWER' });
    assert.match(PAGE, /`LEDGER_NEWER`/);
  });

  it('names properties that their node has', () => {
    const rows = [...PAGE.matchAll(/^\| `([\w-]+)` +\| `(\w+)` +\|/gm)].map(([, type, property]) => [type, property]);
    assert.notEqual(rows.length, 0);
    for (const [type, property] of rows) {
      assert.ok(TYPES.includes(type), type);
      assert.match(read(`nodes/${type}/${type}.editor.ts`), new RegExp(`^ {4}${property}: \\{\\s*value:`, 'm'), property);
    }
  });

  it('tells the number that all nodes save', () => {
    assert.match(PAGE, /1 for all nodes so far/);
    for (const type of TYPES) {
      assert.match(read(`nodes/${type}/${type}.editor.ts`), /^ {4}version: \{ value: 1 \},$/m, type);
    }
  });
});
