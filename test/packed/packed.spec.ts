/** What a user installs: the tarball of `npm pack`, in an empty user directory, in a Node-RED started from its command line. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const PACK = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  name: string;
  'node-red': { nodes: Record<string, string> };
};
const TYPES = Object.keys(PACK['node-red'].nodes);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

const SETTINGS = `module.exports = {
  credentialSecret: false, telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] } }, externalModules: { palette: { allowInstall: false } },
};`;

describe('the packed tarball in an empty user directory', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'mplus-ecwid-packed-'));
  let runtime: ChildProcess;
  let address: string;

  before(async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, stdio: 'pipe' });
    const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) as string;
    writeFileSync(join(folder, 'package.json'), '{ "name": "user-dir" }');
    writeFileSync(join(folder, 'settings.js'), SETTINGS);
    execFileSync(npm, ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], { cwd: folder, stdio: 'pipe' });
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    const red = join(ROOT, 'node_modules/node-red/red.js');
    runtime = spawn(process.execPath, [red, '-u', folder, '-s', join(folder, 'settings.js'), '-p', String(port)], {
      stdio: 'pipe',
    });
    await new Promise<void>((ready, failed) => {
      let log = '';
      runtime.stdout?.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (/Started flows/.test(log)) ready();
      });
      runtime.on('exit', (code) => failed(new Error(`Node-RED ended with ${code}: ${log}`)));
    });
  });

  after(async () => {
    if (runtime && runtime.exitCode === null) {
      const ended = new Promise((resolve) => runtime.once('exit', resolve));
      runtime.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, accept = 'application/json') => fetch(`${address}/${path}`, { headers: { Accept: accept } });

  it('lists every node, enabled and without an error', async () => {
    const sets = (await (await get('nodes')).json()) as { module: string; types: string[]; enabled: boolean; err?: string }[];
    const ours = sets.filter((set) => set.module === PACK.name);
    assert.deepEqual(
      ours.filter((set) => set.err || !set.enabled),
      [],
    );
    assert.deepEqual(ours.flatMap((set) => set.types).sort(), [...TYPES].sort());
  });

  it('serves the icon of every node', async () => {
    const icons = (await (await get('icons')).json()) as Record<string, string[]>;
    for (const type of TYPES) {
      assert.ok(icons[PACK.name]?.includes(`${type}.svg`), `no icon ${type}.svg`);
      const answer = await get(`icons/${PACK.name}/${type}.svg`, 'image/svg+xml');
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /<svg/);
    }
  });

  it('offers the examples in the import dialog', async () => {
    const examples = (await (await get(`library/examples/flows/${PACK.name}`)).json()) as { fn?: string }[];
    const shipped = readdirSync(join(ROOT, 'examples')).map((file) => file.replace(/\.json$/, ''));
    assert.deepEqual(examples.map(({ fn }) => fn).sort(), shipped.sort());
  });
});
