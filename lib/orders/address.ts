import { countryIso3, countryText } from './countries';
import type { EcwidPerson } from './ecwid-order';
import type { SalesAddress } from './sales-order';

/** Text without white space around it; empty for nothing. */
export function trimmed(text: string | null | undefined): string {
  return (text ?? '').trim();
}

/** A person of Ecwid as an address; `countryIso3` is empty when the country is missing or unknown. */
export function addressFromEcwid(person: EcwidPerson | null | undefined): SalesAddress {
  const countryCode = trimmed(person?.countryCode).toUpperCase();
  // Ecwid joins both lines of a street with a line feed (reference 11, trap 21).
  const [street = '', ...rest] = trimmed(person?.street).split(/\s*[\r\n]+\s*/);
  return {
    name: trimmed(person?.name),
    companyName: trimmed(person?.companyName),
    street,
    street2: rest.join(' '),
    postalCode: trimmed(person?.postalCode),
    city: trimmed(person?.city),
    countryCode,
    countryIso3: countryIso3(countryCode) ?? '',
    countryName: countryText(countryCode, 'nl'),
    stateOrProvinceCode: trimmed(person?.stateOrProvinceCode),
    phone: trimmed(person?.phone),
  };
}

/** One line of a street and its second line, as relations and addresses of the till have it (reference 5). */
export function streetLine(address: Pick<SalesAddress, 'street' | 'street2'>): string {
  return [address.street, address.street2].filter(Boolean).join(' ');
}
