/** What all put nodes share, shown with the status of a shop order. */
import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from '../support';

const rig = new Rig();

/** A dry run, a node that carries its plan out, and one that writes at once. */
function flow(configs: Record<string, object> = {}): Config[] {
  const put = (id: string, out: string, more: object = {}): Config => ({
    id,
    type: 'ecwid-put',
    z: TAB.id,
    ecwid: 'shop',
    entity: 'orderStatus',
    wires: [[out]],
    ...more,
  });
  return [
    ...rig.configs({ book: { backoff: '0' }, ...configs }),
    put('dry', 'planned', { dryRun: true }),
    put('apply', 'out'),
    end('planned'),
    end('out'),
    ...watchers(['dry', 'apply']),
  ];
}

const shopOrder = (id: string): Msg => rig.sandbox.control.ecwid.state.orders.find('key', id)[0];

/** What the dry run makes of this status of a fresh order. */
async function plan(status: object): Promise<Msg> {
  await rig.load(flow());
  const id = rig.placeOrder();
  rig.send('dry', await rig.deliver(id, { id, ...status }));
  const [planned] = await rig.probe('planned').count(1);
  return planned;
}

describe('a put node', () => {
  rig.install();

  describe('in a dry run (82)', () => {
    it('shows each field before and after, and writes nothing', async () => {
      const { plan: shown, payload } = await plan({ fulfillmentStatus: 'SHIPPED', tillOrderNumber: '2026-12' });
      assert.deepEqual(shown, {
        action: 'update',
        id: payload.id,
        changes: [
          { field: 'fulfillmentStatus', before: 'AWAITING_PROCESSING', after: 'SHIPPED' },
          { field: 'privateAdminNotes', after: 'MplusKASSA 2026-12' },
        ],
      });
      assert.equal(rig.sandbox.control.requests.total('ecwid', 'PUT'), 0);
    });

    it('settles the record as planned', async () => {
      const { payload } = await plan({ fulfillmentStatus: 'SHIPPED' });
      const { state, reason } = (await rig.records())[payload.id];
      assert.deepEqual([state, reason], ['skipped', 'PLANNED']);
    });

    it('says that nothing is to be done', async () => {
      const { plan: shown } = await plan({ fulfillmentStatus: 'AWAITING_PROCESSING' });
      assert.deepEqual([shown.action, shown.changes], ['unchanged', []]);
    });
  });

  describe('with the plan of a dry run (82)', () => {
    it('carries out exactly that, also after the plan was stored as text', async () => {
      const planned = await plan({ fulfillmentStatus: 'SHIPPED' });
      const { payload, plan: shown } = JSON.parse(JSON.stringify(planned));
      rig.send('apply', { payload, plan: shown });
      const [{ result }] = await rig.probe('out').count(1);
      assert.deepEqual([result.action, result.id], ['updated', payload.id]);
      assert.equal(shopOrder(payload.id).fulfillmentStatus, 'SHIPPED');
    });

    it('holds a record that has changed since, and writes nothing', async () => {
      const { payload, plan: shown } = await plan({ fulfillmentStatus: 'SHIPPED' });
      rig.sandbox.control.ecwid.state.orders.put({ ...shopOrder(payload.id), fulfillmentStatus: 'PROCESSING' });
      rig.send('apply', { ...(await rig.deliver('again', payload)), plan: shown });
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'PLAN_OUTDATED');
      assert.equal(shopOrder(payload.id).fulfillmentStatus, 'PROCESSING');
      assert.equal((await rig.records()).again.state, 'held');
    });

    it('holds a plan that was edited by hand', async () => {
      const { payload, plan: shown } = await plan({ fulfillmentStatus: 'SHIPPED' });
      shown.changes[0].after = 'DELIVERED';
      rig.send('apply', { payload, plan: shown });
      const [{ error }] = await rig.probe('caught').count(1);
      assert.equal(error.code, 'PLAN_OUTDATED');
      assert.equal(shopOrder(payload.id).fulfillmentStatus, 'AWAITING_PROCESSING');
    });
  });

  it('says that it waits for the request budget (88)', async () => {
    await rig.load(flow({ shop: { requestsPerMinute: '1' } }));
    const id = rig.placeOrder();
    rig.send('apply', { payload: { id, fulfillmentStatus: 'SHIPPED' } });
    const { status } = await rig.probe('status').until((msg) => /budget/.test(msg.status.text));
    assert.match(status.text, /^waiting \d+ s for the request budget of the shop$/);
  });
});
