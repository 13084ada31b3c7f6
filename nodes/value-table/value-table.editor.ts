import { chosenConnection } from '../shared/editor/connection';
import { type Condition, field, labelOf, prepareForm, type Reader, reader } from '../shared/editor/form';
import { prepareLookup } from '../shared/editor/lookup';
import { duplicates, parseRows, type Row } from '../shared/editor/table-rows';
import { filled, validator } from '../shared/editor/validators';
import { LISTS, type List, listOf } from './lists.editor';

/** Not `rows`: Node-RED would save the value of an element with the name of a property. */
const LIST = 'row-list';

const COLUMNS = ['from', 'to', 'label'] as const;

const fallsBack: Condition = (of) => of('fallback') === 'default';

/** The list a column of the open form offers. */
function columnList(of: Reader, column: 'from' | 'to'): List | undefined {
  return listOf(column, String(of(`${column}Lookup`) ?? ''), String(of('name') ?? '').trim());
}

/** A column offers a list of that system. */
const asks =
  (system: 'mplus' | 'ecwid'): Condition =>
  (of) =>
    (['from', 'to'] as const).some((column) => columnList(of, column)?.startsWith(`${system}.`));

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

/** The lists to choose from, those of each system together. */
function offerLists(node: EditorNode): void {
  const { _ } = node._def;
  for (const column of ['from', 'to'] as const) {
    const select = field(node, `${column}Lookup`);
    const option = (value: string, key: string) => $('<option>', { value, text: _(`value-table.list.${key}`) });
    const group = (system: 'ecwid' | 'mplus') =>
      $('<optgroup>', { label: _(`value-table.system.${system}`) }).append(
        LISTS.filter((list) => list.startsWith(`${system}.`)).map((list) => option(list, list)),
      );
    select.append(option('', 'byName'), option('none', 'none'), group('ecwid'), group('mplus'));
    select.append(['countries', 'orderStates', 'paymentStates'].map((list) => option(list, list)));
    select.val(String(node[`${column}Lookup`] ?? ''));
  }
}

interface MissingRow {
  value: string;
  count: number;
}

/** Values that held records wait for; a press adds the row. */
async function showMissing(node: EditorNode, place: JQuery, taken: () => readonly Row[], add: (row: Row) => void): Promise<void> {
  const { _ } = node._def;
  place.hide();
  let missing: MissingRow[];
  try {
    missing = await $.getJSON(`mplus-ecwid/value-table/missing?${$.param({ name: String(node.name ?? '') })}`);
  } catch {
    // The table can be edited without.
    return;
  }
  const known = new Set(taken().map(({ from }) => from));
  const wanted = missing.filter(({ value }) => !known.has(value));
  if (wanted.length === 0) return;
  const line = ({ value, count }: MissingRow) => {
    const press = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' }).append(
      $('<i>', { class: 'fa fa-plus', 'aria-hidden': 'true' }),
      document.createTextNode(` ${_('value-table.button.addMissing', { value, count })}`),
    );
    return press.on('click', () => {
      add({ from: value, to: '', label: '' });
      press.remove();
      place.toggle(place.find('button').length > 0);
    });
  };
  place.append($('<p>').text(_('value-table.missing')), wanted.map(line)).show();
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
    fromLookup: { value: '' },
    toLookup: { value: '' },
    ecwid: { value: '', type: 'ecwid-config', required: false, label: labelOf('value-table', 'ecwid') },
    mplus: { value: '', type: 'mplus-config', required: false, label: labelOf('value-table', 'mplus') },
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
    const of = reader(this);
    const connections = {
      ecwid: () => chosenConnection(this, 'ecwid', 'ecwid-config'),
      mplus: () => chosenConnection(this, 'mplus', 'mplus-config'),
    };
    const help = (input: JQuery, column: (typeof COLUMNS)[number]) => {
      const chosen = column === 'label' ? undefined : columnList(of, column);
      const system = chosen?.split('.')[0] as keyof typeof connections;
      if (chosen) prepareLookup(input, { list: chosen, connection: connections[system] });
    };
    offerLists(this);
    const header = $('<div>', { class: 'mplus-ecwid-columns' }).append(
      COLUMNS.map((column) => $('<span>').text(_(`value-table.label.${column}`))),
    );
    list.editableList<Partial<Row>>({
      addButton: _('value-table.button.add'),
      removable: true,
      sortable: true,
      header,
      addItem(container, _index, row) {
        const cells = COLUMNS.map((column) =>
          $('<input>', { type: 'text', class: `mplus-ecwid-${column}`, 'aria-label': _(`value-table.label.${column}`) })
            .val(row[column] ?? '')
            .on('input', check),
        );
        container.addClass('mplus-ecwid-columns').append(cells);
        for (const [index, cell] of cells.entries()) help(cell, COLUMNS[index]);
      },
      removeItem: check,
    });
    const add = (added: readonly Row[]) => {
      for (const row of added) list.editableList('addItem', row);
      check();
    };
    add((this.rows as Row[] | undefined) ?? []);

    const replace = (rows: readonly Row[]) => {
      list.editableList('empty');
      add(rows);
    };
    field(this, 'sort').on('click', () =>
      replace(rowsOf(list).sort((one, other) => one.from.localeCompare(other.from, undefined, { numeric: true }))),
    );
    // The cells offer another list then.
    for (const property of ['name', 'fromLookup', 'toLookup']) field(this, property).on('change', () => replace(rowsOf(list)));
    void showMissing(
      this,
      field(this, 'missing'),
      () => rowsOf(list),
      (row) => {
        add([row]);
        list.find('.mplus-ecwid-to').last().trigger('focus');
      },
    );
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
    prepareForm(this, { default: fallsBack, ecwid: asks('ecwid'), mplus: asks('mplus') });
  },
  oneditsave() {
    this.rows = rowsOf(field(this, LIST));
  },
});
