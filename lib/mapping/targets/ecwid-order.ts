import type { Schema } from './schema';

/** An order of the shop, as far as a mapping may write it (Ecwid reference). */
export const ecwidOrder: Schema = { type: 'object', description: 'an object' };
