/** Whatever is wrong: one clear error with a code, the record keeps its place in the ledger, and nothing else stops. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettledEvent } from '../../lib/ledger';
import type { FaultKind } from '../../lib/sandbox';
import { answering, closedPort, type StandIn, untrusted } from './stand-in';
import { type Collected, type Config, type Msg, orderFlow, Rig } from './support';

const rig = new Rig();
const CANARY = 'canary_7f3a9';

/** So far away that no test meets it: what waits for its next attempt stays where it is. */
const NEVER = '100000';

interface Overrides {
  configs?: Record<string, object>;
  nodes?: Record<string, object>;
}

const flow = ({ configs = {}, nodes = {} }: Overrides = {}): Config[] => [
  ...rig.configs({ ...configs, book: { backoff: NEVER, ...configs.book } }),
  ...orderFlow(nodes),
];

function emptyShop(): void {
  const { orders } = rig.sandbox.control.ecwid.state;
  for (const { id } of [...orders.values()]) orders.remove(id);
}

/** The one error a person gets to see. */
async function onlyError(code: string): Promise<void> {
  const [{ error }] = await rig.probe('caught').count(1);
  assert.equal(error.code, code);
  assert.match(error.message, /^\S[^\n]{10,400}$/);
  assert.equal(error.stack, undefined);
  assertSilent(error);
}

/** No secret anywhere: the errors of a Catch node, every status, the ledger. */
function assertSilent(...shown: unknown[]): void {
  const { mplus, ecwid } = rig.sandbox;
  const text = JSON.stringify([...shown, rig.probe('status').messages.map(({ status }) => status)]);
  for (const secret of [CANARY, mplus.secret, ecwid.token]) assert.ok(!text.includes(secret), text);
}

const isSettled = ({ state }: SettledEvent) => state === 'done' || state === 'skipped';

async function booked(settled: Collected<SettledEvent>, key: string): Promise<void> {
  await settled.until((event) => event.key === key && isSettled(event));
  assert.equal(rig.tillOrders(key).length, 1);
}

describe('bad input', () => {
  rig.install();
  beforeEach(emptyShop);

  describe('an order that cannot be booked', () => {
    const raw = (fields: object = {}, item: object = {}) => ({
      email: 'koper@example.com',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'AWAITING_PROCESSING',
      paymentMethod: 'iDEAL',
      pricesIncludeTax: true,
      subtotal: 12.95,
      total: 12.95,
      tax: 1.07,
      billingPerson: { name: 'Test Koper', street: 'Kade 5', city: 'Delft', postalCode: '2611 AA', countryCode: 'NL' },
      items: [
        {
          sku: '2101',
          name: 'Koffie',
          quantity: 1,
          price: 12.95,
          taxes: [
            { name: 'BTW 9%', value: 9, total: 1.07, taxOnDiscountedSubtotal: 1.07, taxOnShipping: 0, includeInPrice: true },
          ],
          ...item,
        },
      ],
      ...fields,
    });
    const abroad = { name: 'Test Koper', street: 'Crater 1', city: 'Base', countryCode: 'QX' };

    it('is not the order these cases start from', async () => {
      const id = await rig.postOrder(raw());
      await rig.load(flow());
      const settled = await rig.settlements();
      rig.send('get');
      await booked(settled, id);
      assert.equal(rig.probe('caught').messages.length, 0);
    });

    const orders: [string, string, object][] = [
      ['has no lines', 'ORDER_NO_LINES', raw({ items: [] })],
      ['has a quantity of 0', 'ORDER_QUANTITY', raw({}, { quantity: 0 })],
      ['has a negative quantity', 'ORDER_QUANTITY', raw({}, { quantity: -1 })],
      ['has a line without SKU', 'ORDER_LINE_NO_SKU', raw({}, { sku: '' })],
      ['is billed to an unknown country', 'ORDER_UNKNOWN_COUNTRY', raw({ billingPerson: abroad })],
      ['is shipped to an unknown country', 'ORDER_UNKNOWN_COUNTRY', raw({ shippingPerson: abroad })],
      ['has a price that is no number', 'ORDER_MALFORMED', raw({}, { price: undefined })],
      ['lists no tax of those it charges', 'ORDER_VAT_DIFFERS', raw({}, { taxes: [] })],
      ['does not add up', 'ORDER_TOTAL_DIFFERS', raw({ total: 10 })],
      ['does not add up per rate', 'ORDER_VAT_DIFFERS', raw({ tax: 3 })],
      ['is from something else than an e-mail address', 'CUSTOMER_EMAIL_INVALID', raw({ email: 'geen adres' })],
      [
        'is from an address of 60 characters with quotes',
        'CUSTOMER_EMAIL_INVALID',
        raw({ email: `"o'neill.${'x'.repeat(38)}"@example.com` }),
      ],
      ['is paid in an unknown way', 'VALUE_TABLE_MISS', raw({ paymentMethod: 'Kauri' })],
    ];
    for (const [what, code, order] of orders) {
      it(`because it ${what} is held with ${code}; the next one is booked`, async () => {
        const bad = await rig.postOrder(order);
        const good = rig.placeOrder();
        await rig.load(flow());
        const settled = await rig.settlements();
        rig.send('get');
        await onlyError(code);
        await booked(settled, good);
        const { state, reason, message } = (await rig.records())[bad];
        assert.deepEqual([state, reason], ['held', code]);
        assertSilent(message);
        assert.equal(rig.tillOrders(bad).length, 0);
        assert.equal(rig.probe('caught').messages.length, 1);
      });
    }

    const emoji = { name: 'Test \u{1F600} Koper', street: 'Kade 5\n2e verdieping \u{1F3E1}', city: 'Delft', countryCode: 'NL' };
    const many = (count: number) =>
      raw({
        subtotal: 12.95 * count,
        total: Number((12.95 * count).toFixed(2)),
        tax: Number((1.07 * count).toFixed(2)),
        items: Array.from({ length: count }, () => raw().items[0]),
      });
    const odd: [string, object, (order: Msg) => void][] = [
      [
        'it has 500 lines',
        many(500),
        ({ lineList, totalInclAmount }) => assert.deepEqual([lineList.length, totalInclAmount], [500, 647_500]),
      ],
      [
        'its address has a line feed and an emoji',
        raw({ billingPerson: emoji, shippingPerson: emoji }),
        ({ deliveryAddress }) =>
          assert.deepEqual(
            [deliveryAddress.name, deliveryAddress.address],
            ['Test \u{1F600} Koper', 'Kade 5 2e verdieping \u{1F3E1}'],
          ),
      ],
      [
        'its company name is only spaces',
        raw({ billingPerson: { ...raw().billingPerson, companyName: '   ' } }),
        ({ invoiceAddress }) => assert.deepEqual([invoiceAddress.name, invoiceAddress.companyName ?? ''], ['Test Koper', '']),
      ],
    ];
    for (const [what, order, check] of odd) {
      it(`is not one because ${what}: it is booked whole`, async () => {
        const id = await rig.postOrder(order);
        await rig.load(flow());
        const settled = await rig.settlements();
        rig.send('get');
        await booked(settled, id);
        const [made] = rig.tillOrders(id);
        check(made);
        assert.equal(rig.probe('caught').messages.length, 0);
      });
    }

    it('because the till does not know its article is held and leaves by output 2; the next one is booked', async () => {
      const bad = await rig.postOrder(raw({}, { sku: '7777001' }));
      const good = rig.placeOrder();
      await rig.load(flow());
      const settled = await rig.settlements();
      rig.send('get');
      await booked(settled, good);
      await rig.probe('unmatched').count(1);
      const { state, reason } = (await rig.records())[bad];
      assert.deepEqual([state, reason], ['held', 'SKU_UNKNOWN']);
      assert.equal(rig.probe('caught').messages.length, 0);
    });

    it('because the till refuses it is held with the words of the till', async () => {
      const id = rig.placeOrder();
      await rig.load(flow({ configs: { till: { employeeNumber: '123456' } } }));
      rig.send('get');
      await onlyError('MPLUS_RESULT');
      const { state, message } = (await rig.records())[id];
      assert.equal(state, 'held');
      assert.match(message, /FAILED/);
    });
  });

  describe('a till that answers wrongly once', () => {
    const faults: [string, FaultKind, string, string][] = [
      ['createOrderV3', 'html', 'MPLUS_HTTP', 'retry'],
      ['createOrderV3', 'http500', 'MPLUS_HTTP', 'retry'],
      ['createOrderV3', 'empty', 'MPLUS_BAD_ANSWER', 'retry'],
      ['createOrderV3', 'truncate', 'MPLUS_INTERRUPTED', 'retry'],
      ['createOrderV3', 'resetAfter', 'MPLUS_INTERRUPTED', 'retry'],
      ['createOrderV3', 'soapFault', 'MPLUS_FAULT_SERVER', 'retry'],
      ['createOrderV3', 'rateLimit', 'MPLUS_HTTP', 'retry'],
      ['createOrderV2', 'html', 'MPLUS_ANSWER_LOST', 'uncertain'],
      ['createOrderV2', 'empty', 'MPLUS_ANSWER_LOST', 'uncertain'],
      ['createOrderV2', 'truncate', 'MPLUS_ANSWER_LOST', 'uncertain'],
      ['createOrderV2', 'resetAfter', 'MPLUS_ANSWER_LOST', 'uncertain'],
      ['createRelation', 'resetAfter', 'MPLUS_ANSWER_LOST', 'uncertain'],
      ['createRelation', 'soapFault', 'MPLUS_FAULT_SERVER', 'retry'],
      ['getRelations', 'html', 'MPLUS_HTTP', 'retry'],
      ['getProducts', 'truncate', 'MPLUS_INTERRUPTED', 'retry'],
      ['findOrder', 'soapFault', 'MPLUS_FAULT_SERVER', 'retry'],
    ];
    for (const [operation, kind, code, state] of faults) {
      it(`(${kind} to ${operation}) lets the record wait with ${code}, books the others, then the record, each once`, async () => {
        const names = ['een', 'twee', 'drie'];
        const keys = names.map((name) =>
          rig.placeOrder({ buyer: { ...BUYER, email: `${name}@example.com` }, lines: [{ sku: '2101', quantity: 1 }] }),
        );
        if (operation === 'createOrderV2') rig.sandbox.control.set({ mplusMissingOperations: ['createOrderV3'] });
        rig.sandbox.control.faults.add({ system: 'mplus', operation, kind, count: 1 });
        await rig.load(flow());
        const settled = await rig.settlements();
        rig.send('get');
        await onlyError(code);
        await settled.count(3);
        const failed = settled.items.filter((event) => !isSettled(event));
        assert.deepEqual(
          failed.map((event) => [event.state, event.reason]),
          [[state, code]],
        );
        for (const key of keys.filter((key) => key !== failed[0].key)) await booked(settled, key);
        const [{ key, entry }] = failed;
        assertSilent(failed);

        await (await rig.ledger()).retry(entry);
        await booked(settled, key);
        assert.equal(rig.probe('caught').messages.length, 1);
        const relations = [...rig.sandbox.control.mplus.state.relations.values()];
        for (const name of names) assert.equal(relations.filter(({ email }) => email === `${name}@example.com`).length, 1);
      });
    }
  });

  describe('a webshop that answers wrongly for a while', () => {
    const faults: [FaultKind, string][] = [
      ['html', 'ECWID_UNAVAILABLE'],
      ['http500', 'ECWID_UNAVAILABLE'],
      ['resetBefore', 'ECWID_UNAVAILABLE'],
      ['truncate', 'ECWID_UNAVAILABLE'],
      ['empty', 'ECWID_BAD_ANSWER'],
      ['rateLimit', 'ECWID_RATE_LIMIT'],
    ];
    for (const [kind, code] of faults) {
      it(`(${kind}) gives ${code} once; what was read stays, what is new comes with the next run`, async () => {
        const before = rig.placeOrder();
        await rig.load(flow());
        const settled = await rig.settlements();
        rig.send('get');
        await booked(settled, before);
        await rig.probe('run').count(1);

        const later = rig.placeOrder();
        rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'GET /orders', kind });
        rig.send('get');
        await onlyError(code);
        assert.equal(rig.probe('run').messages.length, 1);
        assert.equal((await rig.records())[before].state, 'done');

        rig.sandbox.control.faults.clear();
        rig.send('get');
        await booked(settled, later);
        assert.equal(rig.probe('caught').messages.length, 1);
        assert.equal(rig.tillOrders(before).length, 1);
      });
    }
  });

  describe('a connection that is wrong', () => {
    let folder: string;
    let standIn: StandIn | undefined;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    });
    afterEach(async () => {
      await rig.unload();
      await standIn?.close();
      standIn = undefined;
      await rm(folder, { recursive: true, force: true });
    });

    const book = () => ({ file: join(folder, 'records.sqlite') });
    const port = async (start: () => Promise<StandIn>): Promise<number> => {
      standIn = await start();
      return standIn.port;
    };
    const at = (value: number) => ({ port: String(value) });
    const url = (value: number, protocol = 'http') => ({ baseUrl: `${protocol}://127.0.0.1:${value}/api/v3` });
    const wrongToken = { shop: { token: CANARY } };
    const wrongSecret = { till: { secret: CANARY } };

    interface Case {
      /** Of the connection. */
      fields?: () => Promise<object>;
      credentials?: Record<string, object>;
    }

    const tills: [string, string, Case][] = [
      ['with a wrong secret', 'MPLUS_AUTH', { credentials: wrongSecret }],
      ['with a wrong ident', 'MPLUS_AUTH', { credentials: { till: { ident: CANARY } } }],
      ['that cannot be reached', 'MPLUS_UNREACHABLE', { fields: async () => at(await closedPort()) }],
      ['without a trusted certificate', 'MPLUS_TLS', { fields: async () => ({ ...at(await port(untrusted)), tls: true }) }],
      [
        'that is a web server',
        'MPLUS_HTTP',
        { fields: async () => at(await port(() => answering({ status: 404, body: '<html>{url}' }))) },
      ],
      [
        'that sends malformed XML',
        'MPLUS_BAD_ANSWER',
        { fields: async () => at(await port(() => answering({ body: '<a><b></a>{url}' }))) },
      ],
      ['that sends nothing', 'MPLUS_BAD_ANSWER', { fields: async () => at(await port(() => answering({ body: '' }))) }],
      ['that is not filled in', 'MPLUS_CONFIG', { fields: async () => ({ host: '' }) }],
    ];
    for (const [what, code, { fields, credentials }] of tills) {
      it(`to a till ${what} gives ${code}; the order waits and is booked once that is put right`, async () => {
        const id = rig.placeOrder();
        const till = { ...(await fields?.()) };
        await rig.load(flow({ configs: { till, book: book() } }), rig.credentials(secrets(credentials)));
        const settled = await rig.settlements();
        rig.send('get');
        await onlyError(code);
        const event = await settled.until(({ key }) => key === id);
        assert.deepEqual([event.state, event.reason], ['retry', code]);
        assertSilent(event);
        assert.equal(rig.probe('caught').messages.length, 1);

        await rig.redeploy(flow({ configs: { book: book() } }));
        await (await rig.ledger()).retry(event.entry);
        await rig.probe('written').count(1);
        assert.equal(rig.tillOrders(id).length, 1);
      });
    }

    const shops: [string, string, Case][] = [
      ['with a wrong token', 'ECWID_AUTH', { credentials: wrongToken }],
      ['of an unknown store', 'ECWID_STORE_NOT_FOUND', { fields: async () => ({ storeId: '999' }) }],
      ['that cannot be reached', 'ECWID_UNREACHABLE', { fields: async () => url(await closedPort()) }],
      ['without a trusted certificate', 'ECWID_TLS', { fields: async () => url(await port(untrusted), 'https') }],
      [
        'that sends malformed JSON',
        'ECWID_BAD_ANSWER',
        { fields: async () => url(await port(() => answering({ body: '{"items": [' }))) },
      ],
      [
        'that sends no list',
        'ECWID_BAD_ANSWER',
        { fields: async () => url(await port(() => answering({ body: '{"total": 3}' }))) },
      ],
      ['that is not filled in', 'ECWID_CONFIG', { fields: async () => ({ storeId: '' }) }],
    ];
    for (const [what, code, { fields, credentials }] of shops) {
      it(`to a webshop ${what} gives ${code}; the orders come once that is put right`, async () => {
        const id = rig.placeOrder();
        const shop = { ...(await fields?.()) };
        await rig.load(flow({ configs: { shop, book: book() } }), rig.credentials(secrets(credentials)));
        rig.send('get');
        await onlyError(code);
        assert.deepEqual(await rig.records(), {});
        await rig.redeploy(flow({ configs: { book: book() } }));
        rig.send('get');
        await rig.probe('written').count(1);
        assert.equal(rig.tillOrders(id).length, 1);
      });
    }

    /** Only the wrong one of the credentials differs. */
    function secrets(wrong: Record<string, object> = {}): Record<string, object> {
      const { mplus } = rig.sandbox;
      return { ...wrong, ...(wrong.till ? { till: { ident: mplus.ident, secret: mplus.secret, ...wrong.till } } : {}) };
    }
  });
});

const BUYER = {
  name: 'Test Koper',
  street: 'Kade 5',
  postalCode: '3011 AA',
  city: 'Rotterdam',
  countryCode: 'NL',
  language: 'nl',
};
