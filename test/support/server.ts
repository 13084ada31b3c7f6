/** A Node-RED started from its command line, with its admin API on a free port of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const PACK = 'node-red-contrib-mplus-ecwid';

const SETTINGS = {
  uiHost: '127.0.0.1',
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  externalModules: { palette: { allowInstall: false } },
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Server {
  readonly userDir = mkdtempSync(join(tmpdir(), 'mplus-ecwid-server-'));
  address = '';
  #child: ChildProcess | undefined;

  /** Starts Node-RED of that module with the flows deployed; resolves when they run. */
  async start(module: string, flows: object[], settings: object = {}): Promise<void> {
    mkdirSync(join(this.userDir, 'node_modules'));
    symlinkSync(ROOT, join(this.userDir, 'node_modules', PACK), 'junction');
    const write = (file: string, text: string) => writeFileSync(join(this.userDir, file), text);
    write('package.json', JSON.stringify({ name: 'user-dir', dependencies: { [PACK]: '*' } }));
    write('settings.js', `module.exports = ${JSON.stringify({ ...SETTINGS, ...settings })};`);
    write('flows.json', JSON.stringify(flows));
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    const red = join(ROOT, 'node_modules', module, 'red.js');
    const child = spawn(
      process.execPath,
      [red, '-u', this.userDir, '-s', join(this.userDir, 'settings.js'), '-p', String(port), join(this.userDir, 'flows.json')],
      { stdio: 'pipe' },
    );
    this.#child = child;
    await new Promise<void>((ready, failed) => {
      let log = '';
      const read = (chunk: Buffer) => {
        log += chunk.toString();
        if (/Started flows/.test(log)) ready();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => failed(new Error(`Node-RED ended with ${code}: ${log}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    }
    rmSync(this.userDir, { recursive: true, force: true });
  }
}
