import { Ledger, type LedgerPlace, type LedgerPolicy, type SettledEvent } from '../../../lib/ledger';

/** A clock that stands still until it is moved, and a chance that is always the same. */
export class Bench {
  time = Date.UTC(2026, 5, 12, 12);
  readonly #open: Ledger[] = [];

  constructor(readonly place: LedgerPlace) {}

  async open(policy: Partial<LedgerPolicy> = {}): Promise<Ledger> {
    const ledger = await Ledger.open({
      ...this.place,
      retentionDays: 30,
      privacy: 'full',
      maxAttempts: 3,
      backoff: 30,
      lease: 300,
      now: () => this.time,
      random: () => 1,
      ...policy,
    });
    this.#open.push(ledger);
    return ledger;
  }

  /** Seconds. */
  advance(seconds: number): void {
    this.time += seconds * 1000;
  }

  async close(): Promise<void> {
    for (const ledger of this.#open) await ledger.close();
  }
}

export const record = (key: string, version = '1', payload: Record<string, unknown> = { key, version }) => ({
  key,
  version,
  payload,
});

export const orders = (...keys: string[]) => ({ topic: 'order', records: keys.map((key) => record(key)) });

export function listen(ledger: Ledger): SettledEvent[] {
  const events: SettledEvent[] = [];
  ledger.on('settled', (event) => events.push(event));
  return events;
}

export const keysOf = (list: readonly { key: string }[]): string[] => list.map(({ key }) => key);
