// `npm run demo`: a real Node-RED with every example flow against the sandbox. Prints one line per webshop order; `--once` runs without
// the editor and ends with 0, or 1 and the reason, once the orders are through. `--port N` for the editor.
import { parseArgs } from 'node:util';
import { readExamples, startNodeRed, temporaryUserDir } from './runtime.cjs';

const SYNC = 'orders → MplusKASSA';
const LEDGER = '5ec0de0000000004';
/** A second order flow with a ledger of its own would book half of the orders. Its tab can be enabled in the editor. */
const IDLE_TABS = ['Monitoring and alerts'];
const PATIENCE = 60_000;

function readOptions() {
  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean' }, port: { type: 'string' } } });
    const port = Number(values.port ?? 1880);
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`--port ${values.port} is not a port.`);
    return { once: values.once ?? false, port };
  } catch (error) {
    fail(`${error.message} Usage: npm run demo -- [--once] [--port N]`);
  }
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

const euros = (cents) => (typeof cents === 'number' ? `€ ${(cents / 100).toFixed(2)}` : '');

function line({ key, state, reason, message, result }) {
  const order = `Ecwid order ${key}`.padEnd(20);
  if (result?.action === 'created') return `${order} → MplusKASSA order ${result.number}  ${euros(result.total)}`;
  if (result?.action === 'existed') return `${order} – skipped, in the till already as ${result.number}`;
  if (state === 'held') return `${order} ! held, ${reason}: ${message}`;
  return `${order} ? ${state}, ${reason ?? ''}: ${message ?? ''}`;
}

const { once, port } = readOptions();
const { userDir, remove } = temporaryUserDir();
process.on('exit', remove);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

const flows = readExamples().map((node) =>
  node.type === 'tab' && IDLE_TABS.includes(node.label) ? { ...node, disabled: true } : node,
);
let started;
try {
  started = await startNodeRed({ userDir, flows, port: once ? undefined : port, logLevel: 'error' });
} catch (error) {
  if (error.code === 'EADDRINUSE') fail(`Port ${port} is in use. Choose another one: npm run demo -- --port ${port + 1}`);
  fail(`Node-RED did not start: ${error.message}`);
}

const ledger = await started.RED.nodes.getNode(LEDGER).ledger(true);
const tillNumbers = [];
let quiet;

async function finishWhenQuiet() {
  const counts = await ledger.counts(SYNC);
  if (counts.new + counts.running + counts.retry + counts.uncertain > 0) return;
  // The next record is claimed in the same turn as the last one settles; a moment without news means the run is over.
  clearTimeout(quiet);
  quiet = setTimeout(() => finish(counts), 500);
}

async function finish(counts) {
  console.log(
    `\n${counts.done} orders created in the till, ${counts.skipped} skipped, ${counts.held} held for a person, ${counts.dead} failed.`,
  );
  if (!once) {
    console.log(
      `The editor is at http://localhost:${started.port} – every flow has a tab; press "Run now" for another run, Ctrl+C to stop.`,
    );
    return;
  }
  console.log(`MplusKASSA order numbers: ${tillNumbers.join(', ')}`);
  await started.stop();
  if (tillNumbers.length === 0) fail('No order reached the till.');
  process.exit(0);
}

ledger.on('settled', (event) => {
  if (event.sync !== SYNC) return;
  clearTimeout(quiet);
  if (event.state === 'retry') return;
  console.log(line(event));
  if (event.result?.action === 'created') tillNumbers.push(event.result.number);
  finishWhenQuiet();
});
if (once)
  setTimeout(
    () => ledger.counts(SYNC).then((counts) => fail(`Not settled after ${PATIENCE / 1000} s: ${JSON.stringify(counts)}`)),
    PATIENCE,
  ).unref();
