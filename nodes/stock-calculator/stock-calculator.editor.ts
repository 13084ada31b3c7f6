import { applyFormula, type BranchStock, type Components, type FixedFormula } from '../../lib/stock/calculator';
import { type Condition, field, labelOf, prepareForm, reader } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { matching, validator, wholeNumber } from '../shared/editor/validators';

/** Not `buffers`: Node-RED would save the value of an element with the name of a property. */
const LIST = 'buffer-list';

const COLUMNS = ['sku', 'group', 'branch', 'keep'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

const FIXED: readonly FixedFormula[] = ['free', 'freeMinusReserved', 'physical', 'freePlusIncoming'];

/** What formulas are explained with until there is a real record. */
const EXAMPLE: Last = { branches: [{ branchNumber: 1, amountFree: 10, amountReserved: 3, amountIncoming: 20 }] };

interface Last {
  readonly articleNumber?: string | number;
  readonly branches: readonly BranchStock[];
}

const usesExpression: Condition = (of) => of('formula') === 'expression';

const expression = validator('expression', {
  needed: true,
  valid: (text) => !/\bmsg\b/.test(text),
  error: 'usesMsg',
  when: usesExpression,
});

const NUMBER = /^\d+$/;
const AMOUNT = /^\d+(\.\d+)?$/;

/** What a row must look like; empty conditions apply to everything. */
function isUsable({ group, branch, keep }: Row): boolean {
  return (group === '' || NUMBER.test(group)) && (branch === '' || NUMBER.test(branch)) && AMOUNT.test(keep);
}

const buffers: Validator = function (value, _options) {
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  return rows.every(isUsable) || this._def._('stock-calculator.error.buffers');
};

/** Rows as they stand in the form; lines without any text are left out. */
function rowsOf(list: JQuery): Row[] {
  const rows: Row[] = [];
  const items = list
    .editableList('items')
    .filter((_index, item) => $(item).closest('.red-ui-editableList-item-deleting').length === 0);
  items.each((_index, item) => {
    const cells = COLUMNS.map((column) => [column, String($(item).find(`.mplus-ecwid-${column}`).val()).trim()] as const);
    if (cells.some(([, text]) => text !== '')) rows.push(Object.fromEntries(cells) as Row);
  });
  return rows;
}

/** `10 + 3 = 13`, or the number alone where there is nothing to add. */
function worked(branch: BranchStock, formula: FixedFormula, components: Components): string {
  const { terms, amount } = applyFormula(branch, formula, components);
  if (terms.length === 1) return String(amount);
  const [first, ...rest] = terms;
  return `${first}${rest.map((term) => ` ${term < 0 ? '−' : '+'} ${Math.abs(term)}`).join('')} = ${amount}`;
}

/** A line per formula: what it means and what it makes of a record. */
function explain(node: EditorNode, last: Last): void {
  const { _ } = node._def;
  const components = reader(node)('components') === 'own' ? 'own' : 'till';
  const line = (formula: FixedFormula) =>
    last.branches
      .map((branch) =>
        _('stock-calculator.worked.branch', { branch: branch.branchNumber, sum: worked(branch, formula, components) }),
      )
      .join('; ');
  const rows = FIXED.flatMap((formula) => [
    $('<dt>').text(_(`stock-calculator.option.formula.${formula}`)),
    $('<dd>').text(`${_(`stock-calculator.formula.${formula}`)} ${line(formula)}`),
  ]);
  const title =
    last.articleNumber === undefined
      ? _('stock-calculator.worked.example')
      : _('stock-calculator.worked.last', { article: last.articleNumber });
  field(node, 'worked').empty().append($('<p>').text(title), $('<dl>').append(rows));
}

/** The example until a record has come through the deployed node. */
async function lastRecord(node: EditorNode): Promise<Last> {
  try {
    return (await $.getJSON(`mplus-ecwid/stock-calculator/${encodeURIComponent(node.id)}/last`)) ?? EXAMPLE;
  } catch {
    // The form works without.
    return EXAMPLE;
  }
}

RED.nodes.registerType('stock-calculator', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'stock-calculator.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('stock-calculator', 'mplus') },
    ecwid: { value: '', type: 'ecwid-config', required: false, label: labelOf('stock-calculator', 'ecwid') },
    rule: { value: '' },
    formula: { value: 'free' },
    expression: { value: 'branch.amountFree', validate: expression },
    components: { value: 'till' },
    combine: { value: 'sum' },
    branches: { value: '', validate: matching('branches', /^\d+([\s,;]+\d+)*$/, 'numberList', { optional: true }) },
    buffers: { value: [], validate: buffers },
    floor: { value: 0, validate: wholeNumber('floor', 0, 1_000_000_000) },
    cap: { value: '', validate: wholeNumber('cap', 0, 1_000_000_000, { optional: true }) },
    manage: { value: 'article' },
    dayStock: { value: 'count' },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('stock-calculator.palette');
  },
  label() {
    return this.name || this._def._(`stock-calculator.node.${this.formula}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('stock-calculator.port.stock');
  },
  outputLabels() {
    return this._def._('stock-calculator.port.quantity');
  },
  oneditprepare() {
    const { _ } = this._def;
    const list = field(this, LIST);
    const header = $('<div>', { class: 'mplus-ecwid-columns' }).append(
      COLUMNS.map((column) => $('<span>').text(_(`stock-calculator.label.${column}`))),
    );
    list.editableList<Partial<Row>>({
      addButton: _('stock-calculator.button.add'),
      removable: true,
      sortable: true,
      header,
      addItem(container, _index, row) {
        container.addClass('mplus-ecwid-columns').append(
          COLUMNS.map((column) =>
            $('<input>', {
              type: 'text',
              class: `mplus-ecwid-${column}`,
              'aria-label': _(`stock-calculator.label.${column}`),
              placeholder: _(`stock-calculator.placeholder.${column}`),
            }).val(row[column] ?? ''),
          ),
        );
      },
    });
    for (const row of (this.buffers as Row[] | undefined) ?? []) list.editableList('addItem', row);
    prepareForm(this, { expression: usesExpression, components: (of) => !usesExpression(of) });
    offerList(this, 'branches', 'mplus.branches', { several: true });
    field(this, 'expression').typedInput({ default: 'jsonata', types: ['jsonata'] });
    let last = EXAMPLE;
    explain(this, last);
    field(this, 'components').on('change', () => explain(this, last));
    lastRecord(this).then((record) => {
      last = record;
      explain(this, last);
    });
  },
  oneditsave() {
    this.buffers = rowsOf(field(this, LIST));
  },
});
