import assert from 'node:assert/strict';
import { all, type Installation, install, line, one, order, payments, placed, stockOf } from './support';

describe('Mplus simulator: invoices', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const invoice = (fields: string, lines = line({ quantity: 1 })) =>
    `<m:invoice>${fields}<m:employeeNumber>7</m:employeeNumber><m:relationNumber>682</m:relationNumber>` +
    `<m:financialBranchNumber>1</m:financialBranchNumber>${lines && `<m:lineList>${lines}</m:lineList>`}</m:invoice>`;
  const save = (fields: string, lines?: string) => till.call(`<m:saveInvoice>${invoice(fields, lines)}</m:saveInvoice>`);
  const read = (id: string | undefined) => till.call(`<m:getInvoice><m:invoiceId>${id}</m:invoiceId></m:getInvoice>`);
  const pay = (id: string | undefined, ...list: [string, number][]) =>
    till.call(`<m:payInvoice><m:request><m:invoiceId>${id}</m:invoiceId>${payments(...list)}</m:request></m:payInvoice>`);
  const list = (filter: string) =>
    till.call(`<m:getInvoices><m:request><m:articlePluNumbers/><m:articleBarcodes/>${filter}</m:request></m:getInvoices>`);

  it('are created by saveInvoice with an empty id: numbered, priced, outstanding, stock off the shelf', async () => {
    const xml = await save('<m:invoiceId></m:invoiceId><m:extInvoiceId>I-1</m:extInvoiceId>');
    assert.equal(one(xml, 'result'), 'SAVE-INVOICE-RESULT-OK');
    assert.match(one(xml, 'invoiceString') ?? '', /^2026-\d+$/);
    const made = await read(one(xml, 'invoiceId'));
    assert.deepEqual(
      ['totalInclAmount', 'paidAmount', 'state', 'invoiceType'].map((name) => one(made, name)),
      ['1995', '0', 'INVOICE-STATE-OUTSTANDING', 'INVOICE-TYPE-INVOICE'],
    );
    assert.equal((await stockOf(till, 1401)).free, 9);
    const found = await till.call('<m:findInvoice><m:extInvoiceId>I-1</m:extInvoiceId></m:findInvoice>');
    assert.equal(one(found, 'invoiceId'), one(xml, 'invoiceId'));
    assert.match(found, /<ns:GetInvoiceResponse>/);
  });

  it('take an external id once', async () => {
    await save('<m:extInvoiceId>I-1</m:extInvoiceId>');
    assert.equal(
      one(await save('<m:extInvoiceId>I-1</m:extInvoiceId>'), 'result'),
      'SAVE-INVOICE-RESULT-EXT-INVOICE-ID-ALREADY-EXISTS',
    );
  });

  it('are changed with their id and the counters as read', async () => {
    const id = one(await save(''), 'invoiceId');
    const change = (counter: number, reference: string) =>
      save(
        `<m:invoiceId>${id}</m:invoiceId><m:reference>${reference}</m:reference><m:changeCounter>${counter}</m:changeCounter><m:versionNumber>1</m:versionNumber>`,
        '',
      );
    assert.equal(one(await change(1, 'a'), 'result'), 'SAVE-INVOICE-RESULT-OK');
    assert.equal(one(await read(id), 'reference'), 'a');
    assert.equal(one(await change(1, 'b'), 'result'), 'SAVE-INVOICE-RESULT-INVOICE-HAS-CHANGED');
    assert.equal(one(await save('<m:invoiceId>none</m:invoiceId>'), 'result'), 'SAVE-INVOICE-RESULT-NOT-FOUND');
  });

  it('move the stock with their lines', async () => {
    const id = one(await save(''), 'invoiceId');
    await save(
      `<m:invoiceId>${id}</m:invoiceId><m:changeCounter>1</m:changeCounter><m:versionNumber>1</m:versionNumber>`,
      line({ quantity: 4 }),
    );
    assert.equal((await stockOf(till, 1401)).free, 6);
  });

  it('are paid in parts, and refuse too much and a disabled method', async () => {
    const id = one(await save(''), 'invoiceId');
    assert.equal(one(await pay(id, ['IDEAL', 1000]), 'result'), 'PAY-INVOICE-RESULT-OK');
    assert.equal(one(await read(id), 'state'), 'INVOICE-STATE-PARTLY-PAID');
    assert.equal(one(await pay(id, ['IDEAL', 996]), 'result'), 'PAY-INVOICE-RESULT-PAYMENT-TOO-HIGH');
    assert.equal(one(await pay(id, ['CHEQUE', 1]), 'result'), 'PAY-INVOICE-RESULT-FAILED');
    await pay(id, ['IDEAL', 995]);
    assert.deepEqual([one(await read(id), 'state'), one(await read(id), 'paidAmount')], ['INVOICE-STATE-PAID', '1995']);
  });

  it('are credited once: negative amounts, the goods back, the credit naming what it credits', async () => {
    const id = one(await save(''), 'invoiceId');
    const credit = () => till.call(`<m:creditInvoice><m:invoiceId>${id}</m:invoiceId></m:creditInvoice>`);
    assert.equal(one(await credit(), 'result'), 'CREDIT-INVOICE-RESULT-OK');
    assert.equal((await stockOf(till, 1401)).free, 10);
    const xml = await list(`<m:syncMarker>${till.simulator.state.marker('invoice')}</m:syncMarker>`);
    assert.deepEqual(
      ['totalInclAmount', 'creditedInvoiceId', 'state', 'invoiceType'].map((name) => one(xml, name)),
      ['-1995', id, 'INVOICE-STATE-OUTSTANDING-CREDIT', 'INVOICE-TYPE-CREDIT-INVOICE'],
    );
    assert.equal(one(await credit(), 'result'), 'CREDIT-INVOICE-RESULT-FAILED');
    const unknown = await till.call(
      '<m:creditInvoiceV2><m:request><m:invoiceId>none</m:invoiceId></m:request></m:creditInvoiceV2>',
    );
    assert.equal(one(unknown, 'result'), 'CREDIT-INVOICE-V2-RESULT-NOT-FOUND');
  });

  it('of a credit are negative and paid back, and no more than that', async () => {
    const type = '<m:invoiceType>INVOICE-TYPE-CREDIT-INVOICE</m:invoiceType>';
    const id = one(await save(type, line({ quantity: -1 })), 'invoiceId');
    assert.equal(one(await read(id), 'state'), 'INVOICE-STATE-OUTSTANDING-CREDIT');
    assert.equal(one(await pay(id, ['IDEAL', -1996]), 'result'), 'PAY-INVOICE-RESULT-PAYMENT-TOO-HIGH');
    assert.equal(one(await pay(id, ['IDEAL', -1995]), 'result'), 'PAY-INVOICE-RESULT-OK');
    assert.equal(one(await read(id), 'state'), 'INVOICE-STATE-HANDLED');
  });

  it('of a credit are refused where payments below zero are not taken', async () => {
    till.switches.mplusNegativePayments = false;
    const id = one(await save('<m:invoiceType>INVOICE-TYPE-CREDIT-INVOICE</m:invoiceType>', line({ quantity: -1 })), 'invoiceId');
    assert.equal(one(await pay(id, ['IDEAL', -1995]), 'result'), 'PAY-INVOICE-RESULT-PAYMENT-TOO-HIGH');
  });

  it('become definitive by being read with finalizeInvoices', async () => {
    const id = one(await save(''), 'invoiceId');
    await list('<m:finalizeInvoices>true</m:finalizeInvoices>');
    assert.equal(one(await read(id), 'finalized'), 'true');
    const change = await save(
      `<m:invoiceId>${id}</m:invoiceId><m:changeCounter>2</m:changeCounter><m:versionNumber>1</m:versionNumber>`,
    );
    assert.equal(one(change, 'result'), 'SAVE-INVOICE-RESULT-FAILED');
  });

  it('are listed by marker and filters', async () => {
    await save('<m:extInvoiceId>A</m:extInvoiceId>');
    await save('<m:extInvoiceId>B</m:extInvoiceId>', line({ article: 2001, quantity: 1 }));
    assert.deepEqual(all(await list('<m:syncMarker>2</m:syncMarker>'), 'extInvoiceId'), ['B']);
    assert.deepEqual(all(await list('<m:articleNumbers>1401</m:articleNumbers>'), 'extInvoiceId'), ['A']);
    assert.doesNotMatch(await list('<m:includeLineList>false</m:includeLineList>'), /lineList/);
  });

  describe('from packing slips', () => {
    const slipOf = async (name: string, content = order(name)) =>
      till.simulator.till.ship((await placed(till, name, content)).orderId).packingSlipId;
    const combine = (key: string, ...ids: string[]) =>
      till.call(
        `<m:createInvoiceFromPackingSlips><m:request><m:idempotencyKey>${key}</m:idempotencyKey>${ids.map((id) => `<m:packingSlipIds>${id}</m:packingSlipIds>`).join('')}` +
          '<m:financialDate>2026-06-12</m:financialDate><m:branchNumber>1</m:branchNumber></m:request></m:createInvoiceFromPackingSlips>',
      );

    it('combines several into one, once', async () => {
      const [a, b] = [await slipOf('A'), await slipOf('B')];
      const xml = await combine('k1', a, b);
      assert.equal(one(xml, 'result'), 'CREATE-INVOICE-FROM-PACKING-SLIPS-OK');
      assert.equal(one(await read(one(xml, 'invoiceId')), 'totalInclAmount'), '8970');
      assert.equal(one(await combine('k1', a, b), 'idempotencyResult'), 'IDEMPOTENCY-RESULT-REPLAY-RESPONSE');
      assert.equal(one(await combine('k2', a), 'result'), 'CREATE-INVOICE-FROM-PACKING-SLIPS-ALREADY-INVOICED');
    });

    it('does not combine those of different customers, and faults on one that does not exist', async () => {
      const slips = [await slipOf('A'), await slipOf('B', order('B', { relation: 681 }))];
      assert.equal(one(await combine('k1', ...slips), 'result'), 'CREATE-INVOICE-FROM-PACKING-SLIPS-CANT-COMBINE-PACKING-SLIPS');
      assert.match(await combine('k2', 'none'), /<faultcode>SOAP-ENV:Client</);
    });
  });
});
