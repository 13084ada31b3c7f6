/** The page of each example speaks of codes, fields and tables that exist. */
import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FULFILLMENT_STATUSES, PAYMENT_STATUSES } from '../../lib/mapping/targets/ecwid-order-status';
import { CODES, LABELS, PROPERTIES, ROOT, read, TYPES } from './support';

const nameOf = (path: string) => basename(path).replace(/\.(json|md)$/, '');
const EXAMPLES = new Map(globSync('examples/**/*.json', { cwd: ROOT }).map((path) => [nameOf(path), read(path)]));
const PAGES = new Map(globSync('docs/flows/*.md', { cwd: ROOT }).map((path) => [nameOf(path), read(path)]));

const SECTIONS = ['What it does', 'Before you go live', 'What can go wrong', 'With the other flows'];
const STATUSES = new Set([...PAYMENT_STATUSES.split(' '), ...FULFILLMENT_STATUSES.split(' ')]);
/** Tables that the default mappings look values up in. */
const TABLES = new Set(
  globSync('lib/mapping/defaults/*.jsonata', { cwd: ROOT }).flatMap((path) =>
    [...read(path).matchAll(/tables\.(\w+)/g)].map(([, name]) => name),
  ),
);

interface SavedNode {
  readonly type: string;
  readonly label?: string;
  readonly sync?: string;
}

it('every example has a page, and every page an example', () => {
  assert.deepEqual([...PAGES.keys()].sort(), [...EXAMPLES.keys()].sort());
});

for (const [name, page] of PAGES) {
  describe(`The page of ${name}`, () => {
    const example = EXAMPLES.get(name) ?? '[]';
    const nodes = JSON.parse(example) as SavedNode[];
    const terms = [...page.matchAll(/`([^`\n]+)`/g)].map(([, term]) => term);

    it('has the name of the tab and the sections of all pages', () => {
      assert.equal(/^# (.+)$/m.exec(page)?.[1], nodes.find(({ type }) => type === 'tab')?.label);
      assert.deepEqual(
        [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title),
        SECTIONS,
      );
    });

    it('names codes that the help explains, or that stand in the example', () => {
      const codes = terms.filter((term) => /^[A-Z]+(_[A-Z0-9]+)*!?$/.test(term)).map((term) => term.replace('!', ''));
      assert.deepEqual(
        codes.filter((code) => !CODES.has(code) && !STATUSES.has(code) && !example.includes(code)),
        [],
      );
    });

    it('names fields of nodes as their forms do, and tables of the example or of the mappings', () => {
      const words = terms.filter((term) => /^[a-z]+([A-Z][a-z]+)*$/.test(term));
      assert.deepEqual(
        words.filter((word) => !PROPERTIES.has(word) && !TABLES.has(word) && !example.includes(`"${word}"`)),
        [],
      );
      for (const [, label, property] of page.matchAll(/_([^_`]+)_ \(`(\w+)`\)/g)) {
        // A long label may be named by its beginning.
        assert.ok(
          LABELS.some((known) => known.startsWith(`${property}: ${label}`)),
          `${property}: ${label}`,
        );
      }
    });

    it('names types of nodes and syncs that the examples have', () => {
      const types = terms.filter((term) => /^[a-z]+(-[a-z]+)+$/.test(term));
      assert.deepEqual(
        types.filter((type) => !TYPES.includes(type)),
        [],
      );
      const syncs = [...EXAMPLES.values()].flatMap((flow) => (JSON.parse(flow) as SavedNode[]).flatMap(({ sync }) => sync ?? []));
      assert.deepEqual(
        terms.filter((term) => term.includes('→') && !syncs.includes(term)),
        [],
      );
    });

    it('leads to pages that exist', () => {
      const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
      assert.deepEqual(
        links.filter((link) => !existsSync(resolve(ROOT, 'docs/flows', link))),
        [],
      );
    });
  });
}

describe('Links of the documentation', () => {
  for (const path of globSync('docs/*.md', { cwd: ROOT })) {
    it(`of ${basename(path)} lead to files that exist`, () => {
      const links = [...read(path).matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link).filter((link) => !link.includes('://'));
      assert.deepEqual(
        links.filter((link) => !existsSync(join(ROOT, dirname(path), link))),
        [],
      );
    });
  }
});
