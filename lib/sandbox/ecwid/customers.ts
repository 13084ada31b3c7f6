import { countryName } from './countries';
import { searchCustomers } from './customer-search';
import { formatDate } from './dates';
import { type Call, type Endpoint, page, pathId, requireField } from './endpoint';
import { ApiError, wrongParameter } from './errors';
import { ADDRESS_FIELDS, CONTACT_FIELDS, CUSTOMER_FIELDS, readFields } from './fields';
import { compact, type JsonObject, objects } from './json';
import type { Customer } from './model';
import { viewPerson, writePerson } from './person';
import type { EcwidState } from './state';

const WRITE = ['read_customers', 'update_customers'];

export const CUSTOMER_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/customers',
    scopes: ['read_customers'],
    handle: (call) => ({
      ...page(call, searchCustomers(call), (customer) => viewCustomer(call.state, customer)),
      allCustomerCount: call.state.customers.size,
    }),
  },
  {
    method: 'GET',
    path: '/customers/{customerId}',
    scopes: ['read_customers'],
    handle: (call) => viewCustomer(call.state, customerOf(call)),
  },
  { method: 'POST', path: '/customers', scopes: ['create_customers'], handle: createCustomer },
  {
    method: 'PUT',
    path: '/customers/{customerId}',
    scopes: WRITE,
    handle(call) {
      call.state.customers.put(written(call, customerOf(call)));
      return { updateCount: 1 };
    },
  },
  {
    method: 'DELETE',
    path: '/customers/{customerId}',
    scopes: WRITE,
    handle(call) {
      call.state.customers.remove(customerOf(call).id);
      return { deleteCount: 1 };
    },
  },
];

function customerOf(call: Call): Customer {
  const id = pathId(call, 'customerId');
  const customer = call.state.customers.get(id);
  if (customer === undefined) throw new ApiError(404, undefined, `Customer #${id} not found`);
  return customer;
}

function viewCustomer(state: EcwidState, customer: Customer): JsonObject {
  const { created, updated, stats, shippingAddresses, customerGroupId, ...stored } = customer;
  const { numberOfOrders, salesValue, firstOrder, lastOrder } = stats;
  return compact({
    acceptMarketing: false,
    taxExempt: false,
    taxIdValid: false,
    b2b_b2c: 'b2c',
    ...stored,
    name: customer.billingPerson?.name,
    registered: formatDate(created),
    updated: formatDate(updated),
    customerGroupId,
    customerGroupName: state.groups.get(customerGroupId)?.name,
    billingPerson: viewPerson(customer.billingPerson),
    shippingAddresses: shippingAddresses.map((address) => ({
      ...address,
      ...(typeof address.countryCode === 'string' && { countryName: countryName(address.countryCode) }),
    })),
    totalOrderCount: numberOfOrders,
    stats: compact({
      numberOfOrders,
      salesValue,
      averageOrderValue: numberOfOrders === 0 ? 0 : salesValue / numberOfOrders,
      firstOrderDate: firstOrder === undefined ? undefined : formatDate(firstOrder),
      lastOrderDate: lastOrder === undefined ? undefined : formatDate(lastOrder),
    }),
    favorites: [],
    extrafields: objects(customer.extrafields),
  });
}

function createCustomer(call: Call): unknown {
  const { state } = call;
  const now = state.now();
  const empty = {
    id: 0,
    created: now,
    updated: now,
    email: '',
    customerGroupId: 0,
    shippingAddresses: [],
    contacts: [],
    lang: state.languages().main,
    stats: { numberOfOrders: 0, salesValue: 0 },
  };
  const customer = written(call, empty);
  requireField({ email: customer.email || undefined }, 'Customer', 'email');
  return { id: state.customers.put({ ...customer, id: state.next('customer') }).id };
}

/** A customer after a write. An e-mail address belongs to one customer: 409, for which no code is documented (reference 6). */
function written(call: Call, before: Customer): Customer {
  const { state } = call;
  const {
    password: _,
    primaryPhone,
    billingPerson,
    shippingAddresses,
    contacts,
    extrafields,
    ...fields
  } = readFields(call.body, CUSTOMER_FIELDS, call.complain);
  const email = ((fields.email as string | undefined) ?? before.email).trim();
  if (state.customers.ids('email', email.toLowerCase()).some((id) => id !== before.id)) {
    throw new ApiError(409, undefined, 'Customer with this email already exists');
  }
  if (fields.customerGroupId && state.groups.get(fields.customerGroupId as number) === undefined) {
    throw wrongParameter('Wrong value of field Customer.customerGroupId');
  }
  const customer: Customer = {
    ...before,
    ...fields,
    email,
    ...(billingPerson !== undefined && { billingPerson: writePerson(before.billingPerson, billingPerson, call.complain) }),
    ...(shippingAddresses !== undefined && { shippingAddresses: addresses(call, before, shippingAddresses as unknown[]) }),
    ...(contacts !== undefined && { contacts: contactsOf(call, before, contacts as unknown[]) }),
    ...(extrafields !== undefined && {
      extrafields: objects(extrafields).map((field) => ({ orderBy: 0, entityTypes: ['CUSTOMERS'], ...field })),
    }),
  };
  if (typeof primaryPhone !== 'string') return customer;
  const phone = { contact: primaryPhone, type: 'PHONE', default: true };
  const others = customer.contacts.filter((contact) => contact.type !== 'PHONE' || contact.default !== true);
  return { ...customer, contacts: contactsOf(call, { ...customer, contacts: others }, [...others, phone]) };
}

/** The list is replaced; an entry that names the id of a stored one keeps what it does not send (reference 6). */
function entries(call: Call, stored: readonly JsonObject[], list: JsonObject[]): JsonObject[] {
  return list.map((entry) => {
    const known = stored.find((other) => other.id === entry.id);
    return known === undefined ? { ...entry, id: call.state.next('customerPart') } : { ...known, ...entry };
  });
}

function addresses(call: Call, before: Customer, list: unknown[]): JsonObject[] {
  const read = list.map((address) => readFields(address, ADDRESS_FIELDS, call.complain));
  return entries(call, before.shippingAddresses, read).map((address, place) => ({
    orderBy: place,
    defaultAddress: place === 0,
    createdDate: formatDate(call.state.now()),
    ...address,
    addressFormatted: ['street', 'postalCode', 'city'].map((part) => address[part] ?? '').join(', '),
  }));
}

function contactsOf(call: Call, before: Customer, list: unknown[]): JsonObject[] {
  const read = list.map((contact) => readFields(contact, CONTACT_FIELDS, call.complain));
  return entries(call, before.contacts, read).map((contact, place) => ({
    contact: '',
    type: 'OTHER',
    default: false,
    orderBy: place,
    timestamp: formatDate(call.state.now()),
    ...contact,
  }));
}
