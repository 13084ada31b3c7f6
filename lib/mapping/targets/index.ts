/** The records of the shop that a mapping can make. */
import { ecwidCategory } from './ecwid-category';
import { ecwidCustomer } from './ecwid-customer';
import { ecwidOrder } from './ecwid-order';
import { ecwidOrderStatus } from './ecwid-order-status';
import { ecwidProduct } from './ecwid-product';
import type { Schema } from './schema';

export type { Schema } from './schema';

export const SHOP_TARGETS = {
  'ecwid-order': ecwidOrder,
  'ecwid-order-status': ecwidOrderStatus,
  'ecwid-product': ecwidProduct,
  'ecwid-category': ecwidCategory,
  'ecwid-customer': ecwidCustomer,
} satisfies Record<string, Schema>;
