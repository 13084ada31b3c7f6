/** An order of the till as an order of the shop: amounts in cents become decimal, and tax rows and totals come with them. Pure. */
import { fromCents } from '../money';
import type { ShopPerson } from './till-sale';

type Json = Record<string, unknown>;

/** A mapped order, its amounts in cents. */
export interface WantedOrder {
  /** Id in the till; the order is found again by it. */
  readonly tillOrderId: string;
  readonly tillOrderNumber: string;
  /** Its number in a shop, when it came from one. */
  readonly extOrderId?: string;
  readonly email: string;
  readonly paymentStatus: string;
  readonly fulfillmentStatus: string;
  readonly pricesIncludeTax: boolean;
  readonly reverseCharge?: boolean;
  readonly total: number;
  /** ISO date and time. */
  readonly createDate?: string;
  readonly items: readonly {
    readonly sku?: string;
    readonly name: string;
    readonly quantity: number;
    readonly price: number;
    readonly vatRate: number;
    readonly vat: number;
  }[];
  readonly billingPerson?: Partial<ShopPerson>;
  readonly shippingPerson?: Partial<ShopPerson>;
  readonly paymentMethod?: string;
  readonly orderComments?: string;
  readonly privateAdminNotes?: string;
  readonly trackingNumber?: string;
}

const MARK = 'mplus-';

/** What marks an order of the shop as one of the till: the key it is found by (reference 1.10). */
export function transactionOf(tillOrderId: string): string {
  return `${MARK}${tillOrderId}`;
}

/** Whether the shop has this order from the till: it must not go back there. */
export function isFromTill(order: Readonly<Json>): boolean {
  return String(order.externalTransactionId ?? '').startsWith(MARK);
}

/**
 * The body that creates the order. Nothing in it is calculated by the shop (reference 5.6), and stock stays as it is: items are named by
 * SKU, without the `productId` that makes a paid order take them off stock.
 */
export function ecwidOrderBody(wanted: WantedOrder): Json {
  const { tillOrderId, tillOrderNumber: _, extOrderId: __, reverseCharge, createDate, items, total, ...fields } = wanted;
  const subtotal = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return {
    ...fields,
    externalTransactionId: transactionOf(tillOrderId),
    ...(createDate !== undefined && { createDate: ecwidDate(createDate) }),
    ...(reverseCharge && { reversedTaxApplied: true }),
    subtotal: fromCents(subtotal),
    tax: fromCents(items.reduce((sum, { vat }) => sum + vat, 0)),
    total: fromCents(total),
    items: items.map((item) => itemBody(item, wanted.pricesIncludeTax)),
  };
}

/** `2026-06-12T13:45:30+02:00` → `2026-06-12 11:45:30 +0000` (reference 1.9) */
function ecwidDate(iso: string): string {
  return new Date(iso)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' +0000');
}

function itemBody({ sku, name, quantity, price, vatRate, vat }: WantedOrder['items'][number], includeInPrice: boolean): Json {
  const tax = fromCents(vat);
  return {
    ...(sku !== undefined && { sku }),
    name,
    quantity,
    price: fromCents(price),
    tax,
    taxes:
      vatRate === 0
        ? []
        : [
            {
              name: `VAT ${vatRate}%`,
              value: vatRate,
              total: tax,
              taxOnDiscountedSubtotal: tax,
              taxOnShipping: 0,
              includeInPrice,
            },
          ],
  };
}
