import assert from 'node:assert/strict';
import { type BatchRequest, EcwidError, runBatch, stockRequest } from '../../../lib/ecwid';
import { type Answer, type Seen, ShopServer } from './shop-server';

const UUID = '2f0c1a44-7b0e-4f6e-9a2b-0d5b8c6e1f10';
const stock = (count: number) => Array.from({ length: count }, (_, index) => stockRequest({ productId: index + 1 }, index));

describe('Ecwid batch', () => {
  let shop: ShopServer;
  const pauses: number[] = [];
  const wait = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  beforeEach(() => pauses.splice(0));
  afterEach(() => shop.close());

  /** A shop that takes batches and completes each at the given look, with what `answer` says per request. */
  async function start(looks: number, answer: (request: BatchRequest & { id: string }) => object) {
    const tickets: (BatchRequest & { id: string })[][] = [];
    let looked = 0;
    shop = await ShopServer.start(({ method, query, body }): Answer => {
      if (method === 'POST') {
        tickets.push(body as (BatchRequest & { id: string })[]);
        looked = 0;
        return { body: { ticket: String(tickets.length - 1) } };
      }
      looked += 1;
      const requests = tickets[Number(query.get('ticket'))];
      if (looked < looks) return { body: { status: 'IN_PROGRESS', totalRequests: requests.length, completedRequests: looked } };
      const responses = requests.map((request) => ({ id: request.id, ...answer(request) })).reverse();
      return { body: { status: 'COMPLETED', totalRequests: requests.length, completedRequests: requests.length, responses } };
    });
    return { client: shop.client(), tickets };
  }

  const done = (body: unknown) => ({
    status: 'COMPLETED',
    httpStatusCode: 200,
    httpStatusLine: 'OK',
    escapedHttpBody: JSON.stringify(body),
  });
  const posts = (): Seen[] => shop.seen.filter(({ method }) => method === 'POST');

  it('gives one result per request, in their order, and goes on after a failure unless told otherwise', async () => {
    const { client } = await start(1, ({ path }) =>
      path === '/products/2'
        ? {
            status: 'FAILED',
            httpStatusCode: 404,
            httpStatusLine: 'Not Found',
            escapedHttpBody: '{"errorCode":"PRODUCT_NOT_FOUND","errorMessage":"Product #2 not found"}',
          }
        : done({ updateCount: 1 }),
    );
    const results = await runBatch(client, stock(3), { wait });
    assert.deepEqual([results[0], results[2]], [{ body: { updateCount: 1 } }, { body: { updateCount: 1 } }]);
    const { error } = results[1];
    assert.deepEqual([error?.code, error?.errorCode, error?.status], ['ECWID_NOT_FOUND', 'PRODUCT_NOT_FOUND', 404]);
    assert.match(error?.message ?? '', /Product #2 not found.*PUT \/products\/2/);
    assert.equal(shop.seen[0].query.get('stopOnFirstFailure'), 'false');
    assert.equal(shop.seen[1].query.get('escapedJson'), 'true');
  });

  it('sends each request with its place, method, path and body', async () => {
    const { client, tickets } = await start(1, () => done({}));
    await runBatch(client, [stockRequest({ productId: 7, variationId: 9 }, 12), stockRequest({ productId: 8 }, 'unlimited')], {
      wait,
    });
    assert.deepEqual(tickets[0], [
      { id: '0', method: 'PUT', path: '/products/7/combinations/9', body: { quantity: 12, unlimited: false } },
      { id: '1', method: 'PUT', path: '/products/8', body: { unlimited: true } },
    ]);
  });

  it('reads bodies in both documented forms', async () => {
    const { client } = await start(1, ({ id }) =>
      id === '0' ? done({ id: 5 }) : { status: 'COMPLETED', httpStatusCode: 200, httpStatusLine: 'OK', httpBody: { id: 6 } },
    );
    assert.deepEqual(await runBatch(client, stock(2), { wait }), [{ body: { id: 5 } }, { body: { id: 6 } }]);
  });

  it('looks again with growing pauses until the batch is complete', async () => {
    const { client } = await start(12, () => done({}));
    await runBatch(client, stock(1), { wait });
    assert.deepEqual(pauses, [500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5000, 5000]);
  });

  it('splits at 500 requests, with a key for each part that stays the same when the batch comes again', async () => {
    const { client, tickets } = await start(1, ({ path }) => done({ path }));
    const run = () => runBatch(client, stock(1100), { wait, deduplicationKey: UUID });
    const results = await run();
    await run();
    assert.deepEqual(
      tickets.slice(0, 3).map(({ length }) => length),
      [500, 500, 100],
    );
    assert.deepEqual(results[1099], { body: { path: '/products/1100' } });
    const keys = posts().map(({ query }) => query.get('deduplicationKey') ?? '');
    assert.equal(keys[0], UUID);
    assert.equal(new Set(keys.slice(0, 3)).size, 3);
    assert.deepEqual(keys.slice(3), keys.slice(0, 3));
    for (const key of keys) assert.match(key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('says which requests were not carried out when it stops at a failure, later parts included', async () => {
    const { client } = await start(1, ({ id }) =>
      id === '0' ? { status: 'FAILED', httpStatusCode: 400, httpStatusLine: 'Wrong price' } : { status: 'NOT_EXECUTED' },
    );
    const results = await runBatch(client, stock(501), { wait, stopOnFirstFailure: true });
    assert.match(results[0].error?.message ?? '', /Wrong price/);
    assert.deepEqual(
      [1, 499, 500].map((index) => results[index].error?.code),
      ['ECWID_NOT_EXECUTED', 'ECWID_NOT_EXECUTED', 'ECWID_NOT_EXECUTED'],
    );
    assert.equal(posts().length, 1);
  });

  it('a lost ticket: absolute writes can be repeated, deltas only with a key (80)', async () => {
    shop = await ShopServer.start(() => (response) => response.socket?.resetAndDestroy());
    const client = shop.client();
    const delta: BatchRequest = {
      method: 'PUT',
      path: '/products/1/inventory?checkLowStockNotification=true',
      body: { quantityDelta: -1 },
    };
    const outcome = async (requests: BatchRequest[], deduplicationKey?: string) => {
      const error = await runBatch(client, requests, { wait, deduplicationKey }).then(
        () => assert.fail('expected an error'),
        (thrown: EcwidError) => thrown,
      );
      return error.disposition;
    };
    assert.equal(await outcome(stock(2)), 'retry');
    assert.equal(await outcome([...stock(2), delta]), 'uncertain');
    assert.equal(await outcome([...stock(2), delta], UUID), 'retry');
  });

  it('gives up a batch that makes no progress', async () => {
    shop = await ShopServer.start(({ method }) => ({ body: method === 'POST' ? { ticket: 't' } : { status: 'QUEUED' } }));
    await assert.rejects(runBatch(shop.client(), stock(1), { wait }), (error: EcwidError) => error.code === 'ECWID_BAD_ANSWER');
  });

  it('stops looking when the node closes', async () => {
    const abort = new AbortController();
    const { client } = await start(3, () => done({}));
    const closing = runBatch(client, stock(1), {
      signal: abort.signal,
      wait: async (_, signal) => {
        abort.abort();
        signal?.throwIfAborted();
      },
    });
    await assert.rejects(closing, (error: EcwidError) => error instanceof EcwidError && error.code === 'ECWID_STOPPED');
  });

  it('asks nothing for an empty batch', async () => {
    const { client } = await start(1, () => ({}));
    assert.deepEqual(await runBatch(client, []), []);
    assert.equal(shop.seen.length, 0);
  });
});
