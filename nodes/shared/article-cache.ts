import { ArticleIndex, findArticles, type MplusClient, type MplusRecord } from '../../lib/mplus';
import { perClient } from '../../lib/per-client';
import { type SkuRule, skuQuery, skusOf, UNSEARCHABLE } from '../../lib/sku/rules';

/**
 * Articles that were found, kept for a while: the lines of the next orders mostly name the same ones. An article that was not found
 * is asked for again every time, so that adding it to the till helps at once.
 */
export class ArticleCache {
  readonly #rule: SkuRule;
  readonly #lifetime: number;
  readonly #known = new Map<string, { articles: readonly MplusRecord[]; until: number }>();

  readonly #indexOf: (client: MplusClient) => ArticleIndex;

  /** `lifetime` in milliseconds; 0 asks the till every time. It does not count for rules the till cannot be asked by. */
  constructor(rule: SkuRule, lifetime: number) {
    this.#rule = rule;
    this.#lifetime = lifetime;
    this.#indexOf = perClient((client) => new ArticleIndex(client, (article) => keysOf(article, rule), factsOf));
  }

  async find(client: MplusClient, skus: readonly unknown[]): Promise<Map<string, readonly MplusRecord[]>> {
    if (UNSEARCHABLE.has(this.#rule)) return this.#indexOf(client).find(valuesOf(skus, this.#rule));
    const now = Date.now();
    const found = new Map<string, readonly MplusRecord[]>();
    const missing = new Set<string>();
    for (const value of valuesOf(skus, this.#rule)) {
      const known = this.#known.get(value);
      if (known && known.until > now) found.set(value, known.articles);
      else missing.add(value);
    }
    if (missing.size > 0) {
      const by = this.#rule === 'pluNumber' ? 'pluNumber' : 'articleNumber';
      for (const [value, articles] of await findArticles(client, by, [...missing])) {
        found.set(value, articles);
        this.#known.set(value, { articles, until: now + this.#lifetime });
      }
    }
    return found;
  }
}

/** What the SKUs are searched by; those that cannot be searched for are left out. */
function valuesOf(skus: readonly unknown[], rule: SkuRule): string[] {
  return skus.flatMap((sku) => {
    const query = skuQuery(sku, rule);
    return 'value' in query ? [query.value] : [];
  });
}

/** The same form on both sides: `skuQuery` of what the article has. */
function keysOf(article: MplusRecord, rule: SkuRule): string[] {
  return valuesOf(skusOf(article, rule), rule);
}

/** A till can have a hundred thousand articles: only what a mapping needs stays in memory. */
function factsOf({ articleNumber, vatCode, turnoverGroup, description, active }: MplusRecord): MplusRecord {
  return { articleNumber, vatCode, turnoverGroup, description, active };
}
