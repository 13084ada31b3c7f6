import assert from 'node:assert/strict';
import { all, envelope, type Installation, install, one, placed, SHOP, stockOf } from './support';

describe('Mplus simulator: the till', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  it('sells over the counter: a paid receipt and stock off the shelf', async () => {
    till.simulator.till.sell({ branchNumber: 1, articleNumber: 2001, quantity: 0.53 });
    assert.equal((await stockOf(till, 2001)).free, 11.97);
    const xml = await till.call(
      '<m:getReceipts><m:request><m:syncMarker>1</m:syncMarker><m:articlePluNumbers/><m:articleBarcodes/></m:request></m:getReceipts>',
    );
    assert.deepEqual(
      ['totalInclAmount', 'paidAmount', 'state', 'financialBranchNumber'].map((name) => one(xml, name)),
      ['790', '790', 'RECEIPT-STATE-PAID', '1'],
    );
    const again = await till.call(`<m:getReceipt><m:receiptId>${one(xml, 'receiptId')}</m:receiptId></m:getReceipt>`);
    assert.equal(one(again, 'result'), 'GET-RECEIPT-RESULT-OK');
    assert.equal(
      one(await till.call('<m:getReceipt><m:receiptId>x</m:receiptId></m:getReceipt>'), 'result'),
      'GET-RECEIPT-RESULT-NOT-FOUND',
    );
  });

  it('takes an article out of sale', async () => {
    till.simulator.till.deactivate(1401);
    const xml = await till.call(
      '<m:getProducts><m:request><m:articleNumbers>1401</m:articleNumbers><m:pluNumbers/></m:request></m:getProducts>',
    );
    assert.equal(one(xml, 'active'), 'false');
  });

  it('takes an order at the prices of the till, and a payment for it', async () => {
    const { orderId, totalInclAmount } = till.simulator.till.takeOrder({
      relationNumber: 682,
      lines: [{ articleNumber: 1401, quantity: 2 }],
      fields: { reference: 'Belt zelf' },
    });
    till.simulator.till.payOrder(orderId, totalInclAmount);
    const xml = await till.call(`<m:getOrder><m:orderId>${orderId}</m:orderId></m:getOrder>`);
    assert.deepEqual(
      ['orderType', 'reference', 'fullyPaid', 'deliveryState'].map((name) => one(xml, name)),
      ['ORDER-TYPE-SALES-ORDER', 'Belt zelf', 'true', 'ORDER-DELIVERY-STATE-NOTHING'],
    );
    assert.equal((await stockOf(till, 1401)).reserved, 2);
  });

  it('ships and cancels, as the API shows', async () => {
    const { orderId, lineIds } = await placed(till);
    till.simulator.till.ship(orderId, [{ lineId: lineIds[0], quantity: 1 }]);
    till.simulator.till.cancel(orderId);
    const xml = await till.call(`<m:getOrder><m:orderId>${orderId}</m:orderId></m:getOrder>`);
    assert.deepEqual(
      [one(xml, 'deliveryState'), one(xml, 'cancelState')],
      ['ORDER-DELIVERY-STATE-PARTIAL', 'ORDER-CANCEL-STATE-PARTIAL'],
    );
    const slips = await till.call(
      `<m:getPackingSlips><m:request><m:relationNumbers>682</m:relationNumbers></m:request></m:getPackingSlips>`,
    );
    assert.deepEqual([one(slips, 'orderId'), one(slips, 'totalInclAmount')], [orderId, '1995']);
  });

  it('says what cannot be done', () => {
    assert.throws(() => till.simulator.till.sell({ branchNumber: 9, articleNumber: 1401, quantity: 1 }), /Branch 9/);
    assert.throws(() => till.simulator.till.deactivate(5), /Article 5/);
    assert.throws(() => till.simulator.till.ship('x'), /Order x/);
    assert.throws(() => till.simulator.till.editRelation(5, {}), /Relation 5/);
  });
});

describe('Mplus simulator: lookups', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const look = (operation: string, content = '') => till.call(`<m:${operation}>${content}</m:${operation}>`);

  it('gives the top of every marker sequence, in V2 of those asked for', async () => {
    const { state } = till.simulator;
    const xml = await look('getCurrentSyncMarkers');
    assert.equal(one(xml, 'articleSyncMarker'), String(state.marker('article')));
    assert.equal(one(xml, 'stockId'), String(state.marker('stock')));
    assert.equal(one(xml, 'orderSyncMarker'), '0');
    const v2 = await look(
      'getCurrentSyncMarkersV2',
      '<m:request><m:includeRelationSyncMarker>true</m:includeRelationSyncMarker></m:request>',
    );
    assert.match(
      v2,
      /<ns:GetCurrentSyncMarkersV2Response><ns:relationSyncMarker>3<\/ns:relationSyncMarker><\/ns:GetCurrentSyncMarkersV2Response>/,
    );
  });

  it('gives branches with their workplaces and country', async () => {
    const xml = await look('getBranches');
    assert.deepEqual(all(xml, 'branchNumber'), ['1', '2']);
    assert.deepEqual(all(xml, 'workplaceNumber'), ['1', '3']);
    assert.deepEqual(all(xml, 'countryIso3'), ['NLD', 'NLD']);
  });

  it('gives VAT rates per branch and country, times the factor', async () => {
    const xml = await look('getVatGroupList');
    assert.equal(all(xml, 'vatGroup').length, SHOP.vat.length);
    assert.deepEqual(all(xml, 'vatPercentage').slice(0, 3), ['900', '2100', '1900']);
  });

  it('gives payment methods, the available ones without those switched off', async () => {
    assert.deepEqual(all(await look('getPaymentMethods'), 'method'), ['CONTANT', 'IDEAL', 'CHEQUE']);
    assert.deepEqual(all(await look('getPaymentMethodsV2', '<m:request/>'), 'active'), ['true', 'true', 'false']);
    const workplace =
      '<m:request><m:workplace><m:branchNumber>1</m:branchNumber><m:workplaceNumber>1</m:workplaceNumber></m:workplace></m:request>';
    assert.deepEqual(all(await look('getAvailablePaymentMethodsV2', workplace), 'method'), ['CONTANT', 'IDEAL']);
    assert.deepEqual(all(await look('getWebhookConsumers', workplace), 'eventName'), ['completeSession']);
  });

  it('gives employees by marker, and one by number', async () => {
    assert.deepEqual(all(await look('getEmployees', '<m:request><m:syncMarker>2</m:syncMarker></m:request>'), 'employeeNumber'), [
      '7',
    ]);
    assert.equal(one(await look('getEmployee', '<m:employeeNumber>999999</m:employeeNumber>'), 'name'), 'Superuser');
    assert.equal(
      one(await look('getEmployee', '<m:employeeNumber>1</m:employeeNumber>'), 'result'),
      'GET-EMPLOYEE-RESULT-NOT-FOUND',
    );
  });

  it('gives delivery methods, turnover groups, categories', async () => {
    assert.deepEqual(all(await look('getDeliveryMethods'), 'enabled'), ['true', 'false']);
    assert.equal(one(await look('getTurnoverGroups', '<m:request/>'), 'turnoverGroupName'), 'Kleding');
    assert.equal(one(await look('getOrderCategories'), 'orderCategoryDescription'), 'Webshop');
    assert.equal(one(await look('getCardCategories'), 'name'), 'Klant');
  });

  it('derives sale prices, price groups and custom fields from what the cards hold', async () => {
    till.simulator.till.changeArticle(1401, {
      salesPriceList: [{ salesPriceNumber: 3, startDate: '2026-06-01', priceIncl: 1 }],
      customFieldList: [{ fieldName: 'materiaal', strValue: 'katoen' }],
    });
    assert.equal(one(await look('getSalesPriceList'), 'salesPriceNumber'), '3');
    assert.deepEqual(all(await look('getPriceGroupList'), 'priceGroup'), []);
    assert.equal(one(await look('getCustomFieldLists'), 'fieldName'), 'materiaal');
  });
});

describe('Mplus simulator: snapshots', () => {
  it('goes back to a snapshot, also after a trip through JSON', async () => {
    const till = await install();
    try {
      const { orderId } = await placed(till);
      const saved = JSON.parse(JSON.stringify(till.simulator.snapshot()));
      const markers = () => till.call('<m:getCurrentSyncMarkers/>');
      const before = await markers();
      await placed(till, 'WEB-2');
      till.simulator.till.ship(orderId);
      till.simulator.till.changeArticle(1401, { priceIncl: 1 });
      assert.notEqual(await markers(), before);
      till.simulator.restore(saved);
      assert.equal(await markers(), before);
      const read = await till.call(`<m:getOrder><m:orderId>${orderId}</m:orderId></m:getOrder>`);
      assert.equal(one(read, 'deliveryState'), 'ORDER-DELIVERY-STATE-NOTHING');
      assert.equal((await stockOf(till, 1401)).reserved, 2);
      till.simulator.till.changeArticle(1401, { priceIncl: 2 });
      const xml = await till.call(
        '<m:getProducts><m:request><m:articleNumbers>1401</m:articleNumbers><m:pluNumbers/></m:request></m:getProducts>',
      );
      assert.equal(one(xml, 'priceIncl'), '2', 'articles and their products are one again');
      assert.equal(one((await placed(till, 'WEB-2')).xml, 'result'), 'CREATE-ORDER-RESULT-OK');
    } finally {
      await till.close();
    }
  });

  it('is not changed by what happens afterwards', async () => {
    const till = await install();
    try {
      const saved = till.simulator.snapshot();
      const text = JSON.stringify(saved);
      await till.post(
        envelope(
          '<m:updateRelation><m:relation><m:relationNumber>681</m:relationNumber><m:name>X</m:name></m:relation></m:updateRelation>',
        ),
      );
      assert.equal(JSON.stringify(saved), text);
      till.simulator.restore(saved);
      till.simulator.till.editRelation(681, { name: 'Y' });
      assert.equal(JSON.stringify(saved), text);
    } finally {
      await till.close();
    }
  });
});
