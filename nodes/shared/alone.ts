import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';

/** ms. Shorter than Node-RED waits for a node that closes. */
const PATIENCE = 10_000;
const PAUSE = 100;

/**
 * Runs work that no other instance on the ledger may do at the same time under that name. Without a ledger there is only this
 * instance. Throws LEDGER_BUSY_ELSEWHERE when the other one takes too long, or died in the middle of it and its lease still runs.
 */
export async function alone<T>(ledger: Ledger | undefined, name: string, work: () => Promise<T>): Promise<T> {
  if (!ledger) return work();
  const holder = randomUUID();
  const end = performance.now() + PATIENCE;
  while (!(await ledger.lock(name, holder))) {
    if (performance.now() > end) throw busy();
    await sleep(PAUSE);
  }
  try {
    return await work();
  } finally {
    // If this fails, the lock ends by itself.
    await ledger.unlock(name, holder).catch(() => undefined);
  }
}

function busy(): PackError {
  return new PackError({
    code: 'LEDGER_BUSY_ELSEWHERE',
    message: 'Another Node-RED on this ledger is writing the same thing, or stopped while it did.',
    hint: 'Nothing to do: the record is tried again.',
    disposition: 'wait',
  });
}
