import { strict as assert } from 'node:assert';
import {
  cancelOrder,
  createOrder,
  createRelation,
  findArticles,
  findOrder,
  MplusClient,
  MplusError,
  type MplusRecord,
  updateRelation,
} from '../../../lib/mplus';
import { type Received, type Reply, Till } from './till';
import { descendants, parseTree, textOf, xml } from './xml';

const ORDER: MplusRecord = {
  extOrderId: 'EX-1042',
  relationNumber: 55,
  employeeNumber: 999999,
  lineList: [{ articleNumber: 3101, data: { quantity: 1, price: 2995 } }],
};
const PAYMENTS = [{ method: 'IDEAL', amount: 2995 }];
const NONE = { mode: 'none' as const, payments: [] };
const PREPAY = { mode: 'prepay' as const, payments: PAYMENTS };

type Stored = Record<string, unknown> & { orderId: string };

/** Orders of a till, with the idempotency store and the faults that a test wants. */
class Orders {
  readonly stored = new Map<string, Stored>();
  readonly replays = new Map<string, string>();
  /** Result codes instead of OK, used up one by one. */
  createResults: string[] = [];
  payResults: string[] = [];
  queued = false;
  /** The order is stored, but the answer is lost. */
  loseAnswer = false;
  paid = 0;

  readonly reply = (received: Received): Reply => {
    const answer = this.#answer(received);
    if (!this.loseAnswer || received.operation === 'findOrder') return answer;
    this.loseAnswer = false;
    return 'reset';
  };

  #answer({ operation, body }: Received): Reply {
    const request = parseTree(body).children[0].children[0];
    const key = textOf(request, 'idempotencyKey');
    const replay = key && this.replays.get(key);
    if (replay) return replay.replace('ORIGINAL', 'REPLAY');
    const answer = this.#process(operation, request);
    if (key) this.replays.set(key, answer);
    return answer;
  }

  #process(operation: string, request: ReturnType<typeof parseTree>): string {
    const original = '<ns:idempotencyResult>IDEMPOTENCY-RESULT-ORIGINAL-RESPONSE</ns:idempotencyResult>';
    const found = [...this.stored.values()].find(
      ({ orderId, extOrderId }) => orderId === textOf(request, 'orderId') || extOrderId === textOf(request, 'extOrderId'),
    );
    switch (operation) {
      case 'findOrder':
      case 'getOrder':
        return `<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-${found ? 'OK' : 'NOT-FOUND'}</ns:result>${found ? xml({ order: found }) : ''}</ns:GetOrderResponse>`;
      case 'createOrder':
      case 'createOrderV2':
      case 'createOrderV3': {
        const version = operation.slice('createOrder'.length);
        const result = this.createResults.shift() ?? (found ? 'EXT-ORDER-ID-ALREADY-EXISTS' : 'OK');
        const order = ['OK', 'PAYMENT-FAILED'].includes(result) ? this.#store(request, result) : undefined;
        const info = { orderId: order?.orderId ?? '', orderString: order ? '2026-1' : '', orderQueued: this.queued };
        const words = '<ns:errorMessage>words of the till</ns:errorMessage>';
        const pay =
          version === 'V3' && result === 'PAYMENT-FAILED' ? xml({ payResult: 'PAY-ORDER-RESULT-PAYMENT-INSUFFICIENT' }) : '';
        return (
          `<ns:CreateOrder${version}Response>${version === 'V3' ? original : ''}<ns:result>CREATE-ORDER-RESULT-${result}</ns:result>` +
          `${order && version !== '' && !this.queued ? xml({ order }) : ''}${version === '' ? '' : words}${xml({ info })}${version === '' ? words : ''}${pay}</ns:CreateOrder${version}Response>`
        );
      }
      case 'payOrder':
      case 'payOrderV2': {
        const result = this.payResults.shift() ?? 'OK';
        if (found && result === 'OK') this.#pay(found, request);
        const tag = operation === 'payOrder' ? 'PayOrderResponse' : 'PayOrderV2Response';
        const invoice = textOf(request, 'prepay') === 'false' ? xml({ invoiceId: 'i-1' }) : '';
        return `<ns:${tag}>${operation === 'payOrder' ? '' : original}<ns:result>PAY-ORDER-RESULT-${result}</ns:result>${invoice}<ns:errorMessage>no such method</ns:errorMessage></ns:${tag}>`;
      }
      case 'cancelOrder':
        return `<ns:CancelOrderResponse><ns:result>CANCEL-ORDER-RESULT-${this.createResults.shift() ?? 'OK'}</ns:result><ns:message/></ns:CancelOrderResponse>`;
      default:
        throw new Error(`not expected: ${operation}`);
    }
  }

  #store(request: ReturnType<typeof parseTree>, result: string): Stored {
    const order: Stored = {
      orderId: 'o-1',
      extOrderId: String(textOf(request, 'extOrderId')),
      transactionString: '2026-1',
      totalInclAmount: 2995,
      prepaidAmount: 0,
      fullyPaid: false,
    };
    if (!this.queued) this.stored.set(String(order.extOrderId), order);
    if (result === 'OK') this.#pay(order, request);
    return order;
  }

  #pay(order: Stored, request: ReturnType<typeof parseTree>): void {
    const amount = descendants(request, 'payment').reduce((sum, payment) => sum + Number(textOf(payment, 'amount')), 0);
    if (amount === 0) return;
    this.paid += amount;
    order.prepaidAmount = Number(order.prepaidAmount) + amount;
    order.fullyPaid = Number(order.prepaidAmount) >= Number(order.totalInclAmount);
  }
}

describe('Writing to the till', () => {
  let till: Till;
  let client: MplusClient;
  let orders: Orders;

  async function connect(reply: (received: Received, count: number) => Reply, operations?: string[]): Promise<void> {
    till = await Till.start(reply);
    if (operations) till.operations = operations;
    client = new MplusClient(till.connection());
  }

  async function connectOrders(...operations: string[]): Promise<void> {
    orders = new Orders();
    await connect(orders.reply, operations.length > 0 ? operations : undefined);
  }

  afterEach(async () => {
    client.close();
    await till.close();
  });

  async function failure(promise: Promise<unknown>): Promise<MplusError> {
    const thrown = await promise.then(
      () => assert.fail('it should have failed'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof MplusError, String(thrown));
    return thrown;
  }

  describe('an order', () => {
    it('is looked for, then created and paid in one call', async () => {
      await connectOrders();
      const { action, order } = await createOrder(client, ORDER, PREPAY);
      assert.deepEqual(
        [action, order.orderId, order.transactionString, order.totalInclAmount],
        ['created', 'o-1', '2026-1', 2995],
      );
      assert.deepEqual(till.calls, ['findOrder', 'createOrderV3']);
      assert.equal(textOf(till.requests('createOrderV3')[0], 'prepay'), 'true');
      assert.equal(orders.paid, 2995);
    });

    it('that the till has already is skipped, and not paid again (10)', async () => {
      await connectOrders();
      await createOrder(client, ORDER, PREPAY);
      const { action, order } = await createOrder(client, ORDER, PREPAY);
      assert.deepEqual([action, order.orderId], ['existed', 'o-1']);
      assert.deepEqual(till.calls, ['findOrder', 'createOrderV3', 'findOrder']);
      assert.equal(orders.paid, 2995);
    });

    it('has the same idempotency key on every attempt, and another one than any other order', async () => {
      await connectOrders();
      const keys: (string | undefined)[] = [];
      for (const extOrderId of ['A', 'A', 'B']) {
        orders.stored.clear();
        orders.replays.clear();
        await createOrder(client, { ...ORDER, extOrderId }, NONE);
        keys.push(textOf(till.requests('createOrderV3').at(-1)!, 'idempotencyKey'));
      }
      assert.match(String(keys[0]), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(keys[0], keys[1]);
      assert.notEqual(keys[0], keys[2]);
    });

    it('is neither lost nor doubled when an answer is lost (80)', async () => {
      await connectOrders();
      orders.loseAnswer = true;
      assert.equal((await failure(createOrder(client, ORDER, PREPAY))).disposition, 'retry');
      assert.equal((await createOrder(client, ORDER, PREPAY)).action, 'existed');
      assert.deepEqual([orders.stored.size, orders.paid], [1, 2995]);
    });

    it('is neither lost nor doubled when the answer of an older service is lost (80)', async () => {
      await connectOrders('createOrderV2', 'payOrderV2');
      orders.loseAnswer = true;
      assert.equal((await failure(createOrder(client, ORDER, PREPAY))).disposition, 'uncertain');
      assert.equal((await createOrder(client, ORDER, PREPAY)).action, 'existed');
      assert.deepEqual([orders.stored.size, orders.paid], [1, 2995]);
    });

    it('that somebody else created in between is found', async () => {
      await connectOrders();
      const reply = orders.reply;
      let looks = 0;
      await till.close();
      client.close();
      await connect((received) => {
        if (received.operation === 'findOrder') {
          looks += 1;
          if (looks === 1) return '<ns:GetOrderResponse><ns:result>GET-ORDER-RESULT-NOT-FOUND</ns:result></ns:GetOrderResponse>';
        }
        return reply(received);
      });
      orders.stored.set('EX-1042', { orderId: 'o-9', extOrderId: 'EX-1042', fullyPaid: true });
      const { action, order } = await createOrder(client, ORDER, PREPAY);
      assert.deepEqual([action, order.orderId, orders.paid], ['existed', 'o-9', 0]);
    });

    it('is not sent without extOrderId, which is what tells a repeat', async () => {
      await connectOrders();
      for (const extOrderId of [undefined, '', 1042]) {
        assert.equal((await failure(createOrder(client, { ...ORDER, extOrderId }, NONE))).code, 'MPLUS_REQUEST');
      }
      assert.deepEqual(till.calls, []);
    });

    it('carries no payments inside, and none at all unless wanted', async () => {
      await connectOrders();
      await createOrder(client, { ...ORDER, paymentList: PAYMENTS }, { mode: 'none', payments: PAYMENTS });
      const [request] = till.requests('createOrderV3');
      assert.deepEqual([descendants(request, 'paymentList'), descendants(request, 'prepay')], [[], []]);
    });

    it('goes through the second version of the call where there is no third, and is paid after it', async () => {
      await connectOrders('createOrderV2', 'createOrder', 'payOrderV2', 'payOrder');
      const { action, order, invoiceId } = await createOrder(client, ORDER, { mode: 'pay', payments: PAYMENTS });
      assert.deepEqual([action, order.totalInclAmount, invoiceId], ['created', 2995, 'i-1']);
      assert.deepEqual(till.calls, ['findOrder', 'createOrderV2', 'payOrderV2']);
      assert.equal(textOf(till.requests('payOrderV2')[0], 'prepay'), 'false');
    });

    it('goes through the first version where there is no other, and its totals are read back', async () => {
      await connectOrders('createOrder', 'payOrder');
      const { order } = await createOrder(client, ORDER, PREPAY);
      assert.deepEqual([order.orderId, order.totalInclAmount, orders.paid], ['o-1', 2995, 2995]);
      assert.deepEqual(till.calls, ['findOrder', 'createOrder', 'getOrder', 'payOrder']);
    });

    it('whose branch is not connected says that it waits in a queue', async () => {
      await connectOrders();
      orders.queued = true;
      const { action, order } = await createOrder(client, ORDER, NONE);
      assert.equal(action, 'created');
      assert.deepEqual(order, { orderId: 'o-1', extOrderId: 'EX-1042', transactionString: '2026-1', orderQueued: true });
    });

    it('in a queue that must be paid in a second call is paid later', async () => {
      await connectOrders('createOrderV2', 'payOrderV2');
      orders.queued = true;
      const error = await failure(createOrder(client, ORDER, PREPAY));
      assert.deepEqual([error.code, error.disposition, orders.paid], ['MPLUS_ORDER_QUEUED', 'retry', 0]);
    });

    it('that is refused is held, and asked anew once its cause is corrected', async () => {
      await connectOrders();
      orders.createResults = ['FAILED'];
      const error = await failure(createOrder(client, ORDER, PREPAY));
      assert.deepEqual(
        [error.code, error.disposition, error.details?.result],
        ['MPLUS_RESULT', 'hold', 'CREATE-ORDER-RESULT-FAILED'],
      );
      assert.match(error.message, /EX-1042.*words of the till/);
      // The service replays the refusal for the same key.
      assert.equal((await createOrder(client, ORDER, PREPAY)).action, 'created');
      assert.deepEqual(till.calls, ['findOrder', 'createOrderV3', 'findOrder', 'createOrderV3', 'createOrderV3']);
      assert.deepEqual([orders.stored.size, orders.paid], [1, 2995]);
    });
  });

  describe('the payment of an order', () => {
    it('that is refused holds the record and says so: the order is in the till', async () => {
      await connectOrders();
      orders.createResults = ['PAYMENT-FAILED'];
      const error = await failure(createOrder(client, ORDER, PREPAY));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_PAYMENT_FAILED', 'hold']);
      assert.match(error.message, /EX-1042 is in the till.*PAY-ORDER-RESULT-PAYMENT-INSUFFICIENT/);
      assert.equal(orders.stored.size, 1);
    });

    it('is made up for when the record is released', async () => {
      await connectOrders();
      orders.createResults = ['PAYMENT-FAILED'];
      orders.payResults = ['FAILED'];
      await failure(createOrder(client, ORDER, PREPAY));
      assert.equal((await failure(createOrder(client, ORDER, PREPAY))).code, 'MPLUS_PAYMENT_FAILED');
      assert.equal((await createOrder(client, ORDER, PREPAY)).action, 'existed');
      assert.equal(orders.paid, 2995);
      const keys = till.requests('payOrderV2').map((request) => textOf(request, 'idempotencyKey'));
      assert.equal(keys[0], keys[1]);
      assert.notEqual(keys[1], keys[2]);
    });

    for (const [text, state] of [
      ['paid in full', { fullyPaid: true }],
      ['prepaid with that much', { prepaidAmount: 2995 }],
      ['invoiced', { invoiceIds: { id: ['i-1'] } }],
      ['cancelled', { cancelState: 'ORDER-CANCEL-STATE-COMPLETE' }],
    ] as const) {
      it(`is not made when the order is ${text}`, async () => {
        await connectOrders();
        orders.stored.set('EX-1042', { orderId: 'o-1', extOrderId: 'EX-1042', prepaidAmount: 0, ...state });
        assert.equal((await createOrder(client, ORDER, PREPAY)).action, 'existed');
        assert.deepEqual(till.calls, ['findOrder']);
      });
    }

    it('is left to a person when a part of it was made', async () => {
      await connectOrders();
      orders.stored.set('EX-1042', { orderId: 'o-1', extOrderId: 'EX-1042', prepaidAmount: 1000 });
      const error = await failure(createOrder(client, ORDER, PREPAY));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_PAYMENT_FAILED', 'hold']);
      assert.match(error.message, /1000 of 2995 cents/);
      assert.deepEqual(till.calls, ['findOrder']);
    });

    it('is tried again when somebody changed the order meanwhile', async () => {
      await connectOrders();
      orders.stored.set('EX-1042', { orderId: 'o-1', extOrderId: 'EX-1042', prepaidAmount: 0 });
      orders.payResults = ['ORDER-HAS-CHANGED'];
      assert.equal((await failure(createOrder(client, ORDER, PREPAY))).disposition, 'retry');
      await createOrder(client, ORDER, PREPAY);
      assert.equal(orders.paid, 2995);
    });

    it('is not made twice when its answer is lost', async () => {
      await connectOrders('createOrderV2', 'payOrder');
      orders.stored.set('EX-1042', { orderId: 'o-1', extOrderId: 'EX-1042', prepaidAmount: 0, totalInclAmount: 2995 });
      orders.loseAnswer = true;
      assert.equal((await failure(createOrder(client, ORDER, PREPAY))).disposition, 'uncertain');
      await createOrder(client, ORDER, PREPAY);
      assert.equal(orders.paid, 2995);
    });
  });

  describe('a cancellation (90)', () => {
    it('looks first, so that it never undoes a cancellation', async () => {
      await connectOrders();
      orders.stored.set('EX-1', { orderId: 'o-1', extOrderId: 'EX-1', cancelState: 'ORDER-CANCEL-STATE-NOTHING' });
      assert.equal((await cancelOrder(client, 'o-1', { branchNumber: 1 })).action, 'cancelled');
      orders.stored.set('EX-1', { orderId: 'o-1', extOrderId: 'EX-1', cancelState: 'ORDER-CANCEL-STATE-COMPLETE' });
      assert.equal((await cancelOrder(client, 'o-1')).action, 'unchanged');
      assert.deepEqual(till.calls, ['getOrder', 'cancelOrder', 'getOrder']);
      assert.equal(textOf(till.requests('cancelOrder')[0], 'branchNumber'), '1');
    });

    it('is done when somebody else did it at the same moment', async () => {
      await connectOrders();
      orders.stored.set('EX-1', { orderId: 'o-1' });
      orders.createResults = ['ALREADY-CANCELLED'];
      assert.equal((await cancelOrder(client, 'o-1')).action, 'unchanged');
    });

    it('that was undone after all is told to a person', async () => {
      await connectOrders();
      orders.stored.set('EX-1', { orderId: 'o-1' });
      orders.createResults = ['UNDO-CANCEL-OK'];
      const error = await failure(cancelOrder(client, 'o-1'));
      assert.deepEqual([error.code, error.disposition], ['MPLUS_RESULT', 'hold']);
    });

    it('of an order that the till does not have is held', async () => {
      await connectOrders();
      assert.equal((await failure(cancelOrder(client, 'o-404'))).details?.result, 'GET-ORDER-RESULT-NOT-FOUND');
    });
  });

  describe('relations', () => {
    it('are created and updated, and the marker of the write is told', async () => {
      await connect(({ operation }) =>
        operation === 'createRelation'
          ? '<ns:CreateRelationResponse><ns:result>CREATE-RELATION-RESULT-OK</ns:result><ns:relationNumber>7</ns:relationNumber><ns:syncMarker>31</ns:syncMarker><ns:errorMessage/></ns:CreateRelationResponse>'
          : '<ns:UpdateRelationResponse><ns:result>UPDATE-RELATION-RESULT-OK</ns:result><ns:errorMessage/></ns:UpdateRelationResponse>',
      );
      assert.deepEqual(await createRelation(client, { name: 'Test Person' }), { relationNumber: 7, syncMarker: 31 });
      assert.deepEqual(await updateRelation(client, { relationNumber: 7, name: 'Test' }), { relationNumber: 7 });
      assert.equal((await failure(updateRelation(client, { name: 'Test' }))).code, 'MPLUS_REQUEST');
    });

    it('whose creation got no answer are uncertain', async () => {
      await connect(() => 'reset');
      assert.equal((await failure(createRelation(client, { name: 'Test Person' }))).disposition, 'uncertain');
    });
  });

  describe('articles', () => {
    const products = (...articles: Record<string, unknown>[]) =>
      `<ns:GetProductsResponse><ns:productList>${xml({ product: { productNumber: 9, articleList: { article: articles } } })}</ns:productList></ns:GetProductsResponse>`;

    it('are found by article number, with the product they belong to; siblings do not count (13)', async () => {
      await connect(() => products({ articleNumber: 11, active: true }, { articleNumber: 12 }, { articleNumber: 13 }));
      const found = await findArticles(client, 'articleNumber', ['11', '0012', '12', '99', '11', 'TSH-RED', '']);
      assert.deepEqual(
        [...found],
        [
          ['11', [{ articleNumber: 11, active: true, productNumber: 9, groupNumbers: [] }]],
          ['0012', [{ articleNumber: 12, productNumber: 9, groupNumbers: [] }]],
          ['12', [{ articleNumber: 12, productNumber: 9, groupNumbers: [] }]],
        ],
      );
      assert.deepEqual(
        descendants(till.requests('getProducts')[0], 'articleNumbers').map(({ text }) => text),
        ['11', '12', '12', '99'],
      );
    });

    it('are found by PLU number, zeros in front and all', async () => {
      await connect(() => products({ articleNumber: 11, pluNumber: '0011' }, { articleNumber: 12, pluNumber: '11' }));
      const found = await findArticles(client, 'pluNumber', ['0011']);
      assert.deepEqual([...found.keys()], ['0011']);
      assert.deepEqual(
        found.get('0011')?.map(({ articleNumber }) => articleNumber),
        [11],
      );
    });

    it('are asked for in requests of a bearable size, and not at all for nothing', async () => {
      await connect(() => products());
      await findArticles(
        client,
        'articleNumber',
        Array.from({ length: 401 }, (_, index) => String(index)),
      );
      assert.equal(till.calls.length, 3);
      assert.equal((await findArticles(client, 'articleNumber', ['abc'])).size, 0);
      assert.equal(till.calls.length, 3);
    });
  });

  it('finds an order by its external id, or says that there is none', async () => {
    await connectOrders();
    assert.equal(await findOrder(client, 'EX-1'), undefined);
    orders.stored.set('EX-1', { orderId: 'o-1', extOrderId: 'EX-1' });
    assert.equal((await findOrder(client, 'EX-1'))?.orderId, 'o-1');
  });
});
