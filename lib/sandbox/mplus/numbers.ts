/** Rounded quotient of two whole numbers, half away from zero. */
export function divide(numerator: number, denominator: number): number {
  const negative = numerator < 0 !== denominator < 0;
  const quotient = Math.floor((2 * Math.abs(numerator) + Math.abs(denominator)) / (2 * Math.abs(denominator)));
  return negative ? 0 - quotient : quotient;
}

/** A whole number with `from` decimals as a whole number with `to` decimals. */
export function rescale(value: number, from: number, to: number): number {
  return to >= from ? value * 10 ** (to - from) : divide(value, 10 ** (from - to));
}

/** A whole number with `places` decimals in thousandths, the unit in which the simulator counts stock. */
export function thousandths(value: number, places = 0): number {
  return rescale(value, places, 3);
}
