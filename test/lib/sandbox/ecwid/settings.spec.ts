import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: settings and dictionaries', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  it('tells currency, languages, and whether prices include tax', async () => {
    const profile = (await store.get('/profile')).body;
    assert.equal(profile.generalInfo.storeId, 1003);
    assert.equal(profile.formatsAndUnits.currency, 'EUR');
    assert.deepEqual(profile.languages.enabledLanguages, ['nl', 'en']);
    assert.equal(profile.taxSettings.pricesIncludeTax, true);
    store.switches.ecwidPricesIncludeTax = false;
    assert.equal((await store.get('/profile')).body.taxSettings.pricesIncludeTax, false);
  });

  it('has a manual tax per VAT code with a rule per country, the Dutch one first', async () => {
    const { taxes } = (await store.get('/profile')).body.taxSettings;
    assert.deepEqual(
      taxes.map((tax: { name: string; rules: { zoneId: string; tax: number }[] }) => [tax.name, tax.rules[0]]),
      [
        ['BTW 9%', { zoneId: 'zone-NL', tax: 9 }],
        ['BTW 21%', { zoneId: 'zone-NL', tax: 21 }],
        ['BTW 0%', { zoneId: 'zone-NL', tax: 0 }],
      ],
    );
    assert.deepEqual(taxes[1].rules[1], { zoneId: 'zone-DE', tax: 19 });
  });

  it('merges blocks of a profile update', async () => {
    await store.call('PUT', '/profile', { company: { city: 'Ede' }, unknown: {} });
    const { company } = (await store.get('/profile')).body;
    assert.deepEqual([company.city, company.countryCode], ['Ede', 'NL']);
    assert.match(store.complaints.list()[0].text, /Profile\.unknown/);
  });

  it('lists shipping and payment options as bare arrays', async () => {
    const shipping = (await store.get('/profile/shippingOptions')).body;
    assert.deepEqual(
      shipping.map((option: { title: string; fulfilmentType: string }) => [option.title, option.fulfilmentType]),
      [
        ['Pakket', 'shipping'],
        ['Afhalen', 'pickup'],
      ],
    );
    assert.deepEqual(shipping[0].flatRate, { rateType: 'ABSOLUTE', rate: 4.95 });
    const [payment] = (await store.get('/profile/paymentOptions')).body;
    assert.deepEqual([payment.checkoutTitle, payment.paymentProcessorTitle], ['iDEAL', 'Mollie']);
    store.switches.ecwidScopes = ['read_store_profile'];
    assert.equal((await store.get('/profile/paymentOptions')).body.errorCode, 'INSUFFICIENT_APP_SCOPE');
  });

  it('names every order status and tells which are enabled', async () => {
    const { items } = (await store.get('/profile/order_statuses')).body;
    assert.equal(items.length, 20);
    assert.equal((await store.get('/profile/order_status/PAID')).body.enabled, true);
    assert.equal((await store.get('/profile/order_status/CUSTOM_PAYMENT_STATUS_1')).body.enabled, false);
    assert.equal((await store.get('/profile/order_status/NONE')).status, 404);
    assert.equal((await store.call('PUT', '/profile/order_status/PAID', { enabled: false })).status, 400);
  });

  it('knows countries, states and currencies', async () => {
    const countries = (await store.get('/countries?lang=nl')).body;
    assert.ok(countries.some((country: { code: string; name: string }) => country.code === 'DE' && country.name === 'Duitsland'));
    assert.equal((await store.get('/states?countryCode=NL')).body.length, 12);
    assert.equal((await store.get('/currencyByCountry?countryCode=PL')).body.currencyCode, 'PLN');
    assert.equal((await store.get('/taxClasses')).status, 400);
  });
});
