/**
 * A relation of the till as a mapping to the shop sees it: who it is, where it lives, in plain words, with the untouched record under
 * `original` (reference 5). The till has no type, no house number and no notation for countries; all that is decided here.
 */
import { HoldError } from '../errors';
import { countryCodeOf } from '../orders/countries';

type Json = Record<string, unknown>;

export interface TillAddress {
  street: string;
  postalCode: string;
  city: string;
  /** ISO alpha-2; empty when the text of the till names no country this pack knows. */
  countryCode: string;
  /** As the till has it. */
  country: string;
}

export interface TillCustomer {
  relationNumber: number;
  active: boolean;
  /** A company name or a contact person makes a company. */
  isCompany: boolean;
  email: string;
  /** The person: of a company its contact person. */
  name: string;
  companyName: string;
  phone: string;
  vatNumber: string;
  /** The default VAT method of the relation is without VAT: shifted or none. */
  taxExempt: boolean;
  categoryIds: number[];
  /** Without street and city: all fields are empty. */
  address: TillAddress;
  deliveryAddress: TillAddress;
  /** What tells the relation and its version; goes along for the shop's node. */
  relation: { relationNumber: number; extRelationId?: string; syncMarker?: number; changeTimestamp?: string; active: boolean };
  original: Json;
}

const EXEMPT = new Set(['VAT-METHOD-SHIFTED', 'VAT-METHOD-NONE']);
const TEXTS = 'name companyName contact email telephone mobile vatNumber extRelationId changeTimestamp defaultVatMethod'.split(
  ' ',
);
const ADDRESSES = 'address zipcode city country deliveryAddress deliveryZipcode deliveryCity deliveryCountry'.split(' ');

/** `homeCountry`, ISO alpha-2, is where an address without a country is. Throws HoldError `RELATION_MALFORMED`. */
export function readRelation(record: unknown, homeCountry: string): TillCustomer {
  const input = (typeof record === 'object' && record !== null ? record : {}) as Json;
  const number = Number(input.relationNumber);
  if (!Number.isSafeInteger(number) || number <= 0) throw malformed('relationNumber is missing');
  const wrong = [...TEXTS, ...ADDRESSES].find((field) => !['string', 'undefined'].includes(typeof (input[field] ?? undefined)));
  if (wrong) throw malformed(`${wrong} must be text`);
  const text = (field: string): string => String(input[field] ?? '').trim();
  const address = (prefix: '' | 'delivery'): TillAddress => {
    const part = (field: string): string =>
      text(prefix === '' ? field : `${prefix}${field.charAt(0).toUpperCase()}${field.slice(1)}`);
    const [street, city] = [part('address').replace(/\s+/g, ' '), part('city')];
    if (street === '' && city === '') return { street: '', postalCode: '', city: '', countryCode: '', country: '' };
    const country = part('country');
    const countryCode = country === '' ? homeCountry : (countryCodeOf(country) ?? '');
    return { street, postalCode: part('zipcode'), city, countryCode, country };
  };
  const isCompany = text('companyName') !== '' || text('contact') !== '';
  const companyName = isCompany ? text('companyName') || text('name') : '';
  const active = input.active !== false;
  const categories = Array.isArray(input.categoryIds) ? input.categoryIds : [input.categoryId];
  return {
    relationNumber: number,
    active,
    isCompany,
    email: text('email').toLowerCase(),
    name: !isCompany ? text('name') : text('contact') || (text('name') === companyName ? '' : text('name')),
    companyName,
    phone: text('telephone') || text('mobile'),
    vatNumber: text('vatNumber'),
    taxExempt: EXEMPT.has(text('defaultVatMethod')),
    categoryIds: categories.map(Number).filter((id) => Number.isInteger(id) && id > 0),
    address: address(''),
    deliveryAddress: address('delivery'),
    relation: {
      relationNumber: number,
      active,
      ...(text('extRelationId') !== '' && { extRelationId: text('extRelationId') }),
      ...(typeof input.syncMarker === 'number' && { syncMarker: input.syncMarker }),
      ...(text('changeTimestamp') !== '' && { changeTimestamp: text('changeTimestamp') }),
    },
    original: input,
  };
}

/** Throws HoldError `CUSTOMER_COUNTRY_UNKNOWN` when an address went to the shop without its country. */
export function checkCountries(customer: TillCustomer, mapped: Json): void {
  const person = mapped.billingPerson as Json | undefined;
  const [delivery] = (mapped.shippingAddresses as Json[] | undefined) ?? [];
  const lost = [
    person?.street && !person.countryCode ? customer.address : undefined,
    delivery?.street && !delivery.countryCode ? customer.deliveryAddress : undefined,
  ].find((address) => address !== undefined);
  if (!lost) return;
  throw new HoldError({
    code: 'CUSTOMER_COUNTRY_UNKNOWN',
    message: `Relation ${customer.relationNumber} is in "${lost.country}", which names no country known here.`,
    hint: 'Add a row for it to the value table countries (to: the code of two letters), or correct the relation in MplusKASSA; then release the record.',
    details: { relationNumber: customer.relationNumber, country: lost.country },
  });
}

function malformed(what: string): HoldError {
  return new HoldError({
    code: 'RELATION_MALFORMED',
    message: `The relation cannot be read: ${what}.`,
    hint: 'The record must be a relation as a mplus-get node gives it.',
  });
}
