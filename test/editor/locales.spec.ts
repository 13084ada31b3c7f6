/** Labels and help exist in every language, and everything a form asks for is there. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const LANGUAGES = ['en-US', 'nl', 'pl'];
const TYPES = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))['node-red'].nodes);

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const catalogue = (type: string, language: string) => JSON.parse(read('nodes', type, 'locales', language, `${type}.json`));
const help = (type: string, language: string) => read('nodes', type, 'locales', language, `${type}.html`);

/** A catalogue as `key.path → text`. */
function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => {
      const name = path ? `${path}.${key}` : key;
      return typeof value === 'string' ? [[name, value] as const] : [...flat(value, name)];
    }),
  );
}

const placeholders = (text: string) => [...text.matchAll(/__\w+?__/g)].map(([name]) => name).sort();

for (const type of TYPES) {
  describe(`texts of ${type}`, () => {
    const english = flat(catalogue(type, 'en-US'));

    for (const language of LANGUAGES) {
      it(`has every label in ${language}`, () => {
        const labels = flat(catalogue(type, language));
        assert.deepEqual([...labels.keys()], [...english.keys()]);
        for (const [key, text] of labels) {
          assert.notEqual(text.trim(), '', key);
          assert.deepEqual(placeholders(text), placeholders(english.get(key) as string), key);
        }
      });

      it(`has help in ${language} that begins with one paragraph for the palette`, () => {
        const page = help(type, language);
        assert.match(page, new RegExp(`^<script type="text/html" data-help-name="${type}">\\n<p>[^<]+</p>\\n<h3>`));
        const structure = (html: string) => html.match(/<\/?(h3|dl|dt|ol|li|p)\b/g);
        assert.deepEqual(structure(page), structure(help(type, 'en-US')));
      });
    }

    it('has every label its form asks for', () => {
      const keys = [...read('nodes', type, `${type}.html`).matchAll(/data-i18n="(?:\[[\w-]+\])?([^"]+)"/g)].map(([, key]) => key);
      assert.notEqual(keys.length, 0);
      for (const key of keys) assert.ok(english.has(key), key);
    });

    it('has every label its editor code asks for', () => {
      const shared = flat(catalogue('mplus-config', 'en-US'));
      const keys = [...english.keys(), ...shared.keys()];
      for (const [, wanted] of read('nodes', type, `${type}.editor.ts`).matchAll(/['`]((?:[a-z]+-)+[a-z]+\.[\w.${}]+)['`]/g)) {
        if (!wanted.startsWith(`${type}.`) || wanted === `${type}.svg`) continue;
        const pattern = new RegExp(`^${wanted.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`);
        assert.ok(
          keys.some((key) => pattern.test(key)),
          wanted,
        );
      }
    });

    it('names every field that a validator can complain about', () => {
      const code = read('nodes', type, `${type}.editor.ts`);
      for (const [, property] of code.matchAll(/(?:filled|wholeNumber|matching|validator)\(\s*'(\w+)'/g)) {
        assert.ok(english.has(`${type}.label.${property}`), property);
      }
    });

    it('ties a label to every field of its form', () => {
      const form = read('nodes', type, `${type}.html`);
      const ids = [...form.matchAll(/<(?:input type="(?!hidden)[a-z]+"|select|textarea) id="([^"]+)"/g)].map(([, id]) => id);
      assert.notEqual(ids.length, 0);
      for (const id of ids) assert.ok(form.includes(`<label for="${id}"`), id);
    });

    it('leaves every colour of its form to Node-RED', () => {
      assert.doesNotMatch(read('nodes', type, `${type}.html`), /#[0-9a-f]{3,8}\b|rgba?\(|style=/i);
    });
  });
}

it('has every sentence the shared editor code asks for', () => {
  const shared = flat(catalogue('mplus-config', 'en-US'));
  for (const file of globSync('nodes/**/*.ts', { cwd: ROOT }).filter((path) => /editor/.test(path))) {
    const code = read(file);
    const keys = [
      ...[...code.matchAll(/shared\(\s*'([\w.]+)'/g)].map(([, key]) => key),
      ...[...code.matchAll(/error: '(\w+)'/g)].map(([, key]) => `error.${key}`),
      ...[...code.matchAll(/matching\('\w+', [^\n]*?, '(\w+)'/g)].map(([, key]) => `error.${key}`),
    ];
    for (const key of keys) assert.ok(shared.has(`common.${key}`), `${file}: ${key}`);
  }
});

/** Raised by parts of lib that no node uses yet: batches of Ecwid, the desk of the ledger. */
const UNUSED = ['ECWID_NOT_EXECUTED', 'LEDGER_NO_ENTRY', 'LEDGER_NO_PAYLOAD', 'LEDGER_RUNNING', 'LEDGER_SUPERSEDED'];

it('explains every error code of the pack in the help of a node', () => {
  const pages = TYPES.map((type) => help(type, 'en-US')).join('');
  const codes = new Set<string>();
  for (const file of globSync(['lib/**/*.ts', 'nodes/**/*.ts'], { cwd: ROOT }).filter(
    (path) => !/lib.sandbox|\.editor\./.test(path),
  )) {
    for (const [, code] of read(file).matchAll(
      /'((?:MPLUS|ECWID|ORDER|CUSTOMER|PRODUCT|STORE|FILTER|SKU|MAPPING|VALUE_TABLE|LEDGER|NO|KEY|PLAN|TEST|WEBHOOK|RECONCILE)_[A-Z_]+)'/g,
    ))
      codes.add(code);
  }
  const missing = [...codes].filter((code) => !pages.includes(`<dt>${code}</dt>`));
  assert.deepEqual(missing.sort(), UNUSED);
});
