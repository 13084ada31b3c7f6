import type { Schema } from './schema';

/** What is changed of an order of the shop, as far as a mapping may write it (Ecwid reference). */
export const ecwidOrderStatus: Schema = { type: 'object', description: 'an object' };
