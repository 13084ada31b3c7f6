import type { NodeAPI } from 'node-red';

/** One listener for all nodes: more than ten on an event make Node.js warn of a leak. */
const waiting = new WeakMap<object, Set<() => void>>();

/** Calls back once, when the whole flow listens; call the answer to withdraw. */
export function onceFlowsStarted(RED: NodeAPI, callback: () => void): () => void {
  let callbacks = waiting.get(RED.events);
  if (!callbacks) {
    const all = new Set<() => void>();
    callbacks = all;
    waiting.set(RED.events, all);
    RED.events.on('flows:started', () => {
      const due = [...all];
      all.clear();
      for (const each of due) each();
    });
  }
  const known = callbacks;
  known.add(callback);
  return () => known.delete(callback);
}
