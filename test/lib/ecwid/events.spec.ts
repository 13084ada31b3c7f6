import assert from 'node:assert/strict';
import { changedAtOf, DeliveryWatch, isChosen, readEcwidEvent } from '../../../lib/ecwid';

const EVENT = {
  eventId: '6f1d2c3b-4a59-4e68-9b77-0c1d2e3f4a5b',
  eventCreated: 1767225600,
  storeId: 1003,
  entityId: 516483487,
  eventType: 'order.updated',
  data: { orderId: 'SHOP-XJ12H', oldPaymentStatus: 'AWAITING_PAYMENT', newPaymentStatus: 'PAID' },
};

describe('an event of Ecwid', () => {
  it('names an order by its public number, not by the internal one', () => {
    const event = readEcwidEvent(EVENT);
    assert.equal(event?.id, 'SHOP-XJ12H');
    assert.equal(event?.entity, 'order');
    assert.equal(event?.action, 'updated');
  });

  it('names an order by the internal number when it says nothing else', () => {
    assert.equal(readEcwidEvent({ ...EVENT, data: undefined })?.id, '516483487');
  });

  it('takes the public number in either spelling', () => {
    assert.equal(readEcwidEvent({ ...EVENT, data: { orderid: 'XJ12H' } })?.id, 'XJ12H');
  });

  it('names any other record by its id', () => {
    assert.equal(readEcwidEvent({ ...EVENT, eventType: 'product.updated', data: undefined })?.id, '516483487');
  });

  it('takes numbers that come as text', () => {
    const event = readEcwidEvent({ ...EVENT, eventCreated: '1767225600', storeId: '1003' });
    assert.deepEqual([event?.eventCreated, event?.storeId], [1767225600, '1003']);
  });

  const SPELLINGS: [given: string, type: string, entity: string][] = [
    ['order.created', 'order.created', 'order'],
    ['ORDER.CREATED', 'order.created', 'order'],
    ['unfinished_order.updated', 'unfinished_order.updated', 'unfinishedOrder'],
    ['unfinishedOrder.updated', 'unfinished_order.updated', 'unfinishedOrder'],
    ['application.subscription_status_changed', 'application.subscriptionStatusChanged', 'application'],
    ['application.subscriptionStatusChanged', 'application.subscriptionStatusChanged', 'application'],
    ['customer.personal_data_removal_request', 'customer.personalDataRemovalRequest', 'customer'],
    ['size_chart.created', 'size_chart.created', 'sizeChart'],
    ['something_new.happened', 'something_new.happened', 'somethingNew'],
  ];
  for (const [given, type, entity] of SPELLINGS) {
    it(`reads ${given} as ${type}`, () => {
      const event = readEcwidEvent({ ...EVENT, eventType: given });
      assert.deepEqual([event?.eventType, event?.entity], [type, entity]);
    });
  }

  for (const [what, body] of [
    ['a list', []],
    ['a text', 'order.created'],
    ['nothing', null],
    ['an object without an id', { ...EVENT, eventId: undefined }],
    ['a time that is none', { ...EVENT, eventCreated: 'now' }],
    ['a type that is no text', { ...EVENT, eventType: 5 }],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.equal(readEcwidEvent(body), undefined);
    });
  }

  it('is chosen by its family or its type, in any spelling', () => {
    const event = { eventType: 'unfinished_order.created' };
    assert.equal(isChosen(event, []), true);
    assert.equal(isChosen(event, ['order']), false);
    assert.equal(isChosen(event, ['order.created', 'unfinishedOrder']), true);
    assert.equal(isChosen(event, ['UNFINISHED_ORDER.CREATED']), true);
    assert.equal(isChosen(event, ['unfinished_order.updated']), false);
  });
});

describe('how well webhooks arrive', () => {
  const START = 1767225600;
  const watched = () => new DeliveryWatch(START);

  it('counts an event as late a minute after it happened (93)', () => {
    const watch = watched();
    watch.event('order/A', START + 10, START + 12);
    watch.event('order/B', START + 10, START + 910);
    assert.equal(watch.late, 1);
  });

  it('counts a change as lost when a poll brought it and no event came within a minute (93)', () => {
    const watch = watched();
    watch.polled('order/A', START + 10, START + 20);
    watch.expire(START + 79);
    assert.equal(watch.lost, 0);
    watch.expire(START + 80);
    assert.equal(watch.lost, 1);
  });

  it('does not count what an event told before the poll or soon after', () => {
    const watch = watched();
    watch.event('order/A', START + 10, START + 11);
    watch.polled('order/A', START + 10, START + 20);
    watch.polled('order/B', START + 10, START + 20);
    watch.event('order/B', START + 10, START + 25);
    watch.expire(START + 200);
    assert.equal(watch.lost, 0);
  });

  it('counts a later change of a record that an event told of before', () => {
    const watch = watched();
    watch.event('order/A', START + 10, START + 11);
    watch.polled('order/A', START + 500, START + 510);
    watch.expire(START + 600);
    assert.equal(watch.lost, 1);
  });

  it('takes an event that comes after all for late instead of lost', () => {
    const watch = watched();
    watch.polled('order/A', START + 10, START + 20);
    watch.expire(START + 100);
    watch.event('order/A', START + 10, START + 910);
    assert.deepEqual([watch.lost, watch.late], [0, 1]);
  });

  it('leaves out what changed before it began', () => {
    const watch = watched();
    watch.polled('order/A', START - 1, START + 20);
    watch.polled('order/B', Number.NaN, START + 20);
    watch.expire(START + 100);
    assert.equal(watch.lost, 0);
  });

  it('keeps counting when more are lost than it remembers', () => {
    const watch = watched();
    for (let number = 0; number < 10_500; number += 1) {
      watch.polled(`order/${number}`, START + 10, START + 20);
      if (number % 5000 === 0) watch.expire(START + 100);
    }
    watch.expire(START + 200);
    assert.equal(watch.lost, 10_500);
  });

  it('reads the time of a change from the version of an order, a product and a customer', () => {
    assert.equal(changedAtOf('1767225600 PAID AWAITING_PROCESSING'), START);
    assert.equal(changedAtOf('1767225600'), START);
    assert.equal(changedAtOf('2026-01-01 00:00:00 +0000'), START);
    assert.equal(changedAtOf('9c1185a5c5e9fc54612808977ee8f548'), Number.NaN);
  });
});
