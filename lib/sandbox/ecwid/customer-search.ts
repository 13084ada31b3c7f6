import type { Call } from './endpoint';
import type { Customer } from './model';

type Test = (customer: Customer) => boolean;
type Compare = (a: Customer, b: Customer) => number;

const name = (customer: Customer) => text(customer.billingPerson?.name);
const both = (field: string, compare: Compare): [string, Compare][] => [
  [`${field}_ASC`, compare],
  [`${field}_DESC`, (a, b) => compare(b, a)],
];

const ORDERS: Readonly<Record<string, Compare>> = Object.fromEntries([
  ...both('NAME', (a, b) => name(a).localeCompare(name(b))),
  ...both('EMAIL', (a, b) => a.email.localeCompare(b.email)),
  ...both('ORDER_COUNT', (a, b) => a.stats.numberOfOrders - b.stats.numberOfOrders),
  ...both('REGISTERED_DATE', (a, b) => a.created - b.created),
  ...both('UPDATED_DATE', (a, b) => a.updated - b.updated),
  ...both('SALES_VALUE', (a, b) => a.stats.salesValue - b.stats.salesValue),
  ...both('FIRST_ORDER_DATE', (a, b) => (a.stats.firstOrder ?? 0) - (b.stats.firstOrder ?? 0)),
  ...both('LAST_ORDER_DATE', (a, b) => (a.stats.lastOrder ?? 0) - (b.stats.lastOrder ?? 0)),
]);

/** The customers a list call finds; `email` also finds parts of addresses unless an exact match is asked for (reference 6). */
export function searchCustomers(call: Call): readonly Customer[] {
  const { state, query } = call;
  const order = query.oneOf('sortBy', Object.keys(ORDERS)) ?? 'REGISTERED_DATE_DESC';
  const tests = filters(call);
  return state.customers.select(query.selection(), (customer) => tests.every((test) => test(customer)), ORDERS[order]);
}

function filters({ query }: Call): Test[] {
  const exact = query.flag('useExactEmailMatch') ?? false;
  return [
    when(query.text('email'), (email) => (customer) => {
      const own = customer.email.toLowerCase();
      return exact ? own === email.trim().toLowerCase() : own.includes(email.trim().toLowerCase());
    }),
    when(query.text('keyword'), (keyword) => (customer) => contains(`${name(customer)} ${customer.email}`, keyword)),
    when(query.text('name'), (part) => (customer) => contains(name(customer), part)),
    when(query.text('phone'), (phone) => (customer) => phones(customer).some((own) => contains(own, phone))),
    ...['city', 'postalCode', 'stateOrProvinceCode', 'companyName'].map((field) =>
      when(query.text(field), (value) => (customer) => contains(text(customer.billingPerson?.[field]), value)),
    ),
    when(query.list('countryCodes'), (codes) => (customer) => codes.includes(text(customer.billingPerson?.countryCode))),
    when(query.list('customerGroupIds'), (ids) => (customer) => ids.includes(String(customer.customerGroupId))),
    when(query.flag('acceptMarketing'), (flag) => (customer) => (customer.acceptMarketing ?? false) === flag),
    when(query.flag('taxExempt'), (flag) => (customer) => (customer.taxExempt ?? false) === flag),
    when(query.text('b2b_b2c'), (kind) => (customer) => (customer.b2b_b2c ?? 'b2c') === kind),
    when(query.integer('minOrderCount'), (count) => (customer) => customer.stats.numberOfOrders >= count),
    when(query.integer('maxOrderCount'), (count) => (customer) => customer.stats.numberOfOrders <= count),
    when(query.number('minSalesValue'), (value) => (customer) => customer.stats.salesValue >= value),
    when(query.number('maxSalesValue'), (value) => (customer) => customer.stats.salesValue <= value),
    when(query.date('createdFrom'), (from) => (customer) => customer.created >= from),
    when(query.date('createdTo'), (to) => (customer) => customer.created <= to),
    when(query.date('updatedFrom'), (from) => (customer) => customer.updated >= from),
    when(query.date('updatedTo'), (to) => (customer) => customer.updated <= to),
  ].filter((test) => test !== undefined);
}

function when<T>(value: T | undefined, test: (value: T) => Test): Test | undefined {
  return value === undefined ? undefined : test(value);
}

function contains(value: string, part: string): boolean {
  return value.toLowerCase().includes(part.toLowerCase());
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function phones(customer: Customer): string[] {
  const contacts = customer.contacts.filter((contact) => contact.type === 'PHONE').map((contact) => text(contact.contact));
  return [text(customer.billingPerson?.phone), ...contacts];
}
