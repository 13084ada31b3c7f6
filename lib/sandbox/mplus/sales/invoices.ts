import { type Context, newId, now, thisYear, today } from '../context';
import type { Invoice, Line, Order, PackingSlip, Payment } from '../entities';
import { Refusal } from '../fault';
import { priceDocument } from '../pricing';
import { normalId } from '../state';
import { bookSale } from '../stock';
import { addDays } from '../time';
import { inherited, settleSlip } from './deliveries';
import { buildLines, checkParties, stamp } from './documents';
import { draftOf, storeOrder } from './orders';
import { bookedPayments, checkPayments, totalOf } from './payments';

const WRITABLE = [
  'extInvoiceId',
  'employeeNumber',
  'entryTimestamp',
  'relationNumber',
  'deliveryAddress',
  'invoiceAddress',
  'financialDate',
  'financialBranchNumber',
  'workplaceNumber',
  'entryBranchNumber',
  'reference',
  'activityId',
  'dueDate',
  'vatMethod',
  'vatChange',
  'vatCountryCode',
  'vatCountryIso3',
  'costCenter',
  'orderCategoryNumber',
  'directDebit',
] as const;

function writable(sent: Partial<Invoice>): Partial<Invoice> {
  return Object.fromEntries(WRITABLE.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]));
}

function blank(fields: Partial<Invoice>, context: Context): Invoice {
  return {
    ...fields,
    invoiceId: newId(context),
    invoiceType: fields.invoiceType ?? 'INVOICE-TYPE-INVOICE',
    paidAmount: 0,
    finalized: false,
    paymentList: [],
    orderIds: fields.orderIds ?? [],
    changeCounter: 0,
    versionNumber: 0,
  } as unknown as Invoice;
}

/** Numbers a new invoice and files it. */
function enter(invoice: Invoice, context: Context): Invoice {
  const { state } = context;
  invoice.invoiceNumber = state.nextNumber('invoice', thisYear(context));
  const { year, number } = invoice.invoiceNumber;
  invoice.transactionString = `${year}-${number}`;
  invoice.invoiceBarcode = `F${year}${String(number).padStart(7, '0')}`;
  if (invoice.extInvoiceId) state.extInvoiceIds.set(invoice.extInvoiceId, invoice.invoiceId);
  return store(invoice, true, context);
}

function store(invoice: Invoice, important: boolean, context: Context): Invoice {
  invoice.state = invoiceState(invoice);
  invoice.changeCounter += 1;
  if (important) invoice.versionNumber += 1;
  invoice.syncMarker = context.state.nextMarker('invoice');
  context.state.invoices.put(invoice);
  return invoice;
}

function invoiceState({ totalInclAmount, paidAmount, credited }: Invoice): string {
  if (credited) return 'INVOICE-STATE-HANDLED';
  if (totalInclAmount < 0) return paidAmount === totalInclAmount ? 'INVOICE-STATE-HANDLED' : 'INVOICE-STATE-OUTSTANDING-CREDIT';
  if (paidAmount >= totalInclAmount) return 'INVOICE-STATE-PAID';
  return paidAmount > 0 ? 'INVOICE-STATE-PARTLY-PAID' : 'INVOICE-STATE-OUTSTANDING';
}

/** Creates without an id, changes with one (reference 7). Throws Refusal NOT-FOUND, INVOICE-HAS-CHANGED, EXT-INVOICE-ID-ALREADY-EXISTS, FAILED. */
export function saveInvoice(sent: Partial<Invoice>, context: Context): Invoice {
  return sent.invoiceId ? changeInvoice(sent, context) : createInvoice(sent, context);
}

function createInvoice(sent: Partial<Invoice>, context: Context): Invoice {
  const invoice = blank({ ...writable(sent), invoiceType: sent.invoiceType, orderIds: sent.orderIds }, context);
  checkExtId(invoice, context);
  invoice.lineList = buildLines(sent.lineList ?? [], [], context);
  check(invoice, context);
  const payments = sent.paymentList ?? [];
  checkPayments(payments, context);
  if (exceeds(totalOf(payments), invoice.totalInclAmount, context))
    throw new Refusal('FAILED', 'The payments exceed the total of the invoice');
  invoice.paymentList = bookedPayments(payments, invoice, context);
  invoice.paidAmount = totalOf(payments);
  enter(invoice, context);
  bookSale(invoice, -1, references(invoice), context);
  return invoice;
}

function changeInvoice(sent: Partial<Invoice>, context: Context): Invoice {
  const before = invoiceOf(sent.invoiceId, 'NOT-FOUND', context);
  const counters = ['changeCounter', 'versionNumber'] as const;
  if (!counters.every((name) => sent[name] === before[name])) {
    const absent = counters.every((name) => sent[name] === undefined);
    if (!absent || context.switches.mplusUpdateWithoutCounters === 'refuse') {
      throw new Refusal('INVOICE-HAS-CHANGED', 'The invoice has been changed since it was read');
    }
  }
  if (before.finalized) throw new Refusal('FAILED', 'The invoice is definitive');
  const after: Invoice = { ...structuredClone(before), ...writable(sent) };
  checkExtId(after, context);
  if (sent.lineList) after.lineList = buildLines(sent.lineList, before.lineList, context);
  check(after, context);
  if (after.extInvoiceId) context.state.extInvoiceIds.set(after.extInvoiceId, after.invoiceId);
  store(after, true, context);
  if (sent.lineList && before.orderIds.length === 0) {
    bookSale(before, 1, references(after), context);
    bookSale(after, -1, references(after), context);
  }
  return after;
}

function checkExtId(invoice: Invoice, { state }: Context): void {
  const owner = invoice.extInvoiceId && state.extInvoiceIds.get(invoice.extInvoiceId);
  if (owner && normalId(owner) !== normalId(invoice.invoiceId)) {
    throw new Refusal('EXT-INVOICE-ID-ALREADY-EXISTS', 'Invoice with this extInvoiceId already exists');
  }
}

function check(invoice: Invoice, context: Context): void {
  checkParties(invoice, context);
  stamp(invoice, context);
  invoice.dueDate ??= dueDate(invoice, context);
  priceDocument(invoice, context);
}

function dueDate(invoice: Invoice, { state }: Context): string {
  const days = (state.relations.get(invoice.relationNumber)?.paymentWithinDays as number | undefined) ?? 14;
  return addDays(invoice.financialDate!, days);
}

function references(invoice: Invoice) {
  return { invoiceId: invoice.invoiceId, invoiceNumber: invoice.invoiceNumber, invoiceBarcode: invoice.invoiceBarcode };
}

export function invoiceOf(invoiceId: string | undefined, code: string, { state }: Context): Invoice {
  const invoice = state.invoice(invoiceId);
  if (!invoice) throw new Refusal(code, `Invoice ${invoiceId ?? ''} does not exist`);
  return invoice;
}

/**
 * One invoice for packing slips; the payments of their orders go along, up to the total. Stock has left the shelf with the slips.
 */
export function invoiceSlips(slips: readonly PackingSlip[], financialDate: string | undefined, context: Context): Invoice {
  const { state } = context;
  const orders = [...new Set(slips.map((slip) => slip.orderId))]
    .map((id) => state.order(id))
    .filter((order) => order !== undefined);
  const invoice = blank(
    {
      ...inherited(slips[0]),
      invoiceType: 'INVOICE-TYPE-INVOICE',
      entryTimestamp: now(context),
      financialDate: financialDate ?? today(context),
      lineList: structuredClone(slips.flatMap((slip) => slip.lineList)),
      orderIds: orders.map((order) => order.orderId),
      extOrderIds: orders.map((order) => order.extOrderId).filter(Boolean),
      orderNumbers: orders.map((order) => order.orderNumber),
      packingSlipIds: slips.map((slip) => slip.packingSlipId),
      packingSlipNumbers: slips.map((slip) => slip.packingSlipNumber),
    },
    context,
  );
  invoice.dueDate = dueDate(invoice, context);
  priceDocument(invoice, context);
  const drafts = orders.map((before) => ({ before, order: draftOf(before) }));
  for (const { order } of drafts) takeDeposit(order, invoice);
  enter(invoice, context);
  for (const slip of slips) settleSlip(slip, references(invoice), context);
  for (const { before, order } of drafts) {
    order.invoiceIds.push(invoice.invoiceId);
    order.invoiceNumbers = [...((order.invoiceNumbers as unknown[]) ?? []), invoice.invoiceNumber];
    storeOrder(before, order, context);
  }
  return invoice;
}

/** Moves what was prepaid on an order and not used by an earlier invoice to this one, up to its total. */
function takeDeposit(order: Order, invoice: Invoice): void {
  const used = (order.depositUsed as number | undefined) ?? 0;
  if (used === 0) invoice.paymentList.push(...structuredClone(order.paymentList));
  const amount = Math.max(0, Math.min(order.prepaidAmount - used, invoice.totalInclAmount - invoice.paidAmount));
  invoice.paidAmount += amount;
  order.depositUsed = used + amount;
}

/** More than there is to pay. What a credit pays back is negative, where the installation takes that. */
function exceeds(payments: number, open: number, { switches }: Context): boolean {
  if (payments < 0 && !switches.mplusNegativePayments) return true;
  return open < 0 ? payments < open : payments > open;
}

/** Books payments on an invoice. Throws Refusal PAYMENT-TOO-HIGH, FAILED. */
export function payInvoice(invoiceId: string | undefined, payments: readonly Payment[], context: Context): Invoice {
  const invoice = structuredClone(invoiceOf(invoiceId, 'FAILED', context));
  if (payments.length === 0) throw new Refusal('FAILED', 'There are no payments');
  checkPayments(payments, context);
  if (exceeds(totalOf(payments), invoice.totalInclAmount - invoice.paidAmount, context)) {
    throw new Refusal('PAYMENT-TOO-HIGH', 'The payments exceed what is outstanding');
  }
  invoice.paymentList.push(...bookedPayments(payments, invoice, context));
  invoice.paidAmount += totalOf(payments);
  return store(invoice, false, context);
}

/** A credit invoice for all of an invoice; the goods go back on the shelf. Throws Refusal NOT-FOUND, FAILED when credited before. */
export function creditInvoice(
  invoiceId: string | undefined,
  { financialDate, explanation }: { financialDate?: string; explanation?: string },
  context: Context,
): Invoice {
  const invoice = structuredClone(invoiceOf(invoiceId, 'NOT-FOUND', context));
  if (invoice.credited || invoice.invoiceType === 'INVOICE-TYPE-CREDIT-INVOICE') {
    throw new Refusal('FAILED', 'The invoice has been credited already');
  }
  const credit = blank(
    {
      ...inherited(invoice),
      invoiceType: 'INVOICE-TYPE-CREDIT-INVOICE',
      entryTimestamp: now(context),
      financialDate: financialDate ?? today(context),
      lineList: invoice.lineList.map((line) => credited(line, context)),
      creditedInvoiceId: invoice.invoiceId,
      creditedReason: explanation,
    },
    context,
  );
  priceDocument(credit, context);
  invoice.credited = true;
  invoice.finalized = true;
  store(invoice, false, context);
  enter(credit, context);
  bookSale(credit, -1, references(credit), context);
  return credit;
}

function credited(line: Line, context: Context): Line {
  const data = structuredClone(line.data!);
  data.quantity = 0 - data.quantity;
  if (data.discountAmount) data.discountAmount = 0 - data.discountAmount;
  if (data.discountAmountExcl) data.discountAmountExcl = 0 - data.discountAmountExcl;
  return { ...structuredClone(line), lineId: newId(context), data };
}

/** Makes an invoice definitive. */
export function finalize(invoice: Invoice, context: Context): Invoice {
  if (invoice.finalized) return invoice;
  return store({ ...structuredClone(invoice), finalized: true, finalizedTimestamp: now(context) }, false, context);
}
