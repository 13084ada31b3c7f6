/** Which relation of the till is the buyer: by external id, exact e-mail address or the VAT number of a company, never by name. */
import { HoldError } from '../errors';
import { isEmail, normaliseEmail } from './compare';
import { type Identity, MATCH_RULES, type MatchRule, type RelationIndex } from './relation-index';

/** How a buyer is found: as somebody of their own, or as the default debtor that stands for everybody without an address. */
export type BuyerKey = { by: 'email'; email: string } | { by: 'defaultDebtor'; relationNumber: number };

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
  if (isEmail(address)) return { by: 'email', email: address };
  throw new HoldError({
    code: 'CUSTOMER_EMAIL_INVALID',
    message: 'The e-mail address of the buyer is not an e-mail address.',
    hint: 'Correct the address in the webshop, then release the record.',
  });
}

const WORDS: Record<MatchRule, string> = {
  externalId: 'external id',
  email: 'e-mail address',
  vatNumber: 'VAT number',
};

/**
 * The one relation that the first rule with a match gives; undefined when none does, so that one is created. Relations cannot be
 * deleted in the till: inactive ones only count when no active one fits (reference 10.1). Throws HoldError `CUSTOMER_AMBIGUOUS` with
 * the relation numbers in `details` when a rule gives several: the first one is never just taken.
 */
export function matchRelation(
  index: RelationIndex,
  identity: Identity,
): { relationNumber: number; by: MatchRule; active: boolean } | undefined {
  for (const active of [true, false]) {
    for (const by of MATCH_RULES) {
      const found = index.find(by, identity[by] ?? '', active);
      if (found.length > 1) throw ambiguous(by, found);
      if (found.length === 1) return { relationNumber: found[0], by, active };
    }
  }
  return undefined;
}

/**
 * For a relation that was found by another way than its e-mail address: nobody else may have the address of the buyer. Throws HoldError
 * `CUSTOMER_AMBIGUOUS`.
 */
export function refuseOthers(index: RelationIndex, email: string, relationNumber: number): void {
  const others = index.find('email', email, true).filter((other) => other !== relationNumber);
  if (others.length > 0) throw ambiguous('email', [relationNumber, ...others]);
}

function ambiguous(by: MatchRule, relationNumbers: readonly number[]): HoldError {
  return new HoldError({
    code: 'CUSTOMER_AMBIGUOUS',
    message: `${relationNumbers.length} relations in MplusKASSA could be the buyer by ${WORDS[by]}: ${relationNumbers.join(', ')}.`,
    hint: 'Make all but one of them inactive in MplusKASSA, or correct them, then release the record.',
    details: { by, relationNumbers },
  });
}
