/**
 * What the simulated installation keeps: vendor field names, cents, percentages in percent, dates as text. Fields that no rule of
 * the simulator looks at travel along unnamed.
 */
export type Fields = Record<string, unknown>;

export interface Article extends Fields {
  articleNumber: number;
  /** Not on the wire: the product it belongs to. */
  productNumber: number;
  syncMarker: number;
  pluNumber?: string;
  active?: boolean;
  webshop?: boolean;
  stockArticle?: boolean;
  description?: string;
  vatCode?: number;
  turnoverGroup?: number;
  priceIncl?: number;
  priceExcl?: number;
  purchasePrice?: number;
  salesPriceList?: {
    salesPriceNumber: number;
    description?: string;
    startDate?: string;
    endDate?: string;
    priceIncl?: number;
    priceExcl?: number;
  }[];
  componentArticleList?: {
    articleNumber?: number;
    quantity?: number;
    decimalPlaces?: number;
    description?: string;
    vatCode?: number;
  }[];
  linkedArticleList?: { articleNumber: number; quantity: number; decimalPlaces?: number }[];
}

export interface Product extends Fields {
  productNumber: number;
  /** Not on the wire: the marker of the last change of the product itself. */
  ownMarker: number;
  /** Not on the wire: the highest marker of the product and its articles; pages are cut along it. */
  marker: number;
  description?: string;
  articleList: Article[];
  groupNumbers: number[];
  sortOrderGroupList?: { groupNumber: number; sortOrder: number }[];
}

export interface Group extends Fields {
  groupNumber: number;
  parentGroupNumber: number;
  syncMarker: number;
  name: string;
  text: string;
  sortOrder: number;
  productNumbers: number[];
  isDeleted: boolean;
}

export interface Relation extends Fields {
  relationNumber: number;
  syncMarker: number;
  name?: string;
  email?: string;
}

export interface Employee extends Fields {
  employeeNumber: number;
  syncMarker: number;
  name?: string;
  active?: boolean;
}

/** Amounts in thousandths. */
export interface StockRow {
  branchNumber: number;
  articleNumber: number;
  stockId: number;
  changeTimestamp: string;
  /** On the shelf, reserved or not. */
  physical: number;
  reserved: number;
  incoming: number;
  /** Decimals in answers. */
  places: number;
  /** What is made for the day, and counted for it only. */
  dayStock?: boolean;
}

export interface YearNumber {
  year: number;
  number: number;
}

export interface StockMutation extends Fields {
  stockId: number;
  branchNumber: number;
  articleNumber: number;
  timestamp: string;
  type: string;
}

export interface LineData extends Fields {
  quantity: number;
  decimalPlaces?: number;
  deliveredQuantity?: number;
  deliveredDecimalPlaces?: number;
  cancelledQuantity?: number;
  cancelledDecimalPlaces?: number;
  price?: number;
  priceExcl?: number;
  vatCode?: number;
  turnoverGroup?: number;
  discountPercentage?: number;
  discountAmount?: number;
  discountAmountExcl?: number;
  totalInclAmount?: number;
  totalExclAmount?: number;
}

export interface Line extends Fields {
  lineId?: string;
  articleNumber: number;
  pluNumber?: string;
  text?: string;
  data?: LineData;
  preparationList?: Line[];
  suppressDisposableComponent?: boolean;
}

export interface VatGroup {
  vatCode: number;
  vatPercentage: number;
  exclAmount: number;
  vatAmount: number;
}

export interface Payment extends Fields {
  paymentId?: string;
  method: string;
  amount: number;
}

export interface Address extends Fields {
  name?: unknown;
  contact?: unknown;
  companyName?: unknown;
  address?: unknown;
  zipcode?: unknown;
  city?: unknown;
  country?: unknown;
}

/** What orders, invoices, packing slips and receipts have in common: lines, prices, a branch and a customer. */
export interface SalesDocument extends Fields {
  syncMarker: number;
  employeeNumber?: number;
  relationNumber?: number;
  financialDate?: string;
  financialBranchNumber?: number;
  entryBranchNumber?: number;
  workplaceNumber?: number;
  vatMethod?: string;
  vatCountryIso3?: string;
  vatCountryCode?: number;
  lineList: Line[];
  totalInclAmount: number;
  totalExclAmount: number;
  vatGroupList: VatGroup[];
  changeCounter: number;
  versionNumber: number;
}

export interface Order extends SalesDocument {
  orderId: string;
  extOrderId?: string;
  orderType: string;
  orderNumber: YearNumber;
  transactionString: string;
  prepaidAmount: number;
  fullyPaid: boolean;
  deliveryState: string;
  cancelState: string;
  completeState: string;
  paymentList: Payment[];
  invoiceIds: string[];
  packingSlipIds: string[];
}

export interface Invoice extends SalesDocument {
  invoiceId: string;
  extInvoiceId?: string;
  invoiceNumber: YearNumber;
  invoiceType: string;
  paidAmount: number;
  state: string;
  finalized: boolean;
  paymentList: Payment[];
  orderIds: string[];
  creditedInvoiceId?: string;
}

export interface PackingSlip extends SalesDocument {
  packingSlipId: string;
  packingSlipNumber: YearNumber;
  orderId: string;
  state: string;
}

export interface Receipt extends SalesDocument {
  receiptId: string;
  receiptType: string;
  paidAmount: number;
  state: string;
  paymentList: Payment[];
  orderIds: string[];
}
