import assert from 'node:assert/strict';
import {
  comparable,
  type ProductRecord,
  priceInStore,
  productCandidates,
  storeSettings,
} from '../../../lib/products/shop-product';

type Json = Record<string, unknown>;

/** A Dutch store with two manual taxes, as far as it counts here. */
function profile(taxSettings: Json = {}, formats: Json = {}): Json {
  const tax = (id: number, home: number, abroad: number) => ({
    ...{ id, enabled: true, appliedByDefault: false, defaultTax: 0 },
    rules: [
      { zoneId: 'be', tax: abroad },
      { zoneId: 'nl', tax: home },
    ],
  });
  return {
    company: { countryCode: 'NL' },
    formatsAndUnits: { currency: 'EUR', weightUnit: 'KILOGRAM', ...formats },
    languages: { defaultLanguage: 'nl', enabledLanguages: ['nl', 'en'] },
    taxSettings: { pricesIncludeTax: true, automaticTaxEnabled: false, taxes: [tax(1, 21, 21), tax(2, 9, 6)], ...taxSettings },
    zones: [
      { id: 'nl', countryCodes: ['NL'] },
      { id: 'be', countryCodes: ['BE'] },
    ],
  };
}

const record = (fields: object = {}): ProductRecord => ({
  ...{ productNumber: 7, sku: '7', name: 'Theepot', forSale: true, priceIncl: 1210, priceExcl: 1000, vatPercent: 21 },
  ...fields,
});

/** What a new product would have in a field. */
function written(field: string, fields: object, store = profile(), language?: string): unknown {
  return productCandidates(record(fields), storeSettings(store, language), undefined).find((one) => one.field === field)?.after;
}

describe('a product in the terms of the shop', () => {
  describe('its price', () => {
    const gross = storeSettings(profile(), undefined);
    const net = storeSettings(profile({ pricesIncludeTax: false }), undefined);

    it('is the one with VAT or the one without, as the shop keeps them (57)', () => {
      assert.deepEqual([priceInStore(record(), gross, 21), priceInStore(record(), net, 21)], [1210, 1000]);
    });

    it('is computed to the cent where the till gives only the other one', () => {
      assert.equal(priceInStore(record({ priceIncl: undefined, priceExcl: 1649 }), gross, 21), 1995);
      assert.equal(priceInStore(record({ priceIncl: 1995, priceExcl: undefined }), net, 21), 1649);
      assert.equal(priceInStore(record({ priceIncl: 545, priceExcl: undefined }), net, 9), 500);
    });

    it('is held when it cannot be computed, or is not there', () => {
      assert.throws(() => priceInStore(record({ priceIncl: undefined }), gross, undefined), { code: 'PRODUCT_VAT_UNKNOWN' });
      assert.throws(() => priceInStore(record({ priceIncl: undefined, priceExcl: undefined }), gross, 21), {
        code: 'PRODUCT_WITHOUT_PRICE',
      });
    });
  });

  describe('its tax (4, 57)', () => {
    it('is the manual tax that has the rate of the till at home', () => {
      assert.deepEqual(written('tax', { vatPercent: 9 }), { taxable: true, enabledManualTaxes: [2] });
      assert.throws(() => written('tax', { vatPercent: 6 }), { code: 'PRODUCT_TAX_MISSING' });
    });

    it('is no tax at all for 0 %', () => {
      assert.deepEqual(written('tax', { vatPercent: 0 }), { taxable: true, enabledManualTaxes: [] });
    });

    it('is not named where the shop applies it by itself', () => {
      const taxes = [{ id: 1, enabled: true, appliedByDefault: true, defaultTax: 21, rules: [] }];
      assert.deepEqual(written('tax', {}, profile({ taxes })), { taxable: true, enabledManualTaxes: [] });
    });

    it('is the tax class of the mapping where Ecwid computes taxes', () => {
      const store = profile({ automaticTaxEnabled: true });
      assert.deepEqual(written('tax', { taxClassCode: 'reduced' }, store), { taxable: true, taxClassCode: 'reduced' });
      assert.throws(() => written('tax', {}, store), { code: 'PRODUCT_VAT_UNKNOWN' });
    });

    it('is what the mapping names, when it does', () => {
      assert.deepEqual(written('tax', { vatPercent: undefined, enabledManualTaxes: [9, 3] }), {
        taxable: true,
        enabledManualTaxes: [3, 9],
      });
    });
  });

  for (const [unit, weight] of [
    ['KILOGRAM', 0.5],
    ['GRAM', 500],
    ['POUND', 1.1023],
    ['OUNCE', 17.637],
  ] as const) {
    it(`weighs half a kilogram in ${unit}`, () =>
      assert.equal(written('weight', { weight: 0.5 }, profile({}, { weightUnit: unit })), weight));
  }

  it('has a text in the language of the connection, and no language the shop does not speak (57)', () => {
    assert.equal(written('name', {}), 'Theepot');
    assert.deepEqual(written('name', { name: 'Teapot', nameTranslated: { nl: 'Theepot', pl: 'Czajniczek' } }, profile(), 'en'), {
      en: 'Teapot',
      nl: 'Theepot',
    });
  });

  it('is compared by cents, and by text without its white space', () => {
    assert.equal(comparable('price', 19.950000001), comparable('price', 19.95));
    assert.equal(comparable('description', ' a\n b '), comparable('description', 'a b'));
    assert.deepEqual(comparable('name', { b: 'x ', a: 'y' }), { a: 'y', b: 'x' });
    assert.equal(comparable('compareToPrice', undefined), comparable('compareToPrice', 0));
  });
});
