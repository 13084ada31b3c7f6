/** The last checks around a write: what the mapping made and what the till booked must come to what the shop sold, to the cent. */
import { divideRounded, formatCents } from '../money';
import { orderHold } from './hold';
import type { SalesOrder } from './sales-order';

type MplusRecord = Record<string, unknown>;

interface MappedLine {
  /** Cents, in the VAT mode of the mapped order. */
  total: number;
  vatCode?: number;
}

/**
 * Compares the lines of a mapped MplusKASSA order (record shape: cents, decimal quantities) with the sales order: in total, and per
 * VAT code when every line has one and the order keeps the VAT mode of the shop. Throws HoldError `ORDER_MAPPING_TOTAL`.
 */
export function checkTotals(salesOrder: SalesOrder, mapped: MplusRecord): void {
  const inclusive = (mapped.vatMethod ?? 'VAT-METHOD-INCLUSIVE') === 'VAT-METHOD-INCLUSIVE';
  const lines = mappedLines(salesOrder, mapped, inclusive);
  const sameMode = inclusive === salesOrder.pricesIncludeTax;
  const wanted = sameMode ? sum(salesOrder.lines) : salesOrder.total - (inclusive ? 0 : salesOrder.totalVat);
  const total = sum(lines);
  if (total !== wanted) {
    const sentence = `the mapped lines come to ${formatCents(total)}, the webshop sold for ${formatCents(wanted)}.`;
    throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence, { mapped: total, sold: wanted });
  }
  if (!sameMode || lines.some(({ vatCode }) => vatCode === undefined)) return;
  const perRate = sums(salesOrder.lines, ({ vatKey }) => vatKey);
  const perCode = sums(lines, ({ vatCode }) => String(vatCode));
  // Which code stands for which rate is the value table's business: the amounts per group have to be the same.
  if (String([...perRate.values()].sort(ascending)) === String([...perCode.values()].sort(ascending))) return;
  const text = (groups: Map<string, number>): string =>
    [...groups].map(([key, cents]) => `${key}: ${formatCents(cents)}`).join(', ');
  const sentence = `the mapped lines per VAT code (${text(perCode)}) are not those per VAT rate of the webshop (${text(perRate)}).`;
  throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence, {
    mapped: Object.fromEntries(perCode),
    sold: Object.fromEntries(perRate),
  });
}

/**
 * Compares the total MplusKASSA computed with the total of the shop, both in cents with VAT. The order exists in the till when this
 * throws HoldError `ORDER_TILL_TOTAL`.
 */
export function checkAnswer(expectedCents: number, answer: MplusRecord): void {
  const booked = answer.totalInclAmount;
  if (booked === expectedCents) return;
  const number = answer.transactionString ?? answer.orderId;
  const sentence =
    typeof booked === 'number'
      ? `it is in the till as ${number} for ${formatCents(booked)}, but the webshop sold for ${formatCents(expectedCents)}.`
      : `it is in the till as ${number}, but the till told no total to compare with ${formatCents(expectedCents)}.`;
  throw orderHold(String(answer.extOrderId), 'ORDER_TILL_TOTAL', sentence, { booked, sold: expectedCents });
}

function mappedLines(salesOrder: SalesOrder, mapped: MplusRecord, inclusive: boolean): MappedLine[] {
  const lineList = (mapped.lineList ?? []) as { data?: MplusRecord }[];
  return lineList.map(({ data = {} }, index) => {
    if (data.discountAmount || data.discountPercentage) {
      // Whether the till takes them off `price` once more is not documented.
      const sentence = `mapped line ${index + 1} has a discount of its own; its price has to contain the discount.`;
      throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence);
    }
    const price = inclusive ? data.price : (data.priceExcl ?? data.price);
    if (!Number.isSafeInteger(price) || !Number.isFinite(data.quantity)) {
      const sentence = `mapped line ${index + 1} has no quantity or no price in whole cents.`;
      throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence);
    }
    return {
      total: lineTotal(data.quantity as number, price as number),
      ...(typeof data.vatCode === 'number' ? { vatCode: data.vatCode } : {}),
    };
  });
}

/** Weighed goods have decimal quantities; whole numbers keep the product exact. */
function lineTotal(quantity: number, price: number): number {
  const scale = Number.isInteger(quantity) ? 1 : 1_000_000;
  return divideRounded(Math.round(quantity * scale) * price, scale);
}

function sum(lines: readonly { total: number }[]): number {
  return lines.reduce((total, line) => total + line.total, 0);
}

/** Sums per group, groups that come to nothing left out. */
function sums<Line extends { total: number }>(lines: readonly Line[], key: (line: Line) => string): Map<string, number> {
  const groups = new Map<string, number>();
  for (const line of lines) groups.set(key(line), (groups.get(key(line)) ?? 0) + line.total);
  return new Map([...groups].filter(([, total]) => total !== 0));
}

const ascending = (a: number, b: number): number => a - b;
