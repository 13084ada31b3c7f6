import assert from 'node:assert/strict';
import { type FaultKind, Faults, underFault } from '../../../lib/sandbox/faults';
import { Random } from '../../../lib/sandbox/random';

describe('sandbox faults', () => {
  let faults: Faults;
  beforeEach(() => {
    faults = new Faults(new Random(1));
  });

  it('strikes as often as ordered', () => {
    faults.add({ system: 'mplus', operation: 'createOrderV3', kind: 'resetAfter', count: 2 });
    const kinds = [1, 2, 3].map(() => faults.take('mplus', 'createOrderV3')?.kind);
    assert.deepEqual(kinds, ['resetAfter', 'resetAfter', undefined]);
    assert.deepEqual(faults.list(), []);
  });

  it('strikes only the system and the operation it names', () => {
    faults.add({ system: 'mplus', operation: 'createOrderV3', kind: 'http500' });
    assert.equal(faults.take('ecwid', 'createOrderV3'), undefined);
    assert.equal(faults.take('mplus', 'createOrderV2'), undefined);
    assert.equal(faults.take('mplus', 'createOrderV3')?.kind, 'http500');
  });

  it('takes * as any text, and every operation when none is named', () => {
    faults.add({ system: 'ecwid', operation: 'PUT /products/*', kind: 'rateLimit' });
    assert.equal(faults.take('ecwid', 'PUT /products/12/combinations/3')?.kind, 'rateLimit');
    assert.equal(faults.take('ecwid', 'GET /products/12'), undefined);
    faults.add({ system: 'ecwid', kind: 'html' });
    assert.equal(faults.take('ecwid', 'GET /products/12')?.kind, 'html');
  });

  it('takes every other character of a pattern literally', () => {
    faults.add({ system: 'ecwid', operation: 'GET /a.b', kind: 'html' });
    assert.equal(faults.take('ecwid', 'GET /axb'), undefined);
  });

  it('strikes by chance, the same way for the same seed', () => {
    const draw = () => {
      const fresh = new Faults(new Random(5));
      fresh.add({ system: 'mplus', kind: 'html', probability: 0.3 });
      return Array.from({ length: 200 }, () => fresh.take('mplus', 'getProducts') !== undefined);
    };
    const strikes = draw().filter(Boolean).length;
    assert.ok(strikes > 30 && strikes < 90, `${strikes} of 200`);
    assert.deepEqual(draw(), draw());
  });

  it('forgets everything when cleared', () => {
    faults.add({ system: 'mplus', kind: 'html' });
    faults.clear();
    assert.equal(faults.take('mplus', 'getProducts'), undefined);
  });

  const works: Record<FaultKind, boolean> = {
    latency: true,
    http500: false,
    html: false,
    empty: true,
    resetBefore: false,
    resetAfter: true,
    timeoutAfter: true,
    truncate: true,
    soapFault: false,
    rateLimit: false,
  };
  for (const [kind, expected] of Object.entries(works) as [FaultKind, boolean][]) {
    it(`${expected ? 'does' : 'does not do'} the work under ${kind}`, async () => {
      let worked = false;
      await underFault({ system: 'mplus', kind }, async () => {
        worked = true;
        return { status: 200, headers: {}, body: 'done' };
      });
      assert.equal(worked, expected);
    });
  }

  it('leaves an answer alone when there is no fault', async () => {
    const answer = { status: 200, headers: {}, body: 'done' };
    assert.equal(await underFault(undefined, async () => answer), answer);
  });
});
