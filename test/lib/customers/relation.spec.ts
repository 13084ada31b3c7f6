import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readShopCustomer } from '../../../lib/customers/ecwid-customer';
import { DEFAULT_POLICIES } from '../../../lib/customers/policies';
import { DEFAULT_RELATION_SETTINGS, relationChanges, relationFromBuyer } from '../../../lib/customers/relation';
import { schemaProblems } from '../../../lib/mapping/schemas';
import { addressFromEcwid } from '../../../lib/orders/address';
import { countryText } from '../../../lib/orders/countries';
import { salesOrderFromEcwid } from '../../../lib/orders/from-ecwid';
import { item, order, PERSON } from '../orders/order-builder';

type Json = Record<string, unknown>;

const relationOf = (more: Json, settings = DEFAULT_RELATION_SETTINGS): Json =>
  relationFromBuyer(salesOrderFromEcwid(order(more), { homeCountry: 'NL' }), settings);

const relationFromCustomer = (customer: unknown, settings = DEFAULT_RELATION_SETTINGS): Json =>
  relationFromBuyer(readShopCustomer(customer, settings.homeCountry), settings);

const changedFields = (existing: Json, wanted: Json, ourCategories: number[] = []): Json =>
  relationChanges(existing, wanted, {
    agreed: {},
    policies: { ...DEFAULT_POLICIES, vat: 'always' },
    sourceNewer: false,
    ourCategories,
  }).changed;

describe('A buyer as a relation', () => {
  it('is a person without company name (12)', () => {
    assert.deepEqual(relationOf({}), {
      extRelationId: 'ecwid-42',
      name: 'Test Buyer',
      address: 'Dorpsstraat 1 bis',
      zipcode: '3511 AA',
      city: 'Utrecht',
      country: 'Nederland',
      deliveryAddress: 'Dorpsstraat 1 bis',
      deliveryZipcode: '3511 AA',
      deliveryCity: 'Utrecht',
      deliveryCountry: 'Nederland',
      telephone: '0300000000',
      email: 'buyer@example.com',
      active: true,
    });
  });

  it('is a company with a contact person when there is a company name (12)', () => {
    const billingPerson = { ...PERSON, companyName: 'Test Company' };
    const { name, companyName, contact, contactList, vatNumber } = relationOf({ billingPerson, customerTaxId: 'NL000000000B00' });
    assert.deepEqual(
      { name, companyName, contact, vatNumber },
      {
        name: 'Test Company',
        companyName: 'Test Company',
        contact: 'Test Buyer',
        vatNumber: 'NL000000000B00',
      },
    );
    assert.deepEqual(contactList, [{ name: 'Test Buyer', telephone: '0300000000', email: 'buyer@example.com' }]);
  });

  it('puts the company where the settings want it', () => {
    const billingPerson = { ...PERSON, companyName: 'Test Company' };
    const named = (companyField: 'name' | 'companyName'): unknown[] => {
      const relation = relationOf({ billingPerson }, { ...DEFAULT_RELATION_SETTINGS, companyField });
      return [relation.name, relation.companyName];
    };
    assert.deepEqual(named('name'), ['Test Company', undefined]);
    assert.deepEqual(named('companyName'), ['Test Buyer', 'Test Company']);
  });

  it('writes countries in the notation of the settings', () => {
    assert.equal(relationOf({}, { ...DEFAULT_RELATION_SETTINGS, country: 'iso3' }).country, 'NLD');
  });

  it('shifts VAT by default for a buyer with a reverse charge, and leaves the default of the till otherwise', () => {
    const free = { reversedTaxApplied: true, total: 10, tax: 0, items: [item({ price: 10, taxes: [] })] };
    assert.equal(relationOf(free).defaultVatMethod, 'VAT-METHOD-SHIFTED');
    assert(!('defaultVatMethod' in relationOf({})));
  });

  it('lives at the shipping address when billing is not asked for, and has no delivery address without one', () => {
    assert.equal(relationOf({ billingPerson: null }).city, 'Utrecht');
    assert(!('deliveryCity' in relationOf({ shippingPerson: null })));
  });

  it('has no external id and no name but the address for a guest', () => {
    const guest = relationOf({ customerId: null, billingPerson: null, shippingPerson: { countryCode: 'NL' } });
    assert(!('extRelationId' in guest));
    assert.equal(guest.name, 'buyer@example.com');
  });

  it('never carries marketing consent, in no field (65)', () => {
    assert.deepEqual(relationOf({ acceptMarketing: true }), relationOf({ acceptMarketing: false }));
  });

  it('is the same from a customer record, delivered to the default address (40)', () => {
    const customer = {
      id: 42,
      email: 'Buyer@example.com',
      billingPerson: PERSON,
      shippingAddresses: [
        { ...PERSON, city: 'Gent', countryCode: 'BE' },
        { ...PERSON, defaultAddress: true },
      ],
    };
    assert.deepEqual(relationFromCustomer(customer), relationOf({}));
    const noPhone = {
      ...customer,
      billingPerson: { ...PERSON, phone: '' },
      shippingAddresses: [],
      contacts: [{ type: 'PHONE', contact: '0611111111' }],
    };
    assert.equal(relationFromCustomer(noPhone).telephone, '0611111111');
  });

  it('gets its VAT shifted as a company of another country of the EU with a VAT number, else not', () => {
    const methodOf = (more: Json, person: Json = {}): unknown =>
      relationFromCustomer({
        taxId: 'BE0123456749',
        ...more,
        billingPerson: { ...PERSON, companyName: 'Test Company', countryCode: 'BE', ...person },
      }).defaultVatMethod;
    assert.equal(methodOf({}), 'VAT-METHOD-SHIFTED');
    assert.equal(methodOf({}, { countryCode: 'NL' }), undefined);
    assert.equal(methodOf({}, { countryCode: 'CH' }), undefined);
    assert.equal(methodOf({}, { companyName: '' }), undefined);
    assert.equal(methodOf({ taxId: '' }), undefined);
  });

  it('is in the card category of companies or of persons', () => {
    const settings = { ...DEFAULT_RELATION_SETTINGS, companyCategory: 2, personCategory: 1 };
    assert.deepEqual(relationOf({}, settings).categoryIds, [1]);
    assert.deepEqual(relationOf({ billingPerson: { ...PERSON, companyName: 'Test Company' } }, settings).categoryIds, [2]);
    assert(!('categoryIds' in relationOf({})));
  });

  it('has the prefix of its shop in the external id', () => {
    assert.equal(relationOf({}, { ...DEFAULT_RELATION_SETTINGS, externalIdPrefix: 'shop2-' }).extRelationId, 'shop2-42');
  });

  it('is held when the customer record cannot be read', () => {
    assert.throws(() => relationFromCustomer({ billingPerson: { city: 7 } }), {
      code: 'CUSTOMER_MALFORMED',
      message: /billingPerson\.city must be/,
    });
    assert.throws(() => relationFromCustomer('text'), { code: 'CUSTOMER_MALFORMED' });
  });
});

describe('Changed fields of a relation', () => {
  const wanted = relationOf({ billingPerson: { ...PERSON, companyName: 'Test Company' }, customerTaxId: 'NL000000000B00' });

  it('are none for the same relation (87)', () => {
    assert.deepEqual(changedFields(wanted, wanted), {});
  });

  it('are none for another notation of the same values (87)', () => {
    const existing = {
      ...wanted,
      name: ' TEST  company',
      zipcode: '3511aa',
      country: 'NL',
      deliveryCountry: 'Netherlands',
      telephone: '030 - 000 0000',
      vatNumber: 'NL 0000.00.000.B00',
      email: 'BUYER@example.com',
    };
    assert.deepEqual(changedFields(existing, wanted), {});
  });

  it('are only those that differ', () => {
    assert.deepEqual(changedFields({ ...wanted, city: 'Gouda', telephone: '0611111111' }, wanted), {
      city: 'Utrecht',
      telephone: '0300000000',
    });
  });

  it('never blank what the till has', () => {
    assert.deepEqual(changedFields({ name: 'A', mobile: '06', telephone: '06' }, { name: 'A', telephone: '' }), {});
  });

  it('leave the name of a company when its buyer gives no company name', () => {
    assert.deepEqual(changedFields(wanted, relationOf({})), {});
  });

  it('fill an external id that is empty, and leave one of another system', () => {
    const { extRelationId, ...others } = wanted;
    assert.deepEqual(changedFields(others, wanted), { extRelationId });
    assert.deepEqual(changedFields({ ...wanted, extRelationId: 'C-1010' }, wanted), {});
  });

  it('do not make a relation active again that was switched off', () => {
    assert.deepEqual(changedFields({ ...wanted, active: false }, wanted), {});
  });

  it('move a relation between the categories of companies and persons and leave its others', () => {
    assert.deepEqual(changedFields({ categoryIds: [1, 7] }, { categoryIds: [2] }, [1, 2]), { categoryIds: [7, 2] });
    assert.deepEqual(changedFields({ categoryIds: [7, 2] }, { categoryIds: [2] }, [1, 2]), {});
  });

  it('replace a custom field of the same name only', () => {
    const [mine, other] = ['taxCode', 'Kleur'].map((fieldName) => ({ fieldName, dataType: 'DATA-TYPE-STRING', strValue: '3' }));
    const changed = changedFields({ customFieldList: [other, { ...mine, strValue: '2' }] }, { customFieldList: [mine] });
    assert.deepEqual(changed, { customFieldList: [other, mine] });
    assert.deepEqual(changedFields(changed, { customFieldList: [mine] }), {});
  });

  it('add a contact person to those of the till', () => {
    const known = [{ name: 'Other Person', email: 'other@example.com' }];
    const changed = changedFields({ ...wanted, contactList: known }, wanted);
    assert.deepEqual(changed, { contactList: [...known, ...(wanted.contactList as Json[])] });
    assert.deepEqual(changedFields({ ...wanted, ...changed }, wanted), {});
  });
});

const streets = {
  NL: ['Dorpsstraat 1', 'Oude Gracht 12-bis', "'s-Gravenweg 305 B", 'Plein 1944 nr. 2'],
  BE: ['Rue de la Loi 16', 'Meir 1 bus 3', 'Chaussée de Gand 10/2'],
  DE: ['Hauptstraße 5a', 'Am Kälberberg 12', 'Straße des 17. Juni 135'],
  PL: ['ul. Świętokrzyska 14/3', 'al. Jerozolimskie 65/79 m. 5', 'Źródlana 7'],
};
const postalCodes = { NL: ['3511 AA', '3511AA'], BE: ['1000', 'B-9000'], DE: ['10115', '01067'], PL: ['00-950', '31-001'] };

const persons = fc.constantFrom('NL', 'BE', 'DE', 'PL').chain((countryCode) =>
  fc.record({
    name: fc.constantFrom('Test Buyer', 'Zoë Żółć', 'J.-P. van der Test', ' Padded Name '),
    companyName: fc.constantFrom('', 'Test Company', 'Firma Größe & Söhne'),
    street: fc.constantFrom(...streets[countryCode as 'NL']),
    second: fc.constantFrom('', '\nbis', '\r\nc/o Test', '\n\nfloor 2\nroom 3'),
    city: fc.constantFrom("'s-Hertogenbosch", 'Gent', 'Köln', 'Łódź'),
    postalCode: fc.constantFrom(...postalCodes[countryCode as 'NL']),
    countryCode: fc.constant(countryCode),
    phone: fc.constantFrom('', '+48 22 000 00 00', '030-0000000'),
  }),
);

describe('Any address in the Netherlands, Belgium, Germany or Poland', () => {
  const buyerOf = ({ second, street, ...person }: Json): Json => ({ ...person, street: `${street}${second}` });

  it('keeps every part in one line without line feeds, and fits the relation of the till (16)', () => {
    fc.assert(
      fc.property(persons, (parts) => {
        const relation = relationOf({ billingPerson: buyerOf(parts), total: 12.1 });
        const second = parts.second.split(/\s+/).filter(Boolean).join(' ');
        assert.equal(relation.address, second === '' ? parts.street : `${parts.street} ${second}`);
        assert.equal(relation.zipcode, parts.postalCode);
        assert.equal(relation.city, parts.city);
        assert.equal(relation.country, countryText(parts.countryCode, 'nl'));
        assert.equal(relation.name, parts.companyName || parts.name.trim());
        assert.deepEqual(schemaProblems('mplus-relation', relation), []);
      }),
    );
  });

  it('is unchanged after it was written, in any notation of the country (87)', () => {
    fc.assert(
      fc.property(persons, persons, fc.constantFrom('iso2', 'iso3', 'nl', 'en'), (before, after, country) => {
        const [first, second] = [before, after].map((parts) =>
          relationOf({ billingPerson: buyerOf(parts) }, { ...DEFAULT_RELATION_SETTINGS, country }),
        );
        const written = { ...first, ...changedFields(first, second) };
        assert.deepEqual(changedFields(written, second), {});
        assert.equal(addressFromEcwid(buyerOf(after)).countryCode, after.countryCode);
      }),
    );
  });
});
