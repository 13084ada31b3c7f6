import { PackError } from '../../../lib/errors';
import {
  cancelOrder,
  creditInvoice,
  extOrderIdOf,
  findCredit,
  findInvoice,
  findOrder,
  getInvoice,
  type MplusClient,
  type MplusRecord,
  payInvoice,
  updateOrder,
  writeInvoice,
} from '../../../lib/mplus';
import {
  checkRefundable,
  creditNote,
  editable,
  editedOrder,
  editsOf,
  nextStep,
  type Refund,
  type ShopChange,
  shopChange,
} from '../../../lib/orders/changes';
import { checkAnswer } from '../../../lib/orders/guard';
import { orderHold } from '../../../lib/orders/hold';
import { number, oneOf } from '../../shared/fields';
import { type Change, changesOf, type Plan, type PlanContext, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { writtenBefore } from '../../shared/written';
import { cancelledEarly, checkBooked, documentNumber, kindOf } from './documents';

interface Settings {
  /** Refunds are paid back on their credits, with the payment method of the order. */
  readonly paysBack: boolean;
  readonly refundArticle: number;
}

/** An order of the shop and the same order in the till. */
interface Pair {
  readonly client: MplusClient;
  readonly shop: ShopChange;
  readonly till: MplusRecord;
}

/**
 * Carries what became of an order in the shop to the till. The message has the order of the shop as its payload, or mapped, with the
 * order of the shop on `msg.original`, as a data-mapper leaves it. Only a mapped one can be compared for edits: one that is not is told
 * to be `open` in the result, so that a flow maps just the orders that the till has and may change.
 */
export function planOrderChange(definition: Readonly<Record<string, unknown>>): Planner<MplusClient> {
  const settings: Settings = {
    paysBack: oneOf(definition.payment, ['none', 'prepay', 'pay']) !== 'none',
    refundArticle: number(definition.refundArticle, 0),
  };
  return async (context) => {
    const { client, msg, record } = context;
    const mapped = msg.original === undefined ? undefined : record;
    const shop = shopChange(msg.original ?? record);
    const extOrderId = mapped ? extOrderIdOf(mapped) : shop.id;
    const till = await findOrder(client, extOrderId);
    if (!till) return notThere(context, shop, extOrderId);
    const pair = { client, shop, till };
    switch (nextStep(shop, till)) {
      case 'cancel':
        return planCancel(pair);
      case 'credit':
        return planCredits(pair, settings);
      case 'edit':
        return mapped ? planEdit(pair, mapped, context) : asItIs(pair, { open: true });
      default:
        return asItIs(pair);
    }
  };
}

/** The order flow has not created it, or never will. */
function notThere(
  { client, ledger }: PlanContext<MplusClient>,
  { id, cancelled, fullyRefunded }: ShopChange,
  extOrderId: string,
): Plan {
  const message = `Order ${id} is not in the till; creating it is left to the flow that creates orders.`;
  const early = cancelledEarly(ledger, client, extOrderId);
  return {
    action: 'skip',
    changes: [],
    write: async () => {
      if (cancelled || fullyRefunded) {
        await early.remember();
        if (await findOrder(client, extOrderId)) throw createdMeanwhile(id);
      } else if (await early.known()) await early.forget();
      return { action: 'skipped', id: '', extOrderId, reason: 'ORDER_NOT_IN_TILL', message };
    },
  };
}

function createdMeanwhile(id: string): PackError {
  return new PackError({
    code: 'ORDER_CREATED_MEANWHILE',
    message: `Order ${id} came into the till while it was looked for there.`,
    hint: 'Nothing to do: the record is tried again.',
    disposition: 'retry',
  });
}

function resultOf({ shop, till }: Pair, action: Result['action'], facts: object = {}): Result {
  return { action, id: String(till.orderId), number: documentNumber(till), extOrderId: shop.id, ...facts };
}

function asItIs(pair: Pair, facts: object = {}): Plan {
  return {
    action: 'unchanged',
    id: String(pair.till.orderId),
    changes: [],
    write: async () => resultOf(pair, 'unchanged', facts),
  };
}

async function planCancel(pair: Pair): Promise<Plan> {
  const { client, shop, till } = pair;
  const orderId = String(till.orderId);
  for (const refund of shop.refunds) {
    if (!(await findInvoice(client, refund.extInvoiceId))) continue;
    throw orderHold(
      shop.id,
      'ORDER_CANCEL_CREDITED',
      'it is cancelled in the webshop, but a refund of it is credited in the till.',
    );
  }
  return {
    action: 'update',
    id: orderId,
    changes: [{ field: 'cancelState', before: till.cancelState, after: 'ORDER-CANCEL-STATE-COMPLETE' }],
    write: async () => {
      const { action } = await cancelOrder(client, orderId);
      // No documented operation gives a deposit back: it stays on the order, for a person to see.
      const deposit = Number(till.prepaidAmount ?? 0);
      return resultOf(pair, action === 'cancelled' ? 'updated' : 'unchanged', {
        change: 'cancelled',
        ...(deposit > 0 ? { deposit } : {}),
      });
    },
  };
}

/** A credit that is to be made, or only to be paid back. */
interface Credit {
  readonly change: Change;
  write(): Promise<MplusRecord>;
}

async function planCredits(pair: Pair, settings: Settings): Promise<Plan> {
  const credits = (await wholeCredits(pair, settings)) ?? (await partCredits(pair, settings));
  if (credits.length === 0) return asItIs(pair);
  return {
    action: 'update',
    id: String(pair.till.orderId),
    changes: credits.map(({ change }) => change),
    write: async () => {
      const numbers: string[] = [];
      for (const { write } of credits) numbers.push(documentNumber(await write()));
      return resultOf(pair, 'updated', { change: 'credited', credits: numbers });
    },
  };
}

/** What the shop paid back of a credit, as a payment of the till. */
function paidBack({ till }: Pair, { paysBack }: Settings, amount: number): MplusRecord[] {
  const [booked] = (till.paymentList ?? []) as MplusRecord[];
  // The first payment may be a gift card.
  const method = till.paymentMethod || booked?.method;
  return paysBack && method && amount > 0 ? [{ method, amount: -amount }] : [];
}

const isPaid = (credit: MplusRecord, payments: readonly MplusRecord[]): boolean =>
  payments.length === 0 || Number(credit.paidAmount ?? 0) !== 0 || credit.state === 'INVOICE-STATE-HANDLED';

/**
 * All invoices of the order credited as they are, goods back on the shelf; undefined when the refunds are not exactly that, or a part
 * of them is credited already.
 */
async function wholeCredits(pair: Pair, settings: Settings): Promise<Credit[] | undefined> {
  const { client, shop, till } = pair;
  const invoices: MplusRecord[] = [];
  for (const id of (till.invoiceIds ?? []) as string[]) {
    const invoice = await getInvoice(client, id);
    if (invoice) invoices.push(invoice);
  }
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const invoiced = sum(invoices.map(({ totalInclAmount }) => Number(totalInclAmount)));
  if (invoices.length === 0 || invoiced !== till.totalInclAmount) return undefined;
  if (sum(shop.refunds.map(({ amount }) => amount)) !== invoiced) return undefined;
  for (const { extInvoiceId } of shop.refunds) if (await findInvoice(client, extInvoiceId)) return undefined;

  const credits: Credit[] = [];
  for (const invoice of invoices) {
    const existing = await findCredit(client, invoice);
    const payments = paidBack(pair, settings, Number(invoice.totalInclAmount));
    if (existing && isPaid(existing, payments)) continue;
    const after = existing ? 'paid back' : 'credited';
    credits.push({
      change: { field: `invoice ${documentNumber(invoice)}`, before: invoice.state, after },
      write: async () => {
        const credit = await creditInvoice(client, invoice, `Refund ${shop.id}`);
        return payInvoice(client, credit.invoice, payments);
      },
    });
  }
  return credits;
}

/** A credit of its own for every refund, found again by its external id. */
async function partCredits(pair: Pair, settings: Settings): Promise<Credit[]> {
  const { client, shop, till } = pair;
  const credits: Credit[] = [];
  for (const refund of shop.refunds) {
    const existing = await findInvoice(client, refund.extInvoiceId);
    const payments = paidBack(pair, settings, refund.amount);
    if (existing && isPaid(existing, payments)) continue;
    if (!existing) checkRefundable(shop, till);
    const note = creditNote(shop, till, refund, settings.refundArticle);
    credits.push({
      change: { field: refund.extInvoiceId, after: existing ? payments : note },
      write: () => writeCredit(pair, note, existing, payments, refund),
    });
  }
  return credits;
}

async function writeCredit(
  { client }: Pair,
  note: MplusRecord,
  existing: MplusRecord | undefined,
  payments: readonly MplusRecord[],
  refund: Refund,
): Promise<MplusRecord> {
  const { action, invoice } = await writeInvoice(client, note, existing, { mode: 'pay', payments });
  if (action === 'created') checkAnswer(-refund.amount, { ...invoice, extOrderId: refund.extInvoiceId });
  return invoice;
}

/**
 * An edit is told by what was written last, so that what was changed in the till since stays. An order that this ledger sees for the
 * first time is only remembered; without a ledger the till itself is compared.
 */
async function planEdit(pair: Pair, mapped: MplusRecord, { msg, ledger }: PlanContext<MplusClient>): Promise<Plan> {
  const { client, till } = pair;
  const orderId = String(till.orderId);
  const groups = editable(mapped);
  const written = writtenBefore(ledger, kindOf(client, 'order-content'), extOrderIdOf(mapped), groups);
  const edited = await written.changed();
  const edits = editsOf(till, Object.assign({}, ...edited.map((group) => groups[group])));
  if (Object.keys(edits).length === 0) {
    const plan = asItIs(pair);
    return { ...plan, write: () => written.remember(orderId).then(plan.write) };
  }
  const order = editedOrder(till, edits, mapped);
  return {
    action: 'update',
    id: orderId,
    changes: changesOf(till, edits),
    write: async () => {
      const updated = await updateOrder(client, order);
      await written.remember(orderId);
      checkBooked(msg, updated.order);
      return resultOf(pair, updated.action, { change: 'edited', total: updated.order.totalInclAmount });
    },
  };
}
