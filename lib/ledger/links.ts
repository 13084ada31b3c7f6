/**
 * What belongs to what in the two systems, and a hash per field group of what was last written. Kinds name their two sides, e.g.
 * `article-product`. A source has one target; a target may have several sources.
 */
import type { Room } from './entries';
import type { Value } from './store';
import type { Link } from './types';

export class Links {
  constructor(private readonly room: Room) {}

  async link(kind: string, source: string, target: string): Promise<void> {
    await this.#run(
      'insert into ledger_link (kind, source, target) values (?, ?, ?) on conflict (kind, source) do update set target = excluded.target',
      [kind, this.#stored(source), this.#stored(target)],
    );
  }

  async unlink(kind: string, source: string): Promise<void> {
    await this.#run('delete from ledger_link where kind = ? and source = ?', [kind, this.#stored(source)]);
  }

  async findLink(kind: string, source: string): Promise<string | undefined> {
    return this.#text('select target as found from ledger_link where kind = ? and source = ?', [kind, this.#stored(source)]);
  }

  /** The source of a target; the first by text where there are several. */
  async findSource(kind: string, target: string): Promise<string | undefined> {
    return this.#text('select source as found from ledger_link where kind = ? and target = ? order by source limit 1', [
      kind,
      this.#stored(target),
    ]);
  }

  /** Hash of what was last written to `key` in a group of fields. */
  async written(kind: string, key: string, group: string): Promise<string | undefined> {
    return this.#text('select hash as found from ledger_written where kind = ? and key = ? and part = ?', [
      kind,
      this.#stored(key),
      group,
    ]);
  }

  async setWritten(kind: string, key: string, group: string, hash: string): Promise<void> {
    await this.#run(
      `insert into ledger_written (kind, key, part, hash) values (?, ?, ?, ?)
       on conflict (kind, key, part) do update set hash = excluded.hash`,
      [kind, this.#stored(key), group, hash],
    );
  }

  /** All links of one kind, or of all, that speak of a text. */
  async mentioning(text: string): Promise<Link[]> {
    const { position } = this.room.store.dialect;
    return this.room.store.read((sql) =>
      sql.all<Record<keyof Link, string>>(
        `select kind, source, target from ledger_link where ${position}(lower(source), ?) > 0 or ${position}(lower(target), ?) > 0`,
        [text, text],
      ),
    );
  }

  #stored(text: string): string {
    return this.room.keys.stored(text);
  }

  async #text(sql: string, parameters: readonly Value[]): Promise<string | undefined> {
    const [row] = await this.room.store.read((database) => database.all<{ found: string }>(sql, parameters));
    return row?.found;
  }

  async #run(text: string, parameters: readonly Value[]): Promise<void> {
    await this.room.store.transaction((sql) => sql.run(text, parameters));
  }
}
