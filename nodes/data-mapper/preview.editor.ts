/** The preview under the mapping: what it sees, what it makes of that, and what is wrong with it, as the runtime says. */
import type { SourcePath, TargetField } from '../../lib/mapping/paths';
import { type DiffLine, diffLines } from '../shared/editor/diff';
import { field, inputValue } from '../shared/editor/form';
import { offerCompletion } from './completion.editor';

interface Preview {
  origin: 'record' | 'sample';
  input?: unknown;
  result?: unknown;
  error?: { code: string; message: string; hint: string };
  problems: { path: string; problem: string }[];
  misses: { table: string; value: string }[];
  unmapped: TargetField[];
  paths: SourcePath[];
  fields: TargetField[];
}

/** ms without a key before the runtime is asked. */
const TYPING = 300;
/** ms until the preview gives up waiting. */
const LIMIT = 15_000;
/** Lines of a record, and entries of a list, that are shown. */
const LINES = 1500;
const ENTRIES = 200;

const list = (entries: readonly JQuery[]): JQuery => $('<ul>').append(entries.slice(0, ENTRIES));
const json = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

/** A disclosure with a count behind its title. */
function fold(title: string, ...content: JQuery[]): JQuery {
  return $('<details>').append($('<summary>').text(title), content);
}

export class MappingPreview {
  readonly #node: EditorNode;
  readonly #place: JQuery;
  readonly #defaultMapping: () => string | undefined;
  readonly #state: JQuery;
  readonly #problems: JQuery;
  readonly #input: JQuery;
  readonly #result: JQuery;
  readonly #inputTitle: JQuery;
  readonly #more: JQuery;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(node: EditorNode, defaultMapping: () => string | undefined) {
    this.#node = node;
    this.#defaultMapping = defaultMapping;
    this.#place = field(node, 'preview').addClass('mplus-ecwid-preview');
    this.#state = $('<p>', { role: 'status' });
    this.#problems = $('<div>');
    this.#inputTitle = $('<h4>');
    this.#input = this.#code('input');
    this.#result = this.#code('result');
    this.#more = $('<div>');
    const column = (title: JQuery, code: JQuery) => $('<div>').append(title, code);
    this.#place.append(
      this.#state,
      this.#problems,
      $('<div>', { class: 'mplus-ecwid-preview-columns' }).append(
        column(this.#inputTitle.text(this.#say('input')), this.#input),
        column($('<h4>').text(this.#say('result')), this.#result),
      ),
      this.#more,
    );
  }

  /** Asks the runtime again once nothing was typed for a moment. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), TYPING);
  }

  #say(key: string, values?: TranslationValues): string {
    return this.#node._def._(`data-mapper.preview.${key}`, values);
  }

  /** Can be scrolled with the keyboard. */
  #code(key: 'input' | 'result'): JQuery {
    return $('<pre>', { tabindex: 0, role: 'region', 'aria-label': this.#say(key) });
  }

  async #load(): Promise<void> {
    if (!this.#place[0]?.isConnected) return;
    const asked = ++this.#asked;
    const values = Object.keys(this.#node._def.defaults).map((name) => [name, inputValue(field(this.#node, name))]);
    let preview: Preview | undefined;
    try {
      preview = await $.ajax({
        url: 'mplus-ecwid/data-mapper/preview',
        method: 'POST',
        contentType: 'application/json',
        data: JSON.stringify({ ...Object.fromEntries(values), id: this.#node.id, z: this.#node.z }),
        timeout: LIMIT,
      });
    } catch {
      // Said below.
    }
    if (asked !== this.#asked || !this.#place[0].isConnected) return;
    if (preview) this.#show(preview);
    else this.#state.text(this.#say('noAnswer'));
  }

  #show(preview: Preview): void {
    const { origin, input, result, error, problems, misses, paths, fields } = preview;
    const wrong = problems.length + misses.length + (error ? 1 : 0);
    this.#state.text(this.#say(wrong === 0 ? 'fits' : 'wrong', { count: wrong }));
    this.#problems.empty();
    if (wrong > 0) this.#problems.append(list(this.#complaints(preview)));
    this.#inputTitle.text(this.#say(origin));
    this.#text(this.#input, json(input));
    this.#text(this.#result, json(result));
    const open = new Set(
      this.#more
        .children('details[open]')
        .get()
        .map((details) => details.className),
    );
    this.#more.empty().append(this.#folds(preview));
    for (const details of this.#more.children('details').get()) {
      if (open.has(details.className)) (details as HTMLDetailsElement).open = true;
    }
    offerCompletion({ paths, fields });
  }

  #complaints({ error, problems, misses }: Preview): JQuery[] {
    const line = (text: string) => $('<li>').text(text);
    return [
      ...(error ? [line(`${error.message} (${error.code}) ${error.hint}`.trim())] : []),
      ...misses.map(({ table, value }) => line(this.#say('miss', { table, value }))),
      ...problems.map(({ path, problem }) => $('<li>').append($('<code>').text(path), document.createTextNode(` ${problem}`))),
    ];
  }

  #text(place: JQuery, text: string): void {
    const lines = text.split('\n');
    const { scrollTop } = place[0];
    place.text(lines.length > LINES ? `${lines.slice(0, LINES).join('\n')}\n…` : text);
    place[0].scrollTop = scrollTop;
  }

  #folds({ result, unmapped, paths, fields }: Preview): JQuery[] {
    const entry = (path: string, note: string) =>
      $('<li>').append($('<code>').text(path), note === '' ? '' : document.createTextNode(` ${note}`));
    const optional = ({ description, required }: TargetField) =>
      required ? `${description} · ${this.#say('required')}` : description;
    const folds = [
      this.#changes(),
      result === undefined
        ? undefined
        : fold(
            this.#say('unmapped', { count: unmapped.length }),
            list(unmapped.map((target) => entry(target.path, optional(target)))),
          ).addClass('mplus-ecwid-preview-unmapped'),
      fold(this.#say('paths', { count: paths.length }), list(paths.map(({ path, example }) => entry(path, example)))).addClass(
        'mplus-ecwid-preview-paths',
      ),
      fold(
        this.#say('fields', { count: fields.length }),
        list(fields.map((target) => entry(target.path, optional(target)))),
      ).addClass('mplus-ecwid-preview-fields'),
    ];
    return folds.filter((each) => each !== undefined);
  }

  /** How the mapping differs from the default; nothing while it does not. */
  #changes(): JQuery | undefined {
    const before = this.#defaultMapping();
    const after = String(field(this.#node, 'mapping').val() ?? '').trim();
    if (before === undefined || after === '' || before === after) return undefined;
    // The field holds line breaks as tabs.
    const lines = diffLines(before.split('\t'), after.split('\t'));
    const sign = { same: ' ', removed: '-', added: '+' } as const;
    const text = ({ change, text }: DiffLine) =>
      $('<span>', { class: `mplus-ecwid-preview-${change}`, text: `${sign[change]} ${text}\n` });
    const changed = lines.filter(({ change }) => change !== 'same').length;
    const code = $('<pre>', { tabindex: 0, role: 'region', 'aria-label': this.#say('changes', { count: changed }) });
    return fold(this.#say('changes', { count: changed }), code.append(lines.map(text))).addClass('mplus-ecwid-preview-changes');
  }
}

/** Layout, and Node-RED's colours. */
const STYLE = `
.mplus-ecwid-preview h4 { margin: 4px 0; font-size: 1em; }
.mplus-ecwid-preview p { margin: 4px 0; }
.mplus-ecwid-preview ul { margin: 4px 0; padding: 0 0 0 18px; max-height: 200px; overflow-y: auto; }
.mplus-ecwid-preview li { overflow-wrap: anywhere; }
.mplus-ecwid-preview code { color: inherit; background: none; border: 1px solid var(--red-ui-secondary-border-color); white-space: normal; }
.mplus-ecwid-preview summary { cursor: pointer; }
.mplus-ecwid-preview-columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 8px; }
.mplus-ecwid-preview-columns > div { min-width: 0; }
.mplus-ecwid-preview pre { max-height: 260px; min-height: 60px; overflow: auto; margin: 0; padding: 4px; white-space: pre; word-break: normal; font-size: 12px; line-height: 1.4; color: var(--red-ui-text-editor-color); background: var(--red-ui-text-editor-background); border: 1px solid var(--red-ui-secondary-border-color); }
.mplus-ecwid-preview pre > span { display: block; width: max-content; min-width: 100%; box-sizing: border-box; }
.mplus-ecwid-preview-removed { background: var(--red-ui-diff-state-deleted-background); box-shadow: inset 3px 0 0 var(--red-ui-diff-state-deleted); }
.mplus-ecwid-preview-added { background: var(--red-ui-diff-state-added-background); box-shadow: inset 3px 0 0 var(--red-ui-diff-state-added); }
`;

const STYLE_ID = 'mplus-ecwid-preview-style';
if (!document.getElementById(STYLE_ID)) $('<style>', { id: STYLE_ID, text: STYLE }).appendTo(document.head);
