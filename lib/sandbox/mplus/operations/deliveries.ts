import { type Context, pageLimit, shuffled } from '../context';
import type { Fields, PackingSlip, Receipt, SalesDocument } from '../entities';
import { type MarkedTable, take } from '../marked';
import { normalId } from '../state';
import { type DocumentFilter, passes } from './filters';
import type { Handlers } from './handler';
import { among } from './products';

interface SlipsRequest extends DocumentFilter {
  packingSlipIds: string[];
  packingSlipNumbers: { year: number; number: number }[];
  typeFilter: string[];
}

interface ReceiptsRequest extends DocumentFilter {
  receiptIds: string[];
  includeOrderReferences?: boolean;
}

export const deliveryHandlers = {
  getPackingSlips: ({ request }: { request: SlipsRequest }, context) => ({
    packingSlipList: page(context.state.packingSlips, request, context, (slip) => wantedSlip(slip, request)),
  }),

  getPackingSlipsByOrder: ({ request }: { request: { orderId?: string } }, context) => ({
    packingSlipList: [...context.state.packingSlips.values()].filter((slip) => sameId(slip.orderId, request.orderId)),
  }),

  getReceipts: ({ request }: { request: ReceiptsRequest }, context) => {
    const ids = request.receiptIds.map(normalId);
    const receipts = page(context.state.receipts, request, context, (receipt) => among(ids, normalId(receipt.receiptId)));
    if (request.includeOrderReferences) return { receiptList: receipts };
    return { receiptList: receipts.map(({ orderIds: _ids, extOrderIds: _ext, ...receipt }) => receipt) };
  },

  getReceipt: ({ receiptId }: { receiptId?: string }, { state }) => {
    const receipt = state.receipts.get(normalId(receiptId ?? ''));
    return receipt ? { result: 'GET-RECEIPT-RESULT-OK', receipt } : { result: 'GET-RECEIPT-RESULT-NOT-FOUND' };
  },

  getReceiptsByOrder: ({ orderId }: { orderId?: string }, { state }) => {
    if (!state.order(orderId)) return { result: 'GET-RECEIPTS-BY-ORDER-RESULT-NOT-FOUND', receiptList: [] };
    const isOf = (receipt: Receipt) => receipt.orderIds.some((id) => sameId(id, orderId));
    return { result: 'GET-RECEIPTS-BY-ORDER-RESULT-OK', receiptList: [...state.receipts.values()].filter(isOf) };
  },
} satisfies Handlers;

function sameId(id: string, other: string | undefined): boolean {
  return normalId(id) === normalId(other ?? '');
}

function wantedSlip(slip: PackingSlip, request: SlipsRequest): boolean {
  const { year, number } = slip.packingSlipNumber;
  return (
    among(request.packingSlipIds.map(normalId), normalId(slip.packingSlipId)) &&
    among(request.typeFilter, slip.packingSlipType) &&
    (request.packingSlipNumbers.length === 0 ||
      request.packingSlipNumbers.some((wanted) => wanted.year === year && wanted.number === number))
  );
}

function page<Row extends SalesDocument>(
  table: MarkedTable<Row>,
  request: DocumentFilter,
  context: Context,
  wanted: (row: Row) => boolean,
): Fields[] {
  const rows = take(
    table.since(request.syncMarker ?? Number.NEGATIVE_INFINITY),
    pageLimit(request, context),
    (row) => wanted(row) && passes(row, request, context),
  );
  return shuffled(rows, context).map(({ lineList, ...rest }) =>
    request.includeLineList === false ? rest : { ...rest, lineList },
  );
}
