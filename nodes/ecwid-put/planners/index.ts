/** How each entity is written to the shop, one file an entity; each planner is made from the saved settings of the node. */
import type { EcwidClient } from '../../../lib/ecwid';
import type { Planner } from '../../shared/put';
import { planCategory } from './category';
import { planCustomer } from './customer';
import { planOrder } from './order';
import { planOrderStatus } from './order-status';
import { planProduct } from './product';
import { planStock } from './stock';

export const ENTITIES = ['product', 'category', 'stock', 'order', 'orderStatus', 'customer'] as const;

/** As saved. */
export type Definition = Readonly<Record<string, unknown>>;

export const PLANNERS: Record<(typeof ENTITIES)[number], (definition: Definition) => Planner<EcwidClient>> = {
  product: planProduct,
  category: planCategory,
  stock: planStock,
  order: planOrder,
  orderStatus: planOrderStatus,
  customer: planCustomer,
};
