import type { EcwidClient } from '../../../lib/ecwid';
import { HoldError, PackError } from '../../../lib/errors';
import { schemaProblems } from '../../../lib/mapping/schemas';
import { planGone, planUpdate } from '../../../lib/products/plan';
import type { ProductRecord, StoreSettings } from '../../../lib/products/shop-product';
import { nothingToDo, type Plan, type Planner } from '../../shared/put';
import { digest } from '../../shared/written';
import type { Definition } from '.';
import { Categories } from './product/categories';
import { find } from './product/find';
import { Memory } from './product/memory';
import { settingsOf } from './product/settings';
import { type Shop, shopOf } from './product/shop';
import { creation, kept, leftOut, update } from './product/write';

type Json = Record<string, unknown>;

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
    if (!product.forSale) return update(client, shop, product, existing, planGone(existing, { ...input, store }), memory);
    checkCurrency(store, settings.currency);
    const known = wanted && { wanted, ours: await categories.ours(existing) };
    return update(client, shop, product, existing, planUpdate(existing, { ...input, store, categories: known }), memory);
  };
}

const shortHash = (value: unknown): string => digest(value).slice(0, 16);
