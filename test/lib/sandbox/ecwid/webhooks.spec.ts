import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { openStore, type Receiver, type Store } from './store';

const MINUTE = 60_000;

describe('Ecwid simulator: webhooks', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const change = async () => {
    const { id } = await store.productBySku('4101');
    await store.call('PUT', `/products/${id}`, { price: 1 });
    return id as number;
  };
  const types = (receiver: Receiver) => receiver.requests.map(({ body }) => body.eventType);
  /** Lets what is due be sent, and waits until the sender has read the answers. */
  const settled = async (receiver: Receiver, count: number) => {
    store.clock.advance(0);
    await receiver.received(count);
    const waiting = () => store.simulator.webhooks.deliveries().some((delivery) => delivery.lastStatus === undefined);
    while (waiting()) await new Promise((resolve) => setImmediate(resolve));
  };
  const delivery = () => store.simulator.webhooks.deliveries()[0];
  const tried = async (receiver: Receiver, count: number) => {
    await receiver.received(count);
    while (delivery().answered < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it('posts the event, signed, with its type in the query', async () => {
    const receiver = await store.receiver();
    const id = await change();
    await settled(receiver, 1);
    const [{ url, headers, body }] = receiver.requests;
    assert.equal(url, '/hook?shop=1&eventtype=product.updated');
    assert.deepEqual([body.entityId, body.eventType, body.storeId, body.eventCreated], [id, 'product.updated', 1003, 1768469400]);
    const expected = createHmac('sha256', 'sandbox-client-secret')
      .update(`${body.eventCreated}.${body.eventId}`)
      .digest('base64');
    assert.equal(headers['x-ecwid-webhook-signature'], expected);
    assert.equal(headers['content-type'], 'application/json; charset=UTF-8');
  });

  it('is not switched off for an address in whose place another address was entered', async () => {
    const receiver = await store.receiver();
    store.simulator.webhooks.unsubscribe('http://127.0.0.1:1/old');
    await change();
    await settled(receiver, 1);
    assert.deepEqual(types(receiver), ['product.updated']);
  });

  it('tells every side effect of a storefront order', async () => {
    const receiver = await store.receiver();
    const order = store.shop({
      buyer: {
        email: 'nieuw@example.com',
        name: 'Nieuw',
        street: 'A 1',
        postalCode: '1',
        city: 'Ede',
        countryCode: 'NL',
        language: 'nl',
      },
      lines: [
        { sku: '2101', quantity: 1 },
        { sku: '11001', quantity: 1 },
      ],
    });
    await settled(receiver, 5);
    assert.deepEqual(types(receiver).sort(), [
      'customer.created',
      'customer.updated',
      'order.created',
      'product.updated',
      'product.updated',
    ]);
    const { body } = receiver.requests.find((request) => request.body.eventType === 'order.created') as Receiver['requests'][0];
    assert.equal(body.entityId, order.internalId);
    assert.deepEqual(body.data, { orderId: order.id, newPaymentStatus: 'PAID', newFulfillmentStatus: 'AWAITING_PROCESSING' });
    const customer = receiver.requests.find(
      (request) => request.body.eventType === 'customer.created',
    ) as Receiver['requests'][0];
    assert.deepEqual(customer.body.data, { customerEmail: 'nieuw@example.com' });
  });

  it('tells old and new statuses of an update, and only the id of a deletion', async () => {
    const order = (await store.get('/orders/last')).body;
    const receiver = await store.receiver();
    await store.call('PUT', `/orders/${order.id}`, { paymentStatus: 'PAID' });
    await store.call('DELETE', `/orders/${order.id}`);
    await settled(receiver, 2);
    const data = (type: string) => receiver.requests.find(({ body }) => body.eventType === type)?.body.data;
    assert.deepEqual(data('order.updated'), {
      orderId: order.id,
      oldPaymentStatus: 'AWAITING_PAYMENT',
      oldFulfillmentStatus: 'AWAITING_PROCESSING',
      newPaymentStatus: 'PAID',
      newFulfillmentStatus: 'AWAITING_PROCESSING',
    });
    assert.deepEqual(data('order.deleted'), { orderId: order.id });
  });

  it('calls an abandoned cart an unfinished order, and an order once it is placed', async () => {
    const receiver = await store.receiver();
    const { id } = store.shop({ lines: [{ sku: '2101', quantity: 1 }], abandoned: true });
    await store.call('PUT', `/orders/${id}`, { paymentStatus: 'PAID' });
    await settled(receiver, 2);
    assert.deepEqual(types(receiver).sort(), ['order.created', 'unfinished_order.created']);
  });

  it('sends only the events of the subscription', async () => {
    const receiver = await store.receiver();
    store.simulator.webhooks.subscribe({ url: receiver.url, events: ['product.updated'], headers: { 'x-app': 'a' } });
    await store.call('POST', '/products', { name: 'x' });
    await change();
    await settled(receiver, 1);
    assert.deepEqual(types(receiver), ['product.updated']);
    assert.equal(receiver.requests[0].headers['x-app'], 'a');
  });

  it('takes 204 and 209 for an answer, but not 203 or a redirect', async () => {
    const receiver = await store.receiver();
    const expected: [number, string][] = [
      [204, 'delivered'],
      [209, 'delivered'],
      [203, 'waiting'],
      [302, 'waiting'],
    ];
    for (const [place, [status, state]] of expected.entries()) {
      receiver.status = status;
      await change();
      await settled(receiver, place + 1);
      assert.equal(store.simulator.webhooks.deliveries()[place].state, state, String(status));
    }
    assert.equal(receiver.requests.length, 4);
  });

  it('tries again after 15, 30 and 45 minutes, then hourly to 24 hours, and gives up', async () => {
    const receiver = await store.receiver(500);
    await change();
    store.clock.advance(0);
    await tried(receiver, 1);
    for (const [place, minutes] of [15, 15, 15, 15, ...Array(23).fill(60)].entries()) {
      store.clock.advance(minutes * MINUTE - 1);
      assert.equal(delivery().attempts, place + 1);
      store.clock.advance(1);
      await tried(receiver, place + 2);
    }
    assert.deepEqual([delivery().attempts, delivery().state], [28, 'given up']);
    store.clock.advance(48 * 60 * MINUTE);
    assert.equal(delivery().attempts, 28);
    const { eventId } = receiver.requests[0].body;
    assert.ok(receiver.requests.every(({ body }) => body.eventId === eventId));
  });

  it('delivers at a later attempt', async () => {
    const receiver = await store.receiver(500);
    await change();
    store.clock.advance(0);
    await tried(receiver, 1);
    receiver.status = 200;
    store.clock.advance(15 * MINUTE);
    await tried(receiver, 2);
    assert.equal(delivery().state, 'delivered');
  });

  it('sends late, twice or never, as the switches say', async () => {
    const receiver = await store.receiver();
    store.switches.ecwidWebhookDelay = 30;
    store.switches.ecwidWebhookDuplicates = 1;
    await change();
    store.clock.advance(29_999);
    assert.equal(delivery().attempts, 0);
    store.clock.advance(1);
    await settled(receiver, 2);
    assert.equal(receiver.requests[0].body.eventId, receiver.requests[1].body.eventId);
    store.switches.ecwidWebhookDrops = 1;
    await change();
    assert.equal(store.simulator.webhooks.deliveries()[1].state, 'dropped');
  });

  it('sends in another order than things happened, when shuffled', async () => {
    const receiver = await store.receiver();
    store.switches.ecwidWebhookShuffle = true;
    const made: number[] = [];
    for (let count = 0; count < 8; count += 1) made.push((await store.call('POST', '/products', { name: 'x' })).body.id);
    for (let elapsed = 0; elapsed < 5_000; elapsed += 50) {
      store.clock.advance(50);
      const due = store.simulator.webhooks.deliveries().filter(({ attempts }) => attempts > 0).length;
      await receiver.received(due);
    }
    const sent = receiver.requests.map(({ body }) => body.entityId);
    assert.deepEqual([...sent].sort(), made);
    assert.notDeepEqual(sent, made);
  });
});
