import { placeId } from '../../../lib/ecwid';
import { skusOf } from '../../../lib/ecwid/places';
import { PackError } from '../../../lib/errors';
import { toCents } from '../../../lib/money';
import { priceInStore, storeSettings } from '../../../lib/products/shop-product';
import { type TillArticle, type TillProduct, tillProduct } from '../../../lib/products/till-product';
import type { Value } from '../../../lib/reconcile/compare';
import type { SkuRule } from '../../../lib/sku/rules';
import { allOfShop, allOfTill, changedAt, type Read, type Sides } from './side';

type Json = Record<string, unknown>;

const skuOf: Record<SkuRule, (article: TillArticle) => string> = {
  articleNumber: ({ articleNumber }) => String(articleNumber),
  pluNumber: ({ pluNumber }) => pluNumber,
  extArticleId: ({ extArticleId }) => extArticleId,
  barcode: ({ ean }) => ean,
};

/** Articles for the webshop and their place in it, by SKU: price in the way of the store, and whether it is offered. */
export const products: Sides = {
  from: 'mplus',
  heals: ['missing', 'different', 'stale'],

  async *source(context) {
    const { shop, till, signal } = context;
    const store = storeSettings(await shop.request('GET', '/profile', { signal }), shop.connection.language);
    const today = new Date().toLocaleDateString('sv', { timeZone: till.connection.timezone });
    for await (const page of allOfTill(context, 'product')) {
      yield page.flatMap(({ key, payload }): Read[] => {
        let product: TillProduct;
        try {
          product = tillProduct(payload, { today });
        } catch (thrown) {
          // Held in the flow as well, where it says why.
          if (thrown instanceof PackError) return ['unreadable'];
          throw thrown;
        }
        return product.articles.map((article): Read => {
          const sku = skuOf[context.rule](article).trim();
          if (sku === '') return 'unreadable';
          const fields: Record<string, Value> = {};
          if (article.forSale) fields.price = priceInStore({ sku, ...article }, store, product.vatPercent);
          // A variation is never switched off by itself: it goes.
          if (product.simple) fields.enabled = article.forSale;
          return { key: sku, id: key, fields, expected: article.forSale, ...changedAt(payload.changeTimestamp) };
        });
      });
    }
  },

  async *target(context) {
    for await (const page of allOfShop(context, 'product')) yield page.flatMap(({ payload }) => rowsOf(payload));
  },

  async forget({ source }, { shop }, ledger) {
    if (source !== undefined) await ledger.setWritten(`ecwid-product ${shop.connection.storeId}`, source, 'record', '');
  },
};

/** The SKU of a product whose variations all have their own is no article. */
function rowsOf(product: Json): Read[] {
  const variations = new Map(((product.combinations ?? []) as Json[]).map((variation) => [Number(variation.id), variation]));
  return [...skusOf(product)].flatMap(([sku, places]) =>
    places
      .filter(({ unused }) => !unused)
      .map(({ place }): Read => {
        const own = place.variationId === undefined ? undefined : variations.get(place.variationId)?.price;
        const price = toCents(Number(own ?? product.price));
        const fields = { price, enabled: product.enabled === true };
        return { key: sku, id: placeId(place), fields, expected: true, ...changedAt(product.updateTimestamp) };
      }),
  );
}
