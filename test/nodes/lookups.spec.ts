/** The lists the editor offers for a field: read from the system at the other end of a connection, deployed or not. */
import assert from 'node:assert/strict';
import { type Msg, Rig } from './support';

const rig = new Rig();

describe('look-up lists', () => {
  rig.install({ products: 300 });

  beforeEach(() => rig.load(rig.configs()));

  const ask = async (type: string, list: string, more: object = {}): Promise<Msg> => {
    const { status, body } = await rig.post(`/mplus-ecwid/${type}/lookup`, {
      list,
      connection: { id: type === 'mplus-config' ? 'till' : 'shop', unchanged: true },
      ...more,
    });
    assert.equal(status, 200);
    return body;
  };
  const till = (list: string, more?: object) => ask('mplus-config', list, more);
  const shop = (list: string, more?: object) => ask('ecwid-config', list, more);
  const values = ({ items }: { items: { value: string }[] }) => items.map(({ value }) => value);

  it('gives codes with the words a person knows them by, and what is switched off as such', async () => {
    const { ok, items, total, complete } = await till('paymentMethods');
    assert.deepEqual([ok, total, complete], [true, 9, true]);
    assert.deepEqual(items[2], { value: 'IDEAL', label: 'iDEAL webshop' });
    assert.deepEqual(items.at(-1), { value: 'CHEQUE', label: 'Cheque', inactive: true });
  });

  for (const [list, expected] of [
    ['branches', { value: '2', label: 'De Voorbeeldwinkel Haven' }],
    ['employees', { value: '999999', label: 'Webshop' }],
    ['deliveryMethods', { value: 'AFHALEN', label: 'Afhalen in de winkel' }],
    ['vatCodes', { value: '2', label: 'BEL 21 %' }],
    ['turnoverGroups', { value: '502', label: 'Webshop België, 8502' }],
    ['orderCategories', { value: '2', label: 'Webshop' }],
    ['relationCategories', { value: '2', label: 'Zakelijk' }],
  ] as const) {
    it(`reads ${list} of the till`, async () => {
      const { items } = await till(list);
      const found = items.find(
        ({ value, label }: Msg) => value === expected.value && (list !== 'vatCodes' || label === expected.label),
      );
      assert.deepEqual(found, expected);
    });
  }

  for (const [list, value] of [
    ['paymentMethods', 'Gift card'],
    ['shippingMethods', 'PostNL pakket EU'],
    ['paymentStatuses', 'AWAITING_PAYMENT'],
    ['fulfillmentStatuses', 'OUT_FOR_DELIVERY'],
    ['taxRates', 'PL/21'],
    ['taxClasses', 'reduced'],
    ['languages', 'pl'],
  ] as const) {
    it(`reads ${list} of the shop`, async () => assert.ok(values(await shop(list, { query: value })).includes(value)));
  }

  it('shows groups with those above them', async () => {
    const { items } = await till('articleGroups');
    assert.ok(items.some(({ label }: Msg) => / › /.test(label)));
  });

  it('gives the workplaces of one branch', async () => {
    const { items } = await till('workplaces', { within: '2' });
    assert.deepEqual(
      items.map(({ value, label }: Msg) => [value, label]),
      [
        ['1', 'Kassa Haven (De Voorbeeldwinkel Haven)'],
        ['90', 'Webshop Haven (De Voorbeeldwinkel Haven)'],
      ],
    );
  });

  it('searches here, in any case, and gives a page at a time', async () => {
    const all = await till('articles');
    assert.equal(all.items.length, 50);
    assert.ok(all.total > 300, String(all.total));
    const next = await till('articles', { offset: 50 });
    assert.equal(next.items.length, 50);
    assert.notEqual(next.items[0].value, all.items[0].value);
    const { items } = await till('articles', { query: '9001' });
    assert.equal(items[0].value, '9001');
    const [word] = items[0].label.split(' ');
    assert.ok(values(await till('articles', { query: word.toUpperCase() })).includes('9001'));
  });

  it('asks the till once for a while', async () => {
    await till('branches');
    await rig.sandbox.close();
    assert.equal((await till('branches', { query: 'haven' })).total, 1);
  });

  it('works before Deploy with the values of the form', async () => {
    const { id: _, type: __, ...fields } = rig.configs()[1];
    const credentials = { ident: rig.sandbox.mplus.ident, secret: rig.sandbox.mplus.secret };
    const { ok, total } = await till('branches', { connection: { id: 'new', ...fields, credentials } });
    assert.deepEqual([ok, total], [true, 2]);
  });

  it('never sends a stored secret to another server', async () => {
    const { type: _, ...fields } = rig.configs()[1];
    const connection = { ...fields, host: '127.0.0.2', credentials: { ident: '', secret: '__PWRD__' } };
    assert.equal((await till('branches', { connection })).code, 'TEST_NEEDS_SECRET');
  });

  it('says with code and hint why there is no list, and tries again the next time', async () => {
    await rig.redeploy(rig.configs({ till: { port: '1' } }));
    const first = await till('branches');
    assert.deepEqual([first.ok, first.code], [false, 'MPLUS_UNREACHABLE']);
    assert.notEqual(first.hint, '');
    assert.equal((await till('branches')).code, 'MPLUS_UNREACHABLE');
    assert.equal((await till('branches', { connection: { id: 'gone', unchanged: true } })).code, 'MPLUS_CONFIG');
    assert.equal((await till('secrets')).code, 'LOOKUP_UNKNOWN');
  });
});
