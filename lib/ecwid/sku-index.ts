import { Kept } from '../kept';
import type { EcwidClient } from './client';
import { readEcwidPages } from './readers';

type Json = Record<string, unknown>;

/** ms after which the list is read again. Products of this pack are added as they are made; others rarely come with a SKU of the till. */
const LIFETIME = 600_000;

/** Ids of products by SKU; a list where several have it. Plain numbers keep a catalogue of 100,000 small. */
type Index = Map<string, number | number[]>;

/**
 * Which product has which SKU, its own or a variation's: the whole catalogue in pages of 100, where asking product by product would
 * take one request each. The list comes from the search index, so that the products of the last seconds may be missing.
 */
export class SkuIndex {
  readonly #index: Kept<Index>;

  constructor(client: EcwidClient) {
    this.#index = new Kept(() => readAll(client), LIFETIME);
  }

  /** The products that have one of these SKUs. */
  async find(skus: readonly string[]): Promise<number[]> {
    const index = await this.#index.get();
    return [...new Set(skus.flatMap((sku) => index.get(sku.trim()) ?? []))];
  }

  /** Enters what was written just now: the SKUs a product has, after those it had. */
  async enter(id: number, skus: readonly string[], before: readonly string[] = []): Promise<void> {
    const index = await this.#index.last()?.catch(() => undefined);
    if (!index) return;
    for (const sku of before) leave(index, sku, id);
    for (const sku of skus) enter(index, sku, id);
  }

  /** Reads the list again at the next question. */
  forget(): void {
    this.#index.forget();
  }
}

const FIELDS = 'total,items(id,sku,updateTimestamp,combinations(sku))';

async function readAll(client: EcwidClient): Promise<Index> {
  const index: Index = new Map();
  for await (const records of readEcwidPages(client, 'product', {
    limit: 100,
    overlap: 0,
    filters: { responseFields: FIELDS },
  })) {
    for (const { payload } of records) {
      const variations = Array.isArray(payload.combinations) ? (payload.combinations as Json[]) : [];
      for (const { sku } of [payload, ...variations]) if (typeof sku === 'string') enter(index, sku, Number(payload.id));
    }
  }
  return index;
}

function enter(index: Index, sku: string, id: number): void {
  const key = sku.trim();
  const known = index.get(key);
  if (known === undefined) index.set(key, id);
  else if (known !== id && !(Array.isArray(known) && known.includes(id))) index.set(key, [known, id].flat());
}

function leave(index: Index, sku: string, id: number): void {
  const key = sku.trim();
  const others = [index.get(key) ?? []].flat().filter((known) => known !== id);
  if (others.length > 0) index.set(key, others);
  else index.delete(key);
}
