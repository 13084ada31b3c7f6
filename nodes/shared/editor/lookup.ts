/**
 * A searchable list on a text field, as an editable combobox: what is typed counts as it is, an environment variable too; the list only
 * helps. The runtime searches, so that nothing is loaded with the form.
 */
import { type LookupItem, searchLookup } from '../../../lib/lookup';
import { chosenConnection } from './connection';
import { field, shared } from './form';
import { LOCAL_LISTS } from './local-lists';

export interface LookupOptions {
  /** `mplus.branches`, `ecwid.categories`, or one of LOCAL_LISTS. */
  readonly list: string;
  /** The connection to ask; undefined when none is chosen. */
  readonly connection?: () => Record<string, unknown> | undefined;
  /** Only what belongs to this: the workplaces of a branch. */
  readonly within?: () => string;
  /** The field holds several values with commas between. */
  readonly several?: boolean;
}

interface Answer {
  readonly ok: boolean;
  readonly items: readonly LookupItem[];
  readonly total: number;
  /** False while the runtime is still reading the list. */
  readonly complete: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

/** ms without a key before the runtime is asked. */
const TYPING = 150;
/** ms until a list that is still being read is asked for again. */
const AGAIN = 1000;
/** ms until the list gives up waiting. */
const LIMIT = 30_000;
const PAGE = 50;
const PAGE_KEY = 10;

let lists = 0;

/** Makes a combobox of the field. */
export function prepareLookup(input: JQuery, options: LookupOptions): void {
  new Combobox(input, options);
}

/** Offers a list on a property of an open form, read through the connection that is chosen there. */
export function offerList(node: EditorNode, property: string, list: string, more: Partial<LookupOptions> = {}): void {
  const [system] = list.split('.') as ['mplus' | 'ecwid'];
  const connection = () => chosenConnection(node, system, `${system}-config`);
  prepareLookup(field(node, property), { list, connection, ...more });
}

async function ask(options: LookupOptions, query: string, offset: number): Promise<Answer | undefined> {
  const [system, name] = options.list.split('.');
  const local = LOCAL_LISTS[options.list];
  if (local) return { ok: true, complete: true, ...searchLookup(local(), { query, offset, limit: PAGE }) };
  const connection = options.connection?.();
  if (!connection) return undefined;
  try {
    return await $.ajax({
      url: `mplus-ecwid/${system}-config/lookup`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ list: name, query, offset, within: options.within?.(), connection }),
      timeout: LIMIT,
    });
  } catch {
    return { ok: false, items: [], total: 0, complete: true, message: shared('lookup.noAnswer') };
  }
}

class Combobox {
  readonly #input: JQuery;
  readonly #options: LookupOptions;
  readonly #id = `mplus-ecwid-options-${++lists}`;
  readonly #list: JQuery;
  readonly #note: JQuery;
  readonly #popup: JQuery;
  readonly #gone: ResizeObserver;
  readonly #moved = (event: Event) => {
    if (!(event.target instanceof Node && this.#popup[0].contains(event.target))) this.#close();
  };
  #items: LookupItem[] = [];
  #total = 0;
  #active = -1;
  #query = '';
  #loading = false;
  /** Counts what was asked: only the answer to the last question is shown. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(input: JQuery, options: LookupOptions) {
    this.#input = input;
    this.#options = options;
    const button = $('<button>', { type: 'button', class: 'red-ui-button mplus-ecwid-lookup-open', tabindex: -1 });
    button.attr({ title: shared('lookup.open'), 'aria-label': shared('lookup.open') });
    button.append($('<i>', { class: 'fa fa-caret-down', 'aria-hidden': 'true' }));
    input.wrap($('<div>', { class: 'mplus-ecwid-lookup' })).after(button);
    input.attr({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', autocomplete: 'off' });
    this.#list = $('<ul>', { role: 'listbox', id: this.#id, 'aria-label': shared('lookup.list') });
    this.#note = $('<div>', { role: 'status', class: 'mplus-ecwid-lookup-note' });
    this.#popup = $('<div>', { class: 'mplus-ecwid-lookup-popup' }).append(this.#list, this.#note);
    this.#gone = new ResizeObserver(() => {
      if (input[0].offsetParent === null) this.#close();
    });

    // The field keeps the focus while a person uses the mouse in the list.
    this.#popup.add(button).on('mousedown', (event) => event.preventDefault());
    button.on('click', () => {
      input.trigger('focus');
      if (this.#isOpen) this.#close();
      else this.#open('');
    });
    this.#popup.on('click', '[role="option"]', (event) => this.#choose($(event.currentTarget).index()));
    this.#list.on('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#list[0];
      if (scrollTop + clientHeight > scrollHeight - clientHeight) this.#more();
    });
    input.on('keydown', (event) => this.#key(event));
    input.on('input', () => this.#typed());
    input.on('blur', () => this.#close());
  }

  get #isOpen(): boolean {
    return this.#popup[0].isConnected;
  }

  /** What of the field is searched for: of several values the last. */
  #text(): string {
    const value = String(this.#input.val() ?? '');
    return this.#options.several ? value.slice(value.lastIndexOf(',') + 1).trim() : value.trim();
  }

  #key(event: JQuery.KeyDownEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_KEY, PageUp: -PAGE_KEY };
    const step = steps[event.key];
    if (step !== undefined) {
      if (this.#isOpen) this.#move(step);
      else if (event.key === 'ArrowDown') this.#open('');
      else return;
    } else if (event.key === 'Enter' && this.#isOpen && this.#active >= 0 && !event.ctrlKey && !event.metaKey) {
      this.#choose(this.#active);
    } else if (event.key === 'Escape' && this.#isOpen) {
      this.#close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.activeElement === this.#input[0]) this.#open(this.#text());
    }, TYPING);
  }

  #open(query: string): void {
    this.#query = query;
    this.#show([], 0);
    this.#say(shared('lookup.loading'));
    if (!this.#isOpen) {
      $(document.body).append(this.#popup);
      this.#input.attr({ 'aria-expanded': 'true', 'aria-controls': this.#id });
      window.addEventListener('scroll', this.#moved, true);
      window.addEventListener('resize', this.#moved);
      this.#gone.observe(this.#input[0]);
    }
    this.#place();
    void this.#load(0);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    if (!this.#isOpen) return;
    this.#gone.disconnect();
    window.removeEventListener('scroll', this.#moved, true);
    window.removeEventListener('resize', this.#moved);
    this.#popup.detach();
    this.#input.attr('aria-expanded', 'false').removeAttr('aria-controls aria-activedescendant');
  }

  /** Under the field, or over it where there is more room. */
  #place(): void {
    const { left, top, bottom, width } = this.#input.parent()[0].getBoundingClientRect();
    const above = window.innerHeight - bottom < 180 && top > window.innerHeight - bottom;
    this.#popup.css({
      left,
      minWidth: width,
      top: above ? '' : bottom,
      bottom: above ? window.innerHeight - top : '',
      maxHeight: Math.min(300, (above ? top : window.innerHeight - bottom) - 8),
    });
  }

  async #load(offset: number): Promise<void> {
    const asked = ++this.#asked;
    this.#loading = true;
    const answer = await ask(this.#options, this.#query, offset);
    if (asked !== this.#asked || !this.#isOpen) return;
    this.#loading = false;
    if (!answer) return this.#say(shared('lookup.noConnection'));
    if (!answer.ok) {
      const message = [answer.message, answer.code && `(${answer.code})`].filter(Boolean).join(' ');
      return this.#say([message, answer.hint].filter(Boolean).join(' '));
    }
    this.#show([...this.#items.slice(0, offset), ...answer.items], answer.total);
    this.#say(this.#summary(answer));
    if (!answer.complete && this.#items.length <= PAGE) this.#timer = setTimeout(() => void this.#load(0), AGAIN);
  }

  #summary({ total, complete }: Answer): string {
    if (!complete) return shared('lookup.reading', { total });
    return total === 0 ? shared('lookup.nothing') : shared('lookup.found', { total });
  }

  #more(): void {
    if (!this.#loading && this.#items.length < this.#total) void this.#load(this.#items.length);
  }

  #say(text: string): void {
    this.#note.text(text);
    this.#place();
  }

  #show(items: readonly LookupItem[], total: number): void {
    const differs = this.#items.findIndex(
      ({ value, label }, index) => value !== items[index]?.value || label !== items[index].label,
    );
    const kept = differs < 0 ? this.#items.length : differs;
    const chosen = this.#text();
    this.#items = [...items];
    this.#total = total;
    this.#list.children().slice(kept).remove();
    this.#list.append(items.slice(kept).map((item, index) => this.#option(item, kept + index, chosen)));
    if (this.#active >= kept) this.#activate(-1);
  }

  #option({ value, label, inactive }: LookupItem, index: number, chosen: string): JQuery {
    const note = [label, inactive ? shared('lookup.inactive') : ''].filter((part) => part !== '').join(' · ');
    return $('<li>', { role: 'option', id: `${this.#id}-${index}`, 'aria-selected': String(value === chosen) }).append(
      $('<b>').text(value),
      note === '' ? '' : $('<span>').text(note),
    );
  }

  #move(step: number): void {
    if (this.#items.length === 0) return;
    this.#activate(Math.max(0, Math.min(this.#items.length - 1, this.#active + step)));
    if (this.#active > this.#items.length - PAGE_KEY) this.#more();
  }

  #activate(index: number): void {
    this.#active = index;
    const options = this.#list.children().removeClass('mplus-ecwid-active');
    if (index < 0) {
      this.#input.removeAttr('aria-activedescendant');
      return;
    }
    const option = options.eq(index).addClass('mplus-ecwid-active');
    option[0].scrollIntoView({ block: 'nearest' });
    this.#input.attr('aria-activedescendant', option.attr('id') ?? '');
  }

  #choose(index: number): void {
    const { value } = this.#items[index];
    const before = String(this.#input.val() ?? '');
    const others = this.#options.several ? before.slice(0, before.lastIndexOf(',') + 1) : '';
    this.#input.val(others === '' ? value : `${others} ${value}`);
    this.#input.trigger('input').trigger('change');
    this.#close();
  }
}

/** Layout, and the colours of Node-RED's own lists. */
const STYLE = `
.mplus-ecwid .mplus-ecwid-lookup { display: flex; }
.mplus-ecwid .mplus-ecwid-lookup > input { flex: 1 1 auto; width: auto; min-width: 0; margin: 0; border-top-right-radius: 0; border-bottom-right-radius: 0; }
.mplus-ecwid .mplus-ecwid-lookup > .mplus-ecwid-lookup-open { flex: 0 0 auto; width: 24px; min-width: 0; height: auto; margin: 0; padding: 0; border-left: 0; border-top-left-radius: 0; border-bottom-left-radius: 0; }
.mplus-ecwid-lookup-popup { position: fixed; z-index: 10000; display: flex; flex-direction: column; box-sizing: border-box; max-width: 520px; border: 1px solid var(--red-ui-primary-border-color); border-radius: 4px; background: var(--red-ui-form-input-background); color: var(--red-ui-form-text-color); box-shadow: var(--red-ui-shadow); }
.mplus-ecwid-lookup-popup ul { flex: 1 1 auto; margin: 0; padding: 0; overflow-y: auto; list-style: none; }
.mplus-ecwid-lookup-popup li { display: flex; gap: 8px; padding: 4px 8px; cursor: pointer; overflow-wrap: anywhere; }
.mplus-ecwid-lookup-popup li b { flex: 0 0 auto; max-width: 60%; }
.mplus-ecwid-lookup-popup li:hover { background: var(--red-ui-list-item-background-hover); }
.mplus-ecwid-lookup-popup li.mplus-ecwid-active { background: var(--red-ui-list-item-background-selected); outline: 1px solid var(--red-ui-form-input-focus-color); outline-offset: -1px; }
.mplus-ecwid-lookup-note { flex: 0 0 auto; padding: 4px 8px; border-top: 1px solid var(--red-ui-secondary-border-color); color: var(--red-ui-secondary-text-color); font-size: 0.9em; }
`;

const STYLE_ID = 'mplus-ecwid-lookup-style';
if (!document.getElementById(STYLE_ID)) $('<style>', { id: STYLE_ID, text: STYLE }).appendTo(document.head);
