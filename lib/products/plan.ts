/** What has to be sent so that a product of the shop becomes what the till says, as far as the policies allow. */
import { HoldError } from '../errors';
import { toCents } from '../money';
import {
  type Candidate,
  comparable,
  mergedAttributes,
  type ProductRecord,
  priceInStore,
  productCandidates,
  type StoreSettings,
  stockBody,
  stockOf,
  type VariationRecord,
  variationCandidates,
} from './shop-product';
import { checkVariants, freshOptions, optionsShape, planVariants, type ShopVariation, variationsOf } from './variants';
import { mayWrite, type PolicyRow, type PolicySettings, policyOf } from './write-policy';

type Json = Record<string, unknown>;

export type GonePolicy = 'disable' | 'outOfStock' | 'leave';

export interface ProductSettings extends PolicySettings {
  readonly gone: GonePolicy;
  /** A new product is visible at once. */
  readonly enableOnCreate: boolean;
}

/** What is remembered of the last write, plain JSON. */
export interface ProductMemory {
  /** A hash by field: of what was written, or found to be the same. */
  readonly hashes: Readonly<Record<string, string>>;
  /** SKUs of the variations that were written. */
  readonly skus: readonly string[];
  /** Switched off because the till does not sell it any more. */
  readonly off?: boolean;
}

export const NO_MEMORY: ProductMemory = { hashes: {}, skus: [] };

export interface Change {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A request below the path of the product. */
export interface Step {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly path: '' | '/combinations' | `/combinations/${number}`;
  readonly body?: Json;
}

export interface ProductPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** To remember once the steps are done. */
  readonly memory: ProductMemory;
}

export interface PlanInput {
  readonly record: ProductRecord;
  readonly store: StoreSettings;
  readonly settings: ProductSettings;
  readonly memory: ProductMemory;
  readonly hash: (value: unknown) => string;
  /** Absent: nothing is known of the product's categories. */
  readonly categories?: { readonly wanted: readonly number[]; readonly ours: ReadonlySet<number> };
}

/** Unique in the store (reference 1.10), so that the shop itself refuses a second product for one of the till. */
export function productReference({ productNumber }: ProductRecord): string {
  return `mplus-product-${productNumber}`;
}

/** The body of a new product, with its variations. */
export function planCreate(input: PlanInput): { body: Json; changes: readonly Change[]; memory: ProductMemory } {
  const { record, store, settings, categories } = input;
  checkVariants(record);
  const draft = new Draft(input, undefined);
  draft.addAll(productCandidates(record, store, undefined), '');
  if (categories && categories.wanted.length > 0) {
    draft.add(
      {
        field: 'categories',
        row: 'categories',
        before: undefined,
        after: [...categories.wanted],
        body: { categoryIds: [...categories.wanted] },
      },
      '',
    );
  }
  const externalReferenceId = productReference(record);
  const body: Json = { ...draft.takeBody(), externalReferenceId, enabled: settings.enableOnCreate };
  draft.change('externalReferenceId', undefined, externalReferenceId);
  draft.note('enabled', undefined, settings.enableOnCreate);
  const sold = (record.variations ?? []).filter(({ forSale }) => forSale);
  if (sold.length > 0) {
    const base = { price: priceInStore(record, store, record.vatPercent), vatPercent: record.vatPercent };
    const options = freshOptions(record);
    body.options = options;
    draft.note('options', undefined, optionsShape(options));
    body.combinations = sold.map((variation) => {
      draft.addAll(variationCandidates(variation, store, undefined, base), variation.sku);
      const combination = { ...draft.takeBody(), options: [...variation.choices] };
      draft.change(`variation ${variation.sku}`, undefined, combination);
      return combination;
    });
  }
  return { body, changes: draft.changes, memory: draft.memory(sold) };
}

/** From the product as it is. Throws HoldError for what cannot be carried over. */
export function planUpdate(existing: Readonly<Json>, input: PlanInput): ProductPlan {
  const { record, store, settings, categories, memory } = input;
  checkVariants(record);
  const draft = new Draft(input, existing);
  const variations = variationsOf(existing);
  const variants = record.variations ?? [];
  if (variants.length === 0 && variations.length > 0) return planSimple(existing, variations, input, draft);

  const becomesVariant = variants.length > 0 && variations.length === 0;
  draft.addAll(productCandidates(record, store, existing), '', becomesVariant ? ['sku'] : []);
  addCategories(draft, existing, categories);
  addEnabled(draft, existing, settings, memory);
  if (variants.length === 0) return draft.planned([put(draft.takeBody())], []);

  const asked = {
    ours: new Set(memory.skus.filter((sku) => !variants.some((variation) => variation.sku === sku))),
    removeGone: settings.gone === 'disable',
  };
  const free = planVariants(existing, record, { ...asked, options: true });
  const before = optionsShape((existing.options ?? []) as Json[]);
  const same = !free.interim && !free.final && free.matched.every(({ choices }) => !choices);
  const allowed = same || draft.allows('options', 'options', before);
  const plan = allowed ? free : planVariants(existing, record, { ...asked, options: false });
  const ends = plan.final ?? plan.interim;
  if (allowed) draft.note('options', before, ends ? optionsShape(ends) : before, ends !== undefined);
  else if (ends) draft.change('options', before, optionsShape(ends));
  const moves = plan.created.length > 0 || plan.matched.some(({ choices }) => choices) || plan.gone.length > 0;
  const early = plan.interim ?? (moves ? undefined : plan.final);
  const late = early === plan.final ? undefined : plan.final;
  const product: Json = { ...draft.takeBody(), ...(early && { options: early }) };

  const base = {
    price: toCents(Number(product.price ?? existing.price ?? 0)),
    vatPercent: record.vatPercent,
  };
  const steps: Step[] = [
    ...goneSteps(plan.gone, settings, draft),
    ...plan.matched.flatMap(({ wanted, existing: variation, choices }): Step[] => {
      draft.addAll(variationCandidates(wanted, store, variation, base), wanted.sku, [], variation);
      if (choices) draft.change(`variation ${wanted.sku} choices`, chosen(variation), choices);
      const body = { ...draft.takeBody(variation), ...(choices && { options: choices }) };
      return Object.keys(body).length > 0 ? [{ method: 'PUT', path: `/combinations/${variation.id}`, body }] : [];
    }),
    ...plan.created.map(({ wanted, choices }): Step => {
      draft.addNew(variationCandidates(wanted, store, undefined, base), wanted.sku);
      // The stock of the article was that of the product.
      const stock = becomesVariant && existing.sku === wanted.sku ? stockBody(stockOf(existing)) : {};
      const body = { ...draft.takeBody(undefined), ...stock, options: choices };
      draft.change(`variation ${wanted.sku}`, undefined, body);
      return { method: 'POST', path: '/combinations', body };
    }),
  ];
  const sold = variants.filter(({ forSale }) => forSale);
  return draft.planned([put(product), ...steps, put(late ? { options: late } : {})], sold);
}

/** A product that the till does not sell any more. */
export function planGone(existing: Readonly<Json>, input: PlanInput): ProductPlan {
  const { settings, memory } = input;
  const draft = new Draft(input, existing);
  if (settings.gone === 'disable' && existing.enabled !== false) {
    draft.change('enabled', existing.enabled, false);
    return { ...draft.planned([put({ enabled: false })], undefined), memory: { ...memory, off: true } };
  }
  if (settings.gone !== 'outOfStock') return draft.planned([], undefined);
  const variations = variationsOf(existing).filter(({ sku }) => sku);
  const none = stockOf(existing) !== 0 && variations.length === 0;
  if (none) draft.change('stock', stockOf(existing), 0);
  return draft.planned([put(none ? stockBody(0) : {}), ...goneSteps(variations, settings, draft)], undefined);
}

function goneSteps(gone: readonly ShopVariation[], { gone: policy }: ProductSettings, draft: Draft): Step[] {
  return gone.flatMap((variation): Step[] => {
    const path = `/combinations/${variation.id}` as const;
    if (policy === 'disable') {
      // A variation has no switch of its own (reference 3.5).
      draft.change(`variation ${variation.sku}`, chosen(variation), undefined);
      return [{ method: 'DELETE', path }];
    }
    if (policy === 'leave' || stockOf(variation) === 0) return [];
    draft.change(`variation ${variation.sku} stock`, stockOf(variation), 0);
    return [{ method: 'PUT', path, body: stockBody(0) }];
  });
}

/** Several articles have become one: its variation gives the product its SKU and stock, and the options go. */
function planSimple(existing: Readonly<Json>, variations: readonly ShopVariation[], input: PlanInput, draft: Draft): ProductPlan {
  const { record, store, settings, memory, categories } = input;
  const strangers = variations.filter(({ sku }) => sku && sku !== record.sku && !memory.skus.includes(sku));
  if (strangers.length > 0) {
    throw new HoldError({
      code: 'PRODUCT_STRUCTURE',
      message: `Product ${record.productNumber} has one article in the till, but variations in the shop: ${strangers.map(({ sku }) => sku).join(', ')}.`,
      hint: 'Remove these variations in the shop, or give the product the articles in the till.',
    });
  }
  const kept = variations.find(({ sku }) => sku === record.sku);
  const candidates = productCandidates(record, store, existing).filter(({ field }) => field !== 'stock');
  draft.addAll(candidates, '', ['sku']);
  addCategories(draft, existing, categories);
  addEnabled(draft, existing, settings, memory);
  const options = freshOptions({ ...record, options: [] }, (existing.options ?? []) as Json[]);
  draft.change('options', optionsShape((existing.options ?? []) as Json[]), optionsShape(options));
  const stock = kept ? stockBody(stockOf(kept)) : {};
  const removals = variations.map((variation): Step => {
    draft.change(`variation ${variation.sku ?? variation.id}`, chosen(variation), undefined);
    return { method: 'DELETE', path: `/combinations/${variation.id}` };
  });
  return draft.planned([...removals, put({ ...draft.takeBody(), ...stock, options })], []);
}

const put = (body: Json): Step => ({ method: 'PUT', path: '', body });
const chosen = ({ options }: ShopVariation) => options.map(({ name, value }) => ({ name, value }));

function addCategories(draft: Draft, existing: Readonly<Json>, categories: PlanInput['categories']): void {
  if (!categories) return;
  const before = ((existing.categoryIds ?? []) as number[]).filter((id) => id !== 0);
  // Categories that do not come from the till are the shop's business.
  const after = [...before.filter((id) => !categories.ours.has(id) || categories.wanted.includes(id))];
  for (const id of categories.wanted) if (!after.includes(id)) after.push(id);
  draft.add({ field: 'categories', row: 'categories', before, after, body: { categoryIds: after } }, '');
}

/** What was switched off here comes back here; whatever else the shop does with its switch is its own business. */
function addEnabled(draft: Draft, existing: Readonly<Json>, settings: ProductSettings, { off }: ProductMemory): void {
  if (off) draft.force({ field: 'enabled', row: 'enabled', before: existing.enabled, after: true, body: { enabled: true } });
  else if (policyOf('enabled', settings) === 'always') {
    draft.add({ field: 'enabled', row: 'enabled', before: existing.enabled, after: true, body: { enabled: true } }, '');
  }
}

/** Nothing that a product cannot be without. */
const NEEDED = new Set(['sku', 'name', 'price']);

/** Collects what is to be sent, what changes by it, and what is to be remembered. */
class Draft {
  readonly changes: Change[] = [];
  readonly #input: PlanInput;
  readonly #existing: Readonly<Json> | undefined;
  readonly #hashes: Record<string, string>;
  #body: Json = {};
  #attributes: Json[] = [];

  constructor(input: PlanInput, existing: Readonly<Json> | undefined) {
    this.#input = input;
    this.#existing = existing;
    this.#hashes = { ...(existing && input.memory.hashes) };
  }

  addAll(candidates: readonly Candidate[], sku: string, forced: readonly string[] = [], existing = this.#existing): void {
    for (const candidate of candidates) {
      if (existing === undefined) this.#addNew(candidate, sku);
      else if (forced.includes(candidate.field)) this.force(candidate);
      else this.add(candidate, sku);
    }
  }

  /** Of a variation that is created in a product that exists. */
  addNew(candidates: readonly Candidate[], sku: string): void {
    for (const candidate of candidates) this.#addNew(candidate, sku);
  }

  add(candidate: Candidate, sku: string): void {
    if (this.#existing === undefined) {
      this.#addNew(candidate, sku);
      return;
    }
    const { field, row, before, after } = candidate;
    const key = keyOf(field, sku);
    const same = equal(field, before, after);
    if (!same && !this.allows(row, key, before, field)) return;
    this.#remember(key, field, after);
    if (!same) this.#write(candidate, sku === '' ? field : `variation ${sku} ${field}`);
  }

  force(candidate: Candidate): void {
    if (equal(candidate.field, candidate.before, candidate.after)) return;
    this.#remember(candidate.field, candidate.field, candidate.after);
    this.#write(candidate, candidate.field);
  }

  allows(row: PolicyRow, key: string, before: unknown, field = key): boolean {
    const last = this.#input.memory.hashes[key];
    const value = comparable(field, before);
    return mayWrite(policyOf(row, this.#input.settings), {
      empty: isEmpty(value),
      asWritten: last === undefined ? undefined : last === this.#input.hash(value),
    });
  }

  /** A change that is sent in another way than in the body. */
  note(field: string, before: unknown, after: unknown, changed = true): void {
    this.#remember(field, field, after);
    if (changed) this.change(field, before, after);
  }

  change(field: string, before: unknown, after: unknown): void {
    this.changes.push({ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  }

  takeBody(existing: Readonly<Json> | undefined = this.#existing): Json {
    const attributes = this.#attributes.length > 0 ? { attributes: mergedAttributes(existing, this.#attributes) } : {};
    const body = { ...this.#body, ...attributes };
    this.#body = {};
    this.#attributes = [];
    return body;
  }

  memory(sold: readonly VariationRecord[]): ProductMemory {
    return { hashes: this.#hashes, skus: sold.map(({ sku }) => sku) };
  }

  /** Without the steps that would send nothing; `sold` undefined: what is remembered of the variations stays. */
  planned(steps: readonly Step[], sold: readonly VariationRecord[] | undefined): ProductPlan {
    const { memory } = this.#input;
    return {
      changes: this.changes,
      steps: steps.filter(({ method, body }) => method === 'DELETE' || (body && Object.keys(body).length > 0)),
      memory: sold === undefined ? memory : this.memory(sold),
    };
  }

  #addNew(candidate: Candidate, sku: string): void {
    const { field, row, after } = candidate;
    if (policyOf(row, this.#input.settings) === 'never' && !NEEDED.has(field)) return;
    this.#remember(keyOf(field, sku), field, after);
    this.#write(candidate, sku === '' ? field : undefined);
  }

  #write({ before, after, body }: Candidate, shown: string | undefined): void {
    const { attributes, ...rest } = body;
    Object.assign(this.#body, rest);
    if (attributes) this.#attributes.push(...(attributes as Json[]));
    if (shown !== undefined) this.change(shown, before, after);
  }

  #remember(key: string, field: string, value: unknown): void {
    this.#hashes[key] = this.#input.hash(comparable(field, value));
  }
}

const keyOf = (field: string, sku: string) => (sku === '' ? field : `${sku} ${field}`);

function equal(field: string, before: unknown, after: unknown): boolean {
  const sorted = (value: unknown) =>
    field === 'categories' && Array.isArray(value) ? [...value].sort() : comparable(field, value);
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return value === '' || value === 0 || value === undefined;
}
