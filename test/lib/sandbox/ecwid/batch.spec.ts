import assert from 'node:assert/strict';
import { openStore, type Store } from './store';

describe('Ecwid simulator: batches', () => {
  let store: Store;
  let mug: number;

  beforeEach(async () => {
    store = await openStore();
    mug = (await store.productBySku('4101')).id;
  });

  afterEach(() => store.close());

  const price = (value: number, id?: string) => ({
    ...(id && { id }),
    method: 'PUT',
    path: `/products/${mug}`,
    body: { price: value },
  });
  const missing = { id: 'missing', method: 'PUT', path: '/products/1', body: { price: 1 } };
  const send = async (requests: unknown, query = ''): Promise<string> =>
    (await store.call('POST', `/batch${query}`, requests)).body.ticket;
  const status = async (ticket: string, query = '') => (await store.get(`/batch?ticket=${ticket}${query}`)).body;
  const states = (answer: { responses: { status: string }[] }) => answer.responses.map((response) => response.status);
  const mugPrice = async () => (await store.get(`/products/${mug}`)).body.price;

  it('is queued first, then done in order', async () => {
    const ticket = await send([price(1, 'a'), { method: 'GET', path: `products/${mug}?responseFields=price` }]);
    assert.deepEqual(await status(ticket), { status: 'QUEUED', totalRequests: 2, completedRequests: 0, responses: [] });
    store.clock.advance(200);
    const done = await status(ticket);
    assert.deepEqual([done.status, done.completedRequests], ['COMPLETED', 2]);
    assert.deepEqual(done.responses, [
      { id: 'a', status: 'COMPLETED', httpBody: { updateCount: 1 }, httpStatusCode: 200, httpStatusLine: 'OK' },
      { status: 'COMPLETED', httpBody: { price: 1 }, httpStatusCode: 200, httpStatusLine: 'OK' },
    ]);
  });

  it('gives bodies as text when escapedJson is asked for', async () => {
    const ticket = await send([price(1)]);
    store.clock.advance(200);
    const [response] = (await status(ticket, '&escapedJson=true')).responses;
    assert.equal(response.escapedHttpBody, '{"updateCount":1}');
    assert.equal('httpBody' in response, false);
  });

  it('takes a body as text too', async () => {
    await send([{ method: 'PUT', path: `/products/${mug}`, body: '{"price":3}' }]);
    store.clock.advance(200);
    assert.equal(await mugPrice(), 3);
  });

  it('stops at the first failure, unless told not to', async () => {
    const stopped = await send([price(1), missing, price(2)]);
    store.clock.advance(200);
    const answer = await status(stopped);
    assert.deepEqual(states(answer), ['COMPLETED', 'FAILED', 'NOT_EXECUTED']);
    assert.deepEqual([answer.status, answer.completedRequests], ['COMPLETED', 2]);
    assert.deepEqual(answer.responses[1].httpBody, { errorMessage: 'Product #1 not found', errorCode: 'PRODUCT_NOT_FOUND' });
    assert.equal(await mugPrice(), 1);
    const whole = await send([price(3), missing, price(4)], '?stopOnFirstFailure=false');
    store.clock.advance(200);
    assert.deepEqual(states(await status(whole)), ['COMPLETED', 'FAILED', 'COMPLETED']);
    assert.equal(await mugPrice(), 4);
  });

  it('repeats a server error five times, three seconds apart, when it goes on after failures', async () => {
    store.faults.add({ system: 'ecwid', operation: 'PUT /products/*', kind: 'http500', count: 5 });
    const ticket = await send([price(7)], '?stopOnFirstFailure=false');
    store.clock.advance(200);
    assert.equal((await status(ticket)).status, 'IN_PROGRESS');
    store.clock.advance(14_999);
    assert.equal((await status(ticket)).status, 'IN_PROGRESS');
    store.clock.advance(1);
    assert.deepEqual(states(await status(ticket)), ['COMPLETED']);
    store.faults.add({ system: 'ecwid', operation: 'PUT /products/*', kind: 'http500', count: 6 });
    const failed = await send([price(8)], '?stopOnFirstFailure=false');
    store.clock.advance(20_000);
    const [response] = (await status(failed)).responses;
    assert.deepEqual([response.status, response.httpStatusCode], ['FAILED', 500]);
  });

  it('makes a later batch wait for the earlier one, unless it may run in parallel', async () => {
    store.faults.add({ system: 'ecwid', operation: 'PUT /products/*', kind: 'http500', count: 1 });
    const first = await send([price(1)], '?stopOnFirstFailure=false');
    const second = await send([{ method: 'GET', path: '/orders/last' }]);
    const parallel = await send([{ method: 'GET', path: '/orders/last' }], '?allowParallelMode=true');
    store.clock.advance(200);
    assert.deepEqual(
      [(await status(first)).status, (await status(second)).status, (await status(parallel)).status],
      ['IN_PROGRESS', 'QUEUED', 'COMPLETED'],
    );
    assert.deepEqual((await store.get('/batch?status=QUEUED')).body, [{ ticket: second, status: 'QUEUED' }]);
    store.clock.advance(3_000);
    assert.equal((await status(second)).status, 'COMPLETED');
  });

  it('gives the first ticket again for the same deduplication key within the hour', async () => {
    const first = await send([price(1)], '?deduplicationKey=k');
    store.clock.advance(3_599_000);
    assert.equal(await send([price(2)], '?deduplicationKey=k'), first);
    assert.equal(await mugPrice(), 1);
    store.clock.advance(1_000);
    assert.notEqual(await send([price(2)], '?deduplicationKey=k'), first);
  });

  it('asks each request for its own scope and refuses a batch in a batch', async () => {
    const ticket = await send(
      [price(1), { method: 'DELETE', path: '/products' }, { method: 'POST', path: '/batch', body: [] }],
      '?stopOnFirstFailure=false',
    );
    store.clock.advance(200);
    const { responses } = await status(ticket);
    assert.deepEqual(
      responses.map((response: { httpStatusCode: number }) => response.httpStatusCode),
      [200, 403, 400],
    );
  });

  it('refuses more than 500 requests, a body that is no list, and an unknown ticket', async () => {
    const many = Array.from({ length: 501 }, () => price(1));
    assert.equal((await store.call('POST', '/batch', many)).status, 400);
    assert.equal((await store.call('POST', '/batch', {})).status, 400);
    assert.equal((await store.call('POST', '/batch', [{ path: '/orders' }])).status, 400);
    assert.equal((await store.get('/batch?ticket=none')).status, 404);
  });

  it('cancels the waiting batches of a group', async () => {
    const ticket = await send([price(1)], '?groupId=g');
    assert.deepEqual((await store.call('POST', '/batch/cancel-group?groupId=g')).body, { updateCount: 1 });
    store.clock.advance(1_000);
    assert.deepEqual(states(await status(ticket)), ['NOT_EXECUTED']);
    assert.equal(await mugPrice(), 14.95);
  });

  it('counts its requests for the rate limit only when the switch is on', async () => {
    store.switches.ecwidRequestsPerMinute = 10;
    store.switches.ecwidBatchCountsRequests = true;
    const ticket = await send(
      Array.from({ length: 20 }, () => price(1)),
      '?stopOnFirstFailure=false',
    );
    store.clock.advance(200);
    store.switches.ecwidRequestsPerMinute = 0;
    assert.equal(states(await status(ticket)).filter((state) => state === 'FAILED').length, 12);
  });
});
