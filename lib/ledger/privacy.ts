/**
 * What of personal data the ledger stores. A payload must be whole while its record is unsettled (new, running, retry, uncertain, held,
 * dead), or it could not be delivered; from `done` or `skipped` on:
 *
 * | level    | payload                        | result                   | data of timeline steps (at once)  | messages and facts (at once) |
 * |----------|--------------------------------|--------------------------|-----------------------------------|------------------------------|
 * | full     | whole, until retention         | whole                    | whole                             | whole                        |
 * | redacted | personal fields replaced       | personal fields replaced | personal fields replaced          | e-mail addresses replaced    |
 * | hash     | SHA-256 only                   | personal fields replaced | SHA-256 only                      | e-mail addresses replaced    |
 *
 * At every level: retention deletes payload, result, steps, message and facts of settled records; a salted hash of the e-mail address
 * stays with the entry until the person is erased, so that a person can be found without being named. A change of level holds for
 * what is settled from then on. A record whose payload is no longer whole can only be delivered again by reading it again.
 */
import { createHash } from 'node:crypto';
import type { PrivacyLevel } from './types';

const REDACTED = '[redacted]';

/** Fields that are about a person wherever they stand. (Ecwid reference: order, customer; MplusKASSA reference: Relation, Address, Order) */
const PERSONAL = new Set(
  [
    'email reminderEmail customerEmail phone telephone mobile fax ipAddress birthDate dateOfBirth',
    'firstName lastName customerName relationName companyName contact contactName fullName',
    'street street2 address address2 addressLine1 addressLine2 zipcode postalCode city stateOrProvinceName',
    'deliveryAddress deliveryZipcode deliveryCity bankAccountNumber relationBankAccountNumber iban cardNumber cardNumbers',
    'vatNumber relationVatNumber customerTaxId taxId commerceNumber fiscalCode pecEmail',
    'orderComments comments privateAdminNotes customerComments extraText website latitude longitude geolocation',
  ].flatMap((line) => line.split(' ')),
);

/** Objects about a person: here `name` is one too. */
const PERSONS = new Set([
  'billingPerson',
  'shippingPerson',
  'shippingAddresses',
  'billingAddress',
  'shippingAddress',
  'deliveryAddress',
  'invoiceAddress',
  'buyer',
  'customer',
  'relation',
  'contactList',
  'contacts',
]);
const PERSON_TOPICS = new Set(['customer', 'relation']);
/** Bounded, so that a long text without spaces costs no more than its length. */
const EMAIL = /[^\s@<>"'(),;:=/\\[\]]{1,64}@[^\s@<>"'(),;:/\\[\]]{1,255}/g;

/** The e-mail address a payload is about, trimmed and in lower case. */
export function personOf(payload: unknown): string | undefined {
  const record = payload as { email?: unknown; relation?: { email?: unknown }; buyer?: { email?: unknown } } | null | undefined;
  const email = [record?.email, record?.relation?.email, record?.buyer?.email].find(
    (value) => typeof value === 'string' && value.includes('@'),
  );
  return email === undefined ? undefined : normalEmail(email as string);
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** A copy with personal fields replaced; shape, ids, amounts and products stay. `topic` tells whether the record itself is a person. */
export function redact(value: unknown, topic: string): unknown {
  return redactIn(value, PERSON_TOPICS.has(topic));
}

function redactIn(value: unknown, person: boolean): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactIn(item, person));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const personal = PERSONAL.has(name) || (person && name === 'name');
      return [name, personal ? blank(item) : redactIn(item, person || PERSONS.has(name))];
    }),
  );
}

/** Replaces every leaf, keeps the shape: `deliveryAddress` is text in one record and an object in another. */
function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, blank(item)]));
  }
  return value === null || value === '' || typeof value === 'boolean' ? value : REDACTED;
}

/** Replaces e-mail addresses in running text. */
export const redactText = (text: string): string => (text.includes('@') ? text.replace(EMAIL, REDACTED) : text);

const sha256 = (json: string): string => createHash('sha256').update(json).digest('hex');

/** JSON of a payload as it is kept once its record is settled, and of a step's data from the start. */
export function kept(json: string, topic: string, level: PrivacyLevel): string {
  if (level === 'full') return json;
  return JSON.stringify(level === 'hash' ? { sha256: sha256(json) } : redact(JSON.parse(json), topic));
}

/** Results of writes: ids and actions a person needs to see at every level. */
export function resultData(value: unknown, topic: string, level: PrivacyLevel): unknown {
  return level === 'full' ? value : redact(value, topic);
}

/** Whether a value speaks of an address anywhere inside; `an@example.org` is not part of `jan@example.org`. */
export function mentions(value: unknown, email: string): boolean {
  const pattern = new RegExp(`(?<![\\w.+%-])${email.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|\\.\\w)`, 'iu');
  const within = (part: unknown): boolean => {
    if (typeof part === 'string') return pattern.test(part);
    if (typeof part !== 'object' || part === null) return false;
    return Object.entries(part).some(([name, item]) => within(item) || (!Array.isArray(part) && pattern.test(name)));
  };
  return within(value);
}
