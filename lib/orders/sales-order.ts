/**
 * The canonical sales order: what an Ecwid order says, in integer cents, checked, before a mapping gives it the shape of a
 * MplusKASSA order or invoice. Arithmetic ends here; mappings only move values.
 */

export type LineKind = 'article' | 'shipping' | 'fee' | 'surcharge' | 'rounding';

export interface SalesLine {
  kind: LineKind;
  /** Article lines: the SKU as the shop has it, white space trimmed. Other kinds: absent. */
  sku?: string;
  /** What a person reads on the till: product name with chosen options, shipping method, name of the fee. */
  text: string;
  /** Chosen options of an article line. */
  options: { name: string; value: string }[];
  /** Decimal number with at most six decimals; whole unless the goods are weighed. */
  quantity: number;
  /**
   * Cents per unit **after** discounts, in the order's own mode: with VAT when `pricesIncludeTax`, else without. A discount that does
   * not divide by the quantity splits the line in two, so that quantity × unitPrice is exact. Below 0 only for a rounding.
   */
  unitPrice: number;
  /** Cents per unit before discounts, same mode. */
  originalUnitPrice: number;
  /** Cents of discount contained in the line: what it would come to at originalUnitPrice, less `total`. */
  discount: number;
  /** Cents, quantity × unitPrice rounded once, same mode. */
  total: number;
  /** Percent, e.g. 21, 9, 0; decimals allowed. */
  vatRate: number;
  /** `COUNTRY/RATE`, the key of the value table `vatCodes`: `NL/21`. */
  vatKey: string;
}

export interface SalesPayment {
  /** Display name of the payment method in the shop: the key of the value table `paymentMethods`. Gift card and store credit too. */
  method: string;
  kind: 'payment' | 'giftCard' | 'storeCredit';
  /** The money is in: gift card and store credit always, the payment itself by the payment status of the order. */
  paid: boolean;
  /** Cents. */
  amount: number;
  /** Transaction id of the payment provider, or gift card code. */
  reference?: string;
}

/** An address of the order; every field is empty text when the shop has none. */
export interface SalesAddress {
  name: string;
  companyName: string;
  /** First line: street and number. */
  street: string;
  /** Second line, empty when there is none. */
  street2: string;
  postalCode: string;
  city: string;
  /** ISO 3166-1 alpha-2, upper case. */
  countryCode: string;
  /** ISO 3166-1 alpha-3. */
  countryIso3: string;
  /** In Dutch, the language of the till. */
  countryName: string;
  stateOrProvinceCode: string;
  phone: string;
}

export interface SalesBuyer {
  /** Trimmed, lower case; empty when the order has none. */
  email: string;
  customerId?: number;
  /** Filled: the buyer is a company. */
  companyName: string;
  name: string;
  vatNumber: string;
  phone: string;
  language: string;
  acceptsMarketing: boolean;
}

export interface SalesVat {
  rate: number;
  vatKey: string;
  /** Cents of all lines of this rate, in the order's own mode. */
  total: number;
  /** Cents of VAT as the shop computed it, within a cent per line of what the rate gives. */
  vat: number;
}

export interface SalesOrder {
  /** Public order id of the shop (`id`), never a number. */
  id: string;
  /** ISO date-time with offset; empty when the shop gives none. */
  createdAt: string;
  /** Prices and line totals contain VAT. Always false with `reverseCharge`. */
  pricesIncludeTax: boolean;
  /** VAT is shifted to the buyer: all rates are 0, prices without VAT. */
  reverseCharge: boolean;
  taxExempt: boolean;
  /** Country whose VAT applies, ISO alpha-2 and alpha-3. */
  vatCountry: string;
  vatCountryIso3: string;
  /** The VAT country is another member of the EU, and VAT is charged. */
  vatAbroad: boolean;
  paymentStatus: string;
  fulfillmentStatus: string;
  buyer: SalesBuyer;
  billingAddress: SalesAddress;
  shippingAddress: SalesAddress;
  shipping: {
    /** Display name of the shipping method, the key of the value tables `deliveryMethods` and `shippingArticles`; empty when none. */
    method: string;
    kind: 'SHIPPING' | 'PICKUP' | 'DELIVERY' | '';
    pickupTime?: string;
  };
  lines: SalesLine[];
  payments: SalesPayment[];
  vat: SalesVat[];
  /** Cents the lines come to, VAT included, before gift card and store credit: the total of the shop, or as near as is tolerated. */
  total: number;
  /** Cents of VAT in `total`, as the shop booked it; may differ by rounding from the sum of `vat`. */
  totalVat: number;
  /** Remark of the buyer, empty when none. */
  comments: string;
  /** The Ecwid order, untouched. */
  original: Record<string, unknown>;
}
