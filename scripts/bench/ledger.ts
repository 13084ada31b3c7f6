/** The ledger under load: records per second in and settled, size of the file, and console queries, by number of records stored. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../lib/ledger';

const PAGE = 100;
const IN_FLIGHT = 20;
const MEASURED = 2000;
/** Rounds of which the median counts. */
const ROUNDS = 5;
const SYNC = 'orders';
/** Of the stored records one page in ten is settled, the others wait in a sync of their own: settling a million takes ten minutes. */
const BACKLOG = 'backlog';
const SETTLED_PAGES = 10;

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

async function store(ledger: Ledger, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += PAGE) {
    await fill(ledger, start, PAGE, (start / PAGE) % SETTLED_PAGES === 0 ? SYNC : BACKLOG);
  }
  await drain(ledger, 1000);
}

async function fill(ledger: Ledger, from: number, count: number, sync = SYNC): Promise<void> {
  for (let start = from; start < from + count; start += PAGE) {
    const records = Array.from({ length: PAGE }, (_, index) => {
      const number = start + index;
      return { key: `ORDER-${number}`, version: '1', payload: payload(number) };
    });
    await ledger.receive(sync, { topic: 'order', records, cursor: { updatedFrom: start } });
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

interface Shelf {
  readonly size: number;
  readonly file: string;
  ledger: Ledger;
  stored: number;
  readonly received: number[];
  readonly settled: number[];
}

/**
 * Prints a table; `--full` goes on to 1,000,000 records. The ledgers of all sizes are measured in turns, so that a machine that is busy
 * for a while slows all of them.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  const options = (file: string) =>
    ({ store: 'sqlite', file, retentionDays: 30, privacy: 'full', maxAttempts: 8, backoff: 30, lease: 300 }) as const;
  const shelves: Shelf[] = [];
  try {
    console.log('ledger: SQLite, pages of 100, 20 in flight, payloads of 1.2 kB');
    for (const size of [1_000, 100_000, ...(process.argv.includes('--full') ? [1_000_000] : [])]) {
      const file = join(folder, `${size}.sqlite`);
      const ledger = await Ledger.open(options(file));
      shelves.push({ size, file, ledger, stored: size, received: [], settled: [] });
      await store(ledger, 0, size);
    }
    for (let round = 0; round < ROUNDS; round += 1) for (const shelf of shelves) await measure(shelf);
    const [{ received, settled }] = shelves;
    for (const shelf of shelves) {
      await shelf.ledger.close();
      const opened = await seconds(async () => {
        shelf.ledger = await Ledger.open(options(shelf.file));
      });
      console.log(
        `${shelf.size.toLocaleString('en-US').padStart(9)} stored: ${rate(shelf.received)} in (${ratio(received, shelf.received)}), ` +
          `${rate(shelf.settled)} claimed and settled (${ratio(settled, shelf.settled)}), ` +
          `${Math.round(statSync(shelf.file).size / shelf.stored)} bytes per record, opened in ${milliseconds(opened)}`,
      );
      for (const [name, query] of Object.entries(QUERIES)) {
        console.log(
          `${' '.repeat(11)}${name.padEnd(36)} ${milliseconds(await seconds(() => query(shelf.ledger, shelf.stored)))}`,
        );
      }
    }
  } finally {
    for (const { ledger } of shelves) await ledger.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(shelf: Shelf): Promise<void> {
  shelf.received.push(await seconds(() => fill(shelf.ledger, shelf.stored, MEASURED)));
  shelf.stored += MEASURED;
  shelf.settled.push(await seconds(() => drain(shelf.ledger, IN_FLIGHT)));
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function rate(times: readonly number[]): string {
  return `${Math.round(MEASURED / median(times)).toLocaleString('en-US')}/s`;
}

/** Speed beside that of the smallest ledger. */
function ratio(smallest: readonly number[], times: readonly number[]): string {
  return `${Math.round((100 * median(smallest)) / median(times))} %`;
}

function milliseconds(time: number): string {
  return `${(time * 1000).toFixed(1)} ms`;
}
