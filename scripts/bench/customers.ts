/**
 * A first load of 10,000 relations into an empty shop and a second run over them, through the reader, the mapping, the planner and a
 * ledger on disk, against the sandbox: records per second, requests, heap; then the index of relations by number of relations.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { RelationIndex } from '../../lib/customers/relation-index';
import { readRelation } from '../../lib/customers/till-customer';
import { EcwidClient } from '../../lib/ecwid';
import { Ledger } from '../../lib/ledger';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import { MplusClient, type MplusCursor, readMplusPage } from '../../lib/mplus';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { planCustomer } from '../../nodes/ecwid-put/planners/customer';

const RELATIONS = 10_000;
const PAGE = 200;
const IN_FLIGHT = 20;
const INDEXED = [10_000, 100_000];

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Bytes in use once the garbage is gone. */
function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}

function relation(number: number): Record<string, unknown> {
  const company =
    number % 5 === 0 ? { companyName: `Test Company ${number}`, contact: 'Test Contact', vatNumber: `NL${number}B01` } : {};
  return {
    relationNumber: number,
    active: true,
    name: `Test Relation ${number}`,
    email: `relation${number}@example.com`,
    address: `Main Street ${number}`,
    zipcode: '3511 AA',
    city: 'Utrecht',
    country: 'Nederland',
    ...company,
  };
}

function fill({ control }: Sandbox): void {
  const { state } = control.mplus;
  state.relations.restore([]);
  for (const { id } of control.ecwid.state.customers.dump()) control.ecwid.state.customers.remove(id);
  for (let number = 1; number <= RELATIONS; number += 1) {
    state.relations.put({ ...relation(number), syncMarker: state.nextMarker('relation') } as never);
  }
}

async function load(sandbox: Sandbox, ledger: Ledger): Promise<{ requests: number; highest: number; seconds: number }> {
  const { mplus, ecwid, control } = sandbox;
  const till = new MplusClient({
    ...mplus,
    tls: false,
    timezone: 'Europe/Amsterdam',
    percentScale: '100',
    timeout: 60,
    concurrency: 2,
  });
  const shop = new EcwidClient({ ...ecwid, requestsPerMinute: 1_000_000, timeout: 30 });
  const expression = jsonata(defaultMapping('mplus-relation', 'ecwid-customer'));
  const mapper = new Mapper({
    expression: defaultMapping('mplus-relation', 'ecwid-customer'),
    target: 'ecwid-customer',
    evaluate: (_text, input) => expression.evaluate(input),
  });
  const planner = planCustomer({});
  const started = performance.now();
  control.requests.clear();
  let highest = 0;
  let cursor: MplusCursor | undefined;
  for (let more = true; more; ) {
    const page = await readMplusPage(till, 'relation', cursor, { limit: PAGE });
    const waiting = [...page.records];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const record = await mapper.map({ payload: readRelation(next.payload, 'NL') });
        await (await planner({ client: shop, msg: { _msgid: '', original: next.payload }, record, ledger })).write();
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
    cursor = page.cursor;
    more = page.more;
    highest = Math.max(highest, heap());
  }
  till.close();
  shop.close();
  return { requests: control.requests.total('ecwid'), highest, seconds: (performance.now() - started) / 1000 };
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-customers-'));
  const sandbox = await startSandbox({ products: 1, switches: { ecwidRequestsPerMinute: 1_000_000 } });
  const ledger = await Ledger.open({
    store: 'sqlite',
    file: join(folder, 'ledger.sqlite'),
    retentionDays: 30,
    privacy: 'full',
    maxAttempts: 8,
    backoff: 30,
    lease: 300,
  });
  try {
    fill(sandbox);
    const before = heap();
    for (const what of ['first load', 'second run']) {
      const { requests, highest, seconds } = await load(sandbox, ledger);
      const customers = sandbox.control.ecwid.state.customers.size;
      console.log(
        `${what}: ${RELATIONS} relations in ${seconds.toFixed(1)} s (${Math.round(RELATIONS / seconds)}/s), ${requests} requests to the shop, ` +
          `${customers} customers there, heap at most ${megabytes(highest - before)} above the start (the sandbox's own customers included)`,
      );
    }
  } finally {
    await ledger.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
  for (const count of INDEXED) {
    const before = heap();
    const index = new RelationIndex();
    for (let number = 1; number <= count; number += 1) index.put(relation(number));
    const used = heap() - before;
    console.log(`index of ${count} relations: ${megabytes(used)}, ${Math.round(used / index.size)} bytes each`);
  }
}
