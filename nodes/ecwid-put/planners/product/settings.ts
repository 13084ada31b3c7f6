import type { ProductSettings } from '../../../../lib/products/plan';
import { readPolicies } from '../../../../lib/products/write-policy';
import { flag, oneOf, text } from '../../../shared/fields';
import type { Definition } from '..';

export interface Settings extends ProductSettings {
  readonly create: boolean;
  readonly update: boolean;
  /** A product that was deleted in the shop. */
  readonly deletedProducts: 'leave' | 'create';
  /** Currency of the till's prices; empty: not checked. */
  readonly currency: string;
}

/** From the node as saved. */
export function settingsOf(definition: Definition): Settings {
  return {
    policies: readPolicies(definition.policies),
    offer: flag(definition.offer, true),
    content: flag(definition.content, true),
    enableOnCreate: flag(definition.enableOnCreate, true),
    gone: oneOf(definition.gone, ['disable', 'outOfStock', 'leave']),
    create: flag(definition.create, true),
    update: flag(definition.update, true),
    deletedProducts: oneOf(definition.deletedProducts, ['leave', 'create']),
    currency: text(definition.currency, 'EUR').toUpperCase(),
  };
}
