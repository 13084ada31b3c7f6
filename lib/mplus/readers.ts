/**
 * Reading of the till, entity by entity. Entities with a sync marker are read in pages that continue behind the highest marker seen
 * (reference 2.7); lookups come whole, in one page.
 */
import { createHash } from 'node:crypto';
import type { SourcePage, SourceRecord } from '../page';
import type { MplusClient } from './client';
import type { OperationName } from './contract';
import { MplusError } from './errors';
import { readStock, readStockPage } from './stock';
import type { MplusRecord } from './values';

export type MplusEntity =
  | 'product'
  | 'relation'
  | 'order'
  | 'invoice'
  | 'articleGroup'
  | 'stock'
  | 'branch'
  | 'employee'
  | 'vatGroup'
  | 'paymentMethod'
  | 'deliveryMethod'
  | 'turnoverGroup';

/** The highest sync marker (stock: `stockId`) seen so far; lookups do not use it. */
export interface MplusCursor {
  readonly marker: number;
}

export interface MplusPageOptions {
  /** Records per page; for products the till counts articles (reference 2.7). Stock and lookups always come whole. */
  readonly limit: number;
  readonly signal?: AbortSignal;
  /** Stock only; all branches when absent or empty. */
  readonly branchNumbers?: readonly number[];
}

interface Asked {
  readonly client: MplusClient;
  /** First marker wanted. */
  readonly from: number;
  readonly options: MplusPageOptions;
}

interface Entity {
  /** How pages go on: by marker until one is empty, or everything at once. */
  readonly paging: 'marker' | 'whole';
  readonly page: (asked: Asked) => Promise<MplusRecord[]>;
  readonly key: (record: MplusRecord) => string;
  readonly one: (client: MplusClient, key: string, signal: AbortSignal | undefined) => Promise<MplusRecord | undefined>;
  /** What a reader must not pass on. */
  readonly drop?: string;
}

const list = (value: unknown): MplusRecord[] => (value ?? []) as MplusRecord[];
const keyOf = (name: string) => (record: MplusRecord) => String(record[name]);

/** A page by sync marker. No filter goes with a marker: it would hide the very change that makes a record leave the filter. */
function marked(operation: OperationName, answerList: string, more: MplusRecord = {}): Entity['page'] {
  return async ({ client, from, options: { limit, signal } }) => {
    const answer = await client.call(operation, { request: { syncMarker: from, syncMarkerLimit: limit, ...more } }, { signal });
    return list(answer[answerList]);
  };
}

/** A group behind its parent, so that who makes a tree of them finds the parent there; only inside a page. */
function parentsFirst(page: Entity['page']): Entity['page'] {
  return async (asked) => {
    const groups = await page(asked);
    const parents = new Map(groups.map((group) => [group.groupNumber, group.parentGroupNumber]));
    const depth = (number: unknown, seen = new Set<unknown>()): number =>
      seen.has(number) || !parents.has(number) ? 0 : 1 + depth(parents.get(number), seen.add(number));
    return groups
      .map((group) => ({ group, depth: depth(group.groupNumber) }))
      .sort((a, b) => a.depth - b.depth)
      .map(({ group }) => group);
  };
}

/** One record by an operation that takes its key as its only argument. */
function single(operation: OperationName, argument: string, item: string, numeric: boolean): Entity['one'] {
  return async (client, key, signal) => {
    if (numeric && !isNumber(key)) return undefined;
    const answer = await client.call(operation, { [argument]: key }, { signal });
    return answer[item] as MplusRecord | undefined;
  };
}

/** One record by a number filter of its list operation. */
function filtered(operation: OperationName, filter: string, answerList: string, keyName: string): Entity['one'] {
  return async (client, key, signal) => {
    if (!isNumber(key)) return undefined;
    const answer = await client.call(operation, { request: { [filter]: [key] } }, { signal });
    return list(answer[answerList]).find((record) => String(record[keyName]) === key);
  };
}

/** A lookup that comes whole; a list of operations is tried in the order given, newest first. */
function lookup(operations: readonly Choice[], key: Entity['key']): Entity {
  const read = async (client: MplusClient, signal: AbortSignal | undefined): Promise<MplusRecord[]> => {
    const [operation, answerList] = await offered(client, operations);
    return list((await client.call(operation, {}, { signal }))[answerList]);
  };
  return {
    paging: 'whole',
    key,
    page: ({ client, options }) => read(client, options.signal),
    one: async (client, wanted, signal) => (await read(client, signal)).find((record) => key(record) === wanted),
  };
}

type Choice = readonly [operation: OperationName, answerList: string];

/** The first of the operations that this till service has. */
async function offered(client: MplusClient, choices: readonly Choice[]): Promise<Choice> {
  if (choices.length === 1) return choices[0];
  const operations = await client.operations();
  const choice = choices.find(([operation]) => operations.has(operation));
  if (choice) return choice;
  throw new MplusError(
    'MPLUS_OPERATION_MISSING',
    `The till service does not have ${choices.map(([name]) => name).join(' or ')}.`,
  );
}

function isNumber(key: string): boolean {
  return /^\d{1,18}$/.test(key);
}

const ENTITIES: Record<Exclude<MplusEntity, 'stock'>, Entity> = {
  product: {
    paging: 'marker',
    // Whole products: else a sibling that was not read yet falls behind the cursor when its product changes (reference 3.4).
    page: marked('getProducts', 'productList', { includeAllArticlesOfSelectedProducts: true }),
    key: keyOf('productNumber'),
    one: filtered('getProducts', 'productNumbers', 'productList', 'productNumber'),
  },
  relation: {
    paging: 'marker',
    page: marked('getRelations', 'relationList'),
    key: keyOf('relationNumber'),
    one: single('getRelation', 'relationNumber', 'relation', true),
  },
  order: {
    paging: 'marker',
    page: marked('getOrders', 'orderList', { includeLineList: true }),
    key: keyOf('orderId'),
    one: single('getOrder', 'orderId', 'order', false),
  },
  invoice: {
    paging: 'marker',
    page: marked('getInvoices', 'invoiceList', { includeLineList: true }),
    key: keyOf('invoiceId'),
    one: single('getInvoice', 'invoiceId', 'invoice', false),
  },
  articleGroup: {
    paging: 'marker',
    page: parentsFirst(marked('getArticleGroupChanges', 'changedArticleGroupList')),
    key: keyOf('groupNumber'),
    one: filtered('getArticleGroupChanges', 'groupNumbers', 'changedArticleGroupList', 'groupNumber'),
  },
  employee: {
    paging: 'marker',
    page: marked('getEmployees', 'employeeList'),
    key: keyOf('employeeNumber'),
    one: single('getEmployee', 'employeeNumber', 'employee', true),
    drop: 'password',
  },
  branch: lookup([['getBranches', 'branches']], keyOf('branchNumber')),
  vatGroup: lookup([['getVatGroupList', 'vatGroup']], ({ branchNumber, countryIso3, vatCode }) =>
    [branchNumber, countryIso3, vatCode].filter((part) => part !== undefined).join('/'),
  ),
  paymentMethod: lookup(
    [
      ['getPaymentMethodsV2', 'paymentMethodList'],
      ['getPaymentMethods', 'paymentMethodList'],
    ],
    keyOf('method'),
  ),
  deliveryMethod: lookup(
    [
      ['getDeliveryMethodsV2', 'deliveryMethodList'],
      ['getDeliveryMethods', 'deliveryMethodList'],
    ],
    keyOf('deliveryMethod'),
  ),
  turnoverGroup: lookup([['getTurnoverGroups', 'turnoverGroupList']], keyOf('turnoverGroup')),
};

/** The marker of a record: for a product the highest of its own and its articles'. */
function markerOf(record: MplusRecord): number {
  const articles = list(record.articleList).map((article) => Number(article.syncMarker ?? -1));
  return Math.max(Number(record.syncMarker ?? -1), ...articles);
}

function sourceOf({ key, drop, paging }: Entity, record: MplusRecord): SourceRecord {
  const payload = drop === undefined ? record : { ...record, [drop]: undefined };
  if (drop !== undefined) delete payload[drop];
  const version = paging === 'whole' ? hashOf(payload) : String(markerOf(record));
  return { key: key(record), version, payload };
}

/** Lookups carry no marker: their content is their version. */
function hashOf(payload: MplusRecord): string {
  return createHash('sha1').update(JSON.stringify(payload)).digest('hex');
}

/**
 * The next page of what changed since the cursor, or from the start without one. `cursor` of the answer continues behind it; `more`
 * stays true until a page by marker is empty, because the till's own page limit is unknown. Throws MplusError.
 */
export async function readMplusPage(
  client: MplusClient,
  entity: MplusEntity,
  cursor: MplusCursor | undefined,
  options: MplusPageOptions,
): Promise<SourcePage<MplusCursor>> {
  if (entity === 'stock') return readStockPage(client, cursor, options);
  const row = ENTITIES[entity];
  const before = cursor?.marker ?? -1;
  // Markers are compared with >=, so the next page starts one behind the highest seen.
  const records = await row.page({ client, from: before + 1, options });
  if (row.paging === 'whole') {
    return {
      records: records.map((record) => sourceOf(row, record)),
      cursor: { marker: before },
      more: false,
      total: records.length,
    };
  }
  // The order inside a page is not guaranteed: the highest counts, not the last.
  const marker = records.reduce((highest, record) => Math.max(highest, markerOf(record)), before);
  if (records.length > 0 && marker === before) {
    throw new MplusError(
      'MPLUS_BAD_ANSWER',
      `The till sent a page of ${entity} records that does not go on behind marker ${before}.`,
      {
        hint: 'Reading stopped so that it does not go round in circles; ask your dealer for an update of the till service.',
      },
    );
  }
  return { records: records.map((record) => sourceOf(row, record)), cursor: { marker }, more: records.length > 0 };
}

/** All pages of an entity from the start. Throws MplusError. */
export async function* readMplusPages(
  client: MplusClient,
  entity: MplusEntity,
  options: MplusPageOptions,
): AsyncGenerator<readonly SourceRecord[]> {
  for (let cursor: MplusCursor | undefined, more = true; more; ) {
    const page = await readMplusPage(client, entity, cursor, options);
    yield page.records;
    ({ cursor, more } = page);
  }
}

/**
 * One record by its key (product number, relation number, order id, article number for stock …), undefined when the till does not have
 * it. A key that cannot be one of that entity is not asked for. `branchNumbers` as in `MplusPageOptions`.
 */
export async function readMplusByKey(
  client: MplusClient,
  entity: MplusEntity,
  key: string,
  signal?: AbortSignal,
  branchNumbers?: readonly number[],
): Promise<SourceRecord | undefined> {
  const wanted = key.trim();
  if (wanted === '') return undefined;
  if (entity === 'stock') return (await readStock(client, [wanted], { branchNumbers, signal })).get(wanted);
  const row = ENTITIES[entity];
  const record = await row.one(client, wanted, signal);
  return record && sourceOf(row, record);
}
