import type { Schema } from './schema';

/** A product of the shop, as far as a mapping may write it (Ecwid reference). */
export const ecwidProduct: Schema = { type: 'object', description: 'an object' };
