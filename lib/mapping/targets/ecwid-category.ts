import type { Schema } from './schema';

const TEXT = { type: 'string', description: 'text' };
const NUMBER = { type: 'integer', minimum: 1, description: 'a number of the till, 1 or more' };

/** A category of the shop (Ecwid reference 4) with the article group it follows. */
export const ecwidCategory: Schema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  required: ['groupNumber', 'name'],
  properties: {
    groupNumber: NUMBER,
    parentGroupNumber: { type: 'integer', minimum: 0, description: 'a number of the till, 0 or absent at the top' },
    productNumbers: { type: 'array', items: NUMBER, description: 'a list' },
    deleted: { type: 'boolean', description: 'true or false' },
    name: { type: 'string', minLength: 1, description: 'text that is not empty' },
    description: TEXT,
    seoTitle: TEXT,
    seoDescription: TEXT,
    customSlug: TEXT,
    orderBy: { type: 'integer', description: 'a whole number' },
    enabled: { type: 'boolean', description: 'true or false' },
  },
};
