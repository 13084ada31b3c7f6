import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agreeOn, decide, type Flat, isAgreed } from '../../../lib/customers/fields';
import { CUSTOMER_POLICIES, type CustomerPolicy, DEFAULT_POLICIES, GROUPS, readPolicies } from '../../../lib/customers/policies';
import { customerBody, customerGroup, customerToCreate, flatCustomer } from '../../../lib/customers/shop-customer';
import { WRITE_POLICIES } from '../../../lib/write-policy';

type Json = Record<string, unknown>;

const agreedOn = (flat: Flat) => agreeOn({}, flat, customerGroup, new Set(GROUPS));

function decideCity(
  policy: CustomerPolicy,
  cities: { wanted: string; current: string; agreed?: string },
  sourceNewer = false,
): string {
  const { write, held } = decide({
    wanted: { city: cities.wanted },
    current: { city: cities.current },
    agreed: cities.agreed === undefined ? {} : agreedOn({ city: cities.agreed }),
    groupOf: customerGroup,
    policies: { ...DEFAULT_POLICIES, address: policy },
    sourceNewer,
  });
  return held.length > 0 ? 'hold' : write.length > 0 ? 'write' : 'leave';
}

describe('Who decides about a field of a customer (52)', () => {
  const onlySource = { wanted: 'b', current: 'a', agreed: 'a' };
  const onlyTarget = { wanted: 'a', current: 'b', agreed: 'a' };
  const both = { wanted: 'b', current: 'c', agreed: 'a' };
  const neverMet = { wanted: 'b', current: 'c' };
  const empty = { wanted: 'b', current: '' };

  const TABLE: Record<CustomerPolicy, string[]> = {
    //             only source, only target, both, never met, empty
    always: ['write', 'write', 'write', 'write', 'write'],
    create: ['leave', 'leave', 'leave', 'leave', 'leave'],
    never: ['leave', 'leave', 'leave', 'leave', 'leave'],
    ifEmpty: ['leave', 'leave', 'leave', 'leave', 'write'],
    ifUnchanged: ['write', 'leave', 'leave', 'leave', 'write'],
    sourceWins: ['write', 'leave', 'write', 'write', 'write'],
    newest: ['write', 'leave', 'leave', 'leave', 'write'],
    hold: ['write', 'leave', 'hold', 'hold', 'write'],
  };
  for (const policy of CUSTOMER_POLICIES) {
    it(`${policy}`, () => {
      const cases = [onlySource, onlyTarget, both, neverMet, empty];
      assert.deepEqual(
        cases.map((cities) => decideCity(policy, cities)),
        TABLE[policy],
      );
    });
  }

  it('newest: the record that was changed last', () => {
    assert.equal(decideCity('newest', both, true), 'write');
  });

  it('never blanks what the target has', () => {
    for (const policy of CUSTOMER_POLICIES) assert.equal(decideCity(policy, { wanted: '', current: 'a', agreed: 'b' }), 'leave');
  });

  it('writes the fields of one address together or not at all', () => {
    const { write } = decide({
      wanted: { street: 'new 1', city: 'b' },
      current: { street: 'shop 2', city: 'a' },
      agreed: agreedOn({ street: 'old 1', city: 'a' }),
      groupOf: customerGroup,
      policies: { ...DEFAULT_POLICIES, address: 'ifUnchanged' },
      sourceNewer: false,
    });
    assert.deepEqual(write, []);
  });

  it('does not take back an exemption that somebody set in the shop, but one that came from the till', () => {
    const exempt = (agreed: string | undefined): string[] => [
      ...decide({
        wanted: { taxExempt: 'false' },
        current: { taxExempt: 'true' },
        agreed: agreed === undefined ? {} : agreedOn({ taxExempt: agreed }),
        groupOf: customerGroup,
        policies: DEFAULT_POLICIES,
        sourceNewer: false,
      }).write,
    ];
    assert.deepEqual(exempt(undefined), []);
    assert.deepEqual(exempt('true'), ['taxExempt']);
  });

  it('settles: after a write nothing is left to do, whatever the policy', () => {
    const value = fc.constantFrom('', 'a', 'b', 'c');
    const flat = fc.record({ email: value, name: value, street: value, city: value, taxId: value });
    fc.assert(
      fc.property(
        flat,
        flat,
        flat,
        fc.constantFrom(...CUSTOMER_POLICIES),
        fc.boolean(),
        (wanted, current, old, policy, sourceNewer) => {
          const policies = Object.fromEntries(GROUPS.map((group) => [group, policy])) as never;
          const first = decide({ wanted, current, agreed: agreedOn(old), groupOf: customerGroup, policies, sourceNewer });
          const after: Record<string, string> = { ...current };
          for (const field of first.write) after[field] = wanted[field as 'city'];
          const second = decide({ wanted, current: after, agreed: first.agreed, groupOf: customerGroup, policies, sourceNewer });
          assert.deepEqual(second.write, []);
          for (const field of first.write) assert.ok(isAgreed({ [field]: after[field] }, first.agreed), field);
        },
      ),
    );
  });

  it('reads saved policies and takes the default for what it does not know', () => {
    assert.deepEqual(readPolicies(undefined), DEFAULT_POLICIES);
    const policies = readPolicies([{ field: 'name', policy: 'hold' }, { field: 'phone', policy: 'sometimes' }, null]);
    assert.deepEqual(policies, { ...DEFAULT_POLICIES, name: 'hold' });
    for (const policy of WRITE_POLICIES) assert.equal(readPolicies([{ field: 'vat', policy }]).vat, policy);
  });
});

describe('The request that changes a customer', () => {
  const PERSON = { name: 'Test Klant', street: 'Kade 5', city: 'Delft', postalCode: '2600 AA', countryCode: 'NL' };

  it('has only what changes, and nested objects whole', () => {
    const existing = {
      email: 'a@example.com',
      billingPerson: { ...PERSON, firstName: 'Test', countryName: 'Netherlands' },
      taxId: 'X1',
    };
    const wanted = { email: 'b@example.com', billingPerson: { ...PERSON, city: 'Gouda' }, taxId: 'X2' };
    assert.deepEqual(customerBody(existing, wanted, ['city'], {}), { billingPerson: { ...PERSON, city: 'Gouda' } });
    assert.deepEqual(customerBody(existing, wanted, ['taxId'], {}), { taxId: 'X2' });
  });

  it('keeps extra fields of others', () => {
    const existing = {
      extrafields: [
        { key: 'taxCode', value: '2', orderBy: 1 },
        { key: 'colour', title: 'Colour', value: 'red', type: 'TEXT' },
      ],
    };
    const { extrafields } = customerBody(existing, { extrafields: [{ key: 'taxCode', value: '4' }] }, ['extra.taxCode'], {});
    assert.deepEqual(
      (extrafields as Json[]).map(({ key, value }) => [key, value]),
      [
        ['colour', 'red'],
        ['taxCode', '4'],
      ],
    );
  });

  it('makes an address that the buyer has already the default instead of adding it', () => {
    const addresses = [
      { id: 1, ...PERSON, street: 'Werk 1', defaultAddress: true, note: 'side door' },
      { id: 2, ...PERSON, street: 'Thuis\n2' },
    ];
    const wanted = { shippingAddresses: [{ ...PERSON, street: 'thuis 2' }] };
    const { shippingAddresses } = customerBody({ shippingAddresses: addresses }, wanted, ['delivery.street'], {});
    assert.deepEqual(
      (shippingAddresses as Json[]).map(({ id, defaultAddress, note }) => [id, defaultAddress, note]),
      [
        [1, false, 'side door'],
        [2, true, undefined],
      ],
    );
  });

  it('creates without the groups that are never written', () => {
    const wanted = { email: 'a@example.com', billingPerson: { ...PERSON, phone: '030' }, taxId: 'X1', lang: 'nl' };
    const body = customerToCreate(wanted, (group) => group !== 'phone' && group !== 'vat');
    assert.deepEqual(body, { email: 'a@example.com', billingPerson: PERSON, lang: 'nl' });
  });

  it('leads to a customer that has what was wanted', () => {
    const text = fc.constantFrom('', 'Kade 5', 'kade  5', 'Meir 1\nbus 3', 'Łódź');
    const person = fc.record({
      name: text,
      street: text,
      city: text,
      postalCode: fc.constantFrom('', '2600 AA', '2600aa'),
      countryCode: fc.constantFrom('', 'NL'),
    });
    fc.assert(
      fc.property(person, person, fc.array(person, { maxLength: 3 }), (billing, delivery, addresses) => {
        const existing = { billingPerson: billing, shippingAddresses: addresses.map((address, id) => ({ id, ...address })) };
        const wanted = { billingPerson: delivery, shippingAddresses: [delivery] };
        const all = Object.entries(flatCustomer(wanted)).filter(([, value]) => value !== '');
        const has = flatCustomer(existing);
        const fields = all.filter(([field, value]) => has[field] !== value).map(([field]) => field);
        const body = customerBody(existing, wanted, fields, {});
        const after = flatCustomer({ ...existing, ...body });
        for (const [field, value] of all) assert.equal(after[field], value, field);
        const kept = (body.shippingAddresses ?? existing.shippingAddresses) as Json[];
        for (const { id } of existing.shippingAddresses) assert.ok(kept.some((address) => address.id === id));
      }),
    );
  });
});
