import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkRefundable, creditNote, editable, editedOrder, editsOf, nextStep, shopChange } from '../../../lib/orders/changes';
import { order } from './order-builder';

type Json = Record<string, unknown>;

const REFUND = { date: '2026-06-12 13:45:30 +0000', source: 'CP', reason: '', amount: 5 };
const change = (fields: Json = {}) => shopChange(order({ total: 50, ...fields }));

const OPEN = { cancelState: 'ORDER-CANCEL-STATE-NOTHING', deliveryState: 'ORDER-DELIVERY-STATE-NOTHING', invoiceIds: [] };

/** An order of the till: goods at 9 % for 40.00, shipping at 21 % for 10.00. */
const till = (fields: Json = {}): Json => ({
  ...OPEN,
  orderId: 'o-1',
  extOrderId: 'SHOP-XJ12H',
  transactionString: '2026-7',
  relationNumber: 55,
  employeeNumber: 999999,
  entryBranchNumber: 1,
  financialBranchNumber: 2,
  reference: 'Webshop SHOP-XJ12H',
  vatMethod: 'VAT-METHOD-INCLUSIVE',
  totalInclAmount: 5000,
  changeCounter: 3,
  versionNumber: 2,
  paymentList: [{ method: 'IDEAL', amount: 5000 }],
  vatGroupList: [
    { vatCode: 1, vatPercentage: 9, exclAmount: 3670, vatAmount: 330 },
    { vatCode: 2, vatPercentage: 21, exclAmount: 826, vatAmount: 174 },
  ],
  lineList: [
    { lineId: 'l-1', articleNumber: 2101, text: 'Koffie', data: { quantity: 4, price: 1000, vatCode: 1, totalInclAmount: 4000 } },
    { lineId: 'l-2', articleNumber: 9001, text: 'PostNL', data: { quantity: 1, price: 1000, vatCode: 2, totalInclAmount: 1000 } },
  ],
  ...fields,
});

describe('What became of an order in the shop', () => {
  it('is nothing for an order that is just paid', () => {
    assert.deepEqual(change(), { id: 'SHOP-XJ12H', total: 5000, cancelled: false, fullyRefunded: false, refunds: [] });
  });

  for (const fields of [{ paymentStatus: 'CANCELLED' }, { fulfillmentStatus: 'WILL_NOT_DELIVER' }]) {
    it(`is a cancellation with ${JSON.stringify(fields)}`, () => assert.equal(change(fields).cancelled, true));
  }

  it('gives a refund the same name on every delivery, and another one to every other refund', () => {
    const refunds = [REFUND, REFUND, { ...REFUND, amount: 3 }, { ...REFUND, date: '2026-06-13 08:00:00 +0000' }];
    const names = change({ refunds, refundedAmount: 18 }).refunds.map(({ extInvoiceId }) => extInvoiceId);
    assert.deepEqual(names, [
      'SHOP-XJ12H-refund-202606121345300000-500',
      'SHOP-XJ12H-refund-202606121345300000-500-2',
      'SHOP-XJ12H-refund-202606121345300000-300',
      'SHOP-XJ12H-refund-202606130800000000-500',
    ]);
  });

  it('takes a status that was set by hand for a refund of all', () => {
    const { refunds, fullyRefunded } = change({ paymentStatus: 'REFUNDED', refunds: [] });
    assert.deepEqual([fullyRefunded, refunds], [true, [{ extInvoiceId: 'SHOP-XJ12H-refund', amount: 5000, reason: '' }]]);
  });

  it('counts the gift card, as the till does', () => {
    assert.equal(change({ total: 40, giftCardRedemption: 10 }).total, 5000);
  });

  for (const [what, fields] of [
    ['a part that nothing says how much it is', { paymentStatus: 'PARTIALLY_REFUNDED' }],
    ['all of it, with refunds of less', { paymentStatus: 'REFUNDED', refunds: [REFUND] }],
    ['more than its refunds', { refunds: [REFUND], refundedAmount: 6 }],
    ['a negative amount', { refunds: [{ ...REFUND, amount: -5 }] }],
  ] as const) {
    it(`is held when it is refunded: ${what}`, () => assert.throws(() => change(fields), { code: 'ORDER_REFUND_AMOUNT' }));
  }

  it('is not read from what is no order', () => {
    for (const input of [undefined, 'text', {}, { id: 7, total: 1 }])
      assert.throws(() => shopChange(input), { code: 'ORDER_MALFORMED' });
  });
});

describe('What the till has to do for it', () => {
  const delivered = till({ deliveryState: 'ORDER-DELIVERY-STATE-COMPLETE' });
  const partly = till({ deliveryState: 'ORDER-DELIVERY-STATE-PARTIAL' });
  const invoiced = till({ invoiceIds: ['i-1'] });
  const refunded = { refunds: [REFUND], refundedAmount: 5 };

  for (const [step, what, shop, order] of [
    ['edit', 'a paid order', {}, till()],
    ['cancel', 'a cancelled order that is open', { paymentStatus: 'CANCELLED' }, till()],
    ['cancel', 'an order refunded in full that is open', { paymentStatus: 'REFUNDED' }, till()],
    [
      'none',
      'whatever the till has cancelled',
      { paymentStatus: 'CANCELLED' },
      till({ cancelState: 'ORDER-CANCEL-STATE-COMPLETE' }),
    ],
    ['credit', 'a refund of an open order', refunded, till()],
    ['credit', 'a refund of a delivered order', refunded, delivered],
    ['credit', 'an order refunded in full that is invoiced', { paymentStatus: 'REFUNDED' }, invoiced],
    ['credit', 'a cancelled order that is invoiced and refunded', { ...refunded, paymentStatus: 'CANCELLED' }, invoiced],
  ] as const) {
    it(`is ${step} for ${what}`, () => assert.equal(nextStep(change(shop), order), step));
  }

  for (const [what, order] of [
    ['delivered', delivered],
    ['delivered in part', partly],
    ['invoiced', invoiced],
  ] as const) {
    it(`is for a person to say when a cancelled order is ${what}`, () => {
      assert.throws(() => nextStep(change({ paymentStatus: 'CANCELLED' }), order), { code: 'ORDER_CANCEL_DELIVERED' });
    });
  }

  it('is for a person to say when an order is refunded in full of which a part is delivered', () => {
    assert.throws(() => nextStep(change({ paymentStatus: 'REFUNDED' }), partly), { code: 'ORDER_CANCEL_DELIVERED' });
  });
});

describe('The credit of a refund', () => {
  const note = (amount: number, order = till()) =>
    creditNote(change(), order, { extInvoiceId: 'r-1', amount, reason: 'broken' }, 9011);
  const parts = (amount: number, order?: Json) =>
    (note(amount, order).lineList as { data: Json }[]).map(({ data }) => [data.vatCode, data.price]);

  it('is a credit invoice for the same customer and branch, on the article for refunds', () => {
    const { lineList, ...head } = note(1000);
    assert.deepEqual(head, {
      extInvoiceId: 'r-1',
      invoiceType: 'INVOICE-TYPE-CREDIT-INVOICE',
      relationNumber: 55,
      employeeNumber: 999999,
      entryBranchNumber: 1,
      financialBranchNumber: 2,
      reference: 'Webshop SHOP-XJ12H',
      vatMethod: 'VAT-METHOD-INCLUSIVE',
      creditedReason: 'Refund SHOP-XJ12H: broken',
    });
    assert.deepEqual((lineList as Json[])[0].articleNumber, 9011);
  });

  it('has the VAT of the line whose amount was refunded', () => assert.deepEqual(parts(4000), [[1, 4000]]));

  it('is spread over the VAT of the order when two lines of different VAT cost that much, or none does', () => {
    assert.deepEqual(parts(1000), [
      [1, 800],
      [2, 200],
    ]);
    assert.deepEqual(parts(1), [[1, 1]]);
  });

  it('comes to what was refunded, to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (amount) => {
        assert.equal(
          parts(amount).reduce((sum, [, price]) => sum + Number(price), 0),
          amount,
        );
      }),
    );
  });

  it('has the VAT of the article when the till tells none of the order', () => {
    assert.deepEqual(parts(500, till({ vatGroupList: [], lineList: [] })), [[undefined, 500]]);
  });

  it('keeps VAT shifted that was shifted', () => {
    const { vatMethod, lineList } = note(500, till({ vatMethod: 'VAT-METHOD-SHIFTED' }));
    assert.equal(vatMethod, 'VAT-METHOD-SHIFTED');
    for (const { data } of lineList as { data: Json }[]) assert.equal(data.price, data.priceExcl);
  });

  it('contains VAT also where prices do not', () => {
    assert.equal(note(500, till({ vatMethod: 'VAT-METHOD-EXCLUSIVE' })).vatMethod, 'VAT-METHOD-INCLUSIVE');
  });

  it('needs an article', () => {
    assert.throws(() => creditNote(change(), till(), { extInvoiceId: 'r', amount: 1, reason: '' }, 0), {
      code: 'ORDER_REFUND_ARTICLE',
    });
  });

  it('is left to a person when the order was edited besides', () => {
    checkRefundable(change(), till({ totalInclAmount: 5003 }));
    assert.throws(() => checkRefundable(change(), till({ totalInclAmount: 5500 })), { code: 'ORDER_EDIT_REFUNDED' });
  });
});

describe('An edit', () => {
  const mapped = (fields: Json = {}): Json => ({
    extOrderId: 'SHOP-XJ12H',
    reference: 'Webshop SHOP-XJ12H',
    vatMethod: 'VAT-METHOD-INCLUSIVE',
    lineList: [
      { articleNumber: 2101, text: 'Koffie', data: { quantity: 4, price: 1000, vatCode: 1 } },
      { articleNumber: 9001, text: 'PostNL', data: { quantity: 1, price: 1000, vatCode: 2 } },
    ],
    ...fields,
  });
  const wanted = (order: Json): Json => {
    const { sold, sent } = editable(order);
    return { ...sold, ...sent };
  };
  const edits = (order: Json, at = till()) => editsOf(at, wanted(order));

  it('is none when the till has it like that', () => assert.deepEqual(edits(mapped()), {}));

  it('never touches who bought it, where it is booked and what was paid', () => {
    const moved = { relationNumber: 1, entryBranchNumber: 9, employeeNumber: 1, paymentList: [], paymentMethod: 'PIN' };
    assert.deepEqual(edits(mapped(moved)), {});
  });

  it('is none when an address in the till only has more in it', () => {
    const at = till({ deliveryAddress: { addressId: 'a', name: 'Test Koper', city: 'Delft' } });
    assert.deepEqual(edits(mapped({ deliveryAddress: { name: 'Test Koper', contact: '', city: 'Delft' } }), at), {});
    const moved = { deliveryAddress: { name: 'Test Koper', city: 'Leiden' } };
    assert.deepEqual(edits(mapped(moved), at), moved);
  });

  it('keeps the id of every line that goes on', () => {
    const lineList = [
      { articleNumber: 9001, text: 'PostNL', data: { quantity: 1, price: 1000, vatCode: 2 } },
      { articleNumber: 2102, text: 'Thee', data: { quantity: 1, price: 500, vatCode: 1 } },
      { articleNumber: 2101, text: 'Koffie', data: { quantity: 1, price: 900, vatCode: 1 } },
    ];
    const ids = (edits(mapped({ lineList })).lineList as Json[]).map(({ lineId }) => lineId);
    assert.deepEqual(ids, ['l-2', undefined, 'l-1']);
  });

  it('is in the net price of an order without VAT in its prices', () => {
    const net = (priceExcl: number) => ({ articleNumber: 2101, text: 'Koffie', data: { quantity: 4, price: 917, priceExcl } });
    const at = till({ vatMethod: 'VAT-METHOD-EXCLUSIVE', lineList: [net(917)] });
    assert.deepEqual(edits(mapped({ vatMethod: 'VAT-METHOD-EXCLUSIVE', lineList: [net(917)] }), at), {});
    assert.notDeepEqual(edits(mapped({ vatMethod: 'VAT-METHOD-EXCLUSIVE', lineList: [net(900)] }), at), {});
  });

  it('is sent with all of the order but its payments and totals, and with the version that was read', () => {
    const sent = editedOrder(till(), { reference: 'new' }, mapped());
    assert.deepEqual(
      [sent.orderId, sent.reference, sent.changeCounter, sent.versionNumber, sent.relationNumber, sent.lineList],
      ['o-1', 'new', 3, 2, 55, till().lineList],
    );
    for (const name of ['paymentList', 'totalInclAmount', 'vatGroupList', 'invoiceIds']) assert(!(name in sent), name);
  });

  it('comes too late once anything is delivered or invoiced', () => {
    for (const late of [{ deliveryState: 'ORDER-DELIVERY-STATE-PARTIAL' }, { invoiceIds: ['i'] }]) {
      assert.throws(() => editedOrder(till(late), {}, mapped()), { code: 'ORDER_EDIT_DELIVERED' });
    }
  });

  it('is held when it takes the order out of the country whose VAT it has', () => {
    const at = till({ vatCountryIso3: 'BEL', deliveryAddress: { country: 'België' } });
    const home = { deliveryAddress: { country: 'Nederland' } };
    assert.throws(() => editedOrder(at, home, mapped(home)), { code: 'ORDER_EDIT_VAT_COUNTRY' });
    assert.equal(editedOrder(at, { reference: 'new' }, mapped()).vatCountryIso3, 'BEL');
  });
});
