/** Nodes in the test helper with real Catch, Complete and Status nodes, on a sandbox of their own over real sockets. */
import { createRequire } from 'node:module';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Ledger, RecordSummary, SettledEvent } from '../../lib/ledger';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../lib/sandbox';
import type { Purchase } from '../../lib/sandbox/ecwid/shopper';
import type { LedgerNode } from '../../nodes/shared/config-nodes';

const nodeRed = createRequire(require.resolve('node-red'));

/** Our nodes and the core nodes every test can use. */
const NODES = [
  require('../../nodes/mplus-config/mplus-config'),
  require('../../nodes/mplus-get/mplus-get'),
  require('../../nodes/mplus-put/mplus-put'),
  require('../../nodes/ecwid-config/ecwid-config'),
  require('../../nodes/ecwid-get/ecwid-get'),
  require('../../nodes/ecwid-put/ecwid-put'),
  require('../../nodes/ecwid-webhook/ecwid-webhook'),
  require('../../nodes/customer-resolver/customer-resolver'),
  require('../../nodes/sku-mapper/sku-mapper'),
  require('../../nodes/data-mapper/data-mapper'),
  require('../../nodes/stock-calculator/stock-calculator'),
  require('../../nodes/value-table/value-table'),
  require('../../nodes/sync-ledger/sync-ledger'),
  require('../../nodes/sync-settle/sync-settle'),
  require('../../nodes/sync-privacy/sync-privacy'),
  require('../../nodes/sync-monitor/sync-monitor'),
  require('../../nodes/reconcile/reconcile'),
  nodeRed('@node-red/nodes/core/common/24-complete'),
  nodeRed('@node-red/nodes/core/common/25-catch'),
  nodeRed('@node-red/nodes/core/common/25-status'),
  nodeRed('@node-red/nodes/core/sequence/17-split'),
  probeType,
  (RED: NodeAPI) => {
    api = RED;
  },
];

/** What the nodes of the flow loaded last were given. */
let api: NodeAPI;

export type Config = Record<string, unknown> & { id: string; type: string };
// biome-ignore lint/suspicious/noExplicitAny: a message is whatever the nodes made of it
export type Msg = any;

export const TAB: Config = { id: 'tab-1', type: 'tab', label: 'test' };

/** What came so far; a test waits for what is to come. */
export class Collected<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.items.push(item);
    for (const check of this.#waiting) check();
  }

  /** Resolves with everything as soon as there is that much. */
  count(wanted: number): Promise<T[]> {
    return this.#when(() => (this.items.length < wanted ? undefined : this.items));
  }

  /** The first one that fits, also of those that came already. */
  until(fits: (item: T) => boolean): Promise<T> {
    return this.#when(() => this.items.find(fits));
  }

  /** The next one from now on. */
  async next(): Promise<T> {
    const place = this.items.length;
    return (await this.count(place + 1))[place];
  }

  #when<R>(look: () => R | undefined): Promise<R> {
    return new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }
}

/** What a debug node is in a real flow: keeps every message it gets, from the start of the flow on. */
export class Probe extends Collected<Msg> {
  get messages(): Msg[] {
    return this.items;
  }
}

type ProbeNode = Node & { probe: Probe };

function probeType(RED: NodeAPI): void {
  RED.nodes.registerType('test-probe', function (this: ProbeNode, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    this.probe = new Probe();
    this.on('input', (msg) => this.probe.add(msg));
  });
}

export class Rig {
  sandbox!: Sandbox;

  /** Mocha hooks of the suite it is called in: a sandbox for each test, a Node-RED around it. */
  install(options: SandboxOptions = {}): this {
    before(() => {
      helper.init(require.resolve('node-red'), { credentialSecret: false });
      return helper.startServer();
    });
    beforeEach(async () => {
      this.sandbox = await startSandbox(options);
    });
    afterEach(async () => {
      await helper.unload();
      await this.sandbox.close();
    });
    after(() => helper.stopServer());
    return this;
  }

  /** Both connections and a ledger in memory, pointed at this sandbox. */
  configs(overrides: Record<string, object> = {}): Config[] {
    const { mplus, ecwid } = this.sandbox;
    return [
      TAB,
      {
        id: 'till',
        type: 'mplus-config',
        host: mplus.host,
        port: String(mplus.port),
        tls: false,
        branchNumber: '1',
        employeeNumber: '999999',
        timeout: '10',
        ...overrides.till,
      },
      {
        id: 'shop',
        type: 'ecwid-config',
        baseUrl: ecwid.baseUrl,
        storeId: ecwid.storeId,
        requestsPerMinute: '6000',
        ...overrides.shop,
      },
      { id: 'book', type: 'sync-ledger', store: 'sqlite', file: ':memory:', backoff: '30', ...overrides.book },
    ];
  }

  credentials(overrides: Record<string, object> = {}): Record<string, object> {
    const { mplus, ecwid } = this.sandbox;
    return {
      till: { ident: mplus.ident, secret: mplus.secret, ...overrides.till },
      shop: { token: ecwid.token, ...overrides.shop },
    };
  }

  async load(flow: Config[], credentials = this.credentials()): Promise<void> {
    await helper.load(NODES, flow, credentials);
  }

  /** The express app that the nodes of this flow serve HTTP with. */
  get httpNode(): NodeAPI['httpNode'] {
    return api.httpNode;
  }

  node(id: string): Node {
    const node = helper.getNode(id);
    if (!node) throw new Error(`The flow has no node ${id}`);
    return node;
  }

  probe(id: string): Probe {
    return (this.node(id) as ProbeNode).probe;
  }

  send(id: string, msg: object = {}): void {
    this.node(id).receive(msg as never);
  }

  /** As after a Deploy: the nodes close, the flow starts anew. */
  async redeploy(flow: Config[], credentials = this.credentials()): Promise<void> {
    await helper.unload();
    await this.load(flow, credentials);
  }

  unload(): Promise<void> {
    return helper.unload();
  }

  /** What a node wrote into the log as an error. */
  errors(id: string): Msg[] {
    const { ERROR, args } = helper.log();
    return args.filter(([entry]) => entry.id === id && entry.level === ERROR).map(([{ msg }]) => msg);
  }

  /** What the editor asks of a node's admin endpoint. */
  async get(path: string): Promise<{ status: number; body: Msg }> {
    return helper.request().get(path);
  }

  async post(path: string, body: object = {}): Promise<{ status: number; body: Msg }> {
    return helper.request().post(path).send(body);
  }

  ledger(id = 'book'): Promise<Ledger> {
    return (this.node(id) as LedgerNode).ledger(false);
  }

  /** Everything the ledger settles from now on. */
  async settlements(id = 'book'): Promise<Collected<SettledEvent>> {
    const settled = new Collected<SettledEvent>();
    (await this.ledger(id)).on('settled', (event: SettledEvent) => settled.add(event));
    return settled;
  }

  /** The message of a record on its way through a flow, as a get node with a ledger gives it. */
  async deliver(key: string, payload: object, id = 'book'): Promise<Msg> {
    const ledger = await this.ledger(id);
    await ledger.receive('stream', { topic: 'order', records: [{ key, version: '1', payload: payload as never }] });
    return this.redeliver(id);
  }

  /** The next record that is due. */
  async redeliver(id = 'book'): Promise<Msg> {
    const [delivery] = await (await this.ledger(id)).claim('stream', 1, 'test');
    const { entry, attempt, key, payload, topic } = delivery;
    return { payload, topic, sync: { ledger: id, sync: 'stream', key, entry, attempt, source: 'ecwid' } };
  }

  /** Where every record of the ledger stands, by key. */
  async records(id = 'book'): Promise<Record<string, RecordSummary>> {
    const { records } = await (await this.ledger(id)).find();
    return Object.fromEntries(records.map((record) => [record.key, record]));
  }

  /** A buyer places an order in the webshop; its number. */
  placeOrder(purchase: Partial<Purchase> = {}): string {
    return String(this.sandbox.control.ecwid.shopper.place({ ...PURCHASE, ...purchase }).id);
  }

  /** Puts an order into the webshop as an app would, with whatever is in it; its number. */
  async postOrder(order: object): Promise<string> {
    const { baseUrl, storeId, token } = this.sandbox.ecwid;
    const answer = await fetch(`${baseUrl}/${storeId}/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const { orderId } = (await answer.json()) as { orderId: string };
    return orderId;
  }

  /** The orders of the till with that number of the webshop. */
  tillOrders(extOrderId: string): Msg[] {
    return [...this.sandbox.control.mplus.state.orders.values()].filter((order) => order.extOrderId === extOrderId);
  }
}

/** A plain order of the demo shop. */
const PURCHASE: Purchase = {
  buyer: {
    email: 'koper@example.com',
    name: 'Test Koper',
    street: 'Kade 5',
    postalCode: '3011 AA',
    city: 'Rotterdam',
    countryCode: 'NL',
    language: 'nl',
  },
  lines: [{ sku: '2101', quantity: 2 }],
  shippingMethod: 'PostNL pakket',
  paymentMethod: 'iDEAL',
  paid: true,
};

/** A probe that ends a wire. */
export const end = (id: string): Config => ({ id, type: 'test-probe', z: TAB.id });

/** Catch, Complete and Status nodes, each with an end: `caught`, `completed`, `status`. */
export function watchers(scope: string[]): Config[] {
  return [
    { id: 'catch-1', type: 'catch', z: TAB.id, scope: null, uncaught: false, wires: [['caught']] },
    { id: 'complete-1', type: 'complete', z: TAB.id, scope, uncaught: false, wires: [['completed']] },
    { id: 'status-1', type: 'status', z: TAB.id, scope, wires: [['status']] },
    end('caught'),
    end('completed'),
    end('status'),
  ];
}

const TABLES: Record<string, [string, string][]> = {
  paymentMethods: [
    ['iDEAL', 'IDEAL'],
    ['Bancontact', 'BANCONTACT'],
    ['PayPal', 'PAYPAL'],
    ['Creditcard', 'CREDITCARD'],
    ['Op rekening', 'REKENING'],
    ['Gift card', 'CADEAUBON'],
  ],
  deliveryMethods: [
    ['PostNL pakket', 'VERZENDEN'],
    ['PostNL pakket EU', 'VERZENDEN'],
    ['Bezorging in de buurt', 'BEZORGEN'],
    ['Afhalen in de winkel', 'AFHALEN'],
  ],
  shippingArticles: [
    ['PostNL pakket', '9001'],
    ['PostNL pakket EU', '9001'],
    ['Bezorging in de buurt', '9001'],
    ['Afhalen in de winkel', '9002'],
  ],
  vatCodes: [
    ['NL/21', '2'],
    ['NL/9', '1'],
    ['NL/0', '3'],
  ],
  extraArticles: [['fee', '9004']],
};

export function valueTables(): Config[] {
  return Object.entries(TABLES).map(([name, rows]) => ({
    id: `table-${name}`,
    type: 'value-table',
    name,
    rows: rows.map(([from, to]) => ({ from, to, label: '' })),
    fallback: 'hold',
    default: '',
  }));
}

/** The order flow of the example: get → customer → SKU → map → put. Ends: `run`, `unmatched`, `written`. */
export function orderFlow(overrides: Record<string, object> = {}): Config[] {
  const node = (id: string, type: string, wires: string[][], fields: object): Config => ({
    id,
    type,
    z: TAB.id,
    wires,
    ...fields,
    ...overrides[id],
  });
  return [
    node('get', 'ecwid-get', [['customer'], ['run']], {
      ecwid: 'shop',
      ledger: 'book',
      sync: 'orders → MplusKASSA',
      entity: 'order',
      mode: 'changed',
      paymentStatus: 'PAID',
    }),
    node('customer', 'customer-resolver', [['sku']], { mplus: 'till', create: true, update: true, defaultDebtor: '1' }),
    node('sku', 'sku-mapper', [['map'], ['unmatched']], { mplus: 'till', rule: 'articleNumber' }),
    node('map', 'data-mapper', [['put']], { mplus: 'till', from: 'ecwid-order', to: 'mplus-order' }),
    node('put', 'mplus-put', [['written']], { mplus: 'till', entity: 'order', payment: 'prepay' }),
    end('run'),
    end('unmatched'),
    end('written'),
    ...valueTables(),
    ...watchers(['put']),
  ];
}
