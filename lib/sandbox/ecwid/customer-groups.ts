import { type Call, type Endpoint, page, pathId, requireField } from './endpoint';
import { ApiError, refusal } from './errors';
import { GROUP_FIELDS, readFields } from './fields';
import { compact, type JsonObject } from './json';
import type { CustomerGroup } from './model';

export const CUSTOMER_GROUP_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/customer_groups',
    scopes: ['read_customers'],
    handle(call) {
      const keyword = call.query.text('keyword')?.toLowerCase();
      const id = call.query.integer('customerGroupId');
      const found = call.state.groups.select(
        call.query.selection(),
        (group) => (keyword === undefined || group.name.toLowerCase().includes(keyword)) && (id === undefined || group.id === id),
        () => 0,
      );
      return page(call, found, viewGroup);
    },
  },
  { method: 'GET', path: '/customer_groups/{groupId}', scopes: ['read_customers'], handle: (call) => viewGroup(groupOf(call)) },
  {
    method: 'POST',
    path: '/customer_groups',
    scopes: ['create_customers'],
    handle(call) {
      const now = call.state.now();
      const group = written(call, { id: 0, created: now, updated: now, name: '' });
      requireField({ name: group.name || undefined }, 'CustomerGroup', 'name');
      return { id: call.state.groups.put({ ...group, id: call.state.next('group') }).id };
    },
  },
  {
    method: 'PUT',
    path: '/customer_groups/{groupId}',
    scopes: ['update_customers'],
    handle(call) {
      call.state.groups.put(written(call, groupOf(call)));
      return { updateCount: 1 };
    },
  },
  {
    method: 'DELETE',
    path: '/customer_groups/{groupId}',
    scopes: ['update_customers'],
    handle(call) {
      const { customers, groups } = call.state;
      const group = groupOf(call);
      groups.remove(group.id);
      // A change of group dates the customer as any other change does (reference 6).
      for (const customer of customers.dump()) {
        if (customer.customerGroupId === group.id) customers.put({ ...customer, customerGroupId: 0 });
      }
      return { deleteCount: 1 };
    },
  },
];

function groupOf(call: Call): CustomerGroup {
  const id = pathId(call, 'groupId');
  const group = call.state.groups.get(id);
  if (group === undefined) throw new ApiError(404, undefined, `Customer group #${id} not found`);
  return group;
}

function viewGroup({ id, name, externalReferenceId }: CustomerGroup): JsonObject {
  return compact({ id, name, externalReferenceId });
}

function written(call: Call, before: CustomerGroup): CustomerGroup {
  const fields = readFields(call.body, GROUP_FIELDS, call.complain);
  const reference = fields.externalReferenceId;
  const taken = (group: CustomerGroup) => group.id !== before.id && group.externalReferenceId === reference;
  if (reference && call.state.groups.dump().some(taken)) {
    throw refusal('EXTERNAL_ID_ALREADY_USED', `External reference id '${reference}' is already used`);
  }
  return { ...before, ...fields };
}
