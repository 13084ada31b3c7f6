/**
 * The ledger in one SQLite file (`node:sqlite`, WAL, synced to disk at every commit: a power cut takes nothing that was reported as
 * stored). All ledgers of this process on one file share one connection and wait in one queue; other processes are waited for
 * without blocking the event loop.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError, type LedgerErrorCode } from './errors';
import { migrate } from './schema';
import type { Dialect, Sql, Store, Value } from './store';

const DIALECT: Dialect = {
  lock: '',
  lockFree: '',
  position: 'instr',
  types: { id: 'integer primary key autoincrement', integer: 'integer', text: 'text' },
};

const MEMORY = ':memory:';
/** ms to wait for another process before saying that the file is locked. */
const PATIENCE = 10_000;
const STATEMENTS = 500;
const BULKY = new Set(['ledger_payload', 'ledger_result', 'ledger_step']);

/** Primary result codes of SQLite. */
const BUSY = 5;
const CODES: Record<number, LedgerErrorCode> = {
  5: 'LEDGER_LOCKED',
  6: 'LEDGER_LOCKED',
  8: 'LEDGER_UNWRITABLE',
  10: 'LEDGER_UNWRITABLE',
  11: 'LEDGER_DAMAGED',
  13: 'LEDGER_FULL',
  14: 'LEDGER_UNWRITABLE',
  26: 'LEDGER_DAMAGED',
};

const shared = new Map<string, { store: Promise<SqliteStore>; users: number }>();

export interface SqliteSettings {
  readonly patience?: number;
}

/** Opens the store of a file, or joins the one this process has open. */
export async function openSqlite(file: string, settings: SqliteSettings = {}): Promise<Store> {
  if (file === MEMORY) return SqliteStore.open(MEMORY, settings);
  const path = prepare(file);
  const present = shared.get(path) ?? { store: SqliteStore.open(path, settings), users: 0 };
  shared.set(path, present);
  present.users += 1;
  const leave = async (close: boolean): Promise<void> => {
    present.users -= 1;
    if (present.users > 0) return;
    if (shared.get(path) === present) shared.delete(path);
    if (close) await (await present.store).close();
  };
  try {
    const store = await present.store;
    let open = true;
    return {
      dialect: store.dialect,
      transaction: (work, durability) => store.transaction(work, durability),
      read: (work) => store.read(work),
      tidy: () => store.tidy(),
      close: async () => {
        if (open) await leave(true);
        open = false;
      },
    };
  } catch (error) {
    await leave(false);
    throw error;
  }
}

/** Makes folder and file (readable by nobody else: it holds orders), gives the one true path. */
function prepare(file: string): string {
  const wanted = resolve(file);
  try {
    mkdirSync(dirname(wanted), { recursive: true });
    const path = join(realpathSync(dirname(wanted)), basename(wanted));
    const exists = existsSync(path);
    closeSync(openSync(path, 'a+', 0o600));
    if (!exists) chmodSync(path, 0o600);
    return path;
  } catch (error) {
    throw new LedgerError('LEDGER_UNWRITABLE', `${wanted} (${(error as NodeJS.ErrnoException).code})`, error);
  }
}

export class SqliteStore implements Store {
  readonly dialect = DIALECT;
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #patience: number;
  readonly #statements = new Map<string, StatementSync>();
  #queue: Promise<unknown> = Promise.resolve();
  #open = true;

  private constructor(database: DatabaseSync, file: string, settings: SqliteSettings) {
    this.#database = database;
    this.#file = file;
    this.#patience = settings.patience ?? PATIENCE;
  }

  static async open(file: string, settings: SqliteSettings = {}): Promise<SqliteStore> {
    // Loaded here, so that Node's notice about node:sqlite is only seen where a ledger is used
    const { DatabaseSync } = await import('node:sqlite');
    let database: DatabaseSync;
    try {
      database = new DatabaseSync(file);
    } catch (error) {
      throw explain(error, file);
    }
    const store = new SqliteStore(database, file, settings);
    try {
      await store.#start();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #start(): Promise<void> {
    await this.#enqueue(async () => {
      await this.#patiently(() => {
        // Before all else: it touches the file, so a file that is no database or is held exclusively shows here
        this.#database.exec('pragma journal_mode = wal');
        this.#database.exec('pragma secure_delete = on; pragma cache_size = -32000');
      });
    });
    await this.#check();
    await this.transaction(async (sql) => {
      const [row] = await sql.all<{ user_version: number }>('pragma user_version');
      const version = await migrate(sql, DIALECT, row?.user_version ?? 0);
      if (version !== row?.user_version) this.#database.exec(`pragma user_version = ${version}`);
    });
  }

  /**
   * Looks through the tables that everything hangs on. What payloads, results and steps take up would take long to read; damage there
   * shows when they are used.
   */
  async #check(): Promise<void> {
    await this.read(async (sql) => {
      const tables = await sql.all<{ name: string }>(
        `select name from sqlite_schema where type = 'table' and name like 'ledger%'`,
      );
      for (const { name } of tables.filter((table) => !BULKY.has(table.name))) {
        const [result] = await sql.all<{ quick_check: string }>(`pragma quick_check(${name})`);
        if (result?.quick_check !== 'ok') throw new LedgerError('LEDGER_DAMAGED', this.#file);
      }
    });
  }

  transaction<T>(work: (sql: Sql) => Promise<T>, durability?: 'lazy'): Promise<T> {
    return this.#enqueue(async () => {
      this.#database.exec(`pragma synchronous = ${durability === 'lazy' ? 'normal' : 'full'}`);
      await this.#patiently(() => this.#database.exec('begin immediate'));
      try {
        const result = await work(this.#sql);
        this.#database.exec('commit');
        return result;
      } catch (error) {
        this.#rollBack();
        throw explain(error, this.#file);
      }
    });
  }

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#enqueue(() => work(this.#sql));
  }

  async tidy(): Promise<void> {
    // A reader in another process may keep the journal; it is emptied the next time
    await this.#enqueue(async () => void this.#database.exec('pragma wal_checkpoint(truncate)'));
  }

  async close(): Promise<void> {
    await this.#queue;
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#database.close();
  }

  readonly #sql: Sql = {
    all: async <R>(text: string, parameters: readonly Value[] = []) => this.#statement(text).all(...parameters) as R[],
    run: async (text, parameters = []) => Number(this.#statement(text).run(...parameters).changes),
    now: async () => Date.now(),
  };

  #statement(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    // Texts with lists come in many lengths; starting over is cheaper than remembering which was used last
    if (this.#statements.size >= STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  /** One at a time: transactions of this connection must not mix. */
  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      if (!this.#open) throw new LedgerError('LEDGER_CLOSED');
      try {
        return await work();
      } catch (error) {
        throw explain(error, this.#file);
      }
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Repeats what another process stands in the way of, and lets the event loop go on meanwhile. */
  async #patiently(work: () => void): Promise<void> {
    const end = performance.now() + this.#patience;
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        return work();
      } catch (error) {
        if (primaryCode(error) !== BUSY || performance.now() > end) throw error;
      }
      await sleep(pause);
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('rollback');
    } catch {
      // SQLite has rolled back by itself (full disk, damaged file)
    }
  }
}

function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** SQLite's errors as ledger errors; all others as they are. */
export function explain(error: unknown, file: string): unknown {
  const primary = primaryCode(error);
  if (primary === undefined) return error;
  const code = CODES[primary] ?? 'LEDGER_FAILED';
  return new LedgerError(code, code === 'LEDGER_FAILED' ? (error as Error).message : file, error);
}
