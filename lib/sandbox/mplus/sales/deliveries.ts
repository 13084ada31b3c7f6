import { type Context, newId, now, thisYear, today } from '../context';
import type { Line, Order, PackingSlip } from '../entities';
import { Refusal } from '../fault';
import { divide, rescale } from '../numbers';
import { priceDocument } from '../pricing';
import { bookSale, openQuantity } from '../stock';
import { draftOf, orderOf, storeOrder } from './orders';

/** Quantity to deliver of a line; the companion says how many decimals it has. */
export interface DeliveryPart {
  lineId: string;
  quantity: number;
  decimalPlaces?: number;
}

/** Fields a document takes over from the order it stems from. */
const INHERITED = [
  'employeeNumber',
  'employeeName',
  'relationNumber',
  'relationName',
  'relationCategoryId',
  'relationBankAccountNumber',
  'relationVatNumber',
  'deliveryAddress',
  'invoiceAddress',
  'financialBranchNumber',
  'workplaceNumber',
  'entryBranchNumber',
  'reference',
  'activityId',
  'vatMethod',
  'vatCountryIso3',
  'vatCountryCode',
  'orderCategoryNumber',
] as const;

export function inherited(source: Partial<Record<(typeof INHERITED)[number], unknown>>) {
  return Object.fromEntries(INHERITED.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]));
}

/**
 * Delivers all that is open, or the parts named: packing slip, stock off the shelf, reservation released. Throws Refusal
 * ALREADY-DELIVERED when nothing is open, FAILED for an unknown line or more than is open.
 */
export function deliverOrder(
  orderId: string | undefined,
  parts: readonly DeliveryPart[] | undefined,
  context: Context,
): { order: Order; slip: PackingSlip } {
  const before = orderOf(orderId, context);
  const order = draftOf(before);
  if (order.lineList.every((line) => openQuantity(line) === 0)) {
    const cancelled = order.cancelState === 'ORDER-CANCEL-STATE-COMPLETE';
    throw new Refusal(
      cancelled ? 'FAILED' : 'ALREADY-DELIVERED',
      `The order is ${cancelled ? 'cancelled' : 'delivered already'}`,
    );
  }
  const lines = (parts ? parts.map((part) => named(order, part)) : everything(order)).map(({ line, quantity }) =>
    hand(line, quantity),
  );
  if (lines.length === 0) throw new Refusal('FAILED', 'There is nothing to deliver');
  const slip = packingSlip(order, lines, context);
  order.packingSlipIds.push(slip.packingSlipId);
  order.packingSlipNumbers = [...((order.packingSlipNumbers as unknown[]) ?? []), slip.packingSlipNumber];
  storeOrder(before, order, context);
  bookSale(slip, -1, { orderId: order.orderId, packingSlipId: slip.packingSlipId }, context);
  return { order, slip };
}

function everything(order: Order): { line: Line; quantity: number }[] {
  return order.lineList.map((line) => ({ line, quantity: openQuantity(line) })).filter(({ quantity }) => quantity !== 0);
}

function named(order: Order, { lineId, quantity, decimalPlaces }: DeliveryPart): { line: Line; quantity: number } {
  const line = order.lineList.find((candidate) => candidate.lineId === lineId);
  if (!line?.data) throw new Refusal('FAILED', `The order has no line ${lineId}`);
  const amount = rescale(quantity, decimalPlaces ?? 0, line.data.decimalPlaces ?? 0);
  const open = openQuantity(line);
  if (open === 0) throw new Refusal('ALREADY-DELIVERED', `Line ${lineId} is delivered already`);
  if (Math.abs(amount) > Math.abs(open)) throw new Refusal('FAILED', `Line ${lineId} has less open than was to be delivered`);
  return { line, quantity: amount };
}

/** Marks a quantity of an order line as delivered and gives the line of the packing slip; a discount on the line goes pro rata. */
function hand(line: Line, quantity: number): Line {
  const data = line.data!;
  data.deliveredQuantity = (data.deliveredQuantity ?? 0) + quantity;
  const share = (amount?: number) => (amount && data.quantity ? divide(amount * quantity, data.quantity) : amount);
  return structuredClone({
    ...line,
    salesOrderLineId: line.lineId,
    data: {
      ...data,
      quantity,
      deliveredQuantity: quantity,
      cancelledQuantity: 0,
      discountAmount: share(data.discountAmount),
      discountAmountExcl: share(data.discountAmountExcl),
    },
  });
}

function packingSlip(order: Order, lineList: Line[], context: Context): PackingSlip {
  const { state } = context;
  const packingSlipNumber = state.nextNumber('packingSlip', thisYear(context));
  const slip = {
    ...inherited(order),
    packingSlipId: newId(context),
    packingSlipNumber,
    transactionString: `${packingSlipNumber.year}-${packingSlipNumber.number}`,
    orderId: order.orderId,
    extOrderId: order.extOrderId,
    orderNumber: order.orderNumber,
    orderBarcode: order.orderBarcode,
    entryTimestamp: now(context),
    financialDate: today(context),
    lineList: lineList.map((line) => ({ ...line, lineId: newId(context) })),
    state: 'PACKING-SLIP-STATE-OPEN',
    packingSlipType: 'PACKING-SLIP-TYPE-PACKING-SLIP',
    changeCounter: 1,
    versionNumber: 1,
    syncMarker: state.nextMarker('packingSlip'),
  } as unknown as PackingSlip;
  priceDocument(slip, context);
  state.packingSlips.put(slip);
  return slip;
}

/** Notes on a packing slip which document carries its turnover. */
export function settleSlip(slip: PackingSlip, references: Record<string, unknown>, context: Context): void {
  Object.assign(slip, references, { state: 'PACKING-SLIP-STATE-INVOICED' });
  slip.changeCounter += 1;
  slip.syncMarker = context.state.nextMarker('packingSlip');
  context.state.packingSlips.put(slip);
}
