/** A record of the demo shop for each kind, read as the get nodes read it: what a preview shows before a real record came. */
import { EcwidClient, type EcwidEntity, readEcwidPage } from '../../lib/ecwid';
import { findArticles, MplusClient, type MplusEntity, readMplusByKey, readMplusPage } from '../../lib/mplus';
import { sharedSandbox } from '../../lib/sandbox';
import { matchSkus, normaliseSku } from '../../lib/sku/rules';
import type { Source } from './options';
import type { MappingSource } from './pairs';

type Records = Record<string, unknown>[];

interface Systems {
  readonly till: MplusClient;
  readonly shop: EcwidClient;
}

async function ofShop({ shop }: Systems, entity: EcwidEntity): Promise<Records> {
  const { records } = await readEcwidPage(shop, entity, undefined, { limit: 100, overlap: 0 });
  return records.map(({ payload }) => payload);
}

async function ofTill({ till }: Systems, entity: MplusEntity): Promise<Records> {
  const { records } = await readMplusPage(till, entity, undefined, { limit: 50 });
  return records.map(({ payload }) => payload);
}

/** The record with most in it shows most. */
function fullest(records: Records): Record<string, unknown> | undefined {
  return records.map((record) => ({ record, size: JSON.stringify(record).length })).sort((a, b) => b.size - a.size)[0]?.record;
}

/** What customer-resolver and sku-mapper would have found for an order of the shop. */
async function resolved({ till }: Systems, order: Record<string, unknown>): Promise<Source> {
  const skus = ((order.items ?? []) as { sku?: unknown }[]).map(({ sku }) => normaliseSku(sku));
  const found = await findArticles(till, 'articleNumber', skus);
  const relation = (await readMplusByKey(till, 'relation', '1'))?.payload;
  return { payload: order, relation, links: { articles: matchSkus(skus, found, 'articleNumber').matched } };
}

/** A paid order whose articles the till has all. */
async function shopOrder(systems: Systems): Promise<Source> {
  const orders = (await ofShop(systems, 'order')).filter(({ paymentStatus, email }) => paymentStatus === 'PAID' && email);
  for (const order of orders.reverse()) {
    const source = await resolved(systems, order);
    const { articles } = source.links as { articles: object };
    if (Object.keys(articles).length === new Set((order.items as { sku: string }[]).map(({ sku }) => sku)).size) return source;
  }
  return { payload: orders[0] };
}

const whole =
  (read: (systems: Systems) => Promise<Records>) =>
  async (systems: Systems): Promise<Source> => ({ payload: fullest(await read(systems)) });

const READ: Record<MappingSource, (systems: Systems) => Promise<Source>> = {
  'ecwid-order': shopOrder,
  'ecwid-customer': whole((systems) => ofShop(systems, 'customer')),
  'mplus-order': whole((systems) => ofTill(systems, 'order')),
  'mplus-product': whole((systems) => ofTill(systems, 'product')),
  'mplus-article-group': whole((systems) => ofTill(systems, 'articleGroup')),
  'mplus-relation': whole((systems) => ofTill(systems, 'relation')),
};

const COMMON = { timeout: 10 };

async function read(from: MappingSource): Promise<Source> {
  const { mplus, ecwid } = await sharedSandbox();
  const { host, port, ident, secret } = mplus;
  const till = new MplusClient({
    ...COMMON,
    ...{ host, port, ident, secret },
    tls: false,
    timezone: 'Europe/Amsterdam',
    percentScale: 'auto',
    concurrency: 2,
  });
  const shop = new EcwidClient({
    ...COMMON,
    baseUrl: ecwid.baseUrl,
    storeId: ecwid.storeId,
    token: ecwid.token,
    requestsPerMinute: 600,
  });
  try {
    return await READ[from]({ till, shop });
  } finally {
    till.close();
    shop.close();
  }
}

const SAMPLES = new Map<MappingSource, Promise<Source>>();

/** Read once. */
export function sampleOf(from: MappingSource): Promise<Source> {
  let sample = SAMPLES.get(from);
  if (!sample) {
    sample = read(from);
    SAMPLES.set(from, sample);
    sample.catch(() => SAMPLES.delete(from));
  }
  return sample;
}
