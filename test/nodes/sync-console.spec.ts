/** The endpoints behind the sync console, in real Node-REDs with users of different rights, and the pure rules around them. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { Ledger, type Outcome } from '../../lib/ledger';
import { diff } from '../../nodes/shared/editor/diff';
import { type Changes, Live } from '../../nodes/sync-console/live';
import { recordQuery, recordView } from '../../nodes/sync-console/shape';
import { LINES } from '../support/runtime';
import { Server } from '../support/server';

const SYNC = 'orders → MplusKASSA';
const EMAIL = 'koper@example.com';
const POLICY = { retentionDays: 30, privacy: 'full', maxAttempts: 8, backoff: 30, lease: 300 } as const;

// biome-ignore lint/suspicious/noExplicitAny: JSON of an admin endpoint
type Body = any;

const HELD: Outcome = {
  state: 'held',
  reason: 'SKU_UNKNOWN',
  message: 'Article 7777001 is not in the till.',
  details: { unmatched: [{ sku: '7777001' }] },
  missing: [{ subject: 'sku', value: '7777001' }],
};

/** 120 orders: 118 done after three steps, two held for the same reason. Entry numbers are 1 to 120. */
async function fill(file: string): Promise<void> {
  const ledger = await Ledger.open({ store: 'sqlite', file, ...POLICY });
  const records = Array.from({ length: 120 }, (_, index) => ({
    key: `ORDER${index + 1}`,
    version: '1',
    payload: { id: `ORDER${index + 1}`, total: index, ...(index === 119 ? { email: EMAIL } : {}) },
  }));
  await ledger.receive(SYNC, { topic: 'order', records });
  for (const { entry, key } of await ledger.claim(SYNC, 120, 'test')) {
    await ledger.note(entry, 'customer-resolver', { action: 'found', relationNumber: 7 }, 12);
    if (entry > 118) await ledger.settle(entry, HELD);
    else {
      await ledger.note(entry, 'data-mapper', { mapping: '3', mapped: { extOrderId: key } }, 5);
      await ledger.settle(entry, { state: 'done', reason: 'CREATED', result: { action: 'created', id: entry } });
    }
  }
  await ledger.close();
}

const FLOWS = [
  { id: 'flow-1', type: 'tab', label: 'Orders' },
  { id: 'real', type: 'sync-ledger', name: 'Orders', store: 'sqlite', file: 'ledger.sqlite' },
  { id: 'idle', type: 'sync-ledger', name: '', store: 'sqlite', file: ':memory:' },
  { id: 'till', type: 'mplus-config', name: '', sandbox: true },
  {
    id: 'get',
    type: 'mplus-get',
    z: 'flow-1',
    mplus: 'till',
    entity: 'relation',
    mode: 'changed',
    emit: 'record',
    ledger: 'idle',
    sync: 'relations → Ecwid',
    wires: [[], []],
  },
];

/** What each user may; passwords are the names. */
const RIGHTS: Record<string, string | string[]> = { owner: '*', viewer: 'read', cook: ['flows.read', 'flows.write'] };

function adminAuth(): object {
  const { hashSync } = createRequire(require.resolve('node-red'))('bcryptjs');
  return {
    type: 'credentials',
    users: Object.entries(RIGHTS).map(([username, permissions]) => ({ username, password: hashSync(username, 4), permissions })),
  };
}

for (const { name, module } of LINES) {
  describe(`the endpoints of the sync console in ${name}`, function () {
    this.timeout(60_000);
    const server = new Server();
    const tokens: Record<string, string> = {};

    async function call(user: string | undefined, method: string, path: string, values: Record<string, unknown> = {}) {
      const query = method === 'GET' ? `?${new URLSearchParams(values as Record<string, string>)}` : '';
      const answer = await fetch(`${server.address}/mplus-ecwid/console/${path}${query}`, {
        method,
        headers: { 'content-type': 'application/json', ...(user ? { authorization: `Bearer ${tokens[user]}` } : {}) },
        ...(method === 'GET' ? {} : { body: JSON.stringify(values) }),
      });
      const text = await answer.text();
      const json = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, headers: answer.headers, body: (json ? JSON.parse(text) : text) as Body };
    }
    const get = async (path: string, values: object = {}, status = 200) => {
      const answer = await call('owner', 'GET', path, { ledger: 'real', ...values });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      return answer.body;
    };
    const post = async (path: string, values: object = {}, status = 200) => {
      const answer = await call('owner', 'POST', path, { ledger: 'real', ...values });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      return answer.body;
    };

    before(async () => {
      await fill(join(server.userDir, 'ledger.sqlite'));
      await server.start(module, FLOWS, { adminAuth: adminAuth() });
      for (const user of Object.keys(RIGHTS)) {
        const form = { client_id: 'node-red-editor', grant_type: 'password', scope: '', username: user, password: user };
        const answer = await fetch(`${server.address}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
        tokens[user] = ((await answer.json()) as { access_token: string }).access_token;
      }
    });
    after(() => server.stop());

    it('lets nobody in without a login, and nobody without the permission', async () => {
      for (const path of ['ledgers', 'syncs', 'missing', 'records', 'record', 'export']) {
        for (const user of [undefined, 'cook']) {
          const { status, body } = await call(user, 'GET', path, { ledger: 'real', entry: '1' });
          assert.equal(status, 401, `${user} ${path}`);
          assert.doesNotMatch(JSON.stringify(body), /ORDER/);
        }
        assert.equal((await call('viewer', 'GET', path, { ledger: 'real', entry: '1' })).status, 200, path);
      }
      for (const path of ['retry', 'skip', 'release', 'provide', 'person/export', 'person/erase']) {
        for (const user of [undefined, 'cook', 'viewer']) {
          const values = { ledger: 'real', entry: 120, reason: 'SKU_UNKNOWN', subject: 'sku', value: '7777001', email: EMAIL };
          assert.equal((await call(user, 'POST', path, values)).status, 401, `${user} ${path}`);
        }
      }
      const [{ counts }] = await get('syncs');
      assert.equal(counts.held, 2);
    });

    it('lists every ledger, and the sandbox beside the one that a get node uses with it', async () => {
      assert.deepEqual(await get('ledgers'), [
        { ledger: 'real', id: 'real', name: 'Orders', sandbox: false, inUse: false },
        { ledger: 'idle', id: 'idle', name: '', sandbox: false, inUse: false },
        { ledger: 'idle/sandbox', id: 'idle', name: '', sandbox: true, inUse: true },
      ]);
    });

    it('sums up each sync from its counters', async () => {
      const [{ received, settled, ...row }, ...others] = await get('syncs');
      assert.deepEqual(others, []);
      assert.ok(received >= settled && settled >= 0);
      assert.equal(row.sync, SYNC);
      assert.equal(row.topic, 'order');
      assert.deepEqual([row.counts.done, row.counts.held, row.counts.new], [118, 2, 0]);
      assert.deepEqual(row.reasons, [
        { state: 'done', reason: 'CREATED', count: 118 },
        { state: 'held', reason: 'SKU_UNKNOWN', count: 2 },
      ]);
      assert.equal('lag' in row, false, 'nothing waits');
    });

    it('lists what held records wait for, once with a count', async () => {
      const wanted = [{ reason: 'SKU_UNKNOWN', subject: 'sku', value: '7777001', count: 2 }];
      assert.deepEqual(await get('missing'), wanted);
      assert.deepEqual(await get('missing', { sync: SYNC }), wanted);
      assert.deepEqual(await get('missing', { sync: 'another' }), []);
    });

    it('gives previews and lists of values only to those who may see them', async () => {
      const paths = [
        ['POST', 'data-mapper/preview', 'viewer'],
        ['GET', 'value-table/missing?name=vatCodes', 'viewer'],
        ['POST', 'mplus-config/lookup', 'owner'],
        ['POST', 'ecwid-config/lookup', 'owner'],
      ] as const;
      for (const [method, path, allowed] of paths) {
        for (const user of [undefined, ...Object.keys(RIGHTS)]) {
          const authorization = user ? { authorization: `Bearer ${tokens[user]}` } : undefined;
          const { status } = await fetch(`${server.address}/mplus-ecwid/${path}`, { method, headers: authorization });
          const may = user === 'owner' || user === allowed;
          assert.equal(status, may ? 200 : 401, `${user} ${path}`);
        }
      }
    });

    it('pages through the records, 50 at a time, newest first', async () => {
      const pages: string[][] = [];
      for (let after: string | undefined; pages.length < 4; ) {
        const { records, next } = await get('records', after ? { after } : {});
        pages.push(records.map(({ key }: { key: string }) => key));
        after = next;
        if (!after) break;
      }
      assert.deepEqual(
        pages.map(({ length }) => length),
        [50, 50, 20],
      );
      assert.equal(new Set(pages.flat()).size, 120);
      assert.equal(pages[0][0], 'ORDER120');
    });

    it('filters by state, cause, text and time', async () => {
      const keys = async (filter: object) =>
        (await get('records', filter)).records.map(({ key }: { key: string }) => key).sort() as string[];
      assert.deepEqual(await keys({ state: 'held' }), ['ORDER119', 'ORDER120']);
      assert.deepEqual(await keys({ sync: SYNC, reason: 'SKU_UNKNOWN' }), ['ORDER119', 'ORDER120']);
      assert.deepEqual(await keys({ text: 'order11', state: 'held' }), ['ORDER119']);
      assert.deepEqual(await keys({ text: EMAIL.toUpperCase() }), ['ORDER120']);
      assert.deepEqual(await keys({ until: 1 }), []);
      assert.equal((await keys({ since: 1, state: 'done' })).length, 50);
    });

    it('shows one record with its way through the flow, before and after mapping', async () => {
      const view = await get('record', { entry: 1 });
      assert.deepEqual(
        view.timeline.map(({ moment }: { moment: string }) => moment),
        ['received', 'customer', 'mapped', 'settled'],
      );
      assert.equal(view.timeline[1].duration, 12);
      assert.deepEqual(view.timeline[1].data, { action: 'found', relationNumber: 7 });
      assert.deepEqual(view.timeline[2].data, { mapping: '3' });
      assert.deepEqual(view.payload, { id: 'ORDER1', total: 0 });
      assert.deepEqual(view.mapped, { extOrderId: 'ORDER1' });
      assert.deepEqual(view.result, { action: 'created', id: 1 });
      assert.deepEqual(view.can, { retry: true, skip: false, release: false });
    });

    it('gives a record as a file that no cache keeps', async () => {
      const { headers, body } = await call('owner', 'GET', 'export', { ledger: 'real', entry: 1 });
      assert.equal(headers.get('content-disposition'), 'attachment; filename="record-1.json"');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(body.key, 'ORDER1');
      assert.equal(body.steps.length, 2);
    });

    it('refuses what does not fit, with a code and a sentence', async () => {
      const cases: [string, 'GET' | 'POST', object, number, string][] = [
        ['records', 'GET', { state: 'lost' }, 400, 'CONSOLE_BAD_REQUEST'],
        ['records', 'GET', { since: 'yesterday' }, 400, 'CONSOLE_BAD_REQUEST'],
        ['record', 'GET', {}, 400, 'CONSOLE_BAD_REQUEST'],
        ['record', 'GET', { entry: 4711 }, 404, 'LEDGER_NO_ENTRY'],
        ['syncs', 'GET', { ledger: 'till' }, 404, 'NO_CONFIG'],
        ['syncs', 'GET', { ledger: 'real/sandbox' }, 404, 'NO_CONFIG'],
        ['retry', 'POST', { entry: 1, payload: 'text' }, 400, 'CONSOLE_BAD_REQUEST'],
        ['release', 'POST', {}, 400, 'CONSOLE_BAD_REQUEST'],
        ['person/erase', 'POST', { email: 'nobody' }, 400, 'CONSOLE_BAD_REQUEST'],
      ];
      for (const [path, method, values, status, code] of cases) {
        const body = await (method === 'GET' ? get : post)(path, values, status);
        assert.equal(body.code, code, path);
        assert.match(body.message, /^[A-Z].+/);
        assert.doesNotMatch(JSON.stringify(body), /sqlite|node_modules|at .+:\d+:\d+/);
      }
    });

    it('retries a record, also with an edited payload', async () => {
      await post('retry', { entry: 119, payload: { id: 'ORDER119', total: 1, edited: true } });
      const view = await get('record', { entry: 119 });
      assert.equal(view.state, 'new');
      assert.equal(view.payload.edited, true);
      assert.equal(view.timeline.at(-1).moment, 'again');
      await post('skip', { entry: 119 });
      assert.equal((await get('record', { entry: 119 })).reason, 'SKIPPED_BY_HAND');
    });

    it('releases everything that waits for the same cause', async () => {
      assert.deepEqual(await post('release', { sync: SYNC, reason: 'SKU_UNKNOWN' }), { released: 1 });
      const [{ counts, lag }] = await get('syncs');
      assert.deepEqual([counts.held, counts.new], [0, 1]);
      assert.ok(lag >= 0);
    });

    it('tells the editor when something changed, with the numbers of the settled records and nothing else', async () => {
      const socket = new WebSocket(`${server.address.replace('http', 'ws')}/comms`);
      const told = new Promise<Changes>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          const message = JSON.parse(String(data));
          if (message.auth === 'ok') {
            socket.send(JSON.stringify({ subscribe: 'mplus-ecwid/console' }));
            post('skip', { entry: 120 });
          } else if (Array.isArray(message)) {
            const change = message.find(({ topic, data: { real } }) => topic === 'mplus-ecwid/console' && real?.length);
            if (change) resolve(change.data);
          }
        });
      });
      await new Promise((open) => socket.addEventListener('open', open, { once: true }));
      socket.send(JSON.stringify({ auth: tokens.owner }));
      const { real, ...others } = await told;
      assert.ok(real.includes(120));
      assert.ok(Object.entries(others).every(([ledger, entries]) => /^idle/.test(ledger) && entries.length === 0));
      assert.ok(real.every((entry) => Number.isInteger(entry)));
      socket.close();
    });

    it('exports and erases a person', async () => {
      const { records } = await post('person/export', { email: EMAIL });
      assert.deepEqual(
        records.map(({ key }: { key: string }) => key),
        ['ORDER120'],
      );
      assert.deepEqual(await post('person/erase', { email: EMAIL }), { records: 1 });
      const view = await get('record', { entry: 120 });
      assert.equal('payload' in view, false);
      assert.equal(view.can.retry, false);
      assert.deepEqual((await post('person/export', { email: EMAIL })).records, []);
    });
  });
}

describe('the shapes of the sync console', () => {
  const summary = {
    entry: 1,
    sync: SYNC,
    topic: 'order',
    key: 'A1',
    version: '1',
    reason: '',
    message: '',
    attempts: 1,
    uncertain: false,
    received: 1000,
    changed: 1900,
    facts: {},
  };

  it('counts the time between steps, and takes the mapping of the last attempt', () => {
    const view = recordView(
      {
        ...summary,
        state: 'done',
        payload: {},
        payloadForm: 'full',
        steps: [
          { step: 'data-mapper', at: 1100, duration: 4, data: { mapped: { first: true } } },
          { step: 'retry', at: 1200, data: { reason: 'MPLUS_TIMEOUT' } },
          { step: 'data-mapper', at: 1500, data: { mapped: { second: true } } },
          { step: 'ecwid-put', at: 1800 },
          { step: 'own-step', at: 1850, data: 'said' },
        ],
      },
      5000,
    );
    assert.deepEqual(view.mapped, { second: true });
    assert.equal(view.age, 4000);
    assert.deepEqual(
      view.timeline.map(({ moment, elapsed }) => [moment, elapsed]),
      [
        ['received', undefined],
        ['mapped', 100],
        ['retry', 100],
        ['mapped', 300],
        ['written', 300],
        ['step', 50],
        ['settled', 50],
      ],
    );
    assert.deepEqual(view.timeline[5].data, { value: 'said' });
  });

  it('offers only what the ledger would accept', () => {
    const can = (part: object) =>
      recordView({ ...summary, state: 'held', reason: 'X', payloadForm: 'full', steps: [], ...part }, 0).can;
    assert.deepEqual(can({}), { retry: true, skip: true, release: true });
    assert.deepEqual(can({ state: 'running' }), { retry: false, skip: false, release: false });
    assert.deepEqual(can({ state: 'done', payloadForm: 'redacted' }), { retry: false, skip: false, release: false });
    assert.deepEqual(can({ state: 'dead', payloadForm: undefined }), { retry: false, skip: true, release: true });
  });

  it('leaves empty filters out', () => {
    assert.deepEqual(recordQuery({ ledger: 'x', sync: '', state: 'held', reason: '', text: '', since: '12' }), {
      state: 'held',
      since: 12,
    });
  });
});

describe('the live word of the sync console', () => {
  it('comes at once, then at most once per interval with all that happened since', async () => {
    const ledger = await Ledger.open({ store: 'sqlite', file: ':memory:', ...POLICY });
    const told: Changes[] = [];
    let heard = () => {};
    const live = new Live((changes) => {
      told.push(changes);
      heard();
    }, 30);
    live.watch('book', ledger);
    live.watch('book', ledger);
    const later = new Promise<void>((resolve) => {
      heard = () => told.length === 2 && resolve();
    });
    const started = Date.now();
    await ledger.receive(SYNC, {
      topic: 'order',
      records: ['1', '2'].map((key) => ({ key, version: '1', payload: {} })),
    });
    assert.deepEqual(told, [{ book: [] }]);
    for (const { entry } of await ledger.claim(SYNC, 2, 'test')) await ledger.settle(entry, { state: 'done' });
    assert.equal(told.length, 1);
    await waking(later);
    assert.deepEqual(told[1], { book: [1, 2] });
    assert.ok(Date.now() - started >= 29);
    await ledger.close();
  });

  /** The timer of the console keeps no process alive; a test has to. */
  async function waking(promise: Promise<void>): Promise<void> {
    const awake = setInterval(() => {}, 1000);
    await promise.finally(() => clearInterval(awake));
  }
});

describe('the diff of the sync console', () => {
  it('marks what went and what came, line by line', () => {
    assert.deepEqual(diff({ id: 'A', total: 1, name: 'x' }, { id: 'A', amount: 100, name: 'x' }), [
      { change: 'same', text: '{' },
      { change: 'same', text: '  "id": "A",' },
      { change: 'removed', text: '  "total": 1,' },
      { change: 'added', text: '  "amount": 100,' },
      { change: 'same', text: '  "name": "x"' },
      { change: 'same', text: '}' },
    ]);
  });

  it('holds both sides complete and in order, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const lines = diff(before, after);
        const side = (change: string) => lines.filter((line) => line.change !== change).map(({ text }) => text);
        assert.deepEqual(side('added').join('\n'), JSON.stringify(before, null, 2));
        assert.deepEqual(side('removed').join('\n'), JSON.stringify(after, null, 2));
      }),
    );
  });

  it('does not stall on two large payloads with nothing in common', () => {
    const large = (sign: string) => Array.from({ length: 50_000 }, (_, index) => `${sign}${index}`);
    const started = Date.now();
    assert.equal(diff(large('a'), large('b')).length, 100_002);
    assert.ok(Date.now() - started < 2000);
  });
});
