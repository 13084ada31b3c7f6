import type { MplusClient } from '../client';
import { isResult, MplusError } from '../errors';
import type { MplusRecord } from '../values';
import { isBooked, type Payment, paymentFailed, totalOf } from './payment';

export interface WrittenInvoice {
  readonly action: 'created' | 'existed';
  /** As the till has it. */
  readonly invoice: MplusRecord;
}

/** The invoice with that external id, undefined when there is none. */
export async function findInvoice(
  client: MplusClient,
  extInvoiceId: string,
  signal?: AbortSignal,
): Promise<MplusRecord | undefined> {
  const { invoice } = await client.call('findInvoice', { extInvoiceId }, { signal });
  return invoice as MplusRecord | undefined;
}

/** The invoice with that id of the till, undefined when there is none. */
export async function getInvoice(client: MplusClient, invoiceId: string, signal?: AbortSignal): Promise<MplusRecord | undefined> {
  const { invoice } = await client.call('getInvoice', { invoiceId }, { signal });
  return invoice as MplusRecord | undefined;
}

/** The external id of an invoice. Throws MPLUS_REQUEST without one. */
export function extInvoiceIdOf({ extInvoiceId }: MplusRecord): string {
  if (typeof extInvoiceId === 'string' && extInvoiceId !== '') return extInvoiceId;
  throw new MplusError('MPLUS_REQUEST', 'An invoice without extInvoiceId is not sent: it could not be told from its own repeat.');
}

/**
 * Creates an invoice once, however often it is called; `existing` is what `findInvoice` gave just now. `saveInvoice` knows no
 * idempotency key (reference 1.6): an answer that is lost is MPLUS_ANSWER_LOST, and the next attempt finds the invoice by its
 * `extInvoiceId`. Payments are booked behind it, and what is paid already is not paid again. Throws MplusError; MPLUS_PAYMENT_FAILED
 * means that the invoice is in the till and its payment is not.
 */
export async function writeInvoice(
  client: MplusClient,
  invoice: MplusRecord,
  existing: MplusRecord | undefined,
  payment: Payment,
  signal?: AbortSignal,
): Promise<WrittenInvoice> {
  const owed = payment.mode === 'none' ? [] : payment.payments;
  const { claim } = payment;
  const earlier = claim ? await claim.known() : true;
  const existed = async (found: MplusRecord): Promise<WrittenInvoice> => ({
    action: 'existed',
    invoice: earlier ? await payInvoice(client, found, owed, signal) : found,
  });
  if (existing) return existed(existing);
  if (!earlier) await claim?.begin();
  try {
    return { action: 'created', invoice: await payInvoice(client, await create(client, invoice, signal), owed, signal) };
  } catch (thrown) {
    if (!isResult(thrown, 'EXT-INVOICE-ID-ALREADY-EXISTS')) throw thrown;
    // Somebody was faster between the look and the write.
    const other = await findInvoice(client, extInvoiceIdOf(invoice), signal);
    if (!other) throw thrown;
    return existed(other);
  }
}

/** The answer names the invoice only; its totals are read back. */
async function create(client: MplusClient, invoice: MplusRecord, signal: AbortSignal | undefined): Promise<MplusRecord> {
  const extInvoiceId = extInvoiceIdOf(invoice);
  // Without an id the operation creates (reference 7).
  const wanted = { ...invoice, invoiceId: undefined, paymentList: undefined };
  const { info } = await client.call('saveInvoice', { invoice: wanted }, { signal });
  const { invoiceId = '', invoiceString } = (info ?? {}) as { invoiceId?: string; invoiceString?: string };
  const created =
    invoiceId === '' ? await findInvoice(client, extInvoiceId, signal) : await getInvoice(client, invoiceId, signal);
  return created ?? { invoiceId, extInvoiceId, transactionString: invoiceString };
}

/**
 * Books payments on an invoice, unless they are there already or it was credited; those of a credit invoice are negative. The invoice
 * as it is then. Throws MplusError MPLUS_PAYMENT_FAILED when it is refused or paid in part.
 */
export async function payInvoice(
  client: MplusClient,
  invoice: MplusRecord,
  payments: readonly MplusRecord[],
  signal?: AbortSignal,
): Promise<MplusRecord> {
  const what = `Invoice ${invoice.extInvoiceId ?? invoice.transactionString ?? invoice.invoiceId}`;
  const invoiceId = String(invoice.invoiceId);
  if (payments.length === 0 || invoice.state === 'INVOICE-STATE-HANDLED') return invoice;
  if (isBooked(Number(invoice.paidAmount ?? 0), totalOf(payments), what, invoiceId)) return invoice;
  try {
    await client.call('payInvoice', { request: { invoiceId, paymentList: payments } }, { signal });
  } catch (thrown) {
    if (isResult(thrown, '') && thrown.disposition === 'hold') throw paymentFailed(what, thrown);
    throw thrown;
  }
  return (await getInvoice(client, invoiceId, signal)) ?? invoice;
}

/** Ids come dashed and as 32 digits (reference 2.5). */
function sameId(a: unknown, b: unknown): boolean {
  const normal = (id: unknown) => String(id).replaceAll('-', '').toLowerCase();
  return a !== undefined && normal(a) === normal(b);
}

const PAGE = 200;

/** The credit invoice that names this invoice as the one it credits, undefined when there is none. */
export async function findCredit(
  client: MplusClient,
  { invoiceId, relationNumber, financialDate }: MplusRecord,
  signal?: AbortSignal,
): Promise<MplusRecord | undefined> {
  for (let syncMarker = 0; ; ) {
    const request = {
      syncMarker,
      syncMarkerLimit: PAGE,
      // Nothing is credited before the day it was invoiced on.
      ...(financialDate === undefined ? {} : { fromFinancialDate: financialDate }),
      relationNumbers: [relationNumber],
      includeLineList: false,
    };
    const { invoiceList } = await client.call('getInvoices', { request }, { signal });
    const invoices = (invoiceList ?? []) as MplusRecord[];
    const credit = invoices.find(({ creditedInvoiceId }) => sameId(creditedInvoiceId, invoiceId));
    if (credit || invoices.length === 0) return credit;
    syncMarker = Math.max(...invoices.map((invoice) => Number(invoice.syncMarker ?? 0))) + 1;
  }
}

/**
 * Credits all of an invoice once: a credit that is there already is found first, because the operation has neither an external id nor an
 * idempotency key. Throws MplusError.
 */
export async function creditInvoice(
  client: MplusClient,
  invoice: MplusRecord,
  explanation: string,
  signal?: AbortSignal,
): Promise<WrittenInvoice> {
  const existing = await findCredit(client, invoice, signal);
  if (existing) return { action: 'existed', invoice: existing };
  const { invoiceId } = invoice;
  const operations = await client.operations();
  if (operations.has('creditInvoiceV2')) {
    await client.call('creditInvoiceV2', { request: { invoiceId, explanation } }, { signal });
  } else {
    await client.call('creditInvoice', { invoiceId }, { signal });
  }
  const credit = await findCredit(client, invoice, signal);
  if (credit) return { action: 'created', invoice: credit };
  throw new MplusError(
    'MPLUS_BAD_ANSWER',
    `Invoice ${invoice.transactionString ?? invoiceId} was credited, but its credit is not found.`,
  );
}
