import { sharedLook } from '../collector';
import type { MplusClient } from './client';
import { type MplusCursor, readMplusPage } from './readers';
import type { MplusRecord } from './values';

/** Articles per page. */
const PAGE = 500;

/**
 * All articles of a till by a field that it cannot be asked by, such as barcode or external id. What is found is answered from memory;
 * what is not found makes it read what changed since.
 */
export class ArticleIndex {
  readonly #articles = new Map<string, MplusRecord[]>();
  readonly #keys = new Map<number, string[]>();
  #cursor: MplusCursor | undefined;

  readonly #look = sharedLook(() => this.#read());

  /** `keysOf` gives the values an article is found by; `keep` the part of it that is remembered. */
  constructor(
    private readonly client: MplusClient,
    private readonly keysOf: (article: MplusRecord) => readonly string[],
    private readonly keep: (article: MplusRecord) => MplusRecord,
  ) {}

  /** The articles with these values, by value, each with the `productNumber` it belongs to; several may share one. Throws MplusError. */
  async find(values: readonly string[]): Promise<Map<string, readonly MplusRecord[]>> {
    if (values.some((value) => !this.#articles.has(value))) await this.#look();
    return new Map(
      values.flatMap((value) => {
        const articles = this.#articles.get(value) ?? [];
        return articles.length > 0 ? [[value, articles] as const] : [];
      }),
    );
  }

  async #read(): Promise<void> {
    for (;;) {
      const page = await readMplusPage(this.client, 'product', this.#cursor, { limit: PAGE });
      for (const { payload } of page.records) this.#take(payload as MplusRecord);
      this.#cursor = page.cursor;
      if (!page.more) return;
    }
  }

  #take({ productNumber, articleList = [] }: MplusRecord): void {
    for (const article of articleList as MplusRecord[]) {
      const number = Number(article.articleNumber);
      const others = (key: string) => (this.#articles.get(key) ?? []).filter((known) => Number(known.articleNumber) !== number);
      for (const key of this.#keys.get(number) ?? []) this.#articles.set(key, others(key));
      const keys = [...this.keysOf(article)];
      this.#keys.set(number, keys);
      for (const key of keys)
        this.#articles.set(key, [...others(key), { ...this.keep(article), articleNumber: number, productNumber }]);
    }
  }
}
