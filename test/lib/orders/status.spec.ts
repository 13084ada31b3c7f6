import assert from 'node:assert/strict';
import { nextStatus, type StatusSettings, statusFields, tillStatus, type WantedStatus } from '../../../lib/orders/status';

const line = (quantity: number, delivered = 0, cancelled = 0, text = 'Koffie') => ({
  articleNumber: 2101,
  text,
  data: { quantity, deliveredQuantity: delivered, cancelledQuantity: cancelled },
});

const tillOrder = (fields: object = {}) => ({
  orderId: 'a-1',
  transactionString: '2026-12',
  totalInclAmount: 2590,
  prepaidAmount: 0,
  fullyPaid: false,
  deliveryState: 'ORDER-DELIVERY-STATE-NOTHING',
  cancelState: 'ORDER-CANCEL-STATE-NOTHING',
  completeState: 'ORDER-COMPLETE-STATE-NOTHING',
  lineList: [line(2)],
  ...fields,
});

const PARTIAL = { deliveryState: 'ORDER-DELIVERY-STATE-PARTIAL' };
const CANCELLED = { cancelState: 'ORDER-CANCEL-STATE-COMPLETE' };

describe('The status of a till order', () => {
  const deliveries: [string, object, string][] = [
    ['nothing happened yet', {}, 'open'],
    ['a part is delivered', { ...PARTIAL, lineList: [line(3, 1)] }, 'partly delivered'],
    ['one of two lines is delivered', { ...PARTIAL, lineList: [line(1, 1), line(2)] }, 'partly delivered'],
    ['all is delivered', { deliveryState: 'ORDER-DELIVERY-STATE-COMPLETE' }, 'delivered'],
    ['a part is delivered and the rest cancelled', { ...PARTIAL, lineList: [line(3, 1, 2)] }, 'delivered'],
    ['it is handled', { completeState: 'ORDER-COMPLETE-STATE-COMPLETE' }, 'delivered'],
    ['it is cancelled', CANCELLED, 'cancelled'],
    ['a part is cancelled', { cancelState: 'ORDER-CANCEL-STATE-PARTIAL', lineList: [line(3, 0, 1)] }, 'open'],
    ['it came without lines', { ...PARTIAL, lineList: undefined }, 'partly delivered'],
  ];
  for (const [what, fields, expected] of deliveries) {
    it(`is "${expected}" when ${what}`, () => assert.equal(tillStatus(tillOrder(fields)).delivery, expected));
  }

  const payments: [string, object, string][] = [
    ['nothing is paid', {}, 'unpaid'],
    ['a deposit is paid', { prepaidAmount: 1000 }, 'partly paid'],
    ['the total is paid', { prepaidAmount: 2590 }, 'paid'],
    ['the till says so', { fullyPaid: true }, 'paid'],
    ['it is cancelled unpaid', CANCELLED, 'cancelled'],
    ['it is cancelled and was paid', { ...CANCELLED, prepaidAmount: 2590, fullyPaid: true }, 'refund due'],
  ];
  for (const [what, fields, expected] of payments) {
    it(`is "${expected}" when ${what}`, () => assert.equal(tillStatus(tillOrder(fields)).payment, expected));
  }

  it('tells what is delivered of each line, without lines of text', () => {
    const { lines } = tillStatus(tillOrder({ lineList: [line(3, 1), { articleNumber: 0, text: 'Graag inpakken' }] }));
    assert.deepEqual(lines, [{ text: 'Koffie', quantity: 3, delivered: 1, cancelled: 0 }]);
  });

  it('has the number of the till and those of the packing slips', () => {
    const { number, packingSlips } = tillStatus(
      tillOrder({
        transactionString: '',
        orderNumber: { year: 2026, number: 7 },
        packingSlipNumbers: [{ year: 2026, number: 3 }],
      }),
    );
    assert.deepEqual([number, packingSlips], ['2026-7', ['2026-3']]);
  });
});

describe('The next status of a shop order', () => {
  const cases: ['fulfillmentStatus' | 'paymentStatus', string, string, string | undefined][] = [
    ['fulfillmentStatus', 'AWAITING_PROCESSING', 'PROCESSING', 'PROCESSING'],
    ['fulfillmentStatus', 'PROCESSING', 'SHIPPED', 'SHIPPED'],
    ['fulfillmentStatus', 'PROCESSING', 'PROCESSING', undefined],
    ['fulfillmentStatus', 'DELIVERED', 'PROCESSING', undefined],
    ['fulfillmentStatus', 'DELIVERED', 'PROCESSING!', 'PROCESSING'],
    ['fulfillmentStatus', 'READY_FOR_PICKUP', 'SHIPPED', 'SHIPPED'],
    ['fulfillmentStatus', 'RETURNED', 'DELIVERED', undefined],
    ['fulfillmentStatus', 'CUSTOM_FULFILLMENT_STATUS_1', 'PROCESSING', undefined],
    ['fulfillmentStatus', 'CUSTOM_FULFILLMENT_STATUS_1', 'DELIVERED', 'DELIVERED'],
    ['fulfillmentStatus', 'SOMETHING_NEW', 'SHIPPED', 'SHIPPED'],
    ['fulfillmentStatus', 'PROCESSING', '', undefined],
    ['paymentStatus', 'AWAITING_PAYMENT', 'PAID', 'PAID'],
    ['paymentStatus', 'PAID', 'AWAITING_PAYMENT', undefined],
    ['paymentStatus', 'REFUNDED', 'PAID', undefined],
    ['paymentStatus', 'CANCELLED', 'PAID', undefined],
    ['paymentStatus', 'AWAITING_PAYMENT', 'CANCELLED', 'CANCELLED'],
  ];
  for (const [field, current, wanted, expected] of cases) {
    it(`${current} with "${wanted}" wanted: ${expected ?? 'stays'}`, () => {
      assert.equal(nextStatus(field, wanted, current), expected);
    });
  }
});

describe('The fields to write of a shop order', () => {
  const settings: StatusSettings = { orderNumberIn: 'notes', extraField: 'mplusOrder' };
  const order = { fulfillmentStatus: 'PROCESSING', paymentStatus: 'PAID' };
  const fields = (more: object, wanted: WantedStatus, chosen: Partial<StatusSettings> = {}) =>
    statusFields({ ...order, ...more }, wanted, { ...settings, ...chosen });

  it('are none when the order is as wanted', () => {
    const wanted = { fulfillmentStatus: 'PROCESSING', paymentStatus: 'PAID', tillOrderNumber: '2026-12' };
    assert.deepEqual(fields({ privateAdminNotes: 'MplusKASSA 2026-12' }, wanted), {});
  });

  it('are only those that differ', () => {
    assert.deepEqual(fields({}, { fulfillmentStatus: 'SHIPPED', paymentStatus: 'PAID' }), { fulfillmentStatus: 'SHIPPED' });
  });

  it('have the number of the till behind the notes of the staff', () => {
    const { privateAdminNotes } = fields({ privateAdminNotes: 'Belt nog terug' }, { tillOrderNumber: '2026-12' });
    assert.equal(privateAdminNotes, 'Belt nog terug\nMplusKASSA 2026-12');
  });

  it('change the line about the till order in its place', () => {
    const notes = 'MplusKASSA 2026-12: delivered 1 of 3 × Koffie\nBelt nog terug\nMplusKASSA 2026-123';
    const { privateAdminNotes } = fields({ privateAdminNotes: notes }, { tillOrderNumber: '2026-12' });
    assert.equal(privateAdminNotes, 'MplusKASSA 2026-12\nBelt nog terug\nMplusKASSA 2026-123');
  });

  it('have what is delivered so far, wherever the number goes', () => {
    const wanted = { tillOrderNumber: '2026-12', note: 'delivered 1 of 3 × Koffie' };
    const { privateAdminNotes } = fields({}, wanted, { orderNumberIn: 'nowhere' });
    assert.equal(privateAdminNotes, 'MplusKASSA 2026-12: delivered 1 of 3 × Koffie');
  });

  it('have the number in an extra field beside the others', () => {
    const extra = { extraFields: { gift: 'yes' } };
    assert.deepEqual(fields(extra, { tillOrderNumber: '2026-12' }, { orderNumberIn: 'extraField' }), {
      extraFields: { gift: 'yes', mplusOrder: '2026-12' },
    });
    assert.deepEqual(
      fields({ extraFields: { mplusOrder: '2026-12' } }, { tillOrderNumber: '2026-12' }, { orderNumberIn: 'extraField' }),
      {},
    );
  });

  it('have no number of an order that waits in the queue of its branch', () => {
    assert.deepEqual(fields({}, { tillOrderNumber: '' }), {});
  });

  const tracking: [string, string, string | undefined][] = [
    ['', 'Packing slip 2026-1', 'Packing slip 2026-1'],
    ['Packing slip 2026-1', 'Packing slip 2026-1, 2026-2', 'Packing slip 2026-1, 2026-2'],
    ['3STEST0001', 'Packing slip 2026-1', undefined],
    ['3STEST0001', '', undefined],
  ];
  for (const [current, wanted, expected] of tracking) {
    it(`turn the tracking text "${current}" with "${wanted}" into ${expected ?? 'nothing else'}`, () => {
      assert.equal(fields({ trackingNumber: current }, { trackingNumber: wanted }).trackingNumber, expected);
    });
  }
});
