/** A mapped product in the shop's own terms: its prices with or without VAT, its taxes, its unit of weight, its languages. */
import { HoldError } from '../errors';
import { divideRounded, fromCents, toCents } from '../money';
import type { PolicyRow } from './write-policy';

type Json = Record<string, unknown>;

export interface AttributeRecord {
  readonly alias?: string;
  readonly name?: string;
  readonly value: string;
}

interface OfferRecord {
  readonly sku: string;
  readonly forSale: boolean;
  readonly priceIncl?: number;
  readonly priceExcl?: number;
  readonly compareToPriceIncl?: number;
  readonly compareToPriceExcl?: number;
  readonly costPrice?: number;
  readonly weight?: number;
  readonly quantity?: number;
  readonly unlimited?: boolean;
  readonly attributes?: readonly AttributeRecord[];
}

export interface VariationRecord extends OfferRecord {
  readonly choices: readonly { readonly name: string; readonly value: string }[];
}

type Texts = Readonly<Record<string, string>>;

/** What a mapping makes; the schema is `ecwid-product`. */
export interface ProductRecord extends OfferRecord {
  readonly productNumber: number;
  readonly name: string;
  readonly nameTranslated?: Texts;
  readonly description?: string;
  readonly descriptionTranslated?: Texts;
  readonly subtitle?: string;
  readonly subtitleTranslated?: Texts;
  readonly vatPercent?: number;
  readonly taxClassCode?: string;
  readonly enabledManualTaxes?: readonly number[];
  readonly groupNumbers?: readonly number[];
  readonly categoryIds?: readonly number[];
  readonly options?: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly variations?: readonly VariationRecord[];
}

/** What of a store's profile decides how products are written (reference 7). */
export interface StoreSettings {
  readonly pricesIncludeTax: boolean;
  readonly currency: string;
  readonly weightUnit: string;
  /** Of plain text fields. */
  readonly language: string;
  readonly defaultLanguage: string;
  readonly languages: readonly string[];
  /** Ecwid computes taxes by tax class; else by the manual taxes below. */
  readonly automaticTax: boolean;
  readonly taxes: readonly { readonly id: number; readonly appliedByDefault: boolean; readonly percent: number }[];
}

const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item) : [];
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** Reads the profile; a manual tax counts with the rate of the store's own country. */
export function storeSettings(profile: unknown, language: string | undefined): StoreSettings {
  const { taxSettings, formatsAndUnits, languages, company, zones } = object(profile);
  const { countryCode } = object(company);
  const home = objects(zones)
    .filter((zone) => Array.isArray(zone.countryCodes) && zone.countryCodes.includes(countryCode))
    .map(({ id }) => id);
  const { defaultLanguage, enabledLanguages } = object(languages);
  const main = typeof defaultLanguage === 'string' ? defaultLanguage : 'en';
  return {
    pricesIncludeTax: object(taxSettings).pricesIncludeTax === true,
    currency: String(object(formatsAndUnits).currency ?? ''),
    weightUnit: String(object(formatsAndUnits).weightUnit ?? 'KILOGRAM'),
    language: language ?? main,
    defaultLanguage: main,
    languages: Array.isArray(enabledLanguages) ? enabledLanguages.map(String) : [main],
    automaticTax: object(taxSettings).automaticTaxEnabled === true,
    taxes: objects(object(taxSettings).taxes)
      .filter(({ enabled }) => enabled !== false)
      .map(({ id, appliedByDefault, defaultTax, rules }) => ({
        id: Number(id),
        appliedByDefault: appliedByDefault === true,
        percent: Number(objects(rules).find(({ zoneId }) => home.includes(zoneId))?.tax ?? defaultTax ?? 0),
      })),
  };
}

/** One thing about a product or variation: what the shop has, what it should have, and the fields that make it so. */
export interface Candidate {
  readonly field: string;
  readonly row: PolicyRow;
  readonly before: unknown;
  readonly after: unknown;
  readonly body: Json;
}

/** What to compare product or variation with; undefined: it does not exist yet. */
type Existing = Readonly<Json> | undefined;

/** Everything about a product apart from its options and variations. */
export function productCandidates(record: ProductRecord, store: StoreSettings, existing: Existing): Candidate[] {
  const variant = (record.variations ?? []).length > 0;
  return [
    { field: 'sku', row: 'sku', before: existing?.sku, after: record.sku, body: { sku: record.sku } },
    ...textCandidates(record, store, existing),
    ...offerCandidates(record, store, existing, record.vatPercent),
    ...taxCandidate(record, store, existing),
    // The stock of a product with variations is that of no article.
    ...(variant ? [] : stockCandidate(record, existing)),
  ];
}

/** Everything about a variation apart from its choices; `base` is the price of the product in cents. */
export function variationCandidates(
  record: VariationRecord,
  store: StoreSettings,
  existing: Existing,
  base: { readonly price: number; readonly vatPercent: number | undefined },
): Candidate[] {
  const inherits = (candidate: Candidate) =>
    candidate.field === 'price' && existing?.price === undefined && candidate.after === fromCents(base.price);
  return [
    { field: 'sku', row: 'sku', before: existing?.sku, after: record.sku, body: { sku: record.sku } } as const,
    ...offerCandidates(record, store, existing, base.vatPercent).filter((candidate) => !inherits(candidate)),
    ...stockCandidate(record, existing),
  ];
}

/** Cents in the mode of the store. Throws HoldError PRODUCT_WITHOUT_PRICE, or PRODUCT_VAT_UNKNOWN when it must be computed and cannot. */
export function priceInStore(record: OfferRecord, store: StoreSettings, vatPercent: number | undefined): number {
  const price = inMode(record.priceIncl, record.priceExcl, store, vatPercent, record.sku);
  if (price !== undefined) return price;
  throw new HoldError({
    code: 'PRODUCT_WITHOUT_PRICE',
    message: `SKU ${record.sku} has no price.`,
    hint: 'Enter a price in the till, or correct the mapping.',
  });
}

function inMode(
  incl: number | undefined,
  excl: number | undefined,
  { pricesIncludeTax }: StoreSettings,
  vatPercent: number | undefined,
  sku: string,
): number | undefined {
  const [wanted, other] = pricesIncludeTax ? [incl, excl] : [excl, incl];
  if (wanted !== undefined || other === undefined) return wanted;
  if (other === 0) return 0;
  if (vatPercent === undefined) throw vatUnknown(sku);
  const [rate, whole] = [Math.round(vatPercent * 1000), 100_000];
  return pricesIncludeTax ? divideRounded(other * (whole + rate), whole) : divideRounded(other * whole, whole + rate);
}

function vatUnknown(sku: string): HoldError {
  return new HoldError({
    code: 'PRODUCT_VAT_UNKNOWN',
    message: `The VAT rate of SKU ${sku} is not known, so the shop would charge the wrong tax.`,
    hint: 'Give the VAT code a rate in the till, or map it to a tax class in the value table taxClasses.',
  });
}

function offerCandidates(
  record: OfferRecord,
  store: StoreSettings,
  existing: Existing,
  vatPercent: number | undefined,
): Candidate[] {
  const price = fromCents(priceInStore(record, store, vatPercent));
  const compareTo = fromCents(inMode(record.compareToPriceIncl, record.compareToPriceExcl, store, vatPercent, record.sku) ?? 0);
  const costPrice = record.costPrice === undefined ? undefined : fromCents(record.costPrice);
  const weight = record.weight === undefined ? undefined : weightIn(store.weightUnit, record.weight);
  return [
    plain('price', 'price', existing, price),
    // 0 takes the old price away; no answer has it then.
    ...(compareTo === 0 && !existing?.compareToPrice ? [] : [plain('compareToPrice', 'price', existing, compareTo)]),
    ...(costPrice === undefined ? [] : [plain('costPrice', 'price', existing, costPrice)]),
    ...(weight === undefined ? [] : [plain('weight', 'weight', existing, weight)]),
    ...(record.attributes ?? []).map((wanted) => attributeCandidate(wanted, existing)),
  ];
}

function plain(field: string, row: PolicyRow, existing: Existing, after: unknown): Candidate {
  return { field, row, before: existing?.[field], after, body: { [field]: after } };
}

/** Of a kilogram; carat, ounce and pound by definition. */
const PER_KILOGRAM: Record<string, number> = {
  KILOGRAM: 1,
  GRAM: 1000,
  CARAT: 5000,
  OUNCE: 1 / 0.028349523125,
  POUND: 1 / 0.45359237,
};

function weightIn(unit: string, kilograms: number): number {
  return Math.round(kilograms * (PER_KILOGRAM[unit] ?? 1) * 1e4) / 1e4;
}

function stockCandidate({ quantity, unlimited }: OfferRecord, existing: Existing): Candidate[] {
  if (quantity === undefined && unlimited !== true) return [];
  const after = unlimited ? 'unlimited' : quantity;
  return [{ field: 'stock', row: 'stock', before: stockOf(existing), after, body: stockBody(after) }];
}

export function stockOf(existing: Existing): unknown {
  return existing?.unlimited === true ? 'unlimited' : existing?.quantity;
}

export function stockBody(stock: unknown): Json {
  return stock === 'unlimited' ? { unlimited: true } : { quantity: stock, unlimited: false };
}

/**
 * A tax class where Ecwid computes taxes itself, else the manual tax with the rate of the till: that one brings the rates of the other
 * countries along. Throws HoldError PRODUCT_VAT_UNKNOWN or PRODUCT_TAX_MISSING.
 */
function taxCandidate(record: ProductRecord, store: StoreSettings, existing: Existing): Candidate[] {
  const { taxClassCode, enabledManualTaxes, vatPercent, sku } = record;
  const wanted: Json = { taxable: true, ...(taxClassCode === undefined ? {} : { taxClassCode }) };
  if (enabledManualTaxes !== undefined) wanted.enabledManualTaxes = [...enabledManualTaxes].sort();
  else if (!store.automaticTax) wanted.enabledManualTaxes = manualTaxes(store, vatPercent, sku);
  else if (taxClassCode === undefined) throw vatUnknown(sku);
  const tax = object(existing?.tax);
  const before = existing && Object.fromEntries(Object.keys(wanted).map((name) => [name, sortedIds(tax[name])]));
  return [{ field: 'tax', row: 'tax', before, after: wanted, body: { tax: wanted } }];
}

const sortedIds = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);

function manualTaxes(store: StoreSettings, vatPercent: number | undefined, sku: string): number[] {
  if (vatPercent === undefined) throw vatUnknown(sku);
  const found = store.taxes.filter(({ percent }) => percent === vatPercent);
  if (found.length > 0)
    return found
      .filter(({ appliedByDefault }) => !appliedByDefault)
      .slice(0, 1)
      .map(({ id }) => id);
  if (vatPercent === 0) return [];
  throw new HoldError({
    code: 'PRODUCT_TAX_MISSING',
    message: `The shop has no tax of ${vatPercent} % for SKU ${sku}.`,
    hint: 'Add the tax in the shop (Settings, Taxes), then release the record.',
  });
}

const TEXT_FIELDS = ['name', 'description', 'subtitle'] as const;

/** One candidate a text, with all languages the record has and the store speaks. */
function textCandidates(record: ProductRecord, store: StoreSettings, existing: Existing): Candidate[] {
  return TEXT_FIELDS.flatMap((field): Candidate[] => {
    const text = record[field];
    const given = { ...(text === undefined ? {} : { [store.language]: text }), ...record[`${field}Translated`] };
    const wanted = Object.fromEntries(Object.entries(given).filter(([language]) => store.languages.includes(language)));
    const languages = Object.keys(wanted);
    if (languages.length === 0) return [];
    const translated = object(existing?.[`${field}Translated`]);
    const current = (language: string) =>
      translated[language] ?? (language === store.defaultLanguage ? existing?.[field] : undefined);
    if (languages.length === 1 && languages[0] === store.defaultLanguage) {
      return [
        {
          field,
          row: field,
          before: existing && current(store.defaultLanguage),
          after: wanted[store.defaultLanguage],
          body: { [field]: wanted[store.defaultLanguage] },
        },
      ];
    }
    const before = existing && Object.fromEntries(languages.map((language) => [language, current(language)]));
    // The map is written whole, so that no language gets lost whether the shop merges or replaces it (reference 3.4).
    const body = {
      ...(wanted[store.defaultLanguage] === undefined && existing ? {} : { [field]: wanted[store.defaultLanguage] ?? text }),
      [`${field}Translated`]: { ...translated, ...wanted },
    };
    return [{ field, row: field, before, after: wanted, body }];
  });
}

/** The attributes of a product or variation, by alias or name. */
export function attributeKey({ alias, name }: { alias?: unknown; name?: unknown }): string {
  return alias === undefined ? String(name) : String(alias);
}

function attributeCandidate(wanted: AttributeRecord, existing: Existing): Candidate {
  const field = `attribute ${attributeKey(wanted)}`;
  const current = objects(existing?.attributes).find((attribute) => isAttribute(attribute, wanted));
  return { field, row: 'attributes', before: current?.value, after: wanted.value, body: { attributes: [wanted] } };
}

function isAttribute(attribute: Json, { alias, name }: AttributeRecord): boolean {
  if (alias !== undefined) return attribute.type === alias;
  return String(attribute.name).toLowerCase() === name?.toLowerCase();
}

/**
 * The attributes to send: those of the shop stay in the list, because it is not known whether the list is merged or replaced
 * (reference 3.4).
 */
export function mergedAttributes(existing: Existing, wanted: readonly Json[]): Json[] {
  const kept = objects(existing?.attributes)
    .filter((attribute) => !wanted.some((one) => isAttribute(attribute, one as unknown as AttributeRecord)))
    .map(({ id, value }) => ({ id, value }));
  return [...kept, ...wanted];
}

/** A value as it is compared: the shop stores prices with two decimals and may tidy white space. */
export function comparable(field: string, value: unknown): unknown {
  if (value === undefined || value === null) return field === 'compareToPrice' || field === 'weight' ? 0 : '';
  if (/price$/i.test(field) && typeof value === 'number') return toCents(value);
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, comparable('', part)]));
}
