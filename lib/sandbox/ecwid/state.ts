import type { Clock } from '../clock';
import type { Switches } from '../switches';
import type { JsonObject } from './json';
import { type Row, Table } from './table';
import type { Languages, Texts } from './texts';

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

/** What the latest-stats endpoint dates. */
type Dated = 'products' | 'orders' | 'profile' | 'categories' | 'discountCoupons' | 'abandonedSales' | 'customers';

type Counter =
  | 'product'
  | 'variation'
  | 'category'
  | 'order'
  | 'orderItem'
  | 'customer'
  | 'customerPart'
  | 'group'
  | 'type'
  | 'sku';

/** Everything a store is besides its rows; replaced as a whole on restore. */
interface Rest {
  profile: JsonObject;
  shippingOptions: JsonObject[];
  paymentOptions: JsonObject[];
  statuses: OrderStatus[];
  coupons: Coupon[];
  deleted: Record<DeletedEntity, DeletedItem[]>;
  changed: Record<Dated, number>;
  counters: Record<Counter, number>;
  /** Mail the store sent to buyers: what `disableAllCustomerNotifications` is there to prevent. */
  mails: { orderId: string; about: string }[];
}

const TABLES = ['products', 'categories', 'orders', 'customers', 'groups', 'types'] as const;

export type Emit = (eventType: string, entityId: number | string, data?: JsonObject) => void;

export interface StateOptions {
  clock: Clock;
  switches: Switches;
  storeId: number;
  emit: Emit;
}

/** The store in memory. Every change goes through a table, which dates it and reports it as webhook event. */
export class EcwidState {
  readonly products: Table<Product>;
  readonly categories: Table<Category>;
  readonly orders: Table<Order>;
  readonly customers: Table<Customer>;
  readonly groups: Table<CustomerGroup>;
  readonly types: Table<ProductType>;
  rest: Rest;
  readonly switches: Switches;
  #frozen: number | undefined;

  constructor(private readonly options: StateOptions) {
    const { switches, emit } = options;
    const common = { now: () => this.milliseconds(), lag: () => switches.ecwidSearchLag };
    const simple = (event: string, dated: Dated) => (kind: string, row: Row) => {
      this.rest.changed[dated] = this.now();
      emit(`${event}.${kind}`, row.id);
    };
    this.switches = switches;
    this.rest = emptyRest(this.now());
    this.products = new Table<Product>({
      ...common,
      keys: {
        sku: (product) => [product.sku, ...ownSkus(product)].map((sku) => this.skuKey(sku)),
        reference: (product) =>
          [product.externalReferenceId, ...product.combinations.map((variation) => variation.externalReferenceId)].filter(
            (reference) => reference !== undefined,
          ),
        category: (product) => product.categoryIds.map(String),
      },
      changed: (kind, product) => {
        simple('product', 'products')(kind, product);
        if (kind === 'deleted') this.rest.deleted.products.push({ id: product.id, at: this.now() });
      },
    });
    this.categories = new Table<Category>({
      ...common,
      keys: { parent: (category) => [String(category.parentId)] },
      changed: simple('category', 'categories'),
    });
    this.orders = new Table<Order>({
      ...common,
      keys: { key: (order) => [String(order.id), order.orderId, order.publicUid] },
      changed: (kind, order, before) => this.#orderChanged(kind, order, before),
    });
    this.customers = new Table<Customer>({
      ...common,
      keys: { email: (customer) => [customer.email.toLowerCase()] },
      changed: (kind, customer) => {
        this.rest.changed.customers = this.now();
        if (kind === 'deleted') this.rest.deleted.customers.push({ id: customer.id, at: this.now() });
        emit(`customer.${kind}`, customer.id, { customerEmail: customer.email });
      },
    });
    this.groups = new Table<CustomerGroup>({ ...common, keys: {}, changed: simple('customer_group', 'customers') });
    this.types = new Table<ProductType>({ ...common, keys: {}, changed: simple('product_class', 'products') });
  }

  get storeId(): number {
    return this.options.storeId;
  }

  milliseconds(): number {
    return this.#frozen ?? this.options.clock.now();
  }

  /** Unix seconds. */
  now(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  /** Does something as if it were another time, for orders of the past. */
  at<T>(milliseconds: number, work: () => T): T {
    this.#frozen = milliseconds;
    try {
      return work();
    } finally {
      this.#frozen = undefined;
    }
  }

  /** The next id of its kind. */
  next(counter: Counter): number {
    this.rest.counters[counter] += 1;
    return this.rest.counters[counter];
  }

  skuKey(sku: string): string {
    return this.switches.ecwidSkuIgnoresCase ? sku.toLowerCase() : sku;
  }

  languages(): Languages {
    const { enabledLanguages, defaultLanguage } = this.rest.profile.languages as {
      enabledLanguages: string[];
      defaultLanguage: string;
    };
    return { enabled: enabledLanguages, main: defaultLanguage };
  }

  profileChanged(): void {
    this.rest.changed.profile = this.now();
    this.options.emit('profile.updated', this.storeId);
  }

  /** Plain JSON; webhook deliveries and batches under way are not part of it. Rows are never changed, so they need no copy. */
  snapshot(): unknown {
    const rows = Object.fromEntries(TABLES.map((name) => [name, this[name].dump()]));
    return { ...rows, rest: structuredClone(this.rest) };
  }

  restore(snapshot: unknown): void {
    const { rest, ...rows } = snapshot as Record<(typeof TABLES)[number], never[]> & { rest: Rest };
    for (const name of TABLES) this[name].load(rows[name]);
    this.rest = structuredClone(rest);
  }

  #orderChanged(kind: 'created' | 'updated' | 'deleted', order: Order, before: Order | undefined): void {
    const { emit } = this.options;
    const unfinished = order.paymentStatus === 'INCOMPLETE';
    this.rest.changed[unfinished ? 'abandonedSales' : 'orders'] = this.now();
    if (kind === 'deleted') this.rest.deleted.orders.push({ id: order.id, orderId: order.orderId, at: this.now() });
    if (unfinished) {
      emit(`unfinished_order.${kind}`, order.id, { orderId: order.orderId, cartId: order.publicUid });
      return;
    }
    const statuses = { newPaymentStatus: order.paymentStatus, newFulfillmentStatus: order.fulfillmentStatus };
    const placed = kind === 'updated' && before?.paymentStatus === 'INCOMPLETE';
    if (kind === 'deleted') emit('order.deleted', order.id, { orderId: order.orderId });
    else if (kind === 'created' || placed) emit('order.created', order.id, { orderId: order.orderId, ...statuses });
    else {
      const old = { oldPaymentStatus: before?.paymentStatus, oldFulfillmentStatus: before?.fulfillmentStatus };
      emit('order.updated', order.id, { orderId: order.orderId, ...old, ...statuses });
    }
  }
}

/** SKUs of the variations that have their own. */
export function ownSkus(product: Product): string[] {
  return product.combinations.map((variation) => variation.sku).filter((sku) => sku !== undefined);
}

function emptyRest(now: number): Rest {
  return {
    profile: { languages: { enabledLanguages: ['en'], defaultLanguage: 'en' } },
    shippingOptions: [],
    paymentOptions: [],
    statuses: [],
    coupons: [],
    deleted: { products: [], orders: [], customers: [], coupons: [], reviews: [] },
    changed: {
      products: now,
      orders: now,
      profile: now,
      categories: now,
      discountCoupons: now,
      abandonedSales: now,
      customers: now,
    },
    counters: {
      product: 700_100_000,
      variation: 420_000_000,
      category: 8_000,
      order: 516_483_400,
      orderItem: 1_828_115_500,
      customer: 270_919_500,
      customerPart: 5_000,
      group: 12_000,
      type: 30_000,
      sku: 0,
    },
    mails: [],
  };
}
