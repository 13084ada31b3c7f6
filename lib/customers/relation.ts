/** The buyer of a webshop as a relation of the till (record shape of `Relation`, reference 5). Marketing consent is never carried over. */
import { streetLine } from '../orders/address';
import { type CountryNotation, countryText } from '../orders/countries';
import type { SalesAddress, SalesBuyer, SalesOrder } from '../orders/sales-order';
import { asCountry, normaliseEmail, normaliseVatNumber, squeezed, withoutPunctuation } from './compare';
import { type Comparison, type Decision, decide, type Flat } from './fields';
import type { Group } from './policies';

type MplusRecord = Record<string, unknown>;

export interface RelationSettings {
  /**
   * Where the name of a company goes. `both`: into `name`, which the till prints and searches, and into `companyName`; `name`: only
   * there; `companyName`: only there, `name` is the person.
   */
  companyField: 'both' | 'name' | 'companyName';
  /**
   * How countries are written. The notation MplusKASSA expects is not documented; the field is free text that is printed on documents,
   * and its samples have `Nederland`.
   */
  country: CountryNotation;
  /** ISO alpha-2: a company with a VAT number from another country of the EU gets its VAT shifted. */
  homeCountry: string;
  /** In front of the customer number in `extRelationId`; each of several shops on one till needs its own. */
  externalIdPrefix: string;
  /** Card category of companies and of persons, by `categoryId`; absent: none is given. */
  companyCategory?: number;
  personCategory?: number;
}

export const DEFAULT_RELATION_SETTINGS: RelationSettings = {
  companyField: 'both',
  country: 'nl',
  homeCountry: 'NL',
  externalIdPrefix: 'ecwid-',
};

/** The relation an order asks for: company with a contact person when there is a company name, else a person. Empty fields are absent. */
export function relationFromBuyer(
  order: Pick<SalesOrder, 'buyer' | 'billingAddress' | 'shippingAddress' | 'reverseCharge'>,
  settings: RelationSettings = DEFAULT_RELATION_SETTINGS,
): MplusRecord {
  const { buyer, billingAddress, shippingAddress } = order;
  return filled({
    ...(buyer.customerId === undefined ? {} : { extRelationId: `${settings.externalIdPrefix}${buyer.customerId}` }),
    ...identity(buyer, settings),
    ...addresses(billingAddress, shippingAddress, settings.country),
    telephone: buyer.phone,
    email: buyer.email,
    vatNumber: buyer.vatNumber,
    defaultVatMethod: order.reverseCharge ? 'VAT-METHOD-SHIFTED' : '',
    categoryIds: [buyer.companyName === '' ? settings.personCategory : settings.companyCategory].filter((id) => id !== undefined),
    active: true,
  });
}

function identity(buyer: SalesBuyer, settings: RelationSettings): MplusRecord {
  const person = buyer.name || buyer.email;
  if (buyer.companyName === '') return { name: person };
  const contact = filled({ name: buyer.name, telephone: buyer.phone, email: buyer.email });
  return {
    name: settings.companyField === 'companyName' ? person : buyer.companyName,
    companyName: settings.companyField === 'name' ? '' : buyer.companyName,
    contact: buyer.name,
    contactList: buyer.name === '' ? [] : [contact],
  };
}

function addresses(billing: SalesAddress, shipping: SalesAddress, notation: CountryNotation): MplusRecord {
  const main = isAddress(billing) ? billing : shipping;
  return {
    address: streetLine(main),
    zipcode: main.postalCode,
    city: main.city,
    country: countryText(main.countryCode, notation),
    deliveryAddress: streetLine(shipping),
    deliveryZipcode: shipping.postalCode,
    deliveryCity: shipping.city,
    deliveryCountry: isAddress(shipping) ? countryText(shipping.countryCode, notation) : '',
  };
}

function isAddress(address: SalesAddress): boolean {
  return address.street !== '' || address.city !== '';
}

function filled(record: MplusRecord): MplusRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
}

/** Fields that are only set when the till has none: another integration or a person may have filled them on purpose. */
const ONLY_WHEN_EMPTY = new Set(['extRelationId', 'active']);

const COMPARABLE: Record<string, (text: string) => string> = {
  email: normaliseEmail,
  zipcode: withoutPunctuation,
  deliveryZipcode: withoutPunctuation,
  telephone: withoutPunctuation,
  vatNumber: normaliseVatNumber,
  country: asCountry,
  deliveryCountry: asCountry,
};

const FIELD_GROUPS: Record<string, Group> = {
  email: 'email',
  name: 'name',
  companyName: 'name',
  contact: 'name',
  contactList: 'name',
  address: 'address',
  zipcode: 'address',
  city: 'address',
  country: 'address',
  deliveryAddress: 'delivery',
  deliveryZipcode: 'delivery',
  deliveryCity: 'delivery',
  deliveryCountry: 'delivery',
  telephone: 'phone',
  vatNumber: 'vat',
  defaultVatMethod: 'vat',
};

/** The group of a field of a relation; what has none of its own belongs to the account. */
export function relationGroup(field: string): Group {
  return FIELD_GROUPS[field] ?? 'account';
}

/** How two lists become one: undefined when the till has everything that is wanted. */
const MERGES: Record<
  string,
  (existing: readonly unknown[], wanted: readonly unknown[], ours: readonly number[]) => unknown[] | undefined
> = {
  contactList: (existing, wanted) => mergeContacts(existing as MplusRecord[], wanted as MplusRecord[]),
  categoryIds: mergeCategories,
  customFieldList: (existing, wanted) => mergeCustomFields(existing as MplusRecord[], wanted as MplusRecord[]),
};

/** Comparable text of every field of a relation that a customer of the shop has as well; not of lists that others add to. */
export function flatRelation(relation: MplusRecord): Flat {
  return Object.fromEntries(
    Object.entries(relation)
      .filter(([field]) => field in FIELD_GROUPS && !(field in MERGES))
      .map(([field, value]) => [field, comparable(field, value)]),
  );
}

/** What names a relation; none is created without. */
const NEEDED = new Set(['name', 'email', 'extRelationId', 'active']);

/** Leaves out what may not be there at a creation, by its group. */
export function relationToCreate(wanted: MplusRecord, allowed: (group: Group) => boolean): MplusRecord {
  return Object.fromEntries(Object.entries(wanted).filter(([field]) => NEEDED.has(field) || allowed(relationGroup(field))));
}

export interface RelationComparison extends Pick<Comparison, 'agreed' | 'policies' | 'sourceNewer'> {
  /** Categories that tell companies from persons: one of them takes the place of the other. */
  readonly ourCategories: readonly number[];
}

export interface RelationDecision extends Decision {
  /** The fields for `updateRelation`; empty when nothing changes. */
  readonly changed: MplusRecord;
}

/**
 * What is to be written over a relation of the till. What the till has and the shop has not is never blanked: a company stays one when
 * its buyer leaves the company name out, and its other contact persons stay.
 */
export function relationChanges(existing: MplusRecord, wanted: MplusRecord, comparison: RelationComparison): RelationDecision {
  const keepsName = isCompany(existing) && !isCompany(wanted);
  const values: MplusRecord = {};
  const [wantedFlat, current]: Record<string, string>[] = [{}, {}];
  for (const [field, value] of Object.entries(wanted)) {
    const known = existing[field];
    if (value === '' || value === undefined || value === null || (field === 'name' && keepsName)) continue;
    if (ONLY_WHEN_EMPTY.has(field) && known !== undefined && known !== '') continue;
    wantedFlat[field] = comparable(field, value);
    current[field] = comparable(field, known);
    values[field] = value;
    const merge = MERGES[field];
    if (!merge) continue;
    const list = Array.isArray(known) ? known : [];
    const merged = merge(list, value as unknown[], comparison.ourCategories);
    if (merged === undefined) current[field] = wantedFlat[field];
    else values[field] = merged;
  }
  const decision = decide({ ...comparison, wanted: wantedFlat, current, groupOf: relationGroup });
  return { ...decision, changed: Object.fromEntries(decision.write.map((field) => [field, values[field]])) };
}

/** A company name or a contact person makes a company. */
export const isCompany = (relation: MplusRecord): boolean => Boolean(relation.companyName || relation.contact);

function comparable(field: string, value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : JSON.stringify(value).toLowerCase();
  return (COMPARABLE[field] ?? squeezed)(String(value ?? ''));
}

/** By e-mail address or name. */
function mergeContacts(existing: readonly MplusRecord[], wanted: readonly MplusRecord[]): MplusRecord[] | undefined {
  const same = (a: unknown, b: unknown): boolean => typeof a === 'string' && typeof b === 'string' && squeezed(a) === squeezed(b);
  const missing = wanted.filter(
    (contact) => !existing.some((known) => same(known.name, contact.name) || same(known.email, contact.email)),
  );
  return missing.length === 0 ? undefined : [...existing, ...missing];
}

function mergeCategories(
  existing: readonly unknown[],
  wanted: readonly unknown[],
  ours: readonly number[],
): unknown[] | undefined {
  const others = existing.filter((id) => wanted.includes(id) || !ours.includes(Number(id)));
  const missing = wanted.filter((id) => !others.includes(id));
  return missing.length === 0 && others.length === existing.length ? undefined : [...others, ...missing];
}

/** By name, compared by the text of the value. */
function mergeCustomFields(existing: readonly MplusRecord[], wanted: readonly MplusRecord[]): MplusRecord[] | undefined {
  const isThere = (field: MplusRecord): boolean =>
    existing.some((known) => known.fieldName === field.fieldName && known.strValue === field.strValue);
  if (wanted.every(isThere)) return undefined;
  return [...existing.filter((known) => !wanted.some(({ fieldName }) => fieldName === known.fieldName)), ...wanted];
}
