/** Which records of either system are compared, and as what. */
import { customers } from './customers';
import { orders } from './orders';
import { products } from './products';
import type { Sides } from './side';
import { stock } from './stock';

export const ENTITIES = ['order', 'product', 'stock', 'customer'] as const;
export type Entity = (typeof ENTITIES)[number];

export const SIDES: Record<Entity, Sides> = { order: orders, product: products, stock, customer: customers };
