/** The last checks around a write: what the mapping made and what the till booked must come to what the shop sold, to the cent. */
import { formatCents } from '../money';
import { orderHold } from './hold';
import { lineTotal } from './quantity';
import { EXACT, type Rounding, toleranceOf } from './rounding';
import type { SalesOrder } from './sales-order';

type MplusRecord = Record<string, unknown>;

/** What the till has to come to; plain data that travels with the mapped record as `msg.expected`. */
export interface ExpectedTotals {
  /** Cents with VAT. */
  total: number;
  /** The amounts per rate contain VAT. */
  pricesIncludeTax: boolean;
  /** Cents sold at each rate (percent); empty where they cannot be compared with those of the till. */
  vat: { rate: number; amount: number }[];
  /** Cents in which the till may differ, in total and at each rate. */
  tolerance: number;
}

interface MappedLine {
  /** Cents, in the VAT mode of the mapped order. */
  total: number;
  vatCode?: number;
}

/**
 * Compares the lines of a mapped MplusKASSA order (record shape: cents, decimal quantities) with the sales order: in total, and per
 * VAT code when every line has one and the order keeps the VAT mode of the shop. Gives what the till has to come to then. Throws
 * HoldError `ORDER_MAPPING_TOTAL`.
 */
export function checkTotals(salesOrder: SalesOrder, mapped: MplusRecord, rounding: Rounding = EXACT): ExpectedTotals {
  const tolerance = toleranceOf(rounding);
  const inclusive = (mapped.vatMethod ?? 'VAT-METHOD-INCLUSIVE') === 'VAT-METHOD-INCLUSIVE';
  const lines = mappedLines(salesOrder, mapped, inclusive);
  const sameMode = inclusive === salesOrder.pricesIncludeTax;
  const wanted = sameMode ? sum(salesOrder.lines) : salesOrder.total - (inclusive ? 0 : salesOrder.totalVat);
  const total = sum(lines);
  if (Math.abs(total - wanted) > tolerance) {
    const sentence = `the mapped lines come to ${formatCents(total)}, the webshop sold for ${formatCents(wanted)}.`;
    throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence, { mapped: total, sold: wanted });
  }
  // A line of text only has no VAT code and is worth nothing.
  if (sameMode && lines.every((line) => line.vatCode !== undefined || line.total === 0)) checkCodes(salesOrder, lines, tolerance);
  const perRate = sums(salesOrder.lines, ({ vatRate }) => vatRate);
  return {
    total: salesOrder.total,
    pricesIncludeTax: salesOrder.pricesIncludeTax,
    vat: sameMode ? [...perRate].map(([rate, amount]) => ({ rate, amount })) : [],
    tolerance,
  };
}

/** Which code stands for which rate is the value table's business: the amounts per group have to be the same. */
function checkCodes(salesOrder: SalesOrder, lines: readonly MappedLine[], tolerance: number): void {
  const perRate = sums(salesOrder.lines, ({ vatKey }) => vatKey);
  const perCode = sums(lines, ({ vatCode }) => vatCode);
  const [sold, mapped] = [perRate, perCode].map((groups) => [...groups.values()].sort((a, b) => a - b));
  if (sold.length === mapped.length && sold.every((amount, index) => Math.abs(amount - mapped[index]) <= tolerance)) return;
  const sentence = `the mapped lines per VAT code (${shown(perCode)}) are not those per VAT rate of the webshop (${shown(perRate)}).`;
  throw orderHold(salesOrder.id, 'ORDER_MAPPING_TOTAL', sentence, {
    mapped: Object.fromEntries(perCode),
    sold: Object.fromEntries(perRate),
  });
}

/**
 * Compares what MplusKASSA computed for an order or invoice with what the shop sold: the total, and the amount at each VAT rate when
 * the till tells its VAT groups. `expected` may be a total in cents only. The record exists in the till when this throws HoldError
 * `ORDER_TILL_TOTAL` or `ORDER_TILL_VAT`.
 */
export function checkAnswer(expected: ExpectedTotals | number, answer: MplusRecord): void {
  const { total, tolerance, vat, pricesIncludeTax } =
    typeof expected === 'number' ? { total: expected, tolerance: 0, vat: [], pricesIncludeTax: true } : expected;
  const id = String(answer.extOrderId ?? answer.extInvoiceId);
  const where = `it is in the till as ${answer.transactionString ?? answer.orderId ?? answer.invoiceId}`;
  const booked = answer.totalInclAmount;
  if (typeof booked !== 'number') {
    const sentence = `${where}, but the till told no total to compare with ${formatCents(total)}.`;
    throw orderHold(id, 'ORDER_TILL_TOTAL', sentence, { sold: total });
  }
  if (Math.abs(booked - total) > tolerance) {
    const sentence = `${where} for ${formatCents(booked)}, but the webshop sold for ${formatCents(total)}.`;
    throw orderHold(id, 'ORDER_TILL_TOTAL', sentence, { booked, sold: total });
  }
  const groups = (answer.vatGroupList ?? []) as VatGroup[];
  if (groups.length === 0 || vat.length === 0) return;
  const perRate = bookedPerRate(groups, vat, pricesIncludeTax);
  const sold = new Map(vat.map(({ rate, amount }) => [rate, amount]));
  const differs = (rate: number) => Math.abs((perRate.get(rate) ?? 0) - (sold.get(rate) ?? 0)) > tolerance;
  if (![...perRate.keys(), ...sold.keys()].some(differs)) return;
  const sentence = `${where} with ${shown(perRate, '%')}, but the webshop sold ${shown(sold, '%')}.`;
  throw orderHold(id, 'ORDER_TILL_VAT', sentence, { booked: Object.fromEntries(perRate), sold: Object.fromEntries(sold) });
}

interface VatGroup {
  /** Percent. */
  vatPercentage: number;
  /** Cents. */
  exclAmount?: number;
  vatAmount?: number;
}

function bookedPerRate(groups: VatGroup[], sold: ExpectedTotals['vat'], pricesIncludeTax: boolean): Map<number, number> {
  const rates = sold.map(({ rate }) => rate);
  const free = rates.every((rate) => rate === 0);
  const lines = groups.map(({ vatPercentage, exclAmount = 0, vatAmount = 0 }) => ({
    // What the till calls the rate of a group on which it charges no VAT, and whether it knows halves of a percent, is not documented
    // (reference 2.3).
    rate: free && vatAmount === 0 ? 0 : nearestOf(rates, vatPercentage),
    total: pricesIncludeTax ? exclAmount + vatAmount : exclAmount,
  }));
  return sums(lines, ({ rate }) => rate);
}

function nearestOf(rates: readonly number[], percent: number): number {
  return rates.includes(percent) ? percent : (rates.find((rate) => Math.abs(rate - percent) < 1) ?? percent);
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

function sum(lines: readonly { total: number }[]): number {
  return lines.reduce((total, line) => total + line.total, 0);
}

/** Sums per group, groups that come to nothing left out. */
function sums<Line extends { total: number }, Key>(lines: readonly Line[], key: (line: Line) => Key): Map<Key, number> {
  const groups = new Map<Key, number>();
  for (const line of lines) groups.set(key(line), (groups.get(key(line)) ?? 0) + line.total);
  return new Map([...groups].filter(([, total]) => total !== 0));
}

/** `21%: 12.10, 9%: 3.50` */
function shown(groups: Map<unknown, number>, unit = ''): string {
  return [...groups].map(([key, cents]) => `${key}${unit}: ${formatCents(cents)}`).join(', ');
}
