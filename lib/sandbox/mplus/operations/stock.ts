import { ENUMS } from '../../../mplus/contract';
import { type Context, now, shuffled, thisYear } from '../context';
import type { Fields, StockMutation, StockRow } from '../entities';
import { Refusal } from '../fault';
import { take } from '../marked';
import { rescale, thousandths } from '../numbers';
import { bookStock, freeStock } from '../stock';
import { type Handlers, withResult } from './handler';
import { among } from './products';

interface StockWrite {
  branchNumber: number;
  articleNumber: number;
  amount?: number;
  amountChanged?: number;
  decimalPlaces?: number;
  reference?: string;
}

interface StockHistoryRequest {
  articleNumbers?: number[];
  fromFinancialDateTime?: string;
  throughFinancialDateTime?: string;
  sinceStockId?: number;
  sinceStockIdLimit?: number;
}

interface Corrections {
  branchNumber: number;
  employeeNumber: number;
  reference: string;
  stockCorrectionList?: { articleNumber: number; amount: number; decimalPlaces?: number }[];
  correctionType?: string;
  correctionMode?: string;
  reason?: string;
  plannedCycleCountId?: string;
}

export const stockHandlers = {
  getStock: (
    { request }: { request: { branchNumber: number; branchNumbers?: number[]; articleNumbers?: number[]; stockId?: number } },
    context,
  ) => {
    const branches = request.branchNumbers?.length ? request.branchNumbers : [request.branchNumber];
    const rows = stockRows(branches, request.articleNumbers ?? [], request.stockId ?? 0, context);
    return { articleStocks: shuffled(rows, context).map((row) => articleStock(row, context)) };
  },

  updateStock: ({ request }: { request: StockWrite }, context) =>
    withResult('UPDATE-STOCK-RESULT', ENUMS.UpdateStockResult, () => {
      const row = stockOf(request, context);
      return { stockId: add(row, thousandths(request.amountChanged ?? 0, request.decimalPlaces), API, context) };
    }),

  setStock: ({ request }: { request: StockWrite }, context) =>
    withResult('SET-STOCK-RESULT', ENUMS.SetStockResult, () => {
      const row = stockOf(request, context);
      return {
        stockId: add(row, distanceTo(thousandths(request.amount ?? 0, request.decimalPlaces), row, context), API, context),
      };
    }),

  saveStockCorrections: ({ request }: { request: Corrections }, context) => {
    let failedArticleNumber: number | undefined;
    return withResult(
      'SAVE-STOCK-CORRECTIONS-RESULT',
      ENUMS.SaveStockCorrectionsResult,
      () =>
        correct(request, context, (articleNumber) => {
          failedArticleNumber = articleNumber;
        }),
      () => ({ failedArticleNumber }),
    );
  },

  getStockCorrections: ({ request }: { request: Fields }, { state }) => ({
    stockCorrectionList: state.stockCorrections.filter((entry) => matches(entry, request)),
  }),

  getStockHistory: ({ request }: { request: StockHistoryRequest & { branchNumber: number } }, context) => ({
    articleStockHistory: history([request.branchNumber], request, context),
  }),

  getStockHistoryV2: ({ request }: { request: StockHistoryRequest & { branchNumbers: number[] } }, context) => ({
    articleStockHistory: history(request.branchNumbers, request, context),
  }),
} satisfies Handlers;

const API = { type: 'STOCK-HISTORY-TYPE-API' };

/** Rows changed since, of these branches; named articles are looked up, not searched for. */
function stockRows(branches: readonly number[], articles: readonly number[], stockId: number, { state }: Context): StockRow[] {
  if (articles.length === 0) {
    return take(state.stock.since(stockId), Number.POSITIVE_INFINITY, (row) => branches.includes(row.branchNumber));
  }
  return branches
    .flatMap((branch) => [...new Set(articles)].map((article) => state.stockRow(branch, article)))
    .filter((row) => row !== undefined && row.stockId >= stockId) as StockRow[];
}

function articleStock(row: StockRow, context: Context): Fields {
  const { places } = row;
  const parts = componentRows(row, context);
  const free = freeStock(row, context);
  return {
    branchNumber: row.branchNumber,
    articleNumber: row.articleNumber,
    changeTimestamp: row.changeTimestamp,
    stockId: row.stockId,
    amountFree: rescale(free + assembled(parts, context), 3, places),
    decimalPlacesFree: places,
    amountReserved: rescale(row.reserved, 3, places),
    decimalPlacesReserved: places,
    amountIncoming: rescale(row.incoming, 3, places),
    decimalPlacesIncoming: places,
    ...(parts.length === 0
      ? {}
      : {
          ownAmountFree: free / 1000,
          ownAmountReserved: row.reserved / 1000,
          ownAmountIncoming: row.incoming / 1000,
          subArticle: parts.map((part) => articleStock(part.row, context)),
        }),
    isDayStockArticle: row.dayStock ?? false,
  };
}

interface ComponentRow {
  readonly row: StockRow;
  /** Thousandths in one of the composed article. */
  readonly quantity: number;
}

/** The stock of what an article is put together from (reference 4.1). */
function componentRows({ branchNumber, articleNumber }: StockRow, { state }: Context): ComponentRow[] {
  const parts = state.articles.get(articleNumber)?.componentArticleList ?? [];
  return parts.flatMap((part) => {
    const row = state.stockRow(branchNumber, part.articleNumber ?? 0);
    return row ? [{ row, quantity: thousandths(part.quantity ?? 1, part.decimalPlaces ?? 0) }] : [];
  });
}

/** Thousandths of whole pieces that could be put together from what lies there. */
function assembled(parts: readonly ComponentRow[], context: Context): number {
  if (parts.length === 0 || context.switches.mplusComposedFree === 'own') return 0;
  return Math.max(0, Math.min(...parts.map(({ row, quantity }) => Math.floor(freeStock(row, context) / quantity)))) * 1000;
}

function stockOf({ branchNumber, articleNumber }: { branchNumber: number; articleNumber: number }, { state }: Context): StockRow {
  if (!state.branch(branchNumber)) throw new Refusal('BRANCH-NOT-FOUND', '');
  const article = state.articles.get(articleNumber);
  if (!article) throw new Refusal('ARTICLE-NOT-FOUND', '');
  const row = state.stockRow(branchNumber, articleNumber);
  if (!article.stockArticle || !row) throw new Refusal('NO-STOCK-ARTICLE', '');
  return row;
}

/** What to add to reach an absolute amount, which counts what is on the shelf or what is free, by switch (reference 10.2, 8). */
function distanceTo(amount: number, row: StockRow, { switches }: Context): number {
  return switches.mplusSetStock === 'free' ? amount + row.reserved - row.physical : amount - row.physical;
}

function add(row: StockRow, physical: number, booking: { type: string; references?: Fields }, context: Context): number {
  if (physical === 0) return row.stockId;
  // A fraction on an article that is counted in pieces shows with decimals from now on.
  if (physical % 1000 !== 0) row.places = 3;
  const { branchNumber, articleNumber } = row;
  return bookStock({ branchNumber, articleNumber, physical, ...booking }, context)!.stockId;
}

/** All or nothing: every article is checked before the first is booked. `failed` hears which one was refused. */
function correct(request: Corrections, context: Context, failed: (articleNumber: number) => void): Fields {
  const { state } = context;
  const list = request.stockCorrectionList ?? [];
  if (request.plannedCycleCountId) throw new Refusal('INVALID-PLANNED-CYCLE-COUNT-ID', '');
  if (!state.branch(request.branchNumber)) throw new Refusal('BRANCH-NOT-FOUND', '');
  if (list.length === 0) throw new Refusal('NO-CORRECTIONS', '');
  if (!state.employees.has(request.employeeNumber) || !request.reference) throw new Refusal('FAILED', '');
  const seen = new Set<number>();
  for (const { articleNumber } of list) {
    failed(articleNumber);
    if (seen.has(articleNumber)) throw new Refusal('DUPLICATE-ARTICLE', '');
    seen.add(articleNumber);
    stockOf({ branchNumber: request.branchNumber, articleNumber }, context);
  }
  const writeOff = request.correctionType === 'CORRECTION-TYPE-WRITE-OFF';
  const relative = request.correctionMode ? request.correctionMode === 'STOCK-CORRECTION-MODE-RELATIVE' : writeOff;
  const stockCorrectionNumber = state.nextNumber('stockCorrection', thisYear(context));
  const booking = { type: 'STOCK-HISTORY-TYPE-CORRECTION', references: { correctionNumber: stockCorrectionNumber } };
  const stockCorrectionLineList = list.map(({ articleNumber, amount, decimalPlaces }) => {
    const row = stockOf({ branchNumber: request.branchNumber, articleNumber }, context);
    const old = row.physical;
    const target = thousandths(amount, decimalPlaces);
    const stockId = add(row, relative ? target : distanceTo(target, row, context), booking, context);
    return { articleNumber, amountOld: old / 1000, amountNew: row.physical / 1000, stockId };
  });
  state.stockCorrections.push({
    stockCorrectionNumber,
    branchNumber: request.branchNumber,
    entryTimestamp: now(context),
    employeeNumber: request.employeeNumber,
    reference: request.reference,
    correctionType: request.correctionType ?? 'CORRECTION-TYPE-COUNT',
    reason: request.reason,
    stockCorrectionLineListCount: list.length,
    stockCorrectionLineList,
  });
  return { stockId: Math.max(...stockCorrectionLineList.map((line) => line.stockId)) };
}

function matches(entry: Fields, request: Fields): boolean {
  const date = String(entry.entryTimestamp).slice(0, 10);
  const lines = entry.stockCorrectionLineList as { articleNumber: number }[];
  const articles = request.articleNumbers as number[];
  return (
    among(request.employeeNumbers as number[], entry.employeeNumber) &&
    among(request.branchNumbers as number[], entry.branchNumber) &&
    (articles.length === 0 || lines.some((line) => articles.includes(line.articleNumber))) &&
    date >= String(request.fromFinancialDate ?? '') &&
    date <= String(request.throughFinancialDate ?? '9999') &&
    (!request.correctionType || request.correctionType === entry.correctionType)
  );
}

function history(branches: readonly number[], request: StockHistoryRequest, { state }: Context): StockMutation[] {
  const { fromFinancialDateTime = '', throughFinancialDateTime = '9999', sinceStockId = 0, sinceStockIdLimit } = request;
  return take(
    state.stockHistory,
    sinceStockIdLimit || Number.POSITIVE_INFINITY,
    (entry) =>
      entry.stockId >= sinceStockId &&
      among(branches, entry.branchNumber) &&
      among(request.articleNumbers, entry.articleNumber) &&
      fromFinancialDateTime <= entry.timestamp &&
      entry.timestamp <= throughFinancialDateTime,
  );
}
