import { subtree } from './category-tree';
import type { Call } from './endpoint';
import { refusal } from './errors';
import { type Product, skusOf } from './model';
import { inStock } from './product-view';
import type { EcwidState } from './state';

type Test = (product: Product) => boolean;
type Compare = (a: Product, b: Product) => number;

const PRODUCTS_LIMIT = 100;
const name = (product: Product) => Object.values(product.nameTranslated)[0] ?? '';

const ORDERS: Readonly<Record<string, Compare>> = {
  RELEVANCE: () => 0,
  DEFINED_BY_STORE_OWNER: () => 0,
  ADDED_TIME_ASC: (a, b) => a.created - b.created,
  ADDED_TIME_DESC: (a, b) => b.created - a.created,
  UPDATED_TIME_ASC: (a, b) => a.updated - b.updated,
  UPDATED_TIME_DESC: (a, b) => b.updated - a.updated,
  NAME_ASC: (a, b) => name(a).localeCompare(name(b)),
  NAME_DESC: (a, b) => name(b).localeCompare(name(a)),
  PRICE_ASC: (a, b) => a.price - b.price,
  PRICE_DESC: (a, b) => b.price - a.price,
};

/** The products a list call finds, in order (reference 3.7). */
export function searchProducts(call: Call): readonly Product[] {
  const { state, query } = call;
  const order = query.oneOf('sortBy', Object.keys(ORDERS)) ?? 'DEFINED_BY_STORE_OWNER';
  const { matches, candidates } = selector(call);
  const visible: Test = call.token.public ? (product) => product.enabled : () => true;
  const selection = `${call.token.public}/${state.categories.revision}?${query.selection()}`;
  return state.products.select(selection, (product) => visible(product) && matches(product), ORDERS[order], candidates);
}

/** Ids and SKU are searches of their own, next to which the other filters do not count. */
function selector(call: Call): { matches: Test; candidates?: readonly number[] } {
  const { state, query } = call;
  const ids = query.integers('productId');
  if (ids !== undefined) {
    if (ids.length > PRODUCTS_LIMIT) {
      throw refusal('MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED', `More than ${PRODUCTS_LIMIT} products`);
    }
    const wanted = new Set(ids);
    return { matches: (product) => wanted.has(product.id), candidates: [...wanted] };
  }
  const sku = query.text('sku');
  if (sku !== undefined) {
    return {
      matches: (product) => skusOf(product).some((own) => state.sameSku(own, sku)),
      candidates: state.products.ids('sku', sku.toLowerCase()),
    };
  }
  const tests = filters(call);
  return { matches: (product) => tests.every((test) => test(product)) };
}

function filters(call: Call): Test[] {
  const { state, query } = call;
  return [
    when(query.text('externalReferenceId'), (reference) => (product) => {
      const own = [product.externalReferenceId, ...product.combinations.map((variation) => variation.externalReferenceId)];
      return own.includes(reference);
    }),
    when(query.text('keyword'), (keyword) => byKeyword(state, keyword)),
    when(query.text('searchMethod'), () => () => true),
    ...categoryFilters(call),
    ...range('created', (product) => product.created),
    ...range('updated', (product) => product.updated),
    when(query.number('priceFrom'), (from) => (product) => product.price >= from),
    when(query.number('priceTo'), (to) => (product) => product.price <= to),
    when(query.flag('enabled'), (flag) => (product) => product.enabled === flag),
    when(query.flag('visibleInStorefront'), (flag) => (product) => product.enabled === flag),
    when(query.flag('inStock'), (flag) => (product) => inStock(product) === flag),
    when(query.oneOf('inventory', ['instock', 'outofstock']), (value) => (product) => inStock(product) === (value === 'instock')),
    when(query.oneOf('onsale', ['onsale', 'notonsale']), (value) => (product) => onSale(product) === (value === 'onsale')),
    when(query.flag('isGiftCard'), (flag) => (product) => (product.isGiftCard ?? false) === flag),
    when(query.flag('discountsAllowed'), (flag) => (product) => (product.discountsAllowed ?? true) === flag),
    when(query.flag('isCustomerSetPrice'), (flag) => (product) => (product.nameYourPriceEnabled ?? false) === flag),
    when(query.list('taxClassCodes'), (codes) => (product) => codes.includes(String(product.tax.taxClassCode))),
    when(query.list('enabledManualTaxes'), (taxes) => (product) => {
      const own = (product.tax.enabledManualTaxes as number[]).map(String);
      return taxes.includes('none') ? own.length === 0 : own.some((id) => taxes.includes(id));
    }),
    ...query.prefixed('attribute_').map(([attribute, values]): Test => byAttribute(attribute, values)),
    ...query.prefixed('option_').map(([option, values]): Test => byOption(option, values)),
  ].filter((test) => test !== undefined);

  function range(field: string, of: (product: Product) => number) {
    return [
      when(query.date(`${field}From`), (from) => (product) => of(product) >= from),
      when(query.date(`${field}To`), (to) => (product) => of(product) <= to),
    ];
  }
}

function when<T>(value: T | undefined, test: (value: T) => Test): Test | undefined {
  return value === undefined ? undefined : test(value);
}

function categoryFilters({ state, query }: Call): (Test | undefined)[] {
  const within = query.flag('includeProductsFromSubcategories') ?? query.flag('withSubcategories') ?? false;
  return ['category', 'categories'].map((parameter) =>
    when(query.integers(parameter), (ids) => {
      const wanted = new Set(within ? ids.flatMap((id) => subtree(state, id)) : ids);
      // 0 is the front page: products of no category.
      return (product) => (product.categoryIds.length === 0 ? wanted.has(0) : product.categoryIds.some((id) => wanted.has(id)));
    }),
  );
}

function byAttribute(attribute: string, values: string[]): Test {
  const key = attribute.toLowerCase();
  return (product) =>
    [...product.attributes, ...product.combinations.flatMap((variation) => variation.attributes)].some(
      (own) => (own.name.toLowerCase() === key || own.type.toLowerCase() === key) && values.includes(own.value),
    );
}

function byOption(option: string, values: string[]): Test {
  return (product) =>
    product.options.some((own) => own.name === option && own.choices?.some((choice) => values.includes(choice.text)));
}

/** Whole words only; a trailing `*` also finds longer words (reference 3.7). */
function byKeyword(state: EcwidState, keyword: string): Test {
  const loose = keyword.endsWith('*');
  const wanted = words(loose ? keyword.slice(0, -1) : keyword);
  return (product) => {
    const known = words(searchText(state, product));
    return wanted.every((word) => known.some((other) => (loose ? other.startsWith(word) : other === word)));
  };
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,.;:"()<>]+/)
    .filter((word) => word !== '');
}

function searchText(state: EcwidState, product: Product): string {
  const texts = [product.nameTranslated, product.descriptionTranslated, product.subtitleTranslated]
    .concat(product.categoryIds.map((id) => state.categories.get(id)?.nameTranslated))
    .flatMap((map) => Object.values(map ?? {}));
  const choices = product.options.flatMap((option) => [option.name, ...(option.choices ?? []).map((choice) => choice.text)]);
  const attributes = product.attributes.filter((value) => value.show !== 'NOTSHOW').map((value) => value.value);
  return [...texts, ...skusOf(product), ...choices, ...attributes].join(' ');
}

function onSale(product: Product): boolean {
  return typeof product.compareToPrice === 'number' && product.compareToPrice > product.price;
}
