/** Which orders of a webshop the till has, by external id. */
import { sharedLook } from '../collector';
import { perClient } from '../per-client';
import type { MplusClient } from './client';
import { readMplusPage } from './readers';
import { findOrder } from './writers/orders';

/** Orders per request. */
const PAGE = 200;
/** Seconds by which the clocks of till and shop may differ from ours. */
const CLOCKS = 300;

/**
 * Orders that came into the till since the first look are seen by sync marker, one request a look however many there are. Older ones
 * are asked for one by one, once.
 */
export class WebshopOrders {
  readonly #client: MplusClient;
  readonly #now: () => number;
  readonly #known = new Set<string>();
  readonly #asked = new Set<string>();
  #marker: number | undefined;
  #since = 0;

  /** `now`: unix seconds, the clock of this machine when absent. */
  constructor(client: MplusClient, now: () => number = () => Date.now() / 1000) {
    this.#client = client;
    this.#now = now;
  }

  /** The till had this order at the last look. */
  has(extOrderId: string): boolean {
    return this.#known.has(extOrderId);
  }

  /** Brings this up to date; the answer changes whenever an order in the till does. Throws MplusError. */
  readonly look = sharedLook(() => this.#read());

  /** Asks the till for those that may have been in it before the first look. Throws MplusError. */
  async ask(orders: Iterable<{ readonly id: string; readonly created: number }>): Promise<void> {
    const open = [...orders].filter(({ id, created }) => created <= this.#since && !this.#known.has(id) && !this.#asked.has(id));
    await Promise.all(
      open.map(async ({ id }) => {
        if (await findOrder(this.#client, id)) this.#known.add(id);
        this.#asked.add(id);
      }),
    );
  }

  async #read(): Promise<number> {
    if (this.#marker === undefined) {
      const { orderSyncMarker } = await this.#client.call('getCurrentSyncMarkers');
      this.#since = this.#now() + CLOCKS;
      this.#marker = Number(orderSyncMarker);
      return this.#marker;
    }
    for (let more = true; more; ) {
      const page = await readMplusPage(this.#client, 'order', { marker: this.#marker }, { limit: PAGE });
      for (const { payload } of page.records) {
        if (typeof payload.extOrderId === 'string' && payload.extOrderId !== '') this.#known.add(payload.extOrderId);
      }
      [this.#marker, more] = [page.cursor.marker, page.more];
    }
    return this.#marker;
  }
}

/** The one of a client: all nodes of a connection look together. */
export const webshopOrdersOf = perClient((client: MplusClient) => new WebshopOrders(client));
