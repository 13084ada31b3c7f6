// Starts a Node-RED with this pack in it, in this process: what the demo and the flow tests share.
const { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** A user directory of its own with the pack linked in; `remove` deletes it. */
function temporaryUserDir() {
  const userDir = mkdtempSync(join(tmpdir(), 'mplus-ecwid-'));
  mkdirSync(join(userDir, 'node_modules'));
  symlinkSync(root, join(userDir, 'node_modules', 'node-red-contrib-mplus-ecwid'), 'junction');
  writeFileSync(
    join(userDir, 'package.json'),
    JSON.stringify({ name: 'user-dir', dependencies: { 'node-red-contrib-mplus-ecwid': '*' } }),
  );
  return { userDir, remove: () => rmSync(userDir, { recursive: true, force: true }) };
}

/** The flow of one bundled example. */
function readExample(name) {
  return JSON.parse(readFileSync(join(root, 'examples', `${name}.json`), 'utf8'));
}

/** All bundled examples in one, as after importing one after the other; connections and ledger are the same nodes in most of them. */
function readExamples() {
  const names = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.json'));
  const nodes = names.sort().flatMap((file) => readExample(file.replace(/\.json$/, '')));
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

/**
 * `module`: node-red or node-red-4. `port` undefined: no editor, and a free port for HTTP nodes. Returns the running RED, resolved once the flows have started.
 * Throws an error with code EADDRINUSE when the port is taken.
 */
async function startNodeRed({ module = 'node-red', userDir, flows, port, logLevel = 'warn', settings = {} }) {
  const credentials = flows.filter((node) => node.credentials).map((node) => [node.id, node.credentials]);
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows.map(({ credentials: _, ...node }) => node)));
  writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify(Object.fromEntries(credentials)));
  const RED = require(module);
  const express = createRequire(require.resolve(module))('express');
  const app = express();
  const server = createServer(app);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, '127.0.0.1', resolve);
  });
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    httpAdminRoot: port === undefined ? false : '/',
    httpNodeRoot: '/',
    credentialSecret: false,
    logging: { console: { level: logLevel, metrics: false, audit: false } },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { allowInstall: false, catalogues: [] } },
    externalModules: { palette: { allowInstall: false } },
    ...settings,
  });
  if (port !== undefined) app.use('/', RED.httpAdmin);
  app.use('/', RED.httpNode);
  const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
  await RED.start();
  await started;
  return {
    RED,
    port: server.address().port,
    async stop() {
      await RED.stop();
      await new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

module.exports = { readExample, readExamples, startNodeRed, temporaryUserDir };
