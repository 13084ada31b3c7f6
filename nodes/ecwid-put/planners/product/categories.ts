import type { Ledger } from '../../../../lib/ledger';
import type { ProductRecord } from '../../../../lib/products/shop-product';

type Json = Record<string, unknown>;

/** Categories of the shop by group of the till, as far as categories are kept in step on this ledger. */
export class Categories {
  readonly #kind: string;

  constructor(
    readonly ledger: Ledger | undefined,
    storeId: string,
  ) {
    this.#kind = `ecwid-category ${storeId}`;
  }

  /** Undefined: nothing is known, so that the product's categories are left alone. */
  async wanted({ categoryIds, groupNumbers }: ProductRecord): Promise<number[] | undefined> {
    if (categoryIds) return [...categoryIds];
    if (!groupNumbers || !this.ledger) return undefined;
    const links = await Promise.all(groupNumbers.map((number) => this.ledger?.findLink(this.#kind, String(number))));
    const ids = links.filter((id) => id !== undefined && id !== '').map(Number);
    return ids.length === 0 && groupNumbers.length > 0 ? undefined : ids;
  }

  async ours(existing: Json): Promise<Set<number>> {
    const ours = new Set<number>();
    for (const id of (existing.categoryIds ?? []) as number[]) {
      if ((await this.ledger?.findSource(this.#kind, String(id))) !== undefined) ours.add(id);
    }
    return ours;
  }
}
