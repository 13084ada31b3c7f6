import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { ENUMS, type Field, type OperationName, type Type, typeOf } from '../../../lib/mplus/contract';
import { BadAnswer, ResponseDecoder, SoapFault } from '../../../lib/mplus/decode';
import { encodeBody } from '../../../lib/mplus/encode';
import { isoDate, isoMoment } from '../../../lib/mplus/time';
import type { MplusRecord } from '../../../lib/mplus/values';
import { SAMPLES } from './fixtures/samples';
import { envelope, fault } from './xml';

const CONTEXT = { timezone: 'Europe/Amsterdam', percentFactor: 100 };

function decode(operation: OperationName, ...chunks: string[]): MplusRecord {
  const decoder = new ResponseDecoder(operation, CONTEXT);
  for (const chunk of chunks) decoder.write(chunk);
  return decoder.end();
}

describe('Decoding of answers', () => {
  for (const { operation, answerXml, answer } of SAMPLES) {
    it(`reads ${operation} into a record`, () => {
      assert.deepEqual(decode(operation, envelope(answerXml)), answer);
    });
  }

  it('gives the same record wherever the chunks end', () => {
    const { answerXml, answer } = SAMPLES[0];
    const xml = envelope(answerXml);
    for (let cut = 0; cut <= xml.length; cut += 1) {
      assert.deepEqual(decode('getProducts', xml.slice(0, cut), xml.slice(cut)), answer, `cut at ${cut}`);
    }
    assert.deepEqual(decode('getProducts', ...xml), answer);
  });

  it('goes by namespace and local name, not by prefix', () => {
    const xml = (prefix: string, uri: string) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r:UpdateStockResponse xmlns:r="urn:mplusqapi" xmlns:q="${uri}">` +
      `<${prefix}result>UPDATE-STOCK-RESULT-OK</${prefix}result><r:stockId>5</r:stockId></r:UpdateStockResponse></s:Body></s:Envelope>`;
    assert.deepEqual(decode('updateStock', xml('q:', 'urn:mplusqapi')), { result: 'UPDATE-STOCK-RESULT-OK', stockId: 5 });
    assert.throws(() => decode('updateStock', xml('q:', 'urn:other')), /no result/);
  });

  it('follows declarations wherever they stand, and forgets them behind their element', () => {
    const xml =
      '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><x:y xmlns:x="urn:x"/></Header><Body>' +
      '<UpdateStockResponse xmlns="urn:mplusqapi" xmlns:a="urn:mplusqapi">' +
      '<later xmlns="urn:other" xmlns:a="urn:other"><a:stockId>1</a:stockId><stockId>2</stockId></later>' +
      '<a:stockId xmlns:a="urn:other">3</a:stockId><b:stockId>4</b:stockId>' +
      '<b:result xmlns:b="urn:mplusqapi">UPDATE-STOCK-RESULT-OK</b:result><a:stockId>5</a:stockId>' +
      '</UpdateStockResponse></Body></Envelope>';
    assert.deepEqual(decode('updateStock', xml), { result: 'UPDATE-STOCK-RESULT-OK', stockId: 5 });
    const foreign = xml.replace('<UpdateStockResponse xmlns="urn:mplusqapi"', '<UpdateStockResponse xmlns="urn:other"');
    assert.throws(() => decode('updateStock', foreign), BadAnswer);
  });

  it('skips unknown elements with everything in them', () => {
    const later =
      '<ns:later><ns:stockId>1</ns:stockId><ns:result>X</ns:result><ns:later><ns:stockId>2</ns:stockId></ns:later></ns:later>';
    const xml = envelope(
      `<ns:UpdateStockResponse>${later}<ns:result>UPDATE-STOCK-RESULT-OK<ns:odd>no</ns:odd></ns:result>${later}<ns:stockId>5</ns:stockId></ns:UpdateStockResponse>`,
    );
    assert.deepEqual(decode('updateStock', xml), { result: 'UPDATE-STOCK-RESULT-OK', stockId: 5 });
  });

  it('finds a companion before its quantity, far from it, or not at all', () => {
    const stock = (parts: string) =>
      decode('getStock', envelope(`<ns:GetStockResponse><ns:articleStocks>${parts}</ns:articleStocks></ns:GetStockResponse>`))
        .articleStocks;
    assert.deepEqual(
      stock('<ns:decimalPlacesFree>2</ns:decimalPlacesFree><ns:stockId>1</ns:stockId><ns:amountFree>150</ns:amountFree>'),
      [{ stockId: 1, amountFree: 1.5 }],
    );
    assert.deepEqual(stock('<ns:amountFree>150</ns:amountFree>'), [{ amountFree: 150 }]);
    assert.deepEqual(stock('<ns:decimalPlacesFree>2</ns:decimalPlacesFree>'), [{}]);
  });

  it('reads CDATA, entities and characters of every plane', () => {
    const xml = envelope(
      '<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-OK</ns:result><ns:order><ns:reference><![CDATA[a<b]]> &amp; &#x1F600;é</ns:reference></ns:order></ns:GetOrderResponse>',
    );
    assert.deepEqual(decode('getOrder', xml).order, { reference: 'a<b & \u{1F600}é' });
  });

  it('takes empty elements as absent, except texts and lists', () => {
    const order =
      '<ns:orderId/><ns:relationNumber/><ns:fullyPaid></ns:fullyPaid><ns:vatMethod/><ns:financialDate/><ns:lineList/><ns:orderNumber/>';
    const xml = envelope(
      `<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-OK</ns:result><ns:order>${order}</ns:order></ns:GetOrderResponse>`,
    );
    assert.deepEqual(decode('getOrder', xml).order, { orderId: '', lineList: [], orderNumber: {} });
  });

  it('recognizes a SOAP fault with its un-namespaced children', () => {
    assert.throws(
      () => decode('getOrder', fault('SOAP-ENV:Client.Authentication', 'Invalid &quot;ident&quot;')),
      (thrown) =>
        thrown instanceof SoapFault && thrown.faultCode === 'Client.Authentication' && thrown.faultString === 'Invalid "ident"',
    );
  });

  const BAD: Record<string, string> = {
    'an HTML page': '<!DOCTYPE html><html><body><p>Bad gateway</body></html>',
    'nothing at all': '',
    'plain text': 'upstream connect error',
    'half an answer': envelope('<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-OK</ns:result></ns:GetOrderResponse>').slice(
      0,
      -40,
    ),
    'an empty body': envelope(''),
    'the answer of another operation': envelope(
      '<ns:GetInvoiceResponse><ns:result>GET-INVOICE-RESULT-OK</ns:result></ns:GetInvoiceResponse>',
    ),
    'an answer without its result': envelope('<ns:GetOrderResponse></ns:GetOrderResponse>'),
    'a number that is none': envelope(
      '<ns:GetOrderResponse><ns:order><ns:relationNumber>x1</ns:relationNumber></ns:order></ns:GetOrderResponse>',
    ),
    'an envelope of SOAP 1.2': envelope('').replace(
      'http://schemas.xmlsoap.org/soap/envelope/',
      'http://www.w3.org/2003/05/soap-envelope',
    ),
  };
  for (const [name, xml] of Object.entries(BAD)) {
    it(`refuses ${name}`, () => assert.throws(() => decode('getOrder', xml), BadAnswer));
  }
});

/** Any record of a type, made from the contract, as the till could send it. */
function recordOf(type: Type, depth: number): fc.Arbitrary<MplusRecord> {
  const companions = new Set(type.fields.map(({ companion }) => companion));
  const fields = type.fields.filter(
    ({ name, kind }) => !companions.has(name) && (depth > 0 || (kind !== 'type' && kind !== 'list')),
  );
  const model = Object.fromEntries(fields.map((field) => [field.name, valueOfField(field, depth)]));
  const requiredKeys = fields.filter(({ cardinality }) => cardinality === '1').map(({ name }) => name);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }).map((date) => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
  // The hours around the change of summer time are another test's subject.
  hour: 4 + (date.getUTCHours() % 20),
  minute: date.getUTCMinutes(),
  second: date.getUTCSeconds(),
}));

const quantity = fc.tuple(fc.integer(), fc.nat({ max: 4 })).map(([digits, places]) => Number(`${digits}e-${places}`) || 0);

const KINDS: Record<string, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: 'grapheme' }),
  boolean: fc.boolean(),
  short: fc.integer({ min: -32768, max: 32767 }),
  int: fc.integer(),
  long: fc.oneof(
    fc.maxSafeInteger().map((value) => value || 0),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String),
  ),
  decimal: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
  cents: fc.integer(),
  quantity,
  percent: fc.integer({ min: -10000, max: 10000 }).map((hundredths) => hundredths / 100 || 0),
  date: moment.map(isoDate),
  dateTime: moment.map((clock) => isoMoment(clock, 'Europe/Amsterdam')),
  xsdDate: moment.map(isoDate),
  xsdDateTime: moment.map((clock) => isoMoment(clock, 'Europe/Amsterdam')),
};

function valueOfField(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'list') return fc.array(single(field.item!, depth - 1), { maxLength: 3 });
  const one = single(field, depth);
  return field.cardinality === '*' ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

function single(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'type') return recordOf(typeOf(field.of!), depth - 1);
  if (field.kind === 'enum') return fc.constantFrom(...(ENUMS as unknown as Record<string, readonly string[]>)[field.of!]);
  // Mandatory texts can be identifiers, and those are refused when empty.
  if (field.kind === 'string' && field.cardinality === '1') return fc.string({ unit: 'grapheme', minLength: 1 });
  return KINDS[field.kind];
}

/** The till would answer with what it was sent: the request's structure, put into the answer. */
const ECHOES: readonly (readonly [
  send: OperationName,
  element: string,
  read: OperationName,
  type: string,
  wrap: (xml: string) => string,
])[] = [
  [
    'updateOrder',
    'order',
    'getOrder',
    'Order',
    (xml) => `<ns1:GetOrderResponse><ns1:result>GET-ORDER-RESULT-OK</ns1:result>${xml}</ns1:GetOrderResponse>`,
  ],
  [
    'updateRelation',
    'relation',
    'getRelation',
    'Relation',
    (xml) => `<ns1:GetRelationResponse><ns1:result>X-OK</ns1:result>${xml}</ns1:GetRelationResponse>`,
  ],
  [
    'saveInvoice',
    'invoice',
    'getInvoice',
    'Invoice',
    (xml) => `<ns1:GetInvoiceResponse><ns1:result>X-OK</ns1:result>${xml}</ns1:GetInvoiceResponse>`,
  ],
  [
    'updateProduct',
    'product',
    'getProducts',
    'Product',
    (xml) => `<ns1:GetProductsResponse><ns1:productList>${xml}</ns1:productList></ns1:GetProductsResponse>`,
  ],
];

describe('A record that is sent and comes back', () => {
  for (const [send, element, read, typeName, wrap] of ECHOES) {
    it(`is the same ${typeName}, every field of it, cut into chunks anywhere`, () => {
      fc.assert(
        fc.property(recordOf(typeOf(typeName), 3), fc.nat(), (record, cut) => {
          const body = encodeBody(send, { [element]: record }, CONTEXT);
          const inner = body.slice(body.indexOf('>') + 1, body.lastIndexOf('</'));
          const xml = envelope(wrap(inner)).replace('xmlns:ns=', 'xmlns:ns1=');
          const at = cut % xml.length;
          const answer = decode(read, xml.slice(0, at), xml.slice(at));
          const back = (answer.productList as MplusRecord[] | undefined)?.[0] ?? answer[element];
          assert.deepEqual(back, record);
        }),
        { numRuns: 60 },
      );
    });
  }
});
