import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Sandbox, sharedSandbox, startSandbox } from '../../../lib/sandbox';
import { DEFAULT_SWITCHES } from '../../../lib/sandbox/switches';

interface EcwidOrder {
  id: string;
  email?: string;
  paymentStatus: string;
  customerTaxId?: string;
  billingPerson?: { companyName?: string };
}

const soap = (operation: string, content: string) =>
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>' +
  `<${operation} xmlns="urn:mplusqapi">${content}</${operation}></SOAP-ENV:Body></SOAP-ENV:Envelope>`;

async function callMplus({ mplus }: Sandbox, operation: string, content = '', secret: string = mplus.secret) {
  const response = await fetch(`${mplus.url}?ident=${mplus.ident}&secret=${secret}`, {
    method: 'POST',
    body: soap(operation, content),
  });
  return { status: response.status, text: await response.text() };
}

async function getEcwid({ ecwid }: Sandbox, path: string, token: string = ecwid.token) {
  const response = await fetch(`${ecwid.baseUrl}/${ecwid.storeId}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

describe('sandbox', () => {
  describe('with the demo shop', () => {
    let sandbox: Sandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it('answers as a till to whoever has ident and secret (61)', async () => {
      assert.match((await callMplus(sandbox, 'getApiVersion')).text, /getApiVersionResponse/);
      assert.match((await callMplus(sandbox, 'getApiVersion', '', 'wrong')).text, /Fault/);
    });

    it('answers as a webshop to whoever has the token (61)', async () => {
      assert.equal((await getEcwid(sandbox, '/profile')).status, 200);
      assert.equal((await getEcwid(sandbox, '/profile', 'wrong')).status, 403);
    });

    it('has the same articles on both sides, by SKU', async () => {
      const { json } = await getEcwid(sandbox, '/products?sku=2101');
      assert.equal(json.items.length, 1);
      const { text } = await callMplus(
        sandbox,
        'getProducts',
        '<request><articleNumbers>2101</articleNumbers><pluNumbers/></request>',
      );
      assert.match(text, /<ns:articleNumber>2101<\/ns:articleNumber>/);
    });

    it('has the five demo orders newest, paid and within the last day', async () => {
      const since = Math.floor(sandbox.control.clock.now() / 1000) - 86_400 + 3600;
      const { json } = await getEcwid(sandbox, `/orders?createdFrom=${since}&limit=100`);
      const orders = (json.items as (EcwidOrder & { createTimestamp: number })[]).sort(
        (a, b) => a.createTimestamp - b.createTimestamp,
      );
      assert.equal(orders.length, 5);
      assert.ok(orders.every((order) => order.paymentStatus === 'PAID'));
      assert.ok(orders[0].billingPerson?.companyName);
      assert.equal(orders[1].email, 'jan@example.com');
      assert.ok(!orders[4].email);
    });

    it('has exactly one of the webshop orders in the till already', async () => {
      const { json } = await getEcwid(sandbox, '/orders?limit=100');
      const found: string[] = [];
      for (const { id: orderId } of json.items as EcwidOrder[]) {
        const { text } = await callMplus(sandbox, 'findOrder', `<extOrderId>${orderId}</extOrderId>`);
        if (text.includes('GET-ORDER-RESULT-OK')) found.push(orderId);
      }
      assert.equal(found.length, 1);
    });

    it('takes its faults from the control API of either port (85)', async () => {
      const order = { system: 'ecwid', operation: 'GET /profile', kind: 'rateLimit', count: 1 };
      await fetch(`${sandbox.mplus.url}__sandbox/faults`, { method: 'POST', body: JSON.stringify(order) });
      assert.equal((await getEcwid(sandbox, '/profile')).status, 429);
      assert.equal((await getEcwid(sandbox, '/profile')).status, 200);
      sandbox.control.faults.add({ system: 'mplus', operation: 'getBranches', kind: 'soapFault', count: 1 });
      assert.match((await callMplus(sandbox, 'getBranches')).text, /Database is busy/);
      assert.match((await callMplus(sandbox, 'getBranches')).text, /getBranchesResponse/);
    });
  });

  it('gives the same ids for the same seed', async () => {
    const now = Date.UTC(2026, 5, 12, 12);
    const ids = async (seed: number) => {
      const sandbox = await startSandbox({ now, seed, products: 1 });
      const orders = [...sandbox.control.ecwid.state.orders.values()].map((order) => order.orderId);
      await sandbox.close();
      return orders;
    };
    assert.deepEqual(await ids(4), await ids(4));
    assert.notDeepEqual(await ids(4), await ids(5));
  });

  it('starts with the switches, seed and time it is given', async () => {
    const now = Date.UTC(2026, 0, 1);
    const sandbox = await startSandbox({ now, products: 1, strict: true, switches: { ecwidSearchLag: 3 } });
    assert.equal(sandbox.control.switches.ecwidSearchLag, 3);
    assert.equal(sandbox.control.switches.strict, true);
    assert.ok(sandbox.control.clock.now() - now < 60_000);
    assert.equal(DEFAULT_SWITCHES.strict, false);
    await sandbox.close();
  });

  it('has the demo order in the till whatever the switches say', async () => {
    const switches = { mplusQueueOrders: true, mplusMandatoryElements: true, mplusMissingOperations: ['createOrder'] };
    const sandbox = await startSandbox({ products: 1, strict: true, switches });
    assert.equal(sandbox.control.mplus.state.orders.size, 1);
    assert.deepEqual(sandbox.control.complaints.list(), []);
    assert.equal(sandbox.control.switches.mplusQueueOrders, true);
    await sandbox.close();
  });

  it('says which port is taken and leaves nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(startSandbox({ ecwidPort: port, products: 1 }), { code: 'SANDBOX_PORT_BUSY' });
    await new Promise((resolve) => other.close(resolve));
  });

  it('cannot be reached after it is closed', async () => {
    const sandbox = await startSandbox({ products: 1 });
    await sandbox.close();
    await assert.rejects(callMplus(sandbox, 'getApiVersion'));
    await assert.rejects(getEcwid(sandbox, '/profile'));
  });

  it('is one for all users of a process, and outlives them', async () => {
    const [first, second] = await Promise.all([sharedSandbox(), sharedSandbox()]);
    assert.equal(first, second);
    assert.equal((await callMplus(await sharedSandbox(), 'getApiVersion')).status, 200);
  });

  it('explains every switch with its default in the README', () => {
    const readme = readFileSync(join(__dirname, '../../../lib/sandbox/README.md'), 'utf8');
    const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    for (const [name, value] of Object.entries(DEFAULT_SWITCHES)) {
      const row = rows.find(([, cell]) => cell === `\`${name}\``);
      assert.ok(row?.[3], `no row for ${name}`);
      if (!Array.isArray(value)) assert.equal(row[2], `\`${value}\``, name);
    }
  });
});
