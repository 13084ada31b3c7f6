/** What a person sees in the editor of both Node-RED lines: palette, dialogs, validation, buttons, languages, dark scheme. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertNone, CONTRAST, type Dialog, Editor, needsChromium, PACK, ROOT } from './support';

const LINES = [
  { name: 'Node-RED 5.0.7', module: 'node-red', dark: true },
  { name: 'Node-RED 4.1.15', module: 'node-red-4', dark: false },
];

const CONFIGS = { mplus: 'mplus-config-1', ecwid: 'ecwid-config-1', ledger: 'sync-ledger-1' };

/** One node of every type, as a flow holds them; what is left out has its default. */
const FLOWS = [
  { id: 'flow-1', type: 'tab', label: 'Orders' },
  { id: CONFIGS.mplus, type: 'mplus-config', name: '', sandbox: true, host: 'api.mpluskassa.nl', tls: true, branchNumber: 1 },
  { id: CONFIGS.ecwid, type: 'ecwid-config', name: '', sandbox: true, storeId: '', baseUrl: 'https://app.ecwid.com/api/v3' },
  { id: CONFIGS.ledger, type: 'sync-ledger', name: '', store: 'sqlite', file: ':memory:' },
  {
    id: 'value-table-1',
    type: 'value-table',
    name: 'paymentMethods',
    rows: [
      { from: 'iDEAL', to: '7', label: 'online' },
      { from: 'Cash', to: '1', label: '' },
    ],
    fallback: 'hold',
    default: '',
  },
  { id: 'ecwid-get-1', type: 'ecwid-get', ecwid: CONFIGS.ecwid, entity: 'order', mode: 'changed', emit: 'record', ledger: '' },
  { id: 'mplus-get-1', type: 'mplus-get', mplus: CONFIGS.mplus, entity: 'relation', mode: 'all', emit: 'page', ledger: '' },
  { id: 'customer-resolver-1', type: 'customer-resolver', mplus: CONFIGS.mplus, create: true, update: true, country: 'iso2' },
  { id: 'sku-mapper-1', type: 'sku-mapper', mplus: CONFIGS.mplus, rule: 'articleNumber' },
  { id: 'data-mapper-1', type: 'data-mapper', mplus: '', from: 'ecwid-order', to: 'mplus-order', mapping: '', homeCountry: 'NL' },
  { id: 'mplus-put-1', type: 'mplus-put', mplus: CONFIGS.mplus, entity: 'order', payment: 'none', settles: true },
].map((node, index) => ({
  ...(/config|ledger|table|tab/.test(node.type) ? {} : { z: 'flow-1', x: 200, y: 40 + index * 60, wires: [[], []] }),
  ...node,
}));

const TYPES = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))['node-red'].nodes);

const LABELS: Record<string, string> = {
  'ecwid-get-1': 'Ecwid orders, changed',
  'mplus-get-1': 'MplusKASSA relations, all',
  'customer-resolver-1': 'find customer',
  'sku-mapper-1': 'match SKUs',
  'data-mapper-1': 'map Ecwid order → MplusKASSA order',
  'mplus-put-1': 'create MplusKASSA order',
};

/** Rows that show, and rows that do not, once the fields are set as told. */
const ROWS: { type: string; set: Record<string, string | boolean>; shown: string[]; hidden: string[] }[] = [
  { type: 'mplus-config', set: { sandbox: true }, shown: ['branchNumber'], hidden: ['host', 'port', 'tls', 'ident', 'secret'] },
  { type: 'mplus-config', set: { sandbox: false }, shown: ['host', 'port', 'tls', 'ident', 'secret'], hidden: [] },
  { type: 'ecwid-config', set: { sandbox: true }, shown: ['language'], hidden: ['baseUrl', 'storeId', 'token', 'clientSecret'] },
  { type: 'ecwid-config', set: { sandbox: false }, shown: ['baseUrl', 'storeId', 'token', 'clientSecret'], hidden: [] },
  { type: 'sync-ledger', set: { store: 'sqlite' }, shown: ['file'], hidden: ['url', 'password'] },
  { type: 'sync-ledger', set: { store: 'postgres' }, shown: ['url', 'password'], hidden: ['file'] },
  { type: 'value-table', set: { fallback: 'hold' }, shown: ['name'], hidden: ['default'] },
  { type: 'value-table', set: { fallback: 'default' }, shown: ['default'], hidden: [] },
  {
    type: 'ecwid-get',
    set: { entity: 'order', mode: 'changed', emit: 'record', ledger: '_ADD_' },
    shown: ['paymentStatus', 'fulfillmentStatus', 'startDate', 'overlap', 'pageSize', 'ledger'],
    hidden: ['key', 'sync', 'inFlight'],
  },
  { type: 'ecwid-get', set: { ledger: CONFIGS.ledger }, shown: ['sync', 'inFlight'], hidden: [] },
  { type: 'ecwid-get', set: { emit: 'page' }, shown: [], hidden: ['ledger', 'sync', 'inFlight'] },
  { type: 'ecwid-get', set: { mode: 'byKey' }, shown: ['key'], hidden: ['paymentStatus', 'startDate', 'overlap', 'pageSize'] },
  { type: 'ecwid-get', set: { mode: 'all', entity: 'product' }, shown: ['pageSize'], hidden: ['paymentStatus', 'startDate', 'overlap'] },
  { type: 'mplus-get', set: { mode: 'byKey' }, shown: ['key'], hidden: ['pageSize'] },
  { type: 'mplus-put', set: { entity: 'order' }, shown: ['payment', 'settles'], hidden: [] },
  { type: 'mplus-put', set: { entity: 'relation' }, shown: ['settles'], hidden: ['payment'] },
];

/** A bad value, what it needs to apply, and what the field then says. */
const WRONG: { type: string; set?: Record<string, string | boolean>; property: string; value: string; says: RegExp }[] = [
  { type: 'mplus-config', set: { sandbox: false }, property: 'host', value: 'https://till.example.com/', says: /Host: enter a host name only/ },
  { type: 'mplus-config', property: 'port', value: '70000', says: /Port: enter a whole number from 1 to 65535/ },
  { type: 'mplus-config', property: 'branchNumber', value: 'one', says: /Branch number: enter a whole number/ },
  { type: 'mplus-config', property: 'timezone', value: 'Amsterdam', says: /e\.g\. Europe\/Amsterdam/ },
  { type: 'mplus-config', property: 'timeout', value: '', says: /Timeout \(seconds\): fill in a value/ },
  { type: 'ecwid-config', set: { sandbox: false }, property: 'baseUrl', value: 'http://shop.example.com', says: /https:\/\// },
  { type: 'ecwid-config', property: 'storeId', value: 'my-store', says: /digits only/ },
  { type: 'ecwid-config', property: 'requestsPerMinute', value: '601', says: /from 1 to 600/ },
  { type: 'sync-ledger', set: { store: 'postgres' }, property: 'url', value: 'mysql://db.example.com', says: /postgres:\/\// },
  { type: 'value-table', property: 'name', value: 'payment methods', says: /letters, digits and underscores/ },
  { type: 'ecwid-get', property: 'paymentStatus', value: 'paid', says: /in capitals/ },
  { type: 'ecwid-get', property: 'startDate', value: '31-01-2026', says: /year-month-day/ },
  { type: 'ecwid-get', set: { ledger: CONFIGS.ledger }, property: 'sync', value: '', says: /Name of the sync: fill in a value/ },
  { type: 'mplus-get', property: 'pageSize', value: '0', says: /from 1 to/ },
  { type: 'customer-resolver', property: 'defaultDebtor', value: 'cash', says: /whole number/ },
  { type: 'sku-mapper', property: 'cacheMinutes', value: '-1', says: /whole number/ },
  { type: 'data-mapper', property: 'homeCountry', value: 'NLD', says: /two letters/ },
];

async function set(dialog: Dialog, values: Record<string, string | boolean>): Promise<void> {
  for (const [property, value] of Object.entries(values)) {
    if (typeof value === 'boolean') await dialog.tick(property, value);
    else await dialog.choose(property, value);
  }
}

/** Text of a catalogue that a person must never see: `mplus-get.label.name`. */
const RAW_KEY = new RegExp(`\\b(${TYPES.join('|')}|common)\\.[a-z]+[\\w.]*`);

for (const { name, module, dark } of LINES) {
  describe(`the editor of ${name}`, function () {
    this.timeout(60_000);
    let editor: Editor;

    before(async function () {
      needsChromium(this);
      editor = await Editor.open(module, FLOWS);
    });

    after(() => editor?.close());

    afterEach(() => {
      if (editor) assertNone(editor.complaints);
    });

    it('has every node in its palette category, with its icon', async () => {
      for (const type of TYPES) {
        const icon = await editor.page.request.get(`${editor.page.url()}icons/${PACK}/${type}.svg`);
        assert.equal(icon.status(), 200, type);
        assert.match(await icon.text(), /<svg/);
        if (await editor.isConfig(type)) continue;
        const node = editor.page.locator(`#red-ui-palette-MplusKASSA___Ecwid .red-ui-palette-node[data-palette-type="${type}"]`);
        assert.equal(await node.count(), 1, type);
        assert.match((await node.locator('.red-ui-palette-icon').first().getAttribute('style')) ?? '', new RegExp(`${PACK}/${type}\\.svg`));
        assert.doesNotMatch(await node.innerText(), RAW_KEY);
      }
    });

    it('labels nodes and their ports in words', async () => {
      for (const [id, label] of Object.entries(LABELS)) {
        assert.equal(await editor.page.evaluate(`RED.utils.getNodeLabel(RED.nodes.node('${id}'))`), label);
        const ports = await editor.page.evaluate<string[]>(`(() => {
          const node = RED.nodes.node('${id}');
          return [node._def.inputLabels.call(node, 0), ...Array.from({ length: node._def.outputs }, (_, port) => node._def.outputLabels.call(node, port))];
        })()`);
        for (const port of ports) assert.ok(port && !RAW_KEY.test(port), `${id}: ${port}`);
      }
    });

    it('finds nothing wrong with nodes as their examples set them', async () => {
      const invalid = await editor.page.evaluate(`(() => {
        const ids = ${JSON.stringify(FLOWS.map(({ id }) => id))};
        return ids.map((id) => RED.nodes.node(id)).filter((node) => node && node.valid === false).map((node) => [node.id, node.validationErrors]);
      })()`);
      assert.deepEqual(invalid, []);
    });

    for (const type of TYPES) {
      it(`opens the dialog of ${type}, translated and usable without a mouse`, async () => {
        const dialog = await editor.edit(type, `${type}-1`);
        const text = await dialog.form.innerText();
        assert.doesNotMatch(text, RAW_KEY);
        const labels = await dialog.form.locator('label').evaluateAll('(labels) => labels.map((label) => label.textContent.trim())');
        assert.ok(
          (labels as string[]).every((label) => label !== ''),
          type,
        );
        await editor.page.addScriptTag({ path: join(ROOT, 'node_modules/axe-core/axe.min.js') });
        const findings = await editor.page.evaluate(`axe
          .run({ include: ['.mplus-ecwid'], exclude: ['.red-ui-typedInput-container', '.red-ui-editableList-container', '[id*="-btn-"]'] },
               { runOnly: ['wcag2a', 'wcag2aa'] })
          .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`);
        assert.deepEqual(findings, []);
        await dialog.cancel();
      });
    }

    it('shows only the fields that apply', async () => {
      for (const type of new Set(ROWS.map((row) => row.type))) {
        const dialog = await editor.edit(type, `${type}-1`);
        for (const { set: values, shown, hidden } of ROWS.filter((row) => row.type === type)) {
          await set(dialog, values);
          for (const property of shown) assert.ok(await dialog.row(property).isVisible(), `${type} ${property} should show`);
          for (const property of hidden) assert.ok(await dialog.row(property).isHidden(), `${type} ${property} should not show`);
        }
        await dialog.cancel();
      }
    });

    it('says in a sentence what is wrong with a value, and takes an environment variable anywhere', async () => {
      for (const type of new Set(WRONG.map((row) => row.type))) {
        const dialog = await editor.edit(type, `${type}-1`);
        for (const { set: values = {}, property, value, says } of WRONG.filter((row) => row.type === type)) {
          await set(dialog, values);
          await dialog.fill(property, value);
          assert.ok(await dialog.wrong(property), `${type} ${property} takes ${value}`);
          assert.match(await dialog.complaint(property), says);
          await dialog.fill(property, '${' + 'SOME_NAME}');
          assert.ok(!(await dialog.wrong(property)), `${type} ${property} refuses a variable`);
        }
        await dialog.cancel();
      }
    });

    it('lets a till be reached without TLS only on this machine', async () => {
      const dialog = await editor.edit('mplus-config', CONFIGS.mplus);
      await set(dialog, { sandbox: false, tls: false });
      assert.ok(await dialog.wrong('tls'));
      await dialog.fill('host', '127.0.0.1');
      assert.ok(!(await dialog.wrong('tls')));
      await set(dialog, { sandbox: true });
      await dialog.fill('host', 'till.example.com');
      assert.ok(!(await dialog.wrong('tls')), 'a hidden field is never wrong');
      await dialog.cancel();
    });

    for (const type of ['mplus-config', 'ecwid-config']) {
      it(`tests a ${type} before Deploy`, async () => {
        const dialog = await editor.edit(type);
        const result = dialog.field('test-result');
        assert.ok(await result.isHidden());
        await dialog.field('test').click();
        await result.filter({ hasText: /_CONFIG\)/ }).waitFor();
        await dialog.tick('sandbox');
        await dialog.field('test').click();
        await result.filter({ hasText: /Connected to/ }).waitFor();
        assert.doesNotMatch(await result.innerText(), RAW_KEY);
        assert.ok((await result.locator('dt').count()) > 0);
        assert.equal(await result.getAttribute('role'), 'status');
        await dialog.cancel();
      });
    }

    it('keeps the rows of a value table through an edit, in order', async () => {
      let dialog = await editor.edit('value-table', 'value-table-1');
      const rows = () => editor.property('value-table-1', 'rows');
      const cell = (row: number, column: string) => dialog.form.locator(`.mplus-ecwid-${column}`).nth(row);
      assert.equal(await cell(0, 'from').inputValue(), 'iDEAL');
      await dialog.form.locator('.red-ui-editableList-addButton').click();
      await cell(2, 'from').fill('Bancontact');
      await cell(2, 'to').fill('9');
      await dialog.field('sort').click();
      await dialog.done();
      assert.deepEqual(await rows(), [
        { from: 'Bancontact', to: '9', label: '' },
        { from: 'Cash', to: '1', label: '' },
        { from: 'iDEAL', to: '7', label: 'online' },
      ]);
      dialog = await editor.edit('value-table', 'value-table-1');
      await dialog.form.locator('.red-ui-editableList-item-remove').first().click();
      await dialog.field('paste-open').click();
      await dialog.field('paste').fill('PayPal\t12\tonline\n\nGift card;13\n');
      await dialog.field('paste-add').click();
      await dialog.done();
      assert.deepEqual(await rows(), [
        { from: 'Cash', to: '1', label: '' },
        { from: 'iDEAL', to: '7', label: 'online' },
        { from: 'PayPal', to: '12', label: 'online' },
        { from: 'Gift card', to: '13', label: '' },
      ]);
    });

    it('flags a value that a table has twice', async () => {
      const dialog = await editor.edit('value-table', 'value-table-1');
      const problem = dialog.field('problem');
      assert.ok(await problem.isHidden());
      await dialog.form.locator('.mplus-ecwid-from').nth(1).fill('Cash');
      assert.match(await problem.innerText(), /only once.*Cash/);
      await dialog.done();
      assert.equal(await editor.property('value-table-1', 'valid'), false);
    });

    it('loads the default mapping, tells when it is modified, and brings it back', async () => {
      const dialog = await editor.edit('data-mapper', 'data-mapper-1');
      const state = dialog.field('mapping-state');
      await state.filter({ hasText: /^Default mapping$/ }).waitFor();
      const original = await dialog.field('mapping').inputValue();
      assert.notEqual(original, '');
      assert.doesNotMatch(original, /\n/);
      assert.ok(await dialog.field('load').isDisabled());
      await dialog.page.locator('.mplus-ecwid .red-ui-typedInput-input input').fill('{ "extOrderId": payload.id }');
      await state.filter({ hasText: /^Modified/ }).waitFor();
      await dialog.field('load').click();
      assert.equal(await dialog.field('mapping').inputValue(), original);
      await state.filter({ hasText: /^Default mapping$/ }).waitFor();
      await dialog.done();
      assert.equal(await editor.property('data-mapper-1', 'mapping'), '', 'the untouched default is saved as empty');
    });

    it('keeps a modified mapping and finds its mistakes', async () => {
      let dialog = await editor.edit('data-mapper', 'data-mapper-1');
      await dialog.field('mapping-state').filter({ hasText: /^Default mapping$/ }).waitFor();
      const input = dialog.page.locator('.mplus-ecwid .red-ui-typedInput-input input');
      for (const wrong of ['{ "extOrderId": ', 'msg.payload.id']) {
        await input.fill(wrong);
        assert.ok(await dialog.wrong('mapping'), wrong);
      }
      await input.fill('{ "extOrderId": payload.id }');
      assert.ok(!(await dialog.wrong('mapping')));
      await dialog.done();
      assert.equal(await editor.property('data-mapper-1', 'mapping'), '{ "extOrderId": payload.id }');
      dialog = await editor.edit('data-mapper', 'data-mapper-1');
      await dialog.field('mapping-state').filter({ hasText: /^Modified/ }).waitFor();
      await dialog.cancel();
    });

    it('runs a deployed get node with its button, and asks for Deploy after a change', async () => {
      const button = '.red-ui-flow-node-button-button';
      await editor.page.locator(`#mplus-get-1 ${button}`).click();
      await editor.page.locator('.red-ui-notification', { hasText: 'The run has started.' }).waitFor();
      await editor.page.evaluate(`(() => { const node = RED.nodes.node('mplus-get-1'); node.changed = true; node.dirty = true; RED.view.redraw(); })()`);
      assert.equal(await editor.page.evaluate(`(() => { const node = RED.nodes.node('mplus-get-1'); return node._def.button.enabled.call(node); })()`), false);
    });

    for (const [language, word] of [
      ['nl', 'Tijdzone van de kassa'],
      ['pl', 'Strefa czasowa kasy'],
    ]) {
      it(`speaks ${language} in palette, dialogs and help`, async () => {
        await editor.speak(language);
        for (const type of TYPES) {
          const labels = JSON.parse(readFileSync(join(ROOT, 'nodes', type, 'locales', language, `${type}.json`), 'utf8'))[type];
          const dialog = await editor.edit(type, `${type}-1`);
          const text = await dialog.form.innerText();
          assert.ok(text.includes(labels.label.name), type);
          assert.doesNotMatch(text, RAW_KEY);
          if (type === 'mplus-config') assert.ok(text.includes(word));
          await dialog.cancel();
          const help = readFileSync(join(ROOT, 'nodes', type, 'locales', language, `${type}.html`), 'utf8');
          const tip = /<p>([^<]+)<\/p>/.exec(help)?.[1] as string;
          assert.ok((await editor.page.evaluate<string>(`RED.nodes.getNodeHelp('${type}')`)).includes(tip), `help of ${type}`);
        }
      });
    }

    if (dark) {
      it('is readable in the dark scheme', async () => {
        await editor.speak('en-US');
        await editor.page.evaluate(`document.documentElement.classList.add('nr-theme-dark')`);
        for (const type of TYPES) {
          const dialog = await editor.edit(type, `${type}-1`);
          const texts = dialog.form.locator('label, input[type="text"], select, button, .mplus-ecwid-hint, .form-tips');
          const contrasts = (await texts.evaluateAll(`(elements) => elements.filter((element) => element.offsetParent).map((element) => [(${CONTRAST})(element), element.outerHTML])`)) as [number, string][];
          for (const [contrast, element] of contrasts) assert.ok(contrast >= 4.5, `${contrast.toFixed(1)} ${element}`);
          if (process.env.EDITOR_SCREENSHOTS) await editor.page.screenshot({ path: join(process.env.EDITOR_SCREENSHOTS, `${type}.png`) });
          await dialog.cancel();
        }
      });
    }
  });
}
