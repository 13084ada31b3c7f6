/** The categories of a shop by their external reference. The shop has no search by it (reference 4), so that they are read whole. */
import { Kept } from '../kept';
import type { EcwidClient } from './client';
import { readEcwidPages } from './readers';

type Json = Record<string, unknown>;

/** ms after which the list is read again: somebody may have worked in the shop. */
const FRESH = 60_000;
const PAGE = 100;
/** Products one request may assign (reference 4). */
const ASSIGNED = 100;

export class CategoryIndex {
  readonly #categories: Kept<Json[]>;

  constructor(private readonly client: EcwidClient) {
    this.#categories = new Kept(() => readAll(client), FRESH);
  }

  /** The category with that external reference, undefined when there is none. Throws EcwidError. */
  async byReference(reference: string): Promise<Json | undefined> {
    return (await this.#categories.get()).find(({ externalReferenceId }) => externalReferenceId === reference);
  }

  /** The categories right below one, 0 for those at the top; always as the shop has them now. */
  below(id: number): Promise<Json[]> {
    return readAll(this.client, { parent: id });
  }

  /** A category as it was written just now, so that the next look finds it without reading all again. */
  async put(category: Json): Promise<void> {
    const known = await this.#categories.last()?.catch(() => undefined);
    const place = known?.findIndex(({ id }) => id === category.id) ?? -1;
    if (known && place >= 0) known[place] = { ...known[place], ...category };
    else known?.push(category);
  }

  /** After a deletion, and after a write whose outcome is not known: the next look reads the shop. */
  forget(): void {
    this.#categories.forget();
  }
}

async function readAll(client: EcwidClient, filters: Record<string, number> = {}): Promise<Json[]> {
  const found: Json[] = [];
  for await (const records of readEcwidPages(client, 'category', { limit: PAGE, overlap: 0, filters })) {
    found.push(...records.map(({ payload }) => payload));
  }
  return found;
}

/** Puts products into a category or takes them out; its other products stay. */
export async function assignProducts(
  client: EcwidClient,
  id: number,
  change: 'assignProducts' | 'unassignProducts',
  productIds: readonly number[],
): Promise<void> {
  for (let start = 0; start < productIds.length; start += ASSIGNED) {
    const body = { productIds: productIds.slice(start, start + ASSIGNED) };
    await client.request('POST', ['categories', id, change], { body, priority: 'product', repeatable: true });
  }
}
