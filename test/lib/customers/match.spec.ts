import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseEmail, normaliseVatNumber } from '../../../lib/customers/compare';
import { buyerKey, matchRelation, refuseOthers } from '../../../lib/customers/match';
import { RelationIndex } from '../../../lib/customers/relation-index';

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
});

function indexOf(...relations: Record<string, unknown>[]): RelationIndex {
  const index = new RelationIndex();
  for (const relation of relations) index.put(relation);
  return index;
}

describe('Matching a relation', () => {
  const BOTH = { externalId: 'ecwid-42', email: 'buyer@example.com', vatNumber: 'NL000000000B01' };

  it('takes the one relation with exactly that address, not one that contains it (11)', () => {
    const index = indexOf(
      { relationNumber: 1, email: 'xbuyer@example.com' },
      { relationNumber: 2, email: ' BUYER@example.com' },
      { relationNumber: 3 },
    );
    assert.equal(matchRelation(index, { email: 'buyer@example.com' })?.relationNumber, 2);
  });

  it('finds none, so that one is created (2)', () => {
    assert.equal(matchRelation(indexOf(), BOTH), undefined);
    assert.equal(matchRelation(indexOf({ relationNumber: 1, email: 'buyer+shop@example.com' }), BOTH), undefined);
    assert.equal(matchRelation(indexOf({ relationNumber: 1 }), { email: '', vatNumber: '', externalId: '' }), undefined);
  });

  it('trusts the external id more than the address, and the address more than the VAT number', () => {
    const relations = [
      { relationNumber: 1, vatNumber: 'NL 0000.00.000.B01' },
      { relationNumber: 2, email: 'buyer@example.com' },
      { relationNumber: 3, extRelationId: 'ecwid-42' },
    ];
    for (const [known, by] of [
      [3, 'externalId'],
      [2, 'email'],
      [1, 'vatNumber'],
    ] as const) {
      const match = matchRelation(indexOf(...relations.slice(0, known)), BOTH);
      assert.deepEqual([match?.relationNumber, match?.by], [known, by]);
    }
  });

  it('is held when several relations fit by one rule, whatever their case, and names their numbers', () => {
    const index = indexOf(
      ...[15, 12].map((relationNumber) => ({ relationNumber, email: `Buyer@example.com${relationNumber === 12 ? ' ' : ''}` })),
    );
    assert.throws(() => matchRelation(index, BOTH), {
      code: 'CUSTOMER_AMBIGUOUS',
      message: '2 relations in MplusKASSA could be the buyer by e-mail address: 12, 15.',
      details: { by: 'email', relationNumbers: [12, 15] },
    });
  });

  it('ignores inactive duplicates, as relations cannot be deleted', () => {
    const [old, current] = [12, 15].map((relationNumber) => ({
      relationNumber,
      email: 'buyer@example.com',
      active: relationNumber === 15,
    }));
    assert.equal(matchRelation(indexOf(old, current), BOTH)?.relationNumber, 15);
    assert.equal(matchRelation(indexOf(old), BOTH)?.relationNumber, 12);
  });

  it('refuses an address that somebody else has', () => {
    const index = indexOf({ relationNumber: 1, email: 'a@example.com' }, { relationNumber: 2, email: 'b@example.com' });
    assert.throws(() => refuseOthers(index, 'b@example.com', 1), {
      code: 'CUSTOMER_AMBIGUOUS',
      details: { by: 'email', relationNumbers: [1, 2] },
    });
    refuseOthers(index, 'b@example.com', 2);
    refuseOthers(index, 'c@example.com', 1);
  });
});

describe('The index of relations', () => {
  it('follows a relation that changes', () => {
    const index = indexOf({ relationNumber: 1, email: 'a@example.com', vatNumber: 'BE0123456749' });
    index.put({ relationNumber: 1, email: 'b@example.com', active: false });
    assert.deepEqual(index.find('email', 'a@example.com', true), []);
    assert.deepEqual(index.find('vatNumber', 'BE0123456749', true), []);
    assert.deepEqual(index.find('email', 'b@example.com', false), [1]);
    assert.equal(index.size, 1);
  });

  it('finds the same numbers as a search through all relations, in whatever order they change', () => {
    const relations = fc.record({
      relationNumber: fc.integer({ min: 1, max: 6 }),
      email: fc.constantFrom('', 'a@example.com', ' A@Example.com', 'b@example.com'),
      active: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(relations, { maxLength: 30 }), (changes) => {
        const index = indexOf(...changes);
        const now = [...new Map(changes.map((relation) => [relation.relationNumber, relation])).values()];
        for (const active of [true, false]) {
          const expected = now.filter((one) => one.active === active && one.email.trim().toLowerCase() === 'a@example.com');
          assert.deepEqual(
            index.find('email', 'a@example.com', active),
            expected.map(({ relationNumber }) => relationNumber).sort((a, b) => a - b),
          );
        }
      }),
    );
  });
});

describe('Normalising', () => {
  it('an e-mail address or a VAT number twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(normaliseEmail(normaliseEmail(text)), normaliseEmail(text));
        assert.equal(normaliseVatNumber(normaliseVatNumber(text)), normaliseVatNumber(text));
      }),
    );
  });

  it('makes one VAT number of its notations in four countries', () => {
    for (const [country, digits] of [
      ['NL', '000099998B57'],
      ['BE', '0123456749'],
      ['DE', '136695976'],
      ['PL', '5260001246'],
    ]) {
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(' ', '.', '-', ''), { minLength: 12, maxLength: 12 }),
          fc.boolean(),
          (marks, lower) => {
            const spread = `${country}${[...digits].map((digit, index) => `${marks[index % 12]}${digit}`).join('')}`;
            assert.equal(normaliseVatNumber(lower ? spread.toLowerCase() : spread), `${country}${digits}`);
          },
        ),
      );
    }
  });

  it('takes "none" and "n/a" for no VAT number', () => {
    for (const nothing of ['', ' ', 'none', 'n/a', '-']) assert.equal(normaliseVatNumber(nothing), '');
  });
});
