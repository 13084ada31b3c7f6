/** The ledger under load: records per second in and settled, size of the file, and console queries, by number of records stored. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../lib/ledger';

const PAGE = 100;
const IN_FLIGHT = 20;
const MEASURED = 5000;
const SYNC = 'orders';

/** About 1.2 kB, like a small order. */
function payload(number: number): Record<string, unknown> {
  return {
    id: `ORDER-${number}`,
    email: `buyer${number % 5000}@example.com`,
    total: 12.5,
    items: Array.from({ length: 6 }, (_, index) => ({
      id: number * 10 + index,
      sku: String(100_000 + index),
      name: `Article number ${index}`,
      price: 2.5,
      quantity: 1,
      tax: 0.43,
    })),
    billingPerson: { name: 'Test Buyer', street: 'Main Street 1', city: 'Utrecht', postalCode: '3511AA', countryCode: 'NL' },
  };
}

async function fill(ledger: Ledger, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += PAGE) {
    const records = Array.from({ length: PAGE }, (_, index) => {
      const number = start + index;
      return { key: `ORDER-${number}`, version: '1', payload: payload(number) };
    });
    await ledger.receive(SYNC, { topic: 'order', records, cursor: { updatedFrom: start } });
  }
}

async function drain(ledger: Ledger, limit: number): Promise<void> {
  for (;;) {
    const deliveries = await ledger.claim(SYNC, limit, 'bench');
    if (deliveries.length === 0) return;
    for (const { entry } of deliveries) {
      // A hundredth is held, so that lists and counts have something to find
      if (entry % 100 === 0)
        await ledger.settle(entry, { state: 'held', reason: `CAUSE_${entry % 700}`, message: 'A person decides' });
      else await ledger.settle(entry, { state: 'done', result: { action: 'created', id: entry } });
    }
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Prints a table; `--full` goes on to 1,000,000 records. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  const file = join(folder, 'ledger.sqlite');
  const options = { store: 'sqlite', file, retentionDays: 30, privacy: 'full', maxAttempts: 8, backoff: 30, lease: 300 } as const;
  let ledger = await Ledger.open(options);
  try {
    console.log('ledger: SQLite, pages of 100, 20 in flight, payloads of 1.2 kB');
    let stored = 0;
    for (const size of [1_000, 100_000, ...(process.argv.includes('--full') ? [1_000_000] : [])]) {
      await fill(ledger, stored, size - stored);
      await drain(ledger, 1000);
      stored = size;
      const received = await seconds(() => fill(ledger, stored, MEASURED));
      stored += MEASURED;
      const settled = await seconds(() => drain(ledger, IN_FLIGHT));
      await ledger.close();
      const opened = await seconds(async () => {
        ledger = await Ledger.open(options);
      });
      console.log(
        `${size.toLocaleString('en-US').padStart(9)} stored: ${rate(MEASURED, received)} in, ${rate(MEASURED, settled)} claimed and settled, ` +
          `${Math.round(statSync(file).size / stored)} bytes per record, opened in ${milliseconds(opened)}`,
      );
      for (const [name, query] of Object.entries(QUERIES)) {
        console.log(`${' '.repeat(11)}${name.padEnd(36)} ${milliseconds(await seconds(() => query(ledger, stored)))}`);
      }
    }
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true });
  }
}

const QUERIES: Record<string, (ledger: Ledger, stored: number) => Promise<unknown>> = {
  'first page': (ledger) => ledger.find(),
  'page in the middle': (ledger, stored) => ledger.find({ after: `${Date.now() - 1}.${Math.round(stored / 2)}` }),
  held: (ledger) => ledger.find({ state: 'held' }),
  'one sync, one reason': (ledger) => ledger.find({ sync: SYNC, reason: 'CAUSE_100' }),
  'done in the last hour': (ledger) => ledger.find({ state: 'done', since: Date.now() - 3_600_000 }),
  'one key': (ledger, stored) => ledger.find({ text: `ORDER-${Math.round(stored / 3)}` }),
  'keys beginning with ORDER-1': (ledger) => ledger.find({ text: 'ORDER-1' }),
  'an e-mail address (reads all)': (ledger) => ledger.find({ text: 'buyer77@example.com' }),
  'syncs with counts and lag': (ledger) => ledger.syncs(),
};

function rate(count: number, time: number): string {
  return `${Math.round(count / time).toLocaleString('en-US')}/s`;
}

function milliseconds(time: number): string {
  return `${(time * 1000).toFixed(1)} ms`;
}
