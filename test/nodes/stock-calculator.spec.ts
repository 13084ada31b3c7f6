import assert from 'node:assert/strict';
import { transactionOf } from '../../lib/orders/to-ecwid';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

/** Free stock of the demo shop: coffee at two branches, and cheese by weight. */
const COFFEE = 2101;
const CHEESE = 3101;

describe('stock-calculator', () => {
  const rig = new Rig().install();

  function flow(settings: object = {}): Config[] {
    return [
      ...rig.configs(),
      { id: 'calc', type: 'stock-calculator', z: TAB.id, mplus: 'till', wires: [['out']], ...settings },
      end('out'),
      ...watchers(['calc']),
    ];
  }

  /** What the node makes of the stock record of an article. */
  async function calculated(settings: object, payload: object): Promise<Msg> {
    await rig.load(flow(settings));
    rig.send('calc', { payload });
    return (await rig.probe('out').next()).payload;
  }

  const caught = async (settings: object, payload: object) => {
    await rig.load(flow(settings));
    rig.send('calc', { payload });
    const [{ error }] = await rig.probe('caught').count(1);
    return error.code;
  };

  const branch = (branchNumber: number, amountFree: number, more: object = {}) => ({
    branchNumber,
    amountFree,
    amountReserved: 0,
    amountIncoming: 0,
    isDayStockArticle: false,
    ...more,
  });
  const record = (articleNumber: number, ...branches: object[]) => ({ articleNumber, stockId: 1, branches });

  it('gives the free stock of all branches by default, with how it came about (30, 31)', async () => {
    const stock = await calculated({}, record(COFFEE, branch(1, 10, { amountReserved: 3 }), branch(2, 4)));
    assert.deepEqual([stock.sku, stock.articleNumber, stock.quantity], ['2101', COFFEE, 14]);
    assert.deepEqual(
      stock.calculation.branches.map((row: Msg) => row.left),
      [10, 4],
    );
  });

  it('takes settings as text, as environment variables give them', async () => {
    const settings = { branches: '2, 1', combine: 'first', floor: '1', cap: '3', buffers: [{ sku: '21*', keep: '2' }] };
    assert.equal((await calculated(settings, record(COFFEE, branch(1, 10), branch(2, 0)))).quantity, 3);
  });

  it('asks an article what it is: its group for a buffer, its PLU number for the SKU', async () => {
    const settings = { rule: 'pluNumber', buffers: [{ sku: '', group: '21', branch: '', keep: 4 }] };
    const stock = await calculated(settings, record(COFFEE, branch(1, 10)));
    assert.match(stock.sku, /^0*2101$/);
    assert.equal(stock.quantity, 6);
  });

  it('asks nothing of the article when nothing of it is needed', async () => {
    rig.sandbox.control.requests.clear();
    const stock = await calculated({ manage: 'always' }, record(COFFEE, branch(1, 10)));
    assert.equal(stock.sku, '2101');
    assert.deepEqual(rig.sandbox.control.requests.list(), []);
  });

  it('lets the shop stop counting what keeps no stock in the till (32)', async () => {
    rig.sandbox.control.mplus.till.changeArticle(COFFEE, { stockArticle: false });
    const stock = await calculated({}, record(COFFEE, branch(1, 0)));
    assert.deepEqual([stock.unlimited, 'quantity' in stock], [true, false]);
  });

  it('leaves day stock alone when told to, and the record is finished', async () => {
    await rig.load(flow({ dayStock: 'skip' }));
    const settled = await rig.settlements();
    rig.send('calc', await rig.deliver(String(COFFEE), record(COFFEE, branch(1, 10, { isDayStockArticle: true }))));
    const { state, reason } = await settled.until(() => true);
    assert.deepEqual([state, reason], ['skipped', 'DAY_STOCK']);
    assert.deepEqual(rig.probe('out').messages, []);
  });

  it('evaluates an expression for each branch', async () => {
    const settings = { formula: 'expression', expression: 'branch.amountFree + $floor(branch.amountIncoming / 2)' };
    const stock = await calculated(settings, record(COFFEE, branch(1, 10, { amountIncoming: 5 }), branch(2, 1)));
    assert.equal(stock.quantity, 13);
  });

  for (const [what, expression] of [
    ['gives no number', 'branch.nothing'],
    ['cannot be evaluated', 'branch.amountFree.$sqrt(-1)'],
    ['is no JSONata', 'branch.('],
    ['is empty', ''],
  ]) {
    it(`holds the record when the expression ${what}`, async () => {
      assert.equal(await caught({ formula: 'expression', expression }, record(COFFEE, branch(1, 1))), 'STOCK_EXPRESSION');
    });
  }

  for (const [what, settings, payload, code] of [
    ['no record', {}, { articleNumber: 'TSH' }, 'NO_STOCK_RECORD'],
    ['an article that is gone', {}, record(987654321, branch(1, 1)), 'STOCK_ARTICLE_UNKNOWN'],
    ['a branch that does not exist', { branches: '7' }, record(COFFEE, branch(1, 1)), 'STOCK_NO_BRANCH'],
    ['an amount that is no number', {}, record(COFFEE, { branchNumber: 1 }), 'STOCK_AMOUNT'],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => assert.equal(await caught(settings, payload), code));
  }

  it('reads the stock itself when a message only names the article', async () => {
    const stock = await calculated({}, { articleNumber: CHEESE });
    assert.equal(stock.quantity, 24);
  });

  it('gives the editor the last record to explain the formulas with', async () => {
    const stock = record(COFFEE, branch(1, 10, { amountReserved: 3, amountIncoming: 20 }));
    await calculated({}, stock);
    assert.deepEqual((await rig.get('/mplus-ecwid/stock-calculator/calc/last')).body, stock);
    await rig.redeploy(flow());
    assert.equal((await rig.get('/mplus-ecwid/stock-calculator/calc/last')).body, null);
    assert.equal((await rig.get('/mplus-ecwid/stock-calculator/till/last')).body, null);
  });

  describe('with open orders (89)', () => {
    /** The order flow of the till and the calculator beside it, on the same shop. */
    async function ordered(quantity: number): Promise<string> {
      return rig.placeOrder({ lines: [{ sku: String(COFFEE), quantity }] });
    }
    const free = () => {
      const rows = [...rig.sandbox.control.mplus.state.stock.values()].filter((row) => row.articleNumber === COFFEE);
      return rows.reduce((sum, row) => sum + (row.physical - row.reserved) / 1000, 0);
    };
    async function ask(): Promise<Msg> {
      rig.send('calc', { payload: { articleNumber: COFFEE } });
      return (await rig.probe('out').next()).payload;
    }
    /** The shop's order arrives in the till. */
    const book = (extOrderId: string, quantity: number) =>
      rig.sandbox.control.mplus.till.takeOrder({
        relationNumber: 1,
        lines: [{ articleNumber: COFFEE, quantity }],
        fields: { extOrderId },
      } as never);

    it('subtracts orders the till does not know, and no longer once it does', async () => {
      await rig.load(flow({ ecwid: 'shop' }));
      const before = (await ask()).quantity;
      const orderId = await ordered(3);
      const waiting = await ask();
      assert.equal(waiting.quantity, before - 3);
      assert.ok(waiting.orders.counted.includes(orderId));
      const full = free();
      book(orderId, 3);
      const booked = await ask();
      assert.equal(free(), full - 3);
      assert.equal(booked.quantity, before - 3);
      assert.ok(!booked.orders.counted.includes(orderId));
      assert.ok(booked.orders.known.includes(orderId));
    });

    it('subtracts unpaid orders too, and gives them back when they are cancelled or shipped', async () => {
      await rig.load(flow({ ecwid: 'shop' }));
      const before = (await ask()).quantity;
      const orderId = await rig.placeOrder({ lines: [{ sku: String(COFFEE), quantity: 2 }], paid: false });
      assert.equal((await ask()).quantity, before - 2);
      rig.sandbox.control.ecwid.shopper.cancel(orderId);
      assert.equal((await ask()).quantity, before);
    });

    it('does not count an order that came from the till: it took nothing from the shop', async () => {
      await rig.load(flow({ ecwid: 'shop' }));
      const before = (await ask()).quantity;
      await rig.postOrder({
        email: 'koper@example.com',
        paymentStatus: 'PAID',
        fulfillmentStatus: 'AWAITING_PROCESSING',
        externalTransactionId: transactionOf('7'),
        items: [{ sku: String(COFFEE), name: 'Coffee', quantity: 5, price: 1 }],
      });
      assert.equal((await ask()).quantity, before);
    });

    it('knows orders that were in the till before it started', async () => {
      const orderId = await ordered(3);
      book(orderId, 3);
      await rig.load(flow({ ecwid: 'shop' }));
      const stock = await ask();
      assert.ok(!stock.orders.counted.includes(orderId));
      assert.ok(stock.orders.known.includes(orderId));
    });

    it('reads again when an order reaches the till while stock is being read', async () => {
      await rig.load(flow({ ecwid: 'shop' }));
      const before = (await ask()).quantity;
      const full = free();
      const orderId = await ordered(3);
      // The stock is read, and before anybody looks at orders again the order is booked.
      const { mplus } = rig.sandbox.control;
      const handle = mplus.handle.bind(mplus);
      let booked = false;
      mplus.handle = async (request) => {
        const answer = await handle(request);
        if (!booked && request.body.includes('getStock')) {
          booked = true;
          book(orderId, 3);
        }
        return answer;
      };
      assert.equal((await ask()).quantity, before - 3);
      assert.equal(free(), full - 3);
    });
  });
});
