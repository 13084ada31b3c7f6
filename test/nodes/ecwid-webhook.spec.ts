import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { ecwidSignature } from '../../lib/ecwid';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const express = createRequire(require.resolve('node-red'))('express');
const SYNC = 'orders → MplusKASSA';

describe('ecwid-webhook', () => {
  const rig = new Rig().install();
  let server: Server | undefined;
  let address = '';
  let folder: string | undefined;

  afterEach(async () => {
    helper.settings({});
    await rig.unload();
    if (folder) rmSync(folder, { recursive: true });
    folder = undefined;
    const ended = server;
    server = undefined;
    await new Promise((resolve) => {
      if (!ended) return resolve(undefined);
      ended.close(resolve);
      ended.closeAllConnections();
    });
  });

  function flow(settings: object = {}, overrides: Record<string, object> = {}): Config[] {
    return [
      ...rig.configs(overrides),
      { id: 'hook', type: 'ecwid-webhook', z: TAB.id, ecwid: 'shop', path: '/hook', wires: [['events']], ...settings },
      end('events'),
      ...watchers(['hook']),
    ];
  }

  const credentials = () =>
    rig.credentials({ shop: { token: rig.sandbox.ecwid.token, clientSecret: rig.sandbox.ecwid.clientSecret } });

  async function load(settings: object = {}, nodes: Config[] = flow(settings)): Promise<void> {
    await rig.load(nodes, credentials());
    await serve();
    // The first answer other than "not ready".
    while ((await fetch(address, { method: 'PUT' })).status === 404) await new Promise(setImmediate);
    while ((await post(event({ eventType: 'none.none', storeId: 1 }))).status === 503) await new Promise(setImmediate);
  }

  /** The HTTP nodes behind a server, as below `httpNodeRoot`. */
  async function serve(root = '/'): Promise<void> {
    const app = express();
    app.use(root, rig.httpNode);
    server = createServer(app);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${root === '/' ? '' : root}/hook`;
  }

  function event(fields: object = {}): Record<string, unknown> {
    return {
      eventId: randomUUID(),
      eventCreated: Math.floor(Date.now() / 1000),
      storeId: Number(rig.sandbox.ecwid.storeId),
      entityId: 4711,
      eventType: 'order.created',
      data: { orderId: 'XJ12H' },
      ...fields,
    };
  }

  function post(body: Msg, headers: Record<string, string> = {}, secret = rig.sandbox.ecwid.clientSecret): Promise<Response> {
    return fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-ecwid-webhook-signature': ecwidSignature(secret, body.eventCreated, body.eventId),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** The counts after everything so far, as the next event carries them. */
  async function counts(): Promise<Msg> {
    const next = rig.probe('events').next();
    await post(event());
    return (await next).webhooks;
  }

  describe('a signed event', () => {
    it('goes out as a message: the entity as topic, the event as payload', async () => {
      await load();
      const sent = event();
      assert.equal((await post(sent)).status, 200);
      const [msg] = await rig.probe('events').count(1);
      assert.equal(msg.topic, 'order');
      assert.deepEqual(msg.payload, {
        ...{ eventId: sent.eventId, eventCreated: sent.eventCreated, eventType: 'order.created' },
        ...{ entity: 'order', action: 'created', id: 'XJ12H', storeId: '1003', entityId: 4711, data: { orderId: 'XJ12H' } },
      });
    });

    it('is answered before anything is done with it', async () => {
      await load({ reread: true });
      rig.sandbox.control.faults.add({ system: 'ecwid', kind: 'latency', milliseconds: 400 });
      const started = performance.now();
      const answered = (await post(event({ data: { orderId: rig.placeOrder() } }))).status;
      const took = performance.now() - started;
      assert.equal(answered, 200);
      assert.equal(rig.probe('events').messages.length, 0);
      assert.ok(took < 300, `${took} ms`);
      await rig.probe('events').count(1);
    });

    it('comes once, however often it is sent (93)', async () => {
      await load();
      const sent = event();
      for (let copy = 0; copy < 3; copy += 1) assert.equal((await post(sent)).status, 200);
      assert.equal((await counts()).duplicates, 2);
      assert.equal(rig.probe('events').messages.length, 2);
    });

    it('comes once across a deploy with a ledger', async () => {
      folder = mkdtempSync(join(tmpdir(), 'mplus-ecwid-'));
      const book = { book: { file: join(folder, 'ledger.sqlite') } };
      const nodes = () => flow({ ledger: 'book' }, book);
      await load({}, nodes());
      const sent = event();
      await post(sent);
      await rig.probe('events').count(1);
      await rig.unload();
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
      await load({}, nodes());
      await post(sent);
      assert.equal((await counts()).duplicates, 1);
    });

    it('is left out when it is not among the chosen ones', async () => {
      await load({ events: 'order.created, product' });
      await post(event({ eventType: 'order.updated' }));
      await post(event({ eventType: 'product.updated', data: undefined }));
      await rig.probe('events').count(1);
      assert.equal(rig.probe('events').messages[0].topic, 'product');
      assert.ok((await counts()).others >= 1);
    });

    it('of another store with the same app is taken and goes nowhere', async () => {
      await load();
      const before = (await counts()).otherStores;
      assert.equal((await post(event({ storeId: 2004 }))).status, 200);
      assert.equal((await counts()).otherStores, before + 1);
      assert.equal(rig.probe('events').messages.length, 2);
    });
  });

  describe('read again', () => {
    it('gives the record as it is now, with the event beside it', async () => {
      await load({ reread: true });
      const id = rig.placeOrder();
      await post(event({ data: { orderId: id, newPaymentStatus: 'CANCELLED' } }));
      const [msg] = await rig.probe('events').count(1);
      assert.equal(msg.payload.id, id);
      assert.equal(msg.payload.paymentStatus, 'PAID');
      assert.equal(msg.event.eventType, 'order.created');
    });

    it('keeps an order back that the shop has from the till', async () => {
      await load({ reread: true });
      const order = { email: 'a@example.com', total: 1, externalTransactionId: 'mplus-a-1', items: [] };
      await post(event({ data: { orderId: await rig.postOrder(order) } }));
      const id = rig.placeOrder();
      await post(event({ data: { orderId: id } }));
      const [msg] = await rig.probe('events').count(1);
      assert.equal(msg.payload.id, id);
    });

    it('gives the event alone for an order that is gone by then', async () => {
      await load({ reread: true });
      await post(event({ eventType: 'order.updated', data: { orderId: 'GONE1' } }));
      const [msg] = await rig.probe('events').count(1);
      assert.equal(msg.topic, 'deletedOrder');
      assert.equal(msg.payload.id, 'GONE1');
    });

    it('gives the event alone when it says that the order was deleted', async () => {
      await load({ reread: true });
      await post(event({ eventType: 'order.deleted', data: { orderId: 'XJ12H' } }));
      const [msg] = await rig.probe('events').count(1);
      assert.deepEqual([msg.topic, msg.payload.action], ['deletedOrder', 'deleted']);
    });

    it('tells a Catch node when the store cannot be asked', async () => {
      await load({ reread: true });
      rig.sandbox.control.faults.add({ system: 'ecwid', kind: 'http500' });
      await post(event({ data: { orderId: 'XJ12H' } }));
      const caught = await rig.probe('caught').until((msg) => msg.error);
      assert.equal(caught.error.code, 'ECWID_UNAVAILABLE');
      assert.equal(caught.payload.id, 'XJ12H');
    });
  });

  describe('what is refused', () => {
    const cases: [what: string, status: number, send: () => Promise<Response>][] = [
      ['the signature of another store', 401, () => post(event(), {}, 'another-client-secret')],
      [
        'a signature of another event',
        401,
        () => post(event(), { 'x-ecwid-webhook-signature': ecwidSignature('sandbox-client-secret', 1, 'x') }),
      ],
      ['an event without a signature', 401, () => post(event(), { 'x-ecwid-webhook-signature': '' })],
      ['what is not JSON', 400, () => post('eventId=1', { 'x-ecwid-webhook-signature': 'x' })],
      ['JSON that is no event', 400, () => post([], { 'x-ecwid-webhook-signature': 'x' })],
      ['a body of a megabyte', 413, () => post({ ...event(), data: { orderId: 'X'.repeat(1_000_000) } })],
      ['another content type', 415, () => post(event(), { 'content-type': 'application/x-www-form-urlencoded' })],
      ['a GET', 405, () => fetch(address)],
    ];
    for (const [what, status, send] of cases) {
      it(`answers ${status} to ${what}, counts it and does nothing`, async () => {
        await load();
        const before = (await counts()).refused;
        assert.equal((await send()).status, status);
        assert.equal((await counts()).refused, before + 1);
        assert.equal(rig.probe('events').messages.length, 2);
      });
    }

    it('is everything as long as there is no client secret, so that Ecwid sends it again later', async () => {
      await rig.load(flow(), rig.credentials());
      await serve();
      assert.equal((await post(event(), {}, '')).status, 503);
      assert.match(String(rig.errors('hook')[0]), /no client secret/);
    });
  });

  describe('its address', () => {
    it('is below httpNodeRoot', async () => {
      await rig.load(flow(), credentials());
      await serve('/api');
      assert.match(address, /\/api\/hook$/);
      assert.equal((await fetch(address)).status, 405);
    });

    it('is given back when the node closes', async () => {
      await load();
      const { httpNode } = rig;
      await rig.unload();
      assert.equal((await fetch(address)).status, 404);
      assert.ok(httpNode);
    });

    it('belongs to one node only', async () => {
      const second = { id: 'second', type: 'ecwid-webhook', z: TAB.id, ecwid: 'shop', path: '/HOOK/', wires: [['events']] };
      await load({}, [...flow(), second]);
      assert.match(String(rig.errors('second')[0]), /Another ecwid-webhook node listens on \/HOOK\/ already/);
      await post(event());
      await rig.probe('events').count(1);
    });

    it('says when httpNodeAuth stands in front of it, where Ecwid cannot log in', async () => {
      helper.settings({ httpNodeAuth: { user: 'user', pass: 'hash' } } as never);
      await rig.load(flow(), credentials());
      const { WARN, args } = helper.log() as Msg;
      const warnings = args.flat().filter(({ id, level }: Msg) => id === 'hook' && level === WARN);
      assert.match(String(warnings[0]?.msg), /httpNodeAuth.*Authorization header/);
    });

    it('has to be a path', async () => {
      await rig.load(flow({ path: 'hook/:id' }), credentials());
      assert.match(String(rig.errors('hook')[0]), /cannot be the path of a webhook/);
    });
  });

  describe('lost events', () => {
    it('are changes that the poll brought and no event told of (93)', async () => {
      const poll = {
        ...{ id: 'get', type: 'ecwid-get', z: TAB.id, ecwid: 'shop', ledger: 'book', sync: SYNC },
        ...{ entity: 'order', mode: 'changed', inFlight: '1', wires: [['records'], ['run']] },
      };
      await load({}, [...flow({ ledger: 'book', sync: SYNC }), poll, end('records'), end('run')]);
      assert.equal((await counts()).lost, 0);
      const [lost, told] = [rig.placeOrder(), rig.placeOrder()];
      await post(event({ data: { orderId: told } }));
      rig.send('get');
      await rig.probe('run').count(1);
      assert.equal((await (await rig.ledger()).find({ text: lost })).records.length, 1);
      const { now } = Date;
      try {
        Date.now = () => now() + 120_000;
        assert.equal((await counts()).lost, 1);
      } finally {
        Date.now = now;
      }
    });

    it('are not known without a ledger', async () => {
      await load();
      assert.equal((await counts()).lost, null);
    });

    it('are not told of a late event that came: it counts as late', async () => {
      await load();
      await post(event({ eventCreated: Math.floor(Date.now() / 1000) - 900 }));
      assert.equal((await counts()).late, 1);
    });
  });
});
