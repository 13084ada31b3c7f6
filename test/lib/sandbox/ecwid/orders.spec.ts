import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: orders', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
  });

  afterEach(() => store.close());

  const create = async (body: object) => (await store.call('POST', '/orders', body)).body as { id: number; orderId: string };
  const read = async (id: string | number) => (await store.get(`/orders/${id}`)).body;
  const found = async (query: string): Promise<string[]> =>
    (await store.get(`/orders?${query}`)).body.items.map((order: { id: string }) => order.id);
  const item = async (sku: string, quantity: number) => ({
    productId: (await store.productBySku(sku)).id,
    sku,
    quantity,
    price: 5,
  });
  const quantity = async (sku: string) => (await store.productBySku(sku)).quantity;
  const sale = { email: 'eva@example.com', paymentStatus: 'PAID', fulfillmentStatus: 'DELIVERED', subtotal: 5, total: 5 };

  it('answers a create with the internal number as id and the public id as orderId', async () => {
    const made = await create(sale);
    assert.equal(typeof made.id, 'number');
    assert.match(made.orderId, /^[A-Z0-9]{5}$/);
    const order = await read(made.orderId);
    assert.deepEqual([order.id, order.internalId, order.orderNumber], [made.orderId, made.id, made.id]);
    assert.equal((await read(made.id)).id, made.orderId);
  });

  it('wraps public ids in the prefix and suffix of the store, and finds them without', async () => {
    await store.call('PUT', '/profile', { formatsAndUnits: { orderNumberPrefix: 'WEB-', orderNumberSuffix: '-NL' } });
    const { orderId } = await create(sale);
    assert.match(orderId, /^WEB-[A-Z0-9]{5}-NL$/);
    const order = await read(orderId.slice(4, 9));
    assert.deepEqual([order.id, order.publicUid, order.vendorOrderNumber], [orderId, orderId.slice(4, 9), orderId]);
  });

  it('stores what is sent and calculates nothing', async () => {
    const items = [{ name: 'Los artikel', sku: 'LOS', price: 3, quantity: 2 }];
    const { orderId } = await create({ ...sale, subtotal: 1, total: 2, tax: 0.5, items, pricesIncludeTax: false });
    const order = await read(orderId);
    assert.deepEqual([order.subtotal, order.total, order.tax, order.totalWithoutTax], [1, 2, 0.5, 1.5]);
    assert.deepEqual([order.items[0].name, order.items[0].tax, order.items[0].selectedOptions], ['Los artikel', 0, []]);
    assert.equal(order.pricesIncludeTax, false);
  });

  it('creates an order with an e-mail address only, but not in strict mode', async () => {
    const order = await read((await create({ email: 'a@example.com' })).orderId);
    assert.deepEqual([order.paymentStatus, order.fulfillmentStatus, order.total], ['AWAITING_PAYMENT', 'AWAITING_PROCESSING', 0]);
    store.switches.strict = true;
    assert.equal((await store.call('POST', '/orders', { email: 'a@example.com' })).status, 400);
  });

  it('takes the creation date that is sent', async () => {
    const { orderId } = await create({ ...sale, createDate: '2026-01-02 10:15:00 +0100' });
    const order = await read(orderId);
    assert.deepEqual([order.createDate, order.updateDate], ['2026-01-02 09:15:00 +0000', '2026-01-15 09:30:00 +0000']);
  });

  it('refuses an item without quantity, an unknown status, an obsolete status and a custom one that is off', async () => {
    const refused = async (body: object) => (await store.call('POST', '/orders', { ...sale, ...body })).body.errorMessage;
    assert.equal(await refused({ items: [{ name: 'x', price: 1 }] }), 'Field OrderItem.quantity is absent');
    assert.match(await refused({ paymentStatus: 'PAYED' }), /paymentStatus/);
    assert.match(await refused({ paymentStatus: 'ACCEPTED' }), /PAID/);
    assert.match(await refused({ fulfillmentStatus: 'CUSTOM_FULFILLMENT_STATUS_1' }), /not enabled/);
    await store.call('PUT', '/profile/order_status/CUSTOM_FULFILLMENT_STATUS_1', { enabled: true, name: 'Ingepakt' });
    assert.equal(
      (await store.call('POST', '/orders', { ...sale, fulfillmentStatus: 'CUSTOM_FULFILLMENT_STATUS_1' })).status,
      200,
    );
  });

  it('lowers stock and counts for the customer only when created as paid with products that exist', async () => {
    const items = [await item('2101', 2), { ...(await item('4101', 1)), productId: 1 }];
    const before = [await quantity('2101'), await quantity('4101')];
    const { id } = (await store.get('/customers?email=eva@example.com')).body.items[0];
    const count = async () => (await store.get(`/customers/${id}`)).body.totalOrderCount;
    const orders = await count();
    await create({ ...sale, paymentStatus: 'AWAITING_PAYMENT', items });
    assert.deepEqual([await quantity('2101'), await count()], [before[0], orders]);
    await create({ ...sale, items });
    assert.deepEqual([await quantity('2101'), await quantity('4101')], [before[0] - 2, before[1]]);
    assert.equal(await count(), orders + 1);
  });

  it('lowers the stock of a variation by its id', async () => {
    const shirt = await store.productBySku('11001');
    const [first] = shirt.combinations;
    await create({ ...sale, items: [{ productId: shirt.id, combinationId: first.id, quantity: 2, price: 1 }] });
    const after = await store.productBySku('11001');
    assert.equal(after.combinations[0].quantity, first.quantity - 2);
  });

  it('puts stock back when an order is cancelled, once, unless the switch is off', async () => {
    const before = await quantity('2101');
    const { orderId } = await create({ ...sale, items: [await item('2101', 2)] });
    for (const paymentStatus of ['CANCELLED', 'PAID', 'CANCELLED'])
      await store.call('PUT', `/orders/${orderId}`, { paymentStatus });
    assert.equal(await quantity('2101'), before);
    store.switches.ecwidRestockOnCancel = false;
    const second = await create({ ...sale, items: [await item('2101', 2)] });
    await store.call('PUT', `/orders/${second.orderId}`, { paymentStatus: 'CANCELLED' });
    assert.equal(await quantity('2101'), before - 2);
  });

  it('leaves stock alone when an unpaid order is paid later, unless the switch is on', async () => {
    const before = await quantity('2101');
    const unpaid = { ...sale, paymentStatus: 'AWAITING_PAYMENT', items: [await item('2101', 2)] };
    const first = await create(unpaid);
    await store.call('PUT', `/orders/${first.orderId}`, { paymentStatus: 'PAID' });
    assert.equal(await quantity('2101'), before);
    store.switches.ecwidStockOnLatePaid = true;
    const second = await create(unpaid);
    await store.call('PUT', `/orders/${second.orderId}`, { paymentStatus: 'PAID' });
    assert.equal(await quantity('2101'), before - 2);
  });

  it('creates the customer of an unknown e-mail address and links the known one', async () => {
    const made = await read(
      (await create({ ...sale, email: 'nieuw@example.com', billingPerson: { name: 'Nieuw Persoon' } })).orderId,
    );
    const customer = (await store.get(`/customers/${made.customerId}`)).body;
    assert.deepEqual([customer.email, customer.name], ['nieuw@example.com', 'Nieuw Persoon']);
    const again = await read((await create({ ...sale, email: 'NIEUW@example.com' })).orderId);
    assert.equal(again.customerId, made.customerId);
    assert.equal('customerId' in (await read((await create({ paymentStatus: 'PAID' })).orderId)), false);
  });

  it('updates in part, but replaces all items', async () => {
    const { orderId } = await create({ ...sale, items: [await item('2101', 1), await item('4101', 1)], trackingNumber: 'T1' });
    const before = await read(orderId);
    store.clock.advance(60_000);
    const change = { privateAdminNotes: 'Kassa 1', items: [{ id: before.items[1].id, name: 'Mok', price: 9, quantity: 1 }] };
    assert.deepEqual((await store.call('PUT', `/orders/${orderId}`, change)).body, { updateCount: 1 });
    const after = await read(orderId);
    assert.deepEqual([after.trackingNumber, after.privateAdminNotes, after.total], ['T1', 'Kassa 1', 5]);
    assert.deepEqual([after.items.length, after.items[0].id, after.items[0].price], [1, before.items[1].id, 9]);
    assert.equal('sku' in after.items[0], false);
    assert.equal(after.updateTimestamp, before.updateTimestamp + 60);
  });

  it('loses the customer group on an update that does not send it', async () => {
    const { orderId } = await create({ ...sale, customerGroup: 'Zakelijk' });
    await store.call('PUT', `/orders/${orderId}`, { fulfillmentStatus: 'SHIPPED', customerGroup: 'Zakelijk' });
    assert.equal((await read(orderId)).customerGroup, 'Zakelijk');
    await store.call('PUT', `/orders/${orderId}`, { fulfillmentStatus: 'DELIVERED' });
    assert.equal('customerGroup' in (await read(orderId)), false);
  });

  it('lists newest first by creation, abandoned carts only when asked for', async () => {
    const { id: abandoned } = store.shop({ lines: [{ sku: '2101', quantity: 1 }], abandoned: true });
    const { orderId } = await create({ ...sale, createDate: '2026-01-14 00:00:00' });
    const [newest, second, oldest] = await found('');
    assert.equal(second, orderId);
    assert.ok((await read(newest)).createTimestamp > (await read(oldest)).createTimestamp);
    assert.deepEqual(await found('paymentStatus=INCOMPLETE'), [abandoned]);
    assert.equal((await read(String(abandoned))).paymentStatus, 'INCOMPLETE');
    store.switches.ecwidIncompleteInLists = true;
    assert.equal((await found(''))[0], abandoned);
    assert.equal((await store.get('/orders/last')).body.id, newest);
  });

  it('filters by status lists, dates, ids, totals and products', async () => {
    const { id, orderId } = await create({ ...sale, total: 77, fulfillmentStatus: 'RETURNED', items: [await item('2101', 1)] });
    assert.deepEqual(await found('fulfillmentStatus=RETURNED,WILL_NOT_DELIVER'), [orderId]);
    assert.deepEqual(await found('paymentStatus=PAID&fulfillmentStatus=RETURNED'), [orderId]);
    assert.deepEqual(await found('paymentStatus=CANCELLED'), []);
    assert.deepEqual(await found(`ids=${id},NONE`), [orderId]);
    assert.deepEqual(await found('totalFrom=70&totalTo=80'), [orderId]);
    assert.deepEqual(await found('createdFrom=1768469400'), [orderId]);
    assert.deepEqual(await found('createdFrom=1768469401'), []);
    store.clock.advance(10_000);
    await store.call('PUT', `/orders/${orderId}`, { trackingNumber: 'T' });
    assert.deepEqual(await found('updatedFrom=1768469410&updatedTo=1768469410'), [orderId]);
    const { id: product } = await store.productBySku('2101');
    assert.equal((await found(`productId=${product}`)).length, 2);
  });

  it('finds by keywords in the transaction id, lines, addresses and notes', async () => {
    const { orderId } = await create({
      ...sale,
      externalTransactionId: 'POS-2026-000123',
      privateAdminNotes: 'Bon 99',
      billingPerson: { name: 'Eva', city: 'Zwolle' },
      items: [{ sku: 'BIJZONDER', name: 'x', price: 1, quantity: 1 }],
    });
    for (const text of ['POS-2026-000123', 'bijzonder', 'zwolle', 'Bon 99', orderId]) {
      assert.deepEqual(await found(`keywords=${encodeURIComponent(text)}`), [orderId], text);
    }
    assert.deepEqual(await found('keywords=POS-2026-000124'), []);
  });

  it('finds by e-mail address and payment method', async () => {
    assert.equal((await found('email=eva@example.com')).length, 1);
    assert.equal((await found('email=eva')).length, 0);
    assert.equal((await found('paymentMethod=iDEAL')).length, 2);
    assert.equal((await found('paymentMethod=Contant')).length, 0);
  });

  it('calculates a cart without storing it, ready to be posted', async () => {
    const total = (await store.get('/orders')).body.total;
    const shirt = await store.productBySku('11003');
    const cart = {
      email: 'eva@example.com',
      shippingPerson: { name: 'Eva', countryCode: 'DE' },
      shippingOption: { shippingMethodName: 'Pakket' },
      discountCoupon: { code: 'VIJFEURO' },
      items: [{ productId: shirt.id, combinationId: shirt.combinations[2].id, quantity: 2, price: 1 }],
    };
    const { body } = await store.call('POST', '/order/calculate', cart);
    assert.deepEqual([body.subtotal, body.couponDiscount, body.total], [43.9, 5, 43.85]);
    assert.deepEqual([body.items[0].sku, body.items[0].price, body.items[0].taxes[0].value], ['11003', 21.95, 19]);
    assert.equal(body.availableShippingOptions.length, 2);
    assert.equal((await store.get('/orders')).body.total, total);
    const { id: _id, internalId: _internalId, ...order } = body;
    const { orderId } = await create(order);
    assert.equal((await read(orderId)).total, 43.85);
  });

  it('keeps extra fields of an order, within their limits', async () => {
    const { orderId } = await create(sale);
    const path = `/orders/${orderId}/extraFields`;
    assert.deepEqual((await store.call('POST', path, { id: 'till', title: 'Kassa', value: '17' })).body, { createCount: 1 });
    await store.call('PUT', `${path}/till`, { value: '18' });
    assert.deepEqual((await store.get(path)).body[0], {
      customerInputType: '',
      orderDetailsDisplaySection: '',
      orderBy: '0',
      id: 'till',
      title: 'Kassa',
      value: '18',
    });
    assert.equal((await read(orderId)).orderExtraFields[0].value, '18');
    assert.equal((await store.call('POST', path, { id: 'x', value: 'x'.repeat(256) })).status, 400);
    assert.equal((await store.call('PUT', `/orders/${orderId}`, { extraFields: { a: 'x'.repeat(9000) } })).status, 400);
    assert.deepEqual((await store.call('DELETE', `${path}/till`)).body, { deleteCount: 1 });
    assert.deepEqual((await store.call('DELETE', `${path}/till`)).body, { deleteCount: 0 });
  });

  it('mails the buyer unless the order says not to', async () => {
    const { orderId } = await create(sale);
    const quiet = await create({ ...sale, disableAllCustomerNotifications: true });
    for (const id of [orderId, quiet.orderId]) await store.call('PUT', `/orders/${id}`, { fulfillmentStatus: 'SHIPPED' });
    assert.deepEqual(store.simulator.state.rest.mails, [
      { orderId, about: 'created' },
      { orderId, about: 'status' },
    ]);
  });

  it('answers 404 in the words of the API', async () => {
    const answer = await store.get('/orders/NONE1');
    assert.deepEqual(answer.body, { errorMessage: 'Order #NONE1 not found', errorCode: 'ORDER_NOT_FOUND' });
  });
});
