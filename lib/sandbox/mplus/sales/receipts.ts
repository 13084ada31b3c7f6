import { type Context, newId, now, thisYear, today } from '../context';
import type { Order, PackingSlip, Receipt } from '../entities';
import { priceDocument } from '../pricing';
import { inherited, settleSlip } from './deliveries';
import { draftOf, storeOrder } from './orders';
import { bookedPayments, totalOf } from './payments';

/** Prices, pays and files a till receipt of these fields and lines; paid in full by `method` unless payments are given. */
export function enterReceipt(fields: Partial<Receipt>, method: string, context: Context): Receipt {
  const { state } = context;
  const number = state.nextNumber('receipt', thisYear(context));
  const receipt = {
    vatMethod: 'VAT-METHOD-INCLUSIVE',
    orderIds: [],
    ...fields,
    receiptId: newId(context),
    receiptNumber: { branchNumber: fields.financialBranchNumber, workplaceNumber: fields.workplaceNumber ?? 1, ...number },
    receiptBarcode: `B${number.year}${String(number.number).padStart(7, '0')}`,
    transactionString: `${number.year}-${number.number}`,
    receiptType: 'RECEIPT-TYPE-RECEIPT',
    workplaceNumber: fields.workplaceNumber ?? 1,
    entryTimestamp: now(context),
    financialDate: today(context),
    changeCounter: 1,
    versionNumber: 1,
    syncMarker: state.nextMarker('receipt'),
  } as unknown as Receipt;
  priceDocument(receipt, context);
  const payments = fields.paymentList ?? [{ method, amount: receipt.totalInclAmount }];
  receipt.paymentList = bookedPayments(payments, receipt, context);
  receipt.paidAmount = Math.min(totalOf(payments), receipt.totalInclAmount);
  receipt.state = receipt.paidAmount >= receipt.totalInclAmount ? 'RECEIPT-STATE-PAID' : 'RECEIPT-STATE-OUTSTANDING';
  state.receipts.put(receipt);
  return receipt;
}

/** A receipt as the turnover document of a delivery. */
export function receiptForSlip(slip: PackingSlip, before: Order, context: Context): Receipt {
  const receipt = enterReceipt(
    {
      ...inherited(slip),
      lineList: structuredClone(slip.lineList),
      orderIds: [before.orderId],
      extOrderIds: before.extOrderId ? [before.extOrderId] : [],
      paymentList: structuredClone(before.paymentList),
    },
    '',
    context,
  );
  settleSlip(slip, {}, context);
  storeOrder(before, { ...draftOf(before), settledByReceipt: true }, context);
  return receipt;
}
