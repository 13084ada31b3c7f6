import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { EcwidClient, EcwidError, type Method } from '../../../lib/ecwid';
import { type Answer, type Seen, ShopServer, TOKEN } from './shop-server';

async function errorOf(promise: Promise<unknown>): Promise<EcwidError> {
  const error = await promise.then(
    (value) => assert.fail(`expected an error, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EcwidError, `expected an EcwidError, got ${inspect(error)}`);
  return error;
}

describe('Ecwid client', () => {
  let shop: ShopServer;
  const start = async (handler: (seen: Seen, number: number) => Answer | Promise<Answer>) => {
    shop = await ShopServer.start(handler);
    return shop.client();
  };
  afterEach(() => shop.close());

  describe('requests', () => {
    it('carry the token in the header only, ask for gzip and send JSON', async () => {
      const client = await start(() => ({ body: { id: 1, orderId: 'A1' } }));
      assert.deepEqual(await client.request('POST', '/orders', { body: { total: 12.5 } }), { id: 1, orderId: 'A1' });
      const [{ method, target, headers, body }] = shop.seen;
      assert.deepEqual({ method, target, body }, { method: 'POST', target: '/orders', body: { total: 12.5 } });
      assert.equal(headers.authorization, `Bearer ${TOKEN}`);
      assert.equal(headers['accept-encoding'], 'gzip');
      assert.equal(headers['content-type'], 'application/json');
    });

    it('read a gzip answer', async () => {
      const text = gzipSync(JSON.stringify({ total: 3 }));
      const client = await start(() => ({ headers: { 'content-encoding': 'gzip' }, text }));
      assert.deepEqual(await client.request('GET', '/products'), { total: 3 });
    });

    it('encode path segments, plus signs and slashes included', async () => {
      const client = await start(() => ({ body: {} }));
      await client.request('GET', '/orders/A+B 1');
      await client.request('GET', ['orders', '2026/A+1']);
      assert.deepEqual(
        shop.seen.map(({ target }) => target),
        ['/orders/A%2BB%201', '/orders/2026%2FA%2B1'],
      );
    });

    it('write booleans as true and false and leave undefined out of the query', async () => {
      const client = await start(() => ({ body: {} }));
      const query = { email: 'jan+shop@example.com', useExactEmailMatch: true, updatedFrom: 1767225600, lang: undefined };
      await client.request('GET', '/customers', { query });
      assert.equal(
        shop.seen[0].target,
        '/customers?email=jan%2Bshop%40example.com&useExactEmailMatch=true&updatedFrom=1767225600',
      );
    });

    it('accept 202 for the deletion of all products only', async () => {
      const client = await start(() => ({ status: 202, body: {} }));
      await client.request('DELETE', '/products');
      assert.equal((await errorOf(client.request('GET', '/products'))).code, 'ECWID_BAD_ANSWER');
    });
  });

  describe('answers that are not a success', () => {
    const CASES: { name: string; answer: Answer; method?: Method; code: string; disposition: string; said?: RegExp }[] = [
      {
        name: 'an order that does not exist',
        answer: { status: 404, body: { errorCode: 'ORDER_NOT_FOUND', errorMessage: 'Order #A1 not found' } },
        code: 'ECWID_NOT_FOUND',
        disposition: 'hold',
        said: /Order #A1 not found.*404 ORDER_NOT_FOUND/,
      },
      {
        name: 'an unknown store',
        answer: { status: 404, body: { errorCode: 'STORE_NOT_FOUND', errorMessage: 'Store not found' } },
        code: 'ECWID_STORE_NOT_FOUND',
        disposition: 'wait',
      },
      { name: '403 with an empty body', answer: { status: 403 }, code: 'ECWID_AUTH', disposition: 'wait', said: /Forbidden/ },
      { name: '401', answer: { status: 401 }, code: 'ECWID_AUTH', disposition: 'wait' },
      {
        name: '403 for a token by code',
        answer: { status: 403, body: { errorCode: 'INVALID_API_TOKEN' } },
        code: 'ECWID_AUTH',
        disposition: 'wait',
      },
      {
        name: 'a missing scope',
        answer: { status: 403, body: { errorCode: 'INSUFFICIENT_APP_SCOPE', errorMessage: 'No read_customers' } },
        code: 'ECWID_SCOPE',
        disposition: 'wait',
      },
      {
        name: '400 with its reason in the status line only',
        answer: { status: 400, reason: 'Field OrderItem.quantity is absent' },
        code: 'ECWID_REFUSED',
        disposition: 'hold',
        said: /Field OrderItem\.quantity is absent/,
      },
      {
        name: 'a SKU in use',
        answer: { status: 409, body: { errorCode: 'SKU_ALREADY_EXISTS', errorMessage: 'SKU is used' } },
        code: 'ECWID_CONFLICT',
        disposition: 'hold',
      },
      {
        name: 'a suspended store',
        answer: { status: 402, body: { errorCode: 'STORE_IS_SUSPENDED' } },
        code: 'ECWID_STORE_SUSPENDED',
        disposition: 'wait',
      },
      { name: '500', answer: { status: 500 }, code: 'ECWID_UNAVAILABLE', disposition: 'retry' },
      {
        name: '502 with an HTML page',
        answer: { status: 502, text: '<html>Bad gateway</html>' },
        code: 'ECWID_UNAVAILABLE',
        disposition: 'retry',
        said: /Bad Gateway/,
      },
      { name: '408', answer: { status: 408 }, code: 'ECWID_UNAVAILABLE', disposition: 'retry' },
      { name: '500 to a create', method: 'POST', answer: { status: 500 }, code: 'ECWID_UNAVAILABLE', disposition: 'uncertain' },
      { name: 'a redirect', answer: { status: 302 }, code: 'ECWID_BAD_ANSWER', disposition: 'retry' },
    ];
    for (const { name, answer, method = 'GET', code, disposition, said } of CASES) {
      it(`${name}: ${code}, ${disposition}`, async () => {
        const client = await start(() => answer);
        const error = await errorOf(client.request(method, '/orders/A1'));
        assert.deepEqual([error.code, error.disposition], [code, disposition]);
        assert.equal(error.status, typeof answer === 'function' ? undefined : answer.status);
        assert.match(error.message, said ?? /./);
        assert.ok(error.message.includes(`${method} /orders/A1`));
      });
    }

    it('keep what the vendor said', async () => {
      const client = await start(() => ({ status: 409, body: { errorCode: 'SKU_ALREADY_EXISTS', errorMessage: 'SKU is used' } }));
      const { errorCode, errorMessage } = await errorOf(client.request('POST', '/products', { body: {} }));
      assert.deepEqual({ errorCode, errorMessage }, { errorCode: 'SKU_ALREADY_EXISTS', errorMessage: 'SKU is used' });
    });
  });

  describe('answers that cannot be used', () => {
    const CASES: [name: string, answer: Answer, said: RegExp][] = [
      ['an empty body', { text: '' }, /empty body/],
      ['an HTML page', { text: '<!DOCTYPE html><p>Sign in to the hotel network</p>' }, /HTML page/],
      ['malformed JSON', { text: '{"id": 1' }, /malformed JSON/],
    ];
    for (const [name, answer, said] of CASES) {
      it(`${name}: a read can be repeated, a create is uncertain`, async () => {
        const client = await start(() => answer);
        const read = await errorOf(client.request('GET', '/orders'));
        assert.deepEqual([read.code, read.disposition], ['ECWID_BAD_ANSWER', 'retry']);
        assert.match(read.message, said);
        const create = await errorOf(client.request('POST', '/orders', { body: {} }));
        assert.deepEqual([create.code, create.disposition], ['ECWID_ANSWER_LOST', 'uncertain']);
      });
    }
  });

  describe('answers that do not come', () => {
    const cut: Answer = (response) => response.socket?.resetAndDestroy();
    const half: Answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":', () => response.socket?.destroy());
    };
    const garbled: Answer = { headers: { 'content-encoding': 'gzip' }, text: 'not gzip' };
    const never: Answer = () => {};

    for (const [name, answer] of [
      ['cut before the answer', cut],
      ['cut within the answer', half],
      ['garbled on the way', garbled],
    ] as const) {
      it(`${name}: reads and absolute writes can be repeated, creates and stock deltas are uncertain (80)`, async () => {
        const client = await start(() => answer);
        const outcome = async (method: Method, path: string) => {
          const { code, disposition } = await errorOf(client.request(method, path, { body: method === 'GET' ? undefined : {} }));
          return `${code} ${disposition}`;
        };
        assert.equal(await outcome('GET', '/orders'), 'ECWID_UNAVAILABLE retry');
        assert.equal(await outcome('PUT', '/products/1'), 'ECWID_UNAVAILABLE retry');
        assert.equal(await outcome('POST', '/categories/8/assignProducts'), 'ECWID_UNAVAILABLE retry');
        assert.equal(await outcome('POST', '/orders'), 'ECWID_ANSWER_LOST uncertain');
        assert.equal(await outcome('PUT', '/products/1/inventory'), 'ECWID_ANSWER_LOST uncertain');
        assert.equal(await outcome('PUT', '/products/1/combinations/2/inventory'), 'ECWID_ANSWER_LOST uncertain');
      });
    }

    it('no answer in time: ECWID_TIMEOUT for a read, ECWID_ANSWER_LOST for a create', async () => {
      shop = await ShopServer.start(() => never);
      const client = shop.client({ timeout: 0.05 });
      assert.equal((await errorOf(client.request('GET', '/orders'))).code, 'ECWID_TIMEOUT');
      assert.equal((await errorOf(client.request('POST', '/orders', { body: {} }))).code, 'ECWID_ANSWER_LOST');
    });

    it('a server that cannot be reached: nothing was created, so even a create just waits', async () => {
      await start(() => ({ body: {} }));
      const gone = createServer();
      await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
      const { port } = gone.address() as { port: number };
      await new Promise((resolve) => gone.close(resolve));
      const client = shop.client({ baseUrl: `http://127.0.0.1:${port}/api/v3` });
      const error = await errorOf(client.request('POST', '/orders', { body: {} }));
      assert.deepEqual([error.code, error.disposition], ['ECWID_UNREACHABLE', 'wait']);
    });

    it('no TLS on the other side: ECWID_TLS, nothing was sent', async () => {
      await start(() => ({ body: {} }));
      const client = shop.client({ baseUrl: shop.baseUrl.replace('http:', 'https:') });
      const error = await errorOf(client.request('POST', '/orders', { body: {} }));
      assert.deepEqual([error.code, error.disposition], ['ECWID_TLS', 'wait']);
    });

    it('a TLS server that refuses the handshake: ECWID_TLS', async () => {
      await start(() => ({ body: {} }));
      const server = createTlsServer({});
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const client = shop.client({ baseUrl: `https://127.0.0.1:${port}/api/v3` });
      const error = await errorOf(client.request('GET', '/orders'));
      await new Promise((resolve) => server.close(resolve));
      assert.equal(error.code, 'ECWID_TLS');
    });

    it('a closed node: the request under way ends at once, later ones are not sent', async () => {
      let arrived = () => {};
      const arrival = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const client = await start(() => {
        arrived();
        return never;
      });
      const read = errorOf(client.request('GET', '/orders', { signal: new AbortController().signal }));
      await arrival;
      client.close();
      assert.deepEqual([(await read).code, (await read).disposition], ['ECWID_STOPPED', 'wait']);
      assert.equal((await errorOf(client.request('POST', '/orders', { body: {} }))).code, 'ECWID_STOPPED');
      assert.equal(shop.seen.length, 1);
    });

    it('an aborted create is uncertain', async () => {
      const abort = new AbortController();
      const client = await start(() => {
        abort.abort();
        return never;
      });
      const error = await errorOf(client.request('POST', '/orders', { body: {}, signal: abort.signal }));
      assert.deepEqual([error.code, error.disposition], ['ECWID_ANSWER_LOST', 'uncertain']);
    });
  });

  describe('the budget', () => {
    it('is shared: a refused token stops every client that has it, another token goes on', async () => {
      shop = await ShopServer.start(({ headers }) => (headers.authorization?.endsWith('bad') ? { status: 403 } : { body: {} }));
      const first = shop.client({ token: 'bad' });
      const second = shop.client({ token: 'bad' });
      await errorOf(first.request('GET', '/profile'));
      assert.match((await errorOf(second.request('GET', '/orders'))).message, /Stopped/);
      assert.equal(shop.seen.length, 1);
      await shop.client({ token: 'good' }).request('GET', '/profile');
      second.resume();
      await errorOf(second.request('GET', '/profile'));
      assert.equal(shop.seen.length, 3);
    });

    it('does not stop for a missing scope', async () => {
      const client = await start((_, number) =>
        number === 1 ? { status: 403, body: { errorCode: 'INSUFFICIENT_APP_SCOPE' } } : { body: {} },
      );
      await errorOf(client.request('GET', '/customers'));
      await client.request('GET', '/orders');
    });

    it('repeats a create after a 429: it was not carried out', async () => {
      const client = await start((_, number) =>
        number < 3 ? { status: 429, headers: { 'retry-after': '0' }, body: { errorCode: 'RATE_LIMITED' } } : { body: { id: 5 } },
      );
      assert.deepEqual(await client.request('POST', '/products', { body: { name: 'Coffee' } }), { id: 5 });
      assert.equal(shop.seen.length, 3);
    });

    it('hands on a long Retry-After at once', async () => {
      const client = await start(() => ({ status: 429, headers: { 'retry-after': '300' } }));
      const error = await errorOf(client.request('GET', '/orders'));
      assert.deepEqual([error.code, error.disposition, error.retryAfter], ['ECWID_RATE_LIMIT', 'wait', 300]);
    });
  });

  it('knows by how much the clock of this machine is ahead of the shop', async () => {
    const client = await start((_, number) => ({
      headers: { date: new Date(Date.now() + (number === 1 ? -600_000 : 600_000)).toUTCString() },
      body: {},
    }));
    await client.request('GET', '/profile');
    assert.ok(client.clockAhead >= 600 && client.clockAhead <= 602, String(client.clockAhead));
    await client.request('GET', '/profile');
    assert.equal(client.clockAhead, 0);
  });

  it('shows the token nowhere: not in errors, their causes, their dumps, nor in the client itself', async () => {
    const quoted = `token ${TOKEN} is wrong`;
    const answers: Answer[] = [
      { status: 400, body: { errorMessage: quoted, errorCode: 'WRONG_PARAMETER' } },
      { status: 400, reason: quoted },
      { status: 502, text: `<html>${quoted}</html>` },
      { text: quoted },
      (response) => response.socket?.resetAndDestroy(),
      { status: 500, headers: { 'x-quoted': TOKEN } },
      { status: 403, text: quoted },
    ];
    const client = await start((_, number) => answers[number - 1]);
    const errors: unknown[] = [client];
    for (const _ of answers) errors.push(await errorOf(client.request('GET', '/orders')));
    errors.push(await errorOf(client.request('GET', '/orders')));
    const unreachable = new EcwidClient({ ...client.connection, baseUrl: 'http://127.0.0.1:1', token: TOKEN });
    errors.push(await errorOf(unreachable.request('GET', '/orders')));
    unreachable.close();
    for (const error of errors) {
      const { message = '', stack = '', cause } = error as Error;
      const text = [
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        JSON.stringify(error, Object.getOwnPropertyNames(error)),
        message,
        stack,
        inspect(cause),
      ].join('\n');
      assert.ok(!text.includes(TOKEN), `the token shows in ${message || 'the client'}`);
    }
  });
});
