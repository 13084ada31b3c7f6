import { formatCents, toCents } from '../money';
import type { EcwidOrder } from './ecwid-order';
import { orderHold } from './hold';
import { lineTotal, splitUnits } from './quantity';
import type { LineKind, SalesLine } from './sales-order';

/** A line of the shop before it is split into units of whole cents. */
export interface Draft {
  kind: LineKind;
  sku?: string;
  text: string;
  options: { name: string; value: string }[];
  quantity: number;
  /** Cents per unit before discounts. */
  unitPrice: number;
  /** Cents of the line before discounts. */
  amount: number;
  /** Cents. */
  discount: number;
  rate: number;
}

/** Cents of an amount of the order that cannot be negative. Throws HoldError `ORDER_UNSUPPORTED`. */
export function amountIn(order: EcwidOrder, amount: number | null | undefined, what: string): number {
  const value = toCents(amount ?? 0);
  if (value < 0) throw orderHold(order.id, 'ORDER_UNSUPPORTED', `its ${what} is negative: ${formatCents(value)}.`);
  return value;
}

/** The lines of a draft, each with a price in whole cents. */
export function linesOf(draft: Draft, vatCountry: string): SalesLine[] {
  const lines = splitUnits(draft.quantity, draft.amount - draft.discount, draft.unitPrice);
  return lines.map(({ quantity, unitPrice }) => ({
    kind: draft.kind,
    ...(draft.sku === undefined ? {} : { sku: draft.sku }),
    text: draft.text,
    options: draft.options,
    quantity,
    unitPrice,
    originalUnitPrice: draft.unitPrice,
    discount: lineTotal(quantity, draft.unitPrice) - lineTotal(quantity, unitPrice),
    total: lineTotal(quantity, unitPrice),
    vatRate: draft.rate,
    vatKey: vatKeyOf(vatCountry, draft.rate),
  }));
}

/** The line that takes up a difference of cents; it carries no VAT, so that the VAT of the order stays what the shop charged. */
export function roundingLine(cents: number, vatCountry: string): SalesLine {
  return {
    kind: 'rounding',
    text: 'Rounding',
    options: [],
    quantity: 1,
    unitPrice: cents,
    originalUnitPrice: cents,
    discount: 0,
    total: cents,
    vatRate: 0,
    vatKey: vatKeyOf(vatCountry, 0),
  };
}

function vatKeyOf(vatCountry: string, rate: number): string {
  return `${vatCountry}/${rate}`;
}
