import { toCents } from '../../money';
import type { CartLine } from './cart';
import { compact, type JsonObject, objects } from './json';
import type { Coupon, Product, ProductOption, Variation } from './model';
import { effectivePrice } from './product-view';
import type { EcwidState } from './state';
import { stockOf } from './stock';
import { taxRates } from './tax-rates';
import { textIn } from './texts';

/** A line of a cart for a product of the catalogue, as the storefront puts it in an order (reference 5.3). */
export function catalogueLine(
  state: EcwidState,
  product: Product,
  variation: Variation | undefined,
  quantity: number,
  countryCode: string,
  language: string,
): CartLine {
  const languages = state.languages();
  const chosen = variation?.options ?? [];
  const stock = stockOf(product, variation);
  const facts = compact({
    productId: product.id,
    combinationId: variation?.id,
    categoryId: product.categoryIds[0] ?? -1,
    sku: variation?.sku ?? product.sku,
    name: textIn(product.nameTranslated, languages, language),
    nameTranslated: product.nameTranslated,
    weight: variation?.weight ?? product.weight,
    shipping: 0,
    taxClassCode: product.tax.taxClassCode,
    isShippingRequired: product.isShippingRequired ?? true,
    trackQuantity: !stock.unlimited,
    quantityInStock: stock.unlimited ? undefined : stock.quantity,
    fixedShippingRateOnly: false,
    fixedShippingRate: 0,
    digital: false,
    giftCard: product.isGiftCard ?? false,
    productAvailable: true,
    isPreorder: false,
    externalReferenceId: variation?.externalReferenceId ?? product.externalReferenceId,
    attributes: product.attributes.map(({ id, name, value }) => ({ id, name, value })),
    selectedOptions: chosen.map(({ name, value }) => selectedOption(product.options, name, value)),
  });
  return {
    facts,
    quantity,
    price: toCents(
      tierPrice(variation, quantity) ?? (chosen.length === 0 ? tierPrice(product, quantity) : undefined) ?? unitPrice(),
    ),
    productPrice: toCents(product.price),
    rates: taxRates(state, product, countryCode),
    discountsAllowed: (product.discountsAllowed as boolean | undefined) ?? true,
  };

  function unitPrice(): number {
    return effectivePrice(product, chosen, variation);
  }
}

function tierPrice(priced: Product | Variation | undefined, quantity: number): number | undefined {
  return objects(priced?.wholesalePrices)
    .filter((tier) => (tier.quantity as number) <= quantity)
    .sort((a, b) => (b.quantity as number) - (a.quantity as number))
    .map((tier) => tier.price as number)[0];
}

function selectedOption(options: readonly ProductOption[], name: string, value: string): JsonObject {
  const option = options.find((candidate) => candidate.name === name);
  const choice = option?.choices?.find((candidate) => candidate.text === value);
  return {
    name,
    nameTranslated: option?.nameTranslated ?? {},
    type: option?.type === 'SWATCHES' ? 'SWATCH_CHOICE' : 'CHOICE',
    value,
    valueTranslated: choice?.textTranslated ?? {},
    valuesArray: [value],
    selections: [
      {
        selectionTitle: value,
        selectionModifier: choice?.priceModifier ?? 0,
        selectionModifierType: choice?.priceModifierType ?? 'ABSOLUTE',
      },
    ],
  };
}

/** The product, and the variation in it, that carries a SKU. */
export function productBySku(state: EcwidState, sku: string): { product: Product; variation?: Variation } | undefined {
  const [product] = state.withSku(sku);
  if (product === undefined) return undefined;
  const variation = product.combinations.find((own) => own.sku !== undefined && state.sameSku(own.sku, sku));
  return { product, ...(variation && { variation }) };
}

export function couponOf(state: EcwidState, code: unknown): Coupon | undefined {
  return state.rest.coupons.find((coupon) => coupon.code === code);
}

/** A coupon as orders show it. */
export function viewCoupon(coupon: Coupon): JsonObject {
  return { ...coupon, status: 'ACTIVE', usesLimit: 'UNLIMITED', applicationLimit: 'UNLIMITED', orderCount: 0 };
}

/** Shipping options keep the tax of their rate beside what the API shows. */
export interface StoredShippingOption extends JsonObject {
  id: string;
  title: string;
  fulfilmentType: 'shipping' | 'pickup' | 'delivery';
  flatRate: { rateType: 'ABSOLUTE' | 'PERCENT'; rate: number };
  vatPercent: number;
}

export function shippingOptions(state: EcwidState): StoredShippingOption[] {
  return state.rest.shippingOptions as StoredShippingOption[];
}

/** A shipping option as orders show it; amounts in currency units. */
export function chosenShipping(option: StoredShippingOption, priced: JsonObject): JsonObject {
  const isPickup = option.fulfilmentType === 'pickup';
  return {
    shippingMethodId: option.id,
    shippingMethodName: option.title,
    shippingRate: priced.shippingRate,
    shippingRateWithoutTax: priced.shippingRateWithoutTax,
    isPickup,
    ...(isPickup && { pickupInstruction: '' }),
    fulfillmentType: option.fulfilmentType.toUpperCase(),
    isShippingLimit: false,
  };
}
