import assert from 'node:assert/strict';
import { explain, isHealable } from '../../../lib/reconcile/cause';
import { type Counts, type Difference, differences, type Row } from '../../../lib/reconcile/compare';
import { type Summary, toCsv, toHtml } from '../../../lib/reconcile/report';
import { Sorter } from '../../../nodes/reconcile/sorter';

const NOW = Date.parse('2026-06-12T12:00:00Z');
const HOUR = 3_600_000;

const row = (side: Row['side'], key: string, fields: Row['fields'] = { price: 100 }, more: Partial<Row> = {}): Row => ({
  ...{ side, key, id: `${side}-${key}`, fields, expected: true },
  ...more,
});
const source = row.bind(undefined, 'source');
const target = row.bind(undefined, 'target');

function compare(...rows: Row[]): { found: Difference[]; counts: Counts } {
  const counts = { source: 0, target: 0, equal: 0 };
  return { found: [...differences(rows, counts)], counts };
}

const kinds = (...rows: Row[]) => compare(...rows).found.map(({ kind, key }) => `${kind} ${key}`);

describe('comparing both sides (84)', () => {
  it('finds nothing where both have the same', () => {
    const { found, counts } = compare(source('A'), target('A'), source('B'), target('B'));
    assert.deepEqual(found, []);
    assert.deepEqual(counts, { source: 2, target: 2, equal: 2 });
  });

  it('names what is missing in the target and what is extra there', () => {
    assert.deepEqual(kinds(source('A'), target('B')), ['missing A', 'extra B']);
  });

  it('takes only what has to be on the other side for missing or extra', () => {
    assert.deepEqual(kinds(source('A', {}, { expected: false }), target('B', {}, { expected: false })), []);
  });

  it('names every field that differs with both values', () => {
    const { found } = compare(
      source('A', { price: 100, enabled: true, name: 'x' }),
      target('A', { price: 90, enabled: false, name: 'x' }),
    );
    assert.deepEqual(found[0].fields, [
      { field: 'price', source: 100, target: 90 },
      { field: 'enabled', source: true, target: false },
    ]);
  });

  it('does not compare a field that one side leaves out', () => {
    assert.deepEqual(kinds(source('A', { price: 100 }), target('A', { enabled: true })), []);
  });

  it('calls a difference stale when the source changed last', () => {
    const [older, newer] = [{ changed: NOW - HOUR }, { changed: NOW }];
    assert.deepEqual(kinds(source('A', { price: 1 }, newer), target('A', { price: 2 }, older)), ['stale A']);
    assert.deepEqual(kinds(source('A', { price: 1 }, older), target('A', { price: 2 }, newer)), ['different A']);
    assert.deepEqual(kinds(source('A', { price: 1 }, newer), target('A', { price: 2 })), ['different A']);
  });

  it('leaves over what has its key more than once, and says so', () => {
    const { found } = compare(source('A'), target('A'), target('A', { price: 100 }, { id: 'second' }));
    assert.deepEqual(
      found.map(({ kind, target: id, duplicate }) => [kind, id, duplicate]),
      [['extra', 'second', true]],
    );
  });

  for (const [wanted, SIZE] of [
    [0, 1000],
    [1, 1000],
    [137, 100_000],
  ]) {
    it(`finds exactly ${wanted} differences among ${SIZE} records, and memory stays flat (64, 84)`, () => {
      const changed = new Set(Array.from({ length: wanted }, (_, index) => String((index * 7919) % SIZE)));
      const sorter = new Sorter();
      const before = process.memoryUsage().heapUsed;
      let most = 0;
      const note = () => {
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      };
      // Neither side comes in the order of its keys.
      for (const [side, step] of [
        ['source', 31],
        ['target', 77_773],
      ] as const) {
        for (let from = 0; from < SIZE; from += 500) {
          const page = Array.from({ length: 500 }, (_, index) => {
            const key = String(((from + index) * step) % SIZE);
            return row(side, key, { price: side === 'target' && changed.has(key) ? 1 : 2, name: `Article ${key} of the shop` });
          });
          sorter.add(page);
          note();
        }
      }
      const counts = { source: 0, target: 0, equal: 0 };
      const found = new Set<string>();
      for (const { key } of differences(sorter.sorted(), counts)) found.add(key);
      note();
      sorter.close();
      assert.deepEqual(found, changed);
      assert.deepEqual(counts, { source: SIZE, target: SIZE, equal: SIZE - wanted });
      assert.ok(most < 100_000_000, `${Math.round(most / 1e6)} MB`);
    });
  }
});

describe('why a record differs (84)', () => {
  const missing: Difference = { kind: 'missing', key: 'A', source: 'A', fields: [], changed: NOW - 5 * HOUR, duplicate: false };
  const different: Difference = {
    ...missing,
    kind: 'different',
    target: '7',
    fields: [{ field: 'price', source: 1, target: 2 }],
  };
  const seen = (state: string, reason = '', message = '') => ({ state, reason, message });

  const CASES: [what: string, difference: Difference, last: ReturnType<typeof seen> | null | undefined, code: string][] = [
    ['was never read', missing, null, 'NEVER_READ'],
    ['is held', missing, seen('held', 'SKU_UNKNOWN', 'No article.'), 'HELD'],
    ['is a dead letter', missing, seen('dead', 'MPLUS_HTTP'), 'DEAD'],
    ['is tried again', missing, seen('retry', 'MPLUS_HTTP'), 'FAILING'],
    ['is on its way', different, seen('running'), 'UNDER_WAY'],
    ['was written and is gone', missing, seen('done', 'CREATED'), 'DELETED_IN_TARGET'],
    ['changed a moment ago', { ...missing, changed: NOW - 1000 }, undefined, 'RECENT'],
    ['was changed by hand', different, seen('done', 'UPDATED'), 'CHANGED_IN_TARGET'],
    ['was not carried over', { ...different, kind: 'stale' }, seen('done', 'UPDATED'), 'NOT_CARRIED_OVER'],
    ['was made by hand', { ...missing, kind: 'extra', source: undefined, target: '7' }, undefined, 'NOT_IN_SOURCE'],
    ['has a twin', { ...missing, duplicate: true }, undefined, 'DUPLICATE'],
    ['is not known about', missing, undefined, 'NOT_WRITTEN'],
  ];
  for (const [what, difference, last, code] of CASES) {
    it(`says that it ${what}`, () => {
      assert.equal(explain(difference, NOW, last).cause.code, code);
    });
  }

  it('tells its age in seconds', () => {
    assert.equal(explain(missing, NOW, null).age, 18_000);
    assert.equal(explain({ ...missing, changed: undefined }, NOW, null).age, undefined);
  });

  it('calls a difference stale that the flow has not dealt with yet', () => {
    assert.equal(explain(different, NOW, seen('held', 'SKU_UNKNOWN')).kind, 'stale');
  });

  it('does not send on what the flow or a person has in hand already', () => {
    const heals = ['missing', 'different'] as const;
    assert.equal(isHealable(explain(missing, NOW, null), heals), true);
    assert.equal(isHealable(explain(missing, NOW, seen('held', 'SKU_UNKNOWN')), heals), false);
    assert.equal(isHealable(explain({ ...missing, duplicate: true }, NOW, null), heals), false);
    assert.equal(isHealable(explain({ ...missing, kind: 'stale' }, NOW, null), heals), false);
  });
});

describe('the report (84)', () => {
  const found = explain(
    {
      ...{ kind: 'different', key: '=1+1', source: '1', target: '7', duplicate: false, changed: NOW - 3 * HOUR },
      fields: [{ field: 'name', source: 'Thee "groen", <los>', target: -5 }],
    },
    NOW,
    undefined,
  );
  const summary: Summary = {
    ...{ entity: 'product', direction: 'MplusKASSA → Ecwid', startedAt: '2026-06-12T12:00:00.000Z', duration: 1, source: 2 },
    ...{ target: 2, equal: 1, leftOut: 0, notComparable: 0, healed: 0, missing: 0, extra: 0, different: 1, stale: 0 },
  };

  it('is a table for a spreadsheet, which takes nothing in it for a formula', () => {
    const [head, line] = toCsv([found]).split('\r\n');
    assert.match(head, /^kind,key,source,target,field,in source,in target,age in seconds,cause,explanation$/);
    assert.match(line, /^different,'=1\+1,1,7,name,"Thee ""groen"", <los>",-5,10800,CHANGED_IN_TARGET,/);
  });

  it('has a line per field that differs', () => {
    const fields = ['price', 'enabled'].map((field) => ({ field, source: 1, target: 2 }));
    assert.equal(
      toCsv([{ ...found, fields }])
        .trim()
        .split('\r\n').length,
      3,
    );
  });

  it('is a page for a person that shows text as text', () => {
    const page = toHtml(summary, [found], 12);
    assert.match(page, /<p>One difference\.<\/p>/);
    assert.match(page, /Thee &quot;groen&quot;, &lt;los&gt;/);
    assert.match(page, /<td>3 h<\/td>/);
    assert.match(page, /And 12 more\./);
  });

  it('says when there is none', () => {
    assert.match(toHtml({ ...summary, different: 0 }, [], 0), /<p>No differences\.<\/p>/);
  });
});
