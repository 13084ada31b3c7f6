/** Relations and customers that follow each other: what settles, what is held, and that nothing goes round in circles. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

type Policies = { field: string; policy: string }[];

const all = (policy: string): Policies =>
  ['email', 'name', 'address', 'delivery', 'phone', 'vat', 'account'].map((field) => ({ field, policy }));

function flow(toShop: Policies, toTill: Policies): Config[] {
  const node = (id: string, type: string, wires: string[][], fields: object): Config => ({
    id,
    type,
    z: TAB.id,
    wires,
    ...fields,
  });
  return [
    ...rig.configs({ book: { backoff: '0' } }),
    node('till-get', 'mplus-get', [['map'], ['till-run']], {
      mplus: 'till',
      ledger: 'book',
      sync: 'till → shop',
      entity: 'relation',
    }),
    node('map', 'data-mapper', [['shop-put']], { from: 'mplus-relation', to: 'ecwid-customer' }),
    node('shop-put', 'ecwid-put', [['out']], { ecwid: 'shop', entity: 'customer', customerPolicies: toShop }),
    node('shop-get', 'ecwid-get', [['resolve'], ['shop-run']], {
      ecwid: 'shop',
      ledger: 'book',
      sync: 'shop → till',
      entity: 'customer',
    }),
    node('resolve', 'customer-resolver', [['out']], {
      mplus: 'till',
      policies: toTill,
      settles: true,
      companyCategory: '2',
      personCategory: '1',
    }),
    ...['till-run', 'shop-run', 'out'].map(end),
    ...watchers(['shop-put']),
  ];
}

const NAMES = { till: 'till → shop', shop: 'shop → till' } as const;

/** One pass of a stream, until everything it brought is settled or held. */
async function pass(stream: keyof typeof NAMES): Promise<void> {
  const run = rig.probe(`${stream}-run`).next();
  rig.send(`${stream}-get`);
  await run;
  await quiet(NAMES[stream]);
}

/** Resolves when no record of the sync waits or is under way. */
async function quiet(sync: string): Promise<void> {
  const ledger = await rig.ledger();
  const isQuiet = async (): Promise<boolean> => {
    const counts = await ledger.counts(sync);
    return counts.new + counts.running + counts.retry + counts.uncertain === 0;
  };
  for (;;) {
    // Listening before looking, so that nothing falls in between.
    const next = once(ledger, 'settled');
    if (await isQuiet()) return;
    await next;
  }
}

async function both(): Promise<void> {
  await pass('till');
  await pass('shop');
}

const WRITES = /^(createRelation|updateRelation|(POST|PUT|DELETE) .*)$/;
const writes = (): string[] =>
  rig.sandbox.control.requests
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => WRITES.test(operation));

const relations = (): Msg[] => [...rig.sandbox.control.mplus.state.relations.values()];
const customers = (): Msg[] => rig.sandbox.control.ecwid.state.customers.dump() as Msg[];
const relation = (email: string): Msg => relations().find((each) => each.email?.toLowerCase() === email);
const customer = (email: string): Msg => customers().find((each) => each.email.toLowerCase() === email);

function inTill(email: string, fields: object): void {
  rig.sandbox.control.mplus.till.editRelation(relation(email).relationNumber, fields);
}

async function inShop(method: 'POST' | 'PUT', path: string, body: object): Promise<void> {
  const { baseUrl, storeId, token } = rig.sandbox.ecwid;
  const answer = await fetch(`${baseUrl}/${storeId}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const PERSON = {
  name: 'Test Klant',
  street: 'Kade 5\nachter',
  postalCode: '2600 AA',
  city: 'Delft',
  countryCode: 'NL',
  phone: '0150000000',
};

describe('Customers in both directions', () => {
  rig.install({ products: 20 });

  /** Nobody is in either system. */
  function empty(): void {
    rig.sandbox.control.mplus.state.relations.restore([]);
    for (const { id } of customers()) rig.sandbox.control.ecwid.state.customers.remove(id);
  }

  it('settle after one pass: a hundred of them, changed on either side, and the next passes write nothing (87)', async function () {
    this.timeout(60_000);
    empty();
    await rig.load(flow(all('sourceWins'), all('ifUnchanged')));
    const emails = Array.from({ length: 100 }, (_, index) => `klant${index}@example.com`);
    for (const [index, email] of emails.entries()) {
      const person = { ...PERSON, name: `Test Klant ${index}`, ...(index % 4 === 0 && { companyName: `Firma ${index}` }) };
      await inShop('POST', '/customers', { email, billingPerson: person, shippingAddresses: [person] });
    }
    await both();
    rig.sandbox.control.requests.clear();
    await both();
    assert.deepEqual(writes(), []);

    for (const [index, email] of emails.entries()) {
      if (index % 2 === 0) inTill(email, { city: 'Zwolle', telephone: `038${index}` });
      else await inShop('PUT', `/customers/${customer(email).id}`, { billingPerson: { city: 'Zwolle' } });
    }
    await both();
    for (const email of emails)
      assert.deepEqual([relation(email).city, customer(email).billingPerson.city], ['Zwolle', 'Zwolle']);
    rig.sandbox.control.requests.clear();
    await both();
    await both();
    assert.deepEqual(writes(), []);
    assert.equal(relations().length, 100);
    assert.equal(rig.probe('caught').messages.length, 0);
  });

  /** A pair that is the same on both sides, then changed on one or both. */
  async function changed(toShop: Policies, toTill: Policies, till: object, shop: object | undefined): Promise<void> {
    empty();
    await rig.load(flow(toShop, toTill));
    await inShop('POST', '/customers', { email: 'klant@example.com', billingPerson: PERSON });
    await both();
    await both();
    inTill('klant@example.com', till);
    if (shop) await inShop('PUT', `/customers/${customer('klant@example.com').id}`, { billingPerson: { ...PERSON, ...shop } });
  }
  const cities = (): string[] => [relation('klant@example.com').city, customer('klant@example.com').billingPerson.city];

  const RULES: [what: string, toShop: string, toTill: string, city: string][] = [
    ['the till', 'sourceWins', 'ifUnchanged', 'Till'],
    ['the shop', 'ifUnchanged', 'sourceWins', 'Shop'],
    ['the newest', 'newest', 'newest', 'Shop'],
  ];
  for (const [what, toShop, toTill, city] of RULES) {
    for (const first of ['till', 'shop'] as const) {
      it(`let ${what} win when both sides changed, also when the ${first} is read first`, async () => {
        await changed(all(toShop), all(toTill), { city: 'Till' }, undefined);
        rig.sandbox.control.clock.advance(5000);
        await inShop('PUT', `/customers/${customer('klant@example.com').id}`, { billingPerson: { ...PERSON, city: 'Shop' } });
        for (const stream of first === 'till' ? (['till', 'shop'] as const) : (['shop', 'till'] as const)) await pass(stream);
        assert.deepEqual(cities(), [city, city]);
        rig.sandbox.control.requests.clear();
        await both();
        assert.deepEqual(writes(), []);
      });
    }
  }

  it('keep both changes when they are in different fields', async () => {
    await changed(all('sourceWins'), all('ifUnchanged'), { telephone: '0200000000' }, { city: 'Shop' });
    await both();
    assert.deepEqual(cities(), ['Shop', 'Shop']);
    assert.deepEqual(
      [relation('klant@example.com').telephone, customer('klant@example.com').billingPerson.phone],
      ['0200000000', '0200000000'],
    );
  });

  it('hold both records when both sides changed and a person decides, and go on when they are the same', async () => {
    await changed(all('hold'), all('hold'), { city: 'Till' }, { city: 'Shop' });
    await both();
    assert.deepEqual(cities(), ['Till', 'Shop']);
    const { records } = await (await rig.ledger()).find({ reason: 'CUSTOMER_CONFLICT' });
    assert.deepEqual(records.map(({ state, sync }) => [state, sync]).sort(), [
      ['held', 'shop → till'],
      ['held', 'till → shop'],
    ]);
    inTill('klant@example.com', { city: 'Shop' });
    await (await rig.ledger()).release({ reason: 'CUSTOMER_CONFLICT' });
    await both();
    assert.deepEqual(cities(), ['Shop', 'Shop']);
  });

  it('notice a change that is taken back before the other stream saw it', async () => {
    await changed(all('sourceWins'), all('ifUnchanged'), { telephone: '0150000000' }, { city: 'Shop' });
    await pass('shop');
    inTill('klant@example.com', { city: 'Delft' });
    await both();
    assert.deepEqual(cities(), ['Delft', 'Delft']);
  });

  it('follow a new e-mail address from either side', async () => {
    await changed(all('sourceWins'), all('ifUnchanged'), { email: 'nieuw@example.com' }, undefined);
    const { id } = customer('klant@example.com');
    await both();
    assert.equal(customer('nieuw@example.com').id, id);
    await inShop('PUT', `/customers/${id}`, { email: 'anders@example.com' });
    const { relationNumber } = relation('nieuw@example.com');
    await both();
    assert.equal(relation('anders@example.com').relationNumber, relationNumber);
    assert.equal(customers().filter(({ email }) => /nieuw|anders|klant@/.test(email)).length, 1);
  });

  it('know their own write when it comes back, and ask nobody about it', async () => {
    await changed(all('sourceWins'), all('ifUnchanged'), {}, { city: 'Shop' });
    await both();
    rig.sandbox.control.requests.clear();
    await pass('till');
    const asked = rig.sandbox.control.requests.list().map(({ system }) => system);
    assert.ok(!asked.includes('ecwid'), asked.join(' '));
    const last = rig.probe('out').messages.at(-1);
    assert.deepEqual([last.result.action, last.result.reason], ['unchanged', 'OWN_WRITE']);
  });
});
