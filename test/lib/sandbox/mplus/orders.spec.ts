import assert from 'node:assert/strict';
import { all, createOrderV3, type Installation, install, line, one, order, payments, placed, stockOf } from './support';

describe('Mplus simulator: creating orders', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const create = (content: string) => till.call(`<m:createOrder>${content}</m:createOrder>`);

  it('computes totals and VAT groups itself, to the cent of reference 9.14', async () => {
    const xml = await till.call(createOrderV3('k1', order('WEB-100045', { tail: '<m:totalInclAmount>1</m:totalInclAmount>' })));
    assert.equal(one(xml, 'result'), 'CREATE-ORDER-RESULT-OK');
    assert.equal(all(xml, 'totalInclAmount').at(0), '4485');
    assert.deepEqual(all(xml, 'totalExclAmount'), ['3707', '3298', '409']);
    assert.match(
      xml,
      /<ns:vatGroup><ns:vatCode>2<\/ns:vatCode><ns:vatPercentage>2100<\/ns:vatPercentage><ns:exclAmount>3707<\/ns:exclAmount><ns:vatAmount>778</,
    );
    assert.equal(one(xml, 'orderType'), 'ORDER-TYPE-EXTERNAL-SALES-ORDER');
    assert.equal(one(xml, 'relationName'), 'Els Bakker');
    assert.equal(one(xml, 'orderString'), one(xml, 'transactionString'));
    assert.deepEqual([one(xml, 'changeCounter'), one(xml, 'versionNumber')], ['1', '1']);
    assert.equal(one(xml, 'employeeName'), 'Superuser');
  });

  it('takes an extOrderId once and for ever, also after a cancellation', async () => {
    const { orderId } = await placed(till, 'WEB-1');
    await till.call(`<m:cancelOrder><m:orderId>${orderId}</m:orderId></m:cancelOrder>`);
    const xml = await create(order('WEB-1'));
    assert.match(
      xml,
      /<ns:result>CREATE-ORDER-RESULT-EXT-ORDER-ID-ALREADY-EXISTS<\/ns:result><ns:info><ns:orderId><\/ns:orderId><ns:orderString><\/ns:orderString><\/ns:info><ns:errorMessage>.+</,
    );
    assert.equal(till.simulator.state.orders.size, 1);
  });

  for (const [what, content, text] of [
    ['no relation', order('W', { relation: 0 }), /relation is required/],
    ['an unknown relation', order('W', { relation: 4711 }), /Relation 4711 does not exist/],
    ['an unknown employee', order('W', { employee: 1 }), /Employee 1 does not exist/],
    ['no extOrderId', order(''), /extOrderId/],
    ['an unknown article', order('W', { lines: line({ article: 5 }) }), /Article 5 does not exist/],
    [
      'a price on a line of text',
      order('W', { lines: line({ article: 0, more: '' }).replace('<m:data>', '<m:text>Extra</m:text><m:data>') }),
      /no article/,
    ],
    ['a line with neither article nor text', order('W', { lines: line({ article: 0, price: 0 }) }), /no article number/],
    [
      'another branch without a workplace',
      order('W', { head: '<m:entryBranchNumber>2</m:entryBranchNumber>' }),
      /needs a workplace number/,
    ],
    ['an unknown branch', order('W', { head: '<m:entryBranchNumber>9</m:entryBranchNumber>' }), /Branch 9 does not exist/],
    [
      'a VAT code without rate',
      order('W', { lines: line({ data: '<m:vatCode>4</m:vatCode>' }) }),
      /^The rate for VAT-code 4 is not properly configured/,
    ],
    ['a table number on an order', order('W', { tail: '<m:tableNumber>3</m:tableNumber>' }), /table/],
  ] as [string, string, RegExp][]) {
    it(`fails with ${what} and books nothing`, async () => {
      const xml = await create(content);
      assert.equal(one(xml, 'result'), 'CREATE-ORDER-RESULT-FAILED');
      assert.match(one(xml, 'errorMessage') ?? '', text);
      assert.equal(till.simulator.state.orders.size, 0);
      assert.equal(
        one(await till.call('<m:findOrder><m:extOrderId>W</m:extOrderId></m:findOrder>'), 'result'),
        'GET-ORDER-RESULT-NOT-FOUND',
      );
    });
  }

  it('books at another branch with its workplace, and reserves the stock there', async () => {
    await placed(
      till,
      'W',
      order('W', { head: '<m:entryBranchNumber>2</m:entryBranchNumber>', tail: '<m:workplaceNumber>3</m:workplaceNumber>' }),
    );
    assert.deepEqual(await stockOf(till, 1401, 2).then(({ free, reserved }) => [free, reserved]), [3, 2]);
    assert.deepEqual(await stockOf(till, 1401, 1).then(({ free, reserved }) => [free, reserved]), [10, 0]);
  });

  it('accepts a line of text only, unless the switch forbids it', async () => {
    const text = line({ article: 0, price: 0 }).replace('<m:data>', '<m:text>Cadeau verpakt</m:text><m:data>');
    assert.equal(one(await create(order('W-1', { lines: line() + text })), 'result'), 'CREATE-ORDER-RESULT-OK');
    till.switches.mplusTextLines = false;
    assert.equal(one(await create(order('W-2', { lines: line() + text })), 'result'), 'CREATE-ORDER-RESULT-FAILED');
  });

  it('takes a PLU for an article number only where the switch says so', async () => {
    const plu =
      '<m:line><m:articleNumber>0</m:articleNumber><m:pluNumber>002001</m:pluNumber><m:data><m:quantity>1</m:quantity><m:decimalPlaces>0</m:decimalPlaces></m:data></m:line>';
    assert.equal(one(await create(order('W-1', { lines: plu })), 'result'), 'CREATE-ORDER-RESULT-FAILED');
    till.switches.mplusPluInLines = true;
    assert.equal((await placed(till, 'W-2', order('W-2', { lines: plu }))).xml.match(/<ns:totalInclAmount>(\d+)/)?.[1], '1490');
  });

  it('queues an order by switch: taken but not found until the branch has worked it off', async () => {
    till.switches.mplusQueueOrders = true;
    const xml = await till.call(`<m:createOrderV2><m:request>${order('Q-1')}</m:request></m:createOrderV2>`);
    assert.equal(one(xml, 'orderQueued'), 'true');
    assert.doesNotMatch(xml, /<ns:order>/);
    const find = () => till.call('<m:findOrder><m:extOrderId>Q-1</m:extOrderId></m:findOrder>');
    assert.equal(one(await find(), 'result'), 'GET-ORDER-RESULT-NOT-FOUND');
    assert.equal(one(await create(order('Q-1')), 'result'), 'CREATE-ORDER-RESULT-EXT-ORDER-ID-ALREADY-EXISTS');
    till.clock.advance(61_000);
    assert.equal(one(await find(), 'result'), 'GET-ORDER-RESULT-OK');
  });

  it('replays the first answer for a known idempotency key, with another body too unless the switch refuses', async () => {
    const first = await till.call(createOrderV3('key-1', order('WEB-1')));
    assert.equal(one(first, 'idempotencyResult'), 'IDEMPOTENCY-RESULT-ORIGINAL-RESPONSE');
    const again = await till.call(createOrderV3('key-1', order('WEB-1')));
    assert.equal(again, first.replace('ORIGINAL-RESPONSE', 'REPLAY-RESPONSE'));
    const other = await till.call(createOrderV3('key-1', order('WEB-2')));
    assert.equal(one(other, 'extOrderId'), 'WEB-1');
    till.switches.mplusIdempotencyMismatch = 'fault';
    assert.match(await till.call(createOrderV3('key-1', order('WEB-2'))), /<faultcode>SOAP-ENV:Client</);
    assert.equal(till.simulator.state.orders.size, 1);
  });

  it('replays a failure too, and forgets keys after their lifetime', async () => {
    const failed = await till.call(createOrderV3('key-1', order('WEB-1', { relation: 4711 })));
    assert.equal(one(failed, 'result'), 'CREATE-ORDER-RESULT-FAILED');
    assert.equal(one(await till.call(createOrderV3('key-1', order('WEB-1'))), 'result'), 'CREATE-ORDER-RESULT-FAILED');
    till.switches.mplusIdempotencyLifetime = 3600;
    till.clock.advance(3_601_000);
    assert.equal(one(await till.call(createOrderV3('key-1', order('WEB-1'))), 'result'), 'CREATE-ORDER-RESULT-OK');
  });

  it('adds the components of a composed article without price, and deposits at their own price', async () => {
    till.simulator.till.changeArticle(1402, {
      componentArticleList: [{ articleNumber: 1401, quantity: 3, decimalPlaces: 0 }],
      linkedArticleList: [{ articleNumber: 999, quantity: 1, decimalPlaces: 0 }],
    });
    const { xml } = await placed(till, 'C-1', order('C-1', { lines: line({ article: 1402 }) }));
    assert.match(xml, /<ns:totalInclAmount>4980</);
    assert.match(xml, /<ns:preparationList><ns:line>.*<ns:articleNumber>1401<.*<ns:quantity>6<.*LINE-TYPE-COMPONENT/);
    const suppressed = line({ article: 1402 }).replace(
      '</m:line>',
      '<m:suppressDisposableComponent>true</m:suppressDisposableComponent></m:line>',
    );
    assert.match((await placed(till, 'C-2', order('C-2', { lines: suppressed }))).xml, /<ns:totalInclAmount>3990</);
  });
});

describe('Mplus simulator: prices of an order', () => {
  let till: Installation;
  let count = 0;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  /** Total incl., total excl. and VAT of an order. */
  const total = async (lines: string, head = '', flags = '') => {
    count += 1;
    const content = order(`P-${count}`, { lines, tail: head });
    const xml = await till.call(`<m:createOrderV2><m:request>${content}${flags}</m:request></m:createOrderV2>`);
    return [one(xml, 'totalInclAmount'), one(xml, 'totalExclAmount'), one(xml, 'vatAmount')].map(Number);
  };
  const method = (name: string) => `<m:vatMethod>VAT-METHOD-${name}</m:vatMethod>`;

  it('uses the price of the article when a line has none', async () => {
    const lines =
      '<m:line><m:articleNumber>1401</m:articleNumber><m:data><m:quantity>3</m:quantity><m:decimalPlaces>0</m:decimalPlaces></m:data></m:line>';
    assert.deepEqual(await total(lines), [5985, 4946, 1039]);
  });

  it('multiplies with the decimals of the quantity', async () => {
    assert.deepEqual(await total(line({ article: 2001, quantity: 530, places: 3, price: 1490 })), [790, 725, 65]);
  });

  it('takes a discount off: an amount per line or per unit by switch, else a percentage times the factor', async () => {
    const amount = line({ data: '<m:discountAmount>90</m:discountAmount>' });
    assert.equal((await total(amount))[0], 3900);
    till.switches.mplusDiscountAmountPer = 'unit';
    assert.equal((await total(amount))[0], 3810);
    assert.equal((await total(line({ data: '<m:discountPercentage>1500</m:discountPercentage>' })))[0], 3391);
    till.switches.mplusPercentFactor = 1;
    assert.equal((await total(line({ data: '<m:discountPercentage>15</m:discountPercentage>' })))[0], 3391);
  });

  it('rounds VAT per line or per VAT group, by switch', async () => {
    const lines = line({ quantity: 1, price: 3 }).repeat(5);
    assert.deepEqual(await total(lines), [15, 10, 5]);
    till.switches.mplusVatRounding = 'group';
    assert.deepEqual(await total(lines), [15, 12, 3]);
  });

  it('reads prices without VAT under EXCLUSIVE: priceExcl, else price as net or gross by switch', async () => {
    assert.deepEqual(await total(line({ price: 1000 }), method('EXCLUSIVE')), [2420, 2000, 420]);
    assert.deepEqual(
      await total(line({ price: 1210, data: '<m:priceExcl>1000</m:priceExcl>' }), method('EXCLUSIVE')),
      [2420, 2000, 420],
    );
    till.switches.mplusExclusivePrice = 'gross';
    assert.deepEqual(await total(line({ price: 1210 }), method('EXCLUSIVE')), [2420, 2000, 420]);
  });

  it('charges no VAT under SHIFTED and NONE', async () => {
    assert.deepEqual(await total(line({ price: 1000 }), method('SHIFTED')), [2000, 2000, 0]);
    assert.deepEqual(await total(line({ price: 1000 }), method('NONE')), [2000, 2000, 0]);
  });

  it('uses the rates of the destination country, and fails where they are not configured', async () => {
    assert.deepEqual(await total(line({ price: 1190 }), '<m:vatCountryIso3>DEU</m:vatCountryIso3>'), [2380, 2000, 380]);
    const belgium = order('BE', { lines: line(), tail: '<m:vatCountryIso3>BEL</m:vatCountryIso3>' });
    assert.equal(one(await till.call(`<m:createOrder>${belgium}</m:createOrder>`), 'result'), 'CREATE-ORDER-RESULT-FAILED');
    till.switches.mplusUnconfiguredVat = 'fault';
    assert.match(await till.call(`<m:createOrder>${belgium}</m:createOrder>`), /<faultcode>SOAP-ENV:Server<.*VAT-code 2/);
  });

  it('splits VAT groups by code', async () => {
    const xml = (await placed(till, 'V', order('V', { lines: line() + line({ article: 2001, quantity: 1, price: 1490 }) }))).xml;
    assert.deepEqual(all(xml, 'vatGroup').length, 2);
  });

  it('applies a sale price over the price of the request only when asked', async () => {
    till.simulator.till.changeArticle(1401, {
      salesPriceList: [{ salesPriceNumber: 1, startDate: '2026-06-01', endDate: '2026-06-30', priceIncl: 1500, priceExcl: 1240 }],
    });
    assert.equal((await total(line()))[0], 3990);
    assert.equal((await total(line(), '', '<m:applySalesPrices>true</m:applySalesPrices>'))[0], 3000);
  });
});

describe('Mplus simulator: reading orders', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const getOrders = (filter: string) => till.call(`<m:getOrders><m:request>${filter}</m:request></m:getOrders>`);
  const EMPTY = '<m:articlePluNumbers/><m:articleBarcodes/>';

  it('finds by external id and by id in either notation, and leaves the order out when there is none', async () => {
    const { orderId } = await placed(till);
    assert.equal(one(await till.call('<m:findOrder><m:extOrderId>WEB-1</m:extOrderId></m:findOrder>'), 'orderId'), orderId);
    const bare = orderId.replaceAll('-', '').toUpperCase();
    assert.equal(one(await till.call(`<m:getOrder><m:orderId>${bare}</m:orderId></m:getOrder>`), 'orderId'), orderId);
    const none = await till.call('<m:getOrder><m:orderId>x</m:orderId></m:getOrder>');
    assert.match(none, /<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-NOT-FOUND<\/ns:result><\/ns:GetOrderResponse>/);
  });

  it('gives ids of 32 digits by switch', async () => {
    till.switches.mplusUuid = 'hex';
    assert.match((await placed(till)).orderId, /^[0-9a-f]{32}$/);
  });

  it('pages by marker, lowest first, and puts a changed order at the end', async () => {
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await placed(till, name)).orderId);
    const first = await getOrders(`<m:syncMarker>1</m:syncMarker><m:syncMarkerLimit>2</m:syncMarkerLimit>${EMPTY}`);
    assert.deepEqual(all(first, 'extOrderId').sort(), ['A', 'B']);
    till.simulator.till.ship(ids[0]);
    const next = await getOrders(`<m:syncMarker>3</m:syncMarker>${EMPTY}`);
    assert.deepEqual(all(next, 'extOrderId').sort(), ['A', 'C', 'D']);
  });

  it('filters by date, relation, branch, article, PLU, type and id', async () => {
    const { orderId } = await placed(
      till,
      'A',
      order('A', { tail: '<m:financialDate><m:day>1</m:day><m:mon>6</m:mon><m:year>2026</m:year></m:financialDate>' }),
    );
    await placed(till, 'B', order('B', { relation: 681, lines: line({ article: 2001 }) }));
    const found = async (filter: string) =>
      all(await getOrders(filter), 'extOrderId')
        .sort()
        .join();
    const date = (name: string, day: number) =>
      `<m:${name}><m:day>${day}</m:day><m:mon>6</m:mon><m:year>2026</m:year></m:${name}>`;
    assert.equal(await found(date('fromFinancialDate', 1) + date('throughFinancialDate', 1) + EMPTY), 'A');
    assert.equal(await found(date('fromFinancialDate', 12) + EMPTY), 'B');
    assert.equal(await found(`<m:relationNumbers>681</m:relationNumbers>${EMPTY}`), 'B');
    assert.equal(await found(`<m:branchNumbers>2</m:branchNumbers>${EMPTY}`), '');
    assert.equal(await found(`<m:articleNumbers>1401</m:articleNumbers>${EMPTY}`), 'A');
    assert.equal(
      await found('<m:articlePluNumbers><m:text><m:text>002001</m:text></m:text></m:articlePluNumbers><m:articleBarcodes/>'),
      'B',
    );
    assert.equal(await found(`${EMPTY}<m:orderTypeList><m:orderType>ORDER-TYPE-SALES-ORDER</m:orderType></m:orderTypeList>`), '');
    assert.equal(await found(`${EMPTY}<m:orderIds>${orderId}</m:orderIds>`), 'A');
  });

  it('drops lines and references to invoices with includeLineList=false', async () => {
    const { orderId } = await placed(till);
    await till.call(
      `<m:payOrder><m:request><m:orderId>${orderId}</m:orderId><m:prepay>false</m:prepay>${payments(['IDEAL', 4485])}</m:request></m:payOrder>`,
    );
    assert.match(await getOrders(EMPTY), /<ns:invoiceIds><ns:id>/);
    const brief = await getOrders(`${EMPTY}<m:includeLineList>false</m:includeLineList>`);
    assert.doesNotMatch(brief, /lineList|invoiceIds|invoiceNumbers/);
    assert.equal(all(brief, 'extOrderId').length, 1);
  });

  it('reads by a list of external ids', async () => {
    await placed(till, 'A');
    await placed(till, 'B');
    const xml = await till.call(
      '<m:getOrdersByExtOrderIds><m:request><m:extOrderIds><m:id>B</m:id><m:id>Z</m:id></m:extOrderIds></m:request></m:getOrdersByExtOrderIds>',
    );
    assert.deepEqual(all(xml, 'extOrderId'), ['B']);
  });

  it('tells what changed in an order', async () => {
    const { orderId, lineIds } = await placed(till);
    const top = till.simulator.state.marker('order');
    till.simulator.till.ship(orderId, [{ lineId: lineIds[0], quantity: 1 }]);
    const xml = await till.call(
      `<m:getOrderChanges><m:request><m:syncMarker>${top + 1}</m:syncMarker></m:request></m:getOrderChanges>`,
    );
    assert.deepEqual(
      [one(xml, 'deliveryStateOld'), one(xml, 'deliveryStateNew')],
      ['ORDER-DELIVERY-STATE-NOTHING', 'ORDER-DELIVERY-STATE-PARTIAL'],
    );
    assert.equal(all(xml, 'lineChange').length, 1);
  });
});

describe('Mplus simulator: changing orders', () => {
  let till: Installation;
  let orderId: string;
  let lineIds: string[];
  beforeEach(async () => {
    till = await install();
    ({ orderId, lineIds } = await placed(till));
  });
  afterEach(() => till.close());

  const changed = (tail: string, counters = [1, 1], operation = 'updateOrderV2') => {
    const content =
      `<m:order><m:orderId>${orderId}</m:orderId>${tail}` +
      `${counters.length > 0 ? `<m:changeCounter>${counters[0]}</m:changeCounter><m:versionNumber>${counters[1]}</m:versionNumber>` : ''}</m:order>`;
    return till.call(
      operation === 'updateOrderV2'
        ? `<m:updateOrderV2><m:request>${content}</m:request></m:updateOrderV2>`
        : `<m:${operation}>${content}</m:${operation}>`,
    );
  };

  it('changes with the counters as read, and raises them', async () => {
    const xml = await changed('<m:reference>haast</m:reference>');
    assert.equal(one(xml, 'result'), 'UPDATE-ORDER-RESULT-OK');
    assert.deepEqual([one(xml, 'changeCounter'), one(xml, 'versionNumber'), one(xml, 'reference')], ['2', '1', 'haast']);
  });

  it('refuses old counters and, unless the switch allows it, none', async () => {
    await changed('<m:reference>haast</m:reference>');
    assert.equal(one(await changed('<m:reference>rust</m:reference>'), 'result'), 'UPDATE-ORDER-RESULT-ORDER-HAS-CHANGED');
    assert.equal(one(await changed('<m:reference>rust</m:reference>', []), 'result'), 'UPDATE-ORDER-RESULT-ORDER-HAS-CHANGED');
    till.switches.mplusUpdateWithoutCounters = 'accept';
    assert.equal(one(await changed('<m:reference>rust</m:reference>', []), 'result'), 'UPDATE-ORDER-RESULT-OK');
  });

  it('says NO-CHANGES, or FAILED with the known text of old builds', async () => {
    assert.equal(one(await changed('<m:relationNumber>682</m:relationNumber>'), 'result'), 'UPDATE-ORDER-RESULT-NO-CHANGES');
    till.switches.mplusNoChanges = 'failed';
    const old = await changed('<m:relationNumber>682</m:relationNumber>', [1, 1], 'updateOrder');
    assert.equal(one(old, 'result'), 'UPDATE-ORDER-RESULT-FAILED');
    assert.equal(one(old, 'errorMessage'), 'Order not saved because there were no changes in the order.');
  });

  it('replaces the lines, keeps line ids, and moves the reservation', async () => {
    const kept = line({ quantity: 5 }).replace('<m:line>', `<m:line><m:lineId>${lineIds[0]}</m:lineId>`);
    const xml = await changed(`<m:lineList>${kept}</m:lineList>`, [1, 1]);
    assert.equal(one(xml, 'result'), 'UPDATE-ORDER-RESULT-OK');
    assert.deepEqual(all(xml, 'lineId'), [lineIds[0]]);
    assert.equal(one(xml, 'totalInclAmount'), '9975');
    assert.deepEqual(await stockOf(till, 1401).then(({ free, reserved }) => [free, reserved]), [5, 5]);
  });

  it('keeps lines that were left out where the switch says so', async () => {
    till.switches.mplusOmittedLines = 'keep';
    const xml = await changed(`<m:lineList>${line({ article: 1402, quantity: 1 })}</m:lineList>`);
    assert.equal(all(xml, 'lineId').length, 3);
  });

  it('knows no order: NOT-FOUND', async () => {
    orderId = '11111111-1111-4111-8111-111111111111';
    assert.equal(one(await changed('<m:reference>x</m:reference>'), 'result'), 'UPDATE-ORDER-RESULT-NOT-FOUND');
  });

  it('creates or changes with saveOrder', async () => {
    const created = await till.call(`<m:saveOrder>${order('S-1')}</m:saveOrder>`);
    assert.equal(one(created, 'result'), 'SAVE-ORDER-RESULT-OK');
    assert.equal(
      one(await till.call(`<m:saveOrder>${order('S-1')}</m:saveOrder>`), 'result'),
      'SAVE-ORDER-RESULT-EXT-ORDER-ID-ALREADY-EXISTS',
    );
    assert.equal(one(await changed('<m:reference>x</m:reference>', [1, 1], 'saveOrder'), 'result'), 'SAVE-ORDER-RESULT-OK');
  });
});
