/** A real Node-RED with the pack in it and a browser that has its editor open. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

export const ROOT = resolve(__dirname, '../..');
export const PACK = 'node-red-contrib-mplus-ecwid';

/**
 * The browser suites run on one line at a time: the main one, or the one named in EDITOR_LINE (`node-red-4`), as `.ci/run` does after
 * `npm test`. Only 5.x has a dark scheme; each line is seen in a language of its own.
 */
export const LINES = [
  { name: 'Node-RED 5.0.7', module: 'node-red', dark: true, language: 'nl' },
  { name: 'Node-RED 4.1.15', module: 'node-red-4', dark: false, language: 'pl' },
].filter(({ module }) => module === (process.env.EDITOR_LINE ?? 'node-red'));

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

const SETTINGS = `module.exports = {
  uiHost: '127.0.0.1', credentialSecret: false, telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  externalModules: { palette: { allowInstall: false } },
};`;

/** Says plainly why the browser tests do not run; on a build server that is a failure. */
export function needsChromium(test: Mocha.Context): void {
  if (existsSync(CHROMIUM)) return;
  const reason = `${CHROMIUM} is missing: install Debian's chromium to run the editor tests.`;
  if (process.env.CI === 'true') throw new Error(reason);
  console.log(`      ${reason}`);
  test.skip();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Editor {
  readonly page: Page;
  readonly address: string;
  /** What the browser's console, the network and Node-RED's own notices complained about. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #runtime: ChildProcess;
  readonly #userDir: string;

  private constructor(runtime: ChildProcess, userDir: string, address: string, browser: Browser, page: Page) {
    this.#runtime = runtime;
    this.#userDir = userDir;
    this.#browser = browser;
    this.page = page;
    this.address = address;
    page.setDefaultTimeout(15000);
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
      // The editor swallows what a dialog throws and logs it.
      if (/^oneditprepare|Validation error|Definition error/.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') this.complaints.push(`failed: ${request.url()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
        this.complaints.push(`foreign: ${request.url()}`);
    });
  }

  /** Starts Node-RED of that module with the flows deployed and opens its editor in a language. */
  static async open(module: string, flows: object[]): Promise<Editor> {
    const userDir = mkdtempSync(join(tmpdir(), 'mplus-ecwid-editor-'));
    mkdirSync(join(userDir, 'node_modules'));
    symlinkSync(ROOT, join(userDir, 'node_modules', PACK), 'junction');
    writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'user-dir', dependencies: { [PACK]: '*' } }));
    writeFileSync(join(userDir, 'settings.js'), SETTINGS);
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/`;
    const red = join(ROOT, 'node_modules', module, 'red.js');
    const runtime = spawn(
      process.execPath,
      [red, '-u', userDir, '-s', join(userDir, 'settings.js'), '-p', String(port), join(userDir, 'flows.json')],
      { stdio: 'pipe' },
    );
    let browser: Browser | undefined;
    try {
      const [, launched] = await Promise.all([
        started(runtime),
        chromium.launch({ executablePath: CHROMIUM, args: ARGS }).then((value) => {
          browser = value;
          return value;
        }),
      ]);
      const page = await launched.newPage({ viewport: { width: 1400, height: 1000 }, locale: 'en-US' });
      const editor = new Editor(runtime, userDir, address, launched, page);
      await page.goto(address);
      await editor.ready();
      return editor;
    } catch (error) {
      await browser?.close();
      await end(runtime);
      rmSync(userDir, { recursive: true, force: true });
      throw error;
    }
  }

  async ready(): Promise<void> {
    await this.page.waitForFunction(`window.RED?.nodes?.node?.('mplus-put-1') && RED.nodes.getType('value-table')`);
    await this.page.waitForSelector('.red-ui-palette-node[data-palette-type="mplus-put"]', { state: 'attached' });
    await this.page.addScriptTag({ path: join(ROOT, 'node_modules/axe-core/axe.min.js') });
    await this.page.addStyleTag({ content: '* { transition: none !important; animation: none !important; }' });
    await this.page.waitForSelector('#red-ui-loading-progress, #red-ui-full-shade', { state: 'hidden' });
  }

  /** Loads the editor again in a language, as a person chooses it in the settings. */
  async speak(language: string): Promise<void> {
    await this.page.evaluate(`localStorage.setItem('editor-language', '${language}')`);
    await this.page.reload();
    await this.ready();
  }

  /** Switches between the light and the dark scheme of 5.x, as its settings do. */
  async scheme(name: string): Promise<void> {
    await this.page.evaluate(`document.documentElement.classList.toggle('nr-theme-dark', ${name === 'dark'})`);
  }

  /** Opens the dialog of a deployed node, or of a new config node when only a type is given. */
  async edit(type: string, id = '_ADD_'): Promise<Dialog> {
    await this.#closeDialogs();
    await this.page.evaluate(`(() => {
      const node = RED.nodes.node('${id}');
      if (node && RED.nodes.getType('${type}').category !== 'config') RED.editor.edit(node);
      else RED.editor.editConfig('', '${type}', '${id}');
    })()`);
    const dialog = new Dialog(this.page, (await this.isConfig(type)) ? 'node-config-input' : 'node-input');
    await dialog.form.waitFor();
    return dialog;
  }

  async #closeDialogs(): Promise<void> {
    while ((await this.page.locator('.red-ui-tray').count()) > 0) {
      await this.page.evaluate('new Promise((closed) => RED.tray.close(closed))');
    }
  }

  isConfig(type: string): Promise<boolean> {
    return this.page.evaluate(`RED.nodes.getType('${type}').category === 'config'`);
  }

  /** The saved property of a node as the editor holds it. */
  property(id: string, name: string): Promise<unknown> {
    return this.page.evaluate(`RED.nodes.node('${id}')['${name}']`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await end(this.#runtime);
    rmSync(this.#userDir, { recursive: true, force: true });
  }
}

/** The edit dialog on top. */
export class Dialog {
  readonly page: Page;
  readonly form: Locator;
  readonly #prefix: string;

  constructor(page: Page, prefix: string) {
    this.page = page;
    this.#prefix = prefix;
    this.form = page.locator('.mplus-ecwid').last();
  }

  field(property: string): Locator {
    return this.page.locator(`#${this.#prefix}-${property}`);
  }

  async fill(property: string, value: string): Promise<void> {
    await this.field(property).fill(value);
    await this.field(property).dispatchEvent('change');
  }

  /** Types into the typed input of the form; it looks at what was typed when a key is let go. */
  async type(text: string): Promise<void> {
    const input = this.form.locator('.red-ui-typedInput-container input:visible');
    await input.fill(text);
    await input.press('End');
  }

  async tick(property: string, on = true): Promise<void> {
    await this.field(property).setChecked(on);
  }

  /** Sets fields in one step, for tables of cases: text, choice or tick. */
  set(values: Record<string, string | boolean>): Promise<void> {
    return this.page.evaluate(`(() => {
      for (const [property, value] of Object.entries(${JSON.stringify(values)})) {
        const field = $('#${this.#prefix}-' + property);
        if (typeof value === 'boolean') field.prop('checked', value);
        else field.val(value);
        field.trigger('change');
      }
    })()`);
  }

  /** Which of the properties have a visible row. */
  visible(properties: readonly string[]): Promise<string[]> {
    return this.page.evaluate(
      `${JSON.stringify(properties)}.filter((property) => $('#${this.#prefix}-' + property).closest('.form-row').is(':visible'))`,
    );
  }

  /** What is wrong with a field: nothing, or the sentence of its validator; Node-RED must have marked it. */
  complaint(property: string): Promise<string | undefined> {
    return this.page.evaluate(`(() => {
      const node = RED.editor.getEditStack().at(-1);
      const field = $('#${this.#prefix}-${property}');
      const value = field.attr('type') === 'checkbox' ? field.prop('checked') : field.val();
      const answer = node._def.defaults['${property}'].validate.call(node, value, {});
      if (field.hasClass('input-error') !== (answer !== true)) return 'not marked as its validator says';
      return answer === true ? undefined : answer;
    })()`);
  }

  /** Texts of the labels of all visible fields. */
  labels(): Promise<string[]> {
    return this.page.evaluate(`$('.mplus-ecwid').last().find('label:visible').get().map((label) => label.textContent.trim())`);
  }

  /** All text of the form, hidden rows included. */
  async text(): Promise<string> {
    return (await this.form.textContent()) ?? '';
  }

  /** What axe finds in our part of the dialog; typed inputs, lists and config buttons are Node-RED's own. */
  barriers(): Promise<unknown[]> {
    return this.page.evaluate(`axe
      .run(
        { include: ['.mplus-ecwid'], exclude: ['.red-ui-typedInput-container', '.red-ui-editableList-container', '[id*="-btn-"]'] },
        { runOnly: ['wcag2a', 'wcag2aa'] },
      )
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`);
  }

  async done(): Promise<void> {
    await this.#close(this.#prefix === 'node-input' ? '#node-dialog-ok' : '#node-config-dialog-ok');
  }

  async cancel(): Promise<void> {
    await this.#close(this.#prefix === 'node-input' ? '#node-dialog-cancel' : '#node-config-dialog-cancel');
  }

  async #close(button: string): Promise<void> {
    await this.page.locator(button).click();
    await this.form.waitFor({ state: 'detached' });
  }
}

function started(runtime: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let log = '';
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (/Started flows/.test(log)) ready();
    };
    runtime.stdout?.on('data', read);
    runtime.stderr?.on('data', read);
    runtime.once('exit', (code) => failed(new Error(`Node-RED ended with ${code}: ${log}`)));
  });
}

async function end(runtime: ChildProcess): Promise<void> {
  if (runtime.exitCode !== null || runtime.signalCode !== null) return;
  const ended = new Promise((resolve) => runtime.once('exit', resolve));
  runtime.kill();
  await ended;
}

export function assertNone(complaints: string[]): void {
  const found = complaints.splice(0);
  assert.deepEqual(found, []);
}
