/** Quantities by the piece and by weight: decimal numbers with at most six decimals, which is what a line of the till can hold. */
import { divideRounded } from '../money';

const MILLIONTHS = 1_000_000;

/** A quantity above 0 without the noise of a binary float (`0.1 + 0.2` is 0.3); undefined for anything else. */
export function readQuantity(quantity: number | null | undefined): number | undefined {
  const given = quantity ?? 0;
  const plain = Number.isInteger(given) ? given : Number(given.toPrecision(12));
  const usable = plain > 0 && Number.isSafeInteger(Math.round(plain * MILLIONTHS)) && /^\d+(\.\d{1,6})?$/.test(String(plain));
  return usable ? plain : undefined;
}

/** Cents of a quantity at a unit price in cents, rounded once, half away from zero. Whole numbers keep the product exact. */
export function lineTotal(quantity: number, unitPrice: number): number {
  const scale = Number.isInteger(quantity) ? 1 : MILLIONTHS;
  return divideRounded(Math.round(quantity * scale) * unitPrice, scale);
}

/**
 * Units in whole cents that come to `total` exactly, at `wanted` cents a unit when that fits: else one line, or two a cent apart of
 * which the dearer has whole units. `splitUnits(3, 1000, 400)` → 1 × 334 and 2 × 333.
 */
export function splitUnits(quantity: number, total: number, wanted: number): { quantity: number; unitPrice: number }[] {
  if (lineTotal(quantity, wanted) === total) return [{ quantity, unitPrice: wanted }];
  const scale = Number.isInteger(quantity) ? 1 : MILLIONTHS;
  const units = Math.round(quantity * scale);
  const unitPrice = Number((BigInt(total) * BigInt(scale)) / BigInt(units));
  const dearer = total - lineTotal(quantity, unitPrice);
  // More than there are whole units only when rounding the part of a unit takes a cent: then one cent more a unit is exact.
  if (dearer > quantity) return [{ quantity, unitPrice: unitPrice + 1 }];
  const lines = [
    { quantity: dearer, unitPrice: unitPrice + 1 },
    { quantity: Math.round((quantity - dearer) * scale) / scale, unitPrice },
  ];
  return lines.filter((line) => line.quantity > 0);
}
