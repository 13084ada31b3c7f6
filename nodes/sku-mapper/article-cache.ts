import { findArticles, type MplusClient, type MplusRecord } from '../../lib/mplus';
import { type SkuRule, skuQuery } from '../../lib/sku/rules';

/**
 * Articles that were found, kept for a while: the lines of the next orders mostly name the same ones. An article that was not found
 * is asked for again every time, so that adding it to the till helps at once.
 */
export class ArticleCache {
  readonly #rule: SkuRule;
  readonly #lifetime: number;
  readonly #known = new Map<string, { article: MplusRecord; until: number }>();

  /** `lifetime` in milliseconds; 0 asks the till every time. */
  constructor(rule: SkuRule, lifetime: number) {
    this.#rule = rule;
    this.#lifetime = lifetime;
  }

  async find(client: MplusClient, skus: readonly unknown[]): Promise<Map<string, MplusRecord>> {
    const now = Date.now();
    const found = new Map<string, MplusRecord>();
    const missing = new Set<string>();
    for (const sku of skus) {
      const query = skuQuery(sku, this.#rule);
      if (!('value' in query)) continue;
      const known = this.#known.get(query.value);
      if (known && known.until > now) found.set(query.value, known.article);
      else missing.add(query.value);
    }
    if (missing.size > 0) {
      for (const [value, article] of await findArticles(client, this.#rule, [...missing])) {
        found.set(value, article);
        this.#known.set(value, { article, until: now + this.#lifetime });
      }
    }
    return found;
  }
}
