import { createEcwidOrder, type EcwidClient, findOrdersByTransaction } from '../../../lib/ecwid';
import { PackError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger';
import { statusFields } from '../../../lib/orders/status';
import { ecwidOrderBody, transactionOf, type WantedOrder } from '../../../lib/orders/to-ecwid';
import { perClient } from '../../../lib/per-client';
import { alone } from '../../shared/alone';
import { allFields, type Plan, type Planner } from '../../shared/put';
import type { Definition } from '.';
import { orderLinkKind, orderSettings } from './order-settings';

/** Seconds after which the search of the shop knows every order; it lags up to 15 behind (reference 3.7). */
const SEARCH_LAG = 20;
const PENDING = 'pending since ';

const now = (): number => Math.floor(Date.now() / 1000);

/** What is known of a creation: nothing, the id it gave, or that it was tried and when. */
interface Journal {
  read(): Promise<string | undefined>;
  write(entry: string): Promise<void>;
}

/** Without a ledger, what this process has created: the search would not find it yet when the order comes again. */
const rememberedOf = perClient((_client: EcwidClient) => new Map<string, string>());

function journalOf(client: EcwidClient, ledger: Ledger | undefined, tillOrderId: string): Journal {
  const kind = orderLinkKind(client.connection.storeId);
  if (ledger) {
    return { read: () => ledger.findLink(kind, tillOrderId), write: (entry) => ledger.link(kind, tillOrderId, entry) };
  }
  const entries = rememberedOf(client);
  return {
    read: async () => entries.get(tillOrderId),
    write: async (entry) => void entries.set(tillOrderId, entry),
  };
}

/** The id of the order in the shop. Throws PackError when it may be there and the search cannot tell yet. */
async function existingOf(client: EcwidClient, journal: Journal, tillOrderId: string): Promise<string | undefined> {
  const entry = await journal.read();
  if (entry !== undefined && !entry.startsWith(PENDING)) return entry;
  const [found] = await findOrdersByTransaction(client, transactionOf(tillOrderId));
  if (found) return String(found.id);
  const wait = entry === undefined ? 0 : Number(entry.slice(PENDING.length)) + SEARCH_LAG - now();
  if (wait > 0) throw unsure(wait);
  return undefined;
}

function unsure(retryAfter: number): PackError {
  return new PackError({
    code: 'ORDER_SEARCH_LAG',
    message: 'The order was sent to the shop before, and the search of the shop does not know it yet.',
    hint: 'Nothing to do: it is looked for again before anything is written.',
    disposition: 'wait',
    retryAfter,
  });
}

/** An order of the till is created in the shop once; what it does later is for the status of the order. */
export function planOrder(definition: Definition): Planner<EcwidClient> {
  const settings = orderSettings(definition);
  return async ({ client, record, ledger }): Promise<Plan> => {
    const wanted = record as unknown as WantedOrder;
    const { tillOrderId, tillOrderNumber: number, extOrderId } = wanted;
    checkId(tillOrderId);
    if (extOrderId) return fromShop(extOrderId, number);
    const journal = journalOf(client, ledger, tillOrderId);
    const existing = await existingOf(client, journal, tillOrderId);
    const notes = { privateAdminNotes: wanted.privateAdminNotes };
    const body = {
      ...ecwidOrderBody(wanted),
      ...statusFields(notes, { tillOrderNumber: number }, settings),
      disableAllCustomerNotifications: !settings.notifyCustomer,
    };
    const existed = async (id: string) => {
      await journal.write(id);
      return { action: 'existed', id, number } as const;
    };
    return {
      action: existing === undefined ? 'create' : 'existed',
      id: existing,
      changes: existing === undefined ? allFields(body) : [],
      write: () =>
        alone(ledger, `${orderLinkKind(client.connection.storeId)} ${tillOrderId}`, async () => {
          // Another instance may have been faster since the plan was made.
          const tried = existing === undefined && (await journal.read()) !== undefined;
          const id = tried ? await existingOf(client, journal, tillOrderId) : existing;
          if (id !== undefined) return existed(id);
          await journal.write(`${PENDING}${now()}`);
          const { orderId } = await createEcwidOrder(client, body);
          await journal.write(orderId);
          return { action: 'created', id: orderId, number, total: wanted.total };
        }),
    };
  };
}

function checkId(tillOrderId: unknown): void {
  if (typeof tillOrderId === 'string' && tillOrderId !== '') return;
  throw new PackError({
    code: 'ORDER_NO_TILL_ID',
    message: 'An order without tillOrderId is not sent: it could not be told from its own repeat.',
    hint: 'Let the mapping fill in tillOrderId, then release the record.',
  });
}

/** Back to where it came from it does not go. */
function fromShop(extOrderId: string, number: string): Plan {
  const message = 'The order came to the till from a shop.';
  const result = { action: 'skipped', id: extOrderId, number, reason: 'ORDER_FROM_SHOP', message } as const;
  return { action: 'skip', id: extOrderId, changes: [], write: async () => result };
}
