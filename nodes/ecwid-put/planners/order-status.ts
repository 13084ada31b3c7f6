import { type EcwidClient, EcwidError, readEcwidByKey, updateEcwid } from '../../../lib/ecwid';
import { PackError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger';
import { statusFields, type WantedStatus } from '../../../lib/orders/status';
import { changesOf, nothingToDo, type Plan, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { writtenBefore } from '../../shared/written';
import type { Definition } from '.';
import { orderLinkKind, orderSettings } from './order-settings';

type Json = Record<string, unknown>;

/** Behind a put node that books orders of the shop in the till, its result says which number the order has there (design 5.9). */
function wantedOf(record: Json, result: Result | undefined): WantedStatus {
  const id = result?.extOrderId ?? result?.extInvoiceId;
  return typeof id === 'string' ? { id, tillOrderNumber: String(result?.number ?? '') } : record;
}

/** The id in the shop: that of the order the till got from it, else that of the order the shop got from the till. */
async function shopIdOf(client: EcwidClient, { id, tillOrderId }: WantedStatus, ledger: Ledger | undefined): Promise<string> {
  if (id) return id;
  const linked = tillOrderId && (await ledger?.findLink(orderLinkKind(client.connection.storeId), tillOrderId));
  return linked && !linked.startsWith('pending') ? linked : '';
}

/** The shop finds orders by internal number as well, so that the number of another shop could hit a wrong one (reference 5.1). */
async function orderOf(client: EcwidClient, id: string): Promise<Json | undefined> {
  const order = (await readEcwidByKey(client, 'order', id))?.payload as Json | undefined;
  return order && [order.id, order.vendorOrderNumber, order.publicUid].includes(id) ? order : undefined;
}

/** What became of an order in the till shows in the shop; only what differs is written. */
export function planOrderStatus(definition: Definition): Planner<EcwidClient> {
  const settings = orderSettings(definition);
  return async ({ client, msg, record, ledger }): Promise<Plan> => {
    const wanted = wantedOf(record, msg.result);
    const number = wanted.tillOrderNumber;
    const id = await shopIdOf(client, wanted, ledger);
    if (id === '') return skip('ORDER_NOT_FROM_SHOP', 'The order was made in the till; the shop does not have it.', { number });
    const written = writtenBefore(ledger, `ecwid-order-status ${client.connection.storeId}`, id, {
      status: { ...wanted, settings },
    });
    if ((await written.unchanged()) !== undefined) return nothingToDo(id);

    const order = await orderOf(client, id);
    if (!order) return skip('ORDER_NOT_IN_SHOP', 'The shop does not have an order of this number.', { id, number });
    const fields = statusFields(order, wanted, settings);
    const changes = changesOf(order, fields);
    return {
      action: changes.length > 0 ? 'update' : 'unchanged',
      id,
      changes,
      write: async () => {
        if (changes.length > 0) await write(client, id, order, fields, settings.notifyCustomer);
        await written.remember(id);
        return { action: changes.length > 0 ? 'updated' : 'unchanged', id, number };
      },
    };
  };
}

function skip(reason: string, message: string, { id = '', number }: { id?: string; number?: string }): Plan {
  return { action: 'skip', id, changes: [], write: async () => ({ action: 'skipped', id, number, reason, message }) };
}

async function write(client: EcwidClient, id: string, order: Json, fields: Json, notify: boolean): Promise<void> {
  // An update that leaves the customer group out was seen to reset it (reference 5.7).
  const kept = typeof order.customerGroup === 'string' ? { customerGroup: order.customerGroup } : {};
  try {
    await updateEcwid(client, 'order', id, { ...fields, ...kept, disableAllCustomerNotifications: !notify });
  } catch (thrown) {
    throw thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND' ? gone(id, thrown) : thrown;
  }
}

function gone(id: string, cause: unknown): PackError {
  return new PackError({
    code: 'ORDER_GONE',
    message: `Order ${id} was deleted in the shop while it was being written.`,
    hint: 'Nothing to do: the record is tried again with what the shop has now.',
    disposition: 'retry',
    retryAfter: 1,
    cause,
  });
}
