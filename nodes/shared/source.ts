/**
 * The get nodes' engine. Without a ledger it streams what it reads. With one it is the only writer of its sync: pages and cursor go
 * into the ledger in one transaction, and at most `inFlight` unsettled records are out in the flow at any time (design 4).
 */
import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { asPackError, PackError } from '../../lib/errors';
import type { Delivery, Ledger } from '../../lib/ledger';
import type { SourcePage, SourceRecord } from '../../lib/page';
import { once } from './config-nodes';
import { number, oneOf, text } from './fields';
import { ledgerReference, openLedger } from './ledgers';
import type { Message, SyncTag } from './record';
import { reported } from './report';
import type { Status } from './status';

export type Mode = 'changed' | 'all' | 'byKey';

/** One entity of one system, as a get node reads it. */
export interface Source {
  readonly topic: string;
  /** The next page; an undefined cursor starts from the beginning. */
  page(cursor: unknown, signal: AbortSignal): Promise<SourcePage<unknown>>;
  byKey(key: string, signal: AbortSignal): Promise<SourceRecord | undefined>;
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

/** Longest pause before the ledger is looked at again, for records that other instances gave back. Milliseconds. */
const LONGEST_PAUSE = 60_000;

export function runSource(RED: NodeAPI, node: Node, settings: SourceSettings, status: Status, open: () => Promise<Source>): void {
  const mode = oneOf<Mode>(settings.mode, ['changed', 'all', 'byKey']);
  const emit = oneOf(settings.emit, ['record', 'page', 'array']);
  const inFlight = Math.max(1, number(settings.inFlight, 20));
  const sync = text(settings.sync);
  const tracked = text(settings.ledger) !== '' && emit === 'record';
  const owner = `${node.id}-${randomUUID()}`;
  const closing = new AbortController();
  const out = new Set<number>();
  let memoryCursor: unknown;
  let running: Promise<void> | undefined;
  let draining: Promise<void> | undefined;
  let waiting = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let detach = () => {};
  let run: Run = { id: randomUUID(), index: 0 };

  /** The ledger, watched for settlements of this sync from the first use on. */
  const tracking = once(async () => {
    const ledger = await openNamedLedger();
    const settled = (event: { sync: string; entry: number }) => {
      if (event.sync !== sync || !out.delete(event.entry)) return;
      if (out.size === 0) status.ok('all settled');
      else status.working(`${out.size} under way`);
      drain().catch(report);
    };
    // A person released or retried something, or another node of this sync received it.
    const received = (event: { sync: string }) => {
      if (event.sync === sync) drain().catch(report);
    };
    ledger.on('settled', settled);
    ledger.on('received', received);
    detach = () => {
      ledger.off('settled', settled);
      ledger.off('received', received);
    };
    return ledger;
  });

  async function openNamedLedger(): Promise<Ledger> {
    if (sync === '') {
      throw new PackError({
        code: 'NO_SYNC_NAME',
        message: 'A get node with a ledger needs the name of its sync.',
        hint: 'Open the node and give the stream a name, e.g. "orders → MplusKASSA".',
        disposition: 'wait',
      });
    }
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

  function deliver(topic: string, delivery: Delivery): void {
    const tag: SyncTag = {
      ledger: reference(),
      sync,
      key: delivery.key,
      entry: delivery.entry,
      attempt: delivery.attempt,
      source: settings.system,
    };
    node.send([{ payload: delivery.payload, topic: delivery.topic || topic, sync: tag, parts: parts() }, null]);
  }

  /** Sends what may go out now; called after every page and every settlement. */
  function drain(): Promise<void> {
    again = true;
    draining ??= (async () => {
      try {
        while (again && !closing.signal.aborted) {
          again = false;
          const ledger = await tracking.get();
          const room = Math.max(0, inFlight - out.size);
          // Also with no room: a claim hands back what nobody settled before its lease ran out.
          const deliveries = await ledger.claim(sync, room, owner);
          if (closing.signal.aborted) return;
          for (const delivery of deliveries) out.add(delivery.entry);
          for (const delivery of deliveries) deliver(delivery.topic, delivery);
          if (deliveries.length > 0) status.working(`${out.size} under way`);
          else if (room === 0) status.waiting(`${out.size} out, waiting for their settlement`);
          await schedule(ledger);
        }
      } finally {
        draining = undefined;
      }
    })();
    return draining;
  }

  /** Wakes up when the next retry is due or a lease may have run out. While all are out, what is due has to wait for them. */
  async function schedule(ledger: Ledger): Promise<void> {
    clearTimeout(timer);
    const due = out.size < inFlight ? await ledger.nextDue(sync) : Number.POSITIVE_INFINITY;
    if (due === undefined || closing.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => drain().catch(report), Math.min(Math.max(due - Date.now(), 50), LONGEST_PAUSE));
  }

  function report(thrown: unknown): void {
    if (closing.signal.aborted) return;
    const error = reported(thrown);
    status.failed(error.code);
    node.error(error);
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
    const ledger = tracked ? await tracking.get() : undefined;
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

    const take = async (page: SourcePage<unknown>, keepCursor: boolean, reopen: boolean): Promise<void> => {
      summary.count += page.records.length;
      summary.pages += 1;
      summary.cursor = page.cursor ?? null;
      if (ledger) {
        const cursor = keepCursor ? page.cursor : undefined;
        const received = await ledger.receive(sync, { topic: source.topic, records: page.records, cursor, reopen });
        summary.added += received.added;
        if (!page.more) run.count = summary.added;
        await drain();
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
          const page = await source.page(cursor, closing.signal);
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

  function keyOf(msg: Message): Promise<string> {
    return new Promise((resolve, reject) => {
      RED.util.evaluateNodeProperty(text(settings.key), text(settings.keyType, 'msg'), node, msg, (failure, value: unknown) => {
        const key = value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
        if (failure) reject(asPackError(failure, 'KEY_FAILED'));
        else if (key === '') {
          reject(
            new PackError({
              code: 'NO_KEY',
              message: 'The message carries no key to read by.',
              hint: 'Check the field "key" of the node.',
            }),
          );
        } else resolve(key);
      });
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
      status.ok(tracked ? `${summary.added} new, ${out.size} under way` : `${summary.count} read, not tracked`);
      send([null, { ...msg, payload: summary }]);
      done();
    } catch (thrown) {
      const error = reported(thrown);
      if (!closing.signal.aborted) status.failed(error.code);
      done(error);
    }
  }

  // One run at a time. A trigger that comes meanwhile makes one more run afterwards, later ones are covered by that one.
  node.on('input', (msg, send, done) => {
    if (waiting) {
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
  const started = () => drain().catch(report);
  if (tracked) RED.events.once('flows:started', started);

  node.on('close', (_removed: boolean, done: () => void) => {
    closing.abort();
    clearTimeout(timer);
    detach();
    RED.events.removeListener('flows:started', started);
    status.clear();
    (async () => {
      await Promise.allSettled([running, draining]);
      await (await tracking.made())?.abandon(owner);
    })()
      .catch(() => undefined)
      .finally(done);
  });
}
