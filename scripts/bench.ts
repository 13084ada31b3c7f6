/** `npm run bench -- <name> …`: runs the benchmarks of scripts/bench by name, all without a name. Prints, asserts nothing. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = asked.filter((name) => !known.includes(name));

async function main(): Promise<void> {
  if (unknown.length > 0) throw new Error(`No benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  for (const name of asked.length > 0 ? asked : known) {
    console.log(`\n== ${name}`);
    const { run } = (await import(join(folder, `${name}.ts`))) as { run(): Promise<void> };
    await run();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
