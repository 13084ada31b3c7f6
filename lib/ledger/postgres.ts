/** The ledger in PostgreSQL (`pg`, installed by who needs it): several Node-RED instances share one. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { LedgerError, type LedgerErrorCode } from './errors';
import { migrate } from './schema';
import type { Dialect, Sql, Store, Value } from './store';

const DIALECT: Dialect = {
  lock: ' for update of e',
  lockFree: ' for update of e skip locked',
  position: 'strpos',
  // Keys are compared byte by byte, as SQLite does: ranges of text must not depend on the language of the server
  types: { id: 'bigint generated always as identity primary key', integer: 'bigint', text: 'text collate "C"' },
};

const INT8 = 20;
const CONNECTIONS = 8;
const TRIES = 5;
/** Of PostgreSQL: serialization failure and deadlock. */
const COLLISION = new Set(['40001', '40P01']);
/** Connection exceptions, server shutting down or starting; of Node: no connection. */
const LOST = /^(08...|57P0[123]|53300|ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
const LOST_TEXT =
  /connection terminated|query read timeout|timeout exceeded when trying to connect|server closed the connection|not queryable/i;
const CODES: Record<string, LedgerErrorCode> = {
  '28000': 'LEDGER_AUTH',
  '28P01': 'LEDGER_AUTH',
  '3D000': 'LEDGER_AUTH',
  '42501': 'LEDGER_UNWRITABLE',
  '25006': 'LEDGER_UNWRITABLE',
  '53100': 'LEDGER_FULL',
  XX001: 'LEDGER_DAMAGED',
  XX002: 'LEDGER_DAMAGED',
};

/** Number of the lock that one instance holds while it changes tables: the letters "ledg". */
const MIGRATION_LOCK = 0x6c656467;

export async function openPostgres(url: string, password?: string): Promise<Store> {
  const pg = await load();
  const target = parse(url, password);
  const store = new PostgresStore(
    new pg.Pool({
      connectionString: target.href,
      max: CONNECTIONS,
      connectionTimeoutMillis: 10_000,
      // A network that swallows packets must not stop the syncs for hours
      query_timeout: 60_000,
      keepAlive: true,
      allowExitOnIdle: true,
      application_name: 'node-red-contrib-mplus-ecwid',
      types: {
        getTypeParser: ((oid: number, format?: never) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format))) as never,
      },
    }),
    `${target.host}${target.pathname}`,
    decodeURIComponent(target.password),
  );
  try {
    await store.start();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function load(): Promise<typeof import('pg')> {
  try {
    return await import('pg');
  } catch (error) {
    throw new LedgerError('LEDGER_NO_PG', '', error);
  }
}

function parse(url: string, password: string | undefined): URL {
  // Node's own error would repeat the whole address, password included
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !/^postgres(ql)?:$/.test(target.protocol)) throw new LedgerError('LEDGER_URL');
  if (password) target.password = encodeURIComponent(password);
  return target;
}

class PostgresStore implements Store {
  readonly dialect = DIALECT;
  readonly #pool: Pool;
  readonly #place: string;
  readonly #password: string;
  #open = true;

  constructor(pool: Pool, place: string, password: string) {
    this.#pool = pool;
    this.#place = place;
    this.#password = password;
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process
    pool.on('error', () => undefined);
  }

  async start(): Promise<void> {
    await this.transaction(async (sql) => {
      await sql.run('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      const [table] = await sql.all<{ name: string | null }>(`select to_regclass('ledger_meta')::text as name`);
      const [row] = table?.name ? await sql.all<{ value: string }>(`select value from ledger_meta where name = 'version'`) : [];
      const version = await migrate(sql, DIALECT, Number(row?.value ?? 0));
      await sql.run(
        `insert into ledger_meta (name, value) values ('version', ?) on conflict (name) do update set value = excluded.value`,
        [String(version)],
      );
    });
  }

  transaction<T>(work: (sql: Sql) => Promise<T>, durability?: 'lazy'): Promise<T> {
    return this.#connected(async (client) => {
      try {
        await client.query(durability === 'lazy' ? 'begin; set local synchronous_commit = off' : 'begin');
        const result = await work(sqlOf(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#connected((client) => work(sqlOf(client)));
  }

  async tidy(): Promise<void> {
    // Autovacuum does it
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#pool.end();
  }

  /** Work on a connection; once more on a new one when it was lost, or after a collision with another transaction. */
  async #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (!this.#open) throw new LedgerError('LEDGER_CLOSED');
      let client: PoolClient | undefined;
      try {
        client = await this.#pool.connect();
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        client?.release(isLost(error));
        if (attempt === TRIES || !(isLost(error) || COLLISION.has(codeOf(error)))) throw this.#explain(error);
      }
      await sleep(20 * 2 ** attempt * (0.5 + Math.random()));
    }
  }

  /** Without the driver's error as cause: it can carry the connection's settings. */
  #explain(error: unknown): unknown {
    if (error instanceof LedgerError || !(error instanceof Error)) return error;
    const code = isLost(error) ? 'LEDGER_UNREACHABLE' : (CODES[codeOf(error)] ?? 'LEDGER_FAILED');
    if (code === 'LEDGER_FAILED' && !('severity' in error)) return error;
    const text = this.#password ? error.message.replaceAll(this.#password, '…') : error.message;
    return new LedgerError(code, `${this.#place} (${text || codeOf(error)})`);
  }
}

function sqlOf(client: PoolClient): Sql {
  return {
    all: async <R>(text: string, parameters: readonly Value[] = []) =>
      (await client.query(numbered(text), [...parameters])).rows as R[],
    run: async (text, parameters = []) => (await client.query(numbered(text), [...parameters])).rowCount ?? 0,
    now: async () => {
      const { rows } = await client.query('select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now');
      return rows[0].now;
    },
  };
}

/** `?` as `$1`, `$2` …: no statement of the ledger has a question mark in a text. */
function numbered(text: string): string {
  let count = 0;
  return text.replace(/\?/g, () => {
    count += 1;
    return `$${count}`;
  });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function isLost(error: unknown): boolean {
  return LOST.test(codeOf(error)) || (error instanceof Error && LOST_TEXT.test(error.message));
}
