import assert from 'node:assert/strict';
import { buyerKey, chooseRelation } from '../../../lib/customers/match';

describe('Matching a buyer', () => {
  it('goes by e-mail address, trimmed and in lower case; a +tag stays (11)', () => {
    assert.deepEqual(buyerKey(' Buyer+Shop@Example.COM '), { by: 'email', email: 'buyer+shop@example.com' });
    assert.deepEqual(buyerKey('buyer@example.com', 1), { by: 'email', email: 'buyer@example.com' });
  });

  it('takes the default debtor for a buyer without address (8)', () => {
    for (const email of ['', '  ', null, undefined])
      assert.deepEqual(buyerKey(email, 17), { by: 'defaultDebtor', relationNumber: 17 });
  });

  it('is held without address and without default debtor', () => {
    assert.throws(() => buyerKey(''), { code: 'CUSTOMER_NO_EMAIL', disposition: 'hold' });
  });

  it('is held for text that is no address, which is not repeated in the error', () => {
    for (const email of [
      'walk-in',
      'buyer@',
      '@example.com',
      'a b@example.com',
      'buyer@example',
      'a@example.com,b@example.com',
      'a@@example.com',
    ]) {
      assert.throws(
        () => buyerKey(email, 17),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'CUSTOMER_EMAIL_INVALID', email);
          assert(!error.message.includes(email));
          return true;
        },
      );
    }
  });

  it('takes the one relation with exactly that address, not one that contains it (11)', () => {
    const candidates = [
      { relationNumber: 1, email: 'xbuyer@example.com' },
      { relationNumber: 2, email: ' BUYER@example.com' },
      { relationNumber: 3 },
    ];
    assert.equal(chooseRelation('buyer@example.com', candidates)?.relationNumber, 2);
  });

  it('finds none, so that one is created (2)', () => {
    assert.equal(chooseRelation('buyer@example.com', []), undefined);
    assert.equal(chooseRelation('buyer@example.com', [{ relationNumber: 1, email: 'buyer+shop@example.com' }]), undefined);
  });

  it('is held when several relations have the address, and names their numbers', () => {
    const candidates = [12, 15].map((relationNumber) => ({ relationNumber, email: 'buyer@example.com' }));
    assert.throws(() => chooseRelation('buyer@example.com', candidates), {
      code: 'CUSTOMER_AMBIGUOUS',
      message: '2 relations in MplusKASSA have the e-mail address of the buyer: 12, 15.',
      details: { relationNumbers: [12, 15] },
    });
  });

  it('ignores inactive duplicates, as relations cannot be deleted', () => {
    const [old, current] = [12, 15].map((relationNumber) => ({
      relationNumber,
      email: 'buyer@example.com',
      active: relationNumber === 15,
    }));
    assert.equal(chooseRelation('buyer@example.com', [old, current]), current);
    assert.equal(chooseRelation('buyer@example.com', [old]), old);
  });
});
