/**
 * From the variations a product has to those it should have. Variations are known by their SKU and keep their ids, their stock and
 * everything nobody mentions; options have no ids, so their names and values are moved under the variations (reference 3.3, 3.4).
 */
import { HoldError } from '../errors';
import type { ProductRecord, VariationRecord } from './shop-product';

type Json = Record<string, unknown>;

export interface ShopVariation extends Json {
  readonly id: number;
  readonly sku?: string;
  readonly options: readonly Choice[];
}

export interface Choice {
  readonly name: string;
  readonly value: string;
}

interface ShopOption extends Json {
  readonly type: string;
  readonly name: string;
  readonly choices?: readonly (Json & { readonly text: string })[];
  readonly defaultChoice?: number | null;
}

/** The most variations one request carries (reference 1.5). */
export const MOST_VARIATIONS = 200;
/** Option types that can carry variations (reference 3.5). */
const CARRIERS = new Set(['SELECT', 'RADIO', 'SIZE', 'SWATCHES']);

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? value : []);

export function variationsOf(existing: Readonly<Json> | undefined): ShopVariation[] {
  return list<ShopVariation>(existing?.combinations).map((variation) => ({
    ...variation,
    options: list<Choice>(variation.options),
  }));
}

/**
 * Throws HoldError: PRODUCT_VARIANTS_ALIKE (two articles the buyer cannot tell apart, or one SKU twice), PRODUCT_VARIANT_INCOMPLETE (an
 * article without a value for an option), PRODUCT_TOO_MANY_VARIANTS.
 */
export function checkVariants(record: ProductRecord): void {
  const sold = (record.variations ?? []).filter(({ forSale }) => forSale);
  if (sold.length > MOST_VARIATIONS) {
    throw new HoldError({
      code: 'PRODUCT_TOO_MANY_VARIANTS',
      message: `Product ${record.productNumber} has ${sold.length} variants; the shop takes ${MOST_VARIATIONS}.`,
      hint: 'Split the product in the till, or take some articles out of the webshop.',
    });
  }
  const seen = new Map<string, VariationRecord>();
  for (const variation of sold) {
    const missing = (record.options ?? []).find(({ name }) => !variation.choices.some((choice) => choice.name === name));
    if (missing && seen.size + sold.length > 1) {
      throw new HoldError({
        code: 'PRODUCT_VARIANT_INCOMPLETE',
        message: `SKU ${variation.sku} of product ${record.productNumber} has no ${missing.name}, which its siblings have.`,
        hint: 'Fill it in at the article in the till, or leave the field out of the table optionNames.',
      });
    }
    for (const key of [`sku ${variation.sku}`, choiceKey(variation.choices)]) {
      const other = seen.get(key);
      if (other) throw alike(record, other, variation);
      seen.set(key, variation);
    }
  }
}

function alike({ productNumber }: ProductRecord, one: VariationRecord, other: VariationRecord): HoldError {
  const choices = one.choices.map(({ name, value }) => `${name} ${value}`).join(', ') || 'no colour or size';
  return new HoldError({
    code: 'PRODUCT_VARIANTS_ALIKE',
    message: `SKU ${one.sku} and SKU ${other.sku} of product ${productNumber} are the same to a buyer: ${choices}.`,
    hint: 'Give the articles different colours or sizes in the till, or add the custom field that tells them apart to the table optionNames.',
    details: [one.sku, other.sku],
  });
}

/** The same choice in any order. */
export function choiceKey(choices: readonly Choice[]): string {
  return JSON.stringify(choices.map(({ name, value }) => [name, value]).sort());
}

export interface VariantPlan {
  readonly matched: readonly {
    readonly wanted: VariationRecord;
    readonly existing: ShopVariation;
    readonly choices?: Choice[];
  }[];
  readonly created: readonly { readonly wanted: VariationRecord; readonly choices: Choice[] }[];
  /** Variations of articles that are gone. */
  readonly gone: readonly ShopVariation[];
  /** Options to write before the variations: with the old names and values still in them. */
  readonly interim?: readonly Json[];
  /** Options to write after the variations. */
  readonly final?: readonly Json[];
}

export interface VariantSettings {
  /** Names, values and their order may be changed; what a new variation needs is added in any case. */
  readonly options: boolean;
  /** SKUs that this pack once wrote and that the product does not have any more. */
  readonly ours: ReadonlySet<string>;
  /** What becomes of a variation whose article is gone: it is removed, or it stays. */
  readonly removeGone: boolean;
}

export function planVariants(existing: Readonly<Json>, record: ProductRecord, settings: VariantSettings): VariantPlan {
  const all = record.variations ?? [];
  const wanted = all.filter(({ forSale }) => forSale);
  const variations = variationsOf(existing);
  const options = list<ShopOption>(existing.options);
  const free = new Set(variations);
  const take = (fits: (variation: ShopVariation) => boolean) => {
    const found = [...free].find(fits);
    if (found) free.delete(found);
    return found;
  };
  const pairs = wanted.map((one) => ({ wanted: one, existing: take(({ sku }) => sku?.trim() === one.sku) }));
  // One made by hand, without a SKU of its own, is adopted by its choice.
  for (const pair of pairs)
    pair.existing ??= take(({ sku, options: chosen }) => !sku && choiceKey(chosen) === choiceKey(pair.wanted.choices));
  const goneSkus = new Set([...all.filter(({ forSale }) => !forSale).map(({ sku }) => sku), ...settings.ours]);
  const gone = [...free].filter(({ sku }) => sku && goneSkus.has(sku.trim()));
  const foreign = [...free].filter((variation) => !gone.includes(variation) || !settings.removeGone);

  const known = pairs.filter((pair): pair is { wanted: VariationRecord; existing: ShopVariation } => pair.existing !== undefined);
  const names = alignment(record, options, known);
  const words = settings.options ? undefined : translation(names, known);
  const choicesOf = (one: VariationRecord) => (words ? one.choices.map((choice) => words(choice)) : [...one.choices]);
  const matched = known.map((pair) => {
    const choices = choicesOf(pair.wanted);
    return { ...pair, choices: choiceKey(choices) === choiceKey(pair.existing.options) ? undefined : choices };
  });
  const created = pairs
    .filter((pair) => !pair.existing)
    .map((pair) => ({ wanted: pair.wanted, choices: choicesOf(pair.wanted) }));

  const goal = settings.options
    ? finalOptions(record, options, names, foreign)
    : withChoices(
        options,
        created.flatMap(({ choices }) => choices),
      );
  // What is used now and will be used has to be there while the variations move.
  const inUse = [...variations.flatMap((variation) => variation.options), ...created.flatMap(({ choices }) => choices)];
  const meanwhile = withChoices(goal, inUse, options);
  const moves = matched.some(({ choices }) => choices) || created.length > 0;
  const interim = moves && !sameOptions(meanwhile, options) ? meanwhile : undefined;
  const final = sameOptions(goal, interim ?? options) ? undefined : goal;
  return { matched, created, gone, interim, final };
}

/** Options of a product that is new, or simple so far; those of the shop that carry no variations stay. */
export function freshOptions(record: ProductRecord, existing: readonly Json[] = []): Json[] {
  return finalOptions(record, existing as ShopOption[], new Map(), []);
}

/** The option of the shop behind each option of the record: the one of that name, else the one with the same values under the variations. */
function alignment(
  record: ProductRecord,
  options: readonly ShopOption[],
  known: readonly { wanted: VariationRecord; existing: ShopVariation }[],
): Map<string, ShopOption> {
  const carriers = options.filter(({ type }) => CARRIERS.has(type));
  const found = new Map<string, ShopOption>();
  const wanted = (record.options ?? []).map(({ name }) => name);
  for (const name of wanted) {
    const same = carriers.find((option) => option.name === name);
    if (same) found.set(name, same);
  }
  for (const name of wanted.filter((one) => !found.has(one))) {
    const left = carriers.filter((option) => ![...found.values()].includes(option) && !wanted.includes(option.name));
    const agrees = (option: ShopOption) =>
      known.filter(
        ({ wanted: one, existing }) => lower(chosenFor(one.choices, name)) === lower(chosenFor(existing.options, option.name)),
      ).length;
    const best = left.sort((a, b) => agrees(b) - agrees(a))[0];
    if (best && agrees(best) > 0) found.set(name, best);
  }
  return found;
}

const chosenFor = (choices: readonly Choice[], name: string) => choices.find((choice) => choice.name === name)?.value ?? '';
const lower = (text: string) => text.trim().toLowerCase();

/** Puts a choice into the words of the shop, as its variations use them. */
function translation(
  names: ReadonlyMap<string, ShopOption>,
  known: readonly { wanted: VariationRecord; existing: ShopVariation }[],
): (choice: Choice) => Choice {
  const values = new Map<string, string>();
  for (const { wanted, existing } of known) {
    for (const { name, value } of wanted.choices) {
      const theirs = chosenFor(existing.options, names.get(name)?.name ?? name);
      if (theirs !== '') values.set(JSON.stringify([name, value]), theirs);
    }
  }
  return ({ name, value }) => ({
    name: names.get(name)?.name ?? name,
    value: values.get(JSON.stringify([name, value])) ?? value,
  });
}

/**
 * The record's options with its values in its order; a known option keeps its type, translations and what its choices carry. Behind
 * them what variations that stay still use, then the options that carry no variations.
 */
function finalOptions(
  record: ProductRecord,
  options: readonly ShopOption[],
  names: ReadonlyMap<string, ShopOption>,
  staying: readonly ShopVariation[],
): Json[] {
  const used = new Set([...names.values()]);
  const sold = (record.variations ?? []).filter(({ forSale }) => forSale);
  const own = (record.options ?? []).map(({ name, values }) => {
    const known = names.get(name);
    const choices = known?.choices ?? [];
    const chosen = values.filter((value) => sold.some((variation) => chosenFor(variation.choices, name) === value));
    const kept = chosen.map((text) => choices.find((choice) => choice.text === text) ?? { text });
    const before = choices[known?.defaultChoice ?? -1]?.text;
    const place = kept.findIndex(({ text }) => text === before);
    if (!known) return { type: 'SELECT', name, choices: kept, defaultChoice: 0, required: true };
    const renamed = known.name !== name ? { nameTranslated: undefined, name } : {};
    return { ...known, ...renamed, choices: kept, defaultChoice: known.defaultChoice == null ? null : Math.max(place, 0) };
  });
  const foreign = options.filter((option) => !CARRIERS.has(option.type) || (!used.has(option) && isUsed(option, staying)));
  return withChoices(
    clean([...own, ...foreign]),
    staying.flatMap((variation) => variation.options),
    options,
  );
}

function isUsed({ name }: ShopOption, staying: readonly ShopVariation[]): boolean {
  return staying.some((variation) => variation.options.some((choice) => choice.name === name));
}

/** The options with these choices added at the end where they are missing; `known` tells what an option or choice looked like. */
function withChoices(options: readonly Json[], choices: readonly Choice[], known: readonly ShopOption[] = []): Json[] {
  const result = options.map((option) => ({ ...option })) as ShopOption[];
  for (const { name, value } of choices) {
    const before = known.find((option) => option.name === name);
    let place = result.findIndex((option) => option.name === name);
    if (place < 0) {
      place = result.length;
      result.push(
        before ? { ...before, choices: [] } : { type: 'SELECT', name, choices: [], defaultChoice: null, required: true },
      );
    }
    const option = result[place];
    if (option.choices?.some(({ text }) => text === value)) continue;
    const choice = before?.choices?.find(({ text }) => text === value) ?? { text: value };
    result[place] = { ...option, choices: [...(option.choices ?? []), choice] };
  }
  return result;
}

const clean = (value: Json[]): Json[] => JSON.parse(JSON.stringify(value));

/** Names, types and choices in their order; what else an option carries is not ours. */
export function optionsShape(options: readonly Json[]): unknown {
  return (options as ShopOption[]).map(({ name, choices = [] }) => ({ name, values: choices.map(({ text }) => text) }));
}

function sameOptions(a: readonly Json[], b: readonly Json[]): boolean {
  return JSON.stringify(optionsShape(a)) === JSON.stringify(optionsShape(b));
}
