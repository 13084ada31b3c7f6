/** What an order costs beside its items: shipping, handling fee and surcharges, each at the rates its VAT was charged with. */
import { allocate, formatCents } from '../money';
import { trimmed } from './address';
import { amountIn, type Draft } from './draft';
import type { EcwidOrder } from './ecwid-order';
import { orderHold } from './hold';
import type { LineKind } from './sales-order';
import type { Taxes } from './taxes';
import { partsByRate, type RatePart, type RateVat, sumVat, taxedAmount } from './vat';

/**
 * The charges as drafts, those of nothing left out. `shippingRate` and `shippingDiscount` in cents. Throws HoldError
 * `ORDER_VAT_DIFFERS` when a charge has more VAT than it can carry.
 */
export function draftCharges(
  order: EcwidOrder,
  method: string,
  shippingRate: number,
  shippingDiscount: number,
  taxes: Taxes,
  pricesIncludeTax: boolean,
): Draft[] {
  const charge = (kind: LineKind, text: string, amount: number, discount: number, parts: RatePart[]): Draft[] => {
    const charged = allocate(
      amount - discount,
      parts.map(({ weight }) => weight),
    );
    const amounts = allocate(amount, charged);
    const drafts = parts.map(({ rate }, index) => ({
      kind,
      text,
      options: [],
      quantity: 1,
      unitPrice: amounts[index],
      amount: amounts[index],
      discount: amounts[index] - charged[index],
      rate,
    }));
    return drafts.filter((draft) => draft.amount > 0);
  };
  const parts = (amount: number, rows: RateVat[], what: string): RatePart[] => {
    const found = partsByRate(amount, rows, pricesIncludeTax);
    if (found) return found;
    const sentence = `the VAT on its ${what} is ${formatCents(sumVat(rows))}, which is too much for ${formatCents(amount)}.`;
    throw orderHold(order.id, 'ORDER_VAT_DIFFERS', sentence);
  };

  const shipped = shippingRate - shippingDiscount;
  const fee = amountIn(order, order.handlingFee?.value, 'handling fee');
  const taxed = taxedAmount(taxes.shipping, pricesIncludeTax);
  const together = fee > 0 && taxes.fee.length === 0 && Math.abs(taxed - shipped - fee) < Math.abs(taxed - shipped);
  const shippingParts = parts(together ? shipped + fee : shipped, taxes.shipping, 'shipping cost');
  const surcharges = (order.customSurcharges ?? []).flatMap((surcharge, index) => {
    const text = trimmed(surcharge.description) || 'Surcharge';
    const amount = amountIn(order, surcharge.total, `surcharge ${text}`);
    return charge('surcharge', text, amount, 0, parts(amount, taxes.surcharges[index] ?? [], `surcharge ${text}`));
  });
  return [
    ...charge('shipping', method || 'Shipping', shippingRate, shippingDiscount, shippingParts),
    ...charge(
      'fee',
      trimmed(order.handlingFee?.name) || 'Handling fee',
      fee,
      0,
      together ? shippingParts : parts(fee, taxes.fee, 'handling fee'),
    ),
    ...surcharges,
  ];
}
