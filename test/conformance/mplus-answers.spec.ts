import assert from 'node:assert/strict';
import { OPERATIONS } from '../../lib/mplus/contract';
import { createOrderV3, type Installation, install, line, one, order, payments, placed } from '../lib/sandbox/mplus/support';
import { requireWsdl, validateBodies } from './wsdl';

const NO_ID = '00000000-0000-4000-8000-000000000000';
const DATE = '<m:financialDate>2026-06-12</m:financialDate>';
const FILTER = '<m:articlePluNumbers/><m:articleBarcodes/>';
const WORKPLACE = '<m:workplace><m:branchNumber>1</m:branchNumber><m:workplaceNumber>1</m:workplaceNumber></m:workplace>';
const ARTICLE =
  '<m:article><m:turnoverGroup>10</m:turnoverGroup><m:vatCode>2</m:vatCode><m:priceIncl>995</m:priceIncl></m:article>';

/** What a till with some history knows: ids to ask for. */
interface Known {
  orderId: string;
  openOrderId: string;
  lineId: string;
  invoiceId: string;
  openInvoiceId: string;
  receiptId: string;
  slipId: string;
}

const req = (content: string) => `<m:request>${content}</m:request>`;
const stock = (article: number, name: string) =>
  req(
    `<m:branchNumber>1</m:branchNumber><m:articleNumber>${article}</m:articleNumber><m:${name}>1</m:${name}><m:decimalPlaces>0</m:decimalPlaces>`,
  );
const corrections = (list: string) =>
  req(
    `<m:branchNumber>1</m:branchNumber><m:employeeNumber>7</m:employeeNumber><m:reference>r</m:reference><m:stockCorrectionList>${list}</m:stockCorrectionList>`,
  );
const correction =
  '<m:correction><m:articleNumber>1401</m:articleNumber><m:amount>3</m:amount><m:decimalPlaces>0</m:decimalPlaces></m:correction>';
const product = (content: string) => `<m:product>${content}</m:product>`;
const group = (number: number, more = '') => req(`<m:groupNumber>${number}</m:groupNumber>${more}`);
const numbers = '<m:productNumbers><m:number>210</m:number></m:productNumbers>';
const email = (address: string) => `<m:relation><m:email>${address}</m:email></m:relation>`;
const change = (id: string) =>
  `<m:order><m:orderId>${id}</m:orderId><m:reference>${id}</m:reference><m:changeCounter>1</m:changeCounter><m:versionNumber>1</m:versionNumber></m:order>`;
const pay = (id: string, prepay = true, key = '') =>
  req(`${key}<m:orderId>${id}</m:orderId><m:prepay>${prepay}</m:prepay>${payments(['IDEAL', 100])}`);
const cancelV2 = (id: string) =>
  req(`${WORKPLACE}<m:employee><m:employeeNumber>7</m:employeeNumber></m:employee><m:orderId>${id}</m:orderId>`);
const deliverV2 = (id: string, lineId: string) =>
  req(
    `<m:orderDelivery><m:orderId>${id}</m:orderId><m:lineList><m:line><m:lineId>${lineId}</m:lineId><m:quantity>1</m:quantity><m:decimalPlaces>0</m:decimalPlaces></m:line></m:lineList></m:orderDelivery>`,
  );
const invoice = (fields: string) =>
  `<m:invoice>${fields}<m:employeeNumber>7</m:employeeNumber><m:relationNumber>682</m:relationNumber><m:lineList>${line()}</m:lineList></m:invoice>`;
const key = (text: string) => `<m:idempotencyKey>${text}</m:idempotencyKey>`;

/** Contents of the request element per operation: calls that succeed and calls that are refused. */
const CALLS: Record<keyof typeof OPERATIONS, (known: Known) => string[]> = {
  getApiVersion: () => [''],
  getDatabaseVersion: () => [''],
  getLicenseInformation: () => [''],
  getCurrentSyncMarkers: () => [''],
  getCurrentSyncMarkersV2: () => [req('<m:includeStockId>true</m:includeStockId>')],
  getProducts: () => [req('<m:pluNumbers/>'), req('<m:articleNumbers>5</m:articleNumbers><m:pluNumbers/>')],
  createProduct: () => [product(`<m:articleList>${ARTICLE}</m:articleList>`), product('<m:productNumber>210</m:productNumber>')],
  updateProduct: () => [
    product(`<m:productNumber>210</m:productNumber><m:articleList>${ARTICLE}</m:articleList>`),
    product('<m:productNumber>5</m:productNumber>'),
  ],
  getArticleGroups: () => [req('<m:retrieveArticleNumbers>true</m:retrieveArticleNumbers>')],
  getArticleGroupChanges: () => [req('')],
  newArticleGroup: () => [
    req('<m:parentGroupNumber>1</m:parentGroupNumber><m:name>N</m:name><m:text/>'),
    req('<m:parentGroupNumber>77</m:parentGroupNumber><m:name>N</m:name><m:text/>'),
  ],
  updateArticleGroup: () => [group(13, '<m:name>Drinken</m:name>'), group(77)],
  addProductsToArticleGroup: () => [group(13, numbers), group(77, numbers)],
  replaceProductsOfArticleGroup: () => [group(13, numbers), group(77, numbers)],
  deleteProductsFromArticleGroup: () => [group(13, numbers), group(77, numbers)],
  deleteArticleGroup: () => [group(13), group(77)],
  saveArticleBranchDeviations: () => [
    req(
      '<m:articleBranchDeviationLines><m:articleNumber>1402</m:articleNumber><m:branchNumber>1</m:branchNumber><m:salesPriceIncl>1.50</m:salesPriceIncl></m:articleBranchDeviationLines>',
    ),
    req(
      '<m:articleBranchDeviationLines><m:articleNumber>5</m:articleNumber><m:branchNumber>1</m:branchNumber></m:articleBranchDeviationLines>',
    ),
  ],
  getArticleBranchDeviations: () => [req('')],
  getStock: () => [req('<m:branchNumber>1</m:branchNumber><m:articleNumbers/>')],
  getStockHistory: () => [req('<m:branchNumber>1</m:branchNumber>')],
  getStockHistoryV2: () => [req('')],
  updateStock: () => [stock(1401, 'amountChanged'), stock(5, 'amountChanged')],
  setStock: () => [stock(1401, 'amount'), stock(999, 'amount')],
  saveStockCorrections: () => [corrections(correction), corrections(''), corrections(correction + correction)],
  getStockCorrections: () => [req('')],
  getRelation: () => ['<m:relationNumber>681</m:relationNumber>'],
  getRelations: () => ['', req('<m:syncMarker>1</m:syncMarker>')],
  findRelation: () => [email('jan@example.org'), email('nobody@example.org')],
  findRelationV2: () => [req(email('jan@example.org')), req(email('nobody@example.org'))],
  createRelation: () => ['<m:relation><m:name>N</m:name></m:relation>', '<m:relation/>'],
  updateRelation: () => [
    '<m:relation><m:relationNumber>681</m:relationNumber><m:city>Ede</m:city></m:relation>',
    '<m:relation><m:relationNumber>5</m:relationNumber></m:relation>',
  ],
  createOrder: () => [order('C-1'), order('C-1'), order('C-2', { relation: 5 })],
  createOrderV2: () => [req(order('C-3')), req(order('C-3'))],
  createOrderV3: () => [
    req(key('a') + order('C-4') + payments(['IDEAL', 4485])),
    req(key('b') + order('C-5') + payments(['CHEQUE', 1])),
    req(key('c') + order('C-5')),
  ],
  updateOrder: () => [change(NO_ID)],
  updateOrderV2: ({ openOrderId }) => [req(change(openOrderId)), req(change(NO_ID))],
  saveOrder: ({ openOrderId }) => [order('C-6'), order('C-6'), change(openOrderId)],
  getOrder: ({ orderId }) => [`<m:orderId>${orderId}</m:orderId>`, `<m:orderId>${NO_ID}</m:orderId>`],
  findOrder: () => ['<m:extOrderId>DONE</m:extOrderId>', '<m:extOrderId>NONE</m:extOrderId>'],
  getOrders: () => [req(FILTER), req(`${FILTER}<m:includeLineList>false</m:includeLineList>`)],
  getOrdersByExtOrderIds: () => [req('<m:extOrderIds><m:id>DONE</m:id></m:extOrderIds>'), req('<m:extOrderIds/>')],
  getOrderChanges: () => [req('')],
  payOrder: ({ openOrderId, orderId }) => [pay(openOrderId), pay(openOrderId, false), pay(orderId), pay(NO_ID)],
  payOrderV2: ({ openOrderId }) => [pay(openOrderId, true, key('d')), pay(NO_ID, true, key('e'))],
  deliverOrderV2: ({ openOrderId, lineId }) => [deliverV2(openOrderId, lineId), deliverV2(NO_ID, NO_ID)],
  deliverOrder: ({ openOrderId, orderId }) => [openOrderId, orderId].map((id) => req(`<m:orderId>${id}</m:orderId>`)),
  cancelOrder: () => [`<m:orderId>${NO_ID}</m:orderId>`],
  cancelOrderV2: ({ orderId }) => [cancelV2(orderId), cancelV2(NO_ID)],
  getOrderCategories: () => [''],
  getInvoice: ({ invoiceId }) => [`<m:invoiceId>${invoiceId}</m:invoiceId>`, `<m:invoiceId>${NO_ID}</m:invoiceId>`],
  findInvoice: () => ['<m:extInvoiceId>OPEN</m:extInvoiceId>', '<m:extInvoiceId>NONE</m:extInvoiceId>'],
  getInvoices: () => [req(FILTER), req(`${FILTER}<m:includeLineList>false</m:includeLineList>`)],
  saveInvoice: () => [invoice('<m:extInvoiceId>I-1</m:extInvoiceId>'), invoice('<m:extInvoiceId>I-1</m:extInvoiceId>')],
  payInvoice: ({ openInvoiceId }) => [
    req(`<m:invoiceId>${openInvoiceId}</m:invoiceId>${payments(['IDEAL', 100])}`),
    req(`<m:invoiceId>${openInvoiceId}</m:invoiceId>${payments(['IDEAL', 999999])}`),
  ],
  creditInvoice: ({ openInvoiceId }) => [`<m:invoiceId>${openInvoiceId}</m:invoiceId>`, `<m:invoiceId>${NO_ID}</m:invoiceId>`],
  creditInvoiceV2: ({ invoiceId }) => [
    req(`<m:invoiceId>${invoiceId}</m:invoiceId>`),
    req(`<m:invoiceId>${NO_ID}</m:invoiceId>`),
  ],
  createInvoiceFromPackingSlips: ({ slipId }) =>
    ['f', 'g'].map((text) =>
      req(`${key(text)}<m:packingSlipIds>${slipId}</m:packingSlipIds>${DATE}<m:branchNumber>1</m:branchNumber>`),
    ),
  getPackingSlips: () => [req('')],
  getPackingSlipsByOrder: ({ orderId }) => [orderId, NO_ID].map((id) => req(`<m:orderId>${id}</m:orderId>`)),
  getReceipts: () => [req(FILTER)],
  getReceipt: ({ receiptId }) => [`<m:receiptId>${receiptId}</m:receiptId>`, `<m:receiptId>${NO_ID}</m:receiptId>`],
  getReceiptsByOrder: ({ orderId }) => [`<m:orderId>${orderId}</m:orderId>`, `<m:orderId>${NO_ID}</m:orderId>`],
  getBranches: () => [''],
  getEmployees: () => ['', req('')],
  getEmployee: () => ['<m:employeeNumber>7</m:employeeNumber>', '<m:employeeNumber>1</m:employeeNumber>'],
  getVatGroupList: () => [''],
  getPaymentMethods: () => [''],
  getPaymentMethodsV2: () => [req('')],
  getAvailablePaymentMethodsV2: () => [req(WORKPLACE)],
  getDeliveryMethods: () => [''],
  getDeliveryMethodsV2: () => [req('')],
  getTurnoverGroups: () => [req('')],
  getPriceGroupList: () => [''],
  getSalesPriceList: () => [''],
  getCardCategories: () => [''],
  getCustomFieldLists: () => [''],
  getWebhookConsumers: () => [req(WORKPLACE)],
};

/** Answers that differ from the schema on purpose: getRelation leaves the relation out when there is none (reference 1.7). */
const NOT_FOUND = '<m:getRelation><m:relationNumber>5</m:relationNumber></m:getRelation>';

/** The child of the SOAP body with its own namespace declaration. */
function bodyOf(answer: string): string {
  const body = /<SOAP-ENV:Body>([\s\S]*)<\/SOAP-ENV:Body>/.exec(answer)?.[1] ?? '';
  return body.replace(/^<ns:\w+/, (start) => `${start} xmlns:ns="urn:mplusqapi"`);
}

/** A till with a paid order, an open one, a packing slip, invoices, a receipt and every kind of card list. */
async function history(till: Installation): Promise<Known> {
  const { till: shop } = till.simulator;
  shop.changeArticle(1401, {
    customFieldList: [{ fieldName: 'materiaal', dataType: 'DATA-TYPE-STRING', strValue: 'katoen' }],
    salesPriceList: [
      { salesPriceNumber: 1, description: 'Actie', startDate: '2026-06-01', endDate: '2026-06-30', priceIncl: 1500 },
    ],
    priceGroupList: [{ priceGroupNumber: 1, description: 'Groothandel', priceIncl: 1800 }],
    linkedArticleList: [{ articleNumber: 999, quantity: 1, decimalPlaces: 0 }],
  });
  shop.changeArticle(1402, { componentArticleList: [{ articleNumber: 1401, quantity: 1, decimalPlaces: 0 }] });
  const done = await till.call(createOrderV3('h1', order('DONE', { lines: line({ article: 1402 }) }), payments(['IDEAL', 3990])));
  const open = await placed(till, 'OPEN', order('OPEN', { lines: line({ article: 1402, quantity: 9 }) }));
  const shipped = await placed(till, 'SHIPPED');
  const saved = await till.call(`<m:saveInvoice>${invoice('<m:extInvoiceId>OPEN</m:extInvoiceId>')}</m:saveInvoice>`);
  return {
    orderId: one(done, 'orderId')!,
    openOrderId: open.orderId,
    lineId: open.lineIds[0],
    invoiceId: one(done, 'invoiceId')!,
    openInvoiceId: one(saved, 'invoiceId')!,
    receiptId: shop.sell({ branchNumber: 1, articleNumber: 2001, quantity: 0.25 }).receiptId,
    slipId: shop.ship(shipped.orderId).packingSlipId,
  };
}

describe('Conformance: answers of the Mplus simulator against the vendor schema', function () {
  this.timeout(60_000);
  let till: Installation;
  before(async function () {
    requireWsdl(this);
    till = await install();
  });
  after(() => till?.close());

  it('writes valid answers for every operation, when it succeeds and when it refuses', async () => {
    const known = await history(till);
    const bodies: { name: string; xml: string }[] = [];
    for (const [operation, contents] of Object.entries(CALLS)) {
      for (const [place, content] of contents(known).entries()) {
        const answer = await till.call(`<m:${operation}>${content}</m:${operation}>`);
        assert.doesNotMatch(answer, /SOAP-ENV:Fault/, `${operation} ${place}`);
        bodies.push({ name: `${operation} ${place}`, xml: bodyOf(answer) });
      }
    }
    assert.deepEqual(validateBodies(bodies), []);
    const results = new Set(bodies.map(({ name, xml }) => `${name.split(' ')[0]} ${one(xml, 'result')?.endsWith('OK')}`));
    for (const operation of [
      'createOrder',
      'createProduct',
      'createRelation',
      'saveInvoice',
      'setStock',
      'getOrder',
      'payOrder',
    ]) {
      assert.ok(results.has(`${operation} true`) && results.has(`${operation} false`), `${operation} succeeded and was refused`);
    }
  });

  it('covers every operation of the contract', () => {
    assert.deepEqual(Object.keys(CALLS).sort(), Object.keys(OPERATIONS).sort());
  });

  it('breaks the schema where the service does: getRelation without a relation', async () => {
    const [violation, ...others] = validateBodies([{ name: 'getRelation', xml: bodyOf(await till.call(NOT_FOUND)) }]);
    assert.match(violation, /Missing child element\(s\).*relation/);
    assert.deepEqual(others, []);
  });
});
