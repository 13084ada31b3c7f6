import { Clock } from '../../../../lib/sandbox/clock';
import { Complaints } from '../../../../lib/sandbox/complaints';
import { Faults } from '../../../../lib/sandbox/faults';
import { listen, type SandboxServer } from '../../../../lib/sandbox/http';
import { MplusSimulator } from '../../../../lib/sandbox/mplus';
import { Random } from '../../../../lib/sandbox/random';
import type { Shop, ShopArticle } from '../../../../lib/sandbox/shop';
import { DEFAULT_SWITCHES, type Switches } from '../../../../lib/sandbox/switches';

const article = (fields: Partial<ShopArticle> & Pick<ShopArticle, 'articleNumber'>): ShopArticle => ({
  pluNumber: String(fields.articleNumber),
  description: 'T-shirt',
  vatCode: 2,
  turnoverGroup: 10,
  priceIncl: 1995,
  purchasePrice: 800,
  active: true,
  webshop: true,
  stockArticle: true,
  weighed: false,
  stock: { 1: 10, 2: 5 },
  ...fields,
});

const text = (nl: string) => ({ nl, en: nl, pl: nl });

const person = (relationNumber: number, name: string, email: string) => ({
  relationNumber,
  name,
  email,
  street: 'Dorpsstraat 1',
  postalCode: '1234 AB',
  city: 'Utrecht',
  countryCode: 'NL',
  language: 'nl',
});

/** A shop small enough to know by heart. */
export const SHOP: Shop = {
  name: 'Test shop',
  languages: ['nl'],
  branches: [
    { branchNumber: 1, name: 'Centrum', abbreviation: 'C', workplaces: [{ workplaceNumber: 1, name: 'Kassa 1' }] },
    { branchNumber: 2, name: 'Noord', abbreviation: 'N', workplaces: [{ workplaceNumber: 3, name: 'Kassa 3' }] },
  ],
  employees: [
    { employeeNumber: 999999, name: 'Superuser', active: true },
    { employeeNumber: 7, name: 'Verkoper', active: true },
  ],
  vat: [
    { branchNumber: 1, countryIso3: 'NLD', countryNumeric: 528, vatCode: 1, percent: 9 },
    { branchNumber: 1, countryIso3: 'NLD', countryNumeric: 528, vatCode: 2, percent: 21 },
    { branchNumber: 1, countryIso3: 'DEU', countryNumeric: 276, vatCode: 2, percent: 19 },
    { branchNumber: 2, countryIso3: 'NLD', countryNumeric: 528, vatCode: 1, percent: 9 },
    { branchNumber: 2, countryIso3: 'NLD', countryNumeric: 528, vatCode: 2, percent: 21 },
  ],
  paymentMethods: [
    { method: 'CONTANT', description: 'Contant', active: true },
    { method: 'IDEAL', description: 'iDEAL webshop', active: true },
    { method: 'CHEQUE', description: 'Cheque', active: false },
  ],
  deliveryMethods: [
    { deliveryMethod: 'BEZORGEN', description: 'Bezorgen', enabled: true },
    { deliveryMethod: 'KOERIER', description: 'Koerier', enabled: false },
  ],
  turnoverGroups: [{ turnoverGroup: 10, name: 'Kleding', accountNumber: 8000 }],
  orderCategories: [{ orderCategoryNumber: 1, description: 'Webshop' }],
  relationCategories: [{ categoryId: 1, name: 'Klant', supplier: false }],
  groups: [
    { groupNumber: 1, name: text('Webshop'), sortOrder: 1 },
    { groupNumber: 12, parent: 1, name: text('Kleding'), sortOrder: 1 },
    { groupNumber: 13, parent: 1, name: text('Eten'), sortOrder: 2 },
  ],
  products: [
    {
      productNumber: 210,
      name: text('T-shirt'),
      groupNumbers: [12],
      articles: [
        article({ articleNumber: 1401, externalId: 'TSH-RED-M', colour: 'Rood', size: 'M', barcode: '0710000014013' }),
        article({ articleNumber: 1402, colour: 'Rood', size: 'L', webshop: false }),
      ],
      inWebshop: true,
    },
    {
      productNumber: 310,
      name: text('Kaas'),
      groupNumbers: [13],
      articles: [
        article({
          articleNumber: 2001,
          pluNumber: '002001',
          description: 'Kaas',
          vatCode: 1,
          priceIncl: 1490,
          weighed: true,
          stock: { 1: 12.5 },
        }),
      ],
      inWebshop: true,
    },
    {
      productNumber: 999,
      name: text('Verzendkosten'),
      groupNumbers: [],
      articles: [article({ articleNumber: 999, description: 'Verzendkosten', priceIncl: 495, stockArticle: false, stock: {} })],
      inWebshop: false,
    },
  ],
  relations: [
    person(680, 'Marjan Smit', 'marjan@example.org'),
    person(681, 'Jan de Vries', 'jan@example.org'),
    person(682, 'Els Bakker', 'Els@example.org'),
  ],
  customers: [],
  shippingMethods: [],
  webshopPaymentMethods: [],
  coupons: [],
  orders: [],
};

/** 12 June 2026, 13:45:30 in Amsterdam. */
export const NOW = Date.UTC(2026, 5, 12, 11, 45, 30);

export interface Installation {
  simulator: MplusSimulator;
  switches: Switches;
  clock: Clock;
  faults: Faults;
  complaints: Complaints;
  port: number;
  /** Posts a SOAP envelope with this body, written out by hand with prefix `m`; gives the answer as text. */
  call(body: string): Promise<string>;
  /** Posts any text. */
  post(text: string, query?: string): Promise<{ status: number; text: string; headers: Headers }>;
  get(path: string): Promise<{ status: number; text: string; headers: Headers }>;
  close(): Promise<void>;
}

export async function install(switches: Partial<Switches> = {}, shop: Shop = SHOP): Promise<Installation> {
  const clock = new Clock(NOW);
  clock.speed = 0;
  const faults = new Faults(new Random(3));
  const complaints = new Complaints();
  const set: Switches = { ...structuredClone(DEFAULT_SWITCHES), ...switches };
  const simulator = new MplusSimulator({ shop, clock, random: new Random(7), faults, switches: set, complaints });
  const server: SandboxServer = await listen((request) => simulator.handle(request), 0);
  const fetched = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const post = (body: string, query = '?ident=sandbox&secret=sandbox-secret') =>
    fetched(`/${query}`, { method: 'POST', body, headers: { 'content-type': 'text/xml; charset=utf-8' } });
  return {
    simulator,
    switches: set,
    clock,
    faults,
    complaints,
    port: server.port,
    post,
    get: (path) => fetched(path),
    call: async (body) => (await post(envelope(body))).text,
    close: async () => {
      clock.close();
      await server.close();
    },
  };
}

export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="urn:mplusqapi">' +
    `<s:Header/><s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** Texts of every element of that name in an answer, in document order; the outer text of one that has children. */
export function all(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<ns:${name}(?:/>|>([\\s\\S]*?)</ns:${name}>)`, 'g'))].map((match) => match[1] ?? '');
}

/** Text of the first element of that name, undefined when there is none. */
export function one(xml: string, name: string): string | undefined {
  return all(xml, name)[0];
}

export interface LineText {
  article?: number;
  quantity?: number;
  places?: number;
  price?: number;
  data?: string;
  more?: string;
}

/** An order line as a client writes it. */
export function line({ article = 1401, quantity = 2, places = 0, price = 1995, data = '', more = '' }: LineText = {}): string {
  return (
    `<m:line>${more}<m:articleNumber>${article}</m:articleNumber><m:data><m:quantity>${quantity}</m:quantity>` +
    `<m:decimalPlaces>${places}</m:decimalPlaces><m:price>${price}</m:price>${data}</m:data></m:line>`
  );
}

/** The order of reference 9.14: two T-shirts and shipping, 44.85. `head` and `tail` go around the lines, in schema order. */
export function order(
  extOrderId: string,
  fields: { head?: string; tail?: string; lines?: string; relation?: number; employee?: number } = {},
): string {
  const {
    head = '',
    tail = '',
    lines = line() + line({ article: 999, quantity: 1, price: 495 }),
    relation = 682,
    employee = 999999,
  } = fields;
  return (
    `<m:order><m:orderId></m:orderId><m:extOrderId>${extOrderId}</m:extOrderId>${head}<m:employeeNumber>${employee}</m:employeeNumber>` +
    `<m:relationNumber>${relation}</m:relationNumber>${tail}<m:lineList>${lines}</m:lineList></m:order>`
  );
}

export function createOrderV3(key: string, content: string, payment = ''): string {
  return `<m:createOrderV3><m:request><m:idempotencyKey>${key}</m:idempotencyKey>${content}${payment}</m:request></m:createOrderV3>`;
}

export function payments(...list: [method: string, cents: number][]): string {
  const items = list.map(
    ([method, amount]) => `<m:payment><m:method>${method}</m:method><m:amount>${amount}</m:amount></m:payment>`,
  );
  return `<m:paymentList>${items.join('')}</m:paymentList>`;
}

/** Stock of an article at a branch, in decimals of the answer. */
export async function stockOf(
  till: Installation,
  articleNumber: number,
  branch = 1,
): Promise<{ free: number; reserved: number; stockId: number }> {
  const xml = await till.call(
    `<m:getStock><m:request><m:branchNumber>${branch}</m:branchNumber><m:articleNumbers>` +
      `<m:articleNumbers>${articleNumber}</m:articleNumbers></m:articleNumbers></m:request></m:getStock>`,
  );
  const scale = 10 ** Number(one(xml, 'decimalPlacesFree'));
  return {
    free: Number(one(xml, 'amountFree')) / scale,
    reserved: Number(one(xml, 'amountReserved')) / scale,
    stockId: Number(one(xml, 'stockId')),
  };
}

/** Creates an order and gives its id and the ids of its lines. */
export async function placed(
  till: Installation,
  extOrderId = 'WEB-1',
  content = order(extOrderId),
): Promise<{ orderId: string; lineIds: string[]; xml: string }> {
  const xml = await till.call(`<m:createOrderV2><m:request>${content}</m:request></m:createOrderV2>`);
  return { orderId: one(xml, 'orderId') ?? '', lineIds: all(xml, 'lineId'), xml };
}
