import {
  type BatchRequest,
  type EcwidClient,
  EcwidError,
  findProductsByReference,
  findProductsBySku,
  readProduct,
  runBatch,
} from '../../../lib/ecwid';
import { HoldError, PackError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger';
import { schemaProblems } from '../../../lib/mapping/schemas';
import {
  type PlanInput,
  type ProductPlan,
  type ProductSettings,
  planCreate,
  planGone,
  planUpdate,
  productReference,
} from '../../../lib/products/plan';
import type { ProductRecord, StoreSettings } from '../../../lib/products/shop-product';
import { readPolicies } from '../../../lib/products/write-policy';
import { alone } from '../../shared/alone';
import { flag, oneOf, text } from '../../shared/fields';
import { nothingToDo, type Plan, type Planner } from '../../shared/put';
import type { Result } from '../../shared/record';
import { digest } from '../../shared/written';
import type { Definition } from '.';
import { Memory, type Remembered } from './product/memory';
import { BATCH_FROM, type Shop, shopOf } from './product/shop';

type Json = Record<string, unknown>;

interface Settings extends ProductSettings {
  readonly create: boolean;
  readonly update: boolean;
  /** A product that was deleted in the shop. */
  readonly deletedProducts: 'leave' | 'create';
  /** Currency of the till's prices; empty: not checked. */
  readonly currency: string;
}

/** Seconds. As long may it take until a product shows in the search whose creation was not answered: first the queue, then the index. */
const SETTLING = 300;

function settingsOf(definition: Definition): Settings {
  return {
    policies: readPolicies(definition.policies),
    offer: flag(definition.offer, true),
    content: flag(definition.content, true),
    enableOnCreate: flag(definition.enableOnCreate, true),
    gone: oneOf(definition.gone, ['disable', 'outOfStock', 'leave']),
    create: flag(definition.create, true),
    update: flag(definition.update, true),
    deletedProducts: oneOf(definition.deletedProducts, ['leave', 'create']),
    currency: text(definition.currency, 'EUR').toUpperCase(),
  };
}

function productOf(record: Json): ProductRecord {
  const problems = schemaProblems('ecwid-product', record);
  if (problems.length === 0) return record as unknown as ProductRecord;
  const [{ path, problem }] = problems;
  throw new HoldError({
    code: 'PRODUCT_INVALID',
    message: `The record is no product for the shop: ${path} ${problem}.`,
    hint: 'Put a data-mapper with the target Ecwid product in front of this node.',
    details: problems,
  });
}

function checkCurrency({ currency }: StoreSettings, wanted: string): void {
  if (wanted === '' || currency === wanted) return;
  throw new PackError({
    code: 'STORE_CURRENCY',
    message: `The shop sells in ${currency}, the prices of the till are in ${wanted}.`,
    hint: 'Set the currency of the till in this node; prices are not converted.',
    disposition: 'wait',
  });
}

/** The shop ignores an attribute that its product type does not have (reference 3.2); a person should know. */
async function checkAttributes(
  shop: Shop,
  { sku, forSale, attributes = [] }: ProductRecord,
  existing: Json | undefined,
): Promise<void> {
  const named = attributes.flatMap(({ name }) => (name === undefined ? [] : [name]));
  if (named.length === 0 || !forSale) return;
  const known = (await shop.attributes()).get(Number(existing?.productClassId ?? 0));
  const unknown = named.filter((name) => !known?.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  throw new HoldError({
    code: 'PRODUCT_ATTRIBUTE_UNKNOWN',
    message: `The product type of SKU ${sku} has no attribute ${unknown.join(', ')} in the shop.`,
    hint: 'Add it in the shop (Settings, Product types), or correct the table featureNames; then release the record.',
  });
}

/** Categories of the shop by group of the till, as far as categories are kept in step on this ledger. */
class Categories {
  readonly #kind: string;

  constructor(
    readonly ledger: Ledger | undefined,
    storeId: string,
  ) {
    this.#kind = `ecwid-category ${storeId}`;
  }

  /** Undefined: nothing is known, so that the product's categories are left alone. */
  async wanted({ categoryIds, groupNumbers }: ProductRecord): Promise<number[] | undefined> {
    if (categoryIds) return [...categoryIds];
    if (!groupNumbers || !this.ledger) return undefined;
    const links = await Promise.all(groupNumbers.map((number) => this.ledger?.findLink(this.#kind, String(number))));
    const ids = links.filter((id) => id !== undefined && id !== '').map(Number);
    return ids.length === 0 && groupNumbers.length > 0 ? undefined : ids;
  }

  async ours(existing: Json): Promise<Set<number>> {
    const ours = new Set<number>();
    for (const id of (existing.categoryIds ?? []) as number[]) {
      if ((await this.ledger?.findSource(this.#kind, String(id))) !== undefined) ours.add(id);
    }
    return ours;
  }
}

/** A product with its variations is created or updated by SKU; what was dealt with like that before costs no request (50, 52, 87). */
export function planProduct(definition: Definition): Planner<EcwidClient> {
  const settings = settingsOf(definition);
  return async ({ client, record, ledger }): Promise<Plan> => {
    const product = productOf(record);
    const { storeId } = client.connection;
    const categories = new Categories(ledger, storeId);
    const wanted = await categories.wanted(product);
    const key = String(product.productNumber);
    const memory = new Memory(ledger, `ecwid-product ${storeId}`, key, { product, wanted: wanted ?? null, settings });
    const id = await memory.id();
    if (await memory.unchanged()) return id === undefined ? leftOut(memory) : nothingToDo(id);

    const last = await memory.last();
    if (last.absent === 'deleted' && settings.deletedProducts === 'leave') return leftOut(memory, last);
    const shop = shopOf(client);
    const existing = await find(client, shop, product, memory, id);
    await checkAttributes(shop, product, existing);
    const input = { record: product, settings, memory: last, hash: shortHash };
    if (!existing) {
      if (id !== undefined && settings.deletedProducts === 'leave') return leftOut(memory, { ...last, absent: 'deleted' });
      if (!product.forSale || !settings.create) return leftOut(memory, { hashes: {}, skus: [], absent: 'never' });
      const store = await shop.settings();
      checkCurrency(store, settings.currency);
      const create = { ...input, store, categories: wanted && { wanted, ours: new Set<number>() } };
      return creation(client, shop, create, memory, ledger);
    }
    const productId = Number(existing.id);
    if (!settings.update) return { ...nothingToDo(productId), write: async () => kept(memory, productId, last) };
    const store = await shop.settings();
    if (!product.forSale) return update(client, shop, productId, planGone(existing, { ...input, store }), memory);
    checkCurrency(store, settings.currency);
    const known = wanted && { wanted, ours: await categories.ours(existing) };
    return update(client, shop, productId, planUpdate(existing, { ...input, store, categories: known }), memory);
  };
}

const shortHash = (value: unknown): string => digest(value).slice(0, 16);

/** Not in the shop, and not to be put there. */
function leftOut(memory: Memory, last?: Remembered): Plan {
  const write = async (): Promise<Result> => {
    if (last) await memory.keep(undefined, last);
    return { action: 'skipped', id: '' };
  };
  return { action: 'skip', changes: [], write };
}

async function kept(memory: Memory, id: number, last: Remembered): Promise<Result> {
  await memory.keep(id, last);
  return { action: 'unchanged', id };
}

/** The product of the shop: the one it is linked with, else the one that has its SKUs. */
async function find(
  client: EcwidClient,
  shop: Shop,
  product: ProductRecord,
  memory: Memory,
  linked: number | undefined,
): Promise<Json | undefined> {
  if (linked !== undefined) return readProduct(client, linked);
  const skus = skusOf(product);
  const begun = await memory.begun();
  const ids = begun === undefined ? await shop.skus.find(skus) : await searched(client, product);
  if (ids.length > 1) {
    throw new HoldError({
      code: 'PRODUCT_AMBIGUOUS',
      message: `The SKUs of product ${product.productNumber} belong to ${ids.length} products of the shop: ${ids.join(', ')}.`,
      hint: 'Leave each SKU with one product in the shop, then release the record.',
      details: { skus, products: ids },
    });
  }
  if (ids.length === 0 && begun !== undefined && begun < SETTLING * 1000) throw unsettled(product);
  const [found] = ids;
  const owner = found === undefined ? undefined : await memory.otherOwner(found);
  if (owner !== undefined) {
    throw new HoldError({
      code: 'PRODUCT_SKU_TAKEN',
      message: `A SKU of product ${product.productNumber} belongs to product ${found} of the shop, which is product ${owner} of the till.`,
      hint: 'Two products of the till use one SKU: change it at one of them.',
      details: { skus, product: found, owner },
    });
  }
  return found === undefined ? undefined : begun === undefined ? shop.load(found) : readProduct(client, found);
}

function skusOf({ sku, variations = [] }: ProductRecord): string[] {
  return [sku, ...variations.map((variation) => variation.sku)];
}

/** By search, which is as fresh as it gets; the first variation speaks for all. */
async function searched(client: EcwidClient, product: ProductRecord): Promise<number[]> {
  const bySku = await Promise.all(
    skusOf(product)
      .slice(0, 2)
      .map((sku) => findProductsBySku(client, sku)),
  );
  const byReference = await findProductsByReference(client, productReference(product));
  return [...new Set([...bySku.flat().map((match) => match.product), ...byReference].map(({ id }) => Number(id)))];
}

/** Creating now could double the product: the answer to the first attempt was lost, and the search may not show it yet. */
function unsettled({ productNumber }: ProductRecord): PackError {
  return new PackError({
    code: 'PRODUCT_UNSETTLED',
    message: `Product ${productNumber} may have been created already; the shop's search does not show it yet.`,
    hint: 'Nothing to do: it is looked for again.',
    disposition: 'wait',
    retryAfter: 15,
  });
}

function creation(client: EcwidClient, shop: Shop, input: PlanInput, memory: Memory, ledger: Ledger | undefined): Plan {
  const { record } = input;
  const { body, changes, memory: last } = planCreate(input);
  const write = async (): Promise<Result> =>
    alone(ledger, `ecwid-product ${client.connection.storeId} ${record.productNumber}`, async () => {
      // Another instance may have made it since the plan was made.
      const made = await memory.id();
      if (made !== undefined && (await readProduct(client, made))) throw unsettled(record);
      await memory.begin();
      const id = await create(shop, body).catch(async (thrown) => {
        if (isTaken(thrown)) {
          shop.skus.forget();
          throw unsettled(record);
        }
        if (thrown instanceof PackError && thrown.disposition !== 'uncertain') await memory.forgetBegun();
        throw thrown;
      });
      await memory.keep(id, last);
      await shop.skus.add(id, skusOf(record));
      return { action: 'created', id, sku: record.sku };
    });
  return { action: 'create', changes, write };
}

async function create(shop: Shop, body: Json): Promise<number> {
  const path = body.combinations === undefined ? '/products' : '/products?saveCombinations=true';
  const answer = (await shop.write({ method: 'POST', path, body })) as { id?: unknown } | null;
  if (typeof answer?.id === 'number') return answer.id;
  throw new EcwidError('ECWID_ANSWER_LOST', 'Ecwid created a product and did not tell its id.');
}

/** The shop has the SKU or the external id already (reference 1.5). */
function isTaken(thrown: unknown): boolean {
  return thrown instanceof EcwidError && /^(SKU|EXTERNAL_ID)_ALREADY_/.test(thrown.errorCode ?? '');
}

function update(client: EcwidClient, shop: Shop, id: number, plan: ProductPlan, memory: Memory): Plan {
  const requests = plan.steps.map(({ method, path, body }): BatchRequest => ({ method, path: `/products/${id}${path}`, body }));
  const write = async (): Promise<Result> => {
    await send(client, shop, requests);
    await memory.keep(id, plan.memory);
    return { action: requests.length > 0 ? 'updated' : 'unchanged', id };
  };
  return { action: requests.length > 0 ? 'update' : 'unchanged', id, changes: plan.changes, write };
}

/** In this order. After a failure in the middle the next attempt plans anew from what is there. */
async function send(client: EcwidClient, shop: Shop, requests: readonly BatchRequest[]): Promise<void> {
  if (requests.length === 1) {
    await shop.write(requests[0]);
    return;
  }
  if (requests.length >= BATCH_FROM) {
    const results = await runBatch(client, requests, { stopOnFirstFailure: true });
    const failed = results.find(({ error }) => error);
    if (failed?.error) throw failed.error;
    return;
  }
  for (const { method, path, body } of requests) await client.request(method, path, { body });
}
