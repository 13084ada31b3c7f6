/** How each entity is written to the till, one function an entity. Each looks before it writes, so that a repeat finds its work done. */
import { createHash } from 'node:crypto';
import { buyerKey } from '../../lib/customers/match';
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { createOrder, type MplusClient, type MplusRecord, updateRelation } from '../../lib/mplus';
import { checkAnswer } from '../../lib/orders/guard';
import type { Message, Result } from '../shared/record';
import { type Resolution, resolveRelation } from '../shared/relation';

export interface WriteSettings {
  readonly payment: 'none' | 'prepay' | 'pay';
}

/** `ledger` is the one the record came from; without one nothing is remembered between two attempts. */
type Writer = (client: MplusClient, msg: Message, settings: WriteSettings, ledger: Ledger | undefined) => Promise<Result>;

function recordOf(msg: Message): MplusRecord {
  if (typeof msg.payload === 'object' && msg.payload !== null && !Array.isArray(msg.payload)) return msg.payload as MplusRecord;
  throw new PackError({
    code: 'NO_RECORD',
    message: 'The message has no record to write: msg.payload must be an object.',
    hint: 'Put a data-mapper in front of this node.',
  });
}

/** Year and number as the till shows them. */
function orderNumber(order: MplusRecord): string {
  const number = order.orderNumber as { year: number; number: number } | undefined;
  return typeof order.transactionString === 'string' && order.transactionString !== ''
    ? order.transactionString
    : number
      ? `${number.year}-${number.number}`
      : '';
}

/** Links of orders: external id → order id of the till; empty while the first attempt is under way. */
function orderLinks(client: MplusClient, ledger: Ledger | undefined, extOrderId: string) {
  const { host, port = '' } = client.connection;
  const kind = `mplus-order ${host}:${port}`;
  return {
    known: async () => (await ledger?.findLink(kind, extOrderId)) !== undefined,
    begin: async () => ledger?.link(kind, extOrderId, ''),
    booked: async (orderId: string) => ledger?.link(kind, extOrderId, orderId),
  };
}

const order: Writer = async (client, msg, { payment }, ledger) => {
  const { paymentList, ...wanted } = recordOf(msg);
  const payments = (Array.isArray(paymentList) ? paymentList : []) as MplusRecord[];
  const links = orderLinks(client, ledger, String(wanted.extOrderId));
  const written = await createOrder(client, wanted, { mode: payments.length > 0 ? payment : 'none', payments, claim: links });
  if (written.action === 'created') await links.booked(String(written.order.orderId));
  // An order that was there before may have been edited in the till since; only our own is held against the shop's total.
  if (written.action === 'created' && typeof msg.expectedTotal === 'number') checkAnswer(msg.expectedTotal, written.order);
  return {
    action: written.action,
    id: String(written.order.orderId),
    number: orderNumber(written.order),
    extOrderId: wanted.extOrderId,
    total: written.order.totalInclAmount,
  };
};

const ACTIONS: Record<Resolution, Result['action']> = {
  'default debtor': 'unchanged',
  found: 'unchanged',
  updated: 'updated',
  created: 'created',
};

/** A relation without a number is found by its e-mail address; one without either could not be told from its own repeat. */
const relation: Writer = async (client, msg, _settings, ledger) => {
  const wanted = recordOf(msg);
  const number = Number(wanted.relationNumber);
  if (Number.isInteger(number) && number > 0) {
    return unlessWritten(client, ledger, String(number), wanted, async () => {
      await updateRelation(client, wanted);
      return { action: 'updated', id: number };
    });
  }
  const key = buyerKey(wanted.email as string | undefined);
  return unlessWritten(client, ledger, digest(JSON.stringify(key)), wanted, async () => {
    const { relation, action } = await resolveRelation(client, { key, wanted }, { create: true, update: true }, ledger);
    return { action: ACTIONS[action], id: Number(relation.relationNumber) };
  });
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What was written last time needs no request: the ledger knows its hash and the relation it went to. */
async function unlessWritten(
  client: MplusClient,
  ledger: Ledger | undefined,
  key: string,
  wanted: MplusRecord,
  write: () => Promise<Result>,
): Promise<Result> {
  const { host, port = '' } = client.connection;
  const kind = `mplus-relation ${host}:${port}`;
  const hash = digest(JSON.stringify(wanted));
  const known = ledger && (await ledger.written(kind, key, 'relation')) === hash ? await ledger.findLink(kind, key) : undefined;
  if (known !== undefined) return { action: 'unchanged', id: Number(known) };
  const result = await write();
  await ledger?.link(kind, key, String(result.id));
  await ledger?.setWritten(kind, key, 'relation', hash);
  return result;
}

export const WRITERS: Record<'order' | 'relation', Writer> = { order, relation };
