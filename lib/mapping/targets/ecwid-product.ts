import type { Schema } from './schema';

const TEXT = { type: 'string', description: 'text' };
const FILLED = { type: 'string', minLength: 1, description: 'text that is not empty' };
const CENTS = { type: 'integer', minimum: 0, description: 'a whole number of cents' };
const FLAG = { type: 'boolean', description: 'true or false' };
const TRANSLATED = { type: 'object', description: 'texts by language', additionalProperties: TEXT };

/** Both prices when the till has both: which one counts is a setting of the shop. */
const PRICES = { priceIncl: CENTS, priceExcl: CENTS, compareToPriceIncl: CENTS, compareToPriceExcl: CENTS, costPrice: CENTS };

const WEIGHT = { type: 'number', minimum: 0, description: 'a weight in kilograms' };
const STOCK = { quantity: { type: 'integer', description: 'a whole number of pieces' }, unlimited: FLAG };

/** `alias` UPC and BRAND are attributes every product has; others are named (reference 3.2). */
const ATTRIBUTES = {
  type: 'array',
  description: 'a list',
  items: {
    type: 'object',
    description: 'an object with alias or name, and value',
    additionalProperties: false,
    required: ['value'],
    minProperties: 2,
    properties: {
      alias: {
        enum: ['UPC', 'BRAND', 'PRICE_PER_UNIT', 'UNITS_IN_PRODUCT'],
        description: 'one of UPC, BRAND, PRICE_PER_UNIT, UNITS_IN_PRODUCT',
      },
      name: FILLED,
      value: TEXT,
    },
  },
};

/**
 * A product of the shop, as far as a mapping may write it (reference 3.1). Where the shop's own settings decide, the record says what
 * the till knows: prices with and without VAT in cents, the VAT rate, weight in kilograms, groups of the till.
 */
export const ecwidProduct: Schema = {
  type: 'object',
  description: 'an object',
  additionalProperties: false,
  required: ['productNumber', 'sku', 'name', 'forSale'],
  properties: {
    productNumber: { type: 'integer', description: 'the product number of the till' },
    sku: FILLED,
    name: TEXT,
    nameTranslated: TRANSLATED,
    description: TEXT,
    descriptionTranslated: TRANSLATED,
    subtitle: TEXT,
    subtitleTranslated: TRANSLATED,
    forSale: FLAG,
    ...PRICES,
    vatPercent: { type: 'number', minimum: 0, maximum: 100, description: 'a VAT rate in percent' },
    taxClassCode: FILLED,
    enabledManualTaxes: { type: 'array', description: 'a list', items: { type: 'integer', description: 'the id of a tax' } },
    weight: WEIGHT,
    ...STOCK,
    attributes: ATTRIBUTES,
    groupNumbers: { type: 'array', description: 'a list', items: { type: 'integer', description: 'a group number of the till' } },
    categoryIds: { type: 'array', description: 'a list', items: { type: 'integer', description: 'the id of a category' } },
    options: {
      type: 'array',
      description: 'a list',
      items: {
        type: 'object',
        description: 'an object with name and values',
        additionalProperties: false,
        required: ['name', 'values'],
        properties: {
          name: FILLED,
          values: { type: 'array', minItems: 1, description: 'a list that is not empty', items: FILLED },
        },
      },
    },
    variations: {
      type: 'array',
      description: 'a list',
      items: {
        type: 'object',
        description: 'an object',
        additionalProperties: false,
        required: ['sku', 'forSale', 'choices'],
        properties: {
          sku: FILLED,
          forSale: FLAG,
          choices: {
            type: 'array',
            description: 'a list',
            items: {
              type: 'object',
              description: 'an object with name and value',
              additionalProperties: false,
              required: ['name', 'value'],
              properties: { name: FILLED, value: FILLED },
            },
          },
          ...PRICES,
          weight: WEIGHT,
          ...STOCK,
          attributes: ATTRIBUTES,
        },
      },
    },
  },
};
