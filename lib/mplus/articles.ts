/** Finding articles of the till by their numbers. */
import type { MplusClient } from './client';
import type { MplusRecord } from './values';

interface ProductPart {
  readonly productNumber?: number;
  readonly groupNumbers?: number[];
  readonly articleList?: MplusRecord[];
}

/** Numbers per request. */
const BATCH = 200;

/**
 * The articles with these article numbers or PLU numbers, by the value asked for, each with `productNumber` and `groupNumbers` of the
 * product it belongs to. A value that the till does not have is absent; an article number that is not a number is not asked for
 * (reference 3.4).
 */
export async function findArticles(
  client: MplusClient,
  by: 'articleNumber' | 'pluNumber',
  values: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, readonly MplusRecord[]>> {
  const wanted = [...new Set(values)].filter((value) => (by === 'pluNumber' ? value !== '' : /^\d{1,18}$/.test(value)));
  const found = new Map<string, readonly MplusRecord[]>();
  for (let start = 0; start < wanted.length; start += BATCH) {
    const batch = wanted.slice(start, start + BATCH);
    const filter = by === 'articleNumber' ? { articleNumbers: batch } : { pluNumbers: batch.map((text) => ({ text })) };
    const { productList = [] } = await client.call('getProducts', { request: filter }, { signal });
    // The till may give the siblings of an article too; only what was asked for is taken.
    const articles = new Map<string, MplusRecord[]>();
    for (const { productNumber, groupNumbers = [], articleList = [] } of productList as ProductPart[]) {
      for (const article of articleList) {
        const value = String(article[by] ?? '');
        articles.set(value, [...(articles.get(value) ?? []), { ...article, productNumber, groupNumbers }]);
      }
    }
    for (const value of batch) {
      const those = articles.get(normal(by, value));
      if (those) found.set(value, those);
    }
  }
  return found;
}

/** Article numbers are numbers, so zeros in front say nothing; in a PLU number they do. */
function normal(by: 'articleNumber' | 'pluNumber', value: string): string {
  return by === 'articleNumber' ? value.replace(/^0+(?=\d)/, '') : value;
}
