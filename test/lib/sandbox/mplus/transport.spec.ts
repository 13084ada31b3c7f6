import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { all, envelope, type Installation, install, one } from './support';

describe('Mplus simulator: transport', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  it('answers a plain GET with 405, as the availability check of the vendor expects', async () => {
    assert.equal((await till.get('/')).status, 405);
  });

  it('gives its WSDL without credentials: well-formed, with its own address and every operation', async () => {
    const { status, text } = await till.get('/?wsdl');
    assert.equal(status, 200);
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => assert.fail(error));
    parser.write(text).close();
    assert.match(text, /<operation name="createOrderV3"><input message="tns:createOrderV3"\/>/);
    assert.ok(text.includes(`location="http://127.0.0.1:${till.port}/"`));
    const named = new Set([...text.matchAll(/<(?:simpleType|complexType) name="(\w+)"/g)].map((match) => match[1]));
    const used = [...text.matchAll(/type="tns:(\w+)"/g)].map((match) => match[1]).filter((name) => name !== 'MplusQapiPortType');
    assert.deepEqual(
      used.filter((name) => !named.has(name)),
      [],
      'types that are used are defined',
    );
  });

  it('hides the operations an older installation lacks, in the WSDL and in practice', async () => {
    till.switches.mplusMissingOperations = ['createOrderV3'];
    assert.doesNotMatch((await till.get('/?wsdl')).text, /"createOrderV3"/);
    const answer = await till.post(envelope('<m:createOrderV3><m:request/></m:createOrderV3>'));
    assert.equal(answer.status, 500);
    assert.match(answer.text, /<faultcode>SOAP-ENV:Client<\/faultcode>/);
  });

  it('shows a page for people under ?docs', async () => {
    const { text, headers } = await till.get('/?docs');
    assert.match(headers.get('content-type') ?? '', /text\/html/);
    assert.match(text, /getProducts/);
  });

  it('answers in the prefixes of the vendor, with the response name of the contract', async () => {
    const { text, headers } = await till.post(envelope('<m:getApiVersion/>'));
    assert.match(text, /<SOAP-ENV:Body><ns:getApiVersionResponse><ns:majorNumber>1<\/ns:majorNumber>/);
    assert.equal(headers.get('content-type'), 'text/xml; charset=utf-8');
    assert.equal(headers.get('mplus-service-version'), '67.1.3');
  });

  it('refuses a wrong secret with a fault whose status and code are switches', async () => {
    const refused = () => till.post(envelope('<m:getApiVersion/>'), '?ident=sandbox&secret=guess');
    const first = await refused();
    assert.equal(first.status, 500);
    assert.match(first.text, /<faultcode>SOAP-ENV:Client.Authentication<\/faultcode>/);
    till.switches.mplusAuthFaultStatus = 401;
    till.switches.mplusAuthFaultCode = 'Client';
    const second = await refused();
    assert.equal(second.status, 401);
    assert.match(second.text, /<faultcode>SOAP-ENV:Client<\/faultcode>/);
  });

  for (const [what, body] of Object.entries({
    'malformed XML': '<s:Envelope',
    'an unknown operation': envelope('<m:makeCoffee/>'),
    'an operation in another namespace': envelope('<x:getApiVersion xmlns:x="urn:other"/>'),
    'an empty body': envelope(''),
    'no envelope at all': '<m:getApiVersion xmlns:m="urn:mplusqapi"/>',
    'an empty boolean': envelope(
      '<m:getProducts><m:request><m:pluNumbers/><m:onlyActive></m:onlyActive></m:request></m:getProducts>',
    ),
    'a number with letters': envelope('<m:getRelation><m:relationNumber>R1</m:relationNumber></m:getRelation>'),
  })) {
    it(`answers ${what} with a Client fault and HTTP 500`, async () => {
      const { status, text } = await till.post(body);
      assert.equal(status, 500);
      assert.match(text, /<faultcode>SOAP-ENV:Client<\/faultcode><faultstring>.+<\/faultstring>/);
    });
  }

  it('refuses SOAP 1.2', async () => {
    const { text } = await till.post(
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><getApiVersion xmlns="urn:mplusqapi"/></s:Body></s:Envelope>',
    );
    assert.match(text, /<faultcode>SOAP-ENV:VersionMismatch</);
  });

  it('answers a body that is too large with 413', async () => {
    assert.equal((await till.post(`${envelope('<m:getApiVersion/>')}<!--${'x'.repeat(9 * 1024 * 1024)}-->`)).status, 413);
  });

  it('reads children in any order and skips what it does not know', async () => {
    const xml = await till.call(
      '<m:getRelations><m:request><m:syncMarkerLimit>1</m:syncMarkerLimit><m:surprise><m:deep/></m:surprise>' +
        '<m:relationNumbers>682</m:relationNumbers></m:request></m:getRelations>',
    );
    assert.deepEqual(all(xml, 'relationNumber'), ['682']);
  });

  it('does not see an element that is in no namespace', async () => {
    const xml = await till.call('<m:getRelation><relationNumber>681</relationNumber></m:getRelation>');
    assert.equal(one(xml, 'result'), 'GET-RELATION-RESULT-NOT-FOUND');
  });

  it('takes 1 and 0 for booleans', async () => {
    const xml = await till.call(
      '<m:getDeliveryMethodsV2><m:request><m:onlyEnabled>1</m:onlyEnabled></m:request></m:getDeliveryMethodsV2>',
    );
    assert.deepEqual(all(xml, 'enabled'), ['true']);
  });

  it('escapes text in answers', async () => {
    await till.call(
      '<m:updateRelation><m:relation><m:relationNumber>681</m:relationNumber><m:name>J &amp; V &lt;shop&gt; é€</m:name></m:relation></m:updateRelation>',
    );
    const xml = await till.call('<m:getRelation><m:relationNumber>681</m:relationNumber></m:getRelation>');
    assert.equal(one(xml, 'name'), 'J &amp; V &lt;shop&gt; é€');
  });

  it('does nothing of a request under the fault resetBefore, and all of it under resetAfter', async () => {
    const create = envelope('<m:createRelation><m:relation><m:name>Nieuw</m:name></m:relation></m:createRelation>');
    till.faults.add({ system: 'mplus', operation: 'createRelation', kind: 'resetBefore', count: 1 });
    await assert.rejects(till.post(create));
    assert.equal(till.simulator.state.relations.size, 3);
    till.faults.add({ system: 'mplus', operation: 'createRelation', kind: 'resetAfter', count: 1 });
    await assert.rejects(till.post(create));
    assert.equal(till.simulator.state.relations.size, 4);
  });
});

describe('Mplus simulator: strict mode', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install({ strict: true });
  });
  afterEach(() => till.close());

  const complaints = () => till.complaints.list().map(({ text }) => text);

  it('has nothing to say about a request in schema order', async () => {
    await till.call('<m:getProducts><m:request><m:pluNumbers/><m:syncMarker>1</m:syncMarker></m:request></m:getProducts>');
    assert.deepEqual(complaints(), []);
  });

  for (const [what, body, expected] of [
    [
      'wrong child order',
      '<m:request><m:syncMarker>1</m:syncMarker><m:pluNumbers/></m:request>',
      /pluNumbers comes after syncMarker/,
    ],
    ['an unknown element', '<m:request><m:pluNumbers/><m:colour>red</m:colour></m:request>', /has no element m:colour/],
    [
      'a missing mandatory element',
      '<m:request><m:syncMarker>1</m:syncMarker></m:request>',
      /lacks the mandatory element pluNumbers/,
    ],
    [
      'a scalar that comes twice',
      '<m:request><m:pluNumbers/><m:onlyActive>true</m:onlyActive><m:onlyActive>true</m:onlyActive></m:request>',
      /onlyActive comes twice/,
    ],
  ] as const) {
    it(`complains about ${what}`, async () => {
      await till.call(`<m:getProducts>${body}</m:getProducts>`);
      assert.match(complaints().join('\n'), expected);
    });
  }

  it('complains about a quantity without decimalPlaces', async () => {
    await till.call(
      '<m:setStock><m:request><m:branchNumber>1</m:branchNumber><m:articleNumber>1401</m:articleNumber><m:amount>3</m:amount></m:request></m:setStock>',
    );
    assert.match(complaints().join('\n'), /amount comes without decimalPlaces/);
  });

  it('complains about a value no enumeration knows, and faults unless the switch forgives it', async () => {
    const body =
      '<m:getOrders><m:request><m:articlePluNumbers/><m:articleBarcodes/><m:orderTypeList><m:orderType>WEB</m:orderType></m:orderTypeList></m:request></m:getOrders>';
    assert.match(await till.call(body), /<faultcode>SOAP-ENV:Client</);
    till.switches.mplusUnknownEnum = 'ignore';
    assert.match(await till.call(body), /GetOrdersResponse/);
  });

  it('keeps quiet when strict is off', async () => {
    till.switches.strict = false;
    await till.call('<m:getProducts><m:request/></m:getProducts>');
    assert.deepEqual(complaints(), []);
  });

  it('can refuse a request without its mandatory elements', async () => {
    till.switches.mplusMandatoryElements = true;
    assert.match(await till.call('<m:getProducts><m:request/></m:getProducts>'), /<faultstring>.*pluNumbers/);
  });
});
