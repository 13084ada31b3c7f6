/**
 * The get nodes' engine. Without a ledger it streams what it reads. With one, pages and cursor go into the ledger in one transaction,
 * and the pump lets the records out from there (design 4).
 */
import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { asPackError, PackError } from '../../lib/errors';
import type { Delivery, Ledger } from '../../lib/ledger';
import type { SourcePage, SourceRecord } from '../../lib/page';
import { number, oneOf, text } from './fields';
import { onceFlowsStarted } from './flows-started';
import { closeLedgerAfter, ledgerReference, openLedger } from './ledgers';
import { Progress } from './progress';
import { Pump } from './pump';
import type { Message, SyncTag } from './record';
import { reported } from './report';
import type { Status } from './status';
import { checkSyncName } from './sync-name';

export type Mode = 'changed' | 'all' | 'byKey';

/** One entity of one system, as a get node reads it. */
export interface Source {
  readonly topic: string;
  /** The next page; an undefined cursor starts from the beginning. `first`: of this run, the cursor is one that an earlier run left. */
  page(cursor: unknown, signal: AbortSignal, first: boolean): Promise<SourcePage<unknown>>;
  byKey(key: string, signal: AbortSignal): Promise<SourceRecord | undefined>;
  /** Which records of a page the flow gets; absent: all. */
  wants?(record: SourceRecord): Promise<boolean>;
}

export interface SourceSettings {
  readonly system: 'ecwid' | 'mplus';
  readonly sandbox: () => boolean;
  readonly ledger: unknown;
  readonly sync: unknown;
  readonly mode: unknown;
  readonly key: unknown;
  readonly keyType: unknown;
  readonly emit: unknown;
  readonly inFlight: unknown;
}

/** What output 2 says when a run is complete. */
interface RunSummary {
  count: number;
  /** Records that were new to the ledger; without a ledger the same as count. */
  added: number;
  pages: number;
  cursor: unknown;
  startedAt: string;
  /** Seconds. */
  duration: number;
}

interface Run {
  readonly id: string;
  index: number;
  count?: number;
}

export function runSource(RED: NodeAPI, node: Node, settings: SourceSettings, status: Status, open: () => Promise<Source>): void {
  const mode = oneOf<Mode>(settings.mode, ['changed', 'all', 'byKey']);
  const emit = oneOf(settings.emit, ['record', 'page', 'array']);
  const inFlight = Math.max(1, number(settings.inFlight, 20));
  const sync = text(settings.sync);
  const tracked = text(settings.ledger) !== '' && emit === 'record';
  const closing = new AbortController();
  let memoryCursor: unknown;
  let running: Promise<void> | undefined;
  let waiting = false;
  let run: Run = { id: randomUUID(), index: 0 };

  const pump = new Pump({
    sync,
    inFlight,
    owner: `${node.id}-${randomUUID()}`,
    open: openNamedLedger,
    deliver,
    changed: (out) => {
      if (out === 0) {
        progress.end();
        status.ok('all settled');
      } else showProgress(out);
    },
    failed: (thrown) => {
      const error = reported(thrown);
      status.failed(error.code);
      node.error(error);
    },
  });

  const progress = new Progress();

  function showProgress(out: number): void {
    if (!progress.isDue()) return;
    pump
      .ledger()
      .then((ledger) => ledger.counts(sync))
      .then((counts) => pump.out > 0 && status.working(progress.text(counts, out)))
      // The pump itself tells when the ledger fails.
      .catch(() => undefined);
  }

  async function openNamedLedger(): Promise<Ledger> {
    if (sync === '') {
      throw new PackError({
        code: 'NO_SYNC_NAME',
        message: 'A get node with a ledger needs the name of its sync.',
        hint: 'Open the node and give the stream a name, e.g. "orders → MplusKASSA".',
        disposition: 'wait',
      });
    }
    checkSyncName(RED, node);
    return openLedger(RED, reference());
  }

  function reference(): string {
    return ledgerReference(text(settings.ledger), settings.sandbox());
  }

  function parts(): Message['parts'] {
    const part = { id: run.id, type: 'array', index: run.index, ...(run.count === undefined ? {} : { count: run.count }) };
    run.index += 1;
    return part;
  }

  function deliver(delivery: Delivery): void {
    const tag: SyncTag = {
      ledger: reference(),
      sync,
      key: delivery.key,
      entry: delivery.entry,
      attempt: delivery.attempt,
      source: settings.system,
    };
    node.send([{ payload: delivery.payload, topic: delivery.topic, sync: tag, parts: parts() }, null]);
  }

  async function read(source: Source, msg: Message, started: number): Promise<RunSummary> {
    const summary: RunSummary = {
      count: 0,
      added: 0,
      pages: 0,
      cursor: null,
      startedAt: new Date(started).toISOString(),
      duration: 0,
    };
    run = { id: randomUUID(), index: 0 };
    const ledger = tracked ? await pump.ledger() : undefined;
    const collected: Record<string, unknown>[] = [];
    let held: unknown;

    /** Sends the one before and keeps this one: only the last one of a run can tell how many there are, and it is known late. */
    const sendBehind = (payload: unknown): void => {
      if (held !== undefined) node.send([{ payload: held, topic: source.topic, parts: parts() }, null]);
      held = payload;
    };
    const sendLast = (complete: boolean): void => {
      if (held === undefined) return;
      if (complete) run.count = run.index + 1;
      sendBehind(undefined);
    };

    /** What left the selection after it was received once goes on, marked: its target has to hear of it. */
    const selected = async (records: readonly SourceRecord[]): Promise<SourceRecord[]> => {
      const chosen: SourceRecord[] = [];
      for (const record of records) {
        if (!source.wants || (await source.wants(record))) chosen.push(record);
        else if (await ledger?.knows(sync, record.key))
          chosen.push({ ...record, payload: { ...record.payload, excluded: true } });
      }
      return chosen;
    };

    const take = async (read: SourcePage<unknown>, keepCursor: boolean, reopen: boolean): Promise<void> => {
      const page = { ...read, records: await selected(read.records) };
      summary.count += page.records.length;
      summary.pages += 1;
      summary.cursor = page.cursor ?? null;
      if (ledger) {
        const cursor = keepCursor ? page.cursor : undefined;
        const received = await ledger.receive(sync, { topic: source.topic, records: page.records, cursor, reopen });
        summary.added += received.added;
        if (!page.more) run.count = summary.added;
        await pump.drain();
        return;
      }
      summary.added = summary.count;
      const payloads = page.records.map((record) => record.payload);
      if (emit === 'array') collected.push(...payloads);
      else if (emit === 'record') payloads.forEach(sendBehind);
      else if (payloads.length > 0) sendBehind(payloads);
      if (keepCursor) memoryCursor = page.cursor;
    };

    let complete = false;
    try {
      if (mode === 'byKey') {
        const key = await keyOf(msg);
        const record = await source.byKey(key, closing.signal);
        await take({ records: record ? [record] : [], cursor: undefined, more: false }, false, true);
      } else {
        const full = mode === 'all';
        let cursor = full ? undefined : ledger ? await ledger.cursor(sync) : memoryCursor;
        for (;;) {
          const page = await source.page(cursor, closing.signal, summary.pages === 0);
          await take(page, !full, full);
          status.working(page.total === undefined ? `${summary.count} read` : `${summary.count} of ${page.total} read`);
          cursor = page.cursor;
          if (!page.more || closing.signal.aborted) break;
        }
      }
      complete = true;
    } finally {
      sendLast(complete);
    }
    if (emit === 'array') node.send([{ payload: collected, topic: source.topic }, null]);
    summary.duration = (Date.now() - started) / 1000;
    return summary;
  }

  async function keyOf(msg: Message): Promise<string> {
    let value: unknown;
    try {
      value = await new Promise((resolve, reject) => {
        const keyType = text(settings.keyType, 'msg');
        RED.util.evaluateNodeProperty(text(settings.key), keyType, node, msg, (failure, found: unknown) =>
          failure ? reject(failure) : resolve(found),
        );
      });
    } catch (thrown) {
      throw asPackError(thrown, 'KEY_FAILED');
    }
    const key = value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
    if (key !== '') return key;
    throw new PackError({
      code: 'NO_KEY',
      message: 'The message carries no key to read by.',
      hint: 'Check the field "key" of the node.',
    });
  }

  async function runOnce(
    msg: Message,
    send: (messages: (Message | null)[]) => void,
    done: (error?: Error) => void,
  ): Promise<void> {
    try {
      status.working('reading');
      const summary = await read(await open(), msg, Date.now());
      if (!tracked) status.ok(`${summary.count} read, not tracked`);
      else if (pump.out < inFlight) status.ok(`${summary.added} new, ${pump.out} under way`);
      else status.waiting(`${pump.out} out, waiting for their settlement`);
      send([null, { ...msg, payload: summary }]);
      done();
    } catch (thrown) {
      const error = reported(thrown);
      if (!closing.signal.aborted) status.failed(error.code);
      done(error);
    }
  }

  // One run at a time. A trigger that comes meanwhile makes one more run afterwards, later ones are covered by that one; by key each
  // trigger asks for another record.
  node.on('input', (msg, send, done) => {
    if (waiting && mode !== 'byKey') {
      done();
      return;
    }
    const start = () => {
      waiting = false;
      return closing.signal.aborted ? done() : runOnce(msg as Message, send as never, done);
    };
    waiting = running !== undefined;
    const mine: Promise<void> = (running ?? Promise.resolve()).then(start).finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
  });

  // What an earlier run left unsettled goes out again as soon as the whole flow listens.
  const withdraw = tracked ? onceFlowsStarted(RED, () => pump.drainSoon()) : undefined;

  node.on('close', (_removed: boolean, done: () => void) => {
    closing.abort();
    withdraw?.();
    status.clear();
    const ended = Promise.allSettled([running, pump.close()]);
    if (tracked) closeLedgerAfter(RED, reference(), ended);
    ended.then(() => done());
  });
}
