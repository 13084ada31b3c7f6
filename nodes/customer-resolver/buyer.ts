/** The buyer of a record, as a relation of the till. */
import { readShopCustomer } from '../../lib/customers/ecwid-customer';
import { buyerKey } from '../../lib/customers/match';
import { type RelationSettings, relationFromBuyer } from '../../lib/customers/relation';
import type { MplusRecord } from '../../lib/mplus';
import { partiesFromEcwid } from '../../lib/orders/from-ecwid';
import type { Message } from '../shared/record';
import type { Buyer, RelationSwitches } from '../shared/relation';
import { shopSide } from '../shared/shop-side';

export interface ResolverSettings extends RelationSwitches {
  /** Relation number for records without an e-mail address. */
  readonly defaultDebtor?: number;
  /** Buyers without a customer account are booked on the default debtor too. */
  readonly guestsOnDebtor: boolean;
  readonly relation: RelationSettings;
}

/** Fields that the value tables of the flow give a relation, by country. */
export type ByCountry = (countryCode: string) => MplusRecord;

/**
 * The buyer of an order, or the customer record itself when the topic is `customer`. An order that cannot be booked is held here, before
 * anything is written; its amounts are the data-mapper's to judge. Throws HoldError.
 */
export function readBuyer(msg: Message, settings: ResolverSettings, byCountry: ByCountry): Buyer {
  const { defaultDebtor, guestsOnDebtor, relation } = settings;
  if (msg.topic === 'customer') {
    const customer = readShopCustomer(msg.payload, relation.homeCountry);
    const wanted = { ...relationFromBuyer(customer, relation), ...byCountry(customer.country) };
    return { key: buyerKey(customer.buyer.email, defaultDebtor), wanted, ...shopSide(msg.payload as MplusRecord) };
  }
  const parties = partiesFromEcwid(msg.payload);
  const { customerId } = parties.buyer;
  const country = parties.billingAddress.countryCode || parties.shippingAddress.countryCode;
  const wanted = { ...relationFromBuyer(parties, relation), ...byCountry(country) };
  if (!customerId && guestsOnDebtor && defaultDebtor !== undefined) {
    return { key: { by: 'defaultDebtor', relationNumber: defaultDebtor }, wanted };
  }
  return { key: buyerKey(parties.buyer.email, defaultDebtor), wanted, customerId };
}
