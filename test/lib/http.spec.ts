import { strict as assert } from 'node:assert';
import { getEventListeners } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { PackError } from '../../lib/errors';
import { HttpClient, type HttpRequest, readText, TransportError } from '../../lib/http';

describe('The HTTP client', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let client: HttpClient;

  beforeEach(() => {
    client = new HttpClient(2);
  });

  afterEach(async () => {
    client.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/?secret=canary`;
  }

  const serve = (listener: RequestListener) => listen(createServer(listener));
  const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, timeout: 5, ...more });

  async function failure(request: HttpRequest): Promise<TransportError> {
    const thrown = await client.call(request, readText).then(
      () => assert.fail('the call should have failed'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof TransportError, inspect(thrown));
    assert.ok(!inspect(thrown, { depth: 10, showHidden: true }).includes('canary'));
    return thrown;
  }

  it('hands over status, reason, headers and body', async () => {
    const url = await serve((_, response) => response.writeHead(418, 'Short and stout', { 'X-Test': '1' }).end('té'));
    const answer = await client.call(get(url), async (got) => ({ ...got, body: await readText(got) }));
    assert.equal(answer.status, 418);
    assert.equal(answer.reason, 'Short and stout');
    assert.equal(answer.headers['x-test'], '1');
    assert.equal(answer.body, 'té');
  });

  it('sends method, headers and body, and uses a connection again', async () => {
    let connections = 0;
    const url = await serve((request, response) => request.pipe(response.writeHead(200, { 'X-Method': request.method })));
    servers[0].on('connection', () => {
      connections += 1;
    });
    for (let round = 0; round < 3; round += 1) {
      assert.equal(await client.call({ ...get(url), method: 'PUT', body: 'hello' }, readText), 'hello');
    }
    assert.equal(connections, 1);
  });

  it('follows no redirect', async () => {
    const url = await serve((_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end());
    assert.equal(await client.call(get(url), async ({ status }) => status), 302);
  });

  it('says that nobody is there, and that nothing was sent', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const error = await failure(get(url));
    assert.deepEqual([error.failure, error.sent, error.code], ['unreachable', false, 'HTTP_UNREACHABLE']);
    assert.match(error.message, /No connection to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
  });

  it('says that there is no TLS', async () => {
    const url = (await serve((_, response) => response.end())).replace('http:', 'https:');
    const error = await failure(get(url));
    assert.deepEqual([error.failure, error.sent], ['tls', false]);
  });

  it('says that a sent request got no answer in time', async () => {
    const error = await failure(get(await serve(() => {}), { timeout: 0.2 }));
    assert.deepEqual([error.failure, error.sent], ['timeout', true]);
  });

  it('counts the time of the answer too', async () => {
    const url = await serve((_, response) => response.write('begin'));
    assert.equal((await failure(get(url, { timeout: 0.2 }))).failure, 'timeout');
  });

  it('says that the connection was cut before and in the middle of an answer', async () => {
    const before = await serve((request) => request.socket.destroy());
    const middle = await serve((request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('begin', () => request.socket.destroy());
    });
    for (const url of [before, middle]) {
      const error = await failure(get(url));
      assert.deepEqual([error.failure, error.sent, error.disposition], ['reset', true, 'wait']);
    }
  });

  it('says that what answers does not speak HTTP', async () => {
    const url = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('garbage\r\n\r\n'))));
    const error = await failure(get(url));
    assert.deepEqual([error.failure, error.sent], ['reset', true]);
  });

  it('stops with its signal, before and after the request was sent', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    const sent = await failure(get(url, { signal: stop.signal }));
    assert.deepEqual([sent.failure, sent.sent], ['aborted', true]);
    const unsent = await failure(get(url, { signal: stop.signal }));
    assert.deepEqual([unsent.failure, unsent.sent], ['aborted', false]);
  });

  it('leaves nothing behind on a signal that lives on', async () => {
    const { signal } = new AbortController();
    const url = await serve((_, response) => response.end('x'));
    for (let round = 0; round < 3; round += 1) await client.call(get(url, { signal }), readText);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('stops with its signal while the answer comes in', async () => {
    const stop = new AbortController();
    const url = await serve((_, response) => response.write('begin'));
    const call = client.call(get(url, { signal: stop.signal }), async (answer) => {
      stop.abort();
      return readText(answer);
    });
    await assert.rejects(call, (thrown) => thrown instanceof TransportError && thrown.failure === 'aborted');
  });

  it('passes on what the reader of the answer throws', async () => {
    const url = await serve((_, response) => response.end('x'));
    const own = new PackError({ code: 'OWN', message: 'own' });
    const plain = new SyntaxError('plain');
    for (const error of [own, plain]) {
      await assert.rejects(
        client.call(get(url), async () => {
          throw error;
        }),
        (thrown) => thrown === error,
      );
    }
  });

  it('refuses a body above the limit', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(100)));
    await assert.rejects(
      client.call(get(url), (answer) => readText(answer, 99)),
      (thrown) => thrown instanceof PackError && thrown.code === 'HTTP_TOO_LARGE',
    );
    assert.equal((await client.call(get(url), (answer) => readText(answer, 100))).length, 100);
  });
});
