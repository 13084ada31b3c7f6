/** Expressions without an end, on the engines of both Node-RED lines. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { draftEvaluator, evaluator } from '../../../nodes/shared/jsonata';

const LINES = ['node-red', 'node-red-4'].map((line) => {
  const { util } = createRequire(require.resolve(join(line, 'package.json')))('@node-red/util');
  return [line, { util } as NodeAPI] as const;
});

for (const [line, RED] of LINES) {
  describe(`expressions on ${line}`, () => {
    for (const [what, expression, says] of [
      ['a loop', '($f := function() { $f() }; $f())', /more than 0\.3 seconds/],
      ['a call of itself', '($f := function($n) { 1 + $f($n) }; $f(1))', /without an end|more than/],
    ] as const) {
      it(`end ${what} without an end, and let other work go on meanwhile`, async () => {
        let ticks = 0;
        const timer = setInterval(() => ticks++, 10);
        await assert.rejects(evaluator(RED, null as unknown as Node, 300)(expression, {}), ({ message }: Error) =>
          says.test(message),
        );
        clearInterval(timer);
        assert.ok(ticks > 0);
      });
    }

    it('measure each evaluation of its own, though they share the expression', async () => {
      const evaluate = evaluator(RED, null as unknown as Node, 300);
      for (let round = 0; round < 20; round++) {
        assert.equal(await evaluate('$sum([1..2000].($ * 2))', {}), 4002000);
      }
    });

    it('see nothing of the environment while they are drafts', async () => {
      process.env.TEST_CANARY = 'canary-7f3a';
      assert.equal(await evaluator(RED, null as unknown as Node)('$env("TEST_CANARY")', {}), 'canary-7f3a');
      assert.equal(await draftEvaluator(RED, 300)('$env("TEST_CANARY")', {}), '');
      await assert.rejects(draftEvaluator(RED, 300)('$globalContext("x")', {}));
    });
  });
}
