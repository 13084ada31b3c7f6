/**
 * What became of an order in the shop after it went to the till, and what that means there: a cancellation, refunds, or an edit. Pure; the
 * planner reads and writes.
 */
import { isDeepStrictEqual } from 'node:util';
import { allocate, formatCents, toCents } from '../money';
import { type EcwidOrder, readEcwidOrder } from './ecwid-order';
import { orderHold } from './hold';

type MplusRecord = Record<string, unknown>;

export interface Refund {
  /** External id of its credit in the till: the same on every delivery of the order, another one for every other refund. */
  extInvoiceId: string;
  /** Cents, VAT included. */
  amount: number;
  reason: string;
}

export interface ShopChange {
  id: string;
  /** Cents the order comes to, gift card included. */
  total: number;
  /** The shop will not deliver it. */
  cancelled: boolean;
  fullyRefunded: boolean;
  refunds: Refund[];
}

interface EcwidRefund {
  date?: string | null;
  amount?: number | null;
  reason?: string | null;
}

/** Facts of an Ecwid order. Throws HoldError `ORDER_MALFORMED` or `ORDER_REFUND_AMOUNT`. */
export function shopChange(original: unknown): ShopChange {
  const order = readEcwidOrder(original);
  const payable = toCents(order.total);
  const refunds = refundsOf(order, payable);
  return {
    id: order.id,
    total: payable + toCents(order.giftCardRedemption ?? 0),
    cancelled: order.paymentStatus === 'CANCELLED' || order.fulfillmentStatus === 'WILL_NOT_DELIVER',
    fullyRefunded: order.paymentStatus === 'REFUNDED',
    refunds,
  };
}

/** Refunds have no id in Ecwid (reference 5.2): moment and amount tell them apart, and a number those that have both in common. */
function refundsOf(order: EcwidOrder, payable: number): Refund[] {
  const { refunds, refundedAmount } = order as { refunds?: EcwidRefund[] | null; refundedAmount?: number | null };
  const seen = new Map<string, number>();
  const list = (refunds ?? []).map(({ date, amount, reason }) => {
    const cents = toCents(amount ?? 0);
    if (cents <= 0) throw refundHold(order.id, `it has a refund of ${formatCents(cents)}.`);
    const name = `${order.id}-refund-${String(date ?? '').replace(/\D/g, '')}-${cents}`;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return { extInvoiceId: number === 1 ? name : `${name}-${number}`, amount: cents, reason: (reason ?? '').trim() };
  });
  const listed = list.reduce((sum, { amount }) => sum + amount, 0);
  const all = order.paymentStatus === 'REFUNDED';
  const stated = toCents(refundedAmount ?? 0);
  if (list.length > 0) {
    if (Math.max(stated, all ? payable : 0) <= listed) return list;
    throw refundHold(
      order.id,
      `its refunds come to ${formatCents(listed)}, but ${formatCents(all ? payable : stated)} is refunded.`,
    );
  }
  // A status set by hand moves no money and leaves no refund (reference 5.7).
  if (all && payable > 0) return [{ extInvoiceId: `${order.id}-refund`, amount: payable, reason: '' }];
  if (order.paymentStatus === 'PARTIALLY_REFUNDED')
    throw refundHold(order.id, 'it is refunded in part, but does not say how much.');
  return [];
}

function refundHold(id: string, sentence: string): Error {
  return orderHold(id, 'ORDER_REFUND_AMOUNT', sentence);
}

export type Step = 'cancel' | 'credit' | 'edit' | 'none';

/** Nothing of it has left the shop or is invoiced: it can still be cancelled and changed. */
function isOpen(till: MplusRecord): boolean {
  const invoiced = (till.invoiceIds as unknown[] | undefined)?.length;
  return (till.deliveryState ?? 'ORDER-DELIVERY-STATE-NOTHING') === 'ORDER-DELIVERY-STATE-NOTHING' && !invoiced;
}

/**
 * What the till has to do for an order of its own. What is refunded in full before anything was delivered is cancelled, since a credit
 * without an invoice would lower the turnover of nothing. Throws HoldError `ORDER_CANCEL_DELIVERED`.
 */
export function nextStep(shop: ShopChange, till: MplusRecord): Step {
  if (till.cancelState === 'ORDER-CANCEL-STATE-COMPLETE') return 'none';
  const over = shop.cancelled || shop.fullyRefunded;
  if (over && isOpen(till)) return 'cancel';
  const partly = till.deliveryState === 'ORDER-DELIVERY-STATE-PARTIAL';
  if (over && (partly || shop.refunds.length === 0)) {
    const sentence = `the webshop ${shop.cancelled ? 'cancelled' : 'refunded'} it, but ${numberOf(till)} in the till is delivered or invoiced${partly ? ' in part' : ''}.`;
    throw orderHold(shop.id, 'ORDER_CANCEL_DELIVERED', sentence);
  }
  return shop.refunds.length > 0 ? 'credit' : 'edit';
}

function numberOf(till: MplusRecord): string {
  return String(till.transactionString ?? till.orderId);
}

/** Cents that rounding in the till may have left between both totals; more than that is an edit. */
const ROUNDING = 5;

/** Throws HoldError `ORDER_EDIT_REFUNDED` when an order was edited besides: which part of the refund the edit explains is not known. */
export function checkRefundable(shop: ShopChange, till: MplusRecord): void {
  if (Math.abs(Number(till.totalInclAmount) - shop.total) <= ROUNDING) return;
  const sentence = `it is refunded, and its total is ${formatCents(shop.total)} now while ${numberOf(till)} in the till has ${formatCents(Number(till.totalInclAmount))}.`;
  throw orderHold(shop.id, 'ORDER_EDIT_REFUNDED', sentence);
}

interface TillVat {
  vatCode: number;
  exclAmount: number;
  vatAmount: number;
}

/**
 * The credit invoice of a refund, on an article that stands for refunds, so that no stock moves. The shop tells only an amount: one that is
 * that of a line has the VAT of the line, any other is spread over the VAT of the order. Throws HoldError `ORDER_REFUND_ARTICLE`.
 */
export function creditNote(shop: ShopChange, till: MplusRecord, refund: Refund, articleNumber: number): MplusRecord {
  if (!(articleNumber > 0)) {
    throw orderHold(
      shop.id,
      'ORDER_REFUND_ARTICLE',
      `${formatCents(refund.amount)} is refunded, and no article stands for refunds.`,
    );
  }
  const shifted = till.vatMethod === 'VAT-METHOD-SHIFTED' || till.vatMethod === 'VAT-METHOD-NONE';
  const text = `Refund ${shop.id}${refund.reason === '' ? '' : `: ${refund.reason}`}`;
  const lineList = vatParts(till, refund.amount).map(({ vatCode, amount }) => ({
    articleNumber,
    text,
    data: {
      quantity: -1,
      price: amount,
      ...(shifted ? { priceExcl: amount } : {}),
      ...(vatCode === undefined ? {} : { vatCode }),
    },
  }));
  return {
    extInvoiceId: refund.extInvoiceId,
    invoiceType: 'INVOICE-TYPE-CREDIT-INVOICE',
    ...taken(till, PARTIES),
    // Refunds contain VAT, whatever the prices of the order do.
    vatMethod: shifted ? till.vatMethod : 'VAT-METHOD-INCLUSIVE',
    creditedReason: text,
    lineList,
  };
}

const PARTIES = [
  'relationNumber',
  'employeeNumber',
  'entryBranchNumber',
  'financialBranchNumber',
  'workplaceNumber',
  'reference',
  'invoiceAddress',
  'deliveryAddress',
  'vatCountryIso3',
];

function taken(record: MplusRecord, names: readonly string[]): MplusRecord {
  return Object.fromEntries(names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]));
}

function vatParts(till: MplusRecord, amount: number): { vatCode?: number; amount: number }[] {
  const lines = (till.lineList ?? []) as { data?: MplusRecord }[];
  const same = lines.filter(({ data }) => data?.totalInclAmount === amount || data?.price === amount);
  const codes = new Set(same.map(({ data }) => data?.vatCode as number | undefined));
  if (codes.size === 1) return [{ vatCode: [...codes][0], amount }];
  const groups = ((till.vatGroupList ?? []) as TillVat[]).filter(({ exclAmount, vatAmount }) => exclAmount + vatAmount > 0);
  // Then it has the VAT of the article.
  if (groups.length === 0) return [{ amount }];
  const parts = allocate(
    amount,
    groups.map(({ exclAmount, vatAmount }) => exclAmount + vatAmount),
  );
  return groups.map(({ vatCode }, index) => ({ vatCode, amount: parts[index] })).filter((part) => part.amount > 0);
}

/**
 * What the shop may change of an order that the till has, in the groups that an edit is told by: what was sold, and where and when it goes.
 * Who buys it and where it is booked stays as it is.
 */
const EDITABLE = {
  sold: ['vatMethod', 'vatCountryIso3', 'lineList'],
  sent: [
    'reference',
    'invoiceAddress',
    'deliveryAddress',
    'deliveryMethod',
    'deliveryDate',
    'deliveryPeriodBegin',
    'deliveryPeriodEnd',
  ],
};

/** The fields of a mapped order that an edit in the shop can change, by group. */
export function editable(mapped: MplusRecord): Record<keyof typeof EDITABLE, MplusRecord> {
  return { sold: taken(mapped, EDITABLE.sold), sent: taken(mapped, EDITABLE.sent) };
}

/** The fields of a mapped order that the till has otherwise, as they are to be; lines keep the ids of those they continue. */
export function editsOf(till: MplusRecord, wanted: MplusRecord): MplusRecord {
  const differs = (name: string): boolean =>
    name === 'lineList'
      ? !sameLines(linesOf(till), linesOf(wanted), wanted.vatMethod ?? till.vatMethod)
      : !contains(till[name], wanted[name]);
  const edits = taken(
    wanted,
    Object.keys(wanted).filter((name) => differs(name)),
  );
  return edits.lineList === undefined ? edits : { ...edits, lineList: withIds(linesOf(till), linesOf(wanted)) };
}

interface Line extends MplusRecord {
  data?: MplusRecord;
}

function linesOf(record: MplusRecord): Line[] {
  return (record.lineList ?? []) as Line[];
}

/** Addresses in the till may have more fields than were sent, and those that were sent empty may be absent. */
function contains(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return isDeepStrictEqual(found, wanted);
  const record = (found ?? {}) as MplusRecord;
  return Object.entries(wanted).every(([name, value]) => (record[name] ?? '') === (value ?? ''));
}

function sameLines(found: readonly Line[], wanted: readonly Line[], vatMethod: unknown): boolean {
  const inclusive = (vatMethod ?? 'VAT-METHOD-INCLUSIVE') === 'VAT-METHOD-INCLUSIVE';
  return (
    found.length === wanted.length &&
    wanted.every(({ articleNumber, text, data = {} }, index) => {
      const line = found[index];
      const price = (of: MplusRecord | undefined) => (inclusive ? of?.price : (of?.priceExcl ?? of?.price));
      const same = (name: string) => data[name] === undefined || line.data?.[name] === data[name];
      const sameText = text === undefined || text === '' || line.text === text;
      return (
        line.articleNumber === articleNumber &&
        sameText &&
        price(line.data) === price(data) &&
        same('quantity') &&
        same('vatCode') &&
        same('turnoverGroup')
      );
    })
  );
}

/** A line goes on with the line of the same article, text and price, else with one of the same article (reference 6.7: keep lineId). */
function withIds(found: readonly Line[], wanted: readonly Line[]): Line[] {
  const left = [...found];
  const claim = (fits: (line: Line) => boolean): unknown => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0].lineId;
  };
  const exact = wanted.map((line) =>
    claim(
      (other) => other.articleNumber === line.articleNumber && other.text === line.text && other.data?.price === line.data?.price,
    ),
  );
  return wanted.map((line, index) => {
    const lineId = exact[index] ?? claim((other) => other.articleNumber === line.articleNumber);
    return lineId === undefined ? line : { ...line, lineId };
  });
}

/** What is sent back of an order besides the edits: all that a client sets, and what says which version was read. */
const KEPT = [
  'orderId',
  'extOrderId',
  'orderType',
  'entryBranchNumber',
  'employeeNumber',
  'entryTimestamp',
  'relationNumber',
  'financialDate',
  'financialBranchNumber',
  'workplaceNumber',
  'activityId',
  'paymentMethod',
  'orderCategoryNumber',
  'onDeliveryUrl',
  'onInvoiceUrl',
  'vatChange',
  'changeCounter',
  'versionNumber',
  ...Object.values(EDITABLE).flat(),
];

/**
 * The whole order to send for its edits. Throws HoldError `ORDER_EDIT_DELIVERED` when it is too late, `ORDER_EDIT_VAT_COUNTRY` when the
 * VAT of another country has to be taken off it: how a field is cleared is not documented (reference 10.2, 6).
 */
export function editedOrder(till: MplusRecord, edits: MplusRecord, mapped: MplusRecord): MplusRecord {
  const id = String(till.extOrderId);
  if (!isOpen(till)) {
    const sentence = `it was edited in the webshop, but ${numberOf(till)} in the till is delivered or invoiced.`;
    throw orderHold(id, 'ORDER_EDIT_DELIVERED', sentence, edits);
  }
  if (till.vatCountryIso3 && mapped.vatCountryIso3 === undefined && movesAbroad(till, edits)) {
    const sentence = `it goes to another country now, and its VAT in the till is that of ${till.vatCountryIso3}.`;
    throw orderHold(id, 'ORDER_EDIT_VAT_COUNTRY', sentence);
  }
  return { ...taken(till, KEPT), ...edits };
}

function movesAbroad(till: MplusRecord, edits: MplusRecord): boolean {
  const country = (order: MplusRecord) => (order.deliveryAddress as MplusRecord | undefined)?.country;
  return edits.deliveryAddress !== undefined && country(edits) !== country(till);
}
