import { refusal } from './errors';
import { type JsonObject, objects } from './json';
import type { Product } from './model';
import type { EcwidState } from './state';

/** This store keeps its stock in one place (reference 3.1). */
export function refuseLocations(fields: JsonObject): void {
  if (fields.locationInventory !== undefined) {
    throw refusal('NOT_ALLOWED_TO_UPDATE_PARAMETER', 'Stock per location is not allowed in this store');
  }
}

/** Rules on prices that products and variations share (reference 1.5). */
export function checkPrices(fields: JsonObject, basePrice: number): void {
  if (typeof fields.costPrice === 'number' && fields.costPrice < 0) {
    throw refusal('COST_PRICE_CANT_BE_NEGATIVE', 'Cost price cannot be negative');
  }
  for (const { quantity, price } of objects(fields.wholesalePrices)) {
    if (typeof quantity !== 'number' || quantity < 2) {
      throw refusal('WHOLESALE_PRICES_QUANTITY_TOO_SMALL', 'Wholesale price quantity must be at least 2');
    }
    if (typeof price !== 'number' || price < 0) {
      throw refusal('WHOLESALE_PRICES_CANT_BE_NEGATIVE', 'Wholesale price cannot be negative');
    }
    if (price > basePrice) throw refusal('WHOLESALE_PRICES_TOO_BIG', 'Wholesale price is above the base price');
  }
}

/** An external reference id is unique over products and variations (reference 1.10). */
export function checkReference(state: EcwidState, reference: unknown, product: Product | undefined, variationId?: number): void {
  if (typeof reference !== 'string' || reference === '') return;
  const elsewhere = state.products.ids('reference', reference).some((id) => id !== product?.id);
  const here =
    product !== undefined &&
    ((variationId !== undefined && product.externalReferenceId === reference) ||
      product.combinations.some((other) => other.id !== variationId && other.externalReferenceId === reference));
  if (elsewhere || here) throw refusal('EXTERNAL_ID_ALREADY_USED', `External reference id '${reference}' is already used`);
}

/** Objects of a body merged field by field into what is stored (reference 3.4); everything else replaces. */
export function mergeObjects(before: JsonObject | undefined, fields: JsonObject, names: readonly string[]): JsonObject {
  const merged = names
    .filter((name) => fields[name] !== undefined)
    .map((name) => [name, { ...(before?.[name] as JsonObject | undefined), ...(fields[name] as JsonObject) }]);
  return Object.fromEntries(merged);
}
