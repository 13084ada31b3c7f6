/**
 * The demo shop as neutral data: what both simulators are filled with. Neither system's field names are used here, so that a
 * simulator has to translate for itself.
 */

export interface LocalText {
  nl: string;
  en: string;
  pl: string;
}

export interface ShopArticle {
  articleNumber: number;
  /** Digits, may have leading zeros. */
  pluNumber: string;
  externalId?: string;
  /** EAN, may have leading zeros. */
  barcode?: string;
  /** In the language of the till. */
  description: string;
  colour?: string;
  size?: string;
  brand?: string;
  vatCode: number;
  turnoverGroup: number;
  /** Cents, VAT included. */
  priceIncl: number;
  purchasePrice: number;
  /** Sale price with its period, calendar dates `yyyy-mm-dd`. */
  sale?: { priceIncl: number; from: string; through: string };
  active: boolean;
  webshop: boolean;
  stockArticle: boolean;
  /** Sold by weight: quantities have three decimals. */
  weighed: boolean;
  /** Kilograms. */
  weight?: number;
  /** Decimal quantity per branch number. */
  stock: Record<number, number>;
}

export interface ShopProduct {
  productNumber: number;
  name: LocalText;
  description?: LocalText;
  groupNumbers: number[];
  articles: ShopArticle[];
  /** The webshop carries this product already. */
  inWebshop: boolean;
}

export interface ShopGroup {
  groupNumber: number;
  parent?: number;
  name: LocalText;
  sortOrder: number;
}

export interface ShopPerson {
  /** Absent for the default debtor. */
  email?: string;
  name: string;
  companyName?: string;
  vatNumber?: string;
  /** Street and number, second line after a line feed. */
  street: string;
  postalCode: string;
  city: string;
  /** ISO alpha-2. */
  countryCode: string;
  phone?: string;
  language: string;
}

export interface ShopRelation extends ShopPerson {
  relationNumber: number;
}

export interface ShopVat {
  branchNumber: number;
  countryIso3: string;
  countryNumeric: number;
  vatCode: number;
  percent: number;
}

/** An order a shopper placed; prices, taxes and totals are computed by the shopper actor as a shop would. */
export interface ShopOrder {
  /** What the order shows, for tests and the demo: `new-company`, `existing-person`, `already-in-till`, `unknown-sku`, `no-email`, … */
  scenario?: string;
  /** Days before the start of the sandbox. */
  daysAgo: number;
  buyer: ShopPerson;
  lines: { sku: string; quantity: number; name?: string; priceIncl?: number; vatPercent?: number }[];
  shippingMethod: string;
  paymentMethod: string;
  paid: boolean;
  fulfillmentStatus: 'AWAITING_PROCESSING' | 'PROCESSING' | 'SHIPPED' | 'DELIVERED';
  coupon?: string;
  /** The buyer's VAT number shifts the tax to the buyer: prices without VAT, no tax. */
  reverseCharge?: boolean;
  /** Cents of the total that were paid with a gift card. */
  giftCard?: number;
  /** Cents, VAT included at the high rate. */
  handlingFee?: number;
  comments?: string;
}

export interface Shop {
  name: string;
  languages: string[];
  branches: {
    branchNumber: number;
    name: string;
    abbreviation: string;
    workplaces: { workplaceNumber: number; name: string }[];
  }[];
  employees: { employeeNumber: number; name: string; active: boolean }[];
  vat: ShopVat[];
  paymentMethods: { method: string; description: string; active: boolean }[];
  deliveryMethods: { deliveryMethod: string; description: string; enabled: boolean }[];
  turnoverGroups: { turnoverGroup: number; name: string; accountNumber: number }[];
  orderCategories: { orderCategoryNumber: number; description: string }[];
  relationCategories: { categoryId: number; name: string; supplier: boolean }[];
  groups: ShopGroup[];
  products: ShopProduct[];
  relations: ShopRelation[];
  /** Buyers the webshop knows. */
  customers: ShopPerson[];
  /** Amounts in cents, VAT included; `vatPercent` of the shipping cost. */
  shippingMethods: { title: string; kind: 'SHIPPING' | 'PICKUP' | 'DELIVERY'; rate: number; vatPercent: number }[];
  webshopPaymentMethods: { title: string; module: string }[];
  coupons: { code: string; kind: 'percent' | 'absolute' | 'freeShipping'; value: number }[];
  orders: ShopOrder[];
}
