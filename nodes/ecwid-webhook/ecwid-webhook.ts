import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  DeliveryWatch,
  type EcwidClient,
  type EcwidEntity,
  type EcwidEvent,
  isChosen,
  readEcwidByKey,
  readEcwidEvent,
  verifyEcwidSignature,
} from '../../lib/ecwid';
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { isFromTill } from '../../lib/orders/to-ecwid';
import { sharedSandbox } from '../../lib/sandbox';
import { configNode, type EcwidConfigNode, isSandbox } from '../shared/config-nodes';
import { flag, list, text } from '../shared/fields';
import { closeLedgerAfter, ledgerReference, openLedger } from '../shared/ledgers';
import { reported } from '../shared/report';
import { Status } from '../shared/status';
import { addresses, Refusal } from './endpoint';
import { PollWatch } from './poll-watch';
import { enterInSandbox } from './sandbox';
import { SeenEvents } from './seen';

type Definition = NodeDef & Record<string, unknown>;

/** What can be read again by the id of an event, and the topic of one that is gone. */
const REREAD: Record<string, { entity: EcwidEntity; gone: string }> = {
  order: { entity: 'order', gone: 'deletedOrder' },
  product: { entity: 'product', gone: 'deletedProduct' },
  customer: { entity: 'customer', gone: 'deletedCustomer' },
  category: { entity: 'category', gone: 'deletedCategory' },
};

/** `msg.webhooks`: what came since the node started. */
interface Counts {
  /** ISO time. */
  readonly since: string;
  /** Signed events of this store. */
  events: number;
  /** Of these: came before, and were left out. */
  duplicates: number;
  /** Of these: not among the chosen ones, and left out. */
  others: number;
  /** See `delivery-watch.ts`; lost is known only with a ledger and the name of the sync that the poll fills. */
  late: number;
  lost: number | null;
  /** Wrong signature, no JSON, too long, not by POST. */
  refused: number;
  /** Signed events of another store that has the same app. */
  otherStores: number;
}

interface Ready {
  readonly client: EcwidClient;
  readonly secret: string;
  readonly ledger?: Ledger;
  readonly watch: DeliveryWatch;
  readonly polls?: PollWatch;
}

/** Records read again at a time, and events that may wait for it; more are left to Ecwid, which sends them again. */
const READERS = 2;
const LONGEST_QUEUE = 10_000;
/** ms */
const LOOK = 15_000;

export = (RED: NodeAPI): void => {
  const listen = addresses(RED);

  function EcwidWebhook(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const sandbox = () => isSandbox(RED, definition.ecwid);
    const status = new Status(this, sandbox);
    const path = text(definition.path, '/ecwid-webhook');
    const chosen = list(definition.events);
    const reread = flag(definition.reread, false);
    const sync = text(definition.sync);
    const tracked = text(definition.ledger) !== '';
    const seen = new SeenEvents();
    const closing = new AbortController();
    const queue: EcwidEvent[] = [];
    const underWay = new Set<Promise<void>>();
    const counts: Counts = {
      since: new Date().toISOString(),
      ...{ events: 0, duplicates: 0, others: 0, late: 0, lost: null, refused: 0, otherStores: 0 },
    };
    let ready: Ready | undefined;
    let reading = 0;

    /** Unix seconds by Ecwid's clock. */
    const now = () => Math.floor(Date.now() / 1000) - (ready?.client.clockAhead ?? 0);

    const show = () => {
      if (ready) {
        ready.watch.expire(now());
        counts.late = ready.watch.late;
        if (ready.polls) counts.lost = ready.watch.lost;
      }
      const { events, lost, late, duplicates, refused } = counts;
      const trouble = Object.entries({ lost: lost ?? 0, late, duplicates, refused }).filter(([, count]) => count > 0);
      const line = [`${events} events`, ...trouble.map(([name, count]) => `${count} ${name}`)].join(', ');
      if (counts.lost || (refused > 0 && events === 0)) status.waiting(line);
      else status.ok(line);
    };

    const fail = (thrown: unknown, msg?: object) => {
      const error = reported(thrown);
      if (closing.signal.aborted) return;
      status.failed(error.code);
      this.error(error, msg as never);
    };

    const emit = (event: EcwidEvent, record?: Record<string, unknown>) => {
      const gone = reread && record === undefined ? REREAD[event.entity]?.gone : undefined;
      show();
      this.send({ topic: gone ?? event.entity, payload: record ?? { ...event }, event, webhooks: { ...counts } } as never);
    };

    const readAgain = async (event: EcwidEvent, client: EcwidClient) => {
      try {
        const record = await readEcwidByKey(client, REREAD[event.entity].entity, event.id, closing.signal);
        if (closing.signal.aborted || (record && isFromTill(record.payload))) return;
        emit(event, record?.payload);
      } catch (thrown) {
        fail(thrown, { topic: event.entity, payload: { ...event }, event });
      }
    };
    const work = (client: EcwidClient) => {
      while (reading < READERS && queue.length > 0 && !closing.signal.aborted) {
        const event = queue.shift() as EcwidEvent;
        reading += 1;
        const task: Promise<void> = readAgain(event, client).finally(() => {
          reading -= 1;
          underWay.delete(task);
          work(client);
        });
        underWay.add(task);
      }
    };

    const handle = async (event: EcwidEvent, { client, ledger, watch }: Ready) => {
      counts.events += 1;
      if (seen.isNew(event.eventId)) {
        watch.event(`${event.entity}/${event.id}`, event.eventCreated, now());
        if (!isChosen(event, chosen)) counts.others += 1;
        else if (ledger && !(await isNewTo(ledger, event))) counts.duplicates += 1;
        else if (!reread || event.action === 'deleted' || !REREAD[event.entity]) emit(event);
        else enqueue(event, client);
      } else counts.duplicates += 1;
      show();
    };

    /** Several of one record would read the same thing again and again: the last one that waits stands for all. */
    const enqueue = (event: EcwidEvent, client: EcwidClient) => {
      const same = queue.findIndex(({ entity, id }) => entity === event.entity && id === event.id);
      if (same === -1) queue.push(event);
      else queue[same] = event;
      work(client);
    };

    /** Without the ledger an event may be handled twice, which costs a look. */
    const isNewTo = (ledger: Ledger, event: EcwidEvent): Promise<boolean> =>
      seen.isNewTo(ledger, event.storeId, event.eventId).catch((thrown) => {
        fail(thrown, {});
        return true;
      });

    const accept = (body: unknown, signature: string | undefined): void => {
      const event = readEcwidEvent(body);
      if (!event) throw new Refusal(400, 'The body is not an event of Ecwid.');
      if (!ready) throw new Refusal(503, 'The node is not ready; send the event again.');
      const { eventCreated, eventId } = body as { eventCreated: number | string; eventId: string };
      if (!verifyEcwidSignature(ready.secret, eventCreated, eventId, signature))
        throw new Refusal(401, 'The signature is wrong.');
      if (queue.length >= LONGEST_QUEUE) throw new Refusal(503, 'Too many events wait; send this one again.');
      const { storeId } = ready.client.connection;
      if (event.storeId !== '' && event.storeId !== storeId) {
        // An answer other than 200 would get the app blocked in the end, for that store as for this one.
        if (counts.otherStores === 0) this.warn(`An event of the store ${event.storeId} came to the node of store ${storeId}.`);
        counts.otherStores += 1;
        return;
      }
      const work = ready;
      // The answer goes out first.
      const task: Promise<void> = new Promise<void>((resolve) => setImmediate(resolve))
        .then(() => (closing.signal.aborted ? undefined : handle(event, work)))
        .catch((thrown) => fail(thrown, {}))
        .finally(() => underWay.delete(task));
      underWay.add(task);
    };

    const refused = (refusal: Refusal) => {
      counts.refused += 1;
      // Anybody can send anything to a public address: the first one is told, the others are counted.
      if (counts.refused === 1) this.warn(`A request to ${path} was refused with ${refusal.status}: ${refusal.message}`);
      show();
    };

    const prepare = async (): Promise<void> => {
      const connection = configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection');
      const client = await connection.client();
      const secret = sandbox() ? (await sharedSandbox()).ecwid.clientSecret : text(connection.credentials?.clientSecret);
      if (secret === '') {
        throw new PackError({
          code: 'WEBHOOK_NO_SECRET',
          message: 'The Ecwid connection has no client secret, so that no webhook can be checked.',
          hint: 'Enter the client secret of your app in the Ecwid connection.',
          disposition: 'wait',
        });
      }
      const ledger = tracked ? await openLedger(RED, ledgerReference(text(definition.ledger), sandbox())) : undefined;
      if (closing.signal.aborted) return;
      const watch = new DeliveryWatch(Math.floor(Date.now() / 1000) - client.clockAhead);
      const polls = ledger && sync !== '' ? new PollWatch(ledger, sync, watch, now) : undefined;
      ready = { client, secret, ledger, watch, polls };
      show();
    };

    let leave = () => {};
    let leaveSandbox: ((removed: boolean) => Promise<void>) | undefined;
    const timer = setInterval(show, LOOK).unref();
    try {
      leave = listen(path, { accept, refused });
      if (sandbox()) leaveSandbox = enterInSandbox(RED, path);
      else if (RED.settings.httpNodeAuth) {
        this.warn(
          `httpNodeAuth asks for a login at ${path}, and Ecwid has none: ask Ecwid support to send an Authorization header, or let a proxy do it.`,
        );
      }
      underWay.add(prepare().catch((thrown) => fail(thrown)));
    } catch (thrown) {
      fail(thrown);
    }

    this.on('close', (removed: boolean, done: () => void) => {
      closing.abort();
      clearInterval(timer);
      leave();
      status.clear();
      const ended = Promise.allSettled(underWay)
        .then(() => ready?.polls?.close())
        .then(() => leaveSandbox?.(removed));
      if (tracked) closeLedgerAfter(RED, ledgerReference(text(definition.ledger), sandbox()), ended);
      ended.finally(done);
    });
  }
  RED.nodes.registerType('ecwid-webhook', EcwidWebhook);
};
