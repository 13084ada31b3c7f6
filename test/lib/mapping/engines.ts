/** The JSONata engines of both Node-RED lines, as a node uses them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Evaluate } from '../../../lib/mapping/mapper';

interface Util {
  prepareJSONataExpression(expression: string, node: unknown): unknown;
  evaluateJSONataExpression(prepared: unknown, message: object, callback: (failure: unknown, value: unknown) => void): void;
}

function engine(nodeRed: string): Evaluate {
  const manifest = require.resolve(join(nodeRed, 'package.json'));
  const { util } = createRequire(manifest)('@node-red/util') as { util: Util };
  return async (expression, input) => {
    const prepared = util.prepareJSONataExpression(expression, null);
    return new Promise((resolve, reject) => {
      util.evaluateJSONataExpression(prepared, input, (failure, value) => (failure ? reject(failure) : resolve(value)));
    });
  };
}

export const ENGINES: readonly (readonly [string, Evaluate])[] = [
  ['Node-RED 5', engine('node-red')],
  ['Node-RED 4', engine('node-red-4')],
];
