/** Carries the plan for a product out, and remembers what it did. */
import { type BatchRequest, type EcwidClient, EcwidError, readProduct, runBatch } from '../../../../lib/ecwid';
import { PackError } from '../../../../lib/errors';
import type { Ledger } from '../../../../lib/ledger';
import { type PlanInput, type ProductPlan, planCreate } from '../../../../lib/products/plan';
import type { ProductRecord } from '../../../../lib/products/shop-product';
import { variationsOf } from '../../../../lib/products/variants';
import { alone } from '../../../shared/alone';
import type { Plan } from '../../../shared/put';
import type { Result } from '../../../shared/record';
import { skusOf, unsettled } from './find';
import type { Memory, Remembered } from './memory';
import { BATCH_FROM, type Shop } from './shop';

type Json = Record<string, unknown>;

/** Not in the shop, and not to be put there. */
export function leftOut(memory: Memory, last?: Remembered): Plan {
  const write = async (): Promise<Result> => {
    if (last) await memory.keep(undefined, last);
    return { action: 'skipped', id: '' };
  };
  return { action: 'skip', changes: [], write };
}

/** Remembers a product that shall stay as it is. */
export async function kept(memory: Memory, id: number, last: Remembered): Promise<Result> {
  await memory.keep(id, last);
  return { action: 'unchanged', id };
}

export function creation(client: EcwidClient, shop: Shop, input: PlanInput, memory: Memory, ledger: Ledger | undefined): Plan {
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
      await shop.skus.enter(id, skusOf(record));
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

export function update(
  client: EcwidClient,
  shop: Shop,
  record: ProductRecord,
  existing: Json,
  plan: ProductPlan,
  memory: Memory,
): Plan {
  const id = Number(existing.id);
  const requests = plan.steps.map(({ method, path, body }): BatchRequest => ({ method, path: `/products/${id}${path}`, body }));
  const write = async (): Promise<Result> => {
    await send(client, shop, requests).catch((thrown) => {
      throw isTaken(thrown) ? stillTaken(record) : thrown;
    });
    await memory.keep(id, plan.memory);
    await shop.skus.enter(id, skusOf(record), skusOf({ sku: String(existing.sku ?? ''), variations: variationsOf(existing) }));
    return { action: requests.length > 0 ? 'updated' : 'unchanged', id };
  };
  return { action: requests.length > 0 ? 'update' : 'unchanged', id, changes: plan.changes, write };
}

/** An article that moved from one product of the till to another frees its SKU when the other product is written. */
function stillTaken({ productNumber }: ProductRecord): PackError {
  return new PackError({
    code: 'PRODUCT_SKU_TAKEN',
    message: `A SKU of product ${productNumber} still belongs to another product of the shop.`,
    hint: 'It is tried again, because an article may just be moving. If it stays, change the SKU at one of the two.',
    disposition: 'retry',
  });
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
