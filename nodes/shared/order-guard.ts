/**
 * Stock of the till beside the orders that are on their way there. An order of the webshop has lowered the stock there at once; until
 * the till knows it, its free stock is too high by that much (89).
 */
import type { OpenOrders } from '../../lib/ecwid';
import type { WebshopOrders } from '../../lib/mplus';

export interface OrdersOfSku {
  /** Pieces ordered in the shop that the till does not know yet. */
  readonly ordered: number;
  /** Ids of the orders that this counts. */
  readonly counted: readonly string[];
  /** Ids of all open orders with this SKU: one that is not among them came later. */
  readonly known: readonly string[];
}

/** Looks until no order comes in between, but not for ever: what comes in later raises the `stockId` and is read again anyway. */
const ATTEMPTS = 3;

export class OrderGuard {
  readonly #shop: OpenOrders;
  readonly #till: WebshopOrders;

  constructor(shop: OpenOrders, till: WebshopOrders) {
    this.#shop = shop;
    this.#till = till;
  }

  /**
   * Reads stock at a moment between two looks at the till that show the same orders, so that each order is either in the stock or
   * counted here, never in both and never in none.
   */
  async around<T>(read: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.#till.look();
      const stock = await read();
      await this.#shop.look();
      await this.#till.ask(this.#shop.all());
      if ((await this.#till.look()) === before || attempt === ATTEMPTS) return stock;
    }
  }

  of(sku: string): OrdersOfSku {
    const orders = this.#shop.of(sku);
    const waiting = orders.filter(({ id }) => !this.#till.has(id));
    return {
      ordered: waiting.reduce((sum, { quantity }) => sum + quantity, 0),
      counted: waiting.map(({ id }) => id),
      known: orders.map(({ id }) => id),
    };
  }
}
