import assert from 'node:assert/strict';
import { ecwidSignature, verifyEcwidSignature } from '../../../lib/ecwid';

describe('Ecwid webhook signature', () => {
  const VECTORS = [
    ['sandbox-client-secret', 1767225600, '6f1d2c3b-4a59-4e68-9b77-0c1d2e3f4a5b', 'Vq23Gl6eOhzuctx+1aBF5zVEktvdyo3fV7AILCHBc28='],
    ['test_client_secret', 1234567, '80aece08-40e8-4145-8764-6c2f0d38678', 'ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw='],
  ] as const;

  for (const [secret, created, id, signature] of VECTORS) {
    it(`agrees with the reference for event ${id}`, () => {
      assert.equal(ecwidSignature(secret, created, id), signature);
      assert.equal(verifyEcwidSignature(secret, created, id, signature), true);
    });
  }

  it('refuses another secret, time, event, a cut or missing signature, and an empty secret', () => {
    const [secret, created, id, signature] = VECTORS[0];
    assert.equal(verifyEcwidSignature('other', created, id, signature), false);
    assert.equal(verifyEcwidSignature(secret, created + 1, id, signature), false);
    assert.equal(verifyEcwidSignature(secret, created, `${id}x`, signature), false);
    assert.equal(verifyEcwidSignature(secret, created, id, signature.slice(1)), false);
    assert.equal(verifyEcwidSignature(secret, created, id, undefined), false);
    assert.equal(verifyEcwidSignature('', created, id, ecwidSignature('', created, id)), false);
  });
});
