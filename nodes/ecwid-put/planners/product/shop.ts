/** What the planner knows of a shop beside the product at hand: its settings and its SKUs, read once and kept for a while. */
import { Collector } from '../../../../lib/collector';
import {
  type BatchRequest,
  type BatchResult,
  type EcwidClient,
  EcwidError,
  productLoader,
  runBatch,
  SkuIndex,
} from '../../../../lib/ecwid';
import { type StoreSettings, storeSettings } from '../../../../lib/products/shop-product';

/** ms. A change of the shop's settings counts after that. */
const LIFETIME = 600_000;
/** From so many requests on a batch takes fewer. */
export const BATCH_FROM = 4;
/** Requests in one batch, and ms to wait for those of other products. */
const TOGETHER = { most: 50, pause: 20 };

export type AttributeNames = ReadonlyMap<number, ReadonlySet<string>>;

/** A value that is read on first use and again when it is old; a failure is not kept. */
class Kept<T> {
  readonly #read: () => Promise<T>;
  #value: Promise<T> | undefined;
  #until = 0;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  get(): Promise<T> {
    if (this.#value === undefined || performance.now() > this.#until) {
      this.#until = performance.now() + LIFETIME;
      this.#value = this.#read().catch((thrown) => {
        this.#until = 0;
        throw thrown;
      });
    }
    return this.#value;
  }
}

export class Shop {
  readonly skus: SkuIndex;
  /** A product that was not written here lately, together with others that are asked for. */
  readonly load: ReturnType<typeof productLoader>;
  readonly #writes: Collector<BatchRequest, BatchResult>;
  readonly #settings: Kept<StoreSettings>;
  readonly #attributes: Kept<AttributeNames>;

  constructor(client: EcwidClient) {
    this.#settings = new Kept(() => readSettings(client));
    this.#attributes = new Kept(() => readAttributes(client));
    this.skus = new SkuIndex(client);
    this.load = productLoader(client);
    this.#writes = new Collector((requests) => together(client, requests), TOGETHER);
  }

  settings(): Promise<StoreSettings> {
    return this.#settings.get();
  }

  /** Sends a request that needs no other before it, in a batch with those of other products; its answer. Throws EcwidError. */
  async write(request: BatchRequest): Promise<unknown> {
    const result = await this.#writes.add(request);
    if (result.error) throw result.error;
    return result.body;
  }

  /** Names of the attributes of each product type, in lower case (reference 3.2). */
  attributes(): Promise<AttributeNames> {
    return this.#attributes.get();
  }
}

async function readSettings(client: EcwidClient): Promise<StoreSettings> {
  return storeSettings(await client.request('GET', '/profile'), client.connection.language);
}

async function readAttributes(client: EcwidClient): Promise<AttributeNames> {
  const types = (await client.request('GET', '/classes')) as { id: number; attributes?: { name?: string }[] }[];
  return new Map(types.map(({ id, attributes = [] }) => [id, new Set(attributes.map(({ name = '' }) => name.toLowerCase()))]));
}

/** In a batch where that takes fewer requests: it needs one to begin and at least one to see how it ended. */
async function together(client: EcwidClient, requests: readonly BatchRequest[]): Promise<readonly BatchResult[]> {
  if (requests.length >= BATCH_FROM) return runBatch(client, requests);
  return Promise.all(requests.map((request) => alone(client, request)));
}

async function alone(client: EcwidClient, { method, path, body }: BatchRequest): Promise<BatchResult> {
  const [bare, query = ''] = path.split('?');
  try {
    return { body: await client.request(method, bare, { body, query: Object.fromEntries(new URLSearchParams(query)) }) };
  } catch (thrown) {
    if (thrown instanceof EcwidError) return { error: thrown };
    throw thrown;
  }
}

const shops = new WeakMap<EcwidClient, Shop>();

/** The same for all nodes of a connection. */
export function shopOf(client: EcwidClient): Shop {
  const shop = shops.get(client) ?? new Shop(client);
  shops.set(client, shop);
  return shop;
}
