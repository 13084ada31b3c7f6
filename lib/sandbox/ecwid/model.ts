import type { JsonObject } from './json';
import type { Row } from './table';
import type { Texts } from './texts';

export interface AttributeValue {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly valueTranslated?: Texts;
  readonly show: string;
}

export interface OptionChoice {
  readonly text: string;
  readonly textTranslated: Texts;
  readonly priceModifier: number;
  readonly priceModifierType: string;
  readonly hexCodes?: readonly string[];
}

export interface ProductOption {
  readonly type: string;
  readonly name: string;
  readonly nameTranslated: Texts;
  /** Absent on free-text options. */
  readonly choices?: readonly OptionChoice[];
  readonly defaultChoice: number | null;
  readonly required: boolean;
}

/** A variation. Absent: inherited from the product (reference 3.5). Without a SKU of its own it has no stock of its own. */
export interface Variation {
  readonly id: number;
  readonly combinationNumber: number;
  readonly options: readonly { name: string; value: string }[];
  readonly sku?: string;
  readonly price?: number;
  readonly weight?: number;
  readonly quantity: number;
  readonly unlimited: boolean;
  readonly attributes: readonly AttributeValue[];
  readonly externalReferenceId?: string;
  readonly [field: string]: unknown;
}

export interface Product extends Row {
  readonly sku: string;
  readonly price: number;
  /** Kept, but not shown, while `unlimited`. */
  readonly quantity: number;
  readonly unlimited: boolean;
  readonly enabled: boolean;
  readonly nameTranslated: Texts;
  readonly categoryIds: readonly number[];
  readonly productClassId: number;
  readonly options: readonly ProductOption[];
  readonly attributes: readonly AttributeValue[];
  readonly combinations: readonly Variation[];
  readonly externalReferenceId?: string;
  readonly tax: JsonObject;
  readonly [field: string]: unknown;
}

export interface Category extends Row {
  /** 0 = root. */
  readonly parentId: number;
  readonly orderBy: number;
  readonly enabled: boolean;
  readonly nameTranslated: Texts;
  readonly externalReferenceId?: string;
  readonly [field: string]: unknown;
}

export interface StockMove {
  readonly productId: number;
  readonly combinationId?: number;
  readonly quantity: number;
}

/** `id` is the internal number; money and lines are kept as they were sent. */
export interface Order extends Row {
  /** The public id, with prefix and suffix. */
  readonly orderId: string;
  readonly publicUid: string;
  readonly paymentStatus: string;
  readonly fulfillmentStatus: string;
  readonly email?: string;
  readonly items: readonly JsonObject[];
  readonly refunds: readonly { date: string; source: string; reason: string; amount: number }[];
  /** Stock this order took and has not given back. */
  readonly taken: readonly StockMove[];
  readonly [field: string]: unknown;
}

export interface Customer extends Row {
  readonly email: string;
  /** 0 = none. */
  readonly customerGroupId: number;
  readonly billingPerson?: JsonObject;
  readonly shippingAddresses: readonly JsonObject[];
  readonly contacts: readonly JsonObject[];
  readonly stats: { numberOfOrders: number; salesValue: number; firstOrder?: number; lastOrder?: number };
  readonly [field: string]: unknown;
}

export interface CustomerGroup extends Row {
  readonly name: string;
  readonly externalReferenceId?: string;
}

export interface ProductType extends Row {
  readonly name: string;
  readonly attributes: readonly { id: number; name: string; type: string; show: string }[];
}

export interface OrderStatus {
  readonly statusId: string;
  readonly orderStatusType: 'PAYMENT_STATUS' | 'FULFILLMENT_STATUS';
  readonly name: string;
  readonly enabled: boolean;
  readonly defaultStatus: boolean;
  readonly sendNotificationWhenStatusIsAssigned: boolean;
}

export interface Coupon {
  readonly id: number;
  readonly name: string;
  readonly code: string;
  readonly discountType: 'ABS' | 'PERCENT' | 'SHIPPING';
  /** Currency units or percent. */
  readonly discount: number;
}

export type DeletedEntity = 'products' | 'orders' | 'customers' | 'coupons' | 'reviews';

export interface DeletedItem {
  readonly id: number;
  readonly orderId?: string;
  /** Unix seconds. */
  readonly at: number;
}

/** The SKU of a product and those of its variations that have their own. */
export function skusOf(product: Product): string[] {
  return [product.sku, ...product.combinations.map((variation) => variation.sku).filter((sku) => sku !== undefined)];
}
