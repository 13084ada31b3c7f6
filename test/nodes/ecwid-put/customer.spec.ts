import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from '../support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' } }),
    { id: 'put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'customer', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

const customers = (email: string): Msg[] =>
  (rig.sandbox.control.ecwid.state.customers.dump() as Msg[]).filter((customer) => customer.email.toLowerCase() === email);

const PERSON = {
  name: 'Nieuwe Klant',
  street: 'Kade 5',
  postalCode: '2600 AA',
  city: 'Delft',
  countryCode: 'NL',
  phone: '0150000000',
};

const customer = (fields: Msg = {}): Msg => ({
  relation: { relationNumber: 501, syncMarker: 9, active: true },
  email: 'nieuw@example.com',
  billingPerson: PERSON,
  ...fields,
});

let version = 0;

/** The message after one record of a stream went through. */
async function put(payload: Msg, more: object = {}): Promise<Msg> {
  const before = rig.probe('out').messages.length;
  version += 1;
  rig.send('put', { ...(await rig.deliver(`${version}`, payload)), ...more });
  return (await rig.probe('out').count(before + 1))[before];
}

async function refuse(payload: Msg): Promise<Msg> {
  const before = rig.probe('caught').messages.length;
  version += 1;
  rig.send('put', await rig.deliver(`${version}`, payload));
  return (await rig.probe('caught').count(before + 1))[before].error;
}

/** A customer of the shop that somebody else made. */
async function inShop(body: object): Promise<number> {
  const { baseUrl, storeId, token } = rig.sandbox.ecwid;
  const answer = await fetch(`${baseUrl}/${storeId}/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { id: number }).id;
}

async function change(id: number, body: object, method = 'PUT'): Promise<void> {
  const { baseUrl, storeId, token } = rig.sandbox.ecwid;
  await fetch(`${baseUrl}/${storeId}/customers/${id}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'PUT' && { body: JSON.stringify(body) }),
  });
}

describe('ecwid-put of customers (40)', () => {
  rig.install({ strict: true });

  afterEach(() => assert.deepEqual(rig.sandbox.control.complaints.list(), []));

  it('creates a customer without consent to marketing, once', async () => {
    await rig.load(flow());
    const { result } = await put(
      customer({ taxId: 'NL000000000B01', taxExempt: true, shippingAddresses: [{ ...PERSON, city: 'Gouda' }] }),
    );
    assert.equal(result.action, 'created');
    const [created, ...others] = customers('nieuw@example.com');
    assert.deepEqual(others, []);
    assert.equal(created.id, result.id);
    assert.equal(created.billingPerson.city, 'Delft');
    assert.equal(created.shippingAddresses[0].city, 'Gouda');
    assert.deepEqual([created.taxId, created.taxExempt, created.acceptMarketing ?? false], ['NL000000000B01', true, false]);
  });

  it('asks the shop for nothing when the relation is as it was (87)', async () => {
    await rig.load(flow());
    await put(customer());
    rig.sandbox.control.requests.clear();
    const { result } = await put(customer({ relation: { relationNumber: 501, syncMarker: 12, active: true } }));
    assert.equal(result.action, 'unchanged');
    assert.deepEqual(rig.sandbox.control.requests.list(), []);
  });

  it('finds the customer by exact e-mail address whatever its case, and writes only what differs', async () => {
    await rig.load(flow());
    await inShop({ email: 'other-nieuw@example.com' });
    const id = await inShop({ email: 'Nieuw@Example.com', billingPerson: { ...PERSON, city: 'Leiden', countryCode: 'NL' } });
    const { result, plan } = await put(customer());
    assert.deepEqual([result.action, result.id, plan], ['updated', id, undefined]);
    const [{ billingPerson, email }] = customers('nieuw@example.com');
    assert.deepEqual([billingPerson.city, billingPerson.street, email], ['Delft', 'Kade 5', 'Nieuw@Example.com']);
  });

  it('takes line breaks, case and punctuation for the same', async () => {
    await rig.load(flow());
    await inShop({
      email: 'nieuw@example.com',
      billingPerson: { ...PERSON, street: 'Kade 5\n2e verdieping', postalCode: '2600AA', phone: '015-000 00 00' },
    });
    const { result } = await put(customer({ billingPerson: { ...PERSON, street: 'KADE 5 2e verdieping' } }));
    assert.equal(result.action, 'unchanged');
  });

  it('keeps the addresses of the buyer by their id and makes the one of the till the default', async () => {
    await rig.load(flow());
    const own = { ...PERSON, street: 'Eigen adres 1' };
    await inShop({ email: 'nieuw@example.com', billingPerson: PERSON, shippingAddresses: [own, { ...own, street: 'Werk 2' }] });
    const before = customers('nieuw@example.com')[0].shippingAddresses;
    await put(customer({ shippingAddresses: [{ ...PERSON, street: 'Nieuw 3' }] }));
    const after = customers('nieuw@example.com')[0].shippingAddresses;
    assert.deepEqual(
      after.map(({ street, defaultAddress }: Msg) => [street, defaultAddress]),
      [
        ['Eigen adres 1', false],
        ['Werk 2', false],
        ['Nieuw 3', true],
      ],
    );
    assert.deepEqual(
      after.slice(0, 2).map(({ id }: Msg) => id),
      before.map(({ id }: Msg) => id),
    );

    await put(customer({ shippingAddresses: [{ ...PERSON, street: 'Verhuisd 4' }] }));
    const moved = customers('nieuw@example.com')[0].shippingAddresses;
    assert.deepEqual(
      moved.map(({ street }: Msg) => street),
      ['Eigen adres 1', 'Werk 2', 'Verhuisd 4'],
    );
    assert.equal(moved[2].id, after[2].id);
  });

  it('puts the customer into the group by name, and holds one whose group is missing', async () => {
    await rig.load(flow());
    await put(customer({ customerGroup: 'zakelijk' }));
    const [group] = rig.sandbox.control.ecwid.state.groups.dump() as Msg[];
    assert.equal(customers('nieuw@example.com')[0].customerGroupId, group.id);
    const error = await refuse(customer({ customerGroup: 'Goud' }));
    assert.equal(error.code, 'CUSTOMER_GROUP_UNKNOWN');
  });

  it('follows a new e-mail address of a linked relation, unless another customer has it', async () => {
    await rig.load(flow());
    const { result } = await put(customer());
    await put(customer({ email: 'anders@example.com' }));
    assert.equal(customers('anders@example.com')[0].id, result.id);
    await inShop({ email: 'bezet@example.com' });
    const error = await refuse(customer({ email: 'bezet@example.com' }));
    assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
    assert.match(error.message, /^2 customers .* by e-mail address: \d+, \d+\./);
  });

  it('holds a relation whose external id names one customer and whose address another: the id may be of another shop', async () => {
    await rig.load(flow());
    const id = await inShop({ email: 'vreemd@example.com' });
    await inShop({ email: 'nieuw@example.com' });
    const error = await refuse(customer({ id }));
    assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
  });

  it('finds a company by its VAT number and leaves the e-mail address of its buyer alone', async () => {
    await rig.load(flow());
    const firm = { ...PERSON, companyName: 'Voorbeeld BV' };
    const id = await inShop({ email: 'inkoop@example.com', billingPerson: firm, taxId: 'NL 0000.00.000.B01' });
    const { result } = await put(customer({ billingPerson: { ...firm, city: 'Gouda' }, taxId: 'NL000000000B01' }));
    assert.deepEqual([result.action, result.id], ['updated', id]);
    assert.equal(customers('inkoop@example.com')[0].billingPerson.city, 'Gouda');
    await put(customer({ billingPerson: { ...firm, city: 'Delft' }, taxId: 'NL000000000B01' }));
    assert.equal(customers('inkoop@example.com')[0].billingPerson.city, 'Delft');
  });

  it('holds a company whose VAT number several customers have', async () => {
    await rig.load(flow());
    const firm = { ...PERSON, companyName: 'Voorbeeld BV' };
    for (const email of ['een@example.com', 'twee@example.com'])
      await inShop({ email, billingPerson: firm, taxId: 'NL000000000B01' });
    const error = await refuse(customer({ billingPerson: firm, taxId: 'nl000000000b01' }));
    assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
    assert.match(error.message, /^2 customers .* by VAT number: \d+, \d+\./);
  });

  it('holds the second of two relations with one e-mail address, until the first is made inactive', async () => {
    await rig.load(flow());
    await put(customer());
    const twin = customer({ email: 'NIEUW@example.com', relation: { relationNumber: 502, active: true } });
    const error = await refuse(twin);
    assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
    assert.match(error.message, /^Relations 501 and 502 /);
    await put(customer({ relation: { relationNumber: 501, active: false } }));
    const { result } = await put(twin);
    assert.deepEqual([result.action, customers('nieuw@example.com').length], ['unchanged', 1]);
  });

  it('holds the second of two such relations also when both are written at once', async () => {
    await rig.load(flow());
    const msgs = [501, 502].map((relationNumber) => ({ payload: customer({ relation: { relationNumber, active: true } }) }));
    for (const msg of msgs) rig.send('put', msg);
    const [{ error }] = await rig.probe('caught').count(1);
    assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
    await rig.probe('out').count(1);
    assert.equal(customers('nieuw@example.com').length, 1);
  });

  const skips: [string, string, Msg, object][] = [
    ['a relation without e-mail address', 'NO_EMAIL', { email: undefined }, {}],
    ['a relation that is not active', 'INACTIVE', { relation: { relationNumber: 501, active: false } }, {}],
    ['a new one while creating is off', 'CREATE_OFF', {}, { create: false }],
  ];
  for (const [what, reason, fields, settings] of skips) {
    it(`skips ${what}`, async () => {
      await rig.load(flow(settings));
      const { result } = await put(customer(fields));
      assert.deepEqual([result.action, result.reason], ['skipped', reason]);
      assert.deepEqual(customers('nieuw@example.com'), []);
    });
  }

  it('leaves a known one alone while updating is off', async () => {
    await rig.load(flow({ update: false }));
    await inShop({ email: 'nieuw@example.com' });
    const { result } = await put(customer());
    assert.deepEqual([result.action, result.reason], ['skipped', 'UPDATE_OFF']);
  });

  it('holds an e-mail address that is none', async () => {
    await rig.load(flow());
    const error = await refuse(customer({ email: 'geen adres' }));
    assert.equal(error.code, 'CUSTOMER_EMAIL_INVALID');
    assert.doesNotMatch(error.message, /geen adres/);
  });

  it('does not create a customer again that was deleted in the shop', async () => {
    await rig.load(flow());
    const { result } = await put(customer());
    await change(result.id, {}, 'DELETE');
    const after = await put(customer({ billingPerson: { ...PERSON, city: 'Gouda' } }));
    assert.deepEqual([after.result.action, after.result.reason], ['skipped', 'DELETED_IN_SHOP']);
    assert.deepEqual(customers('nieuw@example.com'), []);
  });

  it('does not create a customer again that the relation was made of, without a ledger that knows it', async () => {
    await rig.load(flow());
    const { result } = await put(customer({ id: 999_999 }));
    assert.deepEqual([result.action, result.reason], ['skipped', 'DELETED_IN_SHOP']);
  });

  it('carries names of any length and script as they are', async () => {
    await rig.load(flow());
    const name = `שלום ${'x'.repeat(200)}`;
    await put(customer({ billingPerson: { ...PERSON, name } }));
    assert.equal(customers('nieuw@example.com')[0].billingPerson.name, name);
  });

  describe('when the answer to the creation is lost', () => {
    it('does not create a second one while the search lags behind, and links it later (80)', async () => {
      await rig.load(flow());
      rig.sandbox.control.set({ ecwidSearchLag: 15 });
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /customers', kind: 'resetAfter', count: 1 });
      const lost = await refuse(customer());
      assert.equal(lost.code, 'ECWID_ANSWER_LOST');
      const tooSoon = await refuse(customer({ privateAdminNotes: 'again' }));
      assert.equal(tooSoon.code, 'CUSTOMER_NOT_INDEXED');
      assert.equal(rig.sandbox.control.requests.total('ecwid', 'POST /customers'), 1);
      assert.equal(customers('nieuw@example.com').length, 1);
      rig.sandbox.control.clock.advance(16_000);
      const { result } = await put(customer());
      assert.equal(result.action, 'unchanged');
      assert.equal(customers('nieuw@example.com').length, 1);
    });

    it('waits for the search when the address is taken by a customer it does not show yet', async () => {
      await rig.load(flow());
      rig.sandbox.control.set({ ecwidSearchLag: 15 });
      await inShop({ email: 'nieuw@example.com' });
      const error = await refuse(customer());
      assert.equal(error.code, 'CUSTOMER_NOT_INDEXED');
      assert.equal(customers('nieuw@example.com').length, 1);
    });
  });

  describe('with a write policy', () => {
    const wanted = customer({ billingPerson: { ...PERSON, city: 'Gouda' } });
    const cases: [string, string, string][] = [
      ['always', 'Gouda', 'Leiden'],
      ['create', 'Delft', 'Leiden'],
      ['never', 'Delft', 'Leiden'],
      ['ifEmpty', 'Delft', 'Leiden'],
    ];
    for (const [policy, expected] of cases) {
      it(`${policy} for the address: ${expected} after a change in the till`, async () => {
        await rig.load(flow({ customerPolicies: [{ field: 'address', policy }] }));
        await inShop({ email: 'nieuw@example.com', billingPerson: PERSON });
        await put(customer());
        await put(wanted);
        assert.equal(customers('nieuw@example.com')[0].billingPerson.city, expected);
      });
    }

    const TWO_WAY: [policy: string, onlyTill: string, onlyShop: string, both: string][] = [
      ['ifUnchanged', 'Gouda', 'Leiden', 'Leiden'],
      ['sourceWins', 'Gouda', 'Leiden', 'Gouda'],
      ['newest', 'Gouda', 'Leiden', 'Leiden'],
    ];
    for (const [policy, onlyTill, onlyShop, both] of TWO_WAY) {
      it(`${policy}: what only one side changed stays, and of both ${both === 'Gouda' ? 'the till' : 'the shop'} wins`, async () => {
        const cities: string[] = [];
        await rig.load(flow({ customerPolicies: [{ field: 'address', policy }] }));
        for (const [number, till, shop] of [
          [601, true, false],
          [602, false, true],
          [603, true, true],
        ] as const) {
          const email = `klant${number}@example.com`;
          const relation = { relationNumber: number, active: true, changeTimestamp: '2020-01-01T00:00:00+01:00' };
          const { result } = await put(customer({ email, relation }));
          if (shop) await change(result.id, { billingPerson: { ...PERSON, city: 'Leiden' } });
          const city = till ? 'Gouda' : 'Delft';
          await put(customer({ email, relation, billingPerson: { ...PERSON, city }, privateAdminNotes: 'x', lang: 'nl' }));
          cities.push(customers(email)[0].billingPerson.city);
        }
        assert.deepEqual(cities, [onlyTill, onlyShop, both]);
      });
    }

    it('hold: keeps the record for a person when both sides changed, and goes on when they are the same', async () => {
      await rig.load(flow({ customerPolicies: [{ field: 'address', policy: 'hold' }] }));
      const { result } = await put(customer());
      await change(result.id, { billingPerson: { ...PERSON, city: 'Leiden' } });
      const error = await refuse(wanted);
      assert.equal(error.code, 'CUSTOMER_CONFLICT');
      assert.match(error.message, /^Customer \d+ was changed in both systems: address\./);
      await change(result.id, { billingPerson: { ...PERSON, city: 'Gouda' } });
      assert.equal((await put(wanted)).result.action, 'unchanged');
    });
  });

  it('shows in a dry run what would change field by field, and applies exactly that (82)', async () => {
    await rig.load(flow({ dryRun: true }));
    await inShop({ email: 'nieuw@example.com', billingPerson: { ...PERSON, city: 'Leiden' } });
    const { plan } = await put(customer());
    assert.deepEqual(plan.changes, [{ field: 'billingPerson.city', before: 'Leiden', after: 'Delft' }]);
    await rig.redeploy(flow());
    const { result } = await put(customer(), { plan });
    assert.equal(result.action, 'updated');
  });
});
