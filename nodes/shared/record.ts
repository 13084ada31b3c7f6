/**
 * The contract between a record on its way through a flow and the ledger it came from. A get node puts `msg.sync` on the message; a
 * node that finishes or fails the record settles it here.
 */
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { asPackError, type PackError } from '../../lib/errors';
import type { Ledger, Outcome } from '../../lib/ledger';
import { closeLedgerAfter, openLedger } from './ledgers';
import { missingOf } from './missing';
import { reported } from './report';
import type { Status } from './status';

/** All that a message shows of the ledger (design 3). */
export interface SyncTag {
  /** Names the ledger, see ledgers.ts. */
  readonly ledger: string;
  readonly sync: string;
  readonly key: string;
  readonly entry: number;
  readonly attempt: number;
  readonly source: 'ecwid' | 'mplus';
}

/** What a put node did, sent on as `msg.result`. */
export interface Result {
  /** `done`, `held` and `failed` come from a sync-settle node. */
  action: 'created' | 'updated' | 'unchanged' | 'existed' | 'skipped' | 'planned' | 'done' | 'held' | 'failed';
  id: string | number;
  [fact: string]: unknown;
}

export type Message = NodeMessageInFlow & { sync?: unknown; links?: Record<string, unknown>; result?: Result; plan?: unknown };

/** The sync tag of a message, when it carries a usable one. */
export function syncTag(msg: Message): SyncTag | undefined {
  const tag = msg.sync as Partial<SyncTag> | undefined;
  if (typeof tag !== 'object' || tag === null) return undefined;
  if (typeof tag.ledger !== 'string' || typeof tag.entry !== 'number') return undefined;
  return tag as SyncTag;
}

/** The ledger the message's record lives in; undefined for a message without one. */
export async function ledgerOf(RED: NodeAPI, msg: Message): Promise<Ledger | undefined> {
  const tag = syncTag(msg);
  return tag && openLedger(RED, tag.ledger);
}

/** How the ledger takes an error. */
export function outcomeOf(error: PackError): Outcome {
  const facts = { reason: error.code, message: error.message };
  switch (error.disposition) {
    case 'hold':
      return { state: 'held', ...facts, details: error.details, ...missingOf(error.code, error.details) };
    case 'uncertain':
      return { state: 'uncertain', ...facts, counted: true, retryAfter: error.retryAfter };
    case 'wait':
      return { state: 'retry', ...facts, counted: false, retryAfter: error.retryAfter };
    case 'retry':
      return { state: 'retry', ...facts, counted: true, retryAfter: error.retryAfter };
  }
}

export interface Work {
  /** One message, or one per output with null for none. */
  readonly send: Message | (Message | null)[];
  /** When the record is finished here. */
  readonly outcome?: Outcome;
  /** What the status of the node says. */
  readonly status: string;
  /** What it says instead when the outcome came too late to count. */
  readonly statusLate?: string;
  /** What the timeline of the record shows of this step. */
  readonly step: unknown;
}

export interface Handling {
  readonly status: Status;
  /** Does the work on the message, in place. */
  work(msg: Message): Promise<Work>;
}

/**
 * Registers the input handler of a record node: work, then the ledger, then the next node. Every failure ends in `done(error)` once,
 * carries a code for the Catch node, and leaves the record in the ledger with that code as its reason. Closing waits for work
 * under way, so that a write is not cut off half way.
 */
export function onRecord(RED: NodeAPI, node: Node, { status, work }: Handling): void {
  const underWay = new Set<Promise<void>>();

  /** The step goes into the timeline before the outcome, so that the last one is always the settlement. False when that came too late. */
  async function keep(
    ledger: Ledger | undefined,
    msg: Message,
    started: number,
    step: unknown,
    outcome: Outcome | undefined,
  ): Promise<boolean> {
    const tag = syncTag(msg);
    if (!tag || !ledger) return true;
    await ledger.note(tag.entry, node.type, step, Math.round(performance.now() - started));
    return outcome ? ledger.settle(tag.entry, outcome, tag.attempt) : true;
  }

  async function handle(
    msg: Message,
    send: (msg: Message | (Message | null)[]) => void,
    done: (error?: Error) => void,
  ): Promise<void> {
    const started = performance.now();
    let ledger: Ledger | undefined;
    try {
      // Before the work: once the flow is being stopped, the ledger cannot be found any more.
      ledger = await ledgerOf(RED, msg);
      const result = await work(msg);
      const counted = await keep(ledger, msg, started, result.step, result.outcome);
      if (!counted && result.statusLate) status.waiting(result.statusLate);
      else if (result.outcome?.state === 'held') status.held(result.status);
      else status.ok(result.status);
      send(result.send);
      done();
    } catch (thrown) {
      const error = reported(thrown);
      if (error.disposition === 'hold') status.held(error.code);
      else status.failed(error.code);
      // The ledger may be what failed: its lease brings the record back.
      await keep(ledger, msg, started, { error: error.code, details: error.details }, outcomeOf(error)).catch((second: unknown) =>
        node.warn(asPackError(second, 'LEDGER_FAILED').message),
      );
      done(error);
    }
  }

  node.on('input', (msg, send, done) => {
    const task: Promise<void> = handle(msg as Message, send as never, done).finally(() => underWay.delete(task));
    underWay.add(task);
    const tag = syncTag(msg as Message);
    if (tag) closeLedgerAfter(RED, tag.ledger, task);
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    status.clear();
    Promise.allSettled(underWay).then(() => done());
  });
}
