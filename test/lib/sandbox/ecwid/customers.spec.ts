import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: customers', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const create = async (body: object): Promise<number> => (await store.call('POST', '/customers', body)).body.id;
  const read = async (id: number) => (await store.get(`/customers/${id}`)).body;
  const found = async (query: string): Promise<string[]> =>
    (await store.get(`/customers?${query}`)).body.items.map((customer: { email: string }) => customer.email).sort();

  it('is filled from the shop, companies in their own group', async () => {
    const { body } = await store.get('/customers?email=inkoop@example.org');
    const [company] = body.items;
    assert.equal(body.allCustomerCount, 2);
    assert.deepEqual([company.customerGroupName, company.b2b_b2c], ['Zakelijk', 'b2b']);
    assert.deepEqual([company.billingPerson.companyName, company.billingPerson.countryName], ['Voorbeeld BV', 'Netherlands']);
    assert.deepEqual([company.totalOrderCount, company.stats.salesValue], [1, 31.8]);
  });

  it('matches parts of e-mail addresses unless an exact match is asked for', async () => {
    await create({ email: 'eva@example.com.pl' });
    assert.deepEqual(await found('email=eva@example.com'), ['eva@example.com', 'eva@example.com.pl']);
    assert.deepEqual(await found('email=EVA@example.com&useExactEmailMatch=true'), ['eva@example.com']);
  });

  it('searches by keyword, name, company, country, group and dates', async () => {
    const group = (await store.get('/customer_groups')).body.items[0].id;
    assert.deepEqual(await found('keyword=voorbeeld'), ['eva@example.com']);
    assert.deepEqual(await found('name=inkoop'), ['inkoop@example.org']);
    assert.deepEqual(await found('companyName=voorbeeld'), ['inkoop@example.org']);
    assert.deepEqual(await found('countryCodes=BE,PL'), []);
    assert.deepEqual(await found(`customerGroupIds=${group}`), ['inkoop@example.org']);
    await create({ email: 'nieuw@example.com' });
    assert.deepEqual(await found('createdFrom=1768469400'), ['nieuw@example.com']);
    const { items } = (await store.get('/customers?sortBy=EMAIL_DESC')).body;
    assert.equal(items[0].email, 'nieuw@example.com');
  });

  it('needs an e-mail address, which nobody else has', async () => {
    assert.equal((await store.call('POST', '/customers', {})).status, 400);
    const taken = await store.call('POST', '/customers', { email: 'Eva@Example.com' });
    assert.deepEqual([taken.status, taken.body.errorCode], [409, undefined]);
    const id = await create({ email: 'nieuw@example.com' });
    assert.equal((await store.call('PUT', `/customers/${id}`, { email: 'eva@example.com' })).status, 409);
    assert.equal((await store.call('PUT', `/customers/${id}`, { email: 'nieuw@example.com' })).status, 200);
  });

  it('updates in part and dates the change', async () => {
    const id = await create({
      email: 'a@example.com',
      taxId: 'NL1',
      billingPerson: { name: 'Jan Jansen', city: 'Ede' },
      password: 'x',
    });
    store.clock.advance(60_000);
    await store.call('PUT', `/customers/${id}`, { billingPerson: { city: 'Ermelo' } });
    const after = await read(id);
    assert.deepEqual([after.taxId, after.name, after.billingPerson.city], ['NL1', 'Jan Jansen', 'Ermelo']);
    assert.deepEqual([after.billingPerson.firstName, after.billingPerson.lastName], ['Jan', 'Jansen']);
    assert.deepEqual([after.registered, after.updated], ['2026-01-15 09:30:00 +0000', '2026-01-15 09:31:00 +0000']);
    assert.equal('password' in after, false);
  });

  it('replaces address and contact lists; an entry with its id keeps the rest', async () => {
    const shippingAddresses = [
      { name: 'Thuis', street: 'A 1', city: 'Ede', countryCode: 'NL' },
      { name: 'Werk', street: 'B 2', city: 'Ede', countryCode: 'NL' },
    ];
    const id = await create({
      email: 'a@example.com',
      shippingAddresses,
      contacts: [{ contact: 'a@example.com', type: 'EMAIL' }],
    });
    const [home] = (await read(id)).shippingAddresses;
    assert.equal(home.defaultAddress, true);
    await store.call('PUT', `/customers/${id}`, { shippingAddresses: [{ id: home.id, city: 'Ermelo' }] });
    const after = await read(id);
    assert.deepEqual(
      after.shippingAddresses.map(({ id: own, name, city }: { id: number; name: string; city: string }) => [own, name, city]),
      [[home.id, 'Thuis', 'Ermelo']],
    );
    assert.equal(after.contacts.length, 1);
    await store.call('PUT', `/customers/${id}`, { primaryPhone: '+31 6 0000 0000' });
    assert.equal((await read(id)).contacts[1].contact, '+31 6 0000 0000');
  });

  it('keeps groups, and frees the customers of one that is deleted', async () => {
    const { id: group } = (await store.call('POST', '/customer_groups', { name: 'Vast' })).body;
    const id = await create({ email: 'a@example.com', customerGroupId: group });
    assert.equal((await read(id)).customerGroupName, 'Vast');
    assert.equal((await store.call('POST', '/customers', { email: 'b@example.com', customerGroupId: 1 })).status, 400);
    await store.call('PUT', `/customer_groups/${group}`, { name: 'Vaste klant' });
    assert.equal((await store.get(`/customer_groups/${group}`)).body.name, 'Vaste klant');
    assert.equal((await store.get('/customer_groups?keyword=vaste')).body.total, 1);
    await store.call('DELETE', `/customer_groups/${group}`);
    assert.equal((await read(id)).customerGroupId, 0);
    assert.equal((await store.get(`/customer_groups/${group}`)).status, 404);
  });

  it('answers 404 for a customer that is gone', async () => {
    const id = await create({ email: 'a@example.com' });
    assert.deepEqual((await store.call('DELETE', `/customers/${id}`)).body, { deleteCount: 1 });
    const gone = await store.get(`/customers/${id}`);
    assert.deepEqual([gone.status, gone.body.errorMessage], [404, `Customer #${id} not found`]);
    assert.equal((await store.get('/customers/deleted')).body.items[0].id, id);
  });
});
