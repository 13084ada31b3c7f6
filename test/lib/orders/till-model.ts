/** A little till of its own: books the lines of a mapped order in whole numbers (BigInt), as the shop model sells them. */

type Json = Record<string, unknown>;

export interface TillLine {
  data: { quantity: number; price: number; vatCode: number };
}

const half = (numerator: bigint, denominator: bigint): bigint => {
  const sign = numerator < 0n ? -1n : 1n;
  return sign * ((2n * numerator * sign + denominator) / (2n * denominator));
};

/** The answer of the till: total and VAT groups in cents, VAT rounded per line. `rates`: percent of each VAT code. */
export function book(lines: readonly TillLine[], inclusive: boolean, rates: ReadonlyMap<number, number>): Json {
  const groups = new Map<number, { excl: bigint; vat: bigint }>();
  for (const { data } of lines) {
    const [whole, fraction = ''] = String(data.quantity).split('.');
    const amount = half(BigInt(whole + fraction) * BigInt(data.price), 10n ** BigInt(fraction.length));
    const rate = BigInt(Math.round((rates.get(data.vatCode) ?? 0) * 1000));
    const vat = half(amount * rate, 100_000n + (inclusive ? rate : 0n));
    const group = groups.get(data.vatCode) ?? { excl: 0n, vat: 0n };
    groups.set(data.vatCode, { excl: group.excl + amount - (inclusive ? vat : 0n), vat: group.vat + vat });
  }
  const list = [...groups].map(([vatCode, { excl, vat }]) => ({
    vatCode,
    vatPercentage: rates.get(vatCode),
    exclAmount: Number(excl),
    vatAmount: Number(vat),
  }));
  return {
    extOrderId: 'M1',
    transactionString: '2026-1',
    totalInclAmount: list.reduce((total, { exclAmount, vatAmount }) => total + exclAmount + vatAmount, 0),
    vatGroupList: list,
  };
}
