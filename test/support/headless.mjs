// A real Node-RED in a process of its own, steered over IPC by runtime.ts: `node headless.mjs <module> <userDir> <flows file>`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startNodeRed } from '../../scripts/runtime.cjs';

const [module, userDir, flowsFile] = process.argv.slice(2);
const { RED, port, stop } = await startNodeRed({
  module,
  userDir,
  flows: JSON.parse(readFileSync(flowsFile, 'utf8')),
  logLevel: 'fatal',
});

const tell = (message) => process.connected && process.send(message);
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));

RED.hooks.add('preDeliver', ({ source, destination, msg }) => {
  if (destination.node?.type !== 'debug') return;
  tell({ event: 'debug', name: destination.node.name, from: source.node?.type, msg: plain(msg) });
});
RED.events.on('node-status', ({ id, status }) => tell({ event: 'status', id, status: plain(status) }));

const COMMANDS = {
  inject({ id }) {
    RED.nodes.getNode(id).receive({ payload: Date.now() });
  },
  async deploy({ flows, type }) {
    const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
    await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: type });
    await started;
  },
  address() {
    return `http://127.0.0.1:${port}`;
  },
  missing() {
    const types = new Set();
    RED.nodes.eachNode((node) => types.add(node.type));
    return [...types].filter((type) => type !== 'tab' && !RED.nodes.getType(type));
  },
  async counts({ ledger, sandbox }) {
    return (await RED.nodes.getNode(ledger).ledger(sandbox)).counts();
  },
  async records({ ledger, sandbox, query }) {
    return plain(await (await RED.nodes.getNode(ledger).ledger(sandbox)).find(query ?? {}));
  },
  async release({ ledger, sandbox, reason }) {
    return (await RED.nodes.getNode(ledger).ledger(sandbox)).release({ reason });
  },
  /** Where the sandbox of this process is. */
  async sandbox() {
    const { sharedSandbox } = createRequire(import.meta.url)('../../dist/lib/sandbox');
    const { mplus, ecwid } = await sharedSandbox();
    return { mplus, ecwid };
  },
  /** How many there are of everything that a node could leave behind, by name. */
  async handles({ ledger }) {
    const store = ledger && (await RED.nodes.getNode(ledger).ledger(false));
    const listeners = (emitter, names) => Object.fromEntries(names.map((name) => [`on ${name}`, emitter.listenerCount(name)]));
    const resources = process.getActiveResourcesInfo();
    return {
      ...listeners(RED.events, RED.events.eventNames()),
      ...(store && listeners(store, ['settled', 'received'])),
      ...Object.fromEntries([...new Set(resources)].map((kind) => [kind, resources.filter((each) => each === kind).length])),
    };
  },
  /** The most memory this process ever had, in MB. */
  memory() {
    return process.resourceUsage().maxRSS / 1024;
  },
  /** Moves the clock of this process by some milliseconds. */
  clock({ shift }) {
    const now = Date.now;
    Date.now = () => now() + shift;
  },
  async stop() {
    await stop();
  },
};

process.on('message', async ({ call, command, ...args }) => {
  try {
    tell({ reply: call, result: await COMMANDS[command](args) });
  } catch (error) {
    tell({ reply: call, error: error.stack });
  }
  if (command === 'stop') process.exit(0);
});
tell({ event: 'ready' });
