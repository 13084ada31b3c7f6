import { type Context, now } from './context';
import type { Article, Fields, Line, Order, SalesDocument, StockRow } from './entities';
import { rescale, thousandths } from './numbers';

/** Changes in thousandths; `type` and `references` describe the mutation in the history (reference 4.3). */
export interface StockBooking {
  branchNumber: number;
  articleNumber: number;
  physical?: number;
  reserved?: number;
  type: string;
  references?: Fields;
}

/** Books a change on the stock of one article at one branch. Undefined when the article keeps no stock there. */
export function bookStock(booking: StockBooking, context: Context): StockRow | undefined {
  const { state, switches } = context;
  const row = state.stockRow(booking.branchNumber, booking.articleNumber);
  if (!row) return undefined;
  const { physical = 0, reserved = 0 } = booking;
  row.physical += physical;
  row.reserved += reserved;
  if (physical === 0 && !switches.mplusReservationRaisesStockId) return row;
  row.stockId = state.nextMarker('stock');
  row.changeTimestamp = now(context);
  state.stock.put(row);
  if (physical !== 0) {
    const places = row.places;
    state.stockHistory.push({
      stockId: row.stockId,
      timestamp: row.changeTimestamp,
      branchNumber: row.branchNumber,
      articleNumber: row.articleNumber,
      amountChanged: rescale(physical, 3, places),
      decimalPlaces: places,
      type: booking.type,
      ...booking.references,
    });
  }
  if (switches.mplusStockRaisesArticleMarker) raiseArticle(row.articleNumber, context);
  return row;
}

function raiseArticle(articleNumber: number, { state }: Context): void {
  const article = state.articles.get(articleNumber);
  const product = article && state.products.get(article.productNumber);
  if (product) state.fileProduct(product, { articles: [article], self: false });
}

/** Rows for an article that keeps stock, at every branch that has none yet. */
export function openStock(article: Article, context: Context, places = 0): void {
  const { state } = context;
  if (!article.stockArticle) return;
  for (const { branchNumber } of state.setup.branches as { branchNumber: number }[]) {
    if (state.stockRow(branchNumber, article.articleNumber)) continue;
    state.stock.put({
      branchNumber,
      articleNumber: article.articleNumber,
      stockId: state.nextMarker('stock'),
      changeTimestamp: now(context),
      physical: 0,
      reserved: 0,
      incoming: 0,
      places,
    });
  }
}

/** Free stock in thousandths: what can safely be sold (reference 4.1). */
export function freeStock(row: StockRow, context: Context): number {
  return context.switches.mplusFreeStock === 'minusReserved' ? row.physical - row.reserved : row.physical;
}

/** What is still to be delivered of an order line, in its own decimals. */
export function openQuantity(line: Line): number {
  const { quantity = 0, decimalPlaces = 0, deliveredQuantity = 0, cancelledQuantity = 0 } = line.data ?? {};
  const delivered = rescale(deliveredQuantity, line.data?.deliveredDecimalPlaces ?? 0, decimalPlaces);
  const cancelled = rescale(cancelledQuantity, line.data?.cancelledDecimalPlaces ?? 0, decimalPlaces);
  return quantity - delivered - cancelled;
}

/** What an order reserves per article, in thousandths (reference 4.1: undelivered orders). */
export function reservations(order: Order | undefined): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const line of order?.lineList ?? []) {
    const open = thousandths(openQuantity(line), line.data?.decimalPlaces);
    if (open > 0) amounts.set(line.articleNumber, (amounts.get(line.articleNumber) ?? 0) + open);
  }
  return amounts;
}

/** Books the difference between what an order reserved before and reserves now. */
export function rebookReservations(before: Order | undefined, after: Order, context: Context): void {
  const old = { branch: before?.financialBranchNumber, amounts: reservations(before) };
  const fresh = { branch: after.financialBranchNumber, amounts: reservations(after) };
  const moves = new Map<string, { branchNumber: number; articleNumber: number; reserved: number }>();
  for (const [sign, side] of [
    [-1, old],
    [1, fresh],
  ] as const) {
    for (const [articleNumber, amount] of side.amounts) {
      const branchNumber = side.branch!;
      const key = `${branchNumber}/${articleNumber}`;
      const move = moves.get(key) ?? { branchNumber, articleNumber, reserved: 0 };
      move.reserved += sign * amount;
      moves.set(key, move);
    }
  }
  for (const move of moves.values()) {
    if (move.reserved !== 0) bookStock({ ...move, type: 'STOCK-HISTORY-TYPE-SALES' }, context);
  }
}

/** Takes the lines of a sales document off the shelf, or puts them back with `sign` 1. */
export function bookSale(document: SalesDocument, sign: 1 | -1, references: Fields, context: Context): void {
  for (const { articleNumber, data } of document.lineList) {
    const physical = sign * thousandths(data?.quantity ?? 0, data?.decimalPlaces);
    const branchNumber = document.financialBranchNumber!;
    if (physical !== 0)
      bookStock({ branchNumber, articleNumber, physical, type: 'STOCK-HISTORY-TYPE-SALES', references }, context);
  }
}
