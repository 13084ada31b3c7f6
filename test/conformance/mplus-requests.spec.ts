import { strict as assert } from 'node:assert';
import { OPERATIONS, type OperationName, operationOf } from '../../lib/mplus/contract';
import { encodeBody } from '../../lib/mplus/encode';
import type { MplusRecord } from '../../lib/mplus/values';
import { SAMPLES } from '../lib/mplus/fixtures/samples';
import { reversed, sampleOf } from '../lib/mplus/samples';
import { requireWsdl, validateBodies } from './wsdl';

const CONTEXT = { timezone: 'Europe/Amsterdam', percentFactor: 100 };
const NAMES = Object.keys(OPERATIONS) as OperationName[];

function requests(make: (name: OperationName) => MplusRecord): { name: string; xml: string }[] {
  return NAMES.map((name) => ({ name, xml: encodeBody(name, make(name), CONTEXT) }));
}

describe('Requests against the schema of the vendor', () => {
  before(function () {
    requireWsdl(this);
  });

  it('accepts every operation with every field that the contract knows', () => {
    assert.deepEqual(validateBodies(requests((name) => sampleOf(operationOf(name).request, true))), []);
  });

  it('accepts every operation with nothing but what is mandatory', () => {
    assert.deepEqual(validateBodies(requests((name) => sampleOf(operationOf(name).request, false))), []);
  });

  it('accepts every operation whatever the order of the keys', () => {
    assert.deepEqual(validateBodies(requests((name) => reversed(sampleOf(operationOf(name).request, true)) as MplusRecord)), []);
  });

  it('accepts the requests of daily use', () => {
    assert.deepEqual(
      validateBodies(
        SAMPLES.map(({ operation, request }) => ({ name: operation, xml: encodeBody(operation, request, CONTEXT) })),
      ),
      [],
    );
  });

  it('judges: a request in the wrong order is refused', () => {
    const xml = '<getProducts xmlns="urn:mplusqapi"><request><syncMarker>1</syncMarker><pluNumbers/></request></getProducts>';
    const [error] = validateBodies([{ name: 'wrong', xml }]);
    assert.match(error, /^wrong:.*syncMarker/);
  });
});
