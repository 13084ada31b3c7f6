/** Look-up lists of the shop for the editor (reference 4, 5.4, 7). */
import type { LookupItem, LookupParts } from '../lookup';
import type { EcwidClient } from './client';
import type { Json } from './entities';

/** Records per request, the most Ecwid gives. */
const PAGE = 100;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []) as Json[];

type List = (client: EcwidClient, signal: AbortSignal) => LookupParts;

function item(value: unknown, label: unknown, active: unknown = true): LookupItem {
  return { value: text(value), label: text(label), ...(active === false ? { inactive: true } : {}) };
}

async function read(
  client: EcwidClient,
  path: string,
  signal: AbortSignal,
  query: Record<string, string> = {},
): Promise<unknown> {
  return client.request('GET', path, { query: { lang: client.connection.language, ...query }, signal });
}

/** Everything of a list that comes in pages. */
async function* pages(client: EcwidClient, path: string, signal: AbortSignal, query: Record<string, string> = {}) {
  for (let offset = 0; ; offset += PAGE) {
    const answer = (await read(client, path, signal, { ...query, offset: String(offset), limit: String(PAGE) })) as Json;
    const items = list(answer.items);
    yield items;
    if (items.length < PAGE) return;
  }
}

/** Payment methods of an order by the names orders have them under; gift card and store credit are ours (lib/orders). */
async function* paymentMethods(client: EcwidClient, signal: AbortSignal): LookupParts {
  const options = list(await read(client, '/profile/paymentOptions', signal));
  yield [
    ...options.map(({ checkoutTitle, paymentProcessorTitle, enabled }) => item(checkoutTitle, paymentProcessorTitle, enabled)),
    item('Gift card', ''),
    item('Store credit', ''),
  ];
}

async function* shippingMethods(client: EcwidClient, signal: AbortSignal): LookupParts {
  const options = list(await read(client, '/profile/shippingOptions', signal));
  yield options.map(({ title, fulfilmentType, enabled }) => item(title, fulfilmentType, enabled));
}

function statuses(type: 'PAYMENT_STATUS' | 'FULFILLMENT_STATUS'): List {
  return async function* (client, signal) {
    const answer = (await read(client, '/profile/order_statuses', signal)) as Json;
    yield list(answer.items)
      .filter(({ orderStatusType }) => orderStatusType === type)
      .map(({ statusId, name, enabled }) => item(statusId, name, enabled));
  };
}

interface Tax {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly defaultTax?: number;
  readonly rules?: readonly { zoneId?: string; tax?: number }[];
}

/** `COUNTRY/RATE` as the sales order names a rate: of the manual taxes by zone, of automatic tax for the country of the shop, and 0. */
async function* taxRates(client: EcwidClient, signal: AbortSignal): LookupParts {
  const profile = (await read(client, '/profile', signal)) as Json;
  const { taxes, automaticTaxEnabled } = (profile.taxSettings ?? {}) as { taxes?: Tax[]; automaticTaxEnabled?: boolean };
  const home = text((profile.company as Json | undefined)?.countryCode);
  const zones = new Map(list(profile.zones).map(({ id, countryCodes }) => [id, list(countryCodes) as unknown as string[]]));
  const found = new Map<string, string>();
  const add = (country: string, rate: unknown, name: unknown) => {
    const key = `${country}/${text(rate)}`;
    if (country !== '' && typeof rate === 'number' && !found.has(key)) found.set(key, text(name));
  };
  for (const { name, enabled, defaultTax, rules = [] } of taxes ?? []) {
    if (enabled === false) continue;
    if (defaultTax) add(home, defaultTax, name);
    for (const { zoneId, tax } of rules) for (const country of zones.get(zoneId) ?? []) add(country, tax, name);
  }
  if (automaticTaxEnabled && home !== '') {
    for (const { taxClassRate, localization } of list(await read(client, '/taxClasses', signal, { countryCode: home }))) {
      add(home, Number(taxClassRate), (localization as Json | undefined)?.title);
    }
  }
  for (const country of new Set([...found.keys()].map((key) => key.split('/')[0]))) add(country, 0, '');
  yield [...found].map(([key, name]) => item(key, name)).sort((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }));
}

async function* taxClasses(client: EcwidClient, signal: AbortSignal): LookupParts {
  const profile = (await read(client, '/profile', signal)) as Json;
  const countryCode = text((profile.company as Json | undefined)?.countryCode) || 'NL';
  const classes = list(await read(client, '/taxClasses', signal, { countryCode }));
  yield classes.map(({ taxClassCode, taxClassRate, localization }) =>
    item(taxClassCode, `${text((localization as Json | undefined)?.title)} ${Number(taxClassRate)} %`.trim()),
  );
}

/** Categories with the names of those above them: `Kleding › Shirts`. */
async function* categories(client: EcwidClient, signal: AbortSignal): LookupParts {
  const known = new Map<string, Json>();
  for await (const page of pages(client, '/categories', signal, { hidden_categories: 'true' })) {
    for (const category of page) known.set(text(category.id), category);
  }
  const path = (category: Json, depth = 0): string => {
    const parent = known.get(text(category.parentId));
    return parent && depth < 20 ? `${path(parent, depth + 1)} › ${text(category.name)}` : text(category.name);
  };
  yield [...known.values()]
    .map((category) => item(category.id, path(category), category.enabled))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** By name: tables name a group so. */
async function* customerGroups(client: EcwidClient, signal: AbortSignal): LookupParts {
  for await (const page of pages(client, '/customer_groups', signal)) yield page.map(({ id, name }) => item(name, id));
}

async function* languages(client: EcwidClient, signal: AbortSignal): LookupParts {
  const profile = (await read(client, '/profile', signal)) as Json;
  const { enabledLanguages } = (profile.languages ?? {}) as { enabledLanguages?: string[] };
  yield (enabledLanguages ?? []).map((language) => item(language, ''));
}

const LISTS = {
  paymentMethods,
  shippingMethods,
  paymentStatuses: statuses('PAYMENT_STATUS'),
  fulfillmentStatuses: statuses('FULFILLMENT_STATUS'),
  taxRates,
  taxClasses,
  categories,
  customerGroups,
  languages,
} satisfies Record<string, List>;

export type EcwidLookup = keyof typeof LISTS;

export const ECWID_LOOKUPS = Object.keys(LISTS) as EcwidLookup[];

/** Reads a list, a part at a time. Throws EcwidError. */
export function readEcwidLookup(client: EcwidClient, name: EcwidLookup, signal: AbortSignal): LookupParts {
  return LISTS[name](client, signal);
}
