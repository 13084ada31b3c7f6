/** Who bought, and where it goes. */
import { addressFromEcwid, trimmed } from './address';
import type { EcwidOrder, EcwidPerson } from './ecwid-order';
import { orderHold } from './hold';
import type { SalesAddress, SalesBuyer, SalesOrder } from './sales-order';

/** The part of a sales order that a relation is made of. */
export type SalesParties = Pick<SalesOrder, 'buyer' | 'billingAddress' | 'shippingAddress' | 'reverseCharge'>;

/** Throws HoldError `ORDER_UNKNOWN_COUNTRY`. */
export function partiesOf(order: EcwidOrder): SalesParties {
  const billingAddress = addressOf(order, order.billingPerson);
  const shippingAddress = addressOf(order, order.shippingPerson);
  return {
    reverseCharge: order.reversedTaxApplied === true,
    buyer: buyerOf(order, billingAddress, shippingAddress),
    billingAddress,
    shippingAddress,
  };
}

function addressOf(order: EcwidOrder, person: EcwidPerson | null | undefined): SalesAddress {
  const address = addressFromEcwid(person);
  if (address.countryCode === '' || address.countryIso3 !== '') return address;
  throw orderHold(order.id, 'ORDER_UNKNOWN_COUNTRY', `an address has the unknown country ${address.countryCode}.`);
}

function buyerOf(order: EcwidOrder, billing: SalesAddress, shipping: SalesAddress): SalesBuyer {
  return {
    email: trimmed(order.email).toLowerCase(),
    ...(order.customerId ? { customerId: order.customerId } : {}),
    companyName: billing.companyName || shipping.companyName,
    name: billing.name || shipping.name,
    vatNumber: trimmed(order.customerTaxId),
    phone: billing.phone || shipping.phone,
    language: trimmed(order.lang),
    acceptsMarketing: order.acceptMarketing === true,
  };
}
