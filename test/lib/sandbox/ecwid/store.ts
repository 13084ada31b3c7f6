/** A simulated store over real HTTP with a shop small enough to know by heart, on a clock that only moves by hand. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Clock } from '../../../../lib/sandbox/clock';
import { Complaints } from '../../../../lib/sandbox/complaints';
import { EcwidSimulator, type Purchase } from '../../../../lib/sandbox/ecwid';
import { Faults } from '../../../../lib/sandbox/faults';
import { listen } from '../../../../lib/sandbox/http';
import { Random } from '../../../../lib/sandbox/random';
import type { Shop, ShopArticle, ShopPerson, ShopProduct } from '../../../../lib/sandbox/shop';
import { DEFAULT_SWITCHES, type Switches } from '../../../../lib/sandbox/switches';

/** 2026-01-15 09:30:00 UTC. */
export const START = Date.UTC(2026, 0, 15, 9, 30);

// Answers are checked field by field in the tests; typing each would say everything twice.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;

export interface Answer {
  status: number;
  reason: string;
  headers: Headers;
  text: string;
  body: Json;
}

export interface Store {
  simulator: EcwidSimulator;
  clock: Clock;
  faults: Faults;
  switches: Switches;
  complaints: Complaints;
  baseUrl: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  productBySku(sku: string): Promise<Json>;
  /** A shopper buys; whatever is not said is ordinary. */
  shop(purchase: Partial<Purchase> & Pick<Purchase, 'lines'>): Json;
  /** A server that webhooks are sent to. */
  receiver(status?: number): Promise<Receiver>;
  close(): Promise<void>;
}

export interface Receiver {
  url: string;
  requests: { url: string; headers: IncomingHttpHeaders; body: Json }[];
  /** What it answers from now on. */
  status: number;
  /** Resolves once so many requests have come in. */
  received(count: number): Promise<void>;
}

export const BUYER: ShopPerson = {
  email: 'eva@example.com',
  name: 'Eva Voorbeeld',
  street: 'Voorbeeldstraat 1\nbis',
  postalCode: '3500 AA',
  city: 'Utrecht',
  countryCode: 'NL',
  language: 'nl',
};

const COMPANY: ShopPerson = { ...BUYER, email: 'inkoop@example.org', name: 'Inkoop', companyName: 'Voorbeeld BV' };

function article(articleNumber: number, facts: Partial<ShopArticle> = {}): ShopArticle {
  return {
    articleNumber,
    pluNumber: String(articleNumber),
    barcode: `29000${String(articleNumber).padStart(8, '0')}`,
    description: `Artikel ${articleNumber}`,
    brand: 'Voorbeeld',
    vatCode: 2,
    turnoverGroup: 10,
    priceIncl: 1995,
    purchasePrice: 900,
    active: true,
    webshop: true,
    stockArticle: true,
    weighed: false,
    stock: { 1: 10, 2: 5 },
    ...facts,
  };
}

function product(productNumber: number, nl: string, groupNumber: number, articles: ShopArticle[], inWebshop = true): ShopProduct {
  return { productNumber, name: { nl, en: `${nl} (en)`, pl: `${nl} (pl)` }, groupNumbers: [groupNumber], articles, inWebshop };
}

const SHOP: Shop = {
  name: 'Proefwinkel',
  languages: ['nl', 'en'],
  branches: [],
  employees: [],
  vat: [
    { branchNumber: 1, countryIso3: 'NLD', countryNumeric: 528, vatCode: 1, percent: 9 },
    { branchNumber: 1, countryIso3: 'NLD', countryNumeric: 528, vatCode: 2, percent: 21 },
    { branchNumber: 1, countryIso3: 'NLD', countryNumeric: 528, vatCode: 3, percent: 0 },
    { branchNumber: 1, countryIso3: 'DEU', countryNumeric: 276, vatCode: 2, percent: 19 },
  ],
  paymentMethods: [],
  deliveryMethods: [],
  turnoverGroups: [],
  orderCategories: [],
  relationCategories: [],
  groups: [
    { groupNumber: 1, name: { nl: 'Kleding', en: 'Clothing', pl: 'Odzież' }, sortOrder: 1 },
    { groupNumber: 2, parent: 1, name: { nl: 'Shirts', en: 'Shirts', pl: 'Koszulki' }, sortOrder: 1 },
    { groupNumber: 3, name: { nl: 'Eten', en: 'Food', pl: 'Jedzenie' }, sortOrder: 2 },
    { groupNumber: 4, name: { nl: 'Overig', en: 'Other', pl: 'Inne' }, sortOrder: 3 },
  ],
  products: [
    product(100, 'Koffie', 3, [article(2101, { vatCode: 1, priceIncl: 795, weight: 0.5 })]),
    product(101, 'Mok', 1, [article(4101, { sale: { priceIncl: 1495, from: '2026-01-01', through: '2026-01-31' } })]),
    product(102, 'Cadeaupapier', 4, [article(9101, { stockArticle: false, stock: {}, priceIncl: 250 })]),
    product(110, 'T-shirt', 2, [
      article(11001, { colour: 'rood', size: 'M' }),
      article(11002, { colour: 'rood', size: 'L' }),
      article(11003, { colour: 'blauw', size: 'L', priceIncl: 2195, stock: { 1: 0 } }),
    ]),
    product(120, 'Alleen in de winkel', 3, [article(3101)], false),
  ],
  relations: [],
  customers: [BUYER, COMPANY],
  shippingMethods: [
    { title: 'Pakket', kind: 'SHIPPING', rate: 495, vatPercent: 21 },
    { title: 'Afhalen', kind: 'PICKUP', rate: 0, vatPercent: 21 },
  ],
  webshopPaymentMethods: [{ title: 'iDEAL', module: 'Mollie' }],
  coupons: [
    { code: 'WELKOM10', kind: 'percent', value: 10 },
    { code: 'VIJFEURO', kind: 'absolute', value: 500 },
    { code: 'GRATIS', kind: 'freeShipping', value: 0 },
  ],
  orders: [
    {
      daysAgo: 2,
      buyer: BUYER,
      lines: [{ sku: '11001', quantity: 2 }],
      shippingMethod: 'Pakket',
      paymentMethod: 'iDEAL',
      paid: true,
      fulfillmentStatus: 'SHIPPED',
    },
    {
      daysAgo: 1,
      buyer: COMPANY,
      lines: [{ sku: '2101', quantity: 4 }],
      shippingMethod: 'Afhalen',
      paymentMethod: 'iDEAL',
      paid: false,
      fulfillmentStatus: 'AWAITING_PROCESSING',
    },
  ],
};

/** Opens the store; `shop` replaces parts of the little shop. */
export async function openStore(switches: Partial<Switches> = {}, shop: Partial<Shop> = {}): Promise<Store> {
  const clock = new Clock(START);
  clock.speed = 0;
  const faults = new Faults(new Random(1));
  const complaints = new Complaints();
  const set: Switches = { ...structuredClone(DEFAULT_SWITCHES), ...switches };
  const simulator = new EcwidSimulator({
    shop: { ...structuredClone(SHOP), ...shop },
    clock,
    random: new Random(2),
    faults,
    switches: set,
    complaints,
  });
  const server = await listen((request) => simulator.handle(request), 0);
  const baseUrl = `http://127.0.0.1:${server.port}/api/v3/${simulator.storeId}`;
  const closing: (() => Promise<void>)[] = [];

  const call: Store['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${simulator.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      reason: response.statusText,
      headers: response.headers,
      text,
      body: json ? JSON.parse(text) : undefined,
    };
  };

  return {
    simulator,
    clock,
    faults,
    switches: set,
    complaints,
    baseUrl,
    call,
    get: (path) => call('GET', path),
    productBySku: async (sku) => (await call('GET', `/products?sku=${sku}`)).body.items[0],
    shop: (purchase) =>
      simulator.shopper.place({ buyer: BUYER, shippingMethod: 'Pakket', paymentMethod: 'iDEAL', paid: true, ...purchase }),
    async receiver(status = 200) {
      const opened = await openReceiver(status);
      closing.push(opened.close);
      simulator.webhooks.subscribe({ url: opened.receiver.url });
      return opened.receiver;
    },
    async close() {
      simulator.close();
      clock.close();
      await Promise.all([server.close(), ...closing.map((end) => end())]);
    },
  };
}

async function openReceiver(status: number): Promise<{ receiver: Receiver; close: () => Promise<void> }> {
  let waiting: (() => void)[] = [];
  const receiver: Receiver = {
    url: '',
    requests: [],
    status,
    async received(count) {
      while (receiver.requests.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    receiver.requests.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(body) });
    response.writeHead(receiver.status, { location: '/elsewhere' }).end();
    for (const resolve of waiting) resolve();
    waiting = [];
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?shop=1`;
  return { receiver, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
