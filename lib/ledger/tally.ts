import type { Sql } from './store';
import type { RecordState } from './types';

export interface Group {
  readonly sync: number;
  readonly state: RecordState;
  readonly reason: string;
}

/** Counts per sync, state and reason, written once at the end of a transaction, always in the same order so that two never block each other. */
export class Tally {
  readonly #groups = new Map<string, { group: Group; change: number }>();

  move(from: Group | undefined, to: Group): void {
    if (from) this.#add(from, -1);
    this.#add(to, 1);
  }

  async write(sql: Sql, now: number): Promise<void> {
    const changed = [...this.#groups].filter(([, { change }]) => change !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, { group, change }] of changed) {
      await sql.run(
        `insert into ledger_count (sync, state, reason, n, changed) values (?, ?, ?, ?, ?)
         on conflict (sync, state, reason) do update set n = ledger_count.n + excluded.n, changed = excluded.changed`,
        [group.sync, group.state, group.reason, change, now],
      );
    }
  }

  #add(group: Group, change: number): void {
    const name = JSON.stringify([group.sync, group.state, group.reason]);
    const known = this.#groups.get(name) ?? { group, change: 0 };
    known.change += change;
    this.#groups.set(name, known);
  }
}
