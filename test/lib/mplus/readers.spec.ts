import { strict as assert } from 'node:assert';
import {
  MplusClient,
  type MplusCursor,
  type MplusEntity,
  MplusError,
  type MplusPageOptions,
  readMplusByKey,
  readMplusPage,
} from '../../../lib/mplus';
import type { SourceRecord } from '../../../lib/page';
import { type Received, type Reply, Till } from './till';
import { descendants, type Element, textOf, xml } from './xml';

describe('Reading the till', () => {
  let till: Till;
  let client: MplusClient;

  async function connect(reply: (received: Received, count: number) => Reply): Promise<void> {
    till = await Till.start(reply);
    client = new MplusClient(till.connection());
  }

  afterEach(async () => {
    client.close();
    await till.close();
  });

  /** Reads until there is no more; the cursors are what a ledger would keep. */
  async function readAll(entity: MplusEntity, options: MplusPageOptions, start?: MplusCursor) {
    const records: SourceRecord[] = [];
    const cursors: MplusCursor[] = [];
    let cursor = start;
    for (;;) {
      const page = await readMplusPage(client, entity, cursor, options);
      records.push(...page.records);
      cursors.push(page.cursor);
      if (!page.more) return { records, cursors };
      cursor = page.cursor;
    }
  }

  const markers = (operation: string) => till.requests(operation).map((request) => textOf(request, 'syncMarker'));

  describe('by sync marker', () => {
    const relations = [
      { relationNumber: 1, syncMarker: 4, name: 'A' },
      { relationNumber: 2, syncMarker: 9, name: 'B' },
      { relationNumber: 3, syncMarker: 7, name: 'C' },
      { relationNumber: 4, syncMarker: 12, name: 'D' },
    ];
    /** As the till does it: markers from n on, the lowest of them, in no order. */
    const serve = ({ body }: Received): Reply => {
      const from = Number(/syncMarker>(\d+)</.exec(body)?.[1]);
      const limit = Number(/syncMarkerLimit>(\d+)</.exec(body)?.[1]);
      const page = relations
        .filter(({ syncMarker }) => syncMarker >= from)
        .sort((a, b) => a.syncMarker - b.syncMarker)
        .slice(0, limit)
        .reverse();
      return `<ns:GetRelationsResponse><ns:relationList>${xml({ relation: page })}</ns:relationList></ns:GetRelationsResponse>`;
    };

    it('gives every record once, page by page, until a page is empty', async () => {
      await connect(serve);
      const { records, cursors } = await readAll('relation', { limit: 2 });
      assert.deepEqual(
        records.map(({ key, version }) => [key, version]),
        [
          ['3', '7'],
          ['1', '4'],
          ['4', '12'],
          ['2', '9'],
        ],
      );
      assert.deepEqual(cursors, [{ marker: 7 }, { marker: 12 }, { marker: 12 }]);
      assert.deepEqual(markers('getRelations'), ['0', '8', '13']);
      assert.deepEqual(records[0].payload, { relationNumber: 3, syncMarker: 7, name: 'C' });
    });

    it('goes on behind the cursor, and keeps it when nothing changed', async () => {
      await connect(serve);
      assert.deepEqual(
        (await readAll('relation', { limit: 50 }, { marker: 9 })).records.map(({ key }) => key),
        ['4'],
      );
      const page = await readMplusPage(client, 'relation', { marker: 12 }, { limit: 50 });
      assert.deepEqual(page, { records: [], cursor: { marker: 12 }, more: false });
    });

    it('sends no filter along with a marker', async () => {
      await connect(({ operation }) => {
        const lists: Record<string, string> = {
          getProducts: '<ns:GetProductsResponse><ns:productList/></ns:GetProductsResponse>',
          getOrders: '<ns:GetOrdersResponse><ns:orderList/></ns:GetOrdersResponse>',
          getInvoices: '<ns:GetInvoicesResponse><ns:invoiceList/></ns:GetInvoicesResponse>',
        };
        return lists[operation];
      });
      for (const entity of ['product', 'order', 'invoice'] as const)
        await readMplusPage(client, entity, { marker: 3 }, { limit: 10, branchNumbers: [1] });
      const sent = ['getProducts', 'getOrders', 'getInvoices'].map((operation) =>
        children(till.requests(operation)[0].children[0]),
      );
      assert.deepEqual(sent, [
        ['pluNumbers', 'syncMarker', 'syncMarkerLimit', 'includeAllArticlesOfSelectedProducts'],
        ['syncMarker', 'syncMarkerLimit', 'articlePluNumbers', 'articleBarcodes', 'includeLineList'],
        ['syncMarker', 'syncMarkerLimit', 'articlePluNumbers', 'articleBarcodes', 'includeLineList'],
      ]);
    });

    it('counts the markers of the articles of a product too', async () => {
      const product = {
        productNumber: 5,
        syncMarker: 20,
        articleList: {
          article: [
            { articleNumber: 51, syncMarker: 23 },
            { articleNumber: 52, syncMarker: 21 },
          ],
        },
      };
      await connect(
        (_, count) =>
          `<ns:GetProductsResponse><ns:productList>${count === 1 ? xml({ product }) : ''}</ns:productList></ns:GetProductsResponse>`,
      );
      const { records } = await readAll('product', { limit: 10 });
      assert.deepEqual([records[0].key, records[0].version], ['5', '23']);
      assert.deepEqual(markers('getProducts'), ['0', '24']);
    });

    it('stops when a page does not go on, instead of going round in circles', async () => {
      await connect(
        () =>
          `<ns:GetRelationsResponse><ns:relationList>${xml({ relation: relations[0] })}</ns:relationList></ns:GetRelationsResponse>`,
      );
      await assert.rejects(
        readAll('relation', { limit: 1 }),
        (thrown) => thrown instanceof MplusError && thrown.code === 'MPLUS_BAD_ANSWER',
      );
      assert.equal(till.calls.length, 2);
    });

    it('says which groups were deleted', async () => {
      const group = { groupNumber: 3, syncMarker: 8, name: 'Old', text: '', sortOrder: 1, isDeleted: true };
      await connect(
        (_, count) =>
          `<ns:GetArticleGroupChangesResponse><ns:changedArticleGroupList>${count === 1 ? xml({ changedArticleGroups: group }) : ''}</ns:changedArticleGroupList></ns:GetArticleGroupChangesResponse>`,
      );
      const { records } = await readAll('articleGroup', { limit: 10 });
      assert.deepEqual(records, [{ key: '3', version: '8', payload: group }]);
    });

    it('never passes on the password of an employee', async () => {
      const employee = { employeeNumber: 7, syncMarker: 1, name: 'Test Person', password: 'canary' };
      await connect(({ operation }, count) =>
        operation === 'getEmployee'
          ? `<ns:GetEmployeeResponse><ns:result>GET-EMPLOYEE-RESULT-OK</ns:result>${xml({ employee })}</ns:GetEmployeeResponse>`
          : `<ns:GetEmployeesResponse><ns:employeeList>${count === 1 ? xml({ employee }) : ''}</ns:employeeList></ns:GetEmployeesResponse>`,
      );
      const { records } = await readAll('employee', { limit: 10 });
      const one = await readMplusByKey(client, 'employee', '7');
      assert.deepEqual(records, [{ key: '7', version: '1', payload: { employeeNumber: 7, syncMarker: 1, name: 'Test Person' } }]);
      assert.deepEqual(one, records[0]);
    });
  });

  describe('stock', () => {
    const stock = (branchNumber: number, articleNumber: number, stockId: number, amountFree: number) => ({
      branchNumber,
      articleNumber,
      stockId,
      amountFree,
      decimalPlacesFree: 0,
      isDayStockArticle: false,
    });
    const branches = `<ns:getBranchesResponse><ns:branches>${xml({ branch: [{ branchNumber: 1 }, { branchNumber: 2 }] })}</ns:branches></ns:getBranchesResponse>`;
    type Row = ReturnType<typeof stock>;
    /** As the till does it: of the branches and articles asked for, what moved at or behind the stockId, in no order. */
    const answer = (rows: readonly Row[], { body }: Received): Reply => {
      const numbers = (name: string) =>
        [...body.matchAll(new RegExp(`[:<]${name}>(\\d+)<`, 'g'))].map((match) => Number(match[1]));
      const articles = numbers('articleNumbers');
      const [from = 0] = numbers('stockId');
      const found = rows.filter(
        (row) =>
          numbers('branchNumber').includes(row.branchNumber) &&
          (articles.length === 0 || articles.includes(row.articleNumber)) &&
          row.stockId >= from,
      );
      return `<ns:GetStockResponse>${xml({ articleStocks: found.reverse() })}</ns:GetStockResponse>`;
    };
    const serve =
      (...rows: Row[]) =>
      (received: Received) =>
        received.operation === 'getBranches' ? branches : answer(rows, received);
    const amounts = ({ payload }: SourceRecord) =>
      (payload.branches as Record<string, unknown>[]).map((branch) => [branch.branchNumber, branch.amountFree]);

    it('of all branches comes in one answer, one record an article (94)', async () => {
      await connect(serve(stock(1, 10, 100, 5), stock(2, 10, 104, 0), stock(1, 11, 102, -1)));
      const page = await readMplusPage(client, 'stock', undefined, { limit: 100 });
      assert.deepEqual(page.records.map((record) => [record.key, record.version, amounts(record)]).sort(), [
        [
          '10',
          '104',
          [
            [1, 5],
            [2, 0],
          ],
        ],
        ['11', '102', [[1, -1]]],
      ]);
      assert.deepEqual([page.cursor, page.more, page.total], [{ marker: 104 }, false, 2]);
      assert.deepEqual(till.calls, ['getBranches', 'getStock']);
    });

    it('that moved at one branch comes with what the other branches have (94)', async () => {
      await connect(serve(stock(1, 10, 100, 5), stock(2, 10, 105, 3), stock(1, 11, 102, 9)));
      const page = await readMplusPage(client, 'stock', { marker: 104 }, { limit: 100 });
      assert.deepEqual(
        page.records.map((record) => [record.key, record.version, amounts(record)]),
        [
          [
            '10',
            '105',
            [
              [1, 5],
              [2, 3],
            ],
          ],
        ],
      );
      assert.deepEqual(
        till.requests('getStock').map((request) => textOf(request, 'stockId')),
        ['105', undefined],
      );
    });

    it('that moves while a page is read is not missed', async () => {
      const rows = [stock(1, 10, 105, 3), stock(2, 10, 90, 1), stock(1, 11, 50, 9)];
      await connect((received, count) => {
        if (received.operation === 'getBranches') return branches;
        const reply = answer(rows, received);
        // Behind the question what moved, before the question what the other branches have: another article, then this one.
        if (count === 1) rows.splice(1, 2, stock(2, 10, 107, 0), stock(1, 11, 106, 8));
        return reply;
      });
      const first = await readMplusPage(client, 'stock', { marker: 100 }, { limit: 100 });
      assert.deepEqual(
        first.records.map((record) => [record.key, record.version]),
        [['10', '107']],
      );
      const second = await readMplusPage(client, 'stock', first.cursor, { limit: 100 });
      assert.deepEqual(second.records.map((record) => [record.key, record.version]).sort(), [
        ['10', '107'],
        ['11', '106'],
      ]);
    });

    it('of one branch takes one question', async () => {
      await connect(serve(stock(2, 10, 105, 3), stock(1, 10, 106, 3)));
      const page = await readMplusPage(client, 'stock', { marker: 104 }, { limit: 100, branchNumbers: [2] });
      assert.deepEqual(page.cursor, { marker: 105 });
      const [request] = till.requests('getStock');
      assert.deepEqual([textOf(request, 'branchNumber'), textOf(request, 'stockId')], ['2', '105']);
      assert.deepEqual(children(request.children[0]), ['branchNumber', 'articleNumbers', 'stockId']);
      assert.deepEqual(till.calls, ['getBranches', 'getStock']);
    });

    it('of a branch the till does not have is an error that names the branches', async () => {
      await connect(serve());
      await assert.rejects(
        readMplusPage(client, 'stock', undefined, { limit: 1, branchNumbers: [1, 7] }),
        (thrown) =>
          thrown instanceof MplusError &&
          thrown.code === 'MPLUS_BRANCH_UNKNOWN' &&
          /no branch 7; it has 1, 2/.test(thrown.message),
      );
    });

    it('keeps its cursor when nothing moved', async () => {
      await connect(serve());
      assert.deepEqual(await readMplusPage(client, 'stock', { marker: 9 }, { limit: 1, branchNumbers: [1] }), {
        records: [],
        cursor: { marker: 9 },
        more: false,
        total: 0,
      });
    });

    it('by key is that of one article; without a branch in the answer it is of the branch asked for', async () => {
      const { branchNumber: _, ...bare } = stock(0, 10, 1, 5);
      await connect(({ operation }) =>
        operation === 'getBranches' ? branches : `<ns:GetStockResponse>${xml({ articleStocks: [bare] })}</ns:GetStockResponse>`,
      );
      const found = await readMplusByKey(client, 'stock', '10', undefined, [2]);
      assert.deepEqual(found && amounts(found), [[2, 5]]);
      assert.equal(await readMplusByKey(client, 'stock', '11'), undefined);
      assert.equal(await readMplusByKey(client, 'stock', 'everything'), undefined);
    });
  });

  describe('lookups', () => {
    const methods = `<ns:GetPaymentMethodsResponse><ns:paymentMethodList>${xml({
      paymentMethod: [
        { method: 'IDEAL', description: 'iDEAL', buttonText: 'iDEAL', allowNegativeAmount: false },
        { method: 'CASH', description: 'Cash', buttonText: 'Cash', allowNegativeAmount: true },
      ],
    })}</ns:paymentMethodList></ns:GetPaymentMethodsResponse>`;

    it('come whole, and their version is their content', async () => {
      await connect((_, count) => (count < 3 ? methods : methods.replace('iDEAL', 'iDEAL shop')));
      const [first, second, third] = [
        await readMplusPage(client, 'paymentMethod', undefined, { limit: 1 }),
        await readMplusPage(client, 'paymentMethod', undefined, { limit: 1 }),
        await readMplusPage(client, 'paymentMethod', undefined, { limit: 1 }),
      ];
      assert.deepEqual(
        first.records.map(({ key }) => key),
        ['IDEAL', 'CASH'],
      );
      assert.deepEqual([first.more, first.total], [false, 2]);
      assert.deepEqual(second, first);
      assert.notEqual(third.records[0].version, first.records[0].version);
      assert.equal(third.records[1].version, first.records[1].version);
    });

    it('use the newest operation that the till has', async () => {
      await connect(() => methods);
      await readMplusPage(client, 'paymentMethod', undefined, { limit: 1 });
      till.operations = ['getPaymentMethods'];
      const older = new MplusClient(till.connection());
      await readMplusPage(older, 'paymentMethod', undefined, { limit: 1 });
      till.operations = ['getStock'];
      const oldest = new MplusClient(till.connection());
      await assert.rejects(
        readMplusPage(oldest, 'paymentMethod', undefined, { limit: 1 }),
        (thrown) => thrown instanceof MplusError && thrown.code === 'MPLUS_OPERATION_MISSING',
      );
      assert.deepEqual(till.calls, ['getPaymentMethodsV2', 'getPaymentMethods']);
      older.close();
      oldest.close();
    });

    it('find one by its key', async () => {
      await connect(({ operation }) => {
        if (operation !== 'getVatGroupList') return methods;
        return `<ns:getVatGroupListResponse>${xml({ vatGroup: [{ branchNumber: 1, countryIso3: 'NLD', vatCode: 2, vatPercentage: 2100 }] })}</ns:getVatGroupListResponse>`;
      });
      assert.equal((await readMplusByKey(client, 'paymentMethod', 'CASH'))?.payload.description, 'Cash');
      assert.equal(await readMplusByKey(client, 'paymentMethod', 'BARTER'), undefined);
      assert.equal((await readMplusByKey(client, 'vatGroup', '1/NLD/2'))?.payload.vatPercentage, 21);
    });
  });

  describe('one record by its key', () => {
    it('is found, or is absent', async () => {
      await connect(({ body }) =>
        body.includes('>known<')
          ? `<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-OK</ns:result>${xml({ order: { orderId: 'known', syncMarker: 3 } })}</ns:GetOrderResponse>`
          : '<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-NOT-FOUND</ns:result></ns:GetOrderResponse>',
      );
      assert.deepEqual(await readMplusByKey(client, 'order', ' known '), {
        key: 'known',
        version: '3',
        payload: { orderId: 'known', syncMarker: 3 },
      });
      assert.equal(await readMplusByKey(client, 'order', 'other'), undefined);
    });

    it('is not asked for when it cannot exist', async () => {
      await connect(() => 'reset');
      for (const [entity, key] of [
        ['product', 'TSH-RED'],
        ['relation', '12a'],
        ['order', ' '],
        ['articleGroup', '-1'],
      ] as const) {
        assert.equal(await readMplusByKey(client, entity, key), undefined);
      }
      assert.deepEqual(till.calls, []);
    });

    it('is a whole product, by a filter without a marker', async () => {
      const products = [{ productNumber: 4 }, { productNumber: 5, syncMarker: 2 }];
      await connect(
        () => `<ns:GetProductsResponse><ns:productList>${xml({ product: products })}</ns:productList></ns:GetProductsResponse>`,
      );
      assert.equal((await readMplusByKey(client, 'product', '5'))?.version, '2');
      assert.deepEqual(children(till.requests('getProducts')[0].children[0]), ['pluNumbers', 'productNumbers']);
      assert.equal(descendants(till.requests('getProducts')[0], 'productNumbers')[0].text, '5');
    });
  });
});

function children(element: Element): string[] {
  return element.children.map(({ name }) => name);
}
