/** What the documentation may speak of, as the code has it. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const TYPES: readonly string[] = Object.keys(JSON.parse(read('package.json'))['node-red'].nodes);

const matches = (pattern: string, wanted: RegExp): string[] =>
  globSync(pattern, { cwd: ROOT }).flatMap((path) => [...read(path).matchAll(wanted)].map(([, found]) => found));

/** Codes of errors and reasons that the help pages explain. */
export const CODES: ReadonlySet<string> = new Set(
  matches('nodes/*/locales/en-US/*.html', /<(?:dt|code)>([A-Z]+(?:_[A-Z]+)*)<\/(?:dt|code)>/g),
);

/** Properties of the saved nodes, of all types together. */
export const PROPERTIES: ReadonlySet<string> = new Set(matches('nodes/*/*.editor.ts', /^ {4}(\w+): \{\s*value:/gm));

/** `property: label` of all forms. */
export const LABELS: readonly string[] = TYPES.flatMap((type) => {
  const { label } = JSON.parse(read(`nodes/${type}/locales/en-US/${type}.json`))[type] as { label: Record<string, string> };
  return Object.entries(label).map(([property, text]) => `${property}: ${text}`);
});
