/** A SKU of the webshop as a key of the till. Article and PLU numbers are digits only; letters go into the external id (reference 10.1). */

type MplusRecord = Record<string, unknown>;

/** Which field of the article the webshop uses as SKU. */
export type SkuRule = 'articleNumber' | 'pluNumber' | 'extArticleId' | 'barcode';

export const SKU_RULES = ['articleNumber', 'pluNumber', 'extArticleId', 'barcode'] as const satisfies readonly SkuRule[];

/** The till cannot be asked by these (reference 3.4): who matches by them reads all articles. */
export const UNSEARCHABLE: ReadonlySet<SkuRule> = new Set<SkuRule>(['extArticleId', 'barcode']);

export type SkuProblem = 'SKU_MISSING' | 'SKU_NOT_NUMERIC' | 'SKU_PADDED' | 'SKU_UNKNOWN' | 'SKU_AMBIGUOUS';

/** What to search for, or why there is nothing to search for, in a sentence. */
export type SkuQuery = { value: string } | { problem: SkuProblem; text: string };

/** The SKU as text without white space around it; empty for what is no text. */
export function normaliseSku(sku: unknown): string {
  return typeof sku === 'string' ? sku.trim() : '';
}

/** The SKUs an article has under the rule: one, or every barcode; empty when the field is empty. */
export function skusOf(article: MplusRecord, rule: SkuRule): string[] {
  const more = rule === 'barcode' && Array.isArray(article.barcodeList) ? article.barcodeList : [];
  const texts = [article[rule], ...more.map((entry: unknown) => barcodeOf(entry))].map((value) => String(value ?? '').trim());
  return [...new Set(texts)].filter((text) => text !== '');
}

function barcodeOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as MplusRecord).barcode : entry;
}

/**
 * `articleNumber`: a number without leading zeros. `0012` is refused rather than read as 12: the webshop numbers products `00012` by
 * itself. `pluNumber` and `barcode`: digits, leading zeros belong to them. `extArticleId`: any text, compared without case.
 */
export function skuQuery(sku: unknown, rule: SkuRule): SkuQuery {
  const value = normaliseSku(sku);
  if (value === '') return { problem: 'SKU_MISSING', text: 'An item has no SKU.' };
  if (rule === 'extArticleId') return { value: value.toLowerCase() };
  if (!/^\d{1,18}$/.test(value)) {
    return { problem: 'SKU_NOT_NUMERIC', text: `SKU ${value} is no number of up to 18 digits, as MplusKASSA needs.` };
  }
  if (rule === 'articleNumber' && value !== '0' && value.startsWith('0')) {
    return { problem: 'SKU_PADDED', text: `SKU ${value} has leading zeros, which an article number of MplusKASSA cannot have.` };
  }
  return { value };
}

/** What a mapping needs of the article behind a SKU: `$lookup(links.articles, sku)`. */
export interface MatchedArticle {
  articleNumber: unknown;
  productNumber?: unknown;
  vatCode?: unknown;
  turnoverGroup?: unknown;
  description?: unknown;
  /** The article is switched off in the till. It matches all the same: the shop has sold it, and the till must know. */
  inactive?: true;
}

export interface UnmatchedSku {
  sku: string;
  reason: SkuProblem;
  text: string;
}

/**
 * Matches SKUs with the articles that were found under the values of `skuQuery`. Every SKU comes out once, on one side; `matched` is
 * keyed by the trimmed SKU.
 */
export function matchSkus(
  skus: readonly unknown[],
  found: ReadonlyMap<string, readonly MplusRecord[]>,
  rule: SkuRule,
): { matched: Record<string, MatchedArticle>; unmatched: UnmatchedSku[] } {
  const matched: Record<string, MatchedArticle> = {};
  const unmatched: UnmatchedSku[] = [];
  for (const sku of new Set(skus.map(normaliseSku))) {
    const query = skuQuery(sku, rule);
    const articles = 'value' in query ? (found.get(query.value) ?? []) : [];
    if (articles.length === 1) matched[sku] = matchedArticle(articles[0]);
    else if (articles.length > 1) unmatched.push({ sku, reason: 'SKU_AMBIGUOUS', text: sharedText(sku, articles, rule) });
    else if ('problem' in query) unmatched.push({ sku, reason: query.problem, text: query.text });
    else unmatched.push({ sku, reason: 'SKU_UNKNOWN', text: `MplusKASSA has no article with the ${NAMES[rule]} ${sku}.` });
  }
  return { matched, unmatched };
}

const NAMES: Record<SkuRule, string> = {
  articleNumber: 'article number',
  pluNumber: 'PLU number',
  extArticleId: 'external id',
  barcode: 'barcode',
};

function sharedText(sku: string, articles: readonly MplusRecord[], rule: SkuRule): string {
  const numbers = articles.map(({ articleNumber }) => articleNumber);
  return `Several articles of MplusKASSA have the ${NAMES[rule]} ${sku}: ${numbers.join(', ')}.`;
}

function matchedArticle(article: MplusRecord): MatchedArticle {
  const { articleNumber, productNumber, vatCode, turnoverGroup, description, active } = article;
  const facts = Object.entries({ productNumber, vatCode, turnoverGroup, description }).filter(([, value]) => value !== undefined);
  return { articleNumber, ...Object.fromEntries(facts), ...(active === false ? { inactive: true } : {}) };
}
