/** The table of write policies of customers: one row a group of fields. Its labels are in the catalogue of the node that has it. */
import {
  CUSTOMER_POLICIES,
  type CustomerPolicy,
  DEFAULT_POLICIES,
  GROUPS,
  type Group,
  readPolicies,
} from '../../../lib/customers/policies';
import { field } from './form';

interface Row {
  field: Group;
  policy: CustomerPolicy;
}

const LIST = 'customer-policies';

/** The groups that the target has. */
type Groups = readonly Group[];

/** Shows the table in the list of the form. `type` is that of the node, `property` where it keeps its policies. */
export function prepareCustomerPolicies(node: EditorNode, type: string, property: string, groups: Groups = GROUPS): void {
  const { _ } = node._def;
  const saved = readPolicies(node[property]);
  const list = field(node, LIST);
  list.editableList<Row>({
    addButton: false,
    removable: false,
    sortable: false,
    addItem(container, _index, row) {
      const label = _(`${type}.customerRow.${row.field}`);
      const select = $('<select>', { 'aria-label': label }).append(
        CUSTOMER_POLICIES.map((policy) => $('<option>', { value: policy, text: _(`${type}.customerPolicy.${policy}`) })),
      );
      select.val(row.policy);
      container.addClass('mplus-ecwid-columns').append($('<span>').text(label), select);
    },
  });
  for (const group of groups) list.editableList('addItem', { field: group, policy: saved[group] });
}

/** What differs from the default, so that an untouched table stays empty in the flow. */
export function customerPoliciesOf(node: EditorNode, groups: Groups = GROUPS): Row[] {
  const selects = field(node, LIST).find('select');
  return groups
    .map((group, place) => ({ field: group, policy: String(selects.eq(place).val()) as CustomerPolicy }))
    .filter((row) => row.policy !== DEFAULT_POLICIES[row.field]);
}
