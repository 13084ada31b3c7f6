/** A process that works on a ledger until nothing is left or it is killed: `worker.ts <place JSON> <seconds its clock is ahead> <log file>` */
import { appendFileSync } from 'node:fs';
import { Ledger } from '../../../lib/ledger';

async function work(place: string, ahead: number, log: string): Promise<void> {
  const ledger = await Ledger.open({
    ...JSON.parse(place),
    retentionDays: 30,
    privacy: 'full',
    maxAttempts: 1000,
    backoff: 30,
    lease: 300,
    now: () => Date.now() + ahead * 1000,
  });
  const owner = `worker ${process.pid}`;
  const drain = async (): Promise<void> => {
    for (;;) {
      const deliveries = await ledger.claim('in', 5, owner);
      if (deliveries.length === 0) return;
      for (const { key, entry, attempt, uncertain } of deliveries) {
        appendFileSync(log, `${JSON.stringify({ key, attempt, uncertain })}\n`);
        await ledger.settle(entry, { state: 'done' }, attempt);
      }
    }
  };
  for (let page = ((await ledger.cursor('in')) as number | undefined) ?? 0; page < 50; page += 1) {
    const twice = Array.from({ length: 20 }, (_, index) => String(page * 10 + Math.floor(index / 2)));
    const records = twice.map((key) => ({ key, version: '1', payload: { key } }));
    await ledger.receive('in', { topic: 'order', records, cursor: page + 1 });
    await drain();
  }
  await drain();
  await ledger.close();
}

const [place, ahead, log] = process.argv.slice(2);
work(place as string, Number(ahead), log as string).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
