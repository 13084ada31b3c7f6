/** How each entity is written to the till, one file an entity; each planner is made from the saved settings of the node. */
import type { MplusClient } from '../../../lib/mplus';
import type { Planner } from '../../shared/put';
import { planOrder } from './order';
import { planRelation } from './relation';

export const ENTITIES = ['order', 'relation'] as const;

type Definition = Readonly<Record<string, unknown>>;

export const PLANNERS: Record<(typeof ENTITIES)[number], (definition: Definition) => Planner<MplusClient>> = {
  order: planOrder,
  relation: planRelation,
};
