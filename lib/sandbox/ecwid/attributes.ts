import type { Call } from './endpoint';
import { ATTRIBUTE_FIELDS, readFields } from './fields';
import { isObject } from './json';
import type { AttributeValue, ProductType } from './model';
import type { Texts } from './texts';

/** The attributes every product type has; their ids are the same in all of them. */
export const SYSTEM_ATTRIBUTES: ProductType['attributes'] = [
  { id: 101, name: 'UPC', type: 'UPC', show: 'DESCR' },
  { id: 102, name: 'Brand', type: 'BRAND', show: 'DESCR' },
  { id: 103, name: 'Gender', type: 'GENDER', show: 'NOTSHOW' },
  { id: 104, name: 'Age group', type: 'AGE_GROUP', show: 'NOTSHOW' },
  { id: 105, name: 'Color', type: 'COLOR', show: 'NOTSHOW' },
  { id: 106, name: 'Size', type: 'SIZE', show: 'NOTSHOW' },
  { id: 107, name: 'Price per unit', type: 'PRICE_PER_UNIT', show: 'PRICE' },
  { id: 108, name: 'Units in product', type: 'UNITS_IN_PRODUCT', show: 'NOTSHOW' },
];

/**
 * Attribute values after a write. An entry names its attribute by id, alias or name; one the product type does not know is ignored,
 * it must be added to the type first (reference 3.2). An empty value takes the attribute away.
 */
export function writeAttributes(
  call: Call,
  productClassId: number,
  before: readonly AttributeValue[],
  body: unknown[],
): AttributeValue[] {
  const known = call.state.types.get(productClassId)?.attributes ?? [];
  const kept = new Map(call.state.switches.ecwidAttributesReplaced ? [] : before.map((value) => [value.id, value]));
  for (const entry of body) {
    const { id, alias, name, value, valueTranslated, show } = readFields(entry, ATTRIBUTE_FIELDS, call.complain);
    const attribute = known.find(
      (candidate) =>
        candidate.id === id ||
        (alias !== undefined && candidate.type === alias) ||
        (typeof name === 'string' && candidate.name.toLowerCase() === name.toLowerCase()),
    );
    if (attribute === undefined) {
      call.complain(`attribute ${JSON.stringify(id ?? alias ?? name)} is not in product type ${productClassId}`);
      continue;
    }
    const text = value ?? (isObject(valueTranslated) ? Object.values(valueTranslated)[0] : undefined);
    if (typeof text !== 'string' || text === '') kept.delete(attribute.id);
    else {
      kept.set(attribute.id, {
        id: attribute.id,
        name: attribute.name,
        type: attribute.type,
        value: text,
        ...(isObject(valueTranslated) && { valueTranslated: valueTranslated as Texts }),
        show: (show as string | undefined) ?? attribute.show,
      });
    }
  }
  return [...kept.values()];
}
