import { ENUMS } from '../../../mplus/contract';
import { type Context, now, pageLimit, shuffled } from '../context';
import type { Article, Fields, Product } from '../entities';
import { Refusal } from '../fault';

import { withoutVat, withVat } from '../pricing';
import { openStock } from '../stock';
import { type Handlers, withResult } from './handler';

interface GetProducts {
  articleNumbers: number[];
  groupNumbers: number[];
  pluNumbers?: { text?: string }[];
  productNumbers: number[];
  onlyWebshop?: boolean;
  onlyActive?: boolean;
  syncMarker?: number;
  syncMarkerLimit?: number;
  changedSinceTimestamp?: string;
  includeAllArticlesOfSelectedProducts?: boolean;
}

export const productHandlers = {
  getProducts: ({ request }: { request: GetProducts }, context) => ({ productList: products(request, context) }),

  createProduct: ({ product }: { product?: Partial<Product> }, context) =>
    withResult('CREATE-PRODUCT-RESULT', ENUMS.CreateProductResult, () => createProduct(product ?? {}, context)),

  updateProduct: ({ product }: { product?: Partial<Product> }, context) =>
    withResult('UPDATE-PRODUCT-RESULT', ENUMS.UpdateProductResult, () => updateProduct(product ?? {}, context)),

  getArticleBranchDeviations: ({ request }: { request: { articleNumbers?: number[]; branchFilter?: number[] } }, { state }) => ({
    articleBranchDeviationLines: state.deviations.filter(
      (line) => among(request.articleNumbers, line.articleNumber) && among(request.branchFilter, line.branchNumber),
    ),
  }),

  saveArticleBranchDeviations: ({ request }: { request: Fields[] }, context) =>
    withResult('SAVE-ARTICLE-BRANCH-DEVIATION-RESULT', ENUMS.SaveArticleBranchDeviationsResponseResult, () =>
      saveDeviations(request, context),
    ),
} satisfies Handlers;

/** No list or an empty one means no filter. */
export function among(list: readonly unknown[] | undefined, value: unknown): boolean {
  return !list || list.length === 0 || list.includes(value);
}

/**
 * A page in the order of the highest marker of each product, whole products up to the limit of articles; the first one whatever its
 * size (reference 2.7).
 */
function products(request: GetProducts, context: Context): Fields[] {
  const limit = pageLimit(request, context);
  const page: Fields[] = [];
  let articles = 0;
  for (const product of candidates(request, context)) {
    const list = selectedArticles(product, request);
    if (!list) continue;
    const size = Math.max(1, list.length);
    if (page.length > 0 && articles + size > limit) break;
    page.push(answered(product, list, context));
    articles += size;
  }
  return shuffled(page, context);
}

function candidates(request: GetProducts, { state }: Context): Iterable<Product> {
  const pluNumbers = texts(request.pluNumbers);
  if (request.productNumbers.length === 0 && request.articleNumbers.length === 0 && pluNumbers.length === 0) {
    return state.products.since(request.syncMarker ?? Number.NEGATIVE_INFINITY);
  }
  // Asked for by number: no need to walk through the whole catalogue.
  const numbers = new Set(request.productNumbers);
  for (const articleNumber of [...request.articleNumbers, ...pluNumbers.flatMap((plu) => state.articlesWithPlu(plu))]) {
    const article = state.articles.get(articleNumber);
    if (article) numbers.add(article.productNumber);
  }
  return [...numbers]
    .map((number) => state.products.get(number))
    .filter((product) => product !== undefined && product.marker >= (request.syncMarker ?? Number.NEGATIVE_INFINITY))
    .sort((a, b) => a!.marker - b!.marker) as Product[];
}

export function texts(list: { text?: string }[] | undefined): string[] {
  return (list ?? []).map(({ text }) => text ?? '').filter((text) => text !== '');
}

/** The articles to return of a product; undefined when the product itself is not asked for. Filters combine (reference 3.4). */
function selectedArticles(product: Product, request: GetProducts): Article[] | undefined {
  if (!among(request.productNumbers, product.productNumber)) return undefined;
  if (request.groupNumbers.length > 0 && !product.groupNumbers.some((group) => request.groupNumbers.includes(group)))
    return undefined;
  const marker = request.syncMarker ?? Number.NEGATIVE_INFINITY;
  const pluNumbers = texts(request.pluNumbers);
  const matches = product.articleList.filter(
    (article) =>
      among(request.articleNumbers, article.articleNumber) &&
      among(pluNumbers, article.pluNumber) &&
      (!request.onlyActive || article.active) &&
      (!request.onlyWebshop || article.webshop) &&
      (!request.changedSinceTimestamp || String(article.changeTimestamp) >= request.changedSinceTimestamp),
  );
  const filtered = matches.length < product.articleList.length;
  if (filtered && matches.length === 0) return undefined;
  const changed = matches.filter((article) => article.syncMarker >= marker);
  if (changed.length === 0 && product.ownMarker < marker) return undefined;
  return request.includeAllArticlesOfSelectedProducts ? product.articleList : changed;
}

function answered(product: Product, articles: readonly Article[], context: Context): Fields {
  const { switches, state } = context;
  const articleList = articles.map((article) => withRate(article, context));
  const syncMarker = switches.mplusProductMarker === 'highest' ? product.marker : product.ownMarker;
  const sortOrderGroupList = product.groupNumbers.map((groupNumber) => ({
    groupNumber,
    sortOrder: (state.groups.get(groupNumber)?.productNumbers.indexOf(product.productNumber) ?? -1) + 1,
  }));
  return { ...product, syncMarker, articleList, sortOrderGroupList };
}

function withRate(article: Article, { state }: Context): Fields {
  const rate = state.setup.vatGroups.find((group) => group.vatCode === article.vatCode && isHome(group, state));
  return rate ? { ...article, vatPercentage: rate.vatPercentage } : article;
}

function isHome(group: { branchNumber: number; countryIso3: string }, state: Context['state']): boolean {
  return group.branchNumber === state.defaultBranch && group.countryIso3 === state.branch(group.branchNumber)?.countryIso3;
}

/** Fields of a product that a client sets; articles and groups are dealt with apart. */
const PRODUCT_TEXTS = ['description', 'extraText'] as const;

function createProduct(sent: Partial<Product>, context: Context): Fields {
  const { state } = context;
  if (sent.productNumber && state.products.has(sent.productNumber)) {
    throw new Refusal('FAILED-PRODUCT-NUMBER-ALREADY-TAKEN', `Product number ${sent.productNumber} is taken`);
  }
  const articles = sent.articleList ?? [];
  if (articles.length === 0) throw new Refusal('FAILED', 'A product needs an article');
  for (const article of articles) checkNewArticle(article, context);
  checkGroups(sent.groupNumbers, context);
  const productNumber = sent.productNumber || state.nextCardNumber('product');
  const product: Product = {
    productNumber,
    ownMarker: 0,
    marker: 0,
    description: sent.description ?? articles[0].description,
    extraText: sent.extraText,
    articleList: articles.map((article) => newArticle(article, productNumber, context)),
    groupNumbers: [],
  };
  const syncMarker = state.fileProduct(product, { articles: product.articleList, self: true });
  for (const article of product.articleList) openStock(article, context);
  linkGroups(product, sent.groupNumbers ?? [], context);
  return {
    productNumber,
    articleNumbers: product.articleList.map((article) => article.articleNumber),
    changeTimestamp: now(context),
    syncMarker,
    errorMessage: '',
  };
}

function checkNewArticle(article: Partial<Article>, context: Context): void {
  const { state, switches } = context;
  if (article.articleNumber && state.articles.has(article.articleNumber)) {
    throw new Refusal('FAILED-ARTICLE-NUMBER-ALREADY-TAKEN', `Article number ${article.articleNumber} is taken`);
  }
  if (!article.turnoverGroup) {
    context.complain('createProduct: an article without a turnover group cannot be booked');
    if (switches.mplusProductNeedsTurnoverGroup) throw new Refusal('FAILED', 'An article needs a turnover group');
  }
  checkArticle(article, context);
}

/** The schema calls a PLU text, the till takes digits only (reference 3.2). */
function checkArticle({ pluNumber, turnoverGroup, vatCode }: Partial<Article>, { state }: Context): void {
  if (pluNumber && !/^\d+$/.test(pluNumber)) throw new Refusal('FAILED', `PLU number ${pluNumber} is not digits only`);
  if (turnoverGroup !== undefined && (turnoverGroup < 0 || turnoverGroup > 999)) {
    throw new Refusal('FAILED', `Turnover group ${turnoverGroup} is not between 0 and 999`);
  }
  if (vatCode && !state.setup.vatGroups.some((group) => group.vatCode === vatCode)) {
    throw new Refusal('FAILED', `The rate for VAT-code ${vatCode} is not properly configured.`);
  }
}

function checkGroups(groupNumbers: readonly number[] | undefined, { state }: Context): void {
  for (const number of groupNumbers ?? []) {
    if (!state.groups.has(number)) throw new Refusal('FAILED', `Article group ${number} does not exist`);
  }
}

function newArticle(sent: Partial<Article>, productNumber: number, context: Context): Article {
  const articleNumber = sent.articleNumber || context.state.nextCardNumber('article');
  return withPrices(
    {
      active: true,
      webshop: false,
      stockArticle: false,
      specialPrice: 'PRICE-NORMAL',
      createTimestamp: now(context),
      ...clean(sent),
      changeTimestamp: now(context),
      articleNumber,
      productNumber,
      syncMarker: 0,
    },
    sent,
    context,
  );
}

/** Only the elements that were sent, without what the server sets. */
function clean(sent: Partial<Article>): Partial<Article> {
  const { syncMarker: _marker, changeTimestamp: _changed, vatPercentage: _rate, averagePurchasePrice: _average, ...rest } = sent;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}

/** One price gives the other; two prices are two prices, also when one of them is 0 (reference 3.4). */
function withPrices(article: Article, sent: Partial<Article>, { state }: Context): Article {
  const vatCode = article.vatCode;
  const rate = state.setup.vatGroups.find((group) => group.vatCode === vatCode && isHome(group, state))?.vatPercentage ?? 0;
  if (sent.priceIncl !== undefined && sent.priceExcl === undefined) article.priceExcl = withoutVat(sent.priceIncl, rate);
  if (sent.priceExcl !== undefined && sent.priceIncl === undefined) article.priceIncl = withVat(sent.priceExcl, rate);
  return article;
}

function updateProduct(sent: Partial<Product>, context: Context): Fields {
  const { state } = context;
  const product = state.products.get(sent.productNumber);
  if (!product) throw new Refusal('NOT-FOUND', `Product ${sent.productNumber ?? 0} does not exist`);
  const articles = (sent.articleList ?? []).map((article) => ({ article, known: knownArticle(article, product, context) }));
  for (const { article, known } of articles) known ? checkArticle(article, context) : checkNewArticle(article, context);
  checkGroups(sent.groupNumbers, context);
  const existing = articles.flatMap(({ article, known }) => (known ? [changeArticle(known, article, context)] : []));
  const added = articles.flatMap(({ article, known }) => (known ? [] : [newArticle(article, product.productNumber, context)]));
  product.articleList.push(...added);
  let self = false;
  for (const name of PRODUCT_TEXTS) {
    if (sent[name] !== undefined && sent[name] !== product[name]) {
      product[name] = sent[name] as string;
      self = true;
    }
  }
  let syncMarker = state.fileProduct(product, { articles: [...existing, ...added], self });
  for (const article of [...existing, ...added]) openStock(article, context);
  if (sent.groupNumbers && sent.groupNumbers.length > 0) syncMarker = linkGroups(product, sent.groupNumbers, context);
  return {
    existingArticleNumbers: existing.map((article) => article.articleNumber),
    newArticleNumbers: added.map((article) => article.articleNumber),
    changeTimestamp: now(context),
    syncMarker,
    errorMessage: '',
  };
}

/** The article of this product that is meant; a number that belongs to another product is taken. */
function knownArticle(article: Partial<Article>, product: Product, { state }: Context): Article | undefined {
  const known = article.articleNumber ? state.articles.get(article.articleNumber) : undefined;
  if (known && known.productNumber !== product.productNumber) {
    throw new Refusal('FAILED-ARTICLE-NUMBER-ALREADY-TAKEN', `Article number ${article.articleNumber} is taken`);
  }
  return known;
}

/** Elements left out stay as they are. */
export function changeArticle(article: Article, sent: Partial<Article>, context: Context): Article {
  const { articleNumber, productNumber } = article;
  Object.assign(article, clean(sent), { articleNumber, productNumber, changeTimestamp: now(context) });
  return withPrices(article, sent, context);
}

/** Makes these the groups of the product, in both directions; returns the marker of the product. */
export function linkGroups(product: Product, groupNumbers: readonly number[], { state }: Context): number {
  const wanted = new Set(groupNumbers);
  const before = new Set(product.groupNumbers);
  if (wanted.size === before.size && [...wanted].every((number) => before.has(number))) return product.marker;
  for (const number of new Set([...wanted, ...before])) {
    const group = state.groups.get(number);
    if (!group || wanted.has(number) === before.has(number)) continue;
    group.productNumbers = wanted.has(number)
      ? [...group.productNumbers, product.productNumber]
      : group.productNumbers.filter((other) => other !== product.productNumber);
    group.syncMarker = state.nextMarker('articleGroup');
    state.groups.put(group);
  }
  product.groupNumbers = [...wanted];
  return state.fileProduct(product, { articles: [], self: true });
}

function saveDeviations(lines: readonly Fields[], context: Context): Fields {
  const { state } = context;
  for (const line of lines) {
    if (!state.articles.has(line.articleNumber as number))
      throw new Refusal('FAILED', `Article ${line.articleNumber} does not exist`);
    if (!state.branch(line.branchNumber as number)) throw new Refusal('FAILED', `Branch ${line.branchNumber} does not exist`);
  }
  for (const line of lines) {
    const known = state.deviations.find(
      (other) => other.articleNumber === line.articleNumber && other.branchNumber === line.branchNumber,
    );
    if (known) Object.assign(known, line);
    else state.deviations.push({ ...line });
    const article = state.articles.get(line.articleNumber as number)!;
    state.fileProduct(state.products.get(article.productNumber)!, { articles: [article], self: false });
  }
  return { errorMessage: '' };
}
