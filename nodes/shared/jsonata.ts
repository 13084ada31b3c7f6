import type { Node, NodeAPI } from 'node-red';

/** Evaluates with Node-RED's own engine, the only one that behaves as the editor's Test tab does (conventions 3.5). */
export type Evaluate = (expression: string, input: object) => Promise<unknown>;

export function evaluator(RED: NodeAPI, node: Node): Evaluate {
  const prepared = new Map<string, ReturnType<NodeAPI['util']['prepareJSONataExpression']>>();
  return async (expression, input) => {
    let ready = prepared.get(expression);
    if (!ready) {
      ready = RED.util.prepareJSONataExpression(expression, node);
      prepared.set(expression, ready);
    }
    const use = ready;
    return new Promise((resolve, reject) => {
      RED.util.evaluateJSONataExpression(use, input as never, (failure, value) => (failure ? reject(failure) : resolve(value)));
    });
  };
}
