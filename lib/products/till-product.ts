/**
 * A product of the till, prepared for a mapping: prices of today, order of the variants, texts and custom fields as plain values, so
 * that the mapping only moves them.
 */
import { HoldError } from '../errors';
import { divideRounded } from '../money';
import { htmlOf, plainOf } from './text';

type Json = Record<string, unknown>;

/** Cents; `compareTo…` is the normal price while a sale runs. */
interface Prices {
  priceIncl?: number;
  priceExcl?: number;
  compareToPriceIncl?: number;
  compareToPriceExcl?: number;
}

/** What tells an article from its siblings: `{ field: 'colour', value: 'red' }`. */
export interface Choice {
  field: string;
  value: string;
}

export interface TillArticle extends Prices {
  articleNumber: number;
  pluNumber: string;
  extArticleId: string;
  /** Current barcode, as text: it may begin with zeros. */
  ean: string;
  description: string;
  /** Active, not discontinued, for the webshop, and in the selection of the stream (`excluded` on the record says that it left it). */
  forSale: boolean;
  choices: Choice[];
  /** Cents, absent when the till has none. */
  purchasePrice?: number;
  /** Kilograms, when the content of the article is a weight. */
  weight?: number;
  stockArticle: boolean;
  /** Custom fields by name. */
  fields: Record<string, string | number | boolean>;
}

export interface TillProduct extends Prices {
  productNumber: number;
  name: string;
  /** HTML. */
  description: string;
  /** One line of plain text: the invoice text when it says more than the name. */
  shortDescription: string;
  /** At least one article is for sale. */
  forSale: boolean;
  /** One article makes a simple product, several make variants, whether they are for sale or not. */
  simple: boolean;
  brand: string;
  vatCode?: number;
  /** Percent; absent when the till does not tell. */
  vatPercent?: number;
  weight?: number;
  groupNumbers: number[];
  /** Which fields tell the articles apart, with all values in the order of the till. */
  options: { field: string; values: string[] }[];
  features: Choice[];
  /** Custom fields that all articles for sale agree on. */
  fields: Record<string, string | number | boolean>;
  articles: TillArticle[];
  /** The record as it was read. */
  original: unknown;
}

export interface TillProductSettings {
  /** Calendar date at the till, `yyyy-mm-dd`: decides which sale runs. */
  readonly today: string;
  /** Custom fields that tell articles apart, beside colour and size. */
  readonly optionFields?: readonly string[];
  /** Custom fields that are extra information. */
  readonly featureFields?: readonly string[];
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const amount = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/**
 * Throws HoldError for what no shop can sell: `PRODUCT_MALFORMED`, `PRODUCT_WITHOUT_NAME`, `PRODUCT_WITHOUT_PRICE` (absent or 0, unless
 * the article is marked as free). A product that is not for sale is never held for these.
 */
export function tillProduct(input: unknown, settings: TillProductSettings): TillProduct {
  const record = (typeof input === 'object' && input !== null ? input : {}) as Json;
  const productNumber = amount(record.productNumber);
  const rows = list(record.articleList);
  if (productNumber === undefined || rows.length === 0) {
    throw new HoldError({
      code: 'PRODUCT_MALFORMED',
      message: 'The record is no product: it needs a productNumber and at least one article in articleList.',
      hint: 'Send products as mplus-get reads them.',
    });
  }
  const read = rows.map((row) => ({ row, article: articleOf(row, record, settings) }));
  const sorted = read.sort((a, b) => order(a.row, b.row)).map(({ article }) => article);
  const sold = read.filter(({ article }) => article.forSale);
  const shown = sold.length > 0 ? sold : read;
  const [{ row: first }] = shown;
  const name = words(record.description) || words(first.description);
  const cheapest = shown.map(({ article }) => article).reduce((low, next) => (priceOf(next) < priceOf(low) ? next : low));
  const vat = shown.find(({ row }) => amount(row.vatPercentage) !== undefined)?.row ?? first;
  const fields = common(shown.map(({ article }) => article.fields));
  if (sold.length > 0) check(productNumber, name, sold);
  return compact({
    productNumber,
    name,
    description: htmlOf(words(record.extraText) || words(first.extraText)),
    shortDescription: shortOf(first, name),
    forSale: sold.length > 0,
    simple: rows.length === 1,
    brand: words(first.brandName),
    vatCode: amount(vat.vatCode),
    vatPercent: amount(vat.vatPercentage),
    weight: cheapest.weight,
    groupNumbers: Array.isArray(record.groupNumbers) ? record.groupNumbers.map(Number) : [],
    ...pricesOnly(cheapest),
    options: rows.length === 1 ? [] : optionsOf(sorted, read, settings),
    features: (settings.featureFields ?? []).flatMap((field) =>
      fields[field] === undefined ? [] : [choice(field, fields[field])],
    ),
    fields,
    articles: sorted,
    original: input,
  }) as unknown as TillProduct;
}

function articleOf(row: Json, { excluded, articleList }: Json, settings: TillProductSettings): TillArticle {
  const variant = list(articleList).length > 1;
  const fields = customFields(row.customFieldList);
  const chosen: [string, unknown][] = [
    ['colour', words(row.colour)],
    ['size', words(row.size)],
    ...(settings.optionFields ?? []).map((name): [string, unknown] => [name, fields[name]]),
  ];
  return compact({
    articleNumber: amount(row.articleNumber),
    pluNumber: words(row.pluNumber),
    extArticleId: words(row.extArticleId),
    ean: words(row.barcode),
    description: words(row.description),
    forSale: !excluded && row.active !== false && row.webshop === true && row.discontinued !== true,
    choices: variant ? chosen.filter(([, value]) => value !== undefined && value !== '').map(([f, v]) => choice(f, v)) : [],
    ...pricesOf(row, settings.today),
    purchasePrice: amount(row.purchasePrice),
    weight: weightOf(row),
    stockArticle: row.stockArticle !== false,
    fields,
  }) as unknown as TillArticle;
}

const choice = (field: string, value: unknown): Choice => ({ field, value: String(value) });

/** Values of a custom field by its name (reference 2.6); several values of one field are joined. */
function customFields(value: unknown): TillArticle['fields'] {
  const found = list(value).flatMap((field): [string, string | number | boolean][] => {
    const { fieldName, strValue, intValue, boolValue, dateValue, dateTimeValue, multiSelectInt } = field;
    const first = [strValue, intValue, boolValue, dateValue, dateTimeValue].find((one) => one !== undefined && one !== '');
    const content = first ?? (Array.isArray(multiSelectInt) ? multiSelectInt.join(', ') : '');
    return words(fieldName) === '' || content === '' ? [] : [[words(fieldName), content as string]];
  });
  return Object.fromEntries(found);
}

function common(all: TillArticle['fields'][]): TillArticle['fields'] {
  const [first = {}] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => all.every((fields) => fields[name] === value)));
}

/** Grams and kilograms by the names a back office may use. */
const KILOGRAMS: Record<string, number> = { kg: 1, kilo: 1, kilogram: 1, g: 0.001, gr: 0.001, gram: 0.001 };

function weightOf(row: Json): number | undefined {
  const factor = KILOGRAMS[words(row.contentUnit).toLowerCase().replace(/\.$/, '')];
  const content = amount(row.contentQuantity);
  return factor === undefined || !content ? undefined : Math.round(content * factor * 1e6) / 1e6;
}

/** The price of today: during a sale the sale price, with the normal one to compare to. Free articles cost 0. */
function pricesOf(row: Json, today: string): Prices {
  if (row.specialPrice === 'PRICE-FREE') return { priceIncl: 0, priceExcl: 0 };
  const normal = { incl: amount(row.priceIncl), excl: amount(row.priceExcl) };
  const sale = list(row.salesPriceList).find((price) => runs(price, today));
  const reduced = sale && salePrice(sale, normal);
  if (!reduced || isHigher(reduced, normal)) return { priceIncl: normal.incl, priceExcl: normal.excl };
  return {
    priceIncl: reduced.incl,
    priceExcl: reduced.excl,
    compareToPriceIncl: normal.incl,
    compareToPriceExcl: normal.excl,
  };
}

/** A price from so many pieces on is no price of the product. */
function runs(price: Json, today: string): boolean {
  const { startDate, endDate, minimumAmount } = price;
  return (words(startDate) || '0000') <= today && today <= (words(endDate) || '9999') && (amount(minimumAmount) ?? 0) <= 1;
}

interface Pair {
  incl?: number;
  excl?: number;
}

function salePrice(sale: Json, normal: Pair): Pair | undefined {
  const given = { incl: amount(sale.priceIncl) || undefined, excl: amount(sale.priceExcl) || undefined };
  if (given.incl !== undefined || given.excl !== undefined) return given;
  const percent = amount(sale.discountPercentage);
  if (!percent) return undefined;
  const less = (cents: number | undefined) =>
    cents === undefined ? undefined : divideRounded(cents * (10_000 - Math.round(percent * 100)), 10_000);
  return { incl: less(normal.incl), excl: less(normal.excl) };
}

function isHigher(sale: Pair, normal: Pair): boolean {
  if (sale.incl !== undefined && normal.incl !== undefined) return sale.incl >= normal.incl;
  return (sale.excl ?? 0) >= (normal.excl ?? 0);
}

const priceOf = (article: Prices): number => article.priceIncl ?? article.priceExcl ?? Number.POSITIVE_INFINITY;

function pricesOnly({ priceIncl, priceExcl, compareToPriceIncl, compareToPriceExcl }: Prices): Prices {
  return { priceIncl, priceExcl, compareToPriceIncl, compareToPriceExcl };
}

/** The text that goes on invoices, when it is not just the name again. */
function shortOf(article: Json, name: string): string {
  const short = plainOf(words(article.invoiceText));
  return short === name || short === words(article.description) ? '' : short;
}

/** Order of the back office; a place that is not set comes last. */
function order(a: Json, b: Json): number {
  for (const place of ['colourSequenceNumber', 'sizeSequenceNumber']) {
    const difference = (amount(a[place]) || Number.MAX_SAFE_INTEGER) - (amount(b[place]) || Number.MAX_SAFE_INTEGER);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** By sequence number where the till has one, else in the order of the articles: a size may be missing in the first colour. */
function optionsOf(sorted: TillArticle[], read: { row: Json; article: TillArticle }[], settings: TillProductSettings) {
  return ['colour', 'size', ...(settings.optionFields ?? [])].flatMap((field) => {
    const places = new Map<string, number>();
    for (const { row, article } of read) {
      const value = article.choices.find((one) => one.field === field)?.value;
      if (value === undefined || !article.forSale) continue;
      const place = amount(row[`${field}SequenceNumber`]) || Number.MAX_SAFE_INTEGER;
      places.set(value, Math.min(place, places.get(value) ?? place));
    }
    const seen = new Set(sorted.flatMap(({ choices }) => choices.filter((one) => one.field === field).map(({ value }) => value)));
    const values = [...seen].filter((value) => places.has(value)).sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    return values.length === 0 ? [] : [{ field, values }];
  });
}

function check(productNumber: number, name: string, sold: { row: Json; article: TillArticle }[]): void {
  if (name === '') {
    throw new HoldError({
      code: 'PRODUCT_WITHOUT_NAME',
      message: `Product ${productNumber} has no description, so the shop would have no name for it.`,
      hint: 'Give the product a description in the till; it comes again by itself.',
    });
  }
  const unpriced = sold.find(
    ({ row, article }) => row.specialPrice !== 'PRICE-FREE' && !(priceOf(article) > 0 && Number.isFinite(priceOf(article))),
  );
  if (unpriced) {
    throw new HoldError({
      code: 'PRODUCT_WITHOUT_PRICE',
      message: `Article ${unpriced.article.articleNumber} of product ${productNumber} has no price.`,
      hint: 'Enter a price in the till, or mark the article there as free or as not for the webshop.',
    });
  }
}

function compact<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
