import type { Context } from './context';
import { newId } from './context';
import type { Article, Group, Order, PackingSlip, Receipt, Relation } from './entities';
import { Refusal } from './fault';
import { deleteGroup, groupOf, newGroup, updateGroup } from './operations/groups';
import { changeArticle } from './operations/products';
import { changeRelation } from './operations/relations';
import { deliverOrder } from './sales/deliveries';
import { payOrder } from './sales/order-payments';
import { cancelOrder, draftOrder, enterOrder } from './sales/orders';
import { enterReceipt } from './sales/receipts';
import { bookSale, openStock } from './stock';

export interface TillPurchase {
  relationNumber: number;
  lines: { articleNumber: number; quantity: number }[];
  fields?: Partial<Order>;
}

/** What people do at the till and in the back office, for tests and the control API. Every method throws Refusal when it cannot. */
export class Till {
  constructor(private readonly context: () => Context) {}

  /** Sells over the counter for cash: a receipt, and stock off the shelf. `quantity` is decimal. */
  sell({ branchNumber, articleNumber, quantity }: { branchNumber: number; articleNumber: number; quantity: number }): Receipt {
    const context = this.context();
    const { state } = context;
    const article = this.#article(articleNumber);
    const branch = state.branch(branchNumber);
    if (!branch) throw new Refusal('FAILED', `Branch ${branchNumber} does not exist`);
    const employee = [...state.employees.values()].find((candidate) => candidate.active) ?? [...state.employees.values()][0];
    const decimalPlaces = Number.isInteger(quantity) ? 0 : 3;
    const data = { quantity: Math.round(quantity * 10 ** decimalPlaces), decimalPlaces };
    const receipt = enterReceipt(
      {
        employeeNumber: employee?.employeeNumber,
        employeeName: employee?.name ?? '',
        financialBranchNumber: branchNumber,
        entryBranchNumber: branchNumber,
        workplaceNumber: (branch.workplaces as { workplaceNumber: number }[])[0]?.workplaceNumber,
        lineList: [{ lineId: newId(context), articleNumber, pluNumber: article.pluNumber, text: article.description, data }],
      },
      state.setup.paymentMethods.find((method) => method.active)?.method ?? 'CONTANT',
      context,
    );
    const { receiptId, receiptNumber, receiptBarcode } = receipt;
    bookSale(receipt, -1, { receiptId, receiptNumber, receiptBarcode }, context);
    return receipt;
  }

  /** Changes fields of an article under their vendor names, prices in cents. */
  changeArticle(articleNumber: number, fields: Partial<Article>): Article {
    const context = this.context();
    const article = changeArticle(this.#article(articleNumber), fields, context);
    const product = context.state.products.get(article.productNumber)!;
    context.state.fileProduct(product, { articles: [article], self: false });
    openStock(article, context);
    return article;
  }

  /** Makes an article one that is counted for the day only, at every branch, or an ordinary one again. */
  setDayStock(articleNumber: number, dayStock: boolean): void {
    const { state } = this.context();
    for (const { branchNumber } of state.setup.branches as { branchNumber: number }[]) {
      const row = state.stockRow(branchNumber, this.#article(articleNumber).articleNumber);
      if (row) state.stock.put({ ...row, dayStock, stockId: state.nextMarker('stock') });
    }
  }

  /** Takes an article out of sale; there is no deleting (reference 2.7). */
  deactivate(articleNumber: number): Article {
    return this.changeArticle(articleNumber, { active: false });
  }

  /** Changes fields of a relation under their vendor names. */
  editRelation(relationNumber: number, fields: Partial<Relation>): Relation {
    const context = this.context();
    const relation = context.state.relations.get(relationNumber);
    if (!relation) throw new Refusal('FAILED', `Relation ${relationNumber} does not exist`);
    changeRelation(relation, fields, context);
    return relation;
  }

  /** Adds an article group, or changes the fields of one; a group is found again by its number. */
  saveGroup({ groupNumber, fields }: { groupNumber?: number; fields: Partial<Group> }): Group {
    const context = this.context();
    if (groupNumber !== undefined) updateGroup({ ...fields, groupNumber }, context);
    return groupOf(groupNumber ?? newGroup(fields, context), 'NOT-FOUND', context);
  }

  /** Deletes an article group with its sub groups. */
  deleteGroup(groupNumber: number): void {
    const context = this.context();
    deleteGroup(groupOf(groupNumber, 'NOT-FOUND', context), context);
  }

  /** Takes an order, by phone for one, at the prices of the till; `quantity` is decimal, `fields` are those of an order. */
  takeOrder({ relationNumber, lines, fields = {} }: TillPurchase): Order {
    const context = this.context();
    const [employee] = context.state.employees.values();
    const order = {
      orderType: 'ORDER-TYPE-SALES-ORDER',
      employeeNumber: employee?.employeeNumber,
      entryBranchNumber: 1,
      financialBranchNumber: 1,
      vatMethod: 'VAT-METHOD-INCLUSIVE',
      ...fields,
      relationNumber,
      lineList: lines.map(({ articleNumber, quantity }) => ({
        articleNumber,
        data: { quantity: Math.round(quantity * 1000), decimalPlaces: 3 },
      })),
    } as Partial<Order>;
    return enterOrder(draftOrder(order, {}, context), context);
  }

  /** Takes a payment for an order, in cents; what it is for stays to be delivered. */
  payOrder(orderId: string, amount: number): Order {
    const context = this.context();
    const method = context.state.setup.paymentMethods.find(({ active }) => active)?.method ?? 'CONTANT';
    return payOrder({ orderId, prepay: true, paymentList: [{ method, amount }] }, context).order;
  }

  /** Ships what is open of an order, or these lines; `quantity` is decimal. */
  ship(orderId: string, lines?: { lineId: string; quantity: number }[]): PackingSlip {
    const parts = lines?.map(({ lineId, quantity }) => ({ lineId, quantity: Math.round(quantity * 1000), decimalPlaces: 3 }));
    return deliverOrder(orderId, parts, this.context()).slip;
  }

  /** Cancels what is open of an order. */
  cancel(orderId: string): Order {
    return cancelOrder(orderId, this.context());
  }

  #article(articleNumber: number): Article {
    const article = this.context().state.articles.get(articleNumber);
    if (!article) throw new Refusal('FAILED', `Article ${articleNumber} does not exist`);
    return article;
  }
}
