import { type EcwidClient, OpenOrders } from '../../lib/ecwid';
import { isFromTill } from '../../lib/orders/to-ecwid';
import { perClient } from '../../lib/per-client';

/** The open orders of a connection's shop: all its nodes look together. Orders that came from the till took no stock of the shop. */
export const openOrdersOf = perClient((client: EcwidClient) => new OpenOrders(client, { ignore: isFromTill }));
