/**
 * Money is integer cents everywhere in this pack. Ecwid speaks JSON numbers in whole currency units, which are binary floats:
 * they are turned into cents once at the border and back once on the way out.
 */

/** Cents of an amount in currency units, rounded half away from zero. `19.95` → `1995`; throws RangeError for NaN and infinities. */
export function toCents(amount: number): number {
  if (!Number.isFinite(amount)) throw new RangeError(`Not an amount of money: ${amount}`);
  // The shortest decimal text of a float is what was meant: 1.005 * 100 is 100.49999999999999, its text is not.
  const [mantissa, exponent = '0'] = Math.abs(amount).toString().split('e');
  const cents = Math.round(Number(`${mantissa}e${Number(exponent) + 2}`));
  return amount < 0 ? 0 - cents : cents;
}

/** Currency units of an amount in cents: `1995` → `19.95`. */
export function fromCents(cents: number): number {
  return cents / 100;
}

/** Cents as text with two decimals and a point: `-5` → `"-0.05"`. */
export function formatCents(cents: number): string {
  const digits = Math.abs(cents).toString().padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Rounded quotient of two integers, half away from zero; the operands may be as large as 2^53. */
export function divideRounded(numerator: number, denominator: number): number {
  const negative = numerator < 0 !== denominator < 0;
  const n = BigInt(Math.abs(numerator));
  const d = BigInt(Math.abs(denominator));
  const quotient = Number((2n * n + d) / (2n * d));
  return negative ? 0 - quotient : quotient;
}

/**
 * Splits an amount over weights so that the parts add up exactly (largest remainder; ties go to the earlier part).
 * All weights zero: the whole amount goes to the first part. No weights: an empty list.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const sign = total < 0 ? -1 : 1;
  const amount = BigInt(Math.abs(total));
  const whole = BigInt(sum);
  const shares = weights.map((weight) => {
    const product = amount * BigInt(weight);
    return { part: Number(product / whole), remainder: product % whole };
  });
  let left = Math.abs(total) - shares.reduce((a, share) => a + share.part, 0);
  const byRemainder = shares.map((_, index) => index).sort((a, b) => Number(shares[b].remainder - shares[a].remainder) || a - b);
  for (const index of byRemainder) {
    if (left === 0) break;
    shares[index].part += 1;
    left -= 1;
  }
  return shares.map((share) => (share.part === 0 ? 0 : sign * share.part));
}
