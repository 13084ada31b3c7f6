import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Node } from 'node-red';
import { Status } from '../../../nodes/shared/status';

describe('Status', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  function start(sandbox = false) {
    const shown: unknown[] = [];
    const node = { status: (status: unknown) => shown.push(status) } as unknown as Node;
    return { shown, status: new Status(node, () => sandbox) };
  }
  const texts = (shown: unknown[]) => shown.map((status) => (status as { text?: string }).text);

  it('shows the first text at once, then at most one a second, the newest for sure', () => {
    const { shown, status } = start();
    for (let count = 1; count <= 50; count += 1) status.working(`${count} read`);
    assert.deepEqual(texts(shown), ['1 read']);
    mock.timers.tick(1000);
    assert.deepEqual(texts(shown), ['1 read', '50 read']);
    mock.timers.tick(10_000);
    status.ok('done');
    assert.deepEqual(texts(shown), ['1 read', '50 read', 'done']);
  });

  it('has a look of its own for each kind', () => {
    const { shown, status } = start();
    for (const kind of ['working', 'waiting', 'ok', 'failed', 'held'] as const) {
      status[kind](kind);
      mock.timers.tick(1000);
    }
    const looks = shown.map((status) => {
      const { fill, shape } = status as { fill: string; shape: string };
      return `${fill} ${shape}`;
    });
    assert.equal(new Set(looks).size, 5);
  });

  it('says when the connection is the sandbox (61)', () => {
    const { shown, status } = start(true);
    status.ok('3 read');
    assert.deepEqual(texts(shown), ['sandbox · 3 read']);
  });

  it('shows nothing any more once it is cleared', () => {
    const { shown, status } = start();
    status.working('1 read');
    status.working('2 read');
    status.clear();
    status.ok('late');
    mock.timers.tick(5000);
    assert.deepEqual(shown.slice(1), [{}]);
  });
});
