/** What the ledger knows of one product: where it is in the shop, what was written last, and whether its creation is under way. */
import type { Ledger } from '../../../../lib/ledger';
import { NO_MEMORY, type ProductMemory } from '../../../../lib/products/plan';
import { digest } from '../../../shared/written';

/** Names of the groups in the ledger; they hold a hash, plain JSON, and epoch milliseconds. */
const GROUP = { record: 'record', fields: 'fields', begun: 'begun' } as const;

export interface Remembered extends ProductMemory {
  /** It is not in the shop and shall not be: never there, or deleted there. */
  readonly absent?: 'never' | 'deleted';
}

export class Memory {
  readonly #ledger: Ledger | undefined;
  readonly #kind: string;
  readonly #key: string;
  readonly #hash: string;

  /** `wanted`: all that decides what is written. */
  constructor(ledger: Ledger | undefined, kind: string, key: string, wanted: unknown) {
    this.#ledger = ledger;
    this.#kind = kind;
    this.#key = key;
    this.#hash = digest(wanted);
  }

  /** The same was dealt with before. */
  async unchanged(): Promise<boolean> {
    return (await this.#ledger?.written(this.#kind, this.#key, GROUP.record)) === this.#hash;
  }

  async id(): Promise<number | undefined> {
    const linked = await this.#ledger?.findLink(this.#kind, this.#key);
    return linked === undefined ? undefined : Number(linked);
  }

  /** The product of the till that a product of the shop belongs to, when it is another one. */
  async otherOwner(id: number): Promise<string | undefined> {
    const owner = await this.#ledger?.findSource(this.#kind, String(id));
    return owner === this.#key ? undefined : owner;
  }

  async last(): Promise<Remembered> {
    const kept = await this.#ledger?.written(this.#kind, this.#key, GROUP.fields);
    return kept ? JSON.parse(kept) : NO_MEMORY;
  }

  /** Milliseconds since a creation began whose answer never came; undefined when there is none. */
  async begun(): Promise<number | undefined> {
    const at = Number(await this.#ledger?.written(this.#kind, this.#key, GROUP.begun));
    return at > 0 ? Date.now() - at : undefined;
  }

  begin(): Promise<void> | undefined {
    return this.#ledger?.setWritten(this.#kind, this.#key, GROUP.begun, String(Date.now()));
  }

  /** The creation was refused, so that nothing is under way. */
  forgetBegun(): Promise<void> | undefined {
    return this.#ledger?.setWritten(this.#kind, this.#key, GROUP.begun, '');
  }

  async keep(id: number | undefined, last: Remembered): Promise<void> {
    if (!this.#ledger) return;
    if (id !== undefined) await this.#ledger.link(this.#kind, this.#key, String(id));
    else if ((await this.id()) !== undefined) await this.#ledger.unlink(this.#kind, this.#key);
    if (await this.#ledger.written(this.#kind, this.#key, GROUP.begun)) await this.forgetBegun();
    await this.#ledger.setWritten(this.#kind, this.#key, GROUP.fields, JSON.stringify(last));
    await this.#ledger.setWritten(this.#kind, this.#key, GROUP.record, this.#hash);
  }
}
