/** A ledger in thirty rules, and random lives that both must agree on. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Delivery, Ledger, LedgerPlace, Outcome, RecordState } from '../../../lib/ledger';
import { Bench, record } from './support';

const POLICY = { maxAttempts: 3, backoff: 30, lease: 100 };

interface Entry {
  id: number;
  key: string;
  version: string;
  state: RecordState;
  /** Seconds; 0 at once, undefined when it is not waiting or kept back. */
  due?: number;
  lease?: number;
  owner?: string;
  attempts: number;
  failures: number;
  uncertain: boolean;
}

const final = (entry: Entry): boolean => entry.state === 'done' || entry.state === 'skipped';

class Model {
  time = 0;
  readonly entries: Entry[] = [];

  receive(records: readonly { key: string; version: string }[], reopen: boolean): number {
    let added = 0;
    for (const { key, version } of records) {
      const known = this.entries.find((entry) => entry.key === key && entry.version === version);
      const open = this.entries.filter((entry) => entry.key === key && !final(entry) && entry !== known);
      if (known) {
        if (!reopen || open.length > 0 || !(final(known) || known.state === 'dead')) continue;
        Object.assign(known, { state: 'new', due: 0, attempts: 0, failures: 0 });
      } else {
        const running = open.some((entry) => entry.state === 'running');
        const older = open.filter((entry) => entry.state !== 'running');
        for (const entry of older) Object.assign(entry, { state: 'skipped', due: undefined });
        const uncertain = older.some((entry) => entry.uncertain);
        for (const entry of older) entry.uncertain = false;
        const id = this.entries.length;
        this.entries.push({
          id,
          key,
          version,
          state: 'new',
          attempts: 0,
          failures: 0,
          uncertain,
          ...(running ? {} : { due: 0 }),
        });
      }
      added += 1;
    }
    return added;
  }

  claim(limit: number, owner: string): Entry[] {
    const expired = this.entries.filter((entry) => entry.state === 'running' && entry.lease! <= this.time);
    for (const entry of expired) this.fail(entry, 'uncertain', true, 0);
    const fresh = this.entries.filter((entry) => entry.due === 0).slice(0, limit);
    const again = this.entries.filter((entry) => entry.due !== undefined && entry.due > 0 && entry.due <= this.time);
    again.sort((a, b) => a.due! - b.due! || a.id - b.id);
    const claimed = [...fresh, ...again.slice(0, limit)].sort((a, b) => a.id - b.id).slice(0, limit);
    for (const entry of claimed) {
      Object.assign(entry, {
        state: 'running',
        due: undefined,
        lease: this.time + POLICY.lease,
        owner,
        attempts: entry.attempts + 1,
      });
    }
    return claimed;
  }

  settle(entry: Entry, outcome: Outcome, attempt: number): boolean {
    if (final(entry) || entry.attempts === 0) return false;
    if (outcome.state === 'done' || outcome.state === 'skipped') {
      this.leave(entry, outcome.state, false);
      return true;
    }
    if (entry.state !== 'running' || entry.attempts !== attempt) return false;
    if (outcome.state === 'held') this.leave(entry, 'held', entry.uncertain);
    else this.fail(entry, outcome.state, outcome.counted, undefined);
    return true;
  }

  abandon(owner: string): void {
    for (const entry of this.entries)
      if (entry.state === 'running' && entry.owner === owner) this.fail(entry, 'uncertain', false, 0);
  }

  fail(entry: Entry, state: 'retry' | 'uncertain', counted: boolean, wait: number | undefined): void {
    if (counted) entry.failures += 1;
    const uncertain = entry.uncertain || state === 'uncertain';
    if (counted && entry.failures >= POLICY.maxAttempts) {
      this.leave(entry, 'dead', uncertain);
      return;
    }
    const pause = POLICY.backoff * 2 ** ((counted ? entry.failures : entry.attempts) - 1);
    this.leave(entry, state, uncertain, this.time + (wait ?? Math.min(pause, counted ? 3600 : 300)));
  }

  leave(entry: Entry, state: RecordState, uncertain: boolean, due?: number): void {
    const newer =
      entry.state === 'running' && this.entries.find((other) => other.key === entry.key && !final(other) && other !== entry);
    const settled = state === 'done' || state === 'skipped';
    if (newer) {
      newer.due = 0;
      if (!settled && uncertain) newer.uncertain = true;
    }
    const gives = newer && !settled;
    Object.assign(entry, {
      state: gives ? 'skipped' : state,
      due: gives ? undefined : due,
      uncertain: gives ? false : uncertain,
    });
  }

  get nextDue(): number | undefined {
    const times = this.entries.flatMap((entry) =>
      entry.state === 'running' ? [entry.lease!] : entry.due === undefined ? [] : [entry.due],
    );
    return times.length === 0 ? undefined : Math.max(this.time, Math.min(...times));
  }
}

const OUTCOMES: Outcome[] = [
  { state: 'done' },
  { state: 'done' },
  { state: 'skipped', reason: 'EXISTS' },
  { state: 'held', reason: 'NO_SKU', message: '' },
  { state: 'retry', reason: 'X', message: '', counted: true },
  { state: 'retry', reason: 'Y', message: '', counted: false },
  { state: 'uncertain', reason: 'Z', message: '', counted: true },
];

const step = fc.oneof(
  fc.record({
    do: fc.constant('receive' as const),
    records: fc.array(fc.record({ key: fc.constantFrom('A', 'B', 'C'), version: fc.constantFrom('1', '2', '3', '4') }), {
      maxLength: 4,
    }),
    reopen: fc.boolean(),
  }),
  fc.record({ do: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }), owner: fc.constantFrom('one', 'two') }),
  fc.record({ do: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }), owner: fc.constantFrom('one', 'two') }),
  fc.record({ do: fc.constant('settle' as const), which: fc.nat(), outcome: fc.constantFrom(...OUTCOMES) }),
  fc.record({ do: fc.constant('settle' as const), which: fc.nat(), outcome: fc.constantFrom(...OUTCOMES) }),
  fc.record({ do: fc.constant('advance' as const), seconds: fc.integer({ min: 0, max: 150 }) }),
  fc.record({ do: fc.constant('abandon' as const), owner: fc.constantFrom('one', 'two') }),
  fc.record({ do: fc.constant('reopen' as const) }),
);

/** Plays `runs` random lives; a ledger that does not outlive itself is not opened again in mid-life. */
export async function agreesWithModel(place: () => Promise<LedgerPlace>, durable: boolean, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const bench = new Bench(await place());
      const start = bench.time;
      const model = new Model();
      const given: { delivery: Delivery; entry: Entry }[] = [];
      let ledger = await bench.open(POLICY);
      try {
        for (const action of steps) {
          switch (action.do) {
            case 'receive': {
              const page = {
                topic: 'order',
                records: action.records.map(({ key, version }) => record(key, version)),
                reopen: action.reopen,
              };
              assert.equal((await ledger.receive('in', page)).added, model.receive(action.records, action.reopen));
              break;
            }
            case 'claim': {
              const deliveries = await ledger.claim('in', action.limit, action.owner);
              const entries = model.claim(action.limit, action.owner);
              assert.deepEqual(deliveries.map(facts), entries.map(modelFacts));
              given.push(...deliveries.map((delivery, index) => ({ delivery, entry: entries[index]! })));
              break;
            }
            case 'settle': {
              const one = given[action.which % given.length];
              if (!one) break;
              const { delivery, entry } = one;
              const counted = await ledger.settle(delivery.entry, action.outcome, delivery.attempt);
              assert.equal(counted, model.settle(entry, action.outcome, delivery.attempt));
              break;
            }
            case 'advance':
              bench.advance(action.seconds);
              model.time += action.seconds;
              break;
            case 'abandon':
              await ledger.abandon(action.owner);
              model.abandon(action.owner);
              break;
            case 'reopen':
              if (durable) ledger = await bench.open(POLICY);
          }
          await compare(ledger, model, start);
        }
      } finally {
        await bench.close();
      }
    }),
    { numRuns: runs },
  );
}

async function compare(ledger: Ledger, model: Model, start: number): Promise<void> {
  const { records } = await ledger.find();
  const state = (entry: { key: string; version: string; state: string; uncertain: boolean }) =>
    `${entry.key}${entry.version} ${entry.state} ${entry.uncertain}`;
  assert.deepEqual(records.map(state).sort(), model.entries.map(state).sort());
  const running = model.entries.filter((entry) => entry.state === 'running').map(({ key }) => key);
  assert.equal(new Set(running).size, running.length, 'two of one key at once');
  const counts = await ledger.counts('in');
  for (const [name, count] of Object.entries(counts))
    assert.equal(count, model.entries.filter((entry) => entry.state === name).length);
  const due = await ledger.nextDue('in');
  assert.equal(due === undefined ? undefined : (due - start) / 1000, model.nextDue);
}

const facts = ({ key, version, attempt, uncertain }: Delivery) => ({ key, version, attempt, uncertain });
const modelFacts = ({ key, version, attempts, uncertain }: Entry) => ({ key, version, attempt: attempts, uncertain });
