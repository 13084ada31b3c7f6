/**
 * Spelling and case drift of the vendor's answers (reference 11, trap 20): records leave this folder in the documented spelling.
 * Only named places are touched: free-form maps such as `extraFields` may hold any key.
 */
type Json = Record<string, unknown>;

/** Renames a member unless the right one is there already. */
function rename(record: unknown, wrong: string, right: string): void {
  if (typeof record !== 'object' || record === null || !(wrong in record)) return;
  const { [wrong]: value, ...rest } = record as Json;
  if (!(right in rest)) (record as Json)[right] = value;
  delete (record as Json)[wrong];
}

function changeCase(record: unknown, member: string, change: (text: string) => string): void {
  if (typeof record !== 'object' || record === null) return;
  const value = (record as Json)[member];
  if (typeof value === 'string') (record as Json)[member] = change(value);
}

const upper = (text: string) => text.toUpperCase();
const lower = (text: string) => text.toLowerCase();

const RULES: Record<string, (record: Json) => void> = {
  order: (order) => {
    rename(order, 'orderid', 'orderId');
    rename(order, 'predictedPackages', 'predictedPackage');
    rename(order.shippingOption, 'fulfilmentType', 'fulfillmentType');
    changeCase(order.shippingOption, 'fulfillmentType', upper);
    changeCase(order, 'paymentStatus', upper);
    changeCase(order, 'fulfillmentStatus', upper);
  },
  deletedOrder: (order) => rename(order, 'orderid', 'orderId'),
  product: (product) => {
    rename(product, 'instock', 'inStock');
    if (Array.isArray(product.combinations))
      for (const variation of product.combinations) rename(variation, 'instock', 'inStock');
  },
  shippingOption: (option) => {
    rename(option, 'orderby', 'orderBy');
    rename(option, 'fulfillmentType', 'fulfilmentType');
    changeCase(option, 'fulfilmentType', lower);
  },
  paymentOption: (option) => rename(option, 'orderby', 'orderBy'),
};

/** Corrects a freshly parsed record in place and returns it. */
export function normalise(entity: string, record: Json): Json {
  RULES[entity]?.(record);
  return record;
}
