import assert from 'node:assert/strict';
import { MplusClient } from '../../lib/mplus';
import { type Config, end, Rig, TAB, watchers } from './support';

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
});
