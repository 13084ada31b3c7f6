import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Node, NodeAPI } from 'node-red';
import { evaluator } from '../../../nodes/shared/jsonata';

const { util } = createRequire(require.resolve('node-red'))('@node-red/util');

describe('evaluating an expression', () => {
  const evaluate = evaluator({ util } as NodeAPI, {} as Node);

  it('takes one record at a time, so that many do not run into the time limit of the engine together', async () => {
    const log: string[] = [];
    const input = (name: string) => ({
      get payload() {
        log.push(`reads ${name}`);
        return name;
      },
    });
    await Promise.all(['a', 'b', 'c'].map(async (name) => log.push(`has ${await evaluate('payload & "."', input(name))}`)));
    assert.deepEqual([...new Set(log)], ['reads a', 'has a.', 'reads b', 'has b.', 'reads c', 'has c.']);
  });

  it('goes on after one that fails', async () => {
    const failed = evaluate('$number(payload)', { payload: 'x' });
    const next = evaluate('payload', { payload: 1 });
    await assert.rejects(failed);
    assert.equal(await next, 1);
  });
});
