import { LedgerError } from './errors';
import { cleanText } from './keys';
import type { Store } from './store';

export interface Sync {
  readonly id: number;
  readonly name: string;
  readonly topic: string;
}

/** The syncs of a ledger. Name and topic of one never change, so they are looked up once. */
export class Syncs {
  readonly #known = new Map<string, Sync>();

  constructor(private readonly store: Store) {}

  async find(name: string): Promise<Sync | undefined> {
    const clean = cleanText(name, 200);
    const known = this.#known.get(clean);
    if (known) return known;
    const [found] = await this.store.read((sql) =>
      sql.all<Sync & Record<string, never>>('select id, name, topic from ledger_sync where name = ?', [clean]),
    );
    if (found) this.#known.set(clean, found);
    return found;
  }

  /**
   * The sync of that name, made when there is none. A sync keeps the topic it began with: product 12 and order 12 in one inbox
   * would pass for the same record, and one of them would never be delivered.
   */
  async open(name: string, topic: string): Promise<Sync> {
    const found = (await this.find(name)) ?? (await this.#make(name, topic));
    if (found.topic !== cleanText(topic, 200)) {
      throw new LedgerError('LEDGER_SYNC_TOPIC', `"${found.name}" carries ${found.topic}, now ${topic} came in`);
    }
    return found;
  }

  async #make(name: string, topic: string): Promise<Sync> {
    await this.store.transaction((sql) =>
      sql.run('insert into ledger_sync (name, topic, seen) values (?, ?, 0) on conflict (name) do nothing', [
        cleanText(name, 200),
        cleanText(topic, 200),
      ]),
    );
    return (await this.find(name)) as Sync;
  }
}
