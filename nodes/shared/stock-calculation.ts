/** A stock record of the till becomes the quantity of a SKU: reads what the record lacks, then the pure calculation. */
import { Collector } from '../../lib/collector';
import type { EcwidClient } from '../../lib/ecwid';
import { asPackError, HoldError, PackError } from '../../lib/errors';
import { type MplusClient, type MplusRecord, readStock, webshopOrdersOf } from '../../lib/mplus';
import { type SkuRule, skusOf } from '../../lib/sku/rules';
import {
  applyFormula,
  type BranchStock,
  type BufferRule,
  type Calculation,
  COMBINATIONS,
  COMPONENTS,
  calculate,
  DAY_STOCK,
  FORMULAS,
  MANAGE,
  type Rules,
  stockKeeping,
} from '../../lib/stock/calculator';
import { ArticleCache } from './article-cache';
import { list, number, oneOf, text } from './fields';
import type { Evaluate } from './jsonata';
import { openOrdersOf } from './open-orders';
import { OrderGuard, type OrdersOfSku } from './order-guard';

/** As saved. */
export type Definition = Readonly<Record<string, unknown>>;

export interface StockRecord {
  readonly articleNumber: string | number;
  readonly branches: readonly BranchStock[];
  readonly [field: string]: unknown;
}

/** What goes on to the webshop. */
export interface ShopStockRecord {
  readonly sku: string;
  readonly articleNumber: string | number;
  readonly quantity?: number;
  /** The shop does not count this article. */
  readonly unlimited?: true;
  readonly calculation?: Calculation;
  /** Open orders that were looked at, so that whoever writes can tell one that came later. */
  readonly orders?: Omit<OrdersOfSku, 'ordered'>;
}

export interface Calculated {
  readonly record: StockRecord;
  /** Absent: the article is left out. */
  readonly stock?: ShopStockRecord;
}

export interface Clients {
  readonly till: MplusClient;
  /** With it, open orders are taken off. */
  readonly shop?: EcwidClient;
}

/** ms. Records that come within it are looked up together. */
const PAUSE = 25;
const MOST = 500;
/** ms. How long facts of an article are good for. */
const ARTICLE_LIFETIME = 600_000;

interface Fresh {
  readonly record?: StockRecord;
  readonly orders?: OrdersOfSku;
}

interface Asked {
  readonly sku: string;
  readonly articleNumber: string;
  /** All that the node counts when absent. */
  readonly branches?: readonly number[];
}

export class StockCalculation {
  readonly #rules: Rules;
  readonly #formula: (typeof FORMULAS)[number];
  readonly #expression: string;
  readonly #components: (typeof COMPONENTS)[number];
  readonly #keeping: Parameters<typeof stockKeeping>[1];
  readonly #skuRule: SkuRule;
  readonly #evaluate: Evaluate;
  readonly #articles: Collector<readonly [MplusClient, string], MplusRecord | undefined>;
  readonly #fresh: Collector<readonly [Clients, Asked], Fresh>;

  constructor(definition: Definition, skuRule: SkuRule, evaluate: Evaluate) {
    this.#rules = {
      branches: list(definition.branches).map(Number),
      combine: oneOf(definition.combine, COMBINATIONS),
      buffers: rowsOf(definition.buffers),
      floor: Math.max(0, Math.floor(number(definition.floor, 0))),
      cap: text(definition.cap) === '' ? undefined : Math.max(0, Math.floor(number(definition.cap, 0))),
    };
    this.#formula = oneOf(definition.formula, FORMULAS);
    this.#expression = text(definition.expression);
    this.#components = oneOf(definition.components, COMPONENTS);
    this.#keeping = { manage: oneOf(definition.manage, MANAGE), dayStock: oneOf(definition.dayStock, DAY_STOCK) };
    this.#skuRule = skuRule;
    this.#evaluate = evaluate;
    const cache = new ArticleCache('articleNumber', ARTICLE_LIFETIME);
    this.#articles = new Collector(
      async (asked) => {
        const numbers = asked.map(([, articleNumber]) => articleNumber);
        const found = await cache.find(asked[0][0], numbers);
        return numbers.map((articleNumber) => found.get(articleNumber)?.[0]);
      },
      { most: MOST, pause: PAUSE },
    );
    this.#fresh = new Collector((asked) => this.#readFresh(asked), { most: MOST, pause: PAUSE });
  }

  /** Throws PackError: NO_STOCK_RECORD, STOCK_ARTICLE_UNKNOWN, STOCK_NO_SKU, STOCK_EXPRESSION and those of `calculate` and the clients. */
  async run(payload: unknown, clients: Clients): Promise<Calculated> {
    const given = recordOf(payload);
    const articleNumber = String(given.articleNumber);
    const article = this.#needsArticle() ? await this.#article(clients.till, articleNumber) : { articleNumber };
    const [sku = ''] = skusOf({ ...article, articleNumber }, this.#skuRule);
    if (sku === '') {
      throw new HoldError({
        code: 'STOCK_NO_SKU',
        message: `Article ${articleNumber} has no ${this.#skuRule}, which is its SKU in the webshop.`,
        hint: 'Fill it in at the till, then release the record.',
      });
    }
    // Orders move stock while a record waits; with them in the sum, both are read at the same moment.
    const { record = given, orders } =
      clients.shop || given.branches === undefined
        ? await this.#fresh.add([
            clients,
            { sku, articleNumber, branches: given.branches?.map(({ branchNumber }) => branchNumber) },
          ])
        : {};
    if (record.branches === undefined) throw unknown(articleNumber, 'keeps no stock of');
    const stocked = record as StockRecord;
    const dayStock = stocked.branches.some(({ isDayStockArticle }) => isDayStockArticle === true);
    const keeping = stockKeeping({ stockArticle: article.stockArticle, dayStock }, this.#keeping);
    const facts = { sku, articleNumber: record.articleNumber };
    if (keeping === 'skip') return { record: stocked };
    if (keeping === 'unlimited') return { record: stocked, stock: { ...facts, unlimited: true } };

    const amounts = await Promise.all(
      stocked.branches.map(async (branch) => ({
        branchNumber: branch.branchNumber,
        amount:
          this.#formula === 'expression'
            ? await this.#evaluateFor(stocked, branch, article)
            : applyFormula(branch, this.#formula, this.#components).amount,
      })),
    );
    const groups = Array.isArray(article.groupNumbers) ? (article.groupNumbers as number[]) : [];
    const { quantity, ...calculation } = calculate({ sku, groups, amounts, ordered: orders?.ordered ?? 0 }, this.#rules);
    const stock = {
      ...facts,
      quantity,
      calculation: { formula: this.#formula, ...calculation, quantity },
      ...(orders && { orders: { counted: orders.counted, known: orders.known } }),
    };
    return { record: stocked, stock };
  }

  #needsArticle(): boolean {
    return (
      this.#skuRule !== 'articleNumber' ||
      this.#keeping.manage === 'article' ||
      this.#formula === 'expression' ||
      this.#rules.buffers.some(({ group }) => group !== '')
    );
  }

  async #article(till: MplusClient, articleNumber: string): Promise<MplusRecord> {
    const article = await this.#articles.add([till, articleNumber]);
    if (article) return article;
    throw unknown(articleNumber, 'does not have');
  }

  async #readFresh(asked: readonly (readonly [Clients, Asked])[]): Promise<Fresh[]> {
    const [[{ till, shop }]] = asked;
    const guard = shop && new OrderGuard(openOrdersOf(shop), webshopOrdersOf(till));
    const wanted = asked.map(([, one]) => one);
    // A record that does not say its branches is read at those the node counts, all of the till when it counts all.
    const named = wanted.every(({ branches }) => branches !== undefined);
    const branchNumbers = named ? [...new Set(wanted.flatMap(({ branches }) => branches ?? []))] : this.#rules.branches;
    const numbers = wanted.map(({ articleNumber }) => articleNumber);
    const read = () => readStock(till, numbers, { branchNumbers });
    const found = await (guard ? guard.around(read) : read());
    return wanted.map(({ sku, articleNumber, branches }) => {
      const record = found.get(articleNumber)?.payload as StockRecord | undefined;
      if (!record) return { record: { articleNumber } as unknown as StockRecord };
      const own = branches ? record.branches.filter(({ branchNumber }) => branches.includes(branchNumber)) : record.branches;
      return { record: { ...record, branches: own }, orders: guard?.of(sku) };
    });
  }

  async #evaluateFor(payload: StockRecord, branch: BranchStock, article: MplusRecord): Promise<number> {
    let amount: unknown;
    try {
      amount = await this.#evaluate(this.#expression, { payload, branch, article });
    } catch (thrown) {
      throw expressionFailed(asPackError(thrown).message);
    }
    if (typeof amount === 'number' && Number.isFinite(amount)) return amount;
    throw expressionFailed(`it gives ${JSON.stringify(amount) ?? 'nothing'} for branch ${branch.branchNumber}, not a number`);
  }
}

function recordOf(payload: unknown): Partial<StockRecord> & { articleNumber: string | number } {
  const record = (typeof payload === 'object' && payload !== null ? payload : {}) as Partial<StockRecord>;
  const { articleNumber, branches } = record;
  const numbered = /^\d{1,18}$/.test(text(articleNumber));
  if (numbered && (branches === undefined || Array.isArray(branches))) return record as ReturnType<typeof recordOf>;
  throw new PackError({
    code: 'NO_STOCK_RECORD',
    message: 'The message has no stock record: msg.payload needs an articleNumber and branches, as mplus-get gives them.',
    hint: 'Put an mplus-get node that reads stock, one message per record, in front of this node.',
  });
}

function unknown(articleNumber: string, what: string): HoldError {
  return new HoldError({
    code: 'STOCK_ARTICLE_UNKNOWN',
    message: `The till ${what} article ${articleNumber}.`,
    hint: 'If the article is gone, take it out of the webshop and skip the record.',
  });
}

function expressionFailed(what: string): HoldError {
  return new HoldError({
    code: 'STOCK_EXPRESSION',
    message: `The stock expression failed: ${what}.`,
    hint: 'It must give the quantity of one branch as a number; correct it, deploy, and release what is held.',
  });
}

/** Rows as the editor saves them. */
function rowsOf(rows: unknown): BufferRule[] {
  return (Array.isArray(rows) ? rows : []).map((row: Record<string, unknown>) => ({
    sku: text(row.sku),
    group: text(row.group),
    branch: text(row.branch),
    keep: number(row.keep, 0),
  }));
}
