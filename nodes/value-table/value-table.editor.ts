import { type Condition, field, prepareForm } from '../shared/editor/form';
import { duplicates, parseRows, type Row } from '../shared/editor/table-rows';
import { filled, validator } from '../shared/editor/validators';

/** Not `rows`: Node-RED would save the value of an element with the name of a property. */
const LIST = 'row-list';

const COLUMNS = ['from', 'to', 'label'] as const;

const fallsBack: Condition = (of) => of('fallback') === 'default';

/** A sentence about the rows, or nothing when they are fine. */
function complaint(node: EditorNode, rows: readonly Row[]): string | undefined {
  const { _ } = node._def;
  const twice = duplicates(rows.filter((row) => row.from !== ''));
  if (twice.length > 0) return _('value-table.error.duplicates', { values: twice.join(', ') });
  return rows.some((row) => row.from === '') ? _('value-table.error.emptyFrom') : undefined;
}

const rows: Validator = function (value, _options) {
  return complaint(this, Array.isArray(value) ? value : []) ?? true;
};

/** Mappings find a table by its name, so that two of one name in the same scope would hide each other. */
function nameIsFree(name: string, node: EditorNode): boolean {
  let free = true;
  RED.nodes.eachConfig((other) => {
    if (other.type === 'value-table' && other.id !== node.id && other.z === node.z && other.name === name) free = false;
  });
  return free;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

const identifier = validator('name', { needed: true, valid: (text) => IDENTIFIER.test(text), error: 'identifier' });
const unique = validator('name', { valid: nameIsFree, error: 'nameTaken' });

const name: Validator = function (value, options) {
  const answer = identifier.call(this, value, options);
  return answer === true ? unique.call(this, value, options) : answer;
};

/** Rows as they stand in the form; lines without any text are left out. */
function rowsOf(list: JQuery): Row[] {
  const read: Row[] = [];
  // A removed row fades out before it is gone.
  const items = list
    .editableList('items')
    .filter((_index, item) => $(item).closest('.red-ui-editableList-item-deleting').length === 0);
  items.each((_index, item) => {
    const [from, to, label] = COLUMNS.map((column) => String($(item).find(`.mplus-ecwid-${column}`).val()).trim());
    if (from || to || label) read.push({ from, to, label });
  });
  return read;
}

RED.nodes.registerType('value-table', {
  category: 'config',
  color: '#D5E8C8',
  icon: 'value-table.svg',
  hasUsers: false,
  defaults: {
    name: { value: '', validate: name },
    version: { value: 1 },
    rows: { value: [], validate: rows },
    fallback: { value: 'hold' },
    default: { value: '', validate: filled('default', { when: fallsBack }) },
  },
  paletteLabel() {
    return this._('value-table.palette');
  },
  label() {
    return this.name || this._def._('value-table.palette');
  },
  oneditprepare() {
    const { _ } = this._def;
    const list = field(this, LIST);
    const problem = field(this, 'problem');
    const check = () => {
      const sentence = complaint(this, rowsOf(list));
      problem.text(sentence ?? '').toggle(sentence !== undefined);
    };
    const header = $('<div>', { class: 'mplus-ecwid-columns' }).append(
      COLUMNS.map((column) => $('<span>').text(_(`value-table.label.${column}`))),
    );
    list.editableList<Partial<Row>>({
      addButton: _('value-table.button.add'),
      removable: true,
      sortable: true,
      header,
      addItem(container, _index, row) {
        container.addClass('mplus-ecwid-columns').append(
          COLUMNS.map((column) =>
            $('<input>', { type: 'text', class: `mplus-ecwid-${column}`, 'aria-label': _(`value-table.label.${column}`) })
              .val(row[column] ?? '')
              .on('input', check),
          ),
        );
      },
      removeItem: check,
    });
    const add = (added: readonly Row[]) => {
      for (const row of added) list.editableList('addItem', row);
      check();
    };
    add((this.rows as Row[] | undefined) ?? []);

    field(this, 'sort').on('click', () => {
      const sorted = rowsOf(list).sort((one, other) => one.from.localeCompare(other.from, undefined, { numeric: true }));
      list.editableList('empty');
      add(sorted);
    });
    const paste = field(this, 'paste');
    const pasteRow = paste.closest('.form-row').hide();
    field(this, 'paste-open').on('click', () => {
      pasteRow.toggle();
      if (pasteRow.is(':visible')) paste.trigger('focus');
    });
    field(this, 'paste-add').on('click', () => {
      add(parseRows(String(paste.val())));
      paste.val('');
      pasteRow.hide();
    });
    prepareForm(this, { default: fallsBack });
  },
  oneditsave() {
    this.rows = rowsOf(field(this, LIST));
  },
});
