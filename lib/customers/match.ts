/** Which relation of the till is the buyer: decided by exact e-mail address, never by name. */
import { HoldError } from '../errors';

type MplusRecord = Record<string, unknown>;

/** How a buyer is found: by e-mail, or as the default debtor that stands for everybody without one. */
export type BuyerKey = { by: 'email'; email: string } | { by: 'defaultDebtor'; relationNumber: number };

/** Trimmed and in lower case. A `+tag` stays: it may be an address of its own. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * How to find the buyer with that e-mail address. Throws HoldError `CUSTOMER_NO_EMAIL` when there is neither an address nor a default
 * debtor, `CUSTOMER_EMAIL_INVALID` when the text is no address: searching for it could find somebody else.
 */
export function buyerKey(email: string | null | undefined, defaultDebtor?: number): BuyerKey {
  const address = normaliseEmail(email ?? '');
  if (address === '') {
    if (defaultDebtor !== undefined) return { by: 'defaultDebtor', relationNumber: defaultDebtor };
    throw new HoldError({
      code: 'CUSTOMER_NO_EMAIL',
      message: 'The buyer has no e-mail address, and no default debtor is set.',
      hint: 'Set a default debtor for orders without e-mail, or add the address in the webshop.',
    });
  }
  if (/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(address)) return { by: 'email', email: address };
  throw new HoldError({
    code: 'CUSTOMER_EMAIL_INVALID',
    message: 'The e-mail address of the buyer is not an e-mail address.',
    hint: 'Correct the address in the webshop, then release the record.',
  });
}

/**
 * The one relation among the candidates with exactly that address; undefined when there is none, so that one is created. Relations
 * cannot be deleted in the till: inactive ones only count when no active one has the address (reference 10.1). Throws HoldError
 * `CUSTOMER_AMBIGUOUS` with the relation numbers in `details`.
 */
export function chooseRelation(email: string, candidates: readonly MplusRecord[]): MplusRecord | undefined {
  const wanted = normaliseEmail(email);
  const same = candidates.filter((relation) => typeof relation.email === 'string' && normaliseEmail(relation.email) === wanted);
  const active = same.filter((relation) => relation.active !== false);
  const found = active.length > 0 ? active : same;
  if (found.length <= 1) return found[0];
  const relationNumbers = found.map((relation) => relation.relationNumber);
  throw new HoldError({
    code: 'CUSTOMER_AMBIGUOUS',
    message: `${found.length} relations in MplusKASSA have the e-mail address of the buyer: ${relationNumbers.join(', ')}.`,
    hint: 'Make all but one of them inactive in MplusKASSA, or correct their addresses, then release the record.',
    details: { relationNumbers },
  });
}
