import { type EcwidClient, OpenOrders } from '../../lib/ecwid';
import { isFromTill } from '../../lib/orders/to-ecwid';

const ofClients = new WeakMap<EcwidClient, OpenOrders>();

/** The open orders of a connection's shop: all its nodes look together. Orders that came from the till took no stock of the shop. */
export function openOrdersOf(client: EcwidClient): OpenOrders {
  const orders = ofClients.get(client) ?? new OpenOrders(client, { ignore: isFromTill });
  ofClients.set(client, orders);
  return orders;
}
