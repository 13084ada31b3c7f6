/** What the planner knows of a shop beside the product at hand: its settings and its SKUs, read once and kept for a while. */
import {
  type BatchRequest,
  type BatchResult,
  type EcwidClient,
  EcwidError,
  productLoader,
  runBatch,
  SkuIndex,
} from '../../../../lib/ecwid';
import { Kept } from '../../../../lib/kept';
import { perClient } from '../../../../lib/per-client';
import { type StoreSettings, storeSettings } from '../../../../lib/products/shop-product';

/** ms. A change of the shop's settings counts after that. */
const LIFETIME = 600_000;
/** From so many requests on a batch takes fewer. */
export const BATCH_FROM = 4;
/** Requests in one batch: a later batch of somebody else has to wait for it (reference 1.11). */
const MOST = 50;

export type AttributeNames = ReadonlyMap<number, ReadonlySet<string>>;

export class Shop {
  readonly skus: SkuIndex;
  /** A product that was not written here lately, together with others that are asked for. */
  readonly load: ReturnType<typeof productLoader>;
  readonly #writes: Writes;
  readonly #settings: Kept<StoreSettings>;
  readonly #attributes: Kept<AttributeNames>;

  constructor(client: EcwidClient) {
    this.#settings = new Kept(() => readSettings(client), LIFETIME);
    this.#attributes = new Kept(() => readAttributes(client), LIFETIME);
    this.skus = new SkuIndex(client);
    this.load = productLoader(client);
    this.#writes = new Writes(client);
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

interface Waiting {
  readonly request: BatchRequest;
  readonly give: (result: BatchResult) => void;
  readonly fail: (thrown: unknown) => void;
}

/** One at a time; what comes meanwhile goes together. So a single change does not wait, and a load goes in batches. */
class Writes {
  readonly #client: EcwidClient;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(client: EcwidClient) {
    this.#client = client;
  }

  add(request: BatchRequest): Promise<BatchResult> {
    return new Promise((give, fail) => {
      this.#waiting.push({ request, give, fail });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const now = this.#waiting.splice(0, MOST);
      try {
        const results = await together(
          this.#client,
          now.map(({ request }) => request),
        );
        for (const [place, { give }] of now.entries()) give(results[place]);
      } catch (thrown) {
        for (const { fail } of now) fail(thrown);
      }
    }
    this.#busy = false;
  }
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

/** The same for all nodes of a connection. */
export const shopOf = perClient((client: EcwidClient) => new Shop(client));
