/** The sync console as a person uses it, in a browser on both Node-RED lines, with the orders example against the sandbox. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { readExample } from '../support/runtime';
import { assertNone, Editor, LINES, needsChromium, PACK, ROOT } from './support';

const LANGUAGES = ['en-US', 'nl', 'pl'];

/** A folder for pictures of the panel, to look at. */
const SCREENSHOTS = process.env.EDITOR_SCREENSHOTS;

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const catalogue = (language: string) =>
  JSON.parse(read('nodes/sync-console/locales', language, 'sync-console.json'))['sync-console'];

/** A catalogue as `key.path → text`. */
function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => {
      const name = path ? `${path}.${key}` : key;
      return typeof value === 'string' ? [[name, value] as const] : [...flat(value, name)];
    }),
  );
}

describe('the texts of the sync console', () => {
  const english = flat(catalogue('en-US'));
  const placeholders = (text: string) => [...text.matchAll(/__\w+?__/g)].map(([name]) => name).sort();

  for (const language of LANGUAGES) {
    it(`are complete in ${language}`, () => {
      const texts = flat(catalogue(language));
      assert.deepEqual([...texts.keys()], [...english.keys()]);
      for (const [key, text] of texts) {
        assert.notEqual(text.trim(), '', key);
        assert.deepEqual(placeholders(text), placeholders(english.get(key) as string), key);
      }
    });
  }

  it('are all there that the panel asks for, and no others', () => {
    const code = globSync('nodes/sync-console/*.editor.ts', { cwd: ROOT })
      .map((file) => read(file))
      .join('\n');
    const asked = [...code.matchAll(/['`](\w+(?:\.[\w${}]+)?)['`]/g)].map(
      ([, key]) => new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{\w+\}/g, '\\w+')}$`),
    );
    for (const key of english.keys())
      assert.ok(
        asked.some((pattern) => pattern.test(key)),
        `${key} is not used`,
      );
    for (const [, key] of code.matchAll(/say\('([\w.]+)'/g)) assert.ok(english.has(key), key);
  });

  it('leave every colour to Node-RED, and markup to nobody', () => {
    for (const file of globSync('nodes/sync-console/*.editor.ts', { cwd: ROOT })) {
      assert.doesNotMatch(
        read(file),
        /#[0-9a-f]{3,8}\b(?!-)|rgba?\(|hsla?\(|innerHTML|insertAdjacentHTML|\.html\(|style=|\.style\./i,
        file,
      );
    }
  });
});

for (const { name, module, dark } of LINES) {
  describe(`the sync console in ${name}`, function () {
    this.timeout(60_000);
    let editor: Editor;
    let panel: Locator;

    /** The example; the browser waits for a node of that id. */
    const flows = () => {
      const example = readExample('orders-ecwid-to-mplus') as { id: string; type: string }[];
      const put = example.find(({ type }) => type === 'mplus-put') as { id: string };
      return JSON.parse(JSON.stringify(example).replaceAll(put.id, 'mplus-put-1'));
    };
    const key = (name: string) => panel.locator(`[data-key="${name}"]`);
    const chip = (state: string) => key(`chip orders → MplusKASSA ${state}`);
    const count = async (state: string) => Number(await chip(state).locator('b').textContent());
    const rows = () => panel.locator('.mplus-ecwid-console-row');
    const picture = async (what: string) => {
      if (SCREENSHOTS) await editor.page.screenshot({ path: join(SCREENSHOTS, `console-${module}-${what}.png`) });
    };

    before(async function () {
      needsChromium(this);
      editor = await Editor.open(module, flows());
      panel = editor.page.locator('.mplus-ecwid-console');
      // Without the half-minute look of its own, only the word of the runtime makes the panel follow.
      await editor.page.addInitScript(`{
        const real = window.setInterval;
        window.setInterval = (run, time, ...more) => (time === 30000 ? 0 : real(run, time, ...more));
      }`);
      await editor.page.reload();
      await editor.ready();
      await editor.page.evaluate(`RED.actions.invoke('mplus-ecwid:show-sync-console')`);
      await panel.waitFor();
      // 5.x shows the messages of debug nodes below: the panel gets the whole height.
      if (dark) await editor.page.locator('button[data-tab-id="debug"]').click();
    });

    after(() => editor?.close());

    afterEach(() => {
      // Node-RED's own JSON editor: its worker may still be at work on a text that is closed.
      if (editor) assertNone(editor.complaints.splice(0).filter((complaint) => !/Model is disposed/.test(complaint)));
    });

    it('shows the sandbox in use with its sync, lag and counts by state', async () => {
      await chip('done').waitFor();
      assert.equal(await key('ledger').inputValue(), '5ec0de0000000004/sandbox');
      await chip('held').waitFor();
      assert.ok((await count('done')) + (await count('skipped').catch(() => 0)) >= 10);
      assert.match(
        (await panel.locator('.mplus-ecwid-console-sync').textContent()) ?? '',
        /received .*settled .*(waits|nothing waits)/,
      );
      assert.equal(await panel.locator('[role=alert]').isVisible(), false);
      await picture('list');
    });

    it('is accessible, and translated', async () => {
      for (const scheme of dark ? ['dark', 'light'] : ['light']) {
        await editor.scheme(scheme);
        assert.deepEqual(await barriers(), [], scheme);
        await picture(scheme);
      }
      assert.doesNotMatch((await panel.textContent()) ?? '', /sync-console[:.]|\b(state|button|filter|title)\.[a-z]/);
    });

    it('filters by a click on a count, and lists the causes of what it shows', async () => {
      await chip('held').click();
      await panel.locator('[aria-pressed=true]').waitFor();
      assert.equal(await rows().count(), await count('held'));
      for (const text of await rows().allTextContents()) assert.match(text, /held/);
      assert.equal(await key('filter state').inputValue(), 'held');
      const causes = await key('filter reason').locator('option').allTextContents();
      assert.ok(
        causes.some((cause) => /^SKU_UNKNOWN \(\d\)$/.test(cause)),
        causes.join(),
      );
    });

    it('filters by the beginning of a key with Enter, and clears it', async () => {
      const first = (await rows().first().locator('b').textContent()) ?? '';
      await key('clear').click();
      await key('clear').waitFor({ state: 'detached' });
      await key('filter text').fill(first);
      await key('filter text').press('Enter');
      await rows().nth(1).waitFor({ state: 'detached' });
      assert.equal(await rows().locator('b').textContent(), first);
      await key('clear').click();
      await rows().nth(1).waitFor();
    });

    it('shows the way of a written record, and its payload before and after mapping', async () => {
      await chip('done').click();
      await panel.locator('[aria-pressed=true]').waitFor();
      await rows().first().press('Enter');
      await key('back').waitFor();
      const timeline = panel.locator('.mplus-ecwid-console-timeline > li');
      const moments = (await timeline.locator('b').allTextContents()).map((text) => text.trim());
      assert.deepEqual(moments, ['fetched', 'customer', 'SKU', 'mapped', 'written', 'done']);
      assert.match((await timeline.nth(4).textContent()) ?? '', /took .*\+/);
      assert.ok((await panel.locator('pre .mplus-ecwid-console-diff-removed').count()) > 5);
      const added = await panel.locator('pre .mplus-ecwid-console-diff-added').allTextContents();
      assert.ok(added.some((line) => /\+ .*"extOrderId"/.test(line)));
      assert.equal(await key('skip').isDisabled(), true);
      for (const scheme of dark ? ['dark', 'light'] : ['light']) {
        await editor.scheme(scheme);
        assert.deepEqual(await barriers(), [], scheme);
        await picture(`record-${scheme}`);
      }
      assert.equal(await editor.page.evaluate('document.activeElement.dataset.key'), 'back');
      await editor.page.keyboard.press('Enter');
      await rows().first().waitFor();
      assert.match(await editor.page.evaluate<string>('document.activeElement.dataset.key'), /^record \d+$/);
    });

    it('saves everything about a record as a file', async () => {
      await rows().first().click();
      const [download] = await Promise.all([editor.page.waitForEvent('download'), key('save').click()]);
      assert.match(download.suggestedFilename(), /^record-\d+\.json$/);
      const saved = JSON.parse(readFileSync((await download.path()) as string, 'utf8'));
      assert.equal(saved.state, 'done');
      assert.ok(saved.steps.length >= 4);
      await key('back').click();
      await rows().first().waitFor();
    });

    it('retries a held record, which comes back with one attempt more in its timeline', async () => {
      await key('filter state').selectOption('held');
      await key('filter reason').selectOption('SKU_UNKNOWN');
      await rows().nth(1).waitFor({ state: 'detached' });
      await key('release all').waitFor();
      await rows().first().click();
      const held = panel.locator('.mplus-ecwid-console-timeline > li', { hasText: 'SKU_UNKNOWN' });
      await held.first().waitFor();
      const before = await held.count();
      await key('retry').click();
      await panel.locator('.mplus-ecwid-console-timeline > li', { hasText: 'retried by hand' }).waitFor();
      await held.nth(before).waitFor();
    });

    it('opens the payload in the JSON editor, and sends it again as edited', async () => {
      await key('edit').click();
      await editor.page.locator('.red-ui-tray .view-line', { hasText: '{' }).first().waitFor();
      await editor.page.evaluate(`(() => {
        const json = monaco.editor.getEditors().at(-1);
        json.setValue(JSON.stringify({ ...JSON.parse(json.getValue()), remark: 'changed by hand' }));
      })()`);
      await editor.page.locator('#node-dialog-ok').click();
      await panel.locator('.mplus-ecwid-console-timeline > li', { hasText: 'edited: true' }).waitFor();
      await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
      await panel.locator('.mplus-ecwid-console-timeline > li:last-child', { hasText: 'held' }).waitFor();
      await panel.locator('pre', { hasText: '"remark": "changed by hand"' }).waitFor();
    });

    it('skips it after that, and the list follows by itself', async () => {
      const before = await count('held');
      await key('skip').click();
      await panel.locator('.mplus-ecwid-console-timeline > li', { hasText: 'SKIPPED_BY_HAND' }).waitFor();
      await key('back').click();
      await panel.locator('.mplus-ecwid-console-quiet', { hasText: 'No record fits' }).waitFor();
      await key('clear').click();
      await panel.locator('.mplus-ecwid-console-row', { hasText: 'SKIPPED_BY_HAND' }).waitFor();
      if (before === 1) await chip('held').waitFor({ state: 'detached' });
      else assert.equal(await count('held'), before - 1);
    });

    it('follows what happens elsewhere without being asked', async () => {
      const skipped = panel.locator('.mplus-ecwid-console-row', { hasText: 'SKIPPED_BY_HAND' });
      const entry = Number((await skipped.getAttribute('data-key'))?.split(' ')[1]);
      const retry = `$.ajax({ url: 'mplus-ecwid/console/retry', method: 'POST', contentType: 'application/json',
        data: JSON.stringify({ ledger: '5ec0de0000000004/sandbox', entry: ${entry} }) }).then(() => true)`;
      await editor.page.evaluate(retry);
      await skipped.waitFor({ state: 'detached' });
      await panel.locator(`[data-key="record ${entry}"]`, { hasText: 'held' }).waitFor();
    });

    it('releases all with one cause after a question', async () => {
      await chip('held').click();
      await key('filter reason').selectOption('SKU_UNKNOWN');
      await rows().filter({ hasNotText: 'SKU_UNKNOWN' }).first().waitFor({ state: 'detached' });
      await rows().first().click();
      const held = panel.locator('.mplus-ecwid-console-timeline > li', { hasText: 'SKU_UNKNOWN' });
      await held.first().waitFor();
      const before = await held.count();
      await key('release').click();
      const question = editor.page.locator('.red-ui-notification', { hasText: 'wait because of SKU_UNKNOWN' });
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      await key('release').click();
      await question.getByRole('button', { name: 'Release all' }).click();
      await editor.page.locator('.red-ui-notification', { hasText: 'go through the flow again' }).waitFor();
      await held.nth(before).waitFor();
      await key('back').click();
    });

    it('shows what comes from outside as text, never as markup', async () => {
      const markup = '<img src=x onerror="window.harmed = true">';
      await editor.page.evaluate(`(async () => {
        const ledger = '5ec0de0000000004/sandbox';
        const { records } = await $.get('mplus-ecwid/console/records', { ledger, reason: 'SKU_UNKNOWN' });
        const { payload, entry } = await $.get('mplus-ecwid/console/record', { ledger, entry: records[0].entry });
        for (const item of payload.items) item.sku = item.name = ${JSON.stringify(markup)};
        await $.ajax({ url: 'mplus-ecwid/console/retry', method: 'POST', contentType: 'application/json', data: JSON.stringify({ ledger, entry, payload }) });
      })()`);
      await key('filter reason').selectOption('');
      const harmless = rows().filter({ hasText: markup });
      await harmless.first().click();
      await panel
        .locator('pre', { hasText: markup.replaceAll('"', '\\"') })
        .first()
        .waitFor({ state: 'attached' });
      assert.equal(await panel.locator('img').count(), 0);
      assert.equal(await editor.page.evaluate('window.harmed'), undefined);
      await key('back').click();
      await harmless.first().waitFor();
    });

    it('erases a person only after a question', async () => {
      await key('person-title').click();
      await key('person email').fill('not an address');
      await key('personErase').click();
      await editor.page.locator('.red-ui-notification', { hasText: 'Enter an e-mail address' }).waitFor();
      await key('person email').fill('nobody@example.com');
      await key('personErase').click();
      const question = editor.page.locator('.red-ui-notification', {
        hasText: 'Delete everything stored about nobody@example.com',
      });
      await question.getByRole('button', { name: 'Erase' }).click();
      await editor.page.locator('.red-ui-notification', { hasText: 'Records concerned: 0' }).waitFor();
    });

    it('lists what is missing, and a new row in the table releases what waits for it (83)', async () => {
      const missing = panel.locator('.mplus-ecwid-console-missing', { hasText: 'PL/21' });
      assert.match((await missing.textContent()) ?? '', /PL\/21 in table vatCodes.*records: 1/);
      await picture('missing');
      await key('table tables.vatCodes PL/21').click();
      const form = editor.page.locator('.mplus-ecwid').last();
      const rows = form.locator('.mplus-ecwid-from');
      const before = await rows.count();
      await form.getByRole('button', { name: 'PL/21 (records: 1)' }).click();
      await rows.nth(before).waitFor();
      assert.equal(await rows.nth(before).inputValue(), 'PL/21');
      await form.locator('.mplus-ecwid-to').nth(before).fill('2');
      await editor.page.locator('#node-config-dialog-ok').click();
      await form.waitFor({ state: 'detached' });
      await editor.page.locator('#red-ui-header-button-deploy').click();
      await missing.waitFor({ state: 'detached' });
      assert.equal(await panel.locator('.mplus-ecwid-console-missing', { hasText: 'PL/9' }).count(), 1);
    });

    for (const language of ['nl', 'pl']) {
      it(`speaks ${language}`, async () => {
        await editor.speak(language);
        await editor.page.evaluate(`RED.actions.invoke('mplus-ecwid:show-sync-console')`);
        await chip('done')
          .filter({ hasText: catalogue(language).state.done })
          .waitFor();
        assert.equal(await panel.getAttribute('aria-label'), catalogue(language).name);
      });
    }

    /** What axe finds in the panel. */
    function barriers(): Promise<unknown[]> {
      return editor.page.evaluate(`axe
        .run({ include: ['.mplus-ecwid-console'] }, { runOnly: ['wcag2a', 'wcag2aa'] })
        .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html, any }) => [html.slice(0, 160), any[0]?.message])]))`);
    }
  });
}

it('ships the sync console as a plugin of the pack', () => {
  const { plugins } = JSON.parse(read('package.json'))['node-red'];
  assert.equal(plugins['sync-console'], 'dist/nodes/sync-console/sync-console.js');
  assert.equal(PACK, JSON.parse(read('package.json')).name);
});
