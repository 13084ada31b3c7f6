/** A customer of the shop field by field, and the body of the request that changes it (reference 6). */

import { asCountry, normaliseEmail, normaliseVatNumber, squeezed, withoutPunctuation } from './compare';
import { type Agreed, type Flat, fingerprints } from './fields';
import type { Group } from './policies';

type Json = Record<string, unknown>;

const PERSON_FIELDS = [
  'name',
  'companyName',
  'street',
  'city',
  'postalCode',
  'countryCode',
  'stateOrProvinceCode',
  'phone',
] as const;
type PersonField = (typeof PERSON_FIELDS)[number];

const COMPARABLE: Record<PersonField, (text: string) => string> = {
  name: squeezed,
  companyName: squeezed,
  street: squeezed,
  city: squeezed,
  postalCode: withoutPunctuation,
  countryCode: asCountry,
  stateOrProvinceCode: squeezed,
  phone: withoutPunctuation,
};

const PERSON_GROUPS: Record<PersonField, Group> = {
  name: 'name',
  companyName: 'name',
  street: 'address',
  city: 'address',
  postalCode: 'address',
  countryCode: 'address',
  stateOrProvinceCode: 'address',
  phone: 'phone',
};

const OTHER_GROUPS: Record<string, Group> = {
  email: 'email',
  taxId: 'vat',
  taxExempt: 'vat',
  customerGroupId: 'account',
  lang: 'language',
};

const DELIVERY = 'delivery.';
/** Who takes the goods in is the buyer's business: the till has no name at its delivery address. */
const DELIVERY_FIELDS = PERSON_FIELDS.filter((field) => PERSON_GROUPS[field] === 'address');
const READ_ONLY = new Set(['countryName', 'stateOrProvinceName', 'createdDate', 'addressFormatted', 'firstName', 'lastName']);
const EXTRA = 'extra.';

/** The group of a field that `flatCustomer` names. */
export function customerGroup(field: string): Group {
  if (field.startsWith(DELIVERY)) return 'delivery';
  return OTHER_GROUPS[field] ?? PERSON_GROUPS[field as PersonField] ?? 'account';
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const objects = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

function flatPerson(person: unknown): [string, string][] {
  const record = (person ?? {}) as Json;
  return PERSON_FIELDS.map((field) => [field, COMPARABLE[field](text(record[field]))]);
}

function flatDelivery(address: Json | undefined): [string, string][] {
  return DELIVERY_FIELDS.map((field) => [`${DELIVERY}${field}`, COMPARABLE[field](text(address?.[field]))]);
}

/** The address goods go to: the default one, else the first. */
export function deliveryAddress(customer: Json): Json | undefined {
  const addresses = objects(customer.shippingAddresses);
  return addresses.find(({ defaultAddress }) => defaultAddress === true) ?? addresses[0];
}

/** Comparable text of every field that a relation has as well. */
export function flatCustomer(customer: Json): Flat {
  const { taxExempt, customerGroupId } = customer;
  return Object.fromEntries([
    ['email', normaliseEmail(text(customer.email))],
    ...flatPerson(customer.billingPerson),
    ...flatDelivery(deliveryAddress(customer)),
    ['taxId', normaliseVatNumber(text(customer.taxId))],
    ['taxExempt', taxExempt === undefined ? '' : String(taxExempt === true)],
    ['customerGroupId', customerGroupId === 0 ? '' : text(customerGroupId)],
    ['lang', text(customer.lang).toLowerCase()],
    ...objects(customer.extrafields).map(({ key, value }): [string, string] => [`${EXTRA}${key}`, squeezed(text(value))]),
  ]);
}

/** The value of such a field as the customer has it, and how the API names its place. */
export function fieldValue(customer: Json, field: string): { path: string; value: unknown } {
  if (field.startsWith(DELIVERY)) {
    const part = field.slice(DELIVERY.length);
    return { path: `shippingAddresses.${part}`, value: deliveryAddress(customer)?.[part] };
  }
  if (field.startsWith(EXTRA)) {
    const key = field.slice(EXTRA.length);
    return { path: `extrafields.${key}`, value: objects(customer.extrafields).find((extra) => extra.key === key)?.value };
  }
  if (field in PERSON_GROUPS)
    return { path: `billingPerson.${field}`, value: (customer.billingPerson as Json | undefined)?.[field] };
  return { path: field, value: customer[field] };
}

/** Leaves out what may not be there at a creation, by its group. */
export function customerToCreate(wanted: Json, allowed: (group: Group) => boolean): Json {
  const { billingPerson, shippingAddresses, extrafields, email, ...others } = wanted;
  const person = Object.entries((billingPerson ?? {}) as Json).filter(([field]) => allowed(customerGroup(field)));
  return {
    // Nobody is created without one.
    email,
    ...(person.length > 0 && { billingPerson: Object.fromEntries(person) }),
    ...(allowed('delivery') && objects(shippingAddresses).length > 0 && { shippingAddresses }),
    ...(allowed('account') && objects(extrafields).length > 0 && { extrafields }),
    ...Object.fromEntries(Object.entries(others).filter(([field]) => allowed(customerGroup(field)))),
  };
}

/** The body that writes these fields of `wanted` over the customer; nested objects and lists are sent whole (reference 6). */
export function customerBody(existing: Json, wanted: Json, fields: readonly string[], agreed: Agreed): Json {
  const chosen = new Set(fields);
  const person = PERSON_FIELDS.filter((field) => chosen.has(field));
  const simple = ['email', 'taxId', 'taxExempt', 'customerGroupId', 'lang'].filter((field) => chosen.has(field));
  const extra = objects(wanted.extrafields).filter(({ key }) => chosen.has(`${EXTRA}${key}`));
  return {
    ...Object.fromEntries(simple.map((field) => [field, wanted[field]])),
    ...(person.length > 0 && {
      billingPerson: { ...picked(existing.billingPerson), ...picked(wanted.billingPerson, person) },
    }),
    ...(fields.some((field) => field.startsWith(DELIVERY)) && { shippingAddresses: addresses(existing, wanted, agreed) }),
    ...(extra.length > 0 && { extrafields: extraFields(objects(existing.extrafields), extra) }),
  };
}

function picked(person: unknown, fields: readonly PersonField[] = PERSON_FIELDS): Json {
  const record = (person ?? {}) as Json;
  return Object.fromEntries(fields.filter((field) => text(record[field]) !== '').map((field) => [field, record[field]]));
}

/**
 * The addresses with the wanted one as the default. Addresses of the buyer stay, by their id; only one that is still what was last
 * written is changed in its place.
 */
function addresses(existing: Json, wanted: Json, agreed: Agreed): Json[] {
  const known = objects(existing.shippingAddresses);
  const address = (objects(wanted.shippingAddresses)[0] ?? {}) as Json;
  const place = placeOf(existing, known, address, agreed);
  const changed = { ...known[place], ...picked(address, DELIVERY_FIELDS) };
  const list = place < 0 ? [...known, picked(address)] : known.map((other, index) => (index === place ? changed : other));
  const chosen = place < 0 ? known.length : place;
  return list.map((entry, index) => ({ ...writable(entry), defaultAddress: index === chosen }));
}

/** Where the wanted address is, or may be put in the place of; negative: nowhere. */
function placeOf(existing: Json, known: readonly Json[], address: Json, agreed: Agreed): number {
  const asked = flatDelivery(address).filter(([, value]) => value !== '');
  const same = known.findIndex((other) => {
    const has = Object.fromEntries(flatDelivery(other));
    return asked.every(([field, value]) => has[field] === value);
  });
  if (same >= 0) return same;
  const current = deliveryAddress(existing);
  const now = fingerprints(Object.fromEntries(flatDelivery(current)));
  const written = Object.keys(now).filter((field) => field in agreed);
  const isOurs = written.length > 0 && written.every((field) => now[field] === agreed[field]);
  return current && isOurs ? known.indexOf(current) : -1;
}

function writable(address: Json): Json {
  return Object.fromEntries(Object.entries(address).filter(([field]) => !READ_ONLY.has(field)));
}

/** Fields of the same key are replaced, all others stay. */
function extraFields(existing: readonly Json[], wanted: readonly Json[]): Json[] {
  const kept = existing.filter(({ key }) => !wanted.some((field) => field.key === key));
  return [...kept.map(({ key, title, value, type }) => ({ key, title, value, type })), ...wanted];
}
