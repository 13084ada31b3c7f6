/** The preview of a mapping in the editor of both Node-RED lines: what comes out while a person types. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { assertNone, type Dialog, Editor, LINES, needsChromium } from './support';

/** A folder for pictures, to look at. */
const SCREENSHOTS = process.env.EDITOR_SCREENSHOTS;

const table = (name: string, ...rows: [string, string][]) => ({
  id: `table-${name}`,
  type: 'value-table',
  name,
  rows: rows.map(([from, to]) => ({ from, to, label: '' })),
  fallback: 'hold',
});

const FLOWS = [
  { id: 'flow-1', type: 'tab', label: 'Orders' },
  { id: 'mplus-config-1', type: 'mplus-config', name: '', sandbox: true, host: 'api.mpluskassa.nl', tls: true, branchNumber: 1 },
  table('paymentMethods', ['iDEAL', 'IDEAL'], ['PayPal', 'PAYPAL'], ['Bancontact', 'BANCONTACT'], ['Creditcard', 'CREDITCARD']),
  table(
    'deliveryMethods',
    ['PostNL pakket', 'VERZENDEN'],
    ['Bezorging in de buurt', 'BEZORGEN'],
    ['Afhalen in de winkel', 'AFHALEN'],
  ),
  table('shippingArticles', ['PostNL pakket', '9001'], ['Bezorging in de buurt', '9001'], ['Afhalen in de winkel', '9002']),
  table('vatCodes', ['NL/21', '2'], ['NL/9', '1'], ['NL/0', '3'], ['BE/21', '2'], ['DE/19', '2']),
  {
    id: 'map',
    type: 'data-mapper',
    z: 'flow-1',
    x: 200,
    y: 80,
    mplus: 'mplus-config-1',
    from: 'ecwid-order',
    to: 'mplus-order',
    wires: [[]],
  },
  { id: 'mplus-put-1', type: 'mplus-put', z: 'flow-1', x: 200, y: 40, wires: [[]], mplus: 'mplus-config-1', entity: 'order' },
];

for (const { name, module, dark } of LINES) {
  describe(`the preview of a mapping in ${name}`, function () {
    this.timeout(60_000);
    let editor: Editor;
    let dialog: Dialog;

    before(async function () {
      needsChromium(this);
      editor = await Editor.open(module, FLOWS);
      editor.page.setDefaultTimeout(8000);
      dialog = await editor.edit('data-mapper', 'map');
    });
    after(() => editor?.close());
    afterEach(() => {
      if (editor) assertNone(editor.complaints);
    });

    const preview = () => dialog.field('preview');
    const code = (label: string) => preview().getByRole('region', { name: label, exact: true });
    const fold = (text: RegExp) => preview().locator('details', { hasText: text });

    it('shows a sample and what the default mapping makes of it', async () => {
      await preview().getByText('The result fits the target.').waitFor();
      await preview().getByText('A sample from the demo shop').waitFor();
      assert.match((await code('The mapping sees').textContent()) ?? '', /"payload": \{/);
      assert.match((await code('Result').textContent()) ?? '', /"extOrderId"/);
      assert.equal(await fold(/differ from the default/).count(), 0);
    });

    it('is accessible', async () => {
      for (const scheme of dark ? ['dark', 'light'] : ['light']) {
        await editor.scheme(scheme);
        assert.deepEqual(await dialog.barriers(), [], scheme);
        if (SCREENSHOTS) await editor.page.screenshot({ path: join(SCREENSHOTS, `preview-${module}-${scheme}.png`) });
      }
    });

    it('follows what is typed, with what the target wants at each path', async () => {
      await dialog.type('{ "extOrderId": payload.id, "lineList": [], "colour": 1 }');
      const problems = preview().locator('li');
      await problems.filter({ hasText: 'colour is a field the target does not know' }).waitFor();
      await problems.filter({ hasText: 'relationNumber is missing' }).first().waitFor();
      await problems.filter({ hasText: 'lineList must be a list with at least one line' }).waitFor();
      assert.match((await code('Result').textContent()) ?? '', /"colour": 1/);
      await fold(/without a value/)
        .getByText('reference', { exact: true })
        .waitFor({ state: 'attached' });
    });

    it('shows how the mapping differs from the default, and the way back', async () => {
      const changes = fold(/differ from the default mapping: \d+/);
      await changes.locator('summary').click();
      await changes.locator('.mplus-ecwid-preview-added', { hasText: '"colour": 1' }).waitFor();
      assert.ok((await changes.locator('.mplus-ecwid-preview-removed').count()) > 10);
      await dialog.field('load').click();
      await preview().getByText('The result fits the target.').waitFor();
      assert.equal(await changes.count(), 0);
    });

    it('names a mistake, a value without a row, and a loop without an end', async () => {
      const says = (text: RegExp) => preview().locator('li').filter({ hasText: text }).waitFor();
      await dialog.type('{ "extOrderId": ');
      await says(/MAPPING_SYNTAX/);
      await dialog.type('{ "reference": $lookup(tables.vatCodes, "XX/1") }');
      await says(/value table vatCodes has no row for “XX\/1”/);
      await dialog.type('($f := function() { $f() }; $f())');
      await says(/timeout after 2000 milliseconds/);
      await dialog.cancel();
    });

    it('completes paths and fields in the expression editor', async () => {
      dialog = await editor.edit('data-mapper', 'map');
      await preview().getByText('The result fits the target.').waitFor();
      await dialog.form.locator('.red-ui-typedInput-option-expand').click();
      await editor.page.locator('.red-ui-tray .view-line').first().waitFor();
      const suggestions = async (text: string) => {
        await editor.page.evaluate(`(() => {
          const expression = monaco.editor.getEditors().find((one) => one.getModel()?.getLanguageId() === 'jsonata');
          expression.setValue(${JSON.stringify(text)});
          expression.setPosition({ lineNumber: 1, column: ${text.length + 1} });
          expression.focus();
          expression.trigger('test', 'editor.action.triggerSuggest', {});
        })()`);
        const rows = editor.page.locator('.suggest-widget .monaco-list-row');
        await rows.first().waitFor();
        return rows.allTextContents();
      };
      const paths = await suggestions('payload.buy');
      assert.ok(
        paths.some((row) => row.startsWith('payload.buyer.email')),
        paths.join('\n'),
      );
      await editor.page.keyboard.press('Escape');
      const fields = await suggestions('{ "extOr');
      assert.ok(
        fields.some((row) => row.startsWith('extOrderId')),
        fields.join('\n'),
      );
      await editor.page.keyboard.press('Escape');
    });
  });
}
