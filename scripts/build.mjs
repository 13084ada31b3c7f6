// Builds dist/: TypeScript for the runtime, and for every node its editor code bundled into the html that Node-RED reads,
// with icon and locales beside it (Node-RED looks for both next to the node file).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const packed = JSON.parse(readFileSync('package.json', 'utf8'))['node-red'];

rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

for (const file of globSync('lib/**/*.jsonata')) cpSync(file, join('dist', file));

for (const target of Object.values({ ...packed.nodes, ...packed.plugins })) {
  const type = target.split('/').at(-1).replace(/\.js$/, '');
  const source = join('nodes', type);
  const out = join('dist', source);
  mkdirSync(out, { recursive: true });
  const bundle = await build({
    entryPoints: [join(source, `${type}.editor.ts`)],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const template = join(source, `${type}.html`);
  const html = existsSync(template) ? readFileSync(template, 'utf8') : '';
  writeFileSync(join(out, `${type}.html`), `<script type="text/javascript">\n${bundle.outputFiles[0].text}</script>\n${html}`);
  if (existsSync(join(source, 'locales'))) cpSync(join(source, 'locales'), join(out, 'locales'), { recursive: true });
  const icon = join('icons', `${type}.svg`);
  if (existsSync(icon)) cpSync(icon, join(out, 'icons', `${type}.svg`));
}
