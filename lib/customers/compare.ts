/** How two notations of the same value are recognised, for fields of a person or a company in either system. */
import { countryCodeOf } from '../orders/countries';

/** Case, line breaks and white space do not count. */
export const squeezed = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** For numbers with letters in them: postal codes, telephone and VAT numbers. */
export const withoutPunctuation = (text: string): string => text.replace(/[\s.\-/()]/g, '').toLowerCase();

/** `Nederland`, `NL` and `nld` are one country. */
export const asCountry = (text: string): string => countryCodeOf(text) ?? squeezed(text);

/** Trimmed and in lower case. A `+tag` stays: it may be an address of its own. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** Without punctuation, in upper case; empty for a text without a digit. */
export function normaliseVatNumber(vatNumber: string): string {
  const bare = withoutPunctuation(vatNumber).toUpperCase();
  return /\d/.test(bare) ? bare : '';
}

/** Text before an at sign, text with a dot behind it, and nothing that separates two addresses. */
export function isEmail(email: string): boolean {
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(email);
}
