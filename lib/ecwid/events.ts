/** What a webhook of Ecwid says (reference 8.2). */

/** An event with what a flow needs to find its record. Nothing in it is signed but `eventId` and `eventCreated`. */
export interface EcwidEvent {
  readonly eventId: string;
  /** Unix seconds by Ecwid's clock. */
  readonly eventCreated: number;
  /** In one spelling, e.g. `order.updated`, `application.subscriptionStatusChanged`. */
  readonly eventType: string;
  /** The part before the dot, in the names of the get nodes: `order`, `unfinishedOrder`, `deletedOrder` is never one. */
  readonly entity: string;
  /** The part behind the dot: `created`, `updated`, `deleted` … */
  readonly action: string;
  /** What the record is read by: for orders the public number, not the internal one in `entityId` (reference 11, trap 2). */
  readonly id: string;
  readonly storeId: string;
  readonly entityId?: number | string;
  readonly data?: Record<string, unknown>;
}

/**
 * Reads the parsed body of a webhook; undefined when it is none. `eventCreated` is read as text, as it was signed. Fields may come as text or
 * number (reference 12).
 */
export function readEcwidEvent(body: unknown): EcwidEvent | undefined {
  if (!isObject(body)) return undefined;
  const { eventId, eventCreated, eventType, storeId, entityId, data } = body;
  if (!isText(eventId) || !isText(eventType) || !isNumber(eventCreated)) return undefined;
  const type = canonicalType(eventType);
  const [family = '', action = ''] = type.split('.');
  const facts = isObject(data) ? data : undefined;
  const orderId = family === 'order' || family === 'unfinished_order' ? (facts?.orderId ?? facts?.orderid) : undefined;
  return {
    eventId,
    eventCreated: Number(eventCreated),
    eventType: type,
    entity: camelCase(family),
    action,
    id: String(orderId ?? entityId ?? ''),
    storeId: String(storeId ?? ''),
    ...(entityId === undefined || entityId === null ? {} : { entityId: entityId as number | string }),
    ...(facts && { data: facts }),
  };
}

/** Whether an event is among those chosen: whole families (`order`) or types (`order.created`) in any spelling; none chosen: all. */
export function isChosen(event: Pick<EcwidEvent, 'eventType'>, chosen: readonly string[]): boolean {
  const [family] = event.eventType.split('.');
  return chosen.length === 0 || chosen.some((name) => [event.eventType, family].some((known) => bare(known) === bare(name)));
}

/** Names whose documented spelling is not the one the official client uses (reference 8.2). */
const CAMEL_CASE = [
  'profile.subscriptionStatusChanged',
  'customer.personalDataRemovalRequest',
  'customer.personalDataExportRequest',
  'application.subscriptionStatusChanged',
  'application.storageChanged',
];
/** Families in snake case. */
const SNAKE_CASE = ['unfinished_order', 'product_class', 'customer_group', 'discount_coupon', 'size_chart'];

const ACTIONS = new Map(CAMEL_CASE.map((type) => [bare(type.split('.')[1]), type.split('.')[1]]));
const FAMILIES = new Map(SNAKE_CASE.map((family) => [bare(family), family]));

function canonicalType(given: string): string {
  const [family, ...rest] = given.trim().split('.');
  const action = rest.join('.');
  const known = FAMILIES.get(bare(family)) ?? family.toLowerCase();
  return action === '' ? known : `${known}.${ACTIONS.get(bare(action)) ?? action.toLowerCase()}`;
}

/** A name without what the pages of the vendor differ in. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, '');
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isNumber(value: unknown): value is number | string {
  return (typeof value === 'number' || isText(value)) && Number.isFinite(Number(value));
}
