/** The panel: what it shows, and when it asks again. */
import type { MissingSummary } from '../../lib/ledger/types';
import { CallFailed, download, get, post } from './api.editor';
import { button, element, focus, fold, show } from './dom.editor';
import { causes, type Filter, filterForm, NO_FILTER, queryOf } from './filter.editor';
import { missingList } from './missing.editor';
import { recordPage } from './record.editor';
import { recordList } from './records.editor';
import type { LedgerRow, RecordRows, RecordView, SyncRow } from './shape';
import { syncBlocks } from './syncs.editor';
import { say } from './words.editor';

const NOTICE = 'mplus-ecwid-console';

/** The list, the open record, or both to be asked for again. */
type Part = 'list' | 'record';

export class Panel {
  readonly content: HTMLElement;
  readonly #head = element('div', { class: 'mplus-ecwid-console-head' });
  readonly #trouble = element('div', { class: 'mplus-ecwid-console-trouble', role: 'alert', hidden: true });
  readonly #syncs = element('div');
  readonly #missing = element('div');
  readonly #filterPlace = element('div');
  readonly #list = element('div');
  readonly #overview = element('div', {}, this.#syncs, this.#missing, this.#filterPlace, this.#list);
  readonly #record = element('div', { hidden: true });

  #ledger = '';
  #filter: Filter = NO_FILTER;
  /** `after` of the pages up to the one that is shown. */
  #pages: string[] = [];
  #open: number | undefined;
  #known: readonly SyncRow[] = [];
  #formOf = '';
  #wanted = new Set<Part>();
  #loading = false;
  #pressed = false;

  constructor() {
    this.content = element(
      'div',
      { class: 'mplus-ecwid-console', role: 'region', 'aria-label': say('name') },
      this.#head,
      this.#trouble,
      this.#overview,
      this.#record,
      this.#person(),
    );
    // What is pressed must not be exchanged before it is let go, or the click is lost.
    this.content.addEventListener('pointerdown', () => {
      this.#pressed = true;
    });
    for (const end of ['pointerup', 'pointercancel']) {
      window.addEventListener(end, () => {
        if (!this.#pressed) return;
        this.#pressed = false;
        if (this.#wanted.size > 0) this.refresh();
      });
    }
  }

  /** Asks again for what is shown. */
  refresh(...parts: Part[]): void {
    for (const part of parts) this.#wanted.add(part);
    if (!this.#loading && this.content.offsetParent !== null) void this.#load();
  }

  refreshAll(): void {
    this.refresh('list', 'record');
  }

  /** Something changed; a search by e-mail looks at every record and is not repeated by itself. */
  changed(changes: Readonly<Record<string, readonly number[]>>): void {
    const entries = changes[this.#ledger];
    if (this.#ledger !== '' && entries === undefined) return;
    if (!this.#filter.text.includes('@')) this.refresh('list');
    if (this.#open !== undefined && entries?.includes(this.#open)) this.refresh('record');
  }

  /** Time went by: ages are different, and so may be what others did. */
  tick(): void {
    this.changed({ [this.#ledger]: this.#open === undefined ? [] : [this.#open] });
  }

  async #load(): Promise<void> {
    this.#loading = true;
    while (this.#wanted.size > 0 && !this.#pressed) {
      const wanted = this.#wanted;
      this.#wanted = new Set();
      try {
        if (wanted.has('list')) await this.#loadOverview();
        if (wanted.has('record')) await this.#loadRecord();
        this.#complain('');
      } catch (thrown) {
        this.#complain(sentence(thrown));
      }
    }
    this.#loading = false;
  }

  async #loadOverview(): Promise<void> {
    const ledgers = await get<LedgerRow[]>('ledgers');
    const known = ledgers.some(({ ledger }) => ledger === this.#ledger);
    if (!known) this.#reset((ledgers.find(({ inUse }) => inUse) ?? ledgers[0])?.ledger ?? '');
    this.#showHead(ledgers);
    if (this.#ledger === '') {
      this.#known = [];
      show(this.#syncs, element('p', {}, say('empty.ledgers')));
      show(this.#missing);
      show(this.#filterPlace);
      show(this.#list);
      return;
    }
    const [filter, pages, ledger] = [this.#filter, this.#pages, this.#ledger];
    const after = pages.at(-1);
    const query = { ledger, ...queryOf(filter, Date.now()), ...(after === undefined ? {} : { after }) };
    const [syncs, missing, records] = await Promise.all([
      get<SyncRow[]>('syncs', { ledger }),
      get<MissingSummary[]>('missing', { ledger, ...(filter.sync === '' ? {} : { sync: filter.sync }) }),
      get<RecordRows>('records', query),
    ]);
    // Something else was chosen meanwhile, or something is being pressed: the next round shows it.
    if (this.#pressed || filter !== this.#filter || pages !== this.#pages || ledger !== this.#ledger) {
      this.#wanted.add('list');
      return;
    }
    this.#known = syncs;
    show(
      this.#syncs,
      ...syncBlocks(syncs, { sync: filter.sync, ...(filter.state === '' ? {} : { state: filter.state }) }, ({ sync, state }) =>
        this.#choose({ ...NO_FILTER, sync, state: state ?? '' }),
      ),
    );
    show(
      this.#missing,
      ...missingList(missing, {
        allowed: mayWrite(),
        table: openTable,
        release: ({ subject, value }) => this.#act('provide', { subject, value }, say('done.provide', { value })),
      }),
    );
    this.#showFilter();
    this.#showList(records);
  }

  async #loadRecord(): Promise<void> {
    const entry = this.#open;
    if (entry === undefined) return;
    const view = await get<RecordView>('record', { ledger: this.#ledger, entry });
    if (this.#pressed) this.#wanted.add('record');
    else if (entry === this.#open) this.#showRecord(view);
  }

  #showHead(ledgers: readonly LedgerRow[]): void {
    const list = element(
      'select',
      {
        'aria-label': say('ledger'),
        'data-key': 'ledger',
        change: () => {
          this.#reset(list.value);
          this.refreshAll();
        },
      },
      ...ledgers.map((row) => element('option', { value: row.ledger, selected: row.ledger === this.#ledger }, ledgerName(row))),
    );
    show(
      this.#head,
      ledgers.length > 1 && element('label', {}, list),
      button({
        key: 'refresh',
        label: say('button.refresh'),
        title: say('title.refresh'),
        icon: 'fa-refresh',
        press: () => this.refreshAll(),
      }),
    );
  }

  /** The form is left alone while a person is in it, unless it is the form that changed. */
  #showFilter(): void {
    const formOf = JSON.stringify(this.#filter);
    if (formOf === this.#formOf && this.#filterPlace.contains(document.activeElement)) return;
    this.#formOf = formOf;
    show(
      this.#filterPlace,
      filterForm(this.#filter, this.#known, (part) => this.#choose({ ...this.#filter, ...part })),
    );
  }

  #showList(records: RecordRows): void {
    const { next } = records;
    const turn = (pages: string[]) => () => {
      this.#pages = pages;
      this.refresh('list');
    };
    const { reason, sync } = this.#filter;
    const waiting = causes(this.#known, this.#filter).find((cause) => cause.reason === reason)?.waiting ?? 0;
    const allowed = mayWrite();
    show(
      this.#list,
      waiting > 0 &&
        button({
          key: 'release all',
          label: say('button.releaseAll', { count: waiting }),
          title: allowed ? say('title.release') : say('title.forbidden'),
          icon: 'fa-unlock',
          disabled: !allowed,
          press: () => this.#release(reason, sync),
        }),
      ...recordList(records, {
        open: (entry) => this.#show(entry),
        ...(next === undefined ? {} : { older: turn([...this.#pages, next]) }),
        ...(this.#pages.length === 0 ? {} : { newer: turn(this.#pages.slice(0, -1)) }),
      }),
    );
  }

  #showRecord(view: RecordView): void {
    const { entry, key, sync, reason } = view;
    const first = this.#record.hidden;
    show(
      this.#record,
      ...recordPage(view, {
        allowed: mayWrite(),
        back: () => this.#back(),
        retry: () => this.#act('retry', { entry }, say('done.retry', { key })),
        edit: () => this.#edit(view),
        skip: () => this.#act('skip', { entry }, say('done.skip', { key })),
        release: () => this.#release(reason, sync),
        save: () => this.#save(entry),
      }),
    );
    this.#overview.hidden = true;
    this.#record.hidden = false;
    if (first) {
      this.content.scrollTop = 0;
      focus(this.#record, 'back');
    }
  }

  #show(entry: number): void {
    this.#open = entry;
    this.refresh('record');
  }

  #back(): void {
    const entry = this.#open;
    this.#open = undefined;
    this.#record.hidden = true;
    this.#overview.hidden = false;
    show(this.#record);
    focus(this.#list, `record ${entry}`);
    this.refresh('list');
  }

  #choose(filter: Filter): void {
    this.#filter = filter;
    this.#pages = [];
    this.refresh('list');
  }

  #reset(ledger: string): void {
    this.#ledger = ledger;
    if (this.#open !== undefined) this.#back();
    this.#choose(NO_FILTER);
  }

  async #act(path: string, values: object, done: string): Promise<void> {
    try {
      await post(path, { ledger: this.#ledger, ...values });
      notify('success', done);
    } catch (thrown) {
      notify('error', sentence(thrown));
    }
    this.refreshAll();
  }

  #edit({ entry, key, payload }: RecordView): void {
    RED.editor.editJSON({
      value: JSON.stringify(payload, null, 2),
      title: say('edit', { key }),
      requireValid: true,
      complete: (text) => {
        void this.#act('retry', { entry, payload: JSON.parse(text) }, say('done.edit', { key }));
      },
    });
  }

  #release(reason: string, sync: string): void {
    const asked = sync === '' ? say('confirm.releaseAll', { reason }) : say('confirm.release', { reason, sync });
    confirm(asked, say('button.release'), () =>
      this.#act('release', { reason, ...(sync === '' ? {} : { sync }) }, say('done.release', { reason })),
    );
  }

  async #save(entry: number): Promise<void> {
    try {
      download(`record-${entry}.json`, await get('export', { ledger: this.#ledger, entry }));
    } catch (thrown) {
      notify('error', sentence(thrown));
    }
  }

  /** Export and erasure of what is stored about one person. */
  #person(): HTMLElement {
    const email = element('input', { type: 'email', autocomplete: 'off', 'data-key': 'person email' });
    const act = (name: 'personExport' | 'personErase', sign: string, run: (email: string) => void) =>
      button({
        key: name,
        label: say(`button.${name}`),
        title: mayWrite() ? say(`title.${name}`) : say('title.forbidden'),
        icon: sign,
        disabled: !mayWrite(),
        press: () => {
          const address = email.value.trim();
          if (email.checkValidity() && address !== '') run(address);
          else notify('warning', say('person.invalid'));
        },
      });
    return element(
      'div',
      { class: 'mplus-ecwid-console-person' },
      fold(
        'person',
        say('person.title'),
        element('label', {}, element('span', {}, say('person.email')), email),
        element(
          'div',
          { class: 'mplus-ecwid-console-actions' },
          act('personExport', 'fa-download', (address) => this.#exportPerson(address)),
          act('personErase', 'fa-eraser', (address) =>
            confirm(say('confirm.erase', { email: address }), say('button.personErase'), () => this.#erasePerson(address)),
          ),
        ),
      ),
    );
  }

  async #exportPerson(email: string): Promise<void> {
    try {
      download('person.json', await post('person/export', { ledger: this.#ledger, email }));
    } catch (thrown) {
      notify('error', sentence(thrown));
    }
  }

  async #erasePerson(email: string): Promise<void> {
    try {
      const { records } = await post<{ records: number }>('person/erase', { ledger: this.#ledger, email });
      notify('success', say('done.erase', { count: records }));
    } catch (thrown) {
      notify('error', sentence(thrown));
    }
    this.refreshAll();
  }

  #complain(text: string): void {
    this.#trouble.hidden = text === '';
    if (this.#trouble.textContent !== text) this.#trouble.textContent = text;
  }
}

const mayWrite = (): boolean => RED.user.hasPermission('sync-console.write');

/** How the dialog of a value table is opened; undefined when there is no table of that name. */
function openTable(name: string): (() => void) | undefined {
  let id: string | undefined;
  RED.nodes.eachConfig((config) => {
    if (config.type === 'value-table' && config.name === name) id = config.id;
  });
  return id === undefined ? undefined : () => RED.editor.editConfig('', 'value-table', id as string);
}

function ledgerName({ id, name, sandbox }: LedgerRow): string {
  const node = RED.nodes.node(id);
  const label = name || (node && RED.utils.getNodeLabel(node)) || id;
  return sandbox ? say('sandbox', { label }) : label;
}

function sentence(thrown: unknown): string {
  if (!(thrown instanceof CallFailed)) return String(thrown);
  const { status, refusal } = thrown;
  if (refusal) return [refusal.message, refusal.hint].filter((part) => part !== '').join(' – ');
  if (status === 401 || status === 403) return say('title.forbidden');
  return status === 0 ? say('failed.noAnswer') : say('failed.status', { status });
}

/** Texts hold what came from outside, so they go in as text. */
function notify(type: 'success' | 'warning' | 'error', text: string): void {
  RED.notify(element('p', {}, text), { type, id: NOTICE, timeout: type === 'success' ? 3000 : 8000 });
}

function confirm(text: string, action: string, run: () => void): void {
  const notice = RED.notify(element('p', {}, text), {
    type: 'warning',
    modal: true,
    fixed: true,
    buttons: [
      { text: say('button.cancel'), click: () => notice.close() },
      {
        text: action,
        class: 'primary',
        click: () => {
          notice.close();
          run();
        },
      },
    ],
  });
}
