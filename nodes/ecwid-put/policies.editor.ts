/** The table of write policies: one row a field of a product, with presets for all of them at once. */
import { POLICY_ROWS, type PolicyRow, readPolicies } from '../../lib/products/write-policy';
import { WRITE_POLICIES, type WritePolicy } from '../../lib/write-policy';
import { field } from '../shared/editor/form';

interface Row {
  field: PolicyRow;
  policy: WritePolicy;
}

const ROWS = Object.keys(POLICY_ROWS) as PolicyRow[];
const PRESETS = ['newShop', 'existingShop'] as const;

const LIST = 'policy-list';

const presetOf = (preset: (typeof PRESETS)[number]) => ROWS.map((row): Row => ({ field: row, policy: POLICY_ROWS[row][preset] }));

function selects(node: EditorNode): JQuery {
  return field(node, LIST).find('select');
}

/** Shows which preset the table is, or that it is none. */
function showPreset(node: EditorNode): void {
  const chosen = ROWS.map((row, place) => [row, selects(node).eq(place).val()] as const);
  const same = PRESETS.find((preset) => chosen.every(([row, policy]) => POLICY_ROWS[row][preset] === policy));
  field(node, 'preset').val(same ?? 'own');
}

export function preparePolicies(node: EditorNode): void {
  const { _ } = node._def;
  const list = field(node, LIST);
  list.editableList<Row>({
    addButton: false,
    removable: false,
    sortable: false,
    addItem(container, _index, row) {
      const label = _(`ecwid-put.policyRow.${row.field}`);
      const select = $('<select>', { 'aria-label': label }).append(
        WRITE_POLICIES.map((policy) => $('<option>', { value: policy, text: _(`ecwid-put.policy.${policy}`) })),
      );
      select.val(row.policy).on('change', () => showPreset(node));
      container.addClass('mplus-ecwid-columns').append($('<span>').text(label), select);
    },
  });
  const show = (rows: readonly Row[]) => {
    list.editableList('empty');
    for (const row of rows) list.editableList('addItem', row);
    showPreset(node);
  };
  const saved = readPolicies(node.policies);
  show(ROWS.map((row) => ({ field: row, policy: saved[row] })));
  field(node, 'preset').on('change', () => {
    const preset = PRESETS.find((name) => name === field(node, 'preset').val());
    if (preset) show(presetOf(preset));
  });
}

/** What differs from a new shop, so that an untouched table stays empty in the flow. */
export function policiesOf(node: EditorNode): Row[] {
  return ROWS.map((row, place) => ({ field: row, policy: String(selects(node).eq(place).val()) as WritePolicy })).filter(
    ({ field: row, policy }) => policy !== POLICY_ROWS[row].newShop,
  );
}
