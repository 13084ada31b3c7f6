import assert from 'node:assert/strict';
import { MplusClient } from '../../lib/mplus';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs(),
    { id: 'customer', type: 'customer-resolver', z: TAB.id, mplus: 'till', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['customer']),
  ];
}

function order(id: string, buyer: { email?: string; name?: string; companyName?: string; street?: string }): object {
  const person = {
    name: buyer.name ?? 'Test Koper',
    companyName: buyer.companyName,
    street: buyer.street ?? 'Kade 5',
    city: 'Rotterdam',
    postalCode: '3011 AA',
    countryCode: 'NL',
    phone: '0101234567',
  };
  return {
    payload: {
      id,
      email: buyer.email,
      paymentStatus: 'PAID',
      fulfillmentStatus: 'AWAITING_PROCESSING',
      pricesIncludeTax: true,
      subtotal: 10,
      total: 10,
      tax: 1.74,
      items: [
        {
          sku: '2101',
          name: 'Koffie',
          quantity: 1,
          price: 10,
          tax: 1.74,
          taxes: [{ value: 21, total: 1.74, taxOnDiscountedSubtotal: 1.74, taxOnShipping: 0, includeInPrice: true }],
        },
      ],
      billingPerson: person,
      shippingPerson: person,
    },
    topic: 'order',
  };
}

async function relations(email: string): Promise<Record<string, unknown>[]> {
  const { host, port, ident, secret } = rig.sandbox.mplus;
  const client = new MplusClient({
    host,
    port,
    ident,
    secret,
    tls: false,
    timezone: 'Europe/Amsterdam',
    percentScale: 'auto',
    timeout: 10,
    concurrency: 1,
  });
  try {
    const { relationList } = await client.call('getRelations', { request: { syncMarker: 0 } });
    return (relationList as Record<string, unknown>[]).filter((relation) => String(relation.email).toLowerCase() === email);
  } finally {
    client.close();
  }
}

describe('customer-resolver', () => {
  rig.install();

  it('creates a company with its contact person, once (2, 12)', async () => {
    await rig.load(flow());
    const out = rig.probe('out');
    rig.send('customer', order('A1', { email: 'inkoop@example.com', name: 'Test Koper', companyName: 'Voorbeeld BV' }));
    const [msg] = await out.count(1);
    const [created, ...others] = await relations('inkoop@example.com');
    assert.deepEqual(others, []);
    assert.equal(msg.relation.relationNumber, created.relationNumber);
    assert.equal(created.companyName, 'Voorbeeld BV');
    assert.equal(created.contact, 'Test Koper');
    assert.equal(msg.payload.id, 'A1');
  });

  it('finds the relation by e-mail whatever its case and writes only what changed (11)', async () => {
    await rig.load(flow());
    const out = rig.probe('out');
    rig.send('customer', order('B1', { email: 'koper@example.com' }));
    await out.count(1);
    rig.send('customer', order('B2', { email: ' Koper@Example.com', street: 'Nieuwe Kade 7' }));
    const [first, second] = await out.count(2);
    assert.equal(second.relation.relationNumber, first.relation.relationNumber);
    const [relation, ...others] = await relations('koper@example.com');
    assert.deepEqual(others, []);
    assert.equal(relation.address, 'Nieuwe Kade 7');
    assert.equal(relation.city, 'Rotterdam');
  });

  it('leaves the relation alone when updating is switched off', async () => {
    await rig.load(flow({ update: false }));
    const out = rig.probe('out');
    rig.send('customer', order('C1', { email: 'vast@example.com' }));
    await out.count(1);
    rig.send('customer', order('C2', { email: 'vast@example.com', street: 'Elders 1' }));
    await out.count(2);
    assert.equal((await relations('vast@example.com'))[0].address, 'Kade 5');
  });

  it('creates one relation when several orders of a new buyer arrive at once', async () => {
    await rig.load(flow());
    const out = rig.probe('out');
    for (const id of ['D1', 'D2', 'D3', 'D4', 'D5']) rig.send('customer', order(id, { email: 'tegelijk@example.com' }));
    const numbers = (await out.count(5)).map((msg) => msg.relation.relationNumber);
    assert.equal(new Set(numbers).size, 1);
    assert.equal((await relations('tegelijk@example.com')).length, 1);
  });

  it('uses the default debtor for an order without e-mail (8)', async () => {
    await rig.load(flow({ defaultDebtor: '1' }));
    const out = rig.probe('out');
    rig.send('customer', order('E1', {}));
    const [msg] = await out.count(1);
    assert.equal(msg.relation.relationNumber, 1);
  });

  const held: [string, string, object, object][] = [
    ['without e-mail and default debtor', 'CUSTOMER_NO_EMAIL', {}, {}],
    ['with something else than an e-mail address', 'CUSTOMER_EMAIL_INVALID', { email: 'geen adres' }, {}],
    ['of an unknown buyer while creating is off', 'CUSTOMER_UNKNOWN', { email: 'nieuw@example.com' }, { create: false }],
  ];
  for (const [what, code, buyer, settings] of held) {
    it(`gives ${code} to the Catch node for an order ${what}`, async () => {
      await rig.load(flow(settings));
      const [caught, out, completed] = [rig.probe('caught'), rig.probe('out'), rig.probe('completed')];
      rig.send('customer', order('F1', buyer));
      const [msg] = await caught.count(1);
      assert.equal(msg.error.code, code);
      assert.equal(out.messages.length + completed.messages.length, 0);
    });
  }

  it('books a guest on the default debtor when guests are set to (8)', async () => {
    await rig.load(flow({ defaultDebtor: '1', guestsOnDebtor: true }));
    const out = rig.probe('out');
    rig.send('customer', order('G1', { email: 'gast@example.com' }));
    const account = order('G2', { email: 'klant@example.com' }) as { payload: object };
    rig.send('customer', { ...account, payload: { ...account.payload, customerId: 42 } });
    const numbers = (await out.count(2)).map((msg) => msg.relation.relationNumber).sort();
    assert.equal(numbers[0], 1);
    assert.equal((await relations('gast@example.com')).length, 0);
    assert.equal((await relations('klant@example.com'))[0].extRelationId, 'ecwid-42');
  });

  for (const mplusFindRelationPick of ['first', 'last'] as const) {
    it(`holds a buyer whose address two relations have, and names both, when the till finds the ${mplusFindRelationPick}`, async () => {
      rig.sandbox.control.set({ mplusFindRelationPick });
      await rig.load(flow());
      rig.send('customer', order('H1', { email: 'Familie@example.net' }));
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'CUSTOMER_AMBIGUOUS');
      assert.match(error.message, /by e-mail address: 1004, 1005\./);
    });
  }

  it('reads all relations once, then only what changed', async () => {
    await rig.load(flow());
    const { requests } = rig.sandbox.control;
    rig.send('customer', order('I1', { email: 'eerste@example.com' }));
    await rig.probe('out').count(1);
    requests.clear();
    rig.send('customer', order('I2', { email: 'jan@example.com' }));
    await rig.probe('out').count(2);
    // One page with the relation just created, one that is empty.
    assert.equal(requests.total('mplus', 'getRelations'), 2);
    assert.equal(requests.total('mplus', 'findRelation'), 0);
  });

  describe('with a company', () => {
    const firm = (id: string, email: string, name: string): { payload: object; topic: string } => {
      const { payload, topic } = order(id, { email, name, companyName: 'Voorbeeld BV' }) as { payload: object; topic: string };
      return { payload: { ...payload, customerTaxId: 'NL000000000B01' }, topic };
    };

    it('takes a colleague for a contact person of the company with that VAT number (12)', async () => {
      await rig.load(flow());
      const out = rig.probe('out');
      rig.send('customer', firm('K1', 'inkoop@example.com', 'Test Koper'));
      await out.count(1);
      rig.send('customer', firm('K2', 'magazijn@example.com', 'Test Collega'));
      const [first, second] = await out.count(2);
      assert.equal(second.relation.relationNumber, first.relation.relationNumber);
      const [relation] = await relations('inkoop@example.com');
      assert.equal(relation.contact, 'Test Koper');
      assert.deepEqual(
        (relation.contactList as { name: string }[]).map(({ name }) => name),
        ['Test Koper', 'Test Collega'],
      );
    });

    it('creates one relation when two colleagues of a new company order at once', async () => {
      await rig.load(flow());
      rig.send('customer', firm('L1', 'inkoop@example.com', 'Test Koper'));
      rig.send('customer', firm('L2', 'magazijn@example.com', 'Test Collega'));
      const numbers = (await rig.probe('out').count(2)).map((msg) => msg.relation.relationNumber);
      assert.equal(new Set(numbers).size, 1);
    });
  });

  describe('with customers of the shop and no order', () => {
    const customer = (fields: object = {}): Msg => ({
      id: 42,
      email: 'klant@example.com',
      billingPerson: {
        name: 'Test Klant',
        companyName: 'Voorbeeld NV',
        street: 'Meir 1\nbus 3',
        city: 'Antwerpen',
        postalCode: '2000',
        countryCode: 'BE',
        phone: '030',
      },
      taxId: 'BE0123456749',
      ...fields,
    });

    async function resolve(payload: Msg, settings: object = {}, tables: Config[] = []): Promise<Msg> {
      await rig.load([...flow({ settles: true, companyCategory: '2', personCategory: '1', ...settings }), ...tables]);
      rig.send('customer', { ...(await rig.deliver(String(payload.id), payload)), topic: 'customer' });
      const [msg] = await rig.probe('out').count(1);
      return msg;
    }
    const table = (name: string, rows: [string, string][]): Config => ({
      id: `table-${name}`,
      type: 'value-table',
      name,
      rows: rows.map(([from, to]) => ({ from, to, label: '' })),
      fallback: 'hold',
      default: '',
    });

    it('makes a company of the EU abroad with contact person, shifted VAT and its category, and settles it', async () => {
      const msg = await resolve(customer());
      assert.deepEqual(msg.result, { action: 'created', id: msg.relation.relationNumber });
      assert.equal((await rig.records())['42'].state, 'done');
      const [relation] = await relations('klant@example.com');
      const { name, contact, address, country, vatNumber, defaultVatMethod, categoryIds, extRelationId } = relation;
      assert.deepEqual([name, contact, address, country], ['Voorbeeld NV', 'Test Klant', 'Meir 1 bus 3', 'België']);
      assert.deepEqual(
        [vatNumber, defaultVatMethod, categoryIds, extRelationId],
        ['BE0123456749', 'VAT-METHOD-SHIFTED', [2], 'ecwid-42'],
      );
    });

    it('does not shift the VAT of a company at home', async () => {
      await resolve(customer(), { homeCountry: 'BE' });
      assert.notEqual((await relations('klant@example.com'))[0].defaultVatMethod, 'VAT-METHOD-SHIFTED');
    });

    it('gives revenue account and tax code by country where the flow has such tables (42)', async () => {
      await resolve(customer(), {}, [table('revenueAccounts', [['BE', '8010']]), table('taxCodes', [['BE', '4']])]);
      const [{ customFieldList }] = await relations('klant@example.com');
      assert.deepEqual(
        (customFieldList as Msg[]).map(({ fieldName, strValue }) => [fieldName, strValue]),
        [
          ['revenueAccount', '8010'],
          ['taxCode', '4'],
        ],
      );
    });

    it('holds a customer of a country that such a table does not have (83)', async () => {
      await rig.load([...flow({ settles: true }), table('taxCodes', [['NL', '2']])]);
      rig.send('customer', { ...(await rig.deliver('42', customer())), topic: 'customer' });
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'VALUE_TABLE_MISS');
    });

    it('asks the till for nothing when the customer is as it was (87)', async () => {
      await resolve(customer());
      rig.sandbox.control.requests.clear();
      rig.send('customer', { ...(await rig.deliver('again', customer({ stats: { numberOfOrders: 3 } }))), topic: 'customer' });
      const [, second] = await rig.probe('out').count(2);
      assert.equal(second.result.action, 'unchanged');
      assert.deepEqual(rig.sandbox.control.requests.list(), []);
    });

    it('follows the active one of two relations that were merged in the till', async () => {
      const first = await resolve(customer());
      const { till } = rig.sandbox.control.mplus;
      till.editRelation(first.relation.relationNumber, { active: false });
      till.editRelation(1001, { email: 'klant@example.com' });
      rig.send('customer', {
        ...(await rig.deliver('moved', customer({ lang: 'nl', taxId: 'BE0123456750' }))),
        topic: 'customer',
      });
      const [, second] = await rig.probe('out').count(2);
      assert.equal(second.relation.relationNumber, 1001);
    });

    it('creates one relation when the answer to the creation is lost (80)', async () => {
      await rig.load(flow({ settles: true }));
      rig.sandbox.control.faults.add({ system: 'mplus', operation: 'createRelation', kind: 'resetAfter', count: 1 });
      rig.send('customer', { ...(await rig.deliver('42', customer())), topic: 'customer' });
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'MPLUS_ANSWER_LOST');
      rig.send('customer', { payload: customer(), topic: 'customer' });
      await rig.probe('out').count(1);
      assert.equal((await relations('klant@example.com')).length, 1);
    });

    const bad: [string, Msg, string | undefined][] = [
      ['no e-mail address', { email: '' }, 'CUSTOMER_NO_EMAIL'],
      ['something else than an e-mail address', { email: 'geen adres' }, 'CUSTOMER_EMAIL_INVALID'],
      ['a field of another type', { billingPerson: { city: 7 } }, 'CUSTOMER_MALFORMED'],
      ['a company name only', { billingPerson: { companyName: 'Voorbeeld NV' } }, undefined],
      ['a name only', { billingPerson: { name: 'Test Klant' } }, undefined],
      ['a name of 200 characters', { billingPerson: { name: 'x'.repeat(200) } }, undefined],
      ['text from right to left', { billingPerson: { name: 'שלום' } }, undefined],
      [
        'a country name for a code',
        { billingPerson: { name: 'Test', street: 'Dam 1', city: 'Delft', countryCode: 'Nederland' } },
        undefined,
      ],
      [
        'an address without number',
        { billingPerson: { name: 'Test', street: 'Dorpsstraat', city: 'Delft', countryCode: 'NL' } },
        undefined,
      ],
    ];
    for (const [what, fields, code] of bad) {
      it(`takes ${what} ${code ? `for ${code}` : 'as it is'}`, async () => {
        await rig.load(flow({ settles: true }));
        rig.send('customer', { ...(await rig.deliver('42', customer({ taxId: '', ...fields }))), topic: 'customer' });
        if (code) {
          const [{ error }] = await rig.probe('caught').count(1);
          assert.equal(error.code, code);
          return;
        }
        await rig.probe('out').count(1);
        const [relation] = await relations('klant@example.com');
        const { name, companyName } = fields.billingPerson;
        assert.equal(relation.name, companyName ?? name);
        if (fields.billingPerson.countryCode) assert.equal(relation.country, 'Nederland');
      });
    }
  });

  it('gives an order of the till its relation, and writes nothing', async () => {
    await rig.load(flow());
    rig.sandbox.control.requests.clear();
    rig.send('customer', { payload: { orderId: 'a-1', relationNumber: 1002, lineList: [] }, topic: 'order' });
    const [msg] = await rig.probe('out').count(1);
    assert.equal(msg.relation.email, (rig.sandbox.control.mplus.state.relations.get(1002) as Msg).email);
    const asked = rig.sandbox.control.requests.list().map(({ operation }) => operation);
    assert.deepEqual(asked, ['getRelation']);
  });
});
