import { isEmail, normaliseEmail, normaliseVatNumber, squeezed, withoutPunctuation } from '../../../lib/customers/compare';
import { readRelation, type TillCustomer } from '../../../lib/customers/till-customer';
import { PackError } from '../../../lib/errors';
import { allOfShop, allOfTill, changedAt, type Read, type Sides } from './side';

type Json = Record<string, unknown>;

/** As both sides are compared. */
const FORMS: Record<string, (text: string) => string> = {
  companyName: squeezed,
  postalCode: withoutPunctuation,
  city: squeezed,
  taxId: normaliseVatNumber,
};

function fieldsOf(values: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(FORMS).map(([field, form]) => [field, form(String(values[field] ?? ''))] as const));
}

/** Relations and customers by e-mail address: company, place and VAT number. What the till does not have is not compared. */
export const customers: Sides = {
  from: 'mplus',
  heals: ['missing', 'different', 'stale'],

  async *source(context) {
    for await (const page of allOfTill(context, 'relation')) {
      yield page.flatMap(({ key, payload }): Read[] => {
        let relation: TillCustomer;
        try {
          relation = readRelation(payload, context.homeCountry);
        } catch (thrown) {
          if (thrown instanceof PackError) return ['unreadable'];
          throw thrown;
        }
        const { active, companyName, address, vatNumber } = relation;
        const email = normaliseEmail(relation.email);
        if (email === '') return [];
        if (!isEmail(email)) return ['unreadable'];
        const known = Object.entries(fieldsOf({ companyName, ...address, taxId: vatNumber })).filter(([, text]) => text !== '');
        const fields = active ? Object.fromEntries(known) : {};
        return [{ key: email, id: key, fields, expected: active, ...changedAt(payload.changeTimestamp) }];
      });
    }
  },

  async *target(context) {
    for await (const page of allOfShop(context, 'customer')) {
      yield page
        .filter(({ payload }) => String(payload.email ?? '').trim() !== '')
        .map(({ key, payload }): Read => {
          const fields = fieldsOf({ ...(payload.billingPerson as Json | undefined), taxId: payload.taxId });
          return { key: normaliseEmail(String(payload.email)), id: key, fields, expected: true, ...changedAt(payload.updated) };
        });
    }
  },

  async forget({ source, target }, _context, ledger) {
    if (source === undefined || target === undefined) return;
    await ledger.setWritten('customer-pair', `${source}/${target}`, 'fields', JSON.stringify({ shop: {}, till: {} }));
  },
};
