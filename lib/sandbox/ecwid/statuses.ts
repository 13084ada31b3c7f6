import { wrongParameter } from './errors';
import type { OrderStatus } from './model';
import type { EcwidState } from './state';

const PAYMENT = ['AWAITING_PAYMENT', 'PAID', 'CANCELLED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'INCOMPLETE'];
const FULFILLMENT = [
  'AWAITING_PROCESSING',
  'PROCESSING',
  'SHIPPED',
  'DELIVERED',
  'WILL_NOT_DELIVER',
  'RETURNED',
  'READY_FOR_PICKUP',
  'OUT_FOR_DELIVERY',
];
const CUSTOM = [1, 2, 3];

/** Old names and what they are called now (reference 5.4). */
const OBSOLETE: Readonly<Record<string, string>> = {
  QUEUED: 'AWAITING_PAYMENT',
  ACCEPTED: 'PAID',
  CHARGEABLE: 'AWAITING_PAYMENT',
  DECLINED: 'CANCELLED',
  FAILED: 'CANCELLED',
  NEW: 'AWAITING_PROCESSING',
};

/** Every status of a new store; the custom ones are not enabled. */
export function initialStatuses(): OrderStatus[] {
  return [
    ...rows('PAYMENT_STATUS', PAYMENT, 'CUSTOM_PAYMENT_STATUS', 'AWAITING_PAYMENT'),
    ...rows('FULFILLMENT_STATUS', FULFILLMENT, 'CUSTOM_FULFILLMENT_STATUS', 'AWAITING_PROCESSING'),
  ];
}

function rows(type: OrderStatus['orderStatusType'], ids: string[], custom: string, preset: string): OrderStatus[] {
  const row = (statusId: string, enabled: boolean): OrderStatus => ({
    statusId,
    orderStatusType: type,
    name: statusId.charAt(0) + statusId.slice(1).toLowerCase().replaceAll('_', ' '),
    enabled,
    defaultStatus: statusId === preset,
    sendNotificationWhenStatusIsAssigned: false,
  });
  return [...ids.map((id) => row(id, true)), ...CUSTOM.map((number) => row(`${custom}_${number}`, false))];
}

/** Refuses a status that does not exist, is obsolete, or is a custom one nobody enabled. */
export function checkStatus(state: EcwidState, field: 'paymentStatus' | 'fulfillmentStatus', value: unknown): void {
  if (value === undefined) return;
  const replacement = OBSOLETE[String(value)];
  if (replacement !== undefined) throw wrongParameter(`Status '${value}' is obsolete, use '${replacement}' instead`);
  const type = field === 'paymentStatus' ? 'PAYMENT_STATUS' : 'FULFILLMENT_STATUS';
  const status = state.rest.statuses.find((candidate) => candidate.orderStatusType === type && candidate.statusId === value);
  if (status === undefined) throw wrongParameter(`Wrong value of field Order.${field}`);
  if (!status.enabled) throw wrongParameter(`Status '${value}' is not enabled in the store`);
}
