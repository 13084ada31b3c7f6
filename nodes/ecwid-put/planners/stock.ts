import {
  type EcwidClient,
  EcwidError,
  type FoundStock,
  placeFrom,
  placeId,
  type ShopStock,
  type StockLevel,
  shopStockOf,
} from '../../../lib/ecwid';
import { HoldError, PackError } from '../../../lib/errors';
import { flag } from '../../shared/fields';
import { openOrdersOf } from '../../shared/open-orders';
import { nothingToDo, type Plan, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import type { Definition } from '.';

interface Wanted {
  readonly sku: string;
  readonly level: StockLevel;
  /** Ids of the orders that the level allows for; absent when nobody looked at orders. */
  readonly known?: readonly string[];
}

/** Times that a level is written anew because orders came in while it was written. */
const ROUNDS = 3;

/** `{sku, quantity}` or `{sku, unlimited: true}`. Throws NO_SKU, STOCK_QUANTITY. */
function wantedOf({ sku, quantity, unlimited, orders }: Record<string, unknown>): Wanted {
  const name = typeof sku === 'string' || typeof sku === 'number' ? String(sku).trim() : '';
  if (name === '') {
    throw new HoldError({
      code: 'STOCK_NO_SKU',
      message: 'The record has no SKU.',
      hint: 'A stock record for the webshop is {sku, quantity} or {sku, unlimited: true}; a stock-calculator makes it.',
    });
  }
  const known = (orders as { known?: unknown } | undefined)?.known;
  const facts = { sku: name, ...(Array.isArray(known) ? { known: known.map(String) } : {}) };
  if (unlimited === true) return { ...facts, level: 'unlimited' };
  if (typeof quantity === 'number' && Number.isInteger(quantity) && quantity >= 0 && quantity < 2 ** 31) {
    return { ...facts, level: quantity };
  }
  throw new HoldError({
    code: 'STOCK_QUANTITY',
    message: `The stock of SKU ${name} must be a whole number from 0 to 2147483647, not ${JSON.stringify(quantity) ?? 'absent'}.`,
    hint: 'A stock-calculator rounds and limits it.',
  });
}

/** The one place that has the SKU; undefined when the shop does not have it. Throws STOCK_SKU_AMBIGUOUS, STOCK_BASE_UNUSED. */
function theOne(found: readonly FoundStock[], sku: string): FoundStock | undefined {
  if (found.length > 1) {
    throw new HoldError({
      code: 'STOCK_SKU_AMBIGUOUS',
      message: `SKU ${sku} stands on several products or variations of the webshop: ${found.map(({ place }) => placeId(place)).join(', ')}.`,
      hint: 'Take it off all but one, then release the record.',
      details: found.map(({ place }) => place),
    });
  }
  const [one] = found;
  if (!one?.unused) return one;
  throw new HoldError({
    code: 'STOCK_BASE_UNUSED',
    message: `SKU ${sku} stands on product ${one.place.productId}, whose variations all keep stock under SKUs of their own; a quantity on the product would never be sold.`,
    hint: 'Give the SKU to the variation it means, or skip the record.',
    details: one.place,
  });
}

/** What a level is made of: the shop keeps a quantity of its own under "unlimited", so both are written. */
function changesTo(level: StockLevel, before: StockLevel | undefined): Plan['changes'] {
  return [{ field: level === 'unlimited' || before === 'unlimited' ? 'stock' : 'quantity', before, after: level }];
}

/**
 * Sets the stock of a SKU, absolute, where the shop keeps it: on the variation that has the SKU, else on the product. A level that the
 * shop has already is not written (87).
 */
export function planStock(
  definition: Definition,
  stockOf: (client: EcwidClient) => ShopStock = shopStockOf,
): Planner<EcwidClient> {
  const keepUnlimited = flag(definition.keepUnlimited, false);

  return async ({ client, record, ledger }): Promise<Plan> => {
    const { sku, level, known } = wantedOf(record);
    const { storeId } = client.connection;
    const link = `ecwid-sku ${storeId}`;
    const stock = stockOf(client);
    const linked = await ledger?.findLink(link, sku);
    const one = theOne(await stock.find(sku, placeFrom(linked)), sku);
    if (!one) return skipped('', 'SKU_NOT_IN_SHOP', `The webshop does not sell SKU ${sku}.`);
    const id = placeId(one.place);
    if (ledger && linked !== id) await ledger.link(link, sku, id);
    if (keepUnlimited && one.level === 'unlimited' && level !== 'unlimited')
      return skipped(id, 'UNLIMITED_IN_SHOP', `SKU ${sku} is unlimited in the webshop.`);
    if (one.level === level) return nothingToDo(id);

    const write = async (): Promise<Result> => {
      let current = level;
      let late: string[] = [];
      for (let round = 1; ; round += 1) {
        await put(current);
        if (known === undefined || current === 'unlimited' || round > ROUNDS) break;
        // Ecwid lowers stock with the order; one that came after the calculation was overwritten by what has just been written.
        const orders = openOrdersOf(client);
        await orders.look();
        const missed = orders.of(sku).filter((order) => ![...known, ...late].includes(order.id));
        if (missed.length === 0) break;
        late = [...late, ...missed.map((order) => order.id)];
        current = Math.max(0, current - missed.reduce((sum, order) => sum + order.quantity, 0));
      }
      const facts = late.length > 0 ? { ordersMeanwhile: late } : {};
      return { action: 'updated', id, sku, stock: current, before: one.level, ...facts };
    };

    const put = async (wanted: StockLevel): Promise<void> => {
      try {
        await stock.write(one.place, wanted);
      } catch (thrown) {
        if (!(thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND')) throw thrown;
        stock.forget(sku);
        await ledger?.unlink(link, sku);
        throw new PackError({
          code: 'STOCK_PLACE_GONE',
          message: `SKU ${sku} was taken out of the webshop while its stock was being written.`,
          hint: 'Nothing to do: it is looked for anew.',
          disposition: 'retry',
        });
      }
    };
    return { action: 'update', id, changes: changesTo(level, one.level), write };
  };
}

function skipped(id: string, reason: string, message: string): Plan {
  return { action: 'skip', id, changes: [], write: async () => ({ action: 'skipped', id, reason, message }) };
}
