/**
 * The product example in a Node-RED of its own, both systems in this process and without a rate limit: the first load into an empty
 * shop, the whole catalogue once more, and one product in a hundred with another price. `--full` adds 100,000 articles.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { type Flows, Runtime, readExample, temporaryUserDir } from '../../test/support/runtime';

const EXAMPLE = 'products-mplus-to-ecwid';
const LEDGER = '5ec0de0000000004';
/** About 2.2 articles a product. */
const SIZES = process.argv.includes('--full') ? [10_000, 45_500] : [10_000];
/** ms between two looks at the ledger. */
const PAUSE = 250;

/** The example on these servers, without its schedule and without debug nodes, which would send every message to this process. */
function flowsFor({ mplus, ecwid }: Sandbox): Flows {
  const { host, port, ident, secret } = mplus;
  const changes: Record<string, object> = {
    'mplus-config': { sandbox: false, host, port: String(port), tls: false, credentials: { ident, secret } },
    'ecwid-config': {
      ...{ sandbox: false, baseUrl: ecwid.baseUrl, storeId: ecwid.storeId, requestsPerMinute: '600000' },
      credentials: { token: ecwid.token, clientSecret: ecwid.clientSecret },
    },
    inject: { repeat: '', crontab: '', once: false },
    'ecwid-put': { wires: [[]] },
  };
  return readExample(EXAMPLE).map((node: Record<string, unknown>) => ({ ...node, ...changes[String(node.type)] }));
}

interface Measured {
  records: number;
  seconds: number;
  reads: number;
  writes: number;
}

/** One run, until nothing of it is open any more. */
async function measure(runtime: Runtime, sandbox: Sandbox, inject: string): Promise<Measured> {
  const { requests } = sandbox.control;
  requests.clear();
  const runs = runtime.at('Run complete').length;
  const started = performance.now();
  await runtime.inject(inject);
  await runtime.until(() => runtime.at('Run complete').length > runs);
  for (;;) {
    const counts = await runtime.counts(LEDGER);
    if (counts.new + counts.running + counts.retry + counts.uncertain === 0) break;
    await setTimeout(PAUSE);
  }
  const seconds = (performance.now() - started) / 1000;
  const reads = requests.total('ecwid', 'GET');
  return { records: runtime.at('Run complete').at(-1).payload.added, seconds, reads, writes: requests.total('ecwid') - reads };
}

async function load(products: number): Promise<void> {
  const sandbox = await startSandbox({ products, switches: { ecwidRequestsPerMinute: 0 } });
  const { userDir, remove } = temporaryUserDir();
  const { mplus, ecwid } = sandbox.control;
  for (const { id } of [...ecwid.state.products.values()]) ecwid.state.products.remove(id);
  const flows = flowsFor(sandbox);
  const idOf = (name: string) => String(flows.find((node) => node.name === name)?.id);
  const runtime = await Runtime.start('node-red', userDir, flows);
  try {
    const first = await measure(runtime, sandbox, idOf('Run now'));
    const second = await measure(runtime, sandbox, idOf('Every night: everything'));
    const sold = [...mplus.state.products.values()].filter(({ articleList: [{ active, webshop }] }) => active && webshop);
    for (const { articleList } of sold.filter((_, place) => place % 100 === 0)) {
      mplus.till.changeArticle(articleList[0].articleNumber, { priceIncl: (articleList[0].priceIncl ?? 0) + 5 });
    }
    const third = await measure(runtime, sandbox, idOf('Run now'));
    const counts = await runtime.counts(LEDGER);
    console.log(`${products} products, ${mplus.state.articles.size} articles; ${counts.held + counts.dead} held`);
    const row = ({ records, seconds, reads, writes }: Measured) => ({
      records,
      'records/s': Math.round(records / seconds),
      'reads at Ecwid': reads,
      writes,
      'requests per record': ((reads + writes) / records).toFixed(3),
    });
    console.table({ 'first load': row(first), 'everything again': row(second), '1 % changed': row(third) });
    console.log(`most memory of Node-RED: ${Math.round(await runtime.memory())} MB`);
  } finally {
    await runtime.stop();
    await sandbox.close();
    remove();
  }
}

export async function run(): Promise<void> {
  const built = spawnSync(process.execPath, [join(__dirname, '../build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The build failed.');
  for (const products of SIZES) await load(products);
}
