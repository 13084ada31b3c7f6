import assert from 'node:assert/strict';
import type { EcwidConfigNode } from '../../nodes/shared/config-nodes';
import { answering, closedPort, type StandIn, untrusted } from './stand-in';
import { type Config, type Msg, Rig, TAB } from './support';

const rig = new Rig();
const TEST = '/mplus-ecwid/ecwid-config/test';
const CANARY = 'secret_canary_7f3a';

/** What the dialog sends of a connection to the simulator. */
function form(values: object = {}, credentials: object = {}): object {
  const { baseUrl, storeId, token } = rig.sandbox.ecwid;
  return {
    id: 'new',
    baseUrl,
    storeId,
    requestsPerMinute: '6000',
    timeout: '2',
    credentials: { token, clientSecret: '', ...credentials },
    ...values,
  };
}

function assertSilent(answer: Msg): void {
  const text = JSON.stringify(answer);
  for (const secret of [CANARY, rig.sandbox.ecwid.token]) assert.ok(!text.includes(secret), text);
}

describe('ecwid-config', () => {
  let standIn: StandIn | undefined;
  rig.install();
  afterEach(() => standIn?.close());

  describe('Test connection', () => {
    it('tells about the store, before the first Deploy (60)', async () => {
      await rig.load([TAB]);
      const { status, body } = await rig.post(TEST, form());
      assert.equal(status, 200);
      assert.equal(body.ok, true, body.message);
      assert.match(body.message, /^Connected to the Ecwid store .+, currency EUR\.$/);
      assert.deepEqual(Object.keys(body.facts), ['prices', 'languages', 'vat']);
      assert.equal(body.facts.prices, 'with tax');
      assert.match(body.facts.vat, /(^|; )7, 19 % in DE(;|$)/);
      assert.match(body.facts.languages, /\bnl\b/);
      assertSilent(body);
    });

    it('works with the sandbox ticked and nothing filled in (61)', async () => {
      await rig.load([TAB]);
      const { body } = await rig.post(TEST, { id: 'new', sandbox: true, storeId: '', credentials: {} });
      assert.equal(body.ok, true, body.message);
    });

    it('names what the token may not read', async () => {
      await rig.load([TAB]);
      rig.sandbox.control.set({ ecwidScopes: ['read_store_profile', 'read_orders'] });
      const { body } = await rig.post(TEST, form());
      assert.equal(body.ok, true, body.message);
      assert.equal(body.facts['no access to'], 'products, customers');
    });

    const wrong: [string, string, object, object][] = [
      ['a wrong token', 'ECWID_AUTH', {}, { token: CANARY }],
      ['an unknown store', 'ECWID_STORE_NOT_FOUND', { storeId: '999' }, {}],
      ['no store', 'ECWID_CONFIG', { storeId: ' ' }, {}],
      ['no token', 'ECWID_CONFIG', {}, { token: '' }],
    ];
    for (const [what, code, values, credentials] of wrong) {
      it(`says what to do about ${what}: ${code}`, async () => {
        await rig.load([TAB]);
        const { status, body } = await rig.post(TEST, form(values, credentials));
        assert.deepEqual([status, body.ok, body.code], [200, false, code]);
        assert.match(body.message, /^[^\n]+$/);
        assert.ok(body.hint);
        assertSilent(body);
      });
    }

    const servers: [string, string, () => Promise<StandIn>, string][] = [
      ['nobody listens', 'ECWID_UNREACHABLE', async () => ({ port: await closedPort(), close: async () => {} }), 'http'],
      ['the certificate is not trusted', 'ECWID_TLS', untrusted, 'https'],
      ['a proxy answers with a page', 'ECWID_UNAVAILABLE', () => answering({ status: 502, body: '<html>{url}</html>' }), 'http'],
      ['the answer is no JSON', 'ECWID_BAD_ANSWER', () => answering({ body: '{"settings": ' }), 'http'],
    ];
    for (const [what, code, start, protocol] of servers) {
      it(`gives ${code} when ${what}`, async () => {
        await rig.load([TAB]);
        standIn = await start();
        const baseUrl = `${protocol}://127.0.0.1:${standIn.port}/api/v3`;
        const { body } = await rig.post(TEST, form({ baseUrl }, { token: CANARY }));
        assert.deepEqual([body.ok, body.code], [false, code]);
        assertSilent(body);
      });
    }

    it('refuses something else than an address as base URL', async () => {
      await rig.load([TAB]);
      const { body } = await rig.post(TEST, form({ baseUrl: 'app.ecwid.com' }));
      assert.deepEqual([body.ok, body.code], [false, 'ECWID_CONFIG']);
    });
  });

  describe('Test connection of a connection that is deployed', () => {
    const deployed = (): Config[] => rig.configs();
    const stored = (values: object = {}, credentials: object = {}) =>
      form({ id: 'shop', ...values }, { token: '__PWRD__', clientSecret: '__PWRD__', ...credentials });

    it('uses the stored token with the store it was stored for', async () => {
      await rig.load(deployed());
      const { body } = await rig.post(TEST, stored());
      assert.equal(body.ok, true, body.message);
      assertSilent(body);
    });

    it('asks Ecwid again when the token was refused before and all traffic stopped', async () => {
      await rig.load(deployed(), rig.credentials({ shop: { token: CANARY } }));
      const client = await (rig.node('shop') as EcwidConfigNode).client();
      for (const message of [/^Ecwid answered/, /^Stopped/]) await assert.rejects(client.request('GET', '/orders'), { message });
      const { body } = await rig.post(TEST, stored());
      assert.match(body.message, /^Ecwid answered/);
    });

    for (const values of [{ baseUrl: 'http://localhost:1/api/v3' }, { storeId: '1004' }, { storeId: '1004', credentials: {} }]) {
      it(`keeps the stored token from ${JSON.stringify(values)}`, async () => {
        await rig.load(deployed());
        const { body } = await rig.post(TEST, stored(values));
        assert.deepEqual([body.ok, body.code], [false, 'TEST_NEEDS_SECRET']);
      });
    }

    it('takes a typed token to another store, whatever else is stored', async () => {
      await rig.load(deployed());
      const { body } = await rig.post(TEST, stored({ storeId: '1004' }, { token: CANARY }));
      assert.equal(body.code, 'ECWID_STORE_NOT_FOUND');
      assertSilent(body);
    });
  });
});
