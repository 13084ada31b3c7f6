/** How each entity is written to the till, one file an entity; each planner is made from the saved settings of the node. */
import type { MplusClient } from '../../../lib/mplus';
import type { Planner } from '../../shared/put';
import { planInvoice } from './invoice';
import { planOrder } from './order';
import { planCancellation, planDelivery, planOrderPayment } from './order-acts';
import { planOrderChange } from './order-change';
import { planRelation } from './relation';

export const ENTITIES = ['order', 'invoice', 'orderChange', 'orderPayment', 'delivery', 'cancellation', 'relation'] as const;

type Definition = Readonly<Record<string, unknown>>;

export const PLANNERS: Record<(typeof ENTITIES)[number], (definition: Definition) => Planner<MplusClient>> = {
  order: planOrder,
  invoice: planInvoice,
  orderChange: planOrderChange,
  orderPayment: planOrderPayment,
  delivery: planDelivery,
  cancellation: planCancellation,
  relation: planRelation,
};
