import type { Schema } from './schema';

/** A category of the shop, as far as a mapping may write it (Ecwid reference). */
export const ecwidCategory: Schema = { type: 'object', description: 'an object' };
