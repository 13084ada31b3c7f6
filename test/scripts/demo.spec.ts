/** The public commands of the README, as a person starts them; `npm test` has built dist. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

function start(
  script: string,
  ...options: string[]
): { child: ChildProcess; output: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `scripts/${script}.mjs`, ...options], {
    cwd: ROOT,
  });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { child, output: () => text, ended: new Promise((ended) => child.once('exit', ended)) };
}

describe('npm run demo', function () {
  this.timeout(60_000);

  it('runs headless with --once, prints a line per order and the numbers in the till, and ends with 0 (61)', async () => {
    const { output, ended } = start('demo', '--once');
    assert.equal(await ended, 0, output());
    assert.match(output(), /Ecwid order \w+ +→ MplusKASSA order \d{4}-\d+ +€ \d+\.\d\d/);
    assert.match(output(), /Ecwid order \w+ +– skipped, in the till already as \d{4}-\d+/);
    assert.match(output(), /Ecwid order \w+ +! held, SKU_UNKNOWN: .*7777001/);
    assert.match(output(), /MplusKASSA order numbers: \d{4}-\d+, \d{4}-\d+/);
    assert.doesNotMatch(output(), /sandbox-secret|secret_sandbox|Error:|at .*\.js:\d+/);
  });

  it('says that the port is busy, names a way out, and ends with 1', async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as { port: number };
    const { output, ended } = start('demo', '--port', String(port));
    assert.equal(await ended, 1);
    assert.match(output(), new RegExp(`Port ${port} is in use\\. .*--port \\d+`));
    await new Promise((closed) => server.close(closed));
  });

  it('refuses options it does not know', async () => {
    const { output, ended } = start('demo', '--onse');
    assert.equal(await ended, 1);
    assert.match(output(), /--onse.*Usage: npm run demo/s);
  });
});

describe('npm run sandbox', function () {
  this.timeout(60_000);

  it('prints one JSON line with both addresses and credentials, and both answer', async () => {
    const { child, output, ended } = start('sandbox');
    await new Promise<void>((ready) => child.stdout?.once('data', () => ready()));
    const { mplus, ecwid } = JSON.parse(output());
    assert.deepEqual(Object.keys(mplus).sort(), ['ident', 'secret', 'url']);
    assert.deepEqual(Object.keys(ecwid).sort(), ['baseUrl', 'clientSecret', 'storeId', 'token']);
    assert.equal((await fetch(`${mplus.url}?wsdl`)).status, 200);
    const profile = await fetch(`${ecwid.baseUrl}/${ecwid.storeId}/profile`, {
      headers: { Authorization: `Bearer ${ecwid.token}` },
    });
    assert.equal(profile.status, 200);
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  });
});
