/** What the edit dialogs of this pack share: reading an open form, showing the rows that apply, and their layout. */

/** Module name: the namespace of all catalogues. */
const PACK = 'node-red-contrib-mplus-ecwid';

/** Reads a property: from the open form when the node is being edited, else as saved. */
export type Reader = (property: string) => unknown;

/** True for the values the editor holds when the condition is met. */
export type Condition = (of: Reader) => boolean;

/** A sentence all nodes share; the catalogue of mplus-config keeps them. */
export function shared(key: string, values?: TranslationValues): string {
  return RED._(`${PACK}/mplus-config:common.${key}`, values);
}

/** The label of a property in a node's own catalogue, for config references in Node-RED's own messages. */
export function labelOf(type: string, property: string): string {
  return RED._(`${PACK}/${type}:${type}.label.${property}`);
}

/** The form element of a property or credential. */
export function field(node: EditorNode, property: string): JQuery {
  const prefix = node._def.category === 'config' ? 'node-config-input' : 'node-input';
  return $(`#${prefix}-${property}`);
}

/** The value a form element shows. A config node select that shows nothing holds `_ADD_`. */
export function inputValue(input: JQuery): unknown {
  if (input.attr('type') === 'checkbox') return input.prop('checked');
  const value = input.val();
  return value === '_ADD_' ? '' : value;
}

export function reader(node: EditorNode): Reader {
  const editing = RED.editor.getEditStack().includes(node);
  return (property) => {
    const input = editing ? field(node, property) : $();
    return input.length > 0 ? inputValue(input) : node[property];
  };
}

/**
 * Prepares an open form: a property that the flow leaves out shows its default, which is what the runtime uses, and each row shows
 * only while its condition holds, now and after every change.
 */
export function prepareForm(node: EditorNode, conditions: Record<string, Condition> = {}): void {
  const { defaults } = node._def;
  for (const [property, { value, type }] of Object.entries(defaults)) {
    if (node[property] === undefined && type === undefined) showValue(field(node, property), value);
  }
  const update = () => {
    const of = reader(node);
    for (const [property, holds] of Object.entries(conditions)) field(node, property).closest('.form-row').toggle(holds(of));
  };
  for (const property of Object.keys(defaults)) field(node, property).on('change', update);
  update();
}

function showValue(input: JQuery, value: unknown): void {
  if (input.attr('type') === 'checkbox') input.prop('checked', Boolean(value));
  else input.val(String(value));
}

/** Layout only; colours are Node-RED's. */
const LAYOUT = `
.mplus-ecwid .form-row { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; }
.mplus-ecwid .form-row > label:first-child { flex: 0 0 150px; width: 150px; margin: 0; }
.mplus-ecwid .form-row > label:first-child .fa { width: 14px; text-align: center; }
.mplus-ecwid .form-row > :not(label):not(.mplus-ecwid-hint) { flex: 1 1 200px; width: auto; min-width: 0; max-width: 420px; box-sizing: border-box; }
.mplus-ecwid .form-row > input[type="checkbox"] { flex: 0 0 auto; width: auto; margin: 0 0 0 160px; }
.mplus-ecwid .form-row > input[type="checkbox"] + label { flex: 1 1 200px; width: auto; margin: 0; }
.mplus-ecwid .form-row > button.red-ui-button { flex: 0 0 auto; margin-left: 160px; }
.mplus-ecwid .mplus-ecwid-hint { flex: 1 0 100%; box-sizing: border-box; padding-left: 160px; color: var(--red-ui-secondary-text-color); font-size: 0.9em; }
.mplus-ecwid .form-row > textarea { resize: vertical; }
.mplus-ecwid .mplus-ecwid-block { margin-bottom: 12px; }
.mplus-ecwid .mplus-ecwid-columns { display: flex; gap: 6px; }
.mplus-ecwid .mplus-ecwid-columns > * { flex: 1 1 0; width: auto; min-width: 0; margin: 0; box-sizing: border-box; }
.mplus-ecwid .red-ui-editableList-header.mplus-ecwid-columns { padding-left: 30px; padding-right: 34px; }
.mplus-ecwid .form-tips { max-width: none; }
.mplus-ecwid .form-tips p { margin: 0 0 4px; }
.mplus-ecwid .form-tips dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 10px; }
.mplus-ecwid .form-tips dt { font-weight: normal; color: var(--red-ui-secondary-text-color); }
.mplus-ecwid .form-tips dd { margin: 0; overflow-wrap: anywhere; }
`;

const LAYOUT_ID = 'mplus-ecwid-layout';
if (!document.getElementById(LAYOUT_ID)) $('<style>', { id: LAYOUT_ID, text: LAYOUT }).appendTo(document.head);
