/** A PostgreSQL cluster of its own for tests: in a temporary folder, on a free port of 127.0.0.1, with a password, gone afterwards. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';
const USER = 'ledger';
export const POSTGRES_PASSWORD = 'correct horse/battery@staple';

export interface Postgres {
  readonly port: number;
  /** Address of a new, empty schema, without the password. */
  schema(): Promise<string>;
  /** Runs one statement as the owner of the cluster. */
  query(text: string): Promise<unknown[]>;
  /** Ends the server as a crash would, and starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Why a cluster cannot be started here, or undefined when it can. */
export function whyNoPostgres(): string | undefined {
  if (!binaries()) return `PostgreSQL is not installed (no ${DEBIAN}/*/bin/initdb)`;
  if (process.getuid?.() === 0 && !owner()) return 'PostgreSQL does not run as root, and there is no user postgres';
  return undefined;
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-pg-'));
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  writeFileSync(secret, POSTGRES_PASSWORD, { mode: 0o600 });
  const user = owner();
  for (const path of user ? [folder, secret] : []) chownSync(path, user!.uid, user!.gid);
  execFileSync(
    join(binaries()!, 'initdb'),
    ['-D', data, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const port = await freePort();
  let server = await launch(data, folder, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await exited;
  };
  let schemas = 0;
  return {
    port,
    async schema() {
      schemas += 1;
      await query(port, `create schema test${schemas}`);
      return `postgres://${USER}@127.0.0.1:${port}/postgres?options=${encodeURIComponent(`-c search_path=test${schemas}`)}`;
    },
    query: (text) => query(port, text),
    async restart() {
      await end('SIGQUIT');
      server = await launch(data, folder, port);
    },
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function binaries(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(DEBIAN, version, 'bin')).find((path) => existsSync(join(path, 'initdb')));
}

/** The user that runs the server when we are root. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

async function launch(data: string, folder: string, port: number): Promise<ChildProcess> {
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`].flatMap((setting) => [
    '-c',
    setting,
  ]);
  const server = spawn(join(binaries()!, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...owner(),
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    try {
      await query(port, 'select 1');
      return server;
    } catch {
      await sleep(50);
    }
  }
  server.kill('SIGKILL');
  throw new Error('PostgreSQL did not start');
}

async function query(port: number, text: string): Promise<unknown[]> {
  const client = new Client({ host: '127.0.0.1', port, user: USER, password: POSTGRES_PASSWORD, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
