import type { Schema } from './schema';

/** A customer of the shop, as far as a mapping may write it (Ecwid reference). */
export const ecwidCustomer: Schema = { type: 'object', description: 'an object' };
