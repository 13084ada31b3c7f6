import { writeAttributes } from './attributes';
import { checkPrices, checkReference, mergeObjects, refuseLocations } from './catalogue-rules';
import type { Call } from './endpoint';
import { refusal, wrongParameter } from './errors';
import { readFields, VARIATION_FIELDS } from './fields';
import { isObject, type JsonObject } from './json';
import type { Product, Variation } from './model';
import { sameOptions, withChosen } from './options';
import { hasOwnStock, skuInUse } from './stock';

const MERGED = ['lowestPriceSettings', 'dimensions', 'subscriptionSettings', 'alt'] as const;

/** The product with one variation created or changed by a body; `before` is absent on create (reference 3.5). */
export function writeVariation(
  call: Call,
  product: Product,
  before: Variation | undefined,
  body: unknown,
): { product: Product; id: number } {
  const { state } = call;
  const fields = readFields(body, VARIATION_FIELDS, call.complain);
  const options = fields.options === undefined ? before?.options : readChosen(fields.options as unknown[]);
  if (options === undefined || options.length === 0) throw wrongParameter('Field Combination.options is absent');
  if (product.combinations.some((other) => other.id !== before?.id && sameOptions(other.options, options))) {
    throw refusal('COMBINATION_DUPLICATED', 'A combination with these options exists already');
  }
  const allOptions = withChosen(product.options, options, state.languages().main);

  const { sku: sentSku, quantity, unlimited, attributes, ...plain } = fields;
  // Null or empty text clears the SKU: the variation inherits the product's, stock included.
  const sku = sentSku === undefined ? before?.sku : (sentSku as string | null) || undefined;
  if (
    sku !== undefined &&
    !state.switches.ecwidDuplicateSkus &&
    sku !== product.sku &&
    skuInUse(state, sku, product, before?.id)
  ) {
    throw refusal('SKU_ALREADY_EXISTS', `SKU '${sku}' is already used`);
  }
  refuseLocations(fields);
  checkReference(state, fields.externalReferenceId, product, before?.id ?? 0);
  checkPrices(fields, (fields.price as number | undefined) ?? before?.price ?? product.price);

  const id = before?.id ?? state.next('variation');
  const draft = {
    ...before,
    ...plain,
    ...mergeObjects(before, fields, MERGED),
    id,
    combinationNumber:
      before?.combinationNumber ?? Math.max(0, ...product.combinations.map((other) => other.combinationNumber)) + 1,
    options,
    attributes:
      attributes === undefined
        ? (before?.attributes ?? [])
        : writeAttributes(call, product.productClassId, before?.attributes ?? [], attributes as unknown[]),
  };
  const stock = writtenStock(state.switches.ecwidQuantityEndsUnlimited, before, quantity, unlimited);
  const variation: Variation = { ...withoutSku(draft), ...(sku !== undefined && { sku }), ...stock };
  if (!hasOwnStock(product, variation)) checkShared(product, fields);

  const combinations =
    before === undefined
      ? [...product.combinations, variation]
      : product.combinations.map((other) => (other.id === id ? variation : other));
  return { product: { ...product, options: allOptions, combinations }, id };
}

/**
 * Stock after a write. A quantity alone limits a new record, but not one that is unlimited already, unless the switch says so
 * (reference 3.6).
 */
export function writtenStock(
  quantityEndsUnlimited: boolean,
  before: { quantity: number; unlimited: boolean } | undefined,
  quantity: unknown,
  unlimited: unknown,
): { quantity: number; unlimited: boolean } {
  const limits = typeof quantity === 'number' && (before === undefined || quantityEndsUnlimited);
  return {
    quantity: typeof quantity === 'number' ? quantity : (before?.quantity ?? 0),
    unlimited: typeof unlimited === 'boolean' ? unlimited : limits ? false : (before?.unlimited ?? true),
  };
}

function withoutSku<T extends { sku?: unknown }>(draft: T): Omit<T, 'sku'> {
  const { sku: _, ...rest } = draft;
  return rest;
}

function readChosen(options: unknown[]): { name: string; value: string }[] {
  return options.map((option) => {
    const { name, value } = isObject(option) ? option : {};
    if (typeof name !== 'string') throw wrongParameter('Field CombinationOption.name is absent');
    if (typeof value !== 'string') throw wrongParameter('Field CombinationOption.value is absent');
    return { name, value };
  });
}

/** A variation that shares the base SKU has the base stock and dimensions, whatever is sent (reference 1.5). */
function checkShared(product: Product, fields: JsonObject): void {
  const otherQuantity = fields.quantity !== undefined && (product.unlimited || fields.quantity !== product.quantity);
  const otherLimit = fields.unlimited !== undefined && fields.unlimited !== product.unlimited;
  if (otherQuantity || otherLimit) {
    throw refusal('DIFFERENT_COMBINATION_STOCK', 'A combination with the SKU of the product must have the stock of the product');
  }
  const base = (product.dimensions ?? {}) as JsonObject;
  if (isObject(fields.dimensions) && Object.entries(fields.dimensions).some(([side, length]) => base[side] !== length)) {
    throw refusal(
      'DIFFERENT_COMBINATION_DIMENSIONS',
      'A combination with the SKU of the product must have the dimensions of the product',
    );
  }
}
