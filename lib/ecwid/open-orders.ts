/** The orders of the webshop that took stock and are not shipped yet, by SKU. */
import { sharedLook } from '../collector';
import type { EcwidClient } from './client';
import type { EcwidCursor } from './paging';
import { readEcwidPage } from './readers';

type Json = Record<string, unknown>;

export interface OpenOrder {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** Pieces by SKU. */
  readonly lines: ReadonlyMap<string, number>;
}

const DAY = 86_400;
/** Seconds that each look reaches back: the search lags behind (reference 3.7). */
const OVERLAP = 60;
const FIELDS =
  'id,createTimestamp,updateTimestamp,updateDate,paymentStatus,fulfillmentStatus,externalTransactionId,items(sku,quantity)';

/** With these the goods are back in the shop's stock, were never taken, or have left the house. */
const NOT_OPEN = new Set(['CANCELLED', 'REFUNDED', 'INCOMPLETE', 'SHIPPED', 'DELIVERED', 'RETURNED', 'WILL_NOT_DELIVER']);

export interface OpenOrdersOptions {
  /** Orders that took no stock of the shop, e.g. those that came from the till. Sees `externalTransactionId` among others. */
  readonly ignore?: (order: Readonly<Json>) => boolean;
  /** Days back that the first look goes. */
  readonly days?: number;
  /** Unix seconds; the clock of this machine when absent. */
  readonly now?: () => number;
}

export class OpenOrders {
  readonly #client: EcwidClient;
  readonly #days: number;
  readonly #ignore: NonNullable<OpenOrdersOptions['ignore']>;
  readonly #now: () => number;
  readonly #orders = new Map<string, OpenOrder>();
  readonly #bySku = new Map<string, Map<string, OpenOrder>>();
  #cursor: EcwidCursor | undefined;
  #startDate: number | undefined;

  constructor(client: EcwidClient, { ignore = () => false, days = 30, now = () => Date.now() / 1000 }: OpenOrdersOptions = {}) {
    this.#client = client;
    this.#ignore = ignore;
    this.#days = days;
    this.#now = now;
  }

  /** Brings this up to date: all of the last days at first, then what changed since the look before. Throws EcwidError. */
  readonly look = sharedLook(() => this.#read());

  /** Open orders with that SKU, and how many pieces each has of it. */
  of(sku: string): { id: string; quantity: number }[] {
    return [...(this.#bySku.get(sku)?.values() ?? [])].map(({ id, lines }) => ({ id, quantity: lines.get(sku) ?? 0 }));
  }

  all(): Iterable<OpenOrder> {
    return this.#orders.values();
  }

  async #read(): Promise<void> {
    this.#startDate ??= Math.floor(this.#now() - this.#days * DAY);
    const options = {
      limit: 100,
      overlap: OVERLAP,
      startDate: this.#startDate,
      filters: { responseFields: `total,items(${FIELDS})` },
      now: this.#now,
      resumed: true,
    };
    for (let more = true; more; ) {
      const page = await readEcwidPage(this.#client, 'order', this.#cursor, options);
      for (const { key, payload } of page.records) this.#take(key, payload);
      [this.#cursor, more] = [page.cursor, page.more];
    }
  }

  #take(id: string, order: Json): void {
    for (const sku of this.#orders.get(id)?.lines.keys() ?? []) this.#bySku.get(sku)?.delete(id);
    this.#orders.delete(id);
    const closed = [order.paymentStatus, order.fulfillmentStatus].some((status) => NOT_OPEN.has(String(status)));
    if (closed || this.#ignore(order)) return;
    const open = { id, created: Number(order.createTimestamp ?? 0), lines: linesOf(order.items) };
    this.#orders.set(id, open);
    for (const sku of open.lines.keys()) {
      const orders = this.#bySku.get(sku) ?? new Map<string, OpenOrder>();
      this.#bySku.set(sku, orders.set(id, open));
    }
  }
}

function linesOf(items: unknown): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { sku, quantity } of Array.isArray(items) ? (items as Json[]) : []) {
    const name = typeof sku === 'string' ? sku.trim() : '';
    if (name !== '') lines.set(name, (lines.get(name) ?? 0) + Number(quantity ?? 0));
  }
  return lines;
}
