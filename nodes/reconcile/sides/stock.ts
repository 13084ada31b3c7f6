import { placeId } from '../../../lib/ecwid';
import { skusOf } from '../../../lib/ecwid/places';
import { asPackError } from '../../../lib/errors';
import { allOfShop, allOfTill, type Context, changedAt, type Read, type Sides } from './side';

/** What a stock calculator makes of the till's stock, and what the shop has, by SKU. What the shop does not sell is no difference. */
export const stock: Sides = {
  from: 'mplus',
  heals: ['different', 'stale'],

  async *source(context) {
    const { branches, signal } = context;
    for await (const page of allOfTill(context, 'stock', branches.length > 0 ? { branchNumbers: branches } : {})) {
      for (let start = 0; start < page.length && !signal.aborted; start += AT_A_TIME) {
        yield await Promise.all(
          page.slice(start, start + AT_A_TIME).map(({ key, payload }) => calculated(key, payload, context)),
        );
      }
    }
  },

  async *target(context) {
    for await (const page of allOfShop(context, 'product')) {
      yield page.flatMap(({ payload }) =>
        [...skusOf(payload)].flatMap(([sku, places]) =>
          places
            .filter(({ unused }) => !unused)
            .map(({ place, level }): Read => {
              const changed = changedAt(payload.updateTimestamp);
              return { key: sku, id: placeId(place), fields: { quantity: level }, expected: level !== 'unlimited', ...changed };
            }),
        ),
      );
    }
  },
};

/** Articles that are computed together: the calculator looks them up in one request. */
const AT_A_TIME = 500;

async function calculated(key: string, payload: unknown, context: Context): Promise<Read> {
  const { till, shop, calculation, lessOpenOrders } = context;
  try {
    const { stock: wanted } = await calculation.run(payload, { till, ...(lessOpenOrders ? { shop } : {}) });
    if (!wanted) return { key, id: key, fields: {}, expected: false };
    const quantity = wanted.unlimited ? 'unlimited' : (wanted.quantity ?? 0);
    return { key: wanted.sku, id: key, fields: { quantity }, expected: false };
  } catch (thrown) {
    const error = asPackError(thrown);
    if (error.disposition === 'hold') return 'unreadable';
    throw thrown;
  }
}
