import { setImmediate as breathe } from 'node:timers/promises';
import type { Node, NodeAPI } from 'node-red';

/** Evaluates with Node-RED's own engine, the only one that behaves as the editor's Test tab does (conventions 3.5). */
export type Evaluate = (expression: string, input: object) => Promise<unknown>;

type Prepared = ReturnType<NodeAPI['util']['prepareJSONataExpression']>;

/** ms an expression may take. */
const LIMIT = 5000;
/** ms after which other work of Node-RED has its turn. */
const BREATH = 50;
/** Calls within calls; one more and memory would run out before the time does. */
const DEEPEST = 10_000;

/** What the engine looks for when it enters a part of an expression; it awaits the answer. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');

interface Run {
  readonly started: number;
  breathed: number;
}

/** Ends an evaluation that takes too long, with an error as the engine throws them; Node-RED goes on meanwhile. */
function guard(prepared: Prepared, limit: number): void {
  const runs = new WeakMap<object, Run>();
  const entry = (_part: unknown, _input: unknown, environment: { base?: { depth: number } }) => {
    const { base } = environment;
    // Engines before 2.2 do not tell one evaluation from another.
    if (!base) return;
    const now = performance.now();
    const run = runs.get(base) ?? { started: now, breathed: now };
    runs.set(base, run);
    // The engine has sentences for both.
    if (base.depth > DEEPEST) throw { code: 'D1011', value: DEEPEST };
    if (now - run.started > limit) throw { code: 'D1012', value: limit };
    if (now - run.breathed < BREATH) return;
    run.breathed = now;
    return breathe();
  };
  prepared.assign(ENTRY as unknown as string, entry as never);
}

function run(RED: NodeAPI, prepared: Prepared, input: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    RED.util.evaluateJSONataExpression(prepared, input as never, (failure, value) =>
      failure ? reject(failure) : resolve(value),
    );
  });
}

let before: Promise<unknown> = Promise.resolve();

/** The limit is a time by the clock, and many evaluations at once share one processor: a load of records would fail by its number alone. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = before.then(work);
  before = mine.catch(() => undefined);
  return mine;
}

/** One evaluation at a time, whichever node asks. */
export function evaluator(RED: NodeAPI, node: Node, limit = LIMIT): Evaluate {
  const prepared = new Map<string, Prepared>();
  return async (expression, input) => {
    let ready = prepared.get(expression);
    if (!ready) {
      ready = RED.util.prepareJSONataExpression(expression, node);
      guard(ready, limit);
      prepared.set(expression, ready);
    }
    const use = ready;
    return inTurn(() => run(RED, use, input));
  };
}

/** Evaluates what a person is still typing: it sees its input and nothing of this Node-RED, neither context nor environment. */
export function draftEvaluator(RED: NodeAPI, limit: number): Evaluate {
  return async (expression, input) => {
    const prepared = RED.util.prepareJSONataExpression(expression, null as never);
    guard(prepared, limit);
    prepared.assign('env', (() => '') as never);
    return run(RED, prepared, input);
  };
}
