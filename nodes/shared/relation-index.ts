/** The index of all relations of a till, one per connection and runtime: read whole once, then only what changed since. */
import { RelationIndex } from '../../lib/customers/relation-index';
import { type MplusClient, type MplusCursor, readMplusPage } from '../../lib/mplus';

/** The most the till gives (reference 5). */
const PAGE = 1000;

class Reader {
  readonly index = new RelationIndex();
  #cursor: MplusCursor | undefined;
  #reading: Promise<void> | undefined;

  constructor(private readonly client: MplusClient) {}

  /** With everything that was in the till when it was asked for. */
  async fresh(): Promise<RelationIndex> {
    // A read that is under way may have passed what its caller needs; only a later one counts.
    await succeeded(this.#reading);
    while (this.#reading) if (await succeeded(this.#reading)) return this.index;
    // A failure is one caller's: the others that waited begin their own.
    this.#reading = this.#readOn();
    await this.#reading;
    return this.index;
  }

  async #readOn(): Promise<void> {
    try {
      await this.#read();
    } finally {
      this.#reading = undefined;
    }
  }

  async #read(): Promise<void> {
    for (let more = true; more; ) {
      const page = await readMplusPage(this.client, 'relation', this.#cursor, { limit: PAGE });
      for (const { payload } of page.records) this.index.put(payload);
      this.#cursor = page.cursor;
      more = page.more && page.records.length > 0;
    }
  }
}

function succeeded(reading: Promise<void> | undefined): Promise<boolean> {
  return Promise.resolve(reading).then(
    () => true,
    () => false,
  );
}

const readers = new WeakMap<MplusClient, Reader>();

export function freshRelationIndex(client: MplusClient): Promise<RelationIndex> {
  let reader = readers.get(client);
  if (!reader) {
    reader = new Reader(client);
    readers.set(client, reader);
  }
  return reader.fresh();
}
