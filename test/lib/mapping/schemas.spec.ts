import assert from 'node:assert/strict';
import { schemaProblems } from '../../../lib/mapping/schemas';

type Json = Record<string, unknown>;

const line = (data: Json = {}, more: Json = {}): Json => ({
  articleNumber: 1401,
  data: { quantity: 1, price: 1995, ...data },
  ...more,
});
const order = (more: Json = {}): Json => ({ extOrderId: 'SHOP-1', relationNumber: 682, lineList: [line()], ...more });
const problems = (record: unknown): string[] =>
  schemaProblems('mplus-order', record).map(({ path, problem }) => `${path} ${problem}`);

describe('The schema of a MplusKASSA order', () => {
  it('takes the record shape: cents, decimal quantities, plain lists and ISO dates', () => {
    const full = order({
      financialDate: '2026-06-12',
      entryTimestamp: '2026-06-12T13:45:30+02:00',
      vatMethod: 'VAT-METHOD-INCLUSIVE',
      deliveryAddress: { name: 'A', city: 'B' },
      relationNumber: '9007199254740993',
      lineList: [line({ quantity: 0.605, vatCode: 2, turnoverGroup: 10 }, { preparationList: [line()] })],
      paymentList: [{ method: 'IDEAL', amount: 1995 }],
      orderNumber: { year: 2026, number: 512 },
    });
    assert.deepEqual(problems(full), []);
  });

  for (const [what, record, expected] of [
    ['a field that does not exist', order({ referense: 'x' }), 'referense is a field the target does not know'],
    [
      'such a field deep inside',
      order({ lineList: [line({ pric: 1 })] }),
      'lineList[0].data.pric is a field the target does not know',
    ],
    [
      'the companion of a quantity',
      order({ lineList: [line({ decimalPlaces: 0 })] }),
      'lineList[0].data.decimalPlaces is a field the target does not know',
    ],
    ['a missing relation', order({ relationNumber: undefined }), 'relationNumber is missing'],
    [
      'a missing article',
      order({ lineList: [line(), line({}, { articleNumber: undefined })] }),
      'lineList[1].articleNumber is missing',
    ],
    ['a missing price', order({ lineList: [line({ price: undefined })] }), 'lineList[0].data.price is missing'],
    ['no line', order({ lineList: [] }), 'lineList must be a list with at least one line'],
    ['a line that is no list', order({ lineList: line() }), 'lineList must be a list with at least one line'],
    ['euros for cents', order({ lineList: [line({ price: 19.95 })] }), 'lineList[0].data.price must be a whole number of cents'],
    ['text for a number', order({ relationNumber: 'abc' }), 'relationNumber must be a whole number'],
    ['a number for text', order({ deliveryMethod: 3 }), 'deliveryMethod must be text'],
    [
      'a VAT code out of range',
      order({ lineList: [line({ vatCode: 6 })] }),
      'lineList[0].data.vatCode must be a VAT code from 0 to 5',
    ],
    [
      'a turnover group out of range',
      order({ lineList: [line({ turnoverGroup: 1000 })] }),
      'lineList[0].data.turnoverGroup must be a turnover group from 0 to 999',
    ],
    ['a Dutch date', order({ financialDate: '12-06-2026' }), 'financialDate must be a date like 2026-06-12'],
    [
      'a word the service does not know',
      order({ vatMethod: 'INCL' }),
      'vatMethod must be one of VAT-METHOD-INCLUSIVE, VAT-METHOD-EXCLUSIVE, VAT-METHOD-SHIFTED, VAT-METHOD-NONE',
    ],
    ['a payment without amount', order({ paymentList: [{ method: 'IDEAL' }] }), 'paymentList[0].amount is missing'],
    ['no object', 'text', 'the result must be an object'],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.deepEqual(problems(JSON.parse(JSON.stringify(record))), [expected]);
    });
  }
});

describe('The schema of a MplusKASSA relation', () => {
  it('needs a name', () => {
    assert.deepEqual(
      schemaProblems('mplus-relation', { name: 'Test Buyer', contactList: [{ name: 'Test' }], categoryIds: [1] }),
      [],
    );
    assert.deepEqual(schemaProblems('mplus-relation', { email: 'buyer@example.com' }), [{ path: 'name', problem: 'is missing' }]);
  });
});
