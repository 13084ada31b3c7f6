import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fieldsByCountry } from '../../../lib/customers/by-country';
import { readShopCustomer } from '../../../lib/customers/ecwid-customer';
import { DEFAULT_RELATION_SETTINGS, relationFromBuyer } from '../../../lib/customers/relation';
import { flatCustomer } from '../../../lib/customers/shop-customer';
import { checkCountries, readRelation } from '../../../lib/customers/till-customer';
import { defaultMapping } from '../../../lib/mapping/defaults';
import { Mapper } from '../../../lib/mapping/mapper';
import type { TableDefinition } from '../../../lib/mapping/value-table';
import { ENGINES } from './engines';

type Json = Record<string, unknown>;

const table = (name: string, rows: Record<string, string>, fallback: TableDefinition['fallback'] = 'hold'): TableDefinition => ({
  name,
  rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  fallback,
  default: '',
});

const RELATION = {
  relationNumber: 1002,
  syncMarker: 7,
  changeTimestamp: '2026-06-12T13:45:30+02:00',
  active: true,
  name: 'Test Buyer',
  email: 'Buyer@example.com',
  address: 'Dorpsstraat 1 bis',
  zipcode: '3511 AA',
  city: 'Utrecht',
  country: 'Nederland',
  telephone: '0300000000',
};

const PERSON = {
  name: 'Test Buyer',
  street: 'Dorpsstraat 1\nbis',
  city: 'Utrecht',
  postalCode: '3511 AA',
  countryCode: 'NL',
  phone: '0300000000',
};

/** Street, postal code, city and code of addresses as people write them in four countries. */
const ADDRESSES = fc.constantFrom(
  ['Oude Gracht 12-bis', '3511 AA', "'s-Hertogenbosch", 'NL'],
  ['Plein 1944 nr. 2', '6500AB', 'Nijmegen', 'NL'],
  ['Chaussée de Gand 10/2', '1080', 'Molenbeek', 'BE'],
  ['Meir 1 bus 3', 'B-2000', 'Antwerpen', 'BE'],
  ['Straße des 17. Juni 135', '01067', 'Köln', 'DE'],
  ['Hauptstraße', '10115', 'Berlin', 'DE'],
  ['al. Jerozolimskie 65/79 m. 5', '00-950', 'Łódź', 'PL'],
  ['Źródlana 7', '31-001', 'Kraków', 'PL'],
);

for (const [line, evaluate] of ENGINES) {
  const toShop = new Mapper({
    expression: defaultMapping('mplus-relation', 'ecwid-customer'),
    evaluate,
    target: 'ecwid-customer',
  });
  const toTill = new Mapper({
    expression: defaultMapping('ecwid-customer', 'mplus-relation'),
    evaluate,
    target: 'mplus-relation',
  });

  async function shop(fields: Json = {}, tables: TableDefinition[] = []): Promise<Json> {
    const payload = readRelation({ ...RELATION, ...fields }, 'NL');
    const mapped = await toShop.map({ payload, tables });
    checkCountries(payload, mapped);
    return mapped;
  }

  const till = (customer: Json, tables: TableDefinition[] = []): Promise<Json> =>
    toTill.map({ payload: readShopCustomer(customer, 'NL'), tables });

  describe(`The default mapping of relations to customers on ${line} (41)`, () => {
    it('makes a person of a relation without company name', async () => {
      assert.deepEqual(await shop(), {
        relation: { relationNumber: 1002, active: true, syncMarker: 7, changeTimestamp: '2026-06-12T13:45:30+02:00' },
        email: 'buyer@example.com',
        billingPerson: {
          name: 'Test Buyer',
          phone: '0300000000',
          street: 'Dorpsstraat 1 bis',
          postalCode: '3511 AA',
          city: 'Utrecht',
          countryCode: 'NL',
        },
        taxExempt: false,
      });
    });

    it('makes a company of one with a company name or a contact person', async () => {
      const person = async (fields: Json): Promise<unknown[]> => {
        const { name, companyName } = (await shop(fields)).billingPerson as Json;
        return [name, companyName];
      };
      assert.deepEqual(await person({ name: 'Firma BV', contact: 'Test Buyer' }), ['Test Buyer', 'Firma BV']);
      assert.deepEqual(await person({ name: 'Test Buyer', companyName: 'Firma BV' }), ['Test Buyer', 'Firma BV']);
      assert.deepEqual(await person({ name: 'Firma BV', companyName: 'Firma BV' }), [undefined, 'Firma BV']);
    });

    it('carries VAT number and exemption, and no consent to marketing', async () => {
      const mapped = await shop({ vatNumber: 'BE0123456749', defaultVatMethod: 'VAT-METHOD-SHIFTED' });
      assert.deepEqual([mapped.taxId, mapped.taxExempt, 'acceptMarketing' in mapped], ['BE0123456749', true, false]);
    });

    it('ships to the delivery address when the till has one', async () => {
      const [address] = (
        await shop({ deliveryAddress: 'Meir 1', deliveryCity: 'Antwerpen', deliveryCountry: 'België' }, [
          table('countries', { België: 'BE' }),
        ])
      ).shippingAddresses as Json[];
      assert.deepEqual([address.name, address.street, address.countryCode], ['Test Buyer', 'Meir 1', 'BE']);
      assert(!('shippingAddresses' in (await shop())));
    });

    it('reads a country in any of its notations, and takes none for the home country', async () => {
      for (const [country, code] of [
        ['Duitsland', 'DE'],
        ['Germany', 'DE'],
        ['de', 'DE'],
        ['DEU', 'DE'],
        ['', 'NL'],
        [undefined, 'NL'],
      ]) {
        assert.equal(((await shop({ country })).billingPerson as Json).countryCode, code);
      }
    });

    it('is held for a country that nobody knows, until the table countries has it (83)', async () => {
      const country = 'Holland';
      await assert.rejects(shop({ country }), { code: 'CUSTOMER_COUNTRY_UNKNOWN' });
      await assert.rejects(shop({ country }, [table('countries', {})]), { code: 'VALUE_TABLE_MISS' });
      const mapped = await shop({ country }, [table('countries', { Holland: 'NL' })]);
      assert.equal((mapped.billingPerson as Json).countryCode, 'NL');
    });

    it('names the group of the first category that has one, and the customer that the relation was made of', async () => {
      const groups = table('customerGroups', { 2: 'Zakelijk', 3: 'Goud' }, 'default');
      const mapped = await shop({ categoryIds: [1, 3, 2], extRelationId: 'ecwid-77' }, [groups]);
      assert.deepEqual([mapped.customerGroup, mapped.id], ['Goud', 77]);
      assert(!('customerGroup' in (await shop({ categoryIds: [1] }, [groups]))));
      assert(!('id' in (await shop({ extRelationId: 'C-77' }))));
    });

    it('fills revenue account, tax code and language by country where there are such tables (42)', async () => {
      const mapped = await shop({ country: 'BE' }, [
        table('revenueAccounts', { BE: '8010' }),
        table('taxCodes', { BE: '4' }),
        table('languages', { BE: 'nl' }),
      ]);
      assert.deepEqual(
        (mapped.extrafields as Json[]).map(({ key, value }) => [key, value]),
        [
          ['revenueAccount', '8010'],
          ['taxCode', '4'],
        ],
      );
      assert.equal(mapped.lang, 'nl');
    });

    it('makes something of a relation that has only a name, and nothing of what is no relation', async () => {
      assert.deepEqual(await shop({ email: '', address: '', zipcode: '', city: '', country: '', telephone: '' }), {
        relation: { relationNumber: 1002, active: true, syncMarker: 7, changeTimestamp: '2026-06-12T13:45:30+02:00' },
        billingPerson: { name: 'Test Buyer' },
        taxExempt: false,
      });
      for (const wrong of [{ relationNumber: 0 }, { name: 7 }]) await assert.rejects(shop(wrong), { code: 'RELATION_MALFORMED' });
    });
  });

  describe(`The default mapping of customers to relations on ${line}`, () => {
    const CASES: [string, Json][] = [
      ['a person', { id: 42, email: 'Buyer@example.com', billingPerson: PERSON }],
      [
        'a company abroad with another delivery address',
        {
          id: 42,
          email: 'buyer@example.com',
          billingPerson: { ...PERSON, companyName: 'Firma', countryCode: 'BE' },
          shippingAddresses: [{ ...PERSON, street: 'Meir 1', countryCode: 'BE' }],
          taxId: 'BE0123456749',
        },
      ],
      [
        'a company without a name',
        { id: 42, email: 'buyer@example.com', billingPerson: { ...PERSON, name: '', companyName: 'Firma' } },
      ],
      ['a guest with nothing but an address', { email: 'buyer@example.com' }],
    ];
    const tables = [table('revenueAccounts', { NL: '8000', BE: '8010' }), table('taxCodes', { NL: '2', BE: '4' })];
    for (const [what, customer] of CASES) {
      it(`gives for ${what} what the node does without a mapping`, async () => {
        const read = readShopCustomer(customer, 'NL');
        const expected = { ...relationFromBuyer(read, DEFAULT_RELATION_SETTINGS), ...fieldsByCountry(tables, read.country) };
        assert.deepEqual(await till(customer, tables), expected);
      });
    }
  });

  describe(`A customer that went to the till and comes back on ${line}`, () => {
    it('is the same: from a Dutch, Belgian, German or Polish address, person or company', async () => {
      await fc.assert(
        fc.asyncProperty(
          ADDRESSES,
          fc.constantFrom('', '\n2e verdieping', '\r\nc/o Test'),
          fc.constantFrom('', 'Firma Größe & Söhne'),
          fc.constantFrom('Zoë Żółć', 'שלום', 'x'.repeat(200)),
          async ([street, postalCode, city, countryCode], second, companyName, name) => {
            const billingPerson = {
              name,
              companyName,
              street: `${street}${second}`,
              postalCode,
              city,
              countryCode,
              phone: '030',
            };
            const customer = {
              id: 42,
              email: 'buyer@example.com',
              billingPerson,
              shippingAddresses: [billingPerson],
              taxExempt: false,
            };
            const relation = await till(customer);
            const back = await toShop.map({ payload: readRelation({ ...relation, relationNumber: 5 }, 'NL') });
            const [before, after] = [flatCustomer(customer), flatCustomer(back)];
            for (const [field, value] of Object.entries(after)) if (value !== '') assert.equal(value, before[field], field);
            assert.equal(back.id, 42);
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}
