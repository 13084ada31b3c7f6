// The simulators alone: npm run sandbox -- [--mplus-port N] [--ecwid-port N] [--seed N] [--products N] [--strict]
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const USAGE = 'Usage: npm run sandbox -- [--mplus-port N] [--ecwid-port N] [--seed N] [--products N] [--strict]';
const LIMITS = { 'mplus-port': 65_535, 'ecwid-port': 65_535, seed: 2 ** 32 - 1, products: 100_000 };

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readOptions() {
  const number = { type: 'string' };
  try {
    const { values } = parseArgs({
      options: { 'mplus-port': number, 'ecwid-port': number, seed: number, products: number, strict: { type: 'boolean' } },
    });
    for (const [name, limit] of Object.entries(LIMITS)) {
      if (values[name] === undefined) continue;
      if (!/^\d+$/.test(values[name]) || Number(values[name]) > limit)
        fail(`--${name} takes a number from 0 to ${limit}.\n${USAGE}`);
      values[name] = Number(values[name]);
    }
    return values;
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`);
  }
}

const { 'mplus-port': mplusPort, 'ecwid-port': ecwidPort, seed, products, strict } = readOptions();
const { startSandbox } = createRequire(import.meta.url)('../dist/lib/sandbox');

try {
  const sandbox = await startSandbox({ mplusPort, ecwidPort, seed, products, strict });
  const { url, ident, secret } = sandbox.mplus;
  console.log(JSON.stringify({ mplus: { url, ident, secret }, ecwid: sandbox.ecwid }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => sandbox.close());
} catch (error) {
  fail([error.message, error.hint].filter(Boolean).join('\n'));
}
