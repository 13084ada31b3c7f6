import { divideRounded, fromCents } from '../../money';
import type { ShopArticle, ShopGroup, ShopProduct } from '../shop';
import { SYSTEM_ATTRIBUTES } from './attributes';
import type { AttributeValue, ProductOption, Variation } from './model';
import type { EcwidState } from './state';

/** Categories from the groups of the shop; answers the category id per group number. */
export function fillCategories(state: EcwidState, groups: readonly ShopGroup[]): Map<number, number> {
  const ids = new Map<number, number>();
  const children = (parent: number | undefined) =>
    groups.filter((group) => group.parent === parent).sort((a, b) => a.sortOrder - b.sortOrder);
  const add = (group: ShopGroup, place: number): void => {
    const now = state.now();
    const { id } = state.categories.put({
      id: state.next('category'),
      created: now,
      updated: now,
      parentId: group.parent === undefined ? 0 : (ids.get(group.parent) as number),
      orderBy: (place + 1) * 10,
      enabled: true,
      nameTranslated: inLanguages(state, group.name),
    });
    ids.set(group.groupNumber, id);
    children(group.groupNumber).forEach(add);
  };
  children(undefined).forEach(add);
  return ids;
}

export interface Surroundings {
  categories: Map<number, number>;
  taxIds: Map<number, number>;
  sold: Map<string, number>;
  /** `yyyy-mm-dd`, for sale periods. */
  today: string;
  shared: Shared;
}

/** Rows never change, so equal parts of them are kept once; it keeps a large catalogue small. */
export class Shared {
  readonly #parts = new Map<string, unknown>();

  once<T>(part: T): T {
    const key = JSON.stringify(part);
    if (!this.#parts.has(key)) this.#parts.set(key, part);
    return this.#parts.get(key) as T;
  }
}

/** One article: a simple product. Several: a product whose colours and sizes are options, one variation per article. */
export function addProduct(state: EcwidState, product: ShopProduct, surroundings: Surroundings): void {
  const articles = product.articles.filter((article) => article.webshop);
  if (articles.length === 0) return;
  const [first] = articles;
  const simple = product.articles.length === 1;
  const now = state.now();
  const cheapest = articles.reduce((low, article) => (article.priceIncl < low.priceIncl ? article : low));
  const prices = priceOf(state, cheapest, surroundings);
  const options = surroundings.shared.once(simple ? [] : optionsOf(state, articles));
  state.products.put({
    id: state.next('product'),
    created: now,
    updated: now,
    sku: simple ? String(first.articleNumber) : `P${product.productNumber}`,
    ...prices,
    costPrice: fromCents(cheapest.purchasePrice),
    ...(simple ? stockOf(first, surroundings) : { quantity: 0, unlimited: false }),
    enabled: articles.some((article) => article.active),
    nameTranslated: inLanguages(state, product.name),
    ...(product.description && { descriptionTranslated: surroundings.shared.once(inLanguages(state, product.description)) }),
    categoryIds: surroundings.shared.once(
      product.groupNumbers.map((number) => surroundings.categories.get(number)).filter((id) => id !== undefined),
    ),
    productClassId: 0,
    ...(first.weight !== undefined && { weight: first.weight }),
    tax: surroundings.shared.once({
      taxable: true,
      taxClassCode: taxClassOf(homePercent(state, first.vatCode, surroundings.taxIds)),
      enabledManualTaxes: [surroundings.taxIds.get(first.vatCode)].filter((id) => id !== undefined),
    }),
    options,
    attributes: attributesOf({ BRAND: first.brand, ...(simple && { UPC: first.barcode }) }),
    combinations: simple ? [] : articles.map((article, place) => variationOf(state, article, place, prices.price, surroundings)),
  });
}

function variationOf(
  state: EcwidState,
  article: ShopArticle,
  place: number,
  basePrice: number,
  surroundings: Surroundings,
): Variation {
  const { price, compareToPrice } = priceOf(state, article, surroundings);
  return {
    id: state.next('variation'),
    combinationNumber: place + 1,
    options: surroundings.shared.once(
      traits(article).map(([option, value]) => ({ name: textOf(state, OPTION_NAMES[option]), value })),
    ),
    sku: String(article.articleNumber),
    ...(price !== basePrice && { price }),
    ...(compareToPrice !== undefined && { compareToPrice }),
    ...stockOf(article, surroundings),
    attributes: attributesOf({ UPC: article.barcode }),
  };
}

const OPTION_NAMES = {
  colour: { nl: 'Kleur', en: 'Colour', pl: 'Kolor' },
  size: { nl: 'Maat', en: 'Size', pl: 'Rozmiar' },
};

function traits(article: ShopArticle): [option: keyof typeof OPTION_NAMES, value: string][] {
  return (['colour', 'size'] as const).flatMap((trait) => {
    const value = article[trait];
    return value === undefined ? [] : [[trait, value] as [typeof trait, string]];
  });
}

function optionsOf(state: EcwidState, articles: readonly ShopArticle[]): ProductOption[] {
  const { main } = state.languages();
  return (['colour', 'size'] as const).flatMap((trait): ProductOption[] => {
    const values = [...new Set(articles.map((article) => article[trait]))].filter((value) => value !== undefined);
    if (values.length === 0) return [];
    return [
      {
        type: trait === 'size' ? 'SIZE' : 'RADIO',
        name: textOf(state, OPTION_NAMES[trait]),
        nameTranslated: inLanguages(state, OPTION_NAMES[trait]),
        choices: values.map((text) => ({
          text,
          textTranslated: { [main]: text },
          priceModifier: 0,
          priceModifierType: 'ABSOLUTE',
        })),
        defaultChoice: 0,
        required: true,
      },
    ];
  });
}

/** In currency units, in the mode of the store; during a sale the old price is struck through. */
function priceOf(
  state: EcwidState,
  article: ShopArticle,
  { today, taxIds }: Surroundings,
): { price: number; compareToPrice?: number } {
  const { sale } = article;
  const inMode = (cents: number) =>
    fromCents(state.switches.ecwidPricesIncludeTax ? cents : withoutTax(state, cents, article, taxIds));
  if (sale === undefined || today < sale.from || today > sale.through) return { price: inMode(article.priceIncl) };
  return { price: inMode(sale.priceIncl), compareToPrice: inMode(article.priceIncl) };
}

function withoutTax(state: EcwidState, cents: number, article: ShopArticle, taxIds: Map<number, number>): number {
  const percent = homePercent(state, article.vatCode, taxIds);
  return divideRounded(cents * 100_000, 100_000 + Math.round(percent * 1000));
}

function homePercent(state: EcwidState, vatCode: number, taxIds: Map<number, number>): number {
  const { taxes } = state.rest.profile.taxSettings as { taxes: { id: number; rules: { tax: number }[] }[] };
  return taxes.find((tax) => tax.id === taxIds.get(vatCode))?.rules[0]?.tax ?? 0;
}

const STANDARD_RATE = 21;

/** The class of the tax-class dictionary that a rate belongs to. */
function taxClassOf(percent: number): string {
  if (percent === 0) return 'zero';
  return percent === STANDARD_RATE ? 'default' : 'reduced';
}

/** Whole pieces, of all branches; what is not kept in stock is unlimited. */
function stockOf(article: ShopArticle, { sold }: Surroundings): { quantity: number; unlimited: boolean } {
  const today = Object.values(article.stock).reduce((sum, quantity) => sum + quantity, 0);
  const quantity = Math.floor(today) + (sold.get(String(article.articleNumber)) ?? 0);
  return article.stockArticle ? { quantity, unlimited: false } : { quantity: 0, unlimited: true };
}

function attributesOf(values: Record<string, string | undefined>): AttributeValue[] {
  return SYSTEM_ATTRIBUTES.flatMap((attribute) => {
    const value = values[attribute.type];
    return value === undefined ? [] : [{ ...attribute, value }];
  });
}

type LocalText = Readonly<Record<string, string>>;

function inLanguages(state: EcwidState, text: LocalText | ShopGroup['name']): LocalText {
  const { enabled } = state.languages();
  return Object.fromEntries(Object.entries(text).filter(([language]) => enabled.includes(language)));
}

function textOf(state: EcwidState, text: LocalText): string {
  return text[state.languages().main] ?? text.en;
}
