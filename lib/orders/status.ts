/** What became of an order in the till, in words for value tables, and what of that is written to the order in the shop. Pure. */

type Json = Readonly<Record<string, unknown>>;

/** How far an order of the till has come; keys of the value table `orderStatuses`. */
export const DELIVERY_STAGES = ['open', 'partly delivered', 'delivered', 'cancelled'] as const;
export type DeliveryStage = (typeof DELIVERY_STAGES)[number];

/** What is paid of it; keys of the value table `paymentStatuses`. `refund due`: cancelled, but money was taken. */
export const PAYMENT_STAGES = ['unpaid', 'partly paid', 'paid', 'cancelled', 'refund due'] as const;
export type PaymentStage = (typeof PAYMENT_STAGES)[number];

export interface TillStatus {
  /** As the till shows it: `2026-12`. */
  readonly number: string;
  readonly delivery: DeliveryStage;
  readonly payment: PaymentStage;
  /** What is ordered, delivered and cancelled of each line, decimal. */
  readonly lines: readonly { text: string; quantity: number; delivered: number; cancelled: number }[];
  /** Numbers of the packing slips, in the order of the deliveries. */
  readonly packingSlips: readonly string[];
}

const objects = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const yearNumber = ({ year, number }: Json): string => `${year}-${number}`;

/** Facts of an order as the till gives it: there is no single status (reference 6.7). */
export function tillStatus(order: Json): TillStatus {
  const lines = objects(order.lineList)
    // A line without an article is text.
    .filter(({ articleNumber }) => articleNumber !== 0)
    .map((line) => {
      const data = (line.data ?? {}) as Json;
      const amount = (name: string): number => Number(data[name] ?? 0);
      return {
        text: text(line.text),
        quantity: amount('quantity'),
        delivered: amount('deliveredQuantity'),
        cancelled: amount('cancelledQuantity'),
      };
    });
  const delivery = deliveryStage(order, lines);
  return {
    number: tillOrderNumber(order),
    delivery,
    payment: paymentStage(order, delivery),
    lines,
    packingSlips: objects(order.packingSlipNumbers).map(yearNumber),
  };
}

/** Year and number as the till shows them; empty for an order that waits in the queue of its branch. */
export function tillOrderNumber({ transactionString, orderNumber }: Json): string {
  if (typeof transactionString === 'string' && transactionString !== '') return transactionString;
  return orderNumber ? yearNumber(orderNumber as Json) : '';
}

/** `ORDER-DELIVERY-STATE-PARTIAL` → `PARTIAL` */
const stateOf = (value: unknown): string => text(value).split('-STATE-').at(-1) ?? '';

function deliveryStage(order: Json, lines: TillStatus['lines']): DeliveryStage {
  const [delivered, cancelled, complete] = [order.deliveryState, order.cancelState, order.completeState].map(stateOf);
  if (cancelled === 'COMPLETE') return 'cancelled';
  if (delivered === 'COMPLETE' || complete === 'COMPLETE') return 'delivered';
  // What is cancelled of a line does not come any more.
  const over = lines.length > 0 && lines.every((line) => Math.abs(line.delivered + line.cancelled) >= Math.abs(line.quantity));
  if (delivered === 'PARTIAL') return over ? 'delivered' : 'partly delivered';
  return over && cancelled === 'PARTIAL' ? 'cancelled' : 'open';
}

function paymentStage({ fullyPaid, prepaidAmount, totalInclAmount }: Json, delivery: DeliveryStage): PaymentStage {
  const paid = Number(prepaidAmount ?? 0);
  if (delivery === 'cancelled') return paid > 0 ? 'refund due' : 'cancelled';
  if (fullyPaid === true || (paid > 0 && paid >= Number(totalInclAmount))) return 'paid';
  return paid > 0 ? 'partly paid' : 'unpaid';
}

/** Statuses of the shop in the order an order goes through them (reference 5.4); the same stage: one may follow the other. */
const STAGES: Record<'fulfillmentStatus' | 'paymentStatus', Readonly<Record<string, number>>> = {
  fulfillmentStatus: {
    AWAITING_PROCESSING: 0,
    PROCESSING: 1,
    CUSTOM_FULFILLMENT_STATUS_1: 2,
    CUSTOM_FULFILLMENT_STATUS_2: 2,
    CUSTOM_FULFILLMENT_STATUS_3: 2,
    READY_FOR_PICKUP: 3,
    SHIPPED: 3,
    OUT_FOR_DELIVERY: 4,
    DELIVERED: 5,
    WILL_NOT_DELIVER: 6,
    RETURNED: 7,
  },
  paymentStatus: {
    INCOMPLETE: 0,
    AWAITING_PAYMENT: 0,
    CUSTOM_PAYMENT_STATUS_1: 1,
    CUSTOM_PAYMENT_STATUS_2: 1,
    CUSTOM_PAYMENT_STATUS_3: 1,
    PAID: 2,
    PARTIALLY_REFUNDED: 3,
    REFUNDED: 4,
    CANCELLED: 5,
  },
};

/** A status with this behind it is written even when the order in the shop is further: `PROCESSING!`. */
const BACKWARDS = '!';

/** The status to write: undefined when nothing is wanted, or the order in the shop is there or further. */
export function nextStatus(field: keyof typeof STAGES, wanted: string, current: unknown): string | undefined {
  const status = wanted.replace(BACKWARDS, '').trim();
  if (status === '' || status === current) return undefined;
  const stage = (name: unknown): number => STAGES[field][text(name)] ?? -1;
  return wanted.includes(BACKWARDS) || stage(status) >= stage(current) ? status : undefined;
}

/** What the till has to tell about an order of the shop; a field that is absent is not touched. */
export interface WantedStatus {
  /** Public id of the order in the shop. */
  readonly id?: string;
  readonly tillOrderId?: string;
  readonly tillOrderNumber?: string;
  readonly fulfillmentStatus?: string;
  readonly paymentStatus?: string;
  readonly trackingNumber?: string;
  readonly trackingUrl?: string;
  /** For the staff: stands behind the number of the till order. */
  readonly note?: string;
}

export interface StatusSettings {
  /** Where the number of the till order goes. */
  readonly orderNumberIn: 'notes' | 'extraField' | 'nowhere';
  /** Key of the extra field. */
  readonly extraField: string;
}

/** The fields of the shop's order that are to be written because they differ. */
export function statusFields(order: Json, wanted: WantedStatus, settings: StatusSettings): Record<string, unknown> {
  const { tillOrderNumber: number = '' } = wanted;
  const fields: Record<string, unknown> = {};
  for (const field of ['fulfillmentStatus', 'paymentStatus'] as const) {
    const status = nextStatus(field, wanted[field] ?? '', order[field]);
    if (status !== undefined) fields[field] = status;
  }
  for (const field of ['trackingNumber', 'trackingUrl'] as const) {
    const value = wanted[field] ?? '';
    const current = text(order[field]);
    // It is only added to: another text is from a carrier.
    if (value !== current && value.startsWith(current)) fields[field] = value;
  }
  const notes = withNote(text(order.privateAdminNotes), number, wanted.note ?? '', settings.orderNumberIn === 'notes');
  if (notes !== text(order.privateAdminNotes)) fields.privateAdminNotes = notes;
  const extra = (order.extraFields ?? {}) as Json;
  if (settings.orderNumberIn === 'extraField' && number !== '' && extra[settings.extraField] !== number)
    fields.extraFields = { ...extra, [settings.extraField]: number };
  return fields;
}

/** How the line about a till order begins, by which it is found again. */
export function noteFor(number: string): string {
  return `MplusKASSA ${number}`;
}

/** The notes with the line about the till order: in its old place, else at the end. Lines of the staff stay. */
function withNote(notes: string, number: string, note: string, always: boolean): string {
  if (number === '') return notes;
  const begin = noteFor(number);
  const line = note === '' ? begin : `${begin}: ${note}`;
  const lines = notes === '' ? [] : notes.split('\n');
  const place = lines.findIndex((other) => other === begin || other.startsWith(`${begin}:`));
  if (place >= 0) return lines.map((other, index) => (index === place ? line : other)).join('\n');
  return always || note !== '' ? [...lines, line].join('\n') : notes;
}
