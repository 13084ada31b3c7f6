/** Look-up lists of the till for the editor (reference 8). */
import type { LookupItem, LookupParts } from '../lookup';
import type { MplusClient } from './client';
import { type MplusCursor, type MplusEntity, readMplusPage } from './readers';
import type { MplusRecord } from './values';

/** Records per request of the lists that the till gives in pages. */
const PAGE = 1000;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const list = (value: unknown): MplusRecord[] => (value ?? []) as MplusRecord[];

async function* records(client: MplusClient, entity: MplusEntity, signal: AbortSignal): AsyncGenerator<MplusRecord[]> {
  let cursor: MplusCursor | undefined;
  for (let more = true; more; ) {
    const page = await readMplusPage(client, entity, cursor, { limit: PAGE, signal });
    yield page.records.map(({ payload }) => payload);
    [cursor, more] = [page.cursor, page.more];
  }
}

type List = (client: MplusClient, signal: AbortSignal) => LookupParts;

/** A list with an item for each record of an entity, or none. */
function each(entity: MplusEntity, items: (record: MplusRecord) => readonly LookupItem[]): List {
  return async function* (client, signal) {
    for await (const page of records(client, entity, signal)) yield page.flatMap(items);
  };
}

function item(value: unknown, label: unknown, active: unknown = true): LookupItem {
  return { value: text(value), label: text(label), ...(active === false ? { inactive: true } : {}) };
}

/** Groups with the names of the groups above them: `Kleding › Shirts`. */
async function* articleGroups(client: MplusClient, signal: AbortSignal): LookupParts {
  const groups = new Map<string, MplusRecord>();
  for await (const page of records(client, 'articleGroup', signal)) {
    for (const group of page) groups.set(text(group.groupNumber), group);
  }
  const path = (group: MplusRecord, depth = 0): string => {
    const parent = groups.get(text(group.parentGroupNumber));
    return parent && parent !== group && depth < 20 ? `${path(parent, depth + 1)} › ${text(group.name)}` : text(group.name);
  };
  yield [...groups.values()]
    .filter(({ isDeleted }) => isDeleted !== true)
    .map((group) => item(group.groupNumber, path(group)))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** One item for each country, code and rate; branches mostly have the same. */
async function* vatCodes(client: MplusClient, signal: AbortSignal): LookupParts {
  const { vatGroup } = await client.call('getVatGroupList', {}, { signal });
  const rates = list(vatGroup).map(({ countryIso3, vatCode, vatPercentage }) =>
    item(vatCode, [text(countryIso3), `${text(vatPercentage)} %`].filter((part) => part !== '').join(' ')),
  );
  yield [...new Map(rates.map((rate) => [`${rate.value} ${rate.label}`, rate])).values()];
}

async function* orderCategories(client: MplusClient, signal: AbortSignal): LookupParts {
  const { orderCategory } = await client.call('getOrderCategories', {}, { signal });
  yield list(orderCategory).map((category) => item(category.orderCategoryNumber, category.orderCategoryDescription));
}

async function* relationCategories(client: MplusClient, signal: AbortSignal): LookupParts {
  const { relationCardCategoryList } = await client.call('getCardCategories', {}, { signal });
  yield list(relationCardCategoryList).map((category) => item(category.categoryId, category.name));
}

const LISTS = {
  branches: each('branch', ({ branchNumber, branchName }) => [item(branchNumber, branchName)]),
  workplaces: each('branch', ({ branchNumber, branchName, workplaces }) =>
    list(workplaces).map(({ workplaceNumber, workplaceName }) => ({
      ...item(workplaceNumber, `${text(workplaceName)} (${text(branchName)})`),
      within: text(branchNumber),
    })),
  ),
  employees: each('employee', ({ employeeNumber, name, active }) => [item(employeeNumber, name, active)]),
  paymentMethods: each('paymentMethod', ({ method, description, active }) => [item(method, description, active)]),
  deliveryMethods: each('deliveryMethod', ({ deliveryMethod, description, enabled }) => [
    item(deliveryMethod, description, enabled),
  ]),
  vatCodes,
  turnoverGroups: each('turnoverGroup', ({ turnoverGroup, turnoverGroupName, accountNumber }) => [
    item(turnoverGroup, [text(turnoverGroupName), text(accountNumber)].filter((part) => part !== '').join(', ')),
  ]),
  articles: each('product', ({ description, articleList }) =>
    list(articleList).map((article) => item(article.articleNumber, article.description ?? description, article.active)),
  ),
  articleGroups,
  relations: each('relation', ({ relationNumber, name, companyName }) => [item(relationNumber, companyName || name)]),
  relationCategories,
  orderCategories,
} satisfies Record<string, List>;

export type MplusLookup = keyof typeof LISTS;

export const MPLUS_LOOKUPS = Object.keys(LISTS) as MplusLookup[];

/** Reads a list, a part at a time. Throws MplusError. */
export function readMplusLookup(client: MplusClient, name: MplusLookup, signal: AbortSignal): LookupParts {
  return LISTS[name](client, signal);
}
