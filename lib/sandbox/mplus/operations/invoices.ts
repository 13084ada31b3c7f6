import { ENUMS } from '../../../mplus/contract';
import { type Context, pageLimit, shuffled } from '../context';
import type { Fields, Invoice, PackingSlip, Payment } from '../entities';
import { Refusal, SoapFault } from '../fault';
import { take } from '../marked';
import { creditInvoice, finalize, invoiceSlips, payInvoice, saveInvoice } from '../sales/invoices';
import { normalId } from '../state';
import { type DocumentFilter, passes } from './filters';
import { type Handlers, withResult } from './handler';
import { among } from './products';

interface InvoicesRequest extends DocumentFilter {
  finalizeInvoices?: boolean;
  invoiceIds: string[];
  invoiceNumbers: { year: number; number: number }[];
  directDebit?: boolean;
}

interface CreditRequest {
  invoiceId?: string;
  financialDate?: string;
  explanation?: string;
}

export const invoiceHandlers = {
  getInvoice: ({ invoiceId }: { invoiceId?: string }, { state }) => one(state.invoice(invoiceId)),
  findInvoice: ({ extInvoiceId }: { extInvoiceId?: string }, { state }) =>
    one(state.invoice(state.extInvoiceIds.get(extInvoiceId ?? ''))),

  getInvoices: ({ request }: { request: InvoicesRequest }, context) => {
    const page = take(
      context.state.invoices.since(request.syncMarker ?? Number.NEGATIVE_INFINITY),
      pageLimit(request, context),
      (invoice) => isWanted(invoice, request, context),
    );
    // The name says it: asked for, the invoices become definitive by being read (reference 7).
    const invoices = request.finalizeInvoices ? page.map((invoice) => finalize(invoice, context)) : page;
    return {
      invoiceList: shuffled(invoices, context).map((invoice) => (request.includeLineList === false ? brief(invoice) : invoice)),
    };
  },

  saveInvoice: ({ invoice: sent }: { invoice?: Partial<Invoice> }, context) =>
    withResult(
      'SAVE-INVOICE-RESULT',
      ENUMS.SaveInvoiceResult,
      () => {
        const { invoiceId, transactionString, invoiceNumber, invoiceBarcode } = saveInvoice(sent ?? {}, context);
        return { info: { invoiceId, invoiceString: transactionString, invoiceNumber, invoiceBarcode }, errorMessage: '' };
      },
      ({ message }) => ({ info: { invoiceId: sent?.invoiceId ?? '', invoiceString: '' }, errorMessage: message }),
    ),

  payInvoice: ({ request }: { request: { invoiceId?: string; paymentList?: Payment[] } }, context) =>
    withResult('PAY-INVOICE-RESULT', ENUMS.PayInvoiceResult, () => {
      payInvoice(request.invoiceId, request.paymentList ?? [], context);
      return { errorMessage: '' };
    }),

  creditInvoice: ({ invoiceId }: { invoiceId?: string }, context) =>
    withResult(
      'CREDIT-INVOICE-RESULT',
      ENUMS.CreditInvoiceResult,
      () => {
        creditInvoice(invoiceId, {}, context);
        return { message: '' };
      },
      ({ message }) => ({ message }),
    ),

  creditInvoiceV2: ({ request }: { request: CreditRequest }, context) =>
    withResult(
      'CREDIT-INVOICE-V2-RESULT',
      ENUMS.CreditInvoiceV2Result,
      () => {
        creditInvoice(request.invoiceId, request, context);
        return {};
      },
      () => ({}),
    ),

  createInvoiceFromPackingSlips: ({ request }: { request: SlipsRequest }, context) => invoiceOfSlips(request, context),
} satisfies Handlers;

interface SlipsRequest {
  packingSlipIds: string[];
  financialDate?: string;
  branchNumber?: number;
}

function isWanted(invoice: Invoice, request: InvoicesRequest, context: Context): boolean {
  const ids = request.invoiceIds.map(normalId);
  const { year, number } = invoice.invoiceNumber;
  return (
    among(ids, normalId(invoice.invoiceId)) &&
    (request.invoiceNumbers.length === 0 ||
      request.invoiceNumbers.some((wanted) => wanted.year === year && wanted.number === number)) &&
    (request.directDebit === undefined || Boolean(invoice.directDebit) === request.directDebit) &&
    passes(invoice, request, context)
  );
}

function one(invoice: Invoice | undefined): Fields {
  return invoice ? { result: 'GET-INVOICE-RESULT-OK', invoice } : { result: 'GET-INVOICE-RESULT-NOT-FOUND' };
}

function brief(invoice: Invoice): Fields {
  const { lineList: _lines, orderIds: _orders, extOrderIds: _ext, orderNumbers: _numbers, ...rest } = invoice;
  return rest;
}

const FROM_SLIPS = 'CREATE-INVOICE-FROM-PACKING-SLIPS';

/** The enumeration has no value for a slip or branch that does not exist, so that is a fault. */
function invoiceOfSlips(request: SlipsRequest, context: Context): Fields {
  const { state } = context;
  const slips = request.packingSlipIds.map((id) => state.packingSlips.get(normalId(id)));
  if (slips.length === 0 || slips.includes(undefined)) throw new SoapFault('Client', 'The packing slip does not exist');
  if (!state.branch(request.branchNumber)) throw new SoapFault('Client', `Branch ${request.branchNumber ?? 0} does not exist`);
  return withResult(FROM_SLIPS, ENUMS.CreateInvoiceFromPackingSlipsResponseResult, () => {
    checkSlips(slips as PackingSlip[]);
    return { invoiceId: invoiceSlips(slips as PackingSlip[], request.financialDate, context).invoiceId };
  });
}

function checkSlips(slips: readonly PackingSlip[]): void {
  if (slips.some((slip) => slip.state !== 'PACKING-SLIP-STATE-OPEN')) throw new Refusal('ALREADY-INVOICED', '');
  const differs = (name: 'relationNumber' | 'vatMethod' | 'financialBranchNumber') =>
    new Set(slips.map((slip) => slip[name])).size > 1;
  if (differs('relationNumber') || differs('vatMethod') || differs('financialBranchNumber')) {
    throw new Refusal('CANT-COMBINE-PACKING-SLIPS', '');
  }
  if (new Set(slips.map((slip) => slip.activityId)).size > 1) throw new Refusal('PACKING-SLIPS-DIFFERENT-ACTIVITIES', '');
}
