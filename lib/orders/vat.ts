/** VAT arithmetic in integer cents. Rates are percents and may have three decimals. */
import { allocate, divideRounded, toCents } from '../money';
import type { EcwidTax } from './ecwid-order';

/** VAT of one rate, in cents, as the shop computed it. */
export interface RateVat {
  rate: number;
  vat: number;
}

/** A share of an amount that belongs to one rate. */
export interface RatePart {
  rate: number;
  weight: number;
}

const HUNDRED = 100_000;
const scaled = (rate: number): number => Math.round(rate * 1000);

/** Cents of VAT in (prices with VAT) or on top of (prices without) an amount. */
export function vatOf(amount: number, rate: number, pricesIncludeTax: boolean): number {
  return divideRounded(amount * scaled(rate), pricesIncludeTax ? HUNDRED + scaled(rate) : HUNDRED);
}

/** The amount, with or without VAT, that a VAT of that rate comes from. */
function amountOf({ rate, vat }: RateVat, pricesIncludeTax: boolean): number {
  return divideRounded(vat * (pricesIncludeTax ? HUNDRED + scaled(rate) : HUNDRED), scaled(rate));
}

/** The amount all rows together come from. */
export function taxedAmount(rows: readonly RateVat[], pricesIncludeTax: boolean): number {
  return rows.reduce((sum, row) => sum + amountOf(row, pricesIncludeTax), 0);
}

/** Cents of all rows together. */
export function sumVat(rows: readonly RateVat[]): number {
  return rows.reduce((sum, { vat }) => sum + vat, 0);
}

/** Tax rows of a rate above 0, one a rate. `vatIn` picks the amount of a row that is meant, in currency units. */
export function rateVats(
  taxes: readonly EcwidTax[] | null | undefined,
  vatIn: (tax: EcwidTax) => number | null | undefined,
): RateVat[] {
  const byRate = new Map<number, number>();
  for (const tax of taxes ?? []) {
    const rate = tax.value ?? 0;
    if (rate > 0) byRate.set(rate, (byRate.get(rate) ?? 0) + toCents(vatIn(tax) ?? 0));
  }
  return [...byRate].map(([rate, vat]) => ({ rate, vat }));
}

/**
 * Splits an amount over the rates its VAT was computed with: a shop taxes shipping at the rates of the goods. What the VAT does not
 * account for belongs to rate 0. The weights add up to the amount. Undefined when the VAT is more than the amount can carry; one cent
 * of rounding a row is allowed.
 */
export function partsByRate(amount: number, rows: readonly RateVat[], pricesIncludeTax: boolean): RatePart[] | undefined {
  if (rows.length === 0) return [{ rate: 0, weight: amount }];
  const parts = rows.map((row) => ({ rate: row.rate, weight: amountOf(row, pricesIncludeTax) }));
  if (parts.some(({ weight }) => weight < 0)) return undefined;
  const rest = amount - sum(parts.map(({ weight }) => weight));
  // The lower the rate, the less a cent of VAT tells about its amount: low rates take most of what rounding leaves.
  const cent = rows.map(({ rate }) => amountOf({ rate, vat: 1 }, pricesIncludeTax));
  if (rest > sum(cent)) return [...parts, { rate: 0, weight: rest }];
  const slack = rest > 0 ? cent : cent.map((most, index) => Math.min(most, parts[index].weight));
  if (-rest > sum(slack)) return undefined;
  const corrections = allocate(rest, slack);
  return parts.map(({ rate, weight }, index) => ({ rate, weight: weight + corrections[index] }));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
