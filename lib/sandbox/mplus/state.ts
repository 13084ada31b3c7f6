import type {
  Article,
  Employee,
  Fields,
  Group,
  Invoice,
  Order,
  PackingSlip,
  Product,
  Receipt,
  Relation,
  StockMutation,
  StockRow,
  YearNumber,
} from './entities';
import { MarkedTable } from './marked';

/** Entity kinds with a rising marker of their own (reference 2.7). */
export type MarkerKind =
  | 'article'
  | 'articleGroup'
  | 'relation'
  | 'employee'
  | 'invoice'
  | 'receipt'
  | 'order'
  | 'packingSlip'
  | 'stock';

/** What the back office has configured; nothing the simulator offers changes it. */
export interface Setup {
  name: string;
  branches: Fields[];
  vatGroups: { branchNumber: number; countryCode: number; countryIso3: string; vatCode: number; vatPercentage: number }[];
  paymentMethods: { method: string; description: string; buttonText: string; allowNegativeAmount: boolean; active: boolean }[];
  deliveryMethods: { deliveryMethod: string; description: string; buttonText: string; enabled: boolean }[];
  turnoverGroups: ({ turnoverGroup: number; turnoverGroupName: string; turnoverGroupType: string } & Fields)[];
  orderCategories: Fields[];
  relationCategories: { categoryId: number; name: string; isVipGroup: boolean; isSupplierGroup: boolean }[];
  webhookConsumers: Fields[];
}

export interface KeyedAnswer {
  /** Text of the request without its key, to notice that another one uses the same key. */
  request: string;
  answer: Fields;
  at: number;
}

/** Work the installation does later: a queued order or cancellation (reference 6.7). `at` in sandbox milliseconds. */
export interface Queued {
  at: number;
  kind: 'order' | 'cancel';
  order?: Order;
  orderId?: string;
}

/** Everything a simulated installation remembers. */
export class MplusState {
  readonly products = new MarkedTable<Product>(
    (product) => product.productNumber,
    (product) => product.marker,
  );
  readonly groups = new MarkedTable<Group>(
    (group) => group.groupNumber,
    (group) => group.syncMarker,
  );
  readonly relations = new MarkedTable<Relation>(
    (relation) => relation.relationNumber,
    (relation) => relation.syncMarker,
  );
  readonly employees = new MarkedTable<Employee>(
    (employee) => employee.employeeNumber,
    (employee) => employee.syncMarker,
  );
  readonly orders = new MarkedTable<Order>(
    (order) => normalId(order.orderId),
    (order) => order.syncMarker,
  );
  readonly invoices = new MarkedTable<Invoice>(
    (invoice) => normalId(invoice.invoiceId),
    (invoice) => invoice.syncMarker,
  );
  readonly packingSlips = new MarkedTable<PackingSlip>(
    (slip) => normalId(slip.packingSlipId),
    (slip) => slip.syncMarker,
  );
  readonly receipts = new MarkedTable<Receipt>(
    (receipt) => normalId(receipt.receiptId),
    (receipt) => receipt.syncMarker,
  );
  readonly stock = new MarkedTable<StockRow>(
    (row) => stockKey(row.branchNumber, row.articleNumber),
    (row) => row.stockId,
  );
  /** The same objects as in the lists of their products. */
  readonly articles = new Map<number, Article>();
  stockHistory: StockMutation[] = [];
  stockCorrections: Fields[] = [];
  orderChanges: Fields[] = [];
  deviations: Fields[] = [];
  /** extOrderId → order id; an id is never given free again (reference 6.7). */
  extOrderIds = new Map<string, string>();
  extInvoiceIds = new Map<string, string>();
  keyedAnswers = new Map<string, KeyedAnswer>();
  queue: Queued[] = [];
  #markers: Record<string, number> = {};
  #numbers: Record<string, number> = {};
  #byPlu: Map<string, number[]> | undefined;

  constructor(readonly setup: Setup) {}

  /** Raises the marker of a kind. */
  nextMarker(kind: MarkerKind): number {
    this.#markers[kind] = this.marker(kind) + 1;
    return this.#markers[kind];
  }

  /** The highest marker given out. */
  marker(kind: MarkerKind): number {
    return this.#markers[kind] ?? 0;
  }

  /** Next document number of that kind and year. */
  nextNumber(kind: string, year: number): YearNumber {
    const series = `${kind}/${year}`;
    this.#numbers[series] = (this.#numbers[series] ?? 500) + 1;
    return { year, number: this.#numbers[series] };
  }

  /** A card number nobody has. */
  nextCardNumber(kind: 'product' | 'article' | 'relation' | 'group'): number {
    const taken = { product: this.products, article: this.articles, relation: this.relations, group: this.groups }[kind];
    let number = (this.#numbers[kind] ?? taken.size) + 1;
    while (taken.has(number)) number += 1;
    this.#numbers[kind] = number;
    return number;
  }

  order(id: string | undefined): Order | undefined {
    return id ? this.orders.get(normalId(id)) : undefined;
  }

  invoice(id: string | undefined): Invoice | undefined {
    return id ? this.invoices.get(normalId(id)) : undefined;
  }

  stockRow(branchNumber: number, articleNumber: number): StockRow | undefined {
    return this.stock.get(stockKey(branchNumber, articleNumber));
  }

  branch(branchNumber: number | undefined): Fields | undefined {
    return this.setup.branches.find((branch) => branch.branchNumber === branchNumber);
  }

  /** The branch that needs no workplace number (reference 6.7). */
  get defaultBranch(): number {
    return this.setup.branches[0]?.branchNumber as number;
  }

  articlesWithPlu(pluNumber: string): number[] {
    if (!this.#byPlu) {
      this.#byPlu = new Map();
      for (const { pluNumber: plu, articleNumber } of this.articles.values()) {
        if (plu) this.#byPlu.set(plu, [...(this.#byPlu.get(plu) ?? []), articleNumber]);
      }
    }
    return this.#byPlu.get(pluNumber) ?? [];
  }

  /**
   * Files a product after a change: the named articles take the next markers, and the product when it changed itself. Returns the
   * marker of the change.
   */
  fileProduct(product: Product, changed: { articles: readonly Article[]; self: boolean }): number {
    if (changed.articles.length === 0 && !changed.self) return product.marker;
    for (const article of changed.articles) {
      article.syncMarker = this.nextMarker('article');
      this.articles.set(article.articleNumber, article);
    }
    if (changed.articles.length === 0) this.nextMarker('article');
    product.marker = this.marker('article');
    if (changed.self) product.ownMarker = product.marker;
    this.products.put(product);
    this.#byPlu = undefined;
    return product.marker;
  }

  snapshot(): unknown {
    return {
      setup: structuredClone(this.setup),
      tables: Object.fromEntries(Object.entries(this.#tables()).map(([name, table]) => [name, table.snapshot()])),
      ...structuredClone({
        stockHistory: this.stockHistory,
        stockCorrections: this.stockCorrections,
        orderChanges: this.orderChanges,
        deviations: this.deviations,
        queue: this.queue,
        extOrderIds: [...this.extOrderIds],
        extInvoiceIds: [...this.extInvoiceIds],
        keyedAnswers: [...this.keyedAnswers],
        markers: this.#markers,
        numbers: this.#numbers,
      }),
    };
  }

  /** Takes over what `snapshot` gave, also after a trip through JSON. */
  restore(snapshot: unknown): void {
    const saved = structuredClone(snapshot) as ReturnType<MplusState['snapshot']> & SavedState;
    Object.assign(this.setup, saved.setup);
    for (const [name, table] of Object.entries(this.#tables())) table.restore(saved.tables[name] as never[]);
    this.articles.clear();
    for (const product of this.products.values()) {
      for (const article of product.articleList) this.articles.set(article.articleNumber, article);
    }
    this.stockHistory = saved.stockHistory;
    this.stockCorrections = saved.stockCorrections;
    this.orderChanges = saved.orderChanges;
    this.deviations = saved.deviations;
    this.queue = saved.queue;
    this.extOrderIds = new Map(saved.extOrderIds);
    this.extInvoiceIds = new Map(saved.extInvoiceIds);
    this.keyedAnswers = new Map(saved.keyedAnswers);
    this.#markers = saved.markers;
    this.#numbers = saved.numbers;
    this.#byPlu = undefined;
  }

  #tables(): Record<string, MarkedTable<never>> {
    const { products, groups, relations, employees, orders, invoices, packingSlips, receipts, stock } = this;
    return { products, groups, relations, employees, orders, invoices, packingSlips, receipts, stock } as never;
  }
}

interface SavedState {
  setup: Setup;
  tables: Record<string, unknown[]>;
  stockHistory: StockMutation[];
  stockCorrections: Fields[];
  orderChanges: Fields[];
  deviations: Fields[];
  queue: Queued[];
  extOrderIds: [string, string][];
  extInvoiceIds: [string, string][];
  keyedAnswers: [string, KeyedAnswer][];
  markers: Record<string, number>;
  numbers: Record<string, number>;
}

/** Ids come dashed and as 32 digits; both name the same thing (reference 2.5). */
export function normalId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function stockKey(branchNumber: number, articleNumber: number): string {
  return `${branchNumber}/${articleNumber}`;
}
