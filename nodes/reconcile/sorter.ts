/**
 * Brings the rows of both systems into the order of their keys. Neither system gives them in an order of use, and a hundred thousand do
 * not belong in memory: they go through a database file that nobody sees and that is gone when it is closed.
 */
import { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../lib/reconcile/compare';

export class Sorter {
  readonly #database = new DatabaseSync('');

  constructor() {
    this.#database.exec(`
      pragma journal_mode = off;
      pragma synchronous = off;
      create table row (number integer primary key, key text, side text, data text);
    `);
  }

  add(rows: Iterable<Row>): void {
    const insert = this.#database.prepare('insert into row (key, side, data) values (?, ?, ?)');
    this.#database.exec('begin');
    for (const { key, side, ...data } of rows) {
      insert.run(key, side, JSON.stringify(data));
    }
    this.#database.exec('commit');
  }

  /** Rows of one key follow each other. Sorted once at the end, by merging: an index would be jumped about in with every row. */
  *sorted(): Generator<Row> {
    const select = this.#database.prepare('select key, side, data from row order by key, side, number');
    for (const { key, side, data } of select.iterate() as Iterable<{ key: string; side: Row['side']; data: string }>) {
      yield { key, side, ...JSON.parse(data) };
    }
  }

  close(): void {
    this.#database.close();
  }
}
