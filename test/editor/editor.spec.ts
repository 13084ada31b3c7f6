/** What a person sees in the editor of both Node-RED lines: palette, dialogs, validation, buttons, languages, dark scheme. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertNone, type Dialog, Editor, LINES, needsChromium, PACK, ROOT } from './support';

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
  {
    id: 'ecwid-webhook-1',
    type: 'ecwid-webhook',
    ecwid: CONFIGS.ecwid,
    path: '/ecwid-webhook',
    events: '',
    reread: false,
    ledger: '',
  },
  { id: 'mplus-get-1', type: 'mplus-get', mplus: CONFIGS.mplus, entity: 'relation', mode: 'all', emit: 'page', ledger: '' },
  { id: 'customer-resolver-1', type: 'customer-resolver', mplus: CONFIGS.mplus, create: true, update: true, country: 'nl' },
  { id: 'sku-mapper-1', type: 'sku-mapper', mplus: CONFIGS.mplus, rule: 'articleNumber' },
  { id: 'data-mapper-1', type: 'data-mapper', mplus: '', from: 'ecwid-order', to: 'mplus-order', mapping: '', homeCountry: 'NL' },
  { id: 'stock-calculator-1', type: 'stock-calculator', mplus: CONFIGS.mplus, formula: 'free', branches: '', buffers: [] },
  { id: 'mplus-put-1', type: 'mplus-put', mplus: CONFIGS.mplus, entity: 'order', payment: 'none', settles: true },
  { id: 'ecwid-put-1', type: 'ecwid-put', ecwid: CONFIGS.ecwid, entity: 'orderStatus', settles: true },
  { id: 'sync-settle-1', type: 'sync-settle', outcome: 'skipped', reason: '', message: '', messageType: 'str' },
  { id: 'sync-privacy-1', type: 'sync-privacy', ledger: CONFIGS.ledger, action: 'erase' },
  { id: 'sync-monitor-1', type: 'sync-monitor', ledger: CONFIGS.ledger },
  { id: 'reconcile-1', type: 'reconcile', mplus: CONFIGS.mplus, ecwid: CONFIGS.ecwid, entity: 'stock', ledger: '', heal: false },
].map((node, index) => ({
  ...(/config|ledger|table|tab/.test(node.type) ? {} : { z: 'flow-1', x: 200, y: 40 + index * 60, wires: [[], []] }),
  ...node,
}));

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
/** The palette breaks long labels over lines. */
const bare = (text: string | null) => text?.replace(/\s/g, '');
const catalogue = (type: string, language: string) => JSON.parse(read('nodes', type, 'locales', language, `${type}.json`));
const TYPES = Object.keys(JSON.parse(read('package.json'))['node-red'].nodes);

/** A folder for pictures of all dialogs, to look at. */
const SCREENSHOTS = process.env.EDITOR_SCREENSHOTS;

const LABELS: Record<string, string> = {
  'ecwid-get-1': 'Ecwid orders, changed',
  'ecwid-webhook-1': 'Ecwid webhook /ecwid-webhook',
  'mplus-get-1': 'MplusKASSA relations, all',
  'customer-resolver-1': 'find customer',
  'sku-mapper-1': 'match SKUs',
  'data-mapper-1': 'map Ecwid order → MplusKASSA order',
  'stock-calculator-1': 'calculate stock: free',
  'mplus-put-1': 'create MplusKASSA order',
  'ecwid-put-1': 'write Ecwid order status',
  'sync-settle-1': 'mark record as skipped',
  'sync-privacy-1': 'erase person from ledger',
  'sync-monitor-1': 'watch the syncs',
  'reconcile-1': 'compare stock',
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
  { type: 'ecwid-get', set: { mode: 'byKey' }, shown: ['key', 'paymentStatus', 'startDate'], hidden: ['overlap', 'pageSize'] },
  {
    type: 'ecwid-get',
    set: { mode: 'all', entity: 'product' },
    shown: ['pageSize'],
    hidden: ['paymentStatus', 'startDate', 'overlap'],
  },
  { type: 'ecwid-webhook', set: { ledger: '_ADD_' }, shown: ['path', 'events', 'reread', 'ledger'], hidden: ['sync'] },
  { type: 'ecwid-webhook', set: { ledger: CONFIGS.ledger }, shown: ['sync'], hidden: [] },
  {
    type: 'reconcile',
    set: { entity: 'order', ledger: '_ADD_', heal: false },
    shown: ['days', 'paymentStatus', 'fulfillmentStatus'],
    hidden: ['rule', 'calculator', 'sync', 'healLimit'],
  },
  {
    type: 'reconcile',
    set: { entity: 'stock', ledger: CONFIGS.ledger, heal: true },
    shown: ['rule', 'calculator', 'sync', 'healLimit'],
    hidden: ['days'],
  },
  { type: 'mplus-get', set: { mode: 'byKey' }, shown: ['key'], hidden: ['pageSize'] },
  {
    type: 'data-mapper',
    set: { from: 'ecwid-order', roundingPolicy: 'hold' },
    shown: ['homeCountry', 'currency', 'roundingPolicy'],
    hidden: ['roundingCents', 'roundingArticle'],
  },
  { type: 'data-mapper', set: { roundingPolicy: 'tolerance' }, shown: ['roundingCents'], hidden: ['roundingArticle'] },
  { type: 'data-mapper', set: { roundingPolicy: 'line' }, shown: ['roundingCents', 'roundingArticle'], hidden: [] },
  {
    type: 'data-mapper',
    set: { from: 'mplus-product' },
    shown: [],
    hidden: ['currency', 'roundingPolicy', 'roundingCents', 'roundingArticle'],
  },
  { type: 'stock-calculator', set: { formula: 'free' }, shown: ['components', 'branches', 'floor'], hidden: ['expression'] },
  { type: 'stock-calculator', set: { formula: 'expression' }, shown: ['expression'], hidden: ['components'] },
  { type: 'mplus-get', set: { entity: 'stock', mode: 'changed' }, shown: ['branches'], hidden: ['filter'] },
  {
    type: 'ecwid-put',
    set: { entity: 'orderStatus', orderNumberIn: 'notes' },
    shown: ['orderNumberIn', 'notifyCustomer', 'settles', 'dryRun'],
    hidden: ['extraField', 'create', 'moveCategories'],
  },
  {
    type: 'ecwid-put',
    set: { entity: 'customer' },
    shown: ['create', 'update', 'customer-policies'],
    hidden: ['policy-list', 'gone', 'deletedGroups', 'orderNumberIn', 'keepUnlimited'],
  },
  { type: 'ecwid-put', set: { entity: 'orderStatus' }, shown: [], hidden: ['customer-policies'] },
  {
    type: 'customer-resolver',
    set: { update: true, defaultDebtor: '1' },
    shown: ['customer-policies', 'guestsOnDebtor'],
    hidden: [],
  },
  {
    type: 'customer-resolver',
    set: { update: false, defaultDebtor: '' },
    shown: [],
    hidden: ['customer-policies', 'guestsOnDebtor'],
  },
  { type: 'ecwid-put', set: { orderNumberIn: 'extraField' }, shown: ['extraField'], hidden: [] },
  {
    type: 'ecwid-put',
    set: { entity: 'category' },
    shown: ['create'],
    hidden: ['orderNumberIn', 'extraField', 'notifyCustomer'],
  },
  {
    type: 'ecwid-put',
    set: { entity: 'product' },
    shown: ['create', 'offer', 'content', 'enableOnCreate', 'preset', 'gone', 'deletedProducts', 'currency'],
    hidden: ['moveCategories', 'orderNumberIn'],
  },
  { type: 'mplus-get', set: { entity: 'product', mode: 'changed' }, shown: ['groups', 'onlyWebshop'], hidden: ['branches'] },
  { type: 'mplus-put', set: { entity: 'order' }, shown: ['payment', 'settles'], hidden: ['refundArticle'] },
  { type: 'mplus-put', set: { entity: 'orderChange' }, shown: ['payment', 'refundArticle', 'settles'], hidden: [] },
  { type: 'mplus-put', set: { entity: 'relation' }, shown: ['settles'], hidden: ['payment', 'refundArticle'] },
];

/** A bad value, what it needs to apply, and what the field then says. */
const WRONG: { type: string; set?: Record<string, string | boolean>; property: string; value: string; says: RegExp }[] = [
  {
    type: 'mplus-config',
    set: { sandbox: false },
    property: 'host',
    value: 'https://till.example.com/',
    says: /Host: enter a host name only/,
  },
  { type: 'mplus-config', property: 'port', value: '70000', says: /Port: enter a whole number from 1 to 65535/ },
  { type: 'mplus-config', property: 'branchNumber', value: 'one', says: /Branch number: enter a whole number/ },
  { type: 'mplus-config', property: 'timezone', value: 'Amsterdam', says: /e\.g\. Europe\/Amsterdam/ },
  { type: 'mplus-config', property: 'timeout', value: '', says: /Timeout \(seconds\): fill in a value/ },
  { type: 'ecwid-config', set: { sandbox: false }, property: 'baseUrl', value: 'http://shop.example.com', says: /https:\/\// },
  { type: 'ecwid-config', property: 'storeId', value: 'my-store', says: /digits only/ },
  { type: 'ecwid-config', property: 'requestsPerMinute', value: '601', says: /from 1 to 600/ },
  { type: 'sync-ledger', set: { store: 'postgres' }, property: 'url', value: 'mysql://db.example.com', says: /postgres:\/\// },
  { type: 'value-table', property: 'name', value: 'payment methods', says: /letters, digits and underscores/ },
  { type: 'ecwid-get', set: { entity: 'order', mode: 'changed' }, property: 'paymentStatus', value: 'paid', says: /in capitals/ },
  { type: 'reconcile', set: { heal: true }, property: 'healLimit', value: '-1', says: /whole number/ },
  { type: 'ecwid-webhook', property: 'path', value: 'hook', says: /begin with a slash/ },
  { type: 'ecwid-get', property: 'startDate', value: '31-01-2026', says: /year-month-day/ },
  {
    type: 'ecwid-get',
    set: { emit: 'record', ledger: CONFIGS.ledger },
    property: 'sync',
    value: '',
    says: /Name of the sync: fill in a value/,
  },
  { type: 'mplus-get', set: { mode: 'all' }, property: 'pageSize', value: '0', says: /from 1 to/ },
  { type: 'customer-resolver', property: 'defaultDebtor', value: 'cash', says: /whole number/ },
  { type: 'stock-calculator', property: 'branches', value: 'one', says: /whole numbers with commas/ },
  { type: 'stock-calculator', property: 'floor', value: '-1', says: /whole number from 0/ },
  { type: 'sku-mapper', property: 'cacheMinutes', value: '-1', says: /whole number/ },
  { type: 'data-mapper', property: 'homeCountry', value: 'NLD', says: /two letters/ },
  { type: 'data-mapper', set: { from: 'ecwid-order' }, property: 'currency', value: 'euro', says: /three letters/ },
  { type: 'data-mapper', set: { roundingPolicy: 'line' }, property: 'roundingCents', value: '0', says: /from 1 to 99/ },
  { type: 'data-mapper', property: 'roundingArticle', value: '', says: /Rounding article: fill in a value/ },
  {
    type: 'sync-monitor',
    property: 'stallMinutes',
    value: 'soon',
    says: /Stall \(minutes\): enter a whole number from 0 to 10080/,
  },
];

/** A whole value that Node-RED replaces on Deploy. */
const VARIABLE = ['$', '{SOME_NAME}'].join('');

/** Text of a catalogue that a person must never see: `mplus-get.label.name`. */
const RAW_KEY = new RegExp(`\\b(${TYPES.join('|')}|common)\\.[a-z]+[\\w.]*`);

for (const { name, module, dark, language } of LINES) {
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
        const icon = await editor.page.request.get(`${editor.address}icons/${PACK}/${type}.svg`);
        assert.equal(icon.status(), 200, type);
        assert.match(await icon.text(), /<svg/);
        if (await editor.isConfig(type)) continue;
        const node = editor.page.locator(`#red-ui-palette-MplusKASSA___Ecwid .red-ui-palette-node[data-palette-type="${type}"]`);
        assert.equal(await node.count(), 1, type);
        assert.match(
          (await node.locator('.red-ui-palette-icon').first().getAttribute('style')) ?? '',
          new RegExp(`${PACK}/${type}\\.svg`),
        );
        assert.doesNotMatch((await node.textContent()) ?? '', RAW_KEY);
      }
    });

    it('labels nodes and their ports in words', async () => {
      for (const [id, label] of Object.entries(LABELS)) {
        assert.equal(await editor.page.evaluate(`RED.utils.getNodeLabel(RED.nodes.node('${id}'))`), label);
        const ports = await editor.page.evaluate<string[]>(`(() => {
          const node = RED.nodes.node('${id}');
          const inputs = node._def.inputs === 0 ? [] : [node._def.inputLabels.call(node, 0)];
          return [...inputs, ...Array.from({ length: node._def.outputs }, (_, port) => node._def.outputLabels.call(node, port))];
        })()`);
        for (const port of ports) assert.ok(port && !RAW_KEY.test(port), `${id}: ${port}`);
      }
    });

    it('finds nothing wrong with a node of every type, as a flow sets it', async () => {
      for (const type of TYPES)
        assert.ok(
          FLOWS.some((node) => node.type === type && node.id === `${type}-1`),
          `add ${type} to FLOWS`,
        );
      const invalid = await editor.page.evaluate(`(() => {
        const ids = ${JSON.stringify(FLOWS.map(({ id }) => id))};
        return ids.map((id) => RED.nodes.node(id)).filter((node) => node && node.valid === false).map((node) => [node.id, node.validationErrors]);
      })()`);
      assert.deepEqual(invalid, []);
    });

    for (const type of TYPES) {
      describe(`the dialog of ${type}`, () => {
        let dialog: Dialog;

        before(async () => {
          dialog = await editor.edit(type, `${type}-1`);
        });

        it(`is translated and accessible${dark ? ', in the light and the dark scheme' : ''}`, async () => {
          assert.doesNotMatch(await dialog.text(), RAW_KEY);
          for (const label of await dialog.labels()) assert.notEqual(label, '');
          assert.equal(await dialog.form.locator('.input-error').count(), 0, 'what a flow leaves out shows its default');
          for (const scheme of dark ? ['dark', 'light'] : ['light']) {
            await editor.scheme(scheme);
            assert.deepEqual(await dialog.barriers(), [], scheme);
            if (SCREENSHOTS) await editor.page.screenshot({ path: join(SCREENSHOTS, `${module}-${type}-${scheme}.png`) });
          }
        });

        const rows = ROWS.filter((row) => row.type === type);
        if (rows.length > 0) {
          it('shows only the fields that apply', async () => {
            for (const { set, shown, hidden } of rows) {
              await dialog.set(set);
              assert.deepEqual(await dialog.visible([...shown, ...hidden]), shown, JSON.stringify(set));
            }
          });
        }

        const wrong = WRONG.filter((row) => row.type === type);
        if (wrong.length > 0) {
          it('says in a sentence what is wrong with a value, and takes an environment variable', async () => {
            for (const { set = {}, property, value, says } of wrong) {
              await dialog.set({ ...set, [property]: value });
              assert.match(String(await dialog.complaint(property)), says);
              await dialog.set({ [property]: VARIABLE });
              const marked = await dialog.field(property).getAttribute('class');
              assert.doesNotMatch(marked ?? '', /input-error/, property);
            }
          });
        }
      });
    }

    it('shows the sentence at the field', async () => {
      const dialog = await editor.edit('sku-mapper', 'sku-mapper-1');
      await dialog.fill('cacheMinutes', 'long');
      await dialog.field('cacheMinutes').hover();
      await editor.page.locator('.red-ui-popover', { hasText: 'Remember articles (minutes): enter a whole number' }).waitFor();
      await editor.page.mouse.move(0, 0);
      await dialog.cancel();
    });

    it('lets a till be reached without TLS only on this machine', async () => {
      const dialog = await editor.edit('mplus-config', CONFIGS.mplus);
      await dialog.set({ sandbox: false, tls: false });
      assert.match(String(await dialog.complaint('tls')), /only be off for a server on this machine/);
      await dialog.set({ host: '127.0.0.1' });
      assert.equal(await dialog.complaint('tls'), undefined);
      await dialog.set({ host: 'till.example.com', sandbox: true });
      assert.equal(await dialog.complaint('tls'), undefined, 'a hidden field is never wrong');
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
        assert.doesNotMatch((await result.textContent()) ?? '', RAW_KEY);
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

    it('sets who decides about a product field by field, or all by a preset', async () => {
      const policies = () => editor.property('ecwid-put-1', 'policies');
      let dialog = await editor.edit('ecwid-put', 'ecwid-put-1');
      await dialog.set({ entity: 'product' });
      const select = (label: string) => dialog.form.locator(`select[aria-label="${label}"]`);
      assert.equal(await dialog.field('preset').inputValue(), 'newShop');
      await select('Description').selectOption('never');
      assert.equal(await dialog.field('preset').inputValue(), 'own');
      await dialog.done();
      assert.deepEqual(await policies(), [{ field: 'description', policy: 'never' }]);
      dialog = await editor.edit('ecwid-put', 'ecwid-put-1');
      assert.equal(await select('Description').inputValue(), 'never');
      await dialog.field('preset').selectOption('existingShop');
      assert.equal(await select('Description').inputValue(), 'ifEmpty');
      await dialog.field('preset').selectOption('newShop');
      await dialog.set({ entity: 'orderStatus' });
      await dialog.done();
      assert.deepEqual(await policies(), []);
    });

    it('sets who decides about a customer group by group', async () => {
      const policies = () => editor.property('customer-resolver-1', 'policies');
      let dialog = await editor.edit('customer-resolver', 'customer-resolver-1');
      const select = (label: string) => dialog.form.locator(`select[aria-label="${label}"]`);
      assert.equal(await select('Address').inputValue(), 'always');
      assert.equal(await select('Language').count(), 0);
      await select('Address').selectOption('hold');
      await dialog.done();
      assert.deepEqual(await policies(), [{ field: 'address', policy: 'hold' }]);
      dialog = await editor.edit('customer-resolver', 'customer-resolver-1');
      assert.equal(await select('Address').inputValue(), 'hold');
      await select('Address').selectOption('always');
      await dialog.done();
      assert.deepEqual(await policies(), []);
    });

    it('flags a value that a table has twice', async () => {
      const dialog = await editor.edit('value-table', 'value-table-1');
      const problem = dialog.field('problem');
      assert.ok(await problem.isHidden());
      await dialog.form.locator('.mplus-ecwid-from').nth(1).fill('Cash');
      await problem.filter({ hasText: /only once.*Cash/ }).waitFor();
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
      await dialog.type('{ "extOrderId": payload.id }');
      await state.filter({ hasText: /^Modified/ }).waitFor();
      await dialog.field('load').click();
      assert.equal(await dialog.field('mapping').inputValue(), original);
      await state.filter({ hasText: /^Default mapping$/ }).waitFor();
      await dialog.done();
      assert.equal(await editor.property('data-mapper-1', 'mapping'), '', 'the untouched default is saved as empty');
    });

    it('keeps a modified mapping and finds its mistakes', async () => {
      let dialog = await editor.edit('data-mapper', 'data-mapper-1');
      await dialog
        .field('mapping-state')
        .filter({ hasText: /^Default mapping$/ })
        .waitFor();
      for (const wrong of ['{ "extOrderId": ', 'msg.payload.id']) {
        await dialog.type(wrong);
        await dialog.form.locator('#node-input-mapping.input-error').waitFor({ state: 'attached' });
      }
      await dialog.type('{ "extOrderId": payload.id }');
      await dialog.form.locator('#node-input-mapping:not(.input-error)').waitFor({ state: 'attached' });
      await dialog.done();
      assert.equal(await editor.property('data-mapper-1', 'mapping'), '{ "extOrderId": payload.id }');
      dialog = await editor.edit('data-mapper', 'data-mapper-1');
      await dialog
        .field('mapping-state')
        .filter({ hasText: /^Modified/ })
        .waitFor();
      await dialog.cancel();
    });

    it('runs a deployed get node with its button, and asks for Deploy after a change', async () => {
      const button = '.red-ui-flow-node-button-button';
      await editor.page.locator(`#mplus-get-1 ${button}`).click();
      await editor.page.locator('.red-ui-notification', { hasText: 'The run has started.' }).waitFor();
      await editor.page.evaluate(
        `(() => { const node = RED.nodes.node('mplus-get-1'); node.changed = true; node.dirty = true; RED.view.redraw(); })()`,
      );
      assert.equal(
        await editor.page.evaluate(
          `(() => { const node = RED.nodes.node('mplus-get-1'); return node._def.button.enabled.call(node); })()`,
        ),
        false,
      );
    });

    describe('in another language', () => {
      it(`speaks ${language} in palette, dialogs and help`, async () => {
        await editor.speak(language);
        for (const type of TYPES) {
          const texts = catalogue(type, language)[type];
          const palette = editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"] .red-ui-palette-label`);
          if (!(await editor.isConfig(type))) assert.equal(bare(await palette.textContent()), bare(texts.palette));
          const [, tip] = /<p>([^<]+)<\/p>/.exec(read('nodes', type, 'locales', language, `${type}.html`)) as RegExpExecArray;
          assert.ok((await editor.page.evaluate<string>(`RED.nodes.getNodeHelp('${type}')`)).includes(tip), `help of ${type}`);
        }
        for (const type of ['mplus-config', 'ecwid-get']) {
          const dialog = await editor.edit(type, `${type}-1`);
          const shown = await dialog.labels();
          const wanted = Object.values(catalogue(type, language)[type].label as object);
          for (const label of shown) assert.ok(wanted.includes(label), label);
          await dialog.cancel();
        }
      });
    });
  });
}
