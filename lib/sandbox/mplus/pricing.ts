import { type Context, today } from './context';
import type { Article, Line, LineData, SalesDocument, VatGroup } from './entities';
import { Refusal, SoapFault } from './fault';
import { divide } from './numbers';

/** How Mplus may change the prices of a request (reference 6.7). */
export interface PriceFlags {
  applySalesAndActions?: boolean;
  applySalesPrices?: boolean;
}

/** Percent at that branch and country for a VAT code; the country of the branch when none is named. */
export function vatRate(document: SalesDocument, vatCode: number, { state, switches }: Context): number {
  const { financialBranchNumber: branchNumber, vatCountryIso3, vatCountryCode } = document;
  const home = state.branch(branchNumber)?.countryIso3;
  const row = state.setup.vatGroups.find(
    (group) =>
      group.branchNumber === branchNumber &&
      group.vatCode === vatCode &&
      (vatCountryIso3
        ? group.countryIso3 === vatCountryIso3.toUpperCase()
        : vatCountryCode
          ? group.countryCode === vatCountryCode
          : group.countryIso3 === home),
  );
  if (row) return row.vatPercentage;
  const text = `The rate for VAT-code ${vatCode} is not properly configured.`;
  if (switches.mplusUnconfiguredVat === 'fault') throw new SoapFault('Server', text);
  throw new Refusal('FAILED', text);
}

// Rates count in hundredths of a percent, so that 5.5 % stays a whole number.
const hundredths = (percent: number) => Math.round(percent * 100);

/** Amount without VAT of an amount with VAT, cents. */
export function withoutVat(incl: number, percent: number): number {
  return divide(incl * 10_000, 10_000 + hundredths(percent));
}

/** Amount with VAT of an amount without VAT, cents. */
export function withVat(excl: number, percent: number): number {
  return divide(excl * (10_000 + hundredths(percent)), 10_000);
}

const FREE_OF_VAT = new Set(['VAT-METHOD-SHIFTED', 'VAT-METHOD-NONE']);

/**
 * Prices every line and computes the totals and VAT groups of a document, whatever totals the client sent (reference 6.7). Throws
 * Refusal for a rate that is not configured and for a line without an article that costs something.
 */
export function priceDocument(document: SalesDocument, context: Context, flags: PriceFlags = {}): void {
  const priced = allLines(document.lineList).map((line) => ({ line, rate: priceLine(line, document, flags, context) }));
  document.vatGroupList = vatGroups(priced, document, context);
  document.totalInclAmount = sum(document.vatGroupList.map((group) => group.exclAmount + group.vatAmount));
  document.totalExclAmount = sum(document.vatGroupList.map((group) => group.exclAmount));
}

/** Lines with their option and component lines. */
export function allLines(lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => [line, ...allLines(line.preparationList ?? [])]);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Fills in the amounts of one line; returns its VAT percentage, undefined for a line of text only. */
function priceLine(line: Line, document: SalesDocument, flags: PriceFlags, context: Context): number | undefined {
  line.data ??= { quantity: 1, decimalPlaces: 0 };
  const { data } = line;
  const article = context.state.articles.get(line.articleNumber);
  if (!article) {
    if (data.price || data.priceExcl) throw new Refusal('FAILED', `Line "${line.text ?? ''}" has a price but no article`);
    Object.assign(data, { price: 0, priceExcl: 0, totalInclAmount: 0, totalExclAmount: 0 });
    return undefined;
  }
  const vatCode = data.vatCode || article.vatCode || article.componentArticleList?.find((part) => part.vatCode)?.vatCode;
  if (!vatCode) throw new Refusal('FAILED', `Article ${article.articleNumber} has no VAT code; send one with the line`);
  const method = document.vatMethod ?? 'VAT-METHOD-INCLUSIVE';
  const rate = FREE_OF_VAT.has(method) ? 0 : vatRate(document, vatCode, context);
  if (line.lineType !== 'LINE-TYPE-COMPONENT') takePriceOfArticle(data, article, document, flags, context);
  const inclusive = method === 'VAT-METHOD-INCLUSIVE';
  const amounts = inclusive ? inclusiveAmounts(data, rate, context) : exclusiveAmounts(data, rate, context);
  Object.assign(data, amounts, {
    vatCode,
    vatPercentage: rate,
    originalPrice: data.originalPrice ?? amounts.price,
    turnoverGroup: data.turnoverGroup ?? article.turnoverGroup,
    turnoverGroupName: turnoverGroupName(data.turnoverGroup ?? article.turnoverGroup, context),
    purchasePrice: data.purchasePrice ?? article.purchasePrice,
    discountType: data.discountType ?? 'DISCOUNT-TYPE-NONE',
    priceType: data.priceType ?? 'PRICE-TYPE-ARTICLE',
  });
  return rate;
}

function turnoverGroupName(number: number | undefined, { state }: Context): string | undefined {
  return state.setup.turnoverGroups.find((group) => group.turnoverGroup === number)?.turnoverGroupName;
}

/** Gives a line without a price that of the branch or the article, and a line whose price is not binding the sale price. */
function takePriceOfArticle(
  data: LineData,
  article: Article,
  document: SalesDocument,
  flags: PriceFlags,
  context: Context,
): void {
  const sale = flags.applySalesPrices || flags.applySalesAndActions ? currentSale(article, context) : undefined;
  if (sale) {
    Object.assign(data, { originalPrice: article.priceIncl, discountType: 'DISCOUNT-TYPE-SALES-PRICE' });
    data.price = sale.priceIncl;
    data.priceExcl = sale.priceExcl;
    return;
  }
  if (data.price !== undefined || data.priceExcl !== undefined) return;
  const deviation = context.state.deviations.find(
    (line) => line.articleNumber === article.articleNumber && line.branchNumber === document.financialBranchNumber,
  );
  const branchPrice = deviation?.salesPriceIncl as number | undefined;
  if (branchPrice !== undefined) {
    data.price = Math.round(branchPrice * 100);
    data.priceType = 'PRICE-TYPE-BRANCH';
    return;
  }
  data.price = article.priceIncl;
  data.priceExcl = article.priceExcl;
}

function currentSale(article: Article, context: Context) {
  const date = today(context);
  return article.salesPriceList?.find(({ startDate = '', endDate = '9999' }) => startDate <= date && date <= endDate);
}

/** Price includes VAT; it wins over a priceExcl that disagrees. */
function inclusiveAmounts(data: LineData, rate: number, context: Context) {
  const price = data.price ?? withVat(data.priceExcl ?? 0, rate);
  const gross = times(price, data);
  const discountAmount = discount(gross, data.discountAmount, data, context);
  const totalInclAmount = gross - discountAmount;
  return {
    price,
    priceExcl: withoutVat(price, rate),
    discountAmount,
    discountAmountExcl: withoutVat(discountAmount, rate),
    totalInclAmount,
    totalExclAmount: withoutVat(totalInclAmount, rate),
  };
}

/** priceExcl counts; without it `price` is read as net, or as gross, by switch (reference 10.2, 9). */
function exclusiveAmounts(data: LineData, rate: number, context: Context) {
  const net = (amount: number | undefined) =>
    amount === undefined || context.switches.mplusExclusivePrice === 'net' ? amount : withoutVat(amount, rate);
  const priceExcl = data.priceExcl ?? net(data.price) ?? 0;
  const gross = times(priceExcl, data);
  const discountAmountExcl = discount(gross, data.discountAmountExcl ?? net(data.discountAmount), data, context);
  const totalExclAmount = gross - discountAmountExcl;
  return {
    price: withVat(priceExcl, rate),
    priceExcl,
    discountAmount: withVat(discountAmountExcl, rate),
    discountAmountExcl,
    totalInclAmount: withVat(totalExclAmount, rate),
    totalExclAmount,
  };
}

function times(amount: number, { quantity, decimalPlaces = 0 }: LineData): number {
  return divide(amount * quantity, 10 ** decimalPlaces);
}

/** An amount and a percentage describe the same discount: the amount counts. */
function discount(gross: number, amount: number | undefined, data: LineData, context: Context): number {
  if (amount) return context.switches.mplusDiscountAmountPer === 'unit' ? times(amount, data) : amount;
  return data.discountPercentage ? divide(gross * hundredths(data.discountPercentage), 10_000) : 0;
}

function vatGroups(priced: { line: Line; rate: number | undefined }[], document: SalesDocument, context: Context): VatGroup[] {
  const groups = new Map<string, VatGroup & { incl: number }>();
  for (const { line, rate } of priced) {
    if (rate === undefined) continue;
    const { vatCode, totalInclAmount = 0, totalExclAmount = 0 } = line.data!;
    const key = `${vatCode}/${rate}`;
    const group = groups.get(key) ?? { vatCode: vatCode!, vatPercentage: rate, exclAmount: 0, vatAmount: 0, incl: 0 };
    group.incl += totalInclAmount;
    group.exclAmount += totalExclAmount;
    groups.set(key, group);
  }
  const inclusive = (document.vatMethod ?? 'VAT-METHOD-INCLUSIVE') === 'VAT-METHOD-INCLUSIVE';
  const perGroup = context.switches.mplusVatRounding === 'group';
  return [...groups.values()].map(({ incl, exclAmount, vatCode, vatPercentage }) => {
    const excl = perGroup && inclusive ? withoutVat(incl, vatPercentage) : exclAmount;
    const total = perGroup && !inclusive ? withVat(exclAmount, vatPercentage) : incl;
    return { vatCode, vatPercentage, exclAmount: excl, vatAmount: total - excl };
  });
}
