import assert from 'node:assert/strict';
import { kept, mentions, personOf, redact, redactText } from '../../../lib/ledger/privacy';

describe('privacy of the ledger (65)', () => {
  it('redacts a relation of the till, which is a person itself', () => {
    const relation = {
      relationNumber: 12,
      name: 'Kim Person',
      companyName: '',
      email: 'kim@example.com',
      telephone: '0300000000',
      zipcode: '1234AB',
      country: 'NL',
      active: true,
      contactList: [{ relationNumber: 13, name: 'Sam Person' }],
    };
    assert.deepEqual(redact(relation, 'customer'), {
      relationNumber: 12,
      name: '[redacted]',
      companyName: '',
      email: '[redacted]',
      telephone: '[redacted]',
      zipcode: '[redacted]',
      country: 'NL',
      active: true,
      contactList: [{ relationNumber: 13, name: '[redacted]' }],
    });
  });

  it('keeps products, amounts and ids of an order, and redacts its persons at any depth', () => {
    const order = {
      id: 'XJ12H',
      total: 10,
      items: [{ name: 'Mug', selectedOptions: [{ name: 'Colour', value: 'Red' }] }],
      shippingOption: { shippingMethodName: 'Courier' },
      original: { shippingPerson: { name: 'Kim Person', countryCode: 'NL', phone: '1' } },
      deliveryAddress: { name: 'Kim Person', country: 'NL' },
      note: 'Call kim@example.com or sam@example.org.',
    };
    assert.deepEqual(redact(order, 'order'), {
      id: 'XJ12H',
      total: 10,
      items: [{ name: 'Mug', selectedOptions: [{ name: 'Colour', value: 'Red' }] }],
      shippingOption: { shippingMethodName: 'Courier' },
      original: { shippingPerson: { name: '[redacted]', countryCode: 'NL', phone: '[redacted]' } },
      deliveryAddress: { name: '[redacted]', country: '[redacted]' },
      note: 'Call [redacted] or [redacted]',
    });
  });

  it('tells equal payloads by their hash alone', () => {
    assert.equal(kept('{"a":1}', 'order', 'hash'), kept('{"a":1}', 'order', 'hash'));
    assert.notEqual(kept('{"a":1}', 'order', 'hash'), kept('{"a":2}', 'order', 'hash'));
  });

  it('knows whom a payload is about', () => {
    assert.equal(personOf({ email: ' Kim@Example.com' }), 'kim@example.com');
    assert.equal(personOf({ relation: { email: 'kim@example.com' } }), 'kim@example.com');
    assert.equal(personOf({ buyer: { email: 'kim@example.com' } }), 'kim@example.com');
    for (const payload of [{ email: '' }, { email: 7 }, {}, null, undefined, 'kim@example.com'])
      assert.equal(personOf(payload), undefined);
  });

  it('takes no address for a part of another', () => {
    for (const text of ['kim@example.com', '<KIM@example.com>', 'mailto:kim@example.com?', 'a\nkim@example.com.']) {
      assert.equal(mentions({ list: [text] }, 'kim@example.com'), true, text);
    }
    for (const text of ['xkim@example.com', 'x.kim@example.com', 'kim@example.community', 'kim@example.com.org']) {
      assert.equal(mentions({ list: [text] }, 'kim@example.com'), false, text);
    }
    assert.equal(mentions({ 'kim@example.com': 1 }, 'kim@example.com'), true);
  });

  it('reads long texts in the time of their length', () => {
    const start = performance.now();
    redactText(`${'a'.repeat(1_000_000)}@`);
    redactText('a@'.repeat(500_000));
    assert.ok(performance.now() - start < 2000);
  });
});
