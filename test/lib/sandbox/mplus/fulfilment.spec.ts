import assert from 'node:assert/strict';
import { all, createOrderV3, type Installation, install, one, order, payments, placed, stockOf } from './support';

describe('Mplus simulator: paying, delivering and cancelling orders', () => {
  let till: Installation;
  let orderId: string;
  let lineIds: string[];
  beforeEach(async () => {
    till = await install();
    ({ orderId, lineIds } = await placed(till));
  });
  afterEach(() => till.close());

  const pay = (prepay: boolean, list: string) =>
    till.call(
      `<m:payOrder><m:request><m:orderId>${orderId}</m:orderId><m:prepay>${prepay}</m:prepay>${list}</m:request></m:payOrder>`,
    );
  const deliver = (turnover = '') =>
    till.call(
      `<m:deliverOrder><m:request><m:orderId>${orderId}</m:orderId>${turnover && `<m:turnoverType>DELIVER-ORDER-TURNOVER-TYPE-${turnover}</m:turnoverType>`}</m:request></m:deliverOrder>`,
    );
  const deliverPart = (lineId: string, quantity: number, places = 0) =>
    till.call(
      `<m:deliverOrderV2><m:request><m:orderDelivery><m:orderId>${orderId}</m:orderId><m:lineList><m:line><m:lineId>${lineId}</m:lineId>` +
        `<m:quantity>${quantity}</m:quantity><m:decimalPlaces>${places}</m:decimalPlaces></m:line></m:lineList></m:orderDelivery></m:request></m:deliverOrderV2>`,
    );
  const cancelV2 = () =>
    till.call(
      `<m:cancelOrderV2><m:request><m:workplace><m:branchNumber>1</m:branchNumber><m:workplaceNumber>1</m:workplaceNumber></m:workplace>` +
        `<m:employee><m:employeeNumber>7</m:employeeNumber></m:employee><m:orderId>${orderId}</m:orderId></m:request></m:cancelOrderV2>`,
    );
  const cancel = () =>
    till.call(
      `<m:cancelOrder><m:orderId>${orderId}</m:orderId><m:request><m:branchNumber>1</m:branchNumber></m:request></m:cancelOrder>`,
    );
  const read = () => till.call(`<m:getOrder><m:orderId>${orderId}</m:orderId></m:getOrder>`);
  const states = async () => {
    const xml = await read();
    return ['deliveryState', 'cancelState', 'completeState'].map((name) => one(xml, name)?.split('-STATE-')[1]);
  };
  const stock = () => stockOf(till, 1401).then(({ free, reserved }) => [free, reserved]);

  it('reserves on order, takes off the shelf on delivery, releases on cancel', async () => {
    assert.deepEqual(await stock(), [8, 2]);
    await deliverPart(lineIds[0], 1);
    assert.deepEqual(await stock(), [8, 1]);
    await cancel();
    assert.deepEqual(await stock(), [9, 0]);
  });

  it('shows a reservation as a stock change, unless the switch says it is none', async () => {
    const { stockId } = await stockOf(till, 1401);
    till.switches.mplusReservationRaisesStockId = false;
    await placed(till, 'WEB-2');
    assert.equal((await stockOf(till, 1401)).stockId, stockId);
    till.switches.mplusReservationRaisesStockId = true;
    await placed(till, 'WEB-3');
    assert.equal((await stockOf(till, 1401)).stockId, till.simulator.state.marker('stock'));
  });

  it('books a deposit with prepay=true and ships nothing', async () => {
    assert.equal(one(await pay(true, payments(['IDEAL', 1000])), 'result'), 'PAY-ORDER-RESULT-OK');
    assert.deepEqual([one(await read(), 'prepaidAmount'), one(await read(), 'fullyPaid')], ['1000', 'false']);
    await pay(true, payments(['IDEAL', 3485]));
    assert.equal(one(await read(), 'fullyPaid'), 'true');
    assert.deepEqual(await states(), ['NOTHING', 'NOTHING', 'NOTHING']);
    assert.equal(till.simulator.state.invoices.size, 0);
  });

  it('delivers and invoices too with prepay=false', async () => {
    const xml = await pay(false, payments(['IDEAL', 4485]));
    const invoice = await till.call(`<m:getInvoice><m:invoiceId>${one(xml, 'invoiceId')}</m:invoiceId></m:getInvoice>`);
    assert.deepEqual([one(invoice, 'state'), one(invoice, 'paidAmount')], ['INVOICE-STATE-PAID', '4485']);
    assert.deepEqual(await states(), ['COMPLETE', 'NOTHING', 'COMPLETE']);
    assert.deepEqual(await stock(), [8, 0]);
    const slips = await till.call(
      `<m:getPackingSlipsByOrder><m:request><m:orderId>${orderId}</m:orderId></m:request></m:getPackingSlipsByOrder>`,
    );
    assert.equal(one(slips, 'state'), 'PACKING-SLIP-STATE-INVOICED');
    assert.equal(one(await pay(false, payments(['IDEAL', 4485])), 'result'), 'PAY-ORDER-RESULT-ORDER-ALREADY-INVOICED');
  });

  it('counts an earlier deposit', async () => {
    await pay(true, payments(['IDEAL', 4000]));
    assert.equal(one(await pay(false, payments(['CONTANT', 484])), 'result'), 'PAY-ORDER-RESULT-PAYMENT-INSUFFICIENT');
    assert.equal(one(await pay(false, payments(['CONTANT', 485])), 'result'), 'PAY-ORDER-RESULT-OK');
  });

  for (const [what, list] of [
    ['a disabled method', payments(['CHEQUE', 100])],
    ['an unknown method', payments(['BITCOIN', 100])],
    ['more than the total', payments(['IDEAL', 4486])],
    ['no payment', '<m:paymentList/>'],
  ]) {
    it(`refuses a deposit with ${what}`, async () => {
      assert.equal(one(await pay(true, list), 'result'), 'PAY-ORDER-RESULT-FAILED');
      assert.equal(one(await read(), 'prepaidAmount'), '0');
    });
  }

  it('pays in the same call with createOrderV3, and without prepay ships and invoices', async () => {
    const deposit = await till.call(createOrderV3('k1', order('P-1'), `<m:prepay>true</m:prepay>${payments(['IDEAL', 4485])}`));
    assert.deepEqual([one(deposit, 'payResult'), one(deposit, 'invoiceId')], ['PAY-ORDER-RESULT-OK', undefined]);
    const full = await till.call(createOrderV3('k2', order('P-2'), payments(['IDEAL', 4485])));
    assert.match(full, /<ns:payResult>PAY-ORDER-RESULT-OK<\/ns:payResult><ns:invoiceId>/);
  });

  it('keeps the order when its payment fails in createOrderV3, unless the switch says otherwise', async () => {
    const failing = (key: string, name: string) =>
      till.call(createOrderV3(key, order(name), `<m:prepay>true</m:prepay>${payments(['CHEQUE', 4485])}`));
    const kept = await failing('k1', 'F-1');
    assert.deepEqual(
      [one(kept, 'result'), one(kept, 'payResult')],
      ['CREATE-ORDER-RESULT-PAYMENT-FAILED', 'PAY-ORDER-RESULT-FAILED'],
    );
    assert.equal(till.simulator.state.orders.size, 2);
    till.switches.mplusPaymentFailedKeepsOrder = false;
    const dropped = await failing('k2', 'F-2');
    assert.deepEqual(
      [one(dropped, 'result'), one(dropped, 'payResult')],
      ['CREATE-ORDER-RESULT-PAYMENT-FAILED', 'PAY-ORDER-RESULT-FAILED'],
    );
    assert.equal(till.simulator.state.orders.size, 2);
  });

  it('replays payOrderV2 by its key and pays once', async () => {
    const call = `<m:payOrderV2><m:request><m:idempotencyKey>p1</m:idempotencyKey><m:orderId>${orderId}</m:orderId><m:prepay>true</m:prepay>${payments(['IDEAL', 1000])}</m:request></m:payOrderV2>`;
    await till.call(call);
    assert.equal(one(await till.call(call), 'idempotencyResult'), 'IDEMPOTENCY-RESULT-REPLAY-RESPONSE');
    assert.equal(one(await read(), 'prepaidAmount'), '1000');
  });

  it('delivers lines in part, with decimals of any number', async () => {
    assert.equal(one(await deliverPart(lineIds[0], 1000, 3), 'result'), 'DELIVER-ORDER-V2-RESULT-OK');
    assert.deepEqual(await states(), ['PARTIAL', 'NOTHING', 'PARTIAL-DELIVERY-PENDING']);
    assert.deepEqual(all(await read(), 'deliveredQuantity'), ['1', '0']);
    assert.equal(one(await deliverPart(lineIds[0], 2), 'result'), 'DELIVER-ORDER-V2-RESULT-FAILED');
    assert.equal(one(await deliverPart('nonsense', 1), 'result'), 'DELIVER-ORDER-V2-RESULT-FAILED');
    assert.equal(one(await deliver(), 'result'), 'DELIVER-ORDER-RESULT-OK');
    assert.deepEqual(await states(), ['COMPLETE', 'NOTHING', 'PARTIAL']);
    assert.equal(one(await deliver(), 'result'), 'DELIVER-ORDER-RESULT-ALREADY-DELIVERED');
    assert.equal(one(await deliverPart(lineIds[0], 1), 'result'), 'DELIVER-ORDER-V2-RESULT-ALREADY-DELIVERED');
  });

  it('makes the turnover document that was asked for', async () => {
    const invoiced = await deliver('INVOICE');
    assert.ok(one(invoiced, 'invoiceId'));
    ({ orderId } = await placed(till, 'WEB-2'));
    assert.equal(one(await deliver('RECEIPT'), 'invoiceId'), undefined);
    const receipts = await till.call(`<m:getReceiptsByOrder><m:orderId>${orderId}</m:orderId></m:getReceiptsByOrder>`);
    assert.equal(one(receipts, 'totalInclAmount'), '4485');
    assert.deepEqual(await states(), ['COMPLETE', 'NOTHING', 'COMPLETE']);
  });

  it('cancels once, with cancelOrder', async () => {
    assert.equal(one(await cancel(), 'result'), 'CANCEL-ORDER-RESULT-OK');
    assert.deepEqual(await states(), ['NOTHING', 'COMPLETE', 'NOTHING']);
    assert.equal(one(await cancel(), 'result'), 'CANCEL-ORDER-RESULT-ALREADY-CANCELLED');
    assert.equal(one(await deliver(), 'result'), 'DELIVER-ORDER-RESULT-FAILED');
  });

  it('brings a cancelled order back with a second cancelOrderV2', async () => {
    assert.equal(one(await cancelV2(), 'result'), 'CANCEL-ORDER-RESULT-OK');
    assert.equal(one(await cancelV2(), 'result'), 'CANCEL-ORDER-RESULT-UNDO-CANCEL-OK');
    assert.deepEqual(await states(), ['NOTHING', 'NOTHING', 'NOTHING']);
    assert.deepEqual(await stock(), [8, 2]);
  });

  it('answers a cancellation with PENDING by switch, and carries it out later', async () => {
    till.switches.mplusQueueCancellations = true;
    assert.equal(one(await cancel(), 'result'), 'CANCEL-ORDER-RESULT-PENDING');
    assert.equal((await states())[1], 'NOTHING');
    till.clock.advance(61_000);
    assert.equal((await states())[1], 'COMPLETE');
  });

  it('knows no order: NOT-FOUND, or FAILED where that is all the operation can say', async () => {
    orderId = 'none';
    assert.equal(one(await cancel(), 'result'), 'CANCEL-ORDER-RESULT-NOT-FOUND');
    assert.equal(one(await pay(true, payments(['IDEAL', 1])), 'result'), 'PAY-ORDER-RESULT-FAILED');
    assert.equal(one(await deliver(), 'result'), 'DELIVER-ORDER-RESULT-FAILED');
  });
});
