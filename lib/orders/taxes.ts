/** The VAT of an order: read by what it was charged on, and checked against the lines. */
import { formatCents, toCents } from '../money';
import type { Draft } from './draft';
import { type EcwidOrder, type EcwidTax, itemLabel } from './ecwid-order';
import { orderHold } from './hold';
import type { SalesLine, SalesVat } from './sales-order';
import { type RateVat, rateVats, sumVat, vatOf } from './vat';

/** VAT of the order by what it was charged on. */
export interface Taxes {
  goods: RateVat[];
  shipping: RateVat[];
  /** Empty when the VAT on the fee is part of `shipping`. */
  fee: RateVat[];
  surcharges: RateVat[][];
}

/** Of an order without VAT, whatever its tax rows say. */
export const NO_TAXES: Taxes = { goods: [], shipping: [], fee: [], surcharges: [] };

/** In some orders `total` contains the tax on shipping, which `taxesOnShipping` tells again (reference 5.8). */
export function goodsVat(tax: EcwidTax): number {
  return tax.taxOnDiscountedSubtotal ?? (tax.total ?? 0) - (tax.taxOnShipping ?? 0) - (tax.taxOnHandlingFee ?? 0);
}

/** The VAT rows of an order; where the shop tells it apart nowhere, from the items. */
export function readTaxes(order: EcwidOrder): Taxes {
  const ofItems = (order.items ?? []).flatMap(({ taxes }) => taxes ?? []);
  const orElse = (rows: RateVat[], share: (tax: EcwidTax) => number | null | undefined): RateVat[] =>
    rows.length > 0 ? rows : rateVats(ofItems, share).filter(({ vat }) => vat !== 0);
  const taxes = {
    goods: rateVats(ofItems, goodsVat),
    shipping: orElse(rateVats(order.taxesOnShipping, inRow), (tax) => tax.taxOnShipping),
    fee: orElse(rateVats(order.handlingFee?.taxes, inRow), (tax) => tax.taxOnHandlingFee),
    surcharges: (order.customSurcharges ?? []).map((surcharge) => rateVats(surcharge.taxes, inRow)),
  };
  // The tax on shipping may cover the handling fee (reference 5.8): the tax of the order tells whether the fee's own rows add to it.
  const apart = toCents(order.tax ?? 0) - sumVat([...taxes.goods, ...taxes.shipping, ...taxes.surcharges.flat()]);
  const contained = Math.abs(apart) < Math.abs(apart - sumVat(taxes.fee));
  return contained ? { ...taxes, fee: [] } : taxes;
}

const inRow = (tax: EcwidTax): number | null | undefined => tax.total;

/**
 * The VAT per rate. The shop rounds per line: a cent a line is allowed, at each rate and in all (reference 5.8), and what the policy
 * lets through. Throws HoldError `ORDER_VAT_DIFFERS`, or `ORDER_MALFORMED` when the VAT is in a list that the order lacks.
 */
export function checkVat(
  order: EcwidOrder,
  drafts: readonly Draft[],
  lines: readonly SalesLine[],
  taxes: Taxes,
  totalVat: number,
  pricesIncludeTax: boolean,
  tolerance: number,
): SalesVat[] {
  const rows = [...taxes.goods, ...taxes.shipping, ...taxes.fee, ...taxes.surcharges.flat()];
  const byKey = new Map<string, SalesVat>();
  for (const { vatRate, vatKey, total } of lines) {
    const entry = byKey.get(vatKey) ?? { rate: vatRate, vatKey, total: 0, vat: 0 };
    byKey.set(vatKey, { ...entry, total: entry.total + total });
  }
  const vat = [...byKey.values()].map((entry) => ({ ...entry, vat: sumVat(rows.filter(({ rate }) => rate === entry.rate)) }));
  for (const entry of vat) {
    const expected = vatOf(entry.total, entry.rate, pricesIncludeTax);
    const allowed = drafts.filter(({ rate }) => rate === entry.rate).length + tolerance;
    if (Math.abs(entry.vat - expected) <= allowed) continue;
    const sentence = `the webshop charged ${formatCents(entry.vat)} VAT at ${entry.rate}%, its lines give ${formatCents(expected)}.`;
    throw orderHold(order.id, 'ORDER_VAT_DIFFERS', sentence, { rate: entry.rate, charged: entry.vat, expected });
  }
  const charged = sumVat(rows);
  if (Math.abs(charged - totalVat) > (rows.length === 0 ? 0 : drafts.length) + tolerance) {
    const without = order.items?.find(({ taxes: list }) => !list);
    if (without) {
      const sentence = `its tax is ${formatCents(totalVat)}, but item ${itemLabel(without)} has no list of taxes.`;
      throw orderHold(order.id, 'ORDER_MALFORMED', sentence);
    }
    const sentence = `its tax is ${formatCents(totalVat)}, the taxes of its lines come to ${formatCents(charged)}.`;
    throw orderHold(order.id, 'ORDER_VAT_DIFFERS', sentence, { tax: totalVat, lines: charged });
  }
  return vat;
}
