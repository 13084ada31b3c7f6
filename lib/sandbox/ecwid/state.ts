import type { Clock } from '../clock';
import type { Switches } from '../switches';
import type { JsonObject } from './json';
import {
  type Category,
  type Coupon,
  type Customer,
  type CustomerGroup,
  type DeletedEntity,
  type DeletedItem,
  type Order,
  type OrderStatus,
  type Product,
  type ProductType,
  skusOf,
} from './model';
import { type Row, Table } from './table';
import type { Languages } from './texts';

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
        sku: (product) => skusOf(product).map((sku) => sku.toLowerCase()),
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

  sameSku(a: string, b: string): boolean {
    return this.switches.ecwidSkuIgnoresCase ? a.toLowerCase() === b.toLowerCase() : a === b;
  }

  /** The products that carry a SKU, themselves or in a variation. */
  withSku(sku: string): Product[] {
    return this.products
      .find('sku', sku.toLowerCase())
      .filter((product) => skusOf(product).some((own) => this.sameSku(own, sku)));
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
