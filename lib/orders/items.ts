import { toCents } from '../money';
import { trimmed } from './address';
import { amountIn, type Draft } from './draft';
import { type EcwidItem, type EcwidOrder, itemLabel } from './ecwid-order';
import { orderHold } from './hold';
import { readQuantity } from './quantity';
import { goodsVat } from './taxes';
import { rateVats } from './vat';

export interface ItemDraft extends Draft {
  readonly item: EcwidItem;
}

/**
 * The items as drafts, without discounts; all at rate 0 when the order is free of VAT. The effect of chosen options is part of the
 * price (reference 5.3). Throws HoldError `ORDER_NO_LINES`, `ORDER_QUANTITY`, `ORDER_LINE_NO_SKU` or `ORDER_UNSUPPORTED`.
 */
export function draftItems(order: EcwidOrder, vatFree: boolean): ItemDraft[] {
  const items = order.items ?? [];
  if (items.length === 0) throw orderHold(order.id, 'ORDER_NO_LINES', 'it has no items.');
  return items.map((item) => draftItem(order, item, vatFree));
}

function draftItem(order: EcwidOrder, item: EcwidItem, vatFree: boolean): ItemDraft {
  const name = trimmed(item.name);
  const sku = trimmed(item.sku);
  const label = itemLabel(item);
  const quantity = readQuantity(item.quantity);
  if (quantity === undefined) {
    throw orderHold(order.id, 'ORDER_QUANTITY', `item ${label} has the quantity ${item.quantity ?? 'none'}.`);
  }
  if (sku === '') throw orderHold(order.id, 'ORDER_LINE_NO_SKU', `item ${label} has no SKU.`);
  const options = (item.selectedOptions ?? [])
    .map((option) => ({ name: trimmed(option.name), value: trimmed(option.value ?? option.valuesArray?.join(', ')) }))
    .filter(({ value }) => value !== '');
  const chosen = options.map((option) => `${option.name}: ${option.value}`).join(', ');
  return {
    item,
    kind: 'article',
    sku,
    text: chosen === '' ? name : `${name} (${chosen})`,
    options,
    quantity,
    unitPrice: amountIn(order, item.price, `price of item ${label}`),
    // Prices below a cent are possible through the API: the line is rounded once, not each unit.
    amount: toCents(Number((item.price * quantity).toPrecision(14))),
    discount: 0,
    rate: vatFree ? 0 : rateOf(order, item, label),
  };
}

/** A row that only carries tax on shipping says nothing about the goods. */
function rateOf(order: EcwidOrder, item: EcwidItem, label: string): number {
  const rows = rateVats(item.taxes, goodsVat);
  if (rows.length <= 1) return rows[0]?.rate ?? 0;
  const charged = rows.filter(({ vat }) => vat !== 0);
  if (charged.length === 1) return charged[0].rate;
  const rates = rows.map(({ rate }) => `${rate}%`).join(' and ');
  throw orderHold(order.id, 'ORDER_UNSUPPORTED', `item ${label} is taxed at ${rates}; a line of the till has one rate.`);
}
