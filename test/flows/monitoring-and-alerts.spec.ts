import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'monitoring-and-alerts';
const named = (flows: Flows, name: string) => flows.find((each) => each.name === name) as { id: string };
const ofType = (flows: Flows, type: string) =>
  flows.find((each) => each.type === type) as Record<string, unknown> & { id: string };

/** The example as it is shipped, with pauses that a test can wait for. */
function hurried(): Flows {
  const flows = readExample(EXAMPLE);
  ofType(flows, 'sync-ledger').backoff = '1';
  ofType(flows, 'sync-monitor').summaryMinutes = '0.02';
  return flows;
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const flows = hurried();
    const ledger = ofType(flows, 'sync-ledger').id;
    const { userDir, remove } = temporaryUserDir();
    let runtime: Runtime;
    let sandbox: string;

    const held = () => runtime.at('Alert').filter(({ topic }) => topic === 'held');
    const over = () => runtime.at('Order in the till').length + runtime.at('Picked up at the counter').length + held().length;
    const alert = (topic: string, key?: string) =>
      runtime.until(() => runtime.at('Alert').find((msg) => msg.topic === topic && (!key || msg.payload.key === key)));

    async function post(path: string, body: object): Promise<{ id?: string }> {
      const answer = await fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.clone().text());
      return answer.json() as Promise<{ id?: string }>;
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const [{ payload }] = runtime.at('Run complete');
      await runtime.until(() => over() >= payload.added);
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('tells in one line which orders are held, why and what to do', async () => {
      const [{ payload }, ...others] = held().filter((msg) => msg.payload.reason === 'SKU_UNKNOWN');
      assert.deepEqual(others, []);
      assert.equal(payload.sandbox, true);
      assert.match(
        payload.text,
        /^sandbox · orders → MplusKASSA: record \w+ is held: .*7777001 \(SKU_UNKNOWN\)\. Create the article/,
      );
      assert.doesNotMatch(payload.text, /\n/);
      const { records } = await runtime.records(ledger, { state: 'held' }, true);
      assert.deepEqual(
        held()
          .map((msg) => msg.payload.key)
          .sort(),
        records.map(({ key }: { key: string }) => key).sort(),
      );
    });

    it('finishes orders that are picked up by sync-settle, without an order in the till', async () => {
      const [{ result, payload }] = runtime.at('Picked up at the counter');
      assert.deepEqual(result, { action: 'skipped', id: payload.id, reason: 'PICKUP_AT_COUNTER' });
      const { records } = await runtime.records(ledger, { reason: 'PICKUP_AT_COUNTER' }, true);
      assert.ok(records.length > 0);
      assert.ok(records.every(({ state }: { state: string }) => state === 'skipped'));
      const orders = (await (await fetch(`${sandbox}/state/orders`)).json()) as { extOrderId: string }[];
      assert.ok(!orders.some(({ extOrderId }) => extOrderId === payload.id));
    });

    it('sends a summary on its own way', async () => {
      const { topic, payload } = await runtime.until(() =>
        runtime.at('Summary').find((msg) => msg.payload.syncs[0].counts.held === held().length),
      );
      assert.equal(topic, 'summary');
      const { reasons } = payload.syncs[0] as { reasons: { reason: string; count: number }[] };
      assert.equal(reasons.find(({ reason }) => reason === 'SKU_UNKNOWN')?.count, 1);
      assert.match(payload.text, /orders → MplusKASSA: .*\d+ done, .*\d+ held \(.*SKU_UNKNOWN 1\), .*last finished /);
      assert.ok(!runtime.at('Alert').some((msg) => msg.topic === 'summary'));
    });

    it('tells that an order failed, and that it is in the till after all', async () => {
      await post('faults', { system: 'mplus', operation: 'createOrder*', kind: 'soapFault', count: 1 });
      const buyer = {
        email: 'koper@example.com',
        name: 'Test Koper',
        street: 'Kade 5',
        postalCode: '3011 AA',
        city: 'Rotterdam',
      };
      await post('shopper/place', {
        buyer: { ...buyer, countryCode: 'NL', language: 'nl' },
        lines: [{ sku: '2101', quantity: 1 }],
        shippingMethod: 'PostNL pakket',
        paymentMethod: 'iDEAL',
        paid: true,
      });
      await runtime.inject(named(flows, 'Run now').id);
      const { payload: failure } = await alert('failure');
      assert.match(failure.text, /failed and is tried again/);
      const { payload: recovery } = await alert('recovery', failure.key);
      assert.match(recovery.text, /is done after all/);
      assert.equal(runtime.at('Order in the till').at(-1).result.extOrderId, failure.key);
    });

    it('tells through the Catch node what has no record', async () => {
      await post('faults', { system: 'ecwid', operation: 'GET /orders', kind: 'html', count: 10 });
      await runtime.inject(named(flows, 'Run now').id);
      const { error } = await runtime.until(() => runtime.at('Needs attention').at(-1));
      assert.match(error.message, /Ecwid/);
    });
  });
}
