/** Every recipe of the cookbook does to the default mapping what its text says, and nothing else, on both engines. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EcwidClient, type EcwidEntity, readEcwidPage } from '../../lib/ecwid';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import type { MappingTarget } from '../../lib/mapping/schemas';
import type { TableDefinition } from '../../lib/mapping/value-table';
import { MplusClient, type MplusEntity, readMplusPage } from '../../lib/mplus';
import { type Sandbox, startSandbox } from '../../lib/sandbox';
import { type MappingSource, PAIRS } from '../../nodes/data-mapper/pairs';
import { SUBJECTS } from '../../nodes/data-mapper/subjects';
import { ENGINES } from '../lib/mapping/engines';

type Json = Record<string, unknown>;

const ROOT = resolve(__dirname, '../..');

const table = (name: string, rows: { from: string; to: string }[]): TableDefinition => ({
  name,
  rows,
  fallback: 'hold',
  default: '',
});

interface Recipe {
  readonly title: string;
  readonly from: MappingSource;
  readonly to: MappingTarget;
  readonly expression: string;
  readonly tables: TableDefinition[];
}

/** A recipe begins with `## 1. Title`, names its pair, has one block of JSONata, and a line for each value table it needs. */
const RECIPES: Recipe[] = readFileSync(join(ROOT, 'docs/cookbook.md'), 'utf8')
  .split(/^## (?=\d+\. )/m)
  .slice(1)
  .map((section) => {
    const [, title] = /^\d+\. (.+)$/m.exec(section) as RegExpExecArray;
    const [, from, to] = /^`([\w-]+)` → `([\w-]+)`\. \w/m.exec(section) ?? [];
    const blocks = [...section.matchAll(/^```jsonata\n([\s\S]+?)^```$/gm)];
    assert.equal(blocks.length, 1, title);
    assert.ok((PAIRS[from as MappingSource] as readonly string[]).includes(to), title);
    const tables = [...section.matchAll(/^Table `(\w+)`: (.+)$/gm)].map(([, name, rows]) =>
      table(
        name,
        [...rows.matchAll(/`([^`]+)` → `([^`]+)`/g)].map(([, key, value]) => ({ from: key, to: value })),
      ),
    );
    return { title, from: from as MappingSource, to: to as MappingTarget, expression: blocks[0][1], tables };
  });

/** The value tables of the examples, by name. */
const EXAMPLE_TABLES: ReadonlyMap<string, TableDefinition> = new Map(
  globSync('examples/*.json', { cwd: ROOT })
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as (TableDefinition & { type: string })[])
    .filter(({ type }) => type === 'value-table')
    .map((node) => [node.name, node]),
);

/** What the sandbox has, as the get nodes read it. */
interface Records {
  order(fits: (order: Json) => boolean): Json;
  tillOrder(extOrderId: string): Json;
  customer(language: string): Json;
  relation(relationNumber: number): Json;
  product(articleNumber: number): Json;
}

type Changes = Record<string, unknown>;

interface Case {
  readonly record: (records: Records) => Json;
  /** Path of each field that the recipe changes, and what it is then; undefined: the field is gone. */
  readonly changes: Changes;
}

const shippedBy = (method: string, country: string) => (order: Json) =>
  (order.shippingOption as Json)?.shippingMethodName === method && (order.shippingPerson as Json)?.countryCode === country;
const bought = (sku: string) => (order: Json) => (order.items as Json[])[0].sku === sku;
const PICKUP = shippedBy('Afhalen in de winkel', 'NL');
const COMPANY = ({ billingPerson }: Json) => (billingPerson as Json).companyName === 'Koffiebar Het Voorbeeld BV';

/** Gives the articles of a product of the till custom fields, one object per article. */
function withFields(product: Json, fields: Record<string, string>[]): Json {
  const customFields = (values: Record<string, string> = {}) =>
    Object.entries(values).map(([fieldName, strValue]) => ({ fieldName, dataType: 'DATA-TYPE-STRING', strValue }));
  const articleList = (product.articleList as Json[])
    .slice(0, fields.length)
    .map((article, place) => ({ ...article, customFieldList: customFields(fields[place]) }));
  return { ...product, articleList };
}

const UNTOUCHED: Changes = {};

const CASES: Record<string, Case[]> = {
  'An order category for each shipping method': [
    { record: ({ order }) => order(PICKUP), changes: { orderCategoryNumber: 1 } },
    { record: ({ order }) => ({ ...order(PICKUP), shippingOption: null }), changes: UNTOUCHED },
  ],
  'A line of text for each option': [
    {
      record: ({ order }) => order(bought('11101')),
      changes: {
        lineList: [
          {
            articleNumber: 11101,
            text: 'Poloshirt Vecht',
            data: { quantity: 1, price: 3495, vatCode: 2, turnoverGroup: 502 },
          },
          { articleNumber: 0, text: 'Kleur: wit', data: { quantity: 1, price: 0 } },
          { articleNumber: 0, text: 'Maat: S', data: { quantity: 1, price: 0 } },
          {
            articleNumber: 9001,
            text: 'PostNL pakket EU',
            data: { quantity: 1, price: 995, vatCode: 2, turnoverGroup: 502 },
          },
        ],
      },
    },
    { record: ({ order }) => order(COMPANY), changes: UNTOUCHED },
  ],
  'The gift message in the reference': [
    {
      record: ({ order }) => ({ ...order(COMPANY), orderExtraFields: [{ id: 'gift', title: 'Cadeautekst', value: 'Proost!' }] }),
      changes: { reference: 'Webshop M1Q27 - Proost!' },
    },
    { record: ({ order }) => order(COMPANY), changes: UNTOUCHED },
  ],
  'An hour to pick the order up': [
    {
      record: ({ order }) => ({ ...order(PICKUP), pickupTime: '2026-06-12 14:00:00 +0000' }),
      changes: { deliveryPeriodEnd: '2026-06-12T15:00:00.000Z' },
    },
    { record: ({ order }) => order(PICKUP), changes: UNTOUCHED },
  ],
  'Another VAT code in one country': [
    {
      record: ({ order }) => order(bought('11101')),
      changes: { 'lineList[0].data.vatCode': 5, 'lineList[1].data.vatCode': 5 },
    },
    { record: ({ order }) => order(COMPANY), changes: UNTOUCHED },
  ],
  'A revenue account for each country, and for companies': [
    {
      record: ({ order }) => order(COMPANY),
      changes: Object.fromEntries([0, 1, 2, 3].map((line) => [`lineList[${line}].data.turnoverGroup`, 505])),
    },
    { record: ({ order }) => order(bought('11101')), changes: UNTOUCHED },
  ],
  'The company in front of the person': [
    {
      record: ({ order }) => order(COMPANY),
      changes: Object.fromEntries(
        ['invoiceAddress', 'deliveryAddress'].map((address) => [
          `${address}.name`,
          'Koffiebar Het Voorbeeld BV, t.a.v. Sanne Voorbeeld',
        ]),
      ),
    },
    { record: ({ order }) => order(PICKUP), changes: UNTOUCHED },
  ],
  'No delivery address for what is picked up': [
    {
      record: ({ order }) => order(PICKUP),
      changes: { deliveryAddress: undefined },
    },
    { record: ({ order }) => order(COMPANY), changes: UNTOUCHED },
  ],
  'The language of a customer as a card category': [
    { record: ({ customer }) => customer('pl'), changes: { categoryIds: [5] } },
    { record: ({ customer }) => ({ ...customer('pl'), lang: '' }), changes: UNTOUCHED },
  ],
  'The house number in a field of its own': [
    ...[
      ['Voorbeeldplein 7\nUnit 3', '7'],
      ['Dorpsstraat 1 bis', '1 bis'],
      ['Plein 1944 nr. 2', '2'],
    ].map(([street, number]) => ({
      record: ({ customer }: Records) => livingIn(customer('pl'), street),
      changes: { customFieldList: [{ fieldName: 'houseNumber', dataType: 'DATA-TYPE-STRING', strValue: number }] },
    })),
    { record: ({ customer }) => livingIn(customer('pl'), 'Dorpsstraat'), changes: UNTOUCHED },
  ],
  'Companies in a customer group of their own': [
    { record: ({ relation }) => relation(1051), changes: { customerGroup: 'Zakelijk' } },
    { record: ({ relation }) => relation(1002), changes: UNTOUCHED },
  ],
  'The brand in front of the name': [
    { record: ({ product }) => product(2101), changes: { name: 'Branderij Voorbeeld Huismelange bonen 1 kg' } },
    {
      record: ({ product }) => ({ ...product(2101), description: 'Bonen van Branderij Voorbeeld' }),
      changes: UNTOUCHED,
    },
  ],
  'A line about the product below its description': [
    {
      record: ({ product }) => product(2101),
      changes: { description: 'Zacht en nootachtig.<p>Branderij Voorbeeld, 1 kg</p>' },
    },
    { record: ({ product }) => product(12001), changes: UNTOUCHED },
  ],
  'Three percent on top of the price': [
    { record: ({ product }) => product(2101), changes: { priceIncl: 1334, priceExcl: 1224 } },
    {
      record: ({ product }) => product(2105),
      changes: { priceIncl: 613, priceExcl: 562, compareToPriceIncl: 767, compareToPriceExcl: 703 },
    },
    {
      record: ({ product }) => withFields(product(12001), [{}, {}]),
      changes: Object.fromEntries(
        ['', 'variations[0].', 'variations[1].'].flatMap((place) => [
          [`${place}priceIncl`, 8235],
          [`${place}priceExcl`, 6805],
        ]),
      ),
    },
  ],
  'A custom field as an attribute': [
    {
      record: ({ product }) => withFields(product(2101), [{ origin: 'Peru' }]),
      changes: {
        attributes: [
          { alias: 'UPC', value: '0400000021010' },
          { alias: 'BRAND', value: 'Branderij Voorbeeld' },
          { name: 'Herkomst', value: 'Peru' },
        ],
      },
    },
    { record: ({ product }) => product(2101), changes: UNTOUCHED },
  ],
  'A custom field as an option, with its unit': [
    {
      record: ({ product }) => withFields(product(12001), [{ length: '30' }, { length: '40' }]),
      changes: {
        'options[2].values[0]': '30 cm',
        'options[2].values[1]': '40 cm',
        'variations[0].choices[2].value': '30 cm',
        'variations[1].choices[2].value': '40 cm',
      },
    },
    { record: ({ product }) => product(12001), changes: UNTOUCHED },
  ],
  'Articles out of season are hidden': [
    {
      record: ({ product }) => withFields(product(12001), [{ season: 'winter' }, { season: 'summer' }]),
      changes: { 'variations[0].forSale': false },
    },
    {
      record: ({ product }) => withFields(product(12001), [{ season: 'winter' }, { season: 'winter' }]),
      changes: { forSale: false, 'variations[0].forSale': false, 'variations[1].forSale': false },
    },
    { record: ({ product }) => withFields(product(2101), [{ season: 'winter' }]), changes: { forSale: false } },
    { record: ({ product }) => product(12001), changes: UNTOUCHED },
  ],
  'Categories of the shop by article group': [
    { record: ({ product }) => product(2101), changes: { categoryIds: [8009], groupNumbers: undefined } },
  ],
  'A status for orders on account': [
    { record: ({ tillOrder }) => tillOrder('ON-ACCOUNT'), changes: { fulfillmentStatus: 'CUSTOM_FULFILLMENT_STATUS_1' } },
    { record: ({ tillOrder }) => tillOrder('DELIVERED'), changes: UNTOUCHED },
  ],
  "The tracking text in the buyer's language": [
    {
      record: ({ tillOrder }) => tillOrder('DELIVERED'),
      changes: { trackingNumber: 'Pakbon 2026-501', trackingUrl: 'https://volgen.example.com/2026-501' },
    },
    { record: ({ tillOrder }) => tillOrder('ON-ACCOUNT'), changes: UNTOUCHED },
  ],
};

function livingIn(customer: Json, street: string): Json {
  return { ...customer, billingPerson: { ...(customer.billingPerson as Json), street } };
}

/** Path → what is there now, for all that differs; a list of another length counts as a whole. */
function changesOf(before: unknown, after: unknown, path = ''): Changes {
  if (isDeepStrictEqual(before, after)) return {};
  const [old, now] = [before, after].map((value) => (typeof value === 'object' && value !== null ? (value as Json) : undefined));
  const lists = [before, after].filter(Array.isArray);
  if (!old || !now || lists.length === 1 || lists[0]?.length !== lists[1]?.length) return { [path]: after };
  const place = (key: string) => (lists.length > 0 ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.assign({}, ...keys.map((key) => changesOf(old[key], now[key], place(key))));
}

describe('The mapping cookbook (17)', () => {
  let sandbox: Sandbox;
  let records: Records;

  before(async () => {
    sandbox = await startSandbox({ products: 50 });
    const { till } = sandbox.control.mplus;
    const lines = [{ articleNumber: 4102, quantity: 1 }];
    till.takeOrder({ relationNumber: 1002, lines, fields: { extOrderId: 'ON-ACCOUNT', paymentMethod: 'REKENING' } });
    till.ship(till.takeOrder({ relationNumber: 1002, lines, fields: { extOrderId: 'DELIVERED' } }).orderId);
    records = await readRecords(sandbox);
  });
  after(() => sandbox.close());

  it('has an assertion for each of its twenty recipes', () => {
    assert.equal(RECIPES.length, 20);
    assert.deepEqual(
      RECIPES.map(({ title }) => title),
      Object.keys(CASES),
    );
  });

  for (const [line, evaluate] of ENGINES) {
    for (const recipe of RECIPES) {
      it(`${recipe.title}, on ${line}`, async () => {
        assert.ok(CASES[recipe.title].some(({ changes }) => changes !== UNTOUCHED));
        for (const { record, changes } of CASES[recipe.title]) {
          const before = await map(recipe, record(records), '', evaluate);
          const after = await map(recipe, record(records), recipe.expression, evaluate);
          assert.deepEqual(changesOf(before, after), changes);
        }
      });
    }
  }
});

/** Maps as the data-mapper node does, its checks of totals and countries included. */
async function map(recipe: Recipe, record: Json, added: string, evaluate: (typeof ENGINES)[number][1]): Promise<Json> {
  const { from, to, tables: own } = recipe;
  const tables = [...new Map([...EXAMPLE_TABLES, ...own.map((one) => [one.name, one] as const)]).values()];
  const subject = SUBJECTS[from](record, { target: to, homeCountry: 'NL', currency: 'EUR', tables });
  const skus = ((subject.payload as { lines?: { sku?: string }[] }).lines ?? []).flatMap(({ sku }) => sku ?? []);
  // The form saves line ends as tabs.
  const expression = `${defaultMapping(from, to).trimEnd()}\n${added}`.replaceAll('\n', '\t');
  const mapper = new Mapper({ expression, evaluate, target: to });
  const mapped = await mapper.map({
    payload: subject.payload,
    relation: { relationNumber: 1002 },
    links: { articles: Object.fromEntries(skus.map((sku) => [sku, { articleNumber: Number(sku) }])) },
    settings: { branchNumber: 1, employeeNumber: 999999, homeCountry: 'NL' },
    tables,
  });
  subject.check?.(mapped);
  subject.expected?.(mapped);
  return mapped;
}

async function readRecords({ mplus, ecwid }: Sandbox): Promise<Records> {
  const till = new MplusClient({
    host: mplus.host,
    port: mplus.port,
    tls: false,
    ident: mplus.ident,
    secret: mplus.secret,
    timezone: 'Europe/Amsterdam',
    percentScale: 'auto',
    timeout: 10,
    concurrency: 2,
  });
  const shop = new EcwidClient({ ...ecwid, requestsPerMinute: 600, timeout: 10 });
  try {
    const ofTill = async (entity: MplusEntity) => payloads(await readMplusPage(till, entity, undefined, { limit: 1000 }));
    const ofShop = async (entity: EcwidEntity) =>
      payloads(await readEcwidPage(shop, entity, undefined, { limit: 100, overlap: 0, now: Date.now }));
    const [orders, customers] = [await ofShop('order'), await ofShop('customer')];
    const [tillOrders, relations, products] = [await ofTill('order'), await ofTill('relation'), await ofTill('product')];
    return {
      order: (fits) => found(orders.find(fits)),
      customer: (language) => found(customers.find(({ lang }) => lang === language)),
      tillOrder: (extOrderId) => found(tillOrders.find((order) => order.extOrderId === extOrderId)),
      relation: (number) => found(relations.find(({ relationNumber }) => relationNumber === number)),
      product: (number) =>
        found(products.find(({ articleList }) => (articleList as Json[]).some(({ articleNumber }) => articleNumber === number))),
    };
  } finally {
    till.close();
    shop.close();
  }
}

const payloads = ({ records }: { records: readonly { payload: unknown }[] }) => records.map(({ payload }) => payload as Json);

function found(record: Json | undefined): Json {
  assert.ok(record);
  return record;
}
