/** What the planners of orders and invoices share. */
import type { Ledger } from '../../../lib/ledger';
import type { Claim, MplusClient, MplusRecord } from '../../../lib/mplus';
import { checkAnswer, type ExpectedTotals } from '../../../lib/orders/guard';
import type { Message } from '../../shared/record';

/** Year and number as the till shows them; empty when it has told none. */
export function documentNumber(document: MplusRecord): string {
  if (typeof document.transactionString === 'string' && document.transactionString !== '') return document.transactionString;
  const number = (document.orderNumber ?? document.invoiceNumber) as { year: number; number: number } | undefined;
  return number ? `${number.year}-${number.number}` : '';
}

/**
 * Names a document of one till in the ledger. `order-content` is what the shop last had of an order, also of one that is not ours: the
 * two are kept apart, or it would be paid as our own.
 */
export function kindOf(client: MplusClient, document: 'order' | 'order-content' | 'order-cancelled' | 'invoice'): string {
  const { host, port = '' } = client.connection;
  return `mplus-${document} ${host}:${port}`;
}

/** The payments of a mapped document apart from the rest, which is what is created. */
export function withoutPayments({ paymentList, ...document }: MplusRecord): { document: MplusRecord; payments: MplusRecord[] } {
  return { document, payments: (Array.isArray(paymentList) ? paymentList : []) as MplusRecord[] };
}

export interface Ours extends Claim {
  /** Remembers which document of the till it is. */
  booked(id: string): Promise<void>;
}

/** Links in the ledger: external id → id in the till; empty while the first attempt is under way. Without a ledger nothing is ours. */
export function ours(ledger: Ledger | undefined, kind: string, externalId: string): Ours {
  return {
    known: async () => (await ledger?.findLink(kind, externalId)) !== undefined,
    begin: async () => ledger?.link(kind, externalId, ''),
    booked: async (id) => ledger?.link(kind, externalId, id),
  };
}

/** Holds what the till made of a document against what the shop sold, as the data-mapper told. Throws HoldError; the document exists then. */
export function checkBooked(msg: Message, document: MplusRecord): void {
  const { expected, expectedTotal } = msg as { expected?: ExpectedTotals; expectedTotal?: number };
  const sold = expected ?? expectedTotal;
  if (sold !== undefined) checkAnswer(sold, document);
}

/**
 * Orders that the shop cancelled before they were in the till: the flow that creates orders may still have an older version of one, held or
 * waiting, and must not book that later.
 */
export function cancelledEarly(ledger: Ledger | undefined, client: MplusClient, extOrderId: string) {
  const kind = kindOf(client, 'order-cancelled');
  return {
    known: async () => (await ledger?.findLink(kind, extOrderId)) !== undefined,
    remember: async () => ledger?.link(kind, extOrderId, ''),
    forget: async () => ledger?.unlink(kind, extOrderId),
  };
}
