import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { operationOf, typeOf } from '../../../lib/mplus/contract';
import { encodeBody, encodeRequest } from '../../../lib/mplus/encode';
import { MplusError } from '../../../lib/mplus/errors';
import { SAMPLES } from './fixtures/samples';
import { reversed, sampleOf } from './samples';
import { compact, descendants, parseTree, textOf } from './xml';

const CONTEXT = { timezone: 'Europe/Amsterdam', percentFactor: 100 };

function refusal(request: Record<string, unknown>): MplusError {
  try {
    encodeBody('createOrderV3', request, CONTEXT);
  } catch (thrown) {
    if (thrown instanceof MplusError) return thrown;
    throw thrown;
  }
  throw new Error('the request was accepted');
}

const ORDER = { extOrderId: 'EX-1', relationNumber: 5, lineList: [{ articleNumber: 1, data: { quantity: 1, price: 100 } }] };
const request = (order: Record<string, unknown>) => ({ request: { idempotencyKey: 'k', order } });

describe('Encoding of requests', () => {
  for (const { operation, request: record, requestXml } of SAMPLES) {
    it(`writes ${operation} as the service expects it`, () => {
      assert.equal(compact(encodeBody(operation, record, CONTEXT)), compact(requestXml));
    });
  }

  it('writes an envelope of SOAP 1.1 around the body', () => {
    const tree = parseTree(encodeRequest('findOrder', { extOrderId: 'EX-1' }, CONTEXT));
    assert.equal(tree.name, 'Envelope');
    assert.equal(tree.uri, 'http://schemas.xmlsoap.org/soap/envelope/');
    assert.equal(tree.children[0].name, 'Body');
    assert.deepEqual(
      { name: tree.children[0].children[0].name, uri: tree.children[0].children[0].uri },
      { name: 'findOrder', uri: 'urn:mplusqapi' },
    );
  });

  it('writes elements in schema order whatever the order of the keys', () => {
    const record = sampleOf(operationOf('createOrderV3').request, true);
    const shuffled = reversed(record) as Record<string, unknown>;
    assert.notDeepEqual(Object.keys(shuffled.request as object), Object.keys(record.request as object));
    assert.equal(encodeBody('createOrderV3', shuffled, CONTEXT), encodeBody('createOrderV3', record, CONTEXT));
    const order = descendants(parseTree(encodeBody('createOrderV3', shuffled, CONTEXT)), 'order')[0];
    const schema = typeOf('Order').fields.map(({ name }) => name);
    const positions = order.children.map(({ name }) => schema.indexOf(name));
    assert.deepEqual(
      positions,
      [...positions].sort((a, b) => a - b),
    );
  });

  it('sends a quantity with its companion, and the value stays what it was', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 6 }), (digits, places) => {
        const quantity = Number(`${digits}e-${places}`);
        const xml = encodeBody(
          'createOrderV3',
          request({ ...ORDER, lineList: [{ articleNumber: 1, data: { quantity } }] }),
          CONTEXT,
        );
        const data = descendants(parseTree(xml), 'data')[0];
        assert.deepEqual(
          data.children.map(({ name }) => name),
          ['quantity', 'decimalPlaces'],
        );
        assert.equal(Number(`${textOf(data, 'quantity')}e-${textOf(data, 'decimalPlaces')}`), quantity === 0 ? 0 : quantity);
      }),
    );
  });

  it('keeps any text, and only leaves out what XML forbids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = encodeBody('createRelation', { relation: { name: text } }, CONTEXT);
        const allowed = [...text]
          .filter((c) => /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]$/u.test(c))
          .join('');
        assert.equal(textOf(parseTree(xml), 'name') ?? '', allowed);
      }),
    );
    assert.match(
      encodeBody('createRelation', { relation: { name: 'a\u0000b\u000bc\ud800d<&>' } }, CONTEXT),
      /<ns1:name>abcd&lt;&amp;&gt;</,
    );
  });

  it('takes a single value for a list of one, as JSONata gives it', () => {
    const one = encodeBody('createOrderV3', request({ ...ORDER, lineList: ORDER.lineList[0] }), CONTEXT);
    assert.equal(one, encodeBody('createOrderV3', request(ORDER), CONTEXT));
  });

  it('treats undefined and null as absent', () => {
    const bare = encodeBody('createOrderV3', request(ORDER), CONTEXT);
    assert.equal(encodeBody('createOrderV3', request({ ...ORDER, reference: undefined, deliveryAddress: null }), CONTEXT), bare);
  });

  it('refuses a field that the contract does not know, with its path', () => {
    const error = refusal(request({ ...ORDER, lineList: [ORDER.lineList[0], { articleNumber: 1, dta: {} }] }));
    assert.equal(error.code, 'MPLUS_REQUEST');
    assert.equal(error.disposition, 'hold');
    assert.equal(error.details?.field, 'request.order.lineList[1].dta');
    assert.match(error.message, /request\.order\.lineList\[1\]\.dta is not a field of Line/);
    assert.match(refusal({ ...request(ORDER), ordr: 1 }).message, /ordr is not a field of createOrderV3/);
  });

  it('refuses a companion set by hand: it could contradict the quantity', () => {
    const lineList = [{ articleNumber: 1, data: { quantity: 530, decimalPlaces: 3 } }];
    assert.match(refusal(request({ ...ORDER, lineList })).message, /decimalPlaces is not set by hand/);
  });

  it('refuses money in currency units, with the path of the field', () => {
    const lineList = [{ articleNumber: 1, data: { quantity: 1, price: 19.95 } }];
    assert.match(
      refusal(request({ ...ORDER, lineList })).message,
      /lineList\[0\]\.data\.price: money is a whole number of cents/,
    );
  });

  it('refuses what is mandatory and missing, except texts and lists', () => {
    assert.match(refusal(request({ ...ORDER, lineList: [{ text: 'x' }] })).message, /lineList\[0\]\.articleNumber is missing/);
    assert.match(refusal({ request: { idempotencyKey: 'k' } }).message, /request\.order is missing/);
    assert.match(encodeBody('getInvoices', {}, CONTEXT), /<ns1:articlePluNumbers\/><ns1:articleBarcodes\/>/);
    assert.match(encodeBody('createOrder', { order: ORDER }, CONTEXT), /<ns1:orderId\/>/);
  });

  it('refuses an empty identifier: an empty key would replay or find the wrong thing', () => {
    assert.match(refusal({ request: { order: ORDER } }).message, /request\.idempotencyKey is missing/);
    assert.match(refusal({ request: { idempotencyKey: '', order: ORDER } }).message, /request\.idempotencyKey must not be empty/);
    assert.throws(() => encodeBody('findOrder', {}, CONTEXT), /extOrderId is missing/);
    assert.throws(
      () => encodeBody('payOrder', { request: { orderId: '', prepay: true, paymentList: [] } }, CONTEXT),
      /orderId must not be empty/,
    );
  });

  it('refuses an empty text where the service wants true or false', () => {
    assert.match(
      refusal({ request: { idempotencyKey: 'k', order: ORDER, prepay: '' } }).message,
      /request\.prepay: "" is neither true nor false/,
    );
  });
});
