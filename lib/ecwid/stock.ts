/** Stock levels of the webshop by SKU: read and written many at a time. */

import { Collector } from '../collector';
import { perClient } from '../per-client';
import { type BatchOptions, type BatchResult, runBatch } from './batch';
import type { EcwidClient } from './client';
import { EcwidError } from './errors';
import { placeId, placesOf, STOCK_FIELDS, type Stocked, type StockLevel, skusOf } from './places';
import { readEcwidPage } from './readers';
import { type StockPlace, stockRequest } from './writers';

type Json = Record<string, unknown>;

/** A place as the shop has it; without a level when it was written so recently that the shop's search may not show it yet. */
export interface FoundStock extends Omit<Stocked, 'level'> {
  readonly level?: StockLevel;
}

interface Wanted {
  readonly sku: string;
  readonly known?: StockPlace;
}

/** Requests that are one batch at most, and products in one list (reference 1.11, 1.5). */
const PER_BATCH = 500;
const PER_LIST = 100;
/** Fewer than these go one by one: a batch takes a request to hand it in and some to ask for its end. */
const FEW = 5;
/** More unknown SKUs than these and the whole catalogue is read, 100 products a request. */
const MANY = 20;
/** ms. What is asked within it goes together. */
const PAUSE = 25;
/** ms. How long it is remembered in which products a SKU is, or that it is in none. */
const LIFETIME = 300_000;
/** ms. The search index may lag that long behind a write (reference 3.7). */
const LAG = 60_000;

export class ShopStock {
  readonly #client: EcwidClient;
  readonly #wait: BatchOptions['wait'];
  readonly #products = new Map<string, { ids: readonly number[]; until: number }>();
  readonly #written = new Map<string, number>();
  /** Until then, a SKU that is not remembered is not in the shop: the whole catalogue was read. */
  #complete = 0;
  #reading: Promise<Map<string, number[]>> | undefined;
  readonly #found = new Collector((wanted: readonly Wanted[]) => this.#find(wanted), { most: PER_BATCH, pause: PAUSE });
  readonly #writes = new Collector((writes: readonly Write[]) => this.#write(writes), { most: PER_BATCH, pause: PAUSE });

  /** `wait` between two looks at a batch; tests bring their own. */
  constructor(client: EcwidClient, { wait }: Pick<BatchOptions, 'wait'> = {}) {
    this.#client = client;
    this.#wait = wait;
  }

  /**
   * Where the shop keeps the stock of a SKU and how much there is; several places when several products or variations carry it, none
   * when the shop does not have it. `known`: where it was found before, which spares the search. Throws EcwidError.
   */
  find(sku: string, known?: StockPlace): Promise<readonly FoundStock[]> {
    return this.#found.add({ sku, known });
  }

  /** Sets the level of a place, absolute, so that doing it twice does no harm. Throws EcwidError. */
  async write(place: StockPlace, level: StockLevel): Promise<void> {
    const { error } = await this.#writes.add({ place, level });
    if (error) throw error;
  }

  /** Forgets where a SKU is. */
  forget(sku: string): void {
    this.#products.set(sku, { ids: [], until: 0 });
  }

  async #find(wanted: readonly Wanted[]): Promise<FoundStock[][]> {
    const ids = new Map<string, readonly number[]>();
    for (const { sku, known } of wanted) {
      const remembered = known ? [known.productId] : this.#remembered(sku);
      if (remembered) ids.set(sku, remembered);
    }
    // A product may be new in the shop: where it costs little, nobody has to wait for that to be noticed.
    const absent = [...ids].filter(([, products]) => products.length === 0);
    if (absent.length < FEW) for (const [sku] of absent) ids.delete(sku);
    await this.#search(
      wanted.map(({ sku }) => sku).filter((sku) => !ids.has(sku)),
      ids,
    );
    const found = await this.#read(wanted, ids);
    // The product is gone, or its SKU has changed.
    const lost = wanted.filter(({ sku }, index) => found[index].length === 0 && (ids.get(sku) ?? []).length > 0);
    if (lost.length === 0) return found;
    await this.#search(
      lost.map(({ sku }) => sku),
      ids,
    );
    const again = new Map((await this.#read(lost, ids)).map((stocks, index) => [lost[index].sku, stocks]));
    return wanted.map(({ sku }, index) => again.get(sku) ?? found[index]);
  }

  #remembered(sku: string): readonly number[] | undefined {
    const known = this.#products.get(sku) ?? { ids: [], until: this.#complete };
    return known.until > Date.now() ? known.ids : undefined;
  }

  async #search(skus: readonly string[], ids: Map<string, readonly number[]>): Promise<void> {
    const unique = [...new Set(skus)];
    const all = unique.length > MANY;
    const found = all ? await this.#catalogue() : await this.#each(unique);
    const until = Date.now() + LIFETIME;
    if (all) this.#complete = until;
    for (const [sku, products] of found) this.#products.set(sku, { ids: products, until });
    for (const sku of unique) {
      const products = found.get(sku) ?? [];
      this.#products.set(sku, { ids: products, until });
      ids.set(sku, products);
    }
  }

  async #each(skus: readonly string[]): Promise<Map<string, number[]>> {
    const lists = await Promise.all(skus.map((sku) => this.#list({ sku })));
    return new Map(lists.map((products, index) => [skus[index], products.map(idOf)]));
  }

  /** Read once for all who ask meanwhile. */
  #catalogue(): Promise<Map<string, number[]>> {
    this.#reading ??= this.#readCatalogue().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Every SKU of the shop with the products that carry it. */
  async #readCatalogue(): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>();
    const filters = { responseFields: `total,items(${STOCK_FIELDS},updated,updateTimestamp)` };
    let cursor: Parameters<typeof readEcwidPage>[2];
    for (let more = true; more; ) {
      const page = await readEcwidPage(this.#client, 'product', cursor, { limit: PER_LIST, overlap: 0, filters });
      for (const { payload } of page.records) {
        for (const sku of skusOf(payload).keys()) {
          const products = found.get(sku) ?? [];
          if (!products.includes(idOf(payload))) found.set(sku, [...products, idOf(payload)]);
        }
      }
      [cursor, more] = [page.cursor, page.more];
    }
    return found;
  }

  async #read(wanted: readonly Wanted[], ids: ReadonlyMap<string, readonly number[]>): Promise<FoundStock[][]> {
    const all = [...new Set(wanted.flatMap(({ sku }) => ids.get(sku) ?? []))];
    const parts = Array.from({ length: Math.ceil(all.length / PER_LIST) }, (_, part) =>
      all.slice(part * PER_LIST, (part + 1) * PER_LIST),
    );
    const lists = await Promise.all(parts.map((part) => this.#list({ productId: part.join(',') })));
    const products = new Map(lists.flat().map((product) => [idOf(product), product]));
    return wanted.map(({ sku }) =>
      (ids.get(sku) ?? []).flatMap((id) => placesOf(products.get(id) ?? {}, sku)).map((stocked) => this.#doubted(stocked)),
    );
  }

  #doubted(stocked: Stocked): FoundStock {
    const at = this.#written.get(placeId(stocked.place)) ?? 0;
    return at + LAG > Date.now() ? { ...stocked, level: undefined } : stocked;
  }

  async #list(query: Record<string, string>): Promise<Json[]> {
    const answer = await this.#client.request('GET', '/products', {
      query: { ...query, limit: PER_LIST, responseFields: `total,items(${STOCK_FIELDS})` },
      priority: 'stock',
    });
    const { items } = (answer ?? {}) as { items?: unknown };
    if (!Array.isArray(items)) throw new EcwidError('ECWID_BAD_ANSWER', 'Ecwid answered without a list to GET /products.');
    return items as Json[];
  }

  async #write(writes: readonly Write[]): Promise<readonly BatchResult[]> {
    const requests = writes.map(({ place, level }) => stockRequest(place, level));
    const results =
      requests.length >= FEW
        ? await runBatch(this.#client, requests, { priority: 'stock', wait: this.#wait })
        : await Promise.all(
            requests.map(({ method, path, body }) =>
              this.#client.request(method, path, { body, priority: 'stock' }).then(
                (answer): BatchResult => ({ body: answer }),
                (error: EcwidError): BatchResult => ({ error }),
              ),
            ),
          );
    const now = Date.now();
    for (const [place, at] of this.#written) if (at + LAG < now) this.#written.delete(place);
    for (const { place } of writes) this.#written.set(placeId(place), now);
    return results;
  }
}

interface Write {
  readonly place: StockPlace;
  readonly level: StockLevel;
}

function idOf(product: Json): number {
  return Number(product.id);
}

/** The one of a client: all nodes of a connection share its batches and what it remembers. */
export const shopStockOf = perClient((client: EcwidClient) => new ShopStock(client));
