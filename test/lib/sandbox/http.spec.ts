import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FaultRule, underFault } from '../../../lib/sandbox/faults';
import { listen, type SandboxRequest, type SandboxServer } from '../../../lib/sandbox/http';

describe('sandbox HTTP server', () => {
  let server: SandboxServer;
  let seen: SandboxRequest[];
  let fault: Omit<FaultRule, 'system'> | undefined;
  let url: string;

  beforeEach(async () => {
    seen = [];
    fault = undefined;
    const rule = () => fault && ({ ...fault, system: 'mplus' } as FaultRule);
    server = await listen(
      (request) =>
        underFault(rule(), async () => {
          seen.push(request);
          return { status: 200, reason: 'Fine', headers: { 'x-test': 'yes' }, body: `answer to ${request.body} – ë` };
        }),
      0,
    );
    url = `http://127.0.0.1:${server.port}`;
  });
  afterEach(() => server.close());

  const post = (body: string, signal?: AbortSignal) => fetch(`${url}/path?a=b`, { method: 'POST', body, signal });
  const causeCode = (error: Error) => (error.cause as { code?: string } | undefined)?.code;

  it('gives the handler method, URL, headers and body, and sends its answer', async () => {
    const response = await post('żółw');
    assert.equal(response.status, 200);
    assert.equal(response.statusText, 'Fine');
    assert.equal(response.headers.get('x-test'), 'yes');
    assert.equal(await response.text(), 'answer to żółw – ë');
    assert.equal(seen[0].method, 'POST');
    assert.equal(seen[0].url.pathname, '/path');
    assert.equal(seen[0].url.searchParams.get('a'), 'b');
  });

  it('delays an answer by the milliseconds of a latency fault', async () => {
    fault = { kind: 'latency', milliseconds: 60 };
    const before = performance.now();
    assert.equal((await post('x')).status, 200);
    assert.ok(performance.now() - before >= 55);
  });

  it('answers 500 without a body', async () => {
    fault = { kind: 'http500' };
    const response = await post('x');
    assert.equal(response.status, 500);
    assert.equal(await response.text(), '');
  });

  it('answers 502 with the HTML page of a proxy', async () => {
    fault = { kind: 'html' };
    const response = await post('x');
    assert.equal(response.status, 502);
    assert.match(response.headers.get('content-type') ?? '', /text\/html/);
    assert.match(await response.text(), /<html>/);
  });

  it('answers 200 with nothing', async () => {
    fault = { kind: 'empty' };
    const response = await post('x');
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });

  it('answers a SOAP Server fault with status 500', async () => {
    fault = { kind: 'soapFault' };
    const response = await post('x');
    assert.equal(response.status, 500);
    assert.match(await response.text(), /<faultcode>SOAP-ENV:Server<\/faultcode>/);
  });

  it('answers 429 with Retry-After', async () => {
    fault = { kind: 'rateLimit' };
    const response = await post('x');
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '1');
  });

  it('resets the connection before the work was done', async () => {
    fault = { kind: 'resetBefore' };
    await assert.rejects(post('x'), (error: Error) => causeCode(error) === 'ECONNRESET');
    assert.equal(seen.length, 0);
  });

  it('resets the connection after the work was done', async () => {
    fault = { kind: 'resetAfter' };
    await assert.rejects(post('x'), (error: Error) => causeCode(error) === 'ECONNRESET');
    assert.equal(seen.length, 1);
  });

  it('never answers after the work was done', async () => {
    fault = { kind: 'timeoutAfter' };
    await assert.rejects(post('x', AbortSignal.timeout(80)), { name: 'TimeoutError' });
    assert.equal(seen.length, 1);
  });

  it('sends half an answer and hangs up', async () => {
    fault = { kind: 'truncate' };
    const response = await post('a body that is long enough to be cut');
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
    assert.equal(seen.length, 1);
  });

  it('refuses a body over 8 MB with 413', async () => {
    const response = await post('x'.repeat(8 * 1024 * 1024 + 1));
    assert.equal(response.status, 413);
    assert.equal(seen.length, 0);
  });

  it('ends open and waiting connections on close', async () => {
    fault = { kind: 'timeoutAfter' };
    const hanging = assert.rejects(post('x'));
    while (seen.length === 0) await new Promise(setImmediate);
    await server.close();
    await hanging;
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(
      listen(async () => ({ status: 200, headers: {}, body: '' }), port),
      (error: Error & { code?: string }) => error.code === 'SANDBOX_PORT_BUSY' && error.message.includes(String(port)),
    );
    other.close();
  });

  it('shows a fault of its own as 500 with the text', async () => {
    const broken = await listen(async () => {
      throw new Error('simulator bug');
    }, 0);
    const response = await fetch(`http://127.0.0.1:${broken.port}/`);
    assert.equal(response.status, 500);
    assert.match(await response.text(), /simulator bug/);
    await broken.close();
  });
});
