/** Names that one of all instances on a ledger holds at a time. */
import type { Room } from './entries';

export class Locks {
  constructor(private readonly room: Room) {}

  /** True when `holder` has the name now, for a lease at most: whoever died with it does not keep it for ever. */
  async lock(name: string, holder: string): Promise<boolean> {
    const { store, keys, policy } = this.room;
    return store.transaction(async (sql) => {
      const now = await this.room.now(sql);
      const taken = await sql.run(
        `insert into ledger_lock (name, holder, ends) values (?, ?, ?)
         on conflict (name) do update set holder = excluded.holder, ends = excluded.ends where ledger_lock.ends <= ?`,
        [keys.hash(name), holder, now + policy.lease * 1000, now],
      );
      return taken === 1;
    }, 'lazy');
  }

  async unlock(name: string, holder: string): Promise<void> {
    const { store, keys } = this.room;
    await store.transaction(
      (sql) => sql.run('delete from ledger_lock where name = ? and holder = ?', [keys.hash(name), holder]),
      'lazy',
    );
  }
}
