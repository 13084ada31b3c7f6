import type { Schema } from './schema';

const TEXT = { type: 'string', description: 'text' };
const WHOLE = { type: 'integer', description: 'a whole number' };
const COUNTRY = { type: 'string', pattern: '^[A-Z]{2}$', description: 'a country code of two capitals' };

const record = (properties: Schema, required: string[] = []): Schema => ({
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  required,
  properties,
});

const PERSON = {
  name: TEXT,
  companyName: TEXT,
  street: TEXT,
  city: TEXT,
  countryCode: COUNTRY,
  postalCode: TEXT,
  stateOrProvinceCode: TEXT,
  phone: TEXT,
};

/**
 * A customer of the shop, as far as a mapping may write it (reference 6). `relation`, `id` and `customerGroup` are not sent: they tell
 * the relation behind, the customer it is linked with, and the name of the group. Consent to marketing can only be taken back.
 */
export const ecwidCustomer: Schema = record({
  relation: record({
    relationNumber: WHOLE,
    extRelationId: TEXT,
    syncMarker: WHOLE,
    changeTimestamp: TEXT,
    active: { type: 'boolean', description: 'true or false' },
  }),
  id: { type: 'integer', minimum: 1, description: 'the number of a customer' },
  email: TEXT,
  billingPerson: record(PERSON),
  shippingAddresses: { type: 'array', maxItems: 1, items: record(PERSON), description: 'a list of at most one address' },
  taxId: TEXT,
  taxExempt: { type: 'boolean', description: 'true or false' },
  acceptMarketing: { enum: [false], description: 'false, as only the buyer gives consent' },
  customerGroup: TEXT,
  customerGroupId: WHOLE,
  lang: TEXT,
  privateAdminNotes: TEXT,
  extrafields: {
    type: 'array',
    items: record({ key: TEXT, title: TEXT, value: TEXT, type: TEXT }, ['key', 'value']),
    description: 'a list',
  },
});
