import { strict as assert } from 'node:assert';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { MplusClient, type MplusConnection, MplusError } from '../../../lib/mplus';
import { IDENT, type Received, type Reply, SECRET, Till } from './till';
import { envelope, fault, textOf } from './xml';

const STOCK = { request: { branchNumber: 1, articleNumber: 5, amountChanged: 1 } };
const SET = { request: { branchNumber: 1, articleNumber: 5, amount: 1 } };
const VERSION =
  '<ns:getApiVersionResponse><ns:majorNumber>1</ns:majorNumber><ns:minorNumber>0</ns:minorNumber>' +
  '<ns:revisionNumber>0</ns:revisionNumber><ns:inDebugMode>false</ns:inDebugMode></ns:getApiVersionResponse>';

const result = (element: string, code: string, more = '') =>
  `<ns:${element}><ns:result>${code}</ns:result>${more}</ns:${element}>`;

describe('The client of the till', () => {
  let till: Till;
  let client: MplusClient;

  async function connect(
    reply: (received: Received, count: number) => Reply | Promise<Reply>,
    overrides: Partial<MplusConnection> = {},
  ) {
    till = await Till.start(reply);
    client = new MplusClient(till.connection(overrides));
  }

  afterEach(async () => {
    client?.close();
    await till?.close();
  });

  async function failure(promise: Promise<unknown>): Promise<MplusError> {
    const thrown = await promise.then(
      () => assert.fail('the call should have failed'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof MplusError, inspect(thrown));
    assert.ok(thrown.hint.length > 0);
    return thrown;
  }

  it('posts SOAP 1.1 with the headers and the address the service wants', async () => {
    await connect(() => VERSION);
    assert.equal((await client.call('getApiVersion')).majorNumber, 1);
    const [{ method, url, headers, body }] = till.received;
    assert.equal(method, 'POST');
    assert.equal(url.searchParams.get('ident'), IDENT);
    assert.equal(url.searchParams.get('secret'), SECRET);
    assert.equal(headers['content-type'], 'text/xml; charset=utf-8');
    assert.equal(headers.soapaction, 'getApiVersion');
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.match(body, /<SOAP-ENV:Body><ns1:getApiVersion xmlns:ns1="urn:mplusqapi"\/?>/);
  });

  it('reads an answer that arrives byte by byte', async () => {
    const bytes = Buffer.from(
      envelope(
        '<ns:GetRelationResponse><ns:result>GET-RELATION-RESULT-OK</ns:result><ns:relation><ns:name>Zoë €</ns:name></ns:relation></ns:GetRelationResponse>',
      ),
    );
    const server = createServer((socket) => {
      socket.once('data', async () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n');
        for (const byte of bytes) socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
        socket.end('0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await connect(() => VERSION);
    const other = new MplusClient(till.connection({ port: (server.address() as AddressInfo).port }));
    assert.deepEqual((await other.call('getRelation', { relationNumber: 1 })).relation, { name: 'Zoë €' });
    other.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('lets at most as many calls at once through as the connection allows', async () => {
    const waiting: (() => void)[] = [];
    await connect(() => new Promise((resolve) => waiting.push(() => resolve(VERSION))), { concurrency: 2 });
    const calls = Array.from({ length: 5 }, () => client.call('getApiVersion'));
    let done = 0;
    while (done < 5) {
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(waiting.length <= 2);
      if (waiting.length === 0) continue;
      waiting.shift()?.();
      done += 1;
    }
    await Promise.all(calls);
  });

  it('does not count the time in the queue as time of the call', async () => {
    const later = (): Promise<Reply> => new Promise((resolve) => setTimeout(() => resolve(VERSION), 150));
    await connect(later, { concurrency: 1, timeout: 0.4 });
    await Promise.all([1, 2, 3, 4].map(() => client.call('getApiVersion')));
  });

  describe('tells what went wrong', () => {
    const FAULTS: readonly (readonly [text: string, code: string, words: string, expected: string, disposition: string])[] = [
      ['wrong credentials', 'SOAP-ENV:Client.Authentication', 'Access denied', 'MPLUS_AUTH', 'wait'],
      ['credentials named in the words only', 'SOAP-ENV:Client', 'Invalid ident or secret', 'MPLUS_AUTH', 'wait'],
      ['a request the till refuses', 'SOAP-ENV:Client', 'Element branchNumber is not valid', 'MPLUS_FAULT_CLIENT', 'hold'],
      ['a problem of the till', 'SOAP-ENV:Server.Database', 'Database busy', 'MPLUS_FAULT_SERVER', 'retry'],
    ];
    for (const [text, code, words, expected, disposition] of FAULTS) {
      for (const status of [500, 200]) {
        it(`${text}, as a fault with HTTP ${status}`, async () => {
          await connect(() => ({ status, body: fault(code, words) }));
          const error = await failure(client.call('updateStock', STOCK));
          assert.deepEqual([error.code, error.disposition], [expected, disposition]);
          assert.match(error.message, new RegExp(words));
          assert.match(error.message, /updateStock \(articleNumber 5\)/);
        });
      }
    }

    const READS: readonly (readonly [text: string, reply: Reply, expected: string, disposition: string])[] = [
      ['a page of a proxy', { status: 502, body: '<html><body>Bad gateway</body></html>' }, 'MPLUS_HTTP', 'retry'],
      ['a service that is down for a while', { status: 503, body: '', headers: { 'Retry-After': '17' } }, 'MPLUS_HTTP', 'wait'],
      ['a page that is not the API', { status: 404, body: '<html>Not found</html>' }, 'MPLUS_HTTP', 'wait'],
      ['a record that is too large', { status: 413, body: '' }, 'MPLUS_HTTP', 'hold'],
      ['a login page', { status: 401, body: '<html>' }, 'MPLUS_AUTH', 'wait'],
      ['a web page instead of SOAP', { status: 200, body: '<html><body>Welcome</body></html>' }, 'MPLUS_BAD_ANSWER', 'retry'],
      ['an empty answer', { status: 200, body: '' }, 'MPLUS_BAD_ANSWER', 'retry'],
      ['half an answer', 'half', 'MPLUS_INTERRUPTED', 'retry'],
      ['a cut connection', 'reset', 'MPLUS_INTERRUPTED', 'retry'],
    ];
    for (const [text, reply, expected, disposition] of READS) {
      it(`${text}, on a read and on a write that may be repeated`, async () => {
        await connect(() => reply);
        for (const call of [client.call('getApiVersion'), client.call('setStock', SET)]) {
          const error = await failure(call);
          assert.deepEqual([error.code, error.disposition], [expected, disposition]);
        }
      });
    }

    it('how long to wait, when the other side says so', async () => {
      await connect(() => ({ status: 503, body: '', headers: { 'Retry-After': '17' } }));
      assert.equal((await failure(client.call('getApiVersion'))).retryAfter, 17);
    });

    it('no answer in time', async () => {
      await connect(() => 'silence', { timeout: 0.2 });
      const error = await failure(client.call('getApiVersion'));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_TIMEOUT', 'retry']);
    });

    it('no connection', async () => {
      await connect(() => VERSION);
      const other = new MplusClient({ ...till.connection(), port: await freePort() });
      const error = await failure(other.call('updateStock', STOCK));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_UNREACHABLE', 'wait']);
      other.close();
    });

    it('no TLS', async () => {
      await connect(() => VERSION, { tls: true });
      const error = await failure(client.call('updateStock', STOCK));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_TLS', 'wait']);
    });

    it('a stopped call, sent or still in the queue', async () => {
      await connect(() => 'silence', { concurrency: 1 });
      const stop = new AbortController();
      const sent = failure(client.call('getApiVersion', {}, { signal: stop.signal }));
      const queued = failure(client.call('updateStock', STOCK, { signal: stop.signal }));
      while (till.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      assert.deepEqual([(await sent).code, (await sent).disposition], ['MPLUS_STOPPED', 'wait']);
      assert.deepEqual([(await queued).code, (await queued).disposition], ['MPLUS_STOPPED', 'wait']);
    });

    it('a client that is closed', async () => {
      await connect(() => 'silence');
      const pending = failure(client.call('getApiVersion'));
      while (till.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
      client.close();
      assert.equal((await pending).code, 'MPLUS_STOPPED');
      assert.equal((await failure(client.call('getApiVersion'))).code, 'MPLUS_STOPPED');
    });
  });

  describe('calls a write uncertain when its answer was lost', () => {
    const LOST: readonly (readonly [string, Reply])[] = [
      ['cut before the answer', 'reset'],
      ['cut in the middle of it', 'half'],
      ['never answered', 'silence'],
      ['answered by a proxy', { status: 504, body: '<html>Gateway timeout</html>' }],
      ['answered with nothing', { status: 200, body: '' }],
      ['answered without a result', result('UpdateStockResponse', '').replace('<ns:result></ns:result>', '')],
    ];
    for (const [text, reply] of LOST) {
      it(text, async () => {
        await connect(() => reply, { timeout: reply === 'silence' ? 0.2 : 10 });
        const error = await failure(client.call('updateStock', STOCK));
        assert.deepEqual([error.code, error.disposition], ['MPLUS_ANSWER_LOST', 'uncertain']);
        assert.deepEqual(till.calls, ['updateStock']);
      });
    }

    it('stopped after it was sent', async () => {
      await connect(() => 'silence');
      const stop = new AbortController();
      const pending = failure(client.call('updateStock', STOCK, { signal: stop.signal }));
      while (till.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      assert.deepEqual([(await pending).code, (await pending).disposition], ['MPLUS_ANSWER_LOST', 'uncertain']);
    });

    it('but not when the front refused it unseen', async () => {
      await connect(() => ({ status: 404, body: '<html>' }));
      assert.equal((await failure(client.call('updateStock', STOCK))).code, 'MPLUS_HTTP');
    });
  });

  describe('repeats', () => {
    let sockets = 0;
    const count = () => {
      sockets += 1;
    };
    beforeEach(() => {
      sockets = 0;
      subscribe('net.client.socket', count);
    });
    afterEach(() => {
      unsubscribe('net.client.socket', count);
    });

    it('a read that found no connection, twice', async () => {
      await connect(() => VERSION);
      const other = new MplusClient({ ...till.connection(), port: await freePort() });
      assert.equal((await failure(other.call('getApiVersion'))).code, 'MPLUS_UNREACHABLE');
      assert.equal(sockets, 3);
      other.close();
    });

    it('no write, even though it was not sent', async () => {
      await connect(() => VERSION);
      const other = new MplusClient({ ...till.connection(), port: await freePort() });
      await failure(other.call('updateStock', STOCK));
      assert.equal(sockets, 1);
      other.close();
    });

    it('no read whose answer was lost', async () => {
      await connect(() => 'reset');
      await failure(client.call('getApiVersion'));
      assert.deepEqual(till.calls, ['getApiVersion']);
    });
  });

  describe('understands results', () => {
    const call = async (operation: 'updateOrder' | 'updateStock' | 'cancelOrder', answer: string) => {
      await connect(() => answer);
      const requests = { updateOrder: { order: { orderId: 'o-1' } }, updateStock: STOCK, cancelOrder: { orderId: 'o-1' } };
      return client.call(operation, requests[operation]);
    };

    it('takes no changes for a success', async () => {
      const answer = await call('updateOrder', result('UpdateOrderResponse', 'UPDATE-ORDER-RESULT-NO-CHANGES'));
      assert.equal(answer.result, 'UPDATE-ORDER-RESULT-NO-CHANGES');
    });

    it('takes the FAILED of older builds for a success when its words say no changes', async () => {
      const words = '<ns:errorMessage>Order not saved because there were no changes in the order.</ns:errorMessage>';
      await call('updateOrder', result('UpdateOrderResponse', 'UPDATE-ORDER-RESULT-FAILED', words));
    });

    it('holds a record that the till refuses, with the code and the words of the till', async () => {
      const words = '<ns:errorMessage>Relation 9 is unknown</ns:errorMessage>';
      const error = await failure(call('updateOrder', result('UpdateOrderResponse', 'UPDATE-ORDER-RESULT-FAILED', words)));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_RESULT', 'hold']);
      assert.equal(error.details?.result, 'UPDATE-ORDER-RESULT-FAILED');
      assert.equal(error.details?.vendorMessage, 'Relation 9 is unknown');
      assert.match(
        error.message,
        /updateOrder \(orderId o-1\) was refused with UPDATE-ORDER-RESULT-FAILED: Relation 9 is unknown/,
      );
    });

    it('tries again when somebody changed the order meanwhile', async () => {
      const error = await failure(call('updateOrder', result('UpdateOrderResponse', 'UPDATE-ORDER-RESULT-ORDER-HAS-CHANGED')));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_RESULT', 'retry']);
    });

    it('gives an answer without the item for what a read does not find', async () => {
      // The schema makes the relation mandatory, so the till may send an empty one.
      await connect(() => result('GetRelationResponse', 'GET-RELATION-RESULT-NOT-FOUND', '<ns:relation/>'));
      assert.deepEqual(await client.call('getRelation', { relationNumber: 1 }), { result: 'GET-RELATION-RESULT-NOT-FOUND' });
    });

    it('does not take NOT-FOUND on a write for a success', async () => {
      assert.equal(
        (await failure(call('updateStock', result('UpdateStockResponse', 'UPDATE-STOCK-RESULT-ARTICLE-NOT-FOUND')))).code,
        'MPLUS_RESULT',
      );
    });

    it('takes a queued cancellation for a success', async () => {
      await call('cancelOrder', result('CancelOrderResponse', 'CANCEL-ORDER-RESULT-PENDING', '<ns:message/>'));
    });
  });

  describe('settles the unit of percentages by the VAT rates of the till', () => {
    const relation =
      '<ns:GetRelationResponse><ns:result>GET-RELATION-RESULT-OK</ns:result><ns:relation><ns:discountPercentage>PERCENT</ns:discountPercentage></ns:relation></ns:GetRelationResponse>';
    const rates = (...values: number[]) =>
      `<ns:getVatGroupListResponse>${values.map((value) => `<ns:vatGroup><ns:vatCode>1</ns:vatCode><ns:vatPercentage>${value}</ns:vatPercentage></ns:vatGroup>`).join('')}</ns:getVatGroupListResponse>`;
    const answers =
      (list: string, percent: string) =>
      ({ operation }: Received) => {
        if (operation === 'getVatGroupList') return list;
        return operation === 'getRelation'
          ? relation.replace('PERCENT', percent)
          : result('UpdateRelationResponse', 'UPDATE-RELATION-RESULT-OK');
      };

    it('in hundredths, when one is above 100, and asks once', async () => {
      await connect(answers(rates(0, 900, 2100), '250'), { percentScale: 'auto' });
      for (let round = 0; round < 2; round += 1) {
        assert.deepEqual((await client.call('getRelation', { relationNumber: 1 })).relation, { discountPercentage: 2.5 });
      }
      assert.deepEqual(till.calls, ['getRelation', 'getVatGroupList', 'getRelation']);
    });

    it('as they are otherwise', async () => {
      await connect(answers(rates(0, 9, 21), '15'), { percentScale: 'auto' });
      assert.deepEqual((await client.call('getRelation', { relationNumber: 1 })).relation, { discountPercentage: 15 });
    });

    it('before a percentage is written', async () => {
      await connect(answers(rates(900, 2100), ''), { percentScale: 'auto' });
      await client.call('updateRelation', { relation: { relationNumber: 1, discountPercentage: 7.5 } });
      assert.deepEqual(till.calls, ['getVatGroupList', 'updateRelation']);
      assert.equal(textOf(till.requests('updateRelation')[0], 'discountPercentage'), '750');
    });

    it('not at all when no percentage is met', async () => {
      await connect(answers(rates(2100), ''), { percentScale: 'auto' });
      await client.call('updateRelation', { relation: { relationNumber: 1, name: 'Test Person' } });
      assert.deepEqual(till.calls, ['updateRelation']);
    });

    it('with a single call at a time too', async () => {
      await connect(answers(rates(2100), '2100'), { percentScale: 'auto', concurrency: 1 });
      const relations = await Promise.all([1, 2, 3].map((relationNumber) => client.call('getRelation', { relationNumber })));
      assert.deepEqual(
        relations.map((answer) => answer.relation),
        Array(3).fill({ discountPercentage: 21 }),
      );
    });

    it('not when the connection says it', async () => {
      await connect(answers(rates(2100), '2100'), { percentScale: '1' });
      assert.deepEqual((await client.call('getRelation', { relationNumber: 1 })).relation, { discountPercentage: 2100 });
      assert.deepEqual(till.calls, ['getRelation']);
    });
  });

  describe('reads the operations of a till from its WSDL', () => {
    it('once, without credentials', async () => {
      await connect(() => VERSION);
      till.operations = ['createOrder', 'getStock'];
      const [first, second] = await Promise.all([client.operations(), client.operations()]);
      assert.deepEqual([...first].sort(), ['createOrder', 'getStock']);
      assert.equal(first, second);
      assert.equal(till.received.length, 1);
      assert.equal(till.received[0].method, 'GET');
      assert.equal(till.received[0].url.search, '?wsdl');
    });

    it('and asks again after a failure', async () => {
      await connect((_, count) => (count === 1 ? { status: 200, body: '<html>Sorry</html>' } : { status: 502, body: '' }));
      till.operations = [];
      const error = await failure(client.operations());
      assert.equal(error.code, 'MPLUS_BAD_ANSWER');
      assert.match(error.message, /\?wsdl/);
      till.operations = ['getStock'];
      assert.deepEqual([...(await client.operations())], ['getStock']);
    });
  });

  describe('never tells the credentials', () => {
    /** Everything a person, a log or a debug node could see of an error. */
    function exposed(thrown: unknown): string {
      const texts: string[] = [];
      for (let error = thrown; error !== undefined && error !== null; error = (error as { cause?: unknown }).cause) {
        texts.push(
          String(error),
          JSON.stringify(error),
          inspect(error, { depth: 10, showHidden: true }),
          String((error as Error).stack),
        );
        texts.push(JSON.stringify(Object.getOwnPropertyDescriptors(error as object)));
      }
      return texts.join('\n');
    }
    const echo = `${IDENT} ${SECRET.replaceAll('&', '&amp;')} ${encodeURIComponent(SECRET)}`;
    const REPLIES: Record<string, Reply> = {
      fault: { status: 500, body: fault(`SOAP-ENV:Client.${IDENT}`, `Wrong: ${echo}`) },
      result: result('UpdateStockResponse', 'UPDATE-STOCK-RESULT-FAILED', `<ns:stockId>1</ns:stockId>`),
      words: result('UpdateOrderResponse', 'UPDATE-ORDER-RESULT-FAILED', `<ns:errorMessage>${echo}</ns:errorMessage>`),
      page: { status: 502, body: `<html>${echo}</html>` },
      redirect: { status: 302, body: '', headers: { Location: `http://127.0.0.1/?secret=${encodeURIComponent(SECRET)}` } },
      reset: 'reset',
      half: 'half',
      silence: 'silence',
    };
    for (const [name, reply] of Object.entries(REPLIES)) {
      it(`in the error after ${name}`, async () => {
        await connect(() => reply, { timeout: 0.3 });
        for (const call of [client.call('updateOrder', { order: { orderId: 'o' } }), client.call('updateStock', STOCK)]) {
          const text = exposed(await failure(call));
          for (const form of [SECRET, IDENT, encodeURIComponent(SECRET), encodeURIComponent(IDENT)])
            assert.ok(!text.includes(form), `${name}: ${text}`);
        }
      });
    }

    it('in the error without a connection, nor in the client itself', async () => {
      await connect(() => VERSION);
      const other = new MplusClient({ ...till.connection(), port: await freePort() });
      const text =
        exposed(await failure(other.call('updateStock', STOCK))) +
        exposed(other) +
        inspect(client, { depth: 10, showHidden: true });
      for (const form of ['canary', encodeURIComponent(SECRET)]) assert.ok(!text.includes(form));
      other.close();
    });
  });

  describe('refuses a connection that cannot work or is not safe', () => {
    const GOOD: MplusConnection = {
      host: 'api.example.com',
      tls: true,
      ident: 'i',
      secret: 's',
      timezone: 'Europe/Amsterdam',
      percentScale: 'auto',
      timeout: 60,
      concurrency: 2,
    };
    const BAD: Record<string, Partial<MplusConnection>> = {
      'a URL for a host': { host: 'https://api.example.com/' },
      'no host': { host: '' },
      'a port out of range': { port: 70000 },
      'no TLS to another machine': { tls: false },
      'no TLS to a name that only begins like this machine': { tls: false, host: 'localhost.example.com' },
      'no ident': { ident: '' },
      'no secret': { secret: '' },
      'an unknown time zone': { timezone: 'Europe/Nowhere' },
      'no time at all': { timeout: 0 },
      'no call at a time': { concurrency: 0 },
    };
    for (const [name, change] of Object.entries(BAD)) {
      it(name, () => {
        assert.throws(
          () => new MplusClient({ ...GOOD, ...change }),
          (thrown) => thrown instanceof MplusError && thrown.code === 'MPLUS_CONFIG' && thrown.disposition === 'wait',
        );
      });
    }

    it('but takes a good one, and this machine without TLS', () => {
      new MplusClient(GOOD).close();
      for (const host of ['localhost', '127.0.0.1', '::1', '[::1]']) new MplusClient({ ...GOOD, host, tls: false }).close();
    });
  });
});

/** A port of this machine where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
