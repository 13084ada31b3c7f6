/** The buyer of a record, as a relation of the till. */
import { buyerKey } from '../../lib/customers/match';
import { type RelationSettings, relationFromBuyer, relationFromCustomer } from '../../lib/customers/relation';
import { salesOrderFromEcwid } from '../../lib/orders/from-ecwid';
import type { Message } from '../shared/record';
import type { Buyer, RelationSwitches } from '../shared/relation';

export interface ResolverSettings extends RelationSwitches {
  /** Relation number for records without an e-mail address. */
  readonly defaultDebtor?: number;
  readonly relation: RelationSettings;
}

/**
 * The buyer of an order, or the customer record itself when the topic is `customer`. An order that has to be held anyway is held
 * here, before anything is written. Throws HoldError.
 */
export function readBuyer(msg: Message, settings: ResolverSettings): Buyer {
  const wanted =
    msg.topic === 'customer'
      ? relationFromCustomer(msg.payload, settings.relation)
      : relationFromBuyer(salesOrderFromEcwid(msg.payload, { homeCountry: 'NL' }), settings.relation);
  return { key: buyerKey(wanted.email as string | undefined, settings.defaultDebtor), wanted };
}
