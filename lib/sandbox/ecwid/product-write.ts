import { writeAttributes } from './attributes';
import { checkPrices, checkReference, mergeObjects, refuseLocations } from './catalogue-rules';
import { type Call, requireField } from './endpoint';
import { refusal, wrongParameter } from './errors';
import { PRODUCT_FIELDS, readFields } from './fields';
import { isObject, type JsonObject } from './json';
import type { Product } from './model';
import { orphanReason, readOption, refuseOrphans, sameOptions } from './options';
import { PRODUCT_TEXTS } from './product-view';
import type { EcwidState } from './state';
import { skuInUse } from './stock';
import { writeTexts } from './texts';
import { writeVariation, writtenStock } from './variation-write';

const MERGED = [
  'tax',
  'shipping',
  'relatedProducts',
  'lowestPriceSettings',
  'dimensions',
  'shippingPreparationTime',
  'subscriptionSettings',
  'ribbon',
] as const;
/** Handled one by one, or not stored (media only comes through uploads). */
const SPECIAL = new Set(['sku', 'options', 'attributes', 'combinations', 'media', 'quantity', 'unlimited']);
const LIMITS = { categories: 100, variations: 200 };
const REQUIRED_ON_CREATE = ['sku', 'name', 'price'];

/** A product after a create (`before` absent) or a partial update; nothing is stored yet (reference 3.4). */
export function writeProduct(call: Call, before: Product | undefined, body: unknown): Product {
  const { state } = call;
  const fields = readFields(body, PRODUCT_FIELDS, call.complain);
  if (before === undefined) checkRequired(call, fields);
  const price = (fields.price as number | undefined) ?? before?.price ?? 0;
  refuseLocations(fields);
  checkPrices(fields, price);
  checkReference(state, fields.externalReferenceId, before);
  checkCategories(state, fields, before);
  const sku = writtenSku(call, fields, before);

  const texts = writeTexts(before ?? {}, fields, PRODUCT_TEXTS, state.languages(), call.language);
  const plain = Object.entries(fields).filter(([name]) => !SPECIAL.has(name) && !isTextField(name));
  const productClassId = (fields.productClassId as number | undefined) ?? before?.productClassId ?? 0;
  const now = state.now();
  const product: Product = {
    ...(before ?? {
      id: state.next('product'),
      created: now,
      updated: now,
      enabled: true,
      categoryIds: [],
      combinations: [],
      options: [],
      attributes: [],
      nameTranslated: {},
      tax: { taxable: true, taxClassCode: 'default', enabledManualTaxes: [] },
    }),
    ...Object.fromEntries(plain),
    ...mergeObjects(before ?? { tax: { taxable: true, taxClassCode: 'default', enabledManualTaxes: [] } }, fields, MERGED),
    ...texts,
    sku,
    price,
    productClassId,
    ...writtenStock(state.switches.ecwidQuantityEndsUnlimited, before, fields.quantity, fields.unlimited),
    ...(fields.attributes !== undefined && {
      attributes: writeAttributes(call, productClassId, before?.attributes ?? [], fields.attributes as unknown[]),
    }),
  };
  return writeCombinations(call, fields, writeOptions(call, fields, product));
}

function checkRequired(call: Call, fields: JsonObject): void {
  if (fields.name === undefined && isObject(fields.nameTranslated)) return;
  requireField(fields, 'Product', 'name');
  for (const name of REQUIRED_ON_CREATE) {
    if (fields[name] !== undefined) continue;
    call.complain(`Product.${name} is documented as required on create`);
    if (call.state.switches.strict) requireField(fields, 'Product', name);
  }
}

function checkCategories(state: EcwidState, fields: JsonObject, before: Product | undefined): void {
  const ids = (fields.categoryIds ?? before?.categoryIds ?? []) as number[];
  if (ids.length > LIMITS.categories) {
    throw refusal('MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED', `More than ${LIMITS.categories} categories`);
  }
  const unknown = ids.find((id) => state.categories.get(id) === undefined);
  if (unknown !== undefined) throw refusal('CATEGORIES_NOT_FOUND', `Category #${unknown} not found`);
  if (fields.showOnFrontpage === -1 && ids.length === 0) {
    throw wrongParameter('Wrong value of field Product.showOnFrontpage: the product has no category');
  }
}

function writtenSku(call: Call, fields: JsonObject, before: Product | undefined): string {
  const sku = fields.sku as string | undefined;
  if (sku === undefined || (sku === '' && before === undefined)) return before?.sku ?? generatedSku(call.state);
  if (sku !== before?.sku && !call.state.switches.ecwidDuplicateSkus && skuInUse(call.state, sku, before)) {
    throw refusal('SKU_ALREADY_EXISTS', `SKU '${sku}' is already used`);
  }
  return sku;
}

function generatedSku(state: EcwidState): string {
  for (;;) {
    const sku = String(state.next('sku')).padStart(5, '0');
    if (state.withSku(sku).length === 0) return sku;
  }
}

function isTextField(name: string): boolean {
  return PRODUCT_TEXTS.some((text) => name === text || name === `${text}Translated`);
}

/** Options are replaced as a whole; they may not take away what a variation is made of (reference 3.4). */
function writeOptions(call: Call, fields: JsonObject, product: Product): Product {
  if (fields.options === undefined) return product;
  const options = (fields.options as unknown[]).map((option) => readOption(call, option));
  if (call.query.flag('rebuildVariationsOnOptionsUpdate')) {
    const combinations = product.combinations.filter((variation) => orphanReason(variation, options) === undefined);
    return { ...product, options, combinations };
  }
  if (!call.query.flag('saveCombinations') || fields.combinations === undefined) refuseOrphans(product.combinations, options);
  return { ...product, options };
}

/** Variations in a product body count only with `saveCombinations=true`; they are matched by their options and keep their ids. */
function writeCombinations(call: Call, fields: JsonObject, product: Product): Product {
  if (fields.combinations === undefined) return product;
  if (!call.query.flag('saveCombinations')) {
    call.complain('Product.combinations is ignored without saveCombinations=true');
    return product;
  }
  const bodies = fields.combinations as unknown[];
  if (bodies.length > LIMITS.variations) {
    throw refusal('COMBINATION_LIMIT_PER_REQUEST_EXCEEDED', `More than ${LIMITS.variations} combinations`);
  }
  const given = bodies.map((body) => (isObject(body) && Array.isArray(body.options) ? body.options : []));
  if (given.some((options, place) => given.slice(0, place).some((earlier) => sameOptions(earlier, options)))) {
    throw refusal('COMBINATION_DUPLICATED', 'Two combinations have the same options');
  }
  const { ecwidMissingVariationsDeleted } = call.state.switches;
  const kept = ecwidMissingVariationsDeleted
    ? product.combinations.filter((variation) => given.some((options) => sameOptions(variation.options, options)))
    : product.combinations;
  const written = bodies.reduce<Product>(
    (current, body, place) => {
      const known = current.combinations.find((variation) => sameOptions(variation.options, given[place]));
      return writeVariation(call, current, known, body).product;
    },
    { ...product, combinations: kept },
  );
  refuseOrphans(written.combinations, written.options);
  return written;
}
