import type { StatusSettings } from '../../../lib/orders/status';
import { flag, oneOf, text } from '../../shared/fields';
import type { Definition } from '.';

export interface OrderSettings extends StatusSettings {
  /** Whether the shop may mail the buyer about what is written. */
  readonly notifyCustomer: boolean;
}

export function orderSettings(definition: Definition): OrderSettings {
  return {
    orderNumberIn: oneOf(definition.orderNumberIn, ['notes', 'extraField', 'nowhere']),
    extraField: text(definition.extraField) || 'mplusOrder',
    notifyCustomer: flag(definition.notifyCustomer, false),
  };
}

/** Links of orders the shop has from the till: order id of the till → public id in the shop. */
export function orderLinkKind(storeId: string): string {
  return `ecwid-order ${storeId}`;
}
