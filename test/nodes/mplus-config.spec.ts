import assert from 'node:assert/strict';
import { answering, closedPort, type StandIn, untrusted } from './stand-in';
import { type Config, type Msg, Rig, TAB } from './support';

const rig = new Rig();
const TEST = '/mplus-ecwid/mplus-config/test';
const CANARY = 'canary/7f3a & co';
const FAULT = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>
  <faultstring>No such page: {url}</faultstring></s:Fault></s:Body></s:Envelope>`;

/** What the dialog sends of a connection to the simulator. */
function form(values: object = {}, credentials: object = {}): object {
  const { host, port, ident, secret } = rig.sandbox.mplus;
  return {
    id: 'new',
    host,
    port: String(port),
    tls: false,
    branchNumber: '1',
    timeout: '2',
    credentials: { ident, secret, ...credentials },
    ...values,
  };
}

function assertSilent(answer: Msg, ...secrets: string[]): void {
  const text = JSON.stringify(answer);
  for (const secret of [CANARY, rig.sandbox.mplus.secret, ...secrets]) {
    assert.ok(!text.includes(secret) && !text.includes(encodeURIComponent(secret)), text);
  }
}

describe('mplus-config', () => {
  let standIn: StandIn | undefined;
  rig.install();
  afterEach(() => standIn?.close());

  describe('Test connection', () => {
    it('tells about the till, before the first Deploy (60)', async () => {
      await rig.load([TAB]);
      const { status, body } = await rig.post(TEST, form());
      assert.equal(status, 200);
      assert.equal(body.ok, true);
      assert.match(body.message, /^Connected to MplusKASSA, branch 1 .+\.$/);
      assert.deepEqual(Object.keys(body.facts), ['version', 'licence', 'branches', 'vat']);
      assert.match(body.facts.vat, /NLD 2 = 21 %/);
      assertSilent(body);
    });

    it('works with the sandbox ticked and nothing filled in (61)', async () => {
      await rig.load([TAB]);
      const { body } = await rig.post(TEST, { id: 'new', sandbox: true, host: '', branchNumber: '1', credentials: {} });
      assert.equal(body.ok, true, body.message);
    });

    it('resolves environment variables', async () => {
      await rig.load([TAB]);
      process.env.TEST_TILL_PORT = String(rig.sandbox.mplus.port);
      process.env.TEST_TILL_SECRET = rig.sandbox.mplus.secret;
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a person types it in the dialog
      const { body } = await rig.post(TEST, form({ port: '${TEST_TILL_PORT}' }, { secret: '${TEST_TILL_SECRET}' }));
      assert.equal(body.ok, true, body.message);
    });

    const wrong: [string, string, object, object][] = [
      ['a wrong secret', 'MPLUS_AUTH', {}, { secret: CANARY }],
      ['a wrong ident', 'MPLUS_AUTH', {}, { ident: CANARY }],
      ['a branch that is not there', 'MPLUS_BRANCH', { branchNumber: '77' }, {}],
      ['no host', 'MPLUS_CONFIG', { host: '' }, {}],
      ['no ident', 'MPLUS_CONFIG', {}, { ident: '' }],
      ['no secret', 'MPLUS_CONFIG', {}, { secret: '' }],
      ['an address as host', 'MPLUS_CONFIG', { host: 'https://till.example.com/' }, {}],
      ['another machine without TLS', 'MPLUS_CONFIG', { host: 'till.example.com' }, {}],
      ['an unknown time zone', 'MPLUS_CONFIG', { timezone: 'Mars/Base' }, {}],
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

    const servers: [string, string, () => Promise<StandIn>, object][] = [
      ['nobody listens', 'MPLUS_UNREACHABLE', async () => ({ port: await closedPort(), close: async () => {} }), {}],
      ['the certificate is not trusted', 'MPLUS_TLS', untrusted, { tls: true }],
      ['a proxy answers with a page', 'MPLUS_HTTP', () => answering({ status: 502, body: '<html>{url}</html>' }), {}],
      ['a fault quotes the address', 'MPLUS_FAULT_SERVER', () => answering({ status: 500, body: FAULT }), {}],
      ['the answer is no XML', 'MPLUS_BAD_ANSWER', () => answering({ body: 'OK {url}' }), {}],
    ];
    for (const [what, code, start, values] of servers) {
      it(`gives ${code} when ${what}`, async () => {
        await rig.load([TAB]);
        standIn = await start();
        const { body } = await rig.post(TEST, form({ port: String(standIn.port), ...values }, { secret: CANARY }));
        assert.deepEqual([body.ok, body.code], [false, code]);
        assertSilent(body);
      });
    }
  });

  describe('Test connection of a connection that is deployed', () => {
    const deployed = (): Config[] => rig.configs();
    const stored = (values: object = {}, credentials: object = {}) =>
      form({ id: 'till', ...values }, { ident: rig.sandbox.mplus.ident, secret: '__PWRD__', ...credentials });

    it('uses the stored secret with the server it was stored for', async () => {
      await rig.load(deployed());
      for (const secret of ['__PWRD__', '']) {
        const { body } = await rig.post(TEST, stored({}, { secret }));
        assert.equal(body.ok, true, body.message);
        assertSilent(body);
      }
    });

    it('uses a secret that was typed in its place', async () => {
      await rig.load(deployed());
      const { body } = await rig.post(TEST, stored({}, { secret: CANARY }));
      assert.equal(body.code, 'MPLUS_AUTH');
      assertSilent(body);
    });

    const elsewhere: [string, object, object?][] = [
      ['another host', { host: 'localhost' }],
      ['another port', { port: '1' }],
      ['no TLS', { tls: true }],
      ['another host, without naming the credentials', { host: 'localhost', credentials: {} }],
      ['another host, without credentials at all', { host: 'localhost', credentials: undefined }],
    ];
    for (const [what, values] of elsewhere) {
      it(`keeps the stored secret from ${what}`, async () => {
        await rig.load(deployed());
        const { body } = await rig.post(TEST, stored(values));
        assert.deepEqual([body.ok, body.code], [false, 'TEST_NEEDS_SECRET']);
      });
    }

    it('sends no secret of a connection that is not deployed any more', async () => {
      await rig.load(deployed());
      const { body } = await rig.post(TEST, stored({ id: 'book' }));
      assert.equal(body.code, 'MPLUS_CONFIG');
    });

    it('takes a server given by an environment variable for the one that is deployed', async () => {
      process.env.TEST_TILL_HOST = rig.sandbox.mplus.host;
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a person types it in the dialog
      const host = '${TEST_TILL_HOST}';
      await rig.load(rig.configs({ till: { host } }));
      const { body } = await rig.post(TEST, stored({ host }));
      assert.equal(body.ok, true, body.message);
    });
  });
});
