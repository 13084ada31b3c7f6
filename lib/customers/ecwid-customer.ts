import Ajv from 'ajv';
import { HoldError } from '../errors';
import { addressFromEcwid, trimmed } from '../orders/address';
import { countryCodeOf, isEuCountry } from '../orders/countries';
import { type EcwidPerson, PERSON } from '../orders/ecwid-order';
import type { SalesAddress, SalesOrder } from '../orders/sales-order';

/** The fields of an Ecwid customer a relation is made of (reference 6). */
interface EcwidCustomer {
  id?: number;
  email?: string | null;
  billingPerson?: EcwidPerson | null;
  shippingAddresses?: (EcwidPerson & { defaultAddress?: boolean | null })[] | null;
  contacts?: { type?: string | null; contact?: string | null }[] | null;
  taxId?: string | null;
  lang?: string | null;
}

const text = { type: ['string', 'null'] };

const validate = new Ajv({ allowUnionTypes: true }).compile<EcwidCustomer>({
  type: 'object',
  properties: {
    id: { type: 'integer' },
    email: text,
    billingPerson: PERSON,
    shippingAddresses: { type: ['array', 'null'], items: { ...PERSON, type: 'object' } },
    contacts: { type: ['array', 'null'], items: { type: 'object', properties: { type: text, contact: text } } },
    taxId: text,
    lang: text,
  },
});

/** A customer as a mapping to the till sees it. */
export interface ShopCustomer extends Pick<SalesOrder, 'buyer' | 'billingAddress' | 'shippingAddress'> {
  /** A company of another member of the EU with a VAT number: its VAT is shifted. */
  reverseCharge: boolean;
  /** Country that decides about the customer: of the billing address, else of the delivery address; ISO alpha-2 or empty. */
  country: string;
  /** The customer as the API gives it. */
  original: unknown;
}

/** `homeCountry` is the country of the shop, ISO alpha-2. Throws HoldError `CUSTOMER_MALFORMED` naming the field. */
export function readShopCustomer(input: unknown, homeCountry: string): ShopCustomer {
  const customer = readEcwidCustomer(input);
  const { buyer, billingAddress, shippingAddress } = customer;
  const country = billingAddress.countryCode || shippingAddress.countryCode;
  const abroad = isEuCountry(country) && country !== homeCountry;
  return { ...customer, country, reverseCharge: abroad && buyer.companyName !== '' && buyer.vatNumber !== '', original: input };
}

/** The customer as buyer and addresses. Throws HoldError `CUSTOMER_MALFORMED` naming the field. */
export function readEcwidCustomer(input: unknown): Pick<SalesOrder, 'buyer' | 'billingAddress' | 'shippingAddress'> {
  if (!validate(input)) {
    const [error] = validate.errors ?? [];
    const field = error?.instancePath.replace(/^\//, '').replaceAll('/', '.') || 'the record';
    throw new HoldError({
      code: 'CUSTOMER_MALFORMED',
      message: `The customer cannot be read: ${field} ${error?.message}.`,
      hint: 'The record must be a customer as the Ecwid API gives it.',
    });
  }
  const addresses = input.shippingAddresses ?? [];
  const billingAddress = addressOf(input.billingPerson);
  const shippingAddress = addressOf(addresses.find(({ defaultAddress }) => defaultAddress === true) ?? addresses[0]);
  const phone = input.contacts?.find(({ type }) => type === 'PHONE')?.contact;
  return {
    buyer: {
      email: trimmed(input.email).toLowerCase(),
      ...(input.id ? { customerId: input.id } : {}),
      companyName: billingAddress.companyName || shippingAddress.companyName,
      name: billingAddress.name || shippingAddress.name,
      vatNumber: trimmed(input.taxId),
      phone: billingAddress.phone || shippingAddress.phone || trimmed(phone),
      language: trimmed(input.lang),
      acceptsMarketing: false,
    },
    billingAddress,
    shippingAddress,
  };
}

/** Imports of customers put names of countries where the API has codes. */
function addressOf(person: EcwidPerson | null | undefined): SalesAddress {
  const countryCode = countryCodeOf(trimmed(person?.countryCode));
  return addressFromEcwid(countryCode ? { ...person, countryCode } : person);
}
