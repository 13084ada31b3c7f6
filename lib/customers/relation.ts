/** The buyer of a webshop as a relation of the till (record shape of `Relation`, reference 5). Marketing consent is never carried over. */
import { streetLine } from '../orders/address';
import { type CountryNotation, countryCodeOf, countryText } from '../orders/countries';
import type { SalesAddress, SalesBuyer, SalesOrder } from '../orders/sales-order';
import { readEcwidCustomer } from './ecwid-customer';

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
}

export const DEFAULT_RELATION_SETTINGS: RelationSettings = { companyField: 'both', country: 'nl' };

/** The relation an order asks for: company with a contact person when there is a company name, else a person. Empty fields are absent. */
export function relationFromBuyer(
  order: Pick<SalesOrder, 'buyer' | 'billingAddress' | 'shippingAddress' | 'reverseCharge'>,
  settings: RelationSettings = DEFAULT_RELATION_SETTINGS,
): MplusRecord {
  const { buyer, billingAddress, shippingAddress } = order;
  return filled({
    ...(buyer.customerId === undefined ? {} : { extRelationId: `ecwid-${buyer.customerId}` }),
    ...identity(buyer, settings),
    ...addresses(billingAddress, shippingAddress, settings.country),
    telephone: buyer.phone,
    email: buyer.email,
    vatNumber: buyer.vatNumber,
    defaultVatMethod: order.reverseCharge ? 'VAT-METHOD-SHIFTED' : '',
    active: true,
  });
}

/**
 * The same from a customer record of Ecwid; delivery goes to the default address, else the first one. Throws HoldError
 * `CUSTOMER_MALFORMED`.
 */
export function relationFromCustomer(customer: unknown, settings: RelationSettings = DEFAULT_RELATION_SETTINGS): MplusRecord {
  return relationFromBuyer({ ...readEcwidCustomer(customer), reverseCharge: false }, settings);
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

const squeezed = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
const withoutPunctuation = (text: string): string => text.replace(/[\s.\-/()]/g, '').toLowerCase();
const asCountry = (text: string): string => countryCodeOf(text) ?? squeezed(text);

/** How two notations of the same value are recognised; all other fields differ by more than case and white space. */
const COMPARABLE: Record<string, (text: string) => string> = {
  zipcode: withoutPunctuation,
  deliveryZipcode: withoutPunctuation,
  telephone: withoutPunctuation,
  vatNumber: withoutPunctuation,
  country: asCountry,
  deliveryCountry: asCountry,
};

/**
 * The fields of `wanted` that say something else than the relation in the till, for `updateRelation`; empty when nothing changed. What
 * the till has and the shop has not is never blanked: a company stays one when its buyer leaves the company name out, and its other
 * contact persons stay.
 */
export function changedFields(existing: MplusRecord, wanted: MplusRecord): MplusRecord {
  const changed: MplusRecord = {};
  const isCompany = (relation: MplusRecord): boolean => Boolean(relation.companyName || relation.contact);
  const keepsName = isCompany(existing) && !isCompany(wanted);
  for (const [field, value] of Object.entries(wanted)) {
    const current = existing[field];
    if (value === '' || value === undefined || value === null || (field === 'name' && keepsName)) continue;
    if (ONLY_WHEN_EMPTY.has(field) && current !== undefined && current !== '') continue;
    if (Array.isArray(value)) {
      const contacts = mergeContacts(Array.isArray(current) ? current : [], value);
      if (contacts) changed[field] = contacts;
    } else if (comparable(field, value) !== comparable(field, current)) changed[field] = value;
  }
  return changed;
}

function comparable(field: string, value: unknown): string {
  return (COMPARABLE[field] ?? squeezed)(String(value ?? ''));
}

/** Both lists together; undefined when the till knows every wanted contact already, by e-mail address or name. */
function mergeContacts(existing: readonly MplusRecord[], wanted: readonly MplusRecord[]): MplusRecord[] | undefined {
  const same = (a: unknown, b: unknown): boolean => typeof a === 'string' && typeof b === 'string' && squeezed(a) === squeezed(b);
  const missing = wanted.filter(
    (contact) => !existing.some((known) => same(known.name, contact.name) || same(known.email, contact.email)),
  );
  return missing.length === 0 ? undefined : [...existing, ...missing];
}
