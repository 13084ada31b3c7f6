/** Look-up lists in the editor of both Node-RED lines, with mouse and keyboard, against the sandbox. */
import assert from 'node:assert/strict';
import { assertNone, Editor, LINES, needsChromium } from './support';

const MPLUS = { id: 'mplus-config-1', type: 'mplus-config', name: '', sandbox: true, host: 'api.mpluskassa.nl', tls: true };
const ECWID = { id: 'ecwid-config-1', type: 'ecwid-config', name: '', sandbox: true, storeId: '' };
const table = (id: string, name: string, rows: object[] = []) => ({ id, type: 'value-table', name, rows, fallback: 'hold' });

const FLOWS = [
  { id: 'flow-1', type: 'tab', label: 'Orders' },
  { ...MPLUS, branchNumber: 1 },
  ECWID,
  table('payments', 'paymentMethods', [{ from: 'iDEAL', to: 'IDEAL', label: '' }]),
  table('articles', 'shippingArticles'),
  table('words', 'words'),
  { id: 'mplus-put-1', type: 'mplus-put', z: 'flow-1', x: 200, y: 40, wires: [[]], mplus: MPLUS.id, entity: 'order' },
];

for (const { name, module, dark } of LINES) {
  describe(`look-up lists in ${name}`, function () {
    this.timeout(60_000);
    let editor: Editor;

    before(async function () {
      needsChromium(this);
      editor = await Editor.open(module, FLOWS);
      editor.page.setDefaultTimeout(5000);
    });
    after(() => editor?.close());
    afterEach(() => {
      if (editor) assertNone(editor.complaints);
    });

    const options = () => editor.page.locator('.mplus-ecwid-lookup-popup [role=option]');
    const note = () => editor.page.locator('.mplus-ecwid-lookup-note');
    const cell = (column: string, row = 0) => editor.page.locator(`.mplus-ecwid-${column}`).nth(row);
    /** A dialog that was closed right before may still take the focus once more, which closes the list. */
    const opens = async (act: () => Promise<void>) => {
      for (let attempt = 1; ; attempt++) {
        await act();
        const shown = await note()
          .waitFor({ timeout: 1000 })
          .then(
            () => true,
            () => false,
          );
        if (shown) return;
        assert.ok(attempt < 5, 'the list does not open');
      }
    };
    const open = (input: ReturnType<typeof cell>) => opens(() => input.locator('xpath=..').getByRole('button').click());

    it('offers what the till has in the cells of a table that goes by a known name', async () => {
      const dialog = await editor.edit('value-table', 'payments');
      assert.equal(await cell('to').getAttribute('role'), 'combobox');
      await open(cell('to'));
      await options().filter({ hasText: 'BANCONTACT' }).waitFor();
      assert.equal(await note().textContent(), '9 in the list');
      assert.equal(await options().filter({ hasText: 'CHEQUE' }).textContent(), 'CHEQUECheque · switched off');
      assert.equal(await editor.page.locator('.mplus-ecwid-lookup-popup [aria-selected=true] b').textContent(), 'IDEAL');
      await options().filter({ hasText: 'BANCONTACT' }).click();
      assert.equal(await cell('to').inputValue(), 'BANCONTACT');
      assert.equal(await options().count(), 0);
      await dialog.done();
      assert.deepEqual(await editor.property('payments', 'rows'), [{ from: 'iDEAL', to: 'BANCONTACT', label: '' }]);
    });

    it('is used with the keyboard: search, choose, leave without choosing', async () => {
      const dialog = await editor.edit('value-table', 'payments');
      await dialog.form.locator('.red-ui-editableList-addButton').click();
      const input = cell('from', 1);
      await opens(() => input.press('ArrowDown'));
      await options().filter({ hasText: 'PayPal' }).waitFor();
      assert.equal(await input.getAttribute('aria-expanded'), 'true');
      await input.press('Escape');
      assert.equal(await options().count(), 0);
      await input.pressSequentially('pay');
      await note()
        .filter({ hasText: /^1 in the list/ })
        .waitFor();
      await input.press('ArrowDown');
      const active = await input.getAttribute('aria-activedescendant');
      assert.equal(await editor.page.locator(`#${active} b`).textContent(), 'PayPal');
      await input.press('Enter');
      assert.equal(await input.inputValue(), 'PayPal');
      await dialog.cancel();
    });

    it('takes a value that no list has', async () => {
      const dialog = await editor.edit('value-table', 'payments');
      await opens(() => cell('to').fill('ANYTHING'));
      await note()
        .filter({ hasText: /Nothing in the list fits/ })
        .waitFor();
      await cell('to').press('Tab');
      assert.equal(await options().count(), 0);
      await dialog.done();
      const [row] = (await editor.property('payments', 'rows')) as { to: string }[];
      assert.equal(row.to, 'ANYTHING');
    });

    it('searches the articles of the till, and loads more of them while a person scrolls', async () => {
      const dialog = await editor.edit('value-table', 'articles');
      await dialog.form.locator('.red-ui-editableList-addButton').click();
      await open(cell('to'));
      await options().nth(49).waitFor();
      await editor.page.locator('.mplus-ecwid-lookup-popup ul').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await options().nth(50).waitFor();
      await cell('to').fill('9001');
      await options().filter({ hasText: /^9001/ }).first().click();
      assert.equal(await cell('to').inputValue(), '9001');
      await dialog.cancel();
    });

    it('lets a person choose the lists of a table of any name', async () => {
      const dialog = await editor.edit('value-table', 'words');
      assert.deepEqual(await dialog.visible(['ecwid', 'mplus']), []);
      await dialog.form.locator('.red-ui-editableList-addButton').click();
      assert.equal(await cell('from').getAttribute('role'), null);
      await cell('from').fill('kept');
      await dialog.field('fromLookup').selectOption('countries');
      await dialog.field('toLookup').selectOption('ecwid.shippingMethods');
      assert.deepEqual(await dialog.visible(['ecwid', 'mplus']), ['ecwid']);
      assert.equal(await cell('from').inputValue(), 'kept');
      await opens(() => cell('from').fill('pola'));
      await options().filter({ hasText: 'Poland' }).click();
      assert.equal(await cell('from').inputValue(), 'PL');
      await open(cell('to'));
      await options().filter({ hasText: 'PostNL pakket EU' }).click();
      await dialog.done();
      assert.deepEqual(await editor.property('words', 'rows'), [{ from: 'PL', to: 'PostNL pakket EU', label: '' }]);
      assert.equal(await editor.property('words', 'fromLookup'), 'countries');
    });

    it('shows in place why there is no list', async () => {
      const dialog = await editor.edit('mplus-config', MPLUS.id);
      await dialog.set({ sandbox: false, host: '127.0.0.1', port: '1', tls: false });
      await dialog.done();
      const form = await editor.edit('value-table', 'payments');
      await open(cell('to'));
      await note()
        .filter({ hasText: /MPLUS_CONFIG/ })
        .waitFor();
      await form.cancel();
    });

    it('is accessible while it is open', async () => {
      const dialog = await editor.edit('value-table', 'payments');
      await open(cell('from'));
      await options().first().waitFor();
      for (const scheme of dark ? ['dark', 'light'] : ['light']) {
        await editor.scheme(scheme);
        const barriers = await editor.page.evaluate(`axe
          .run({ include: ['.mplus-ecwid-lookup', '.mplus-ecwid-lookup-popup'] }, { runOnly: ['wcag2a', 'wcag2aa'] })
          .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html, any }) => [html, any[0]?.message])]))`);
        assert.deepEqual(barriers, [], scheme);
      }
      await dialog.cancel();
    });
  });
}
