import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Ledger } from '../../lib/ledger';
import { configNode, type LedgerNode } from '../shared/config-nodes';
import { flag, number, text } from '../shared/fields';
import { reported } from '../shared/report';
import { Status } from '../shared/status';
import { type Kind, MINUTE, type MonitorEvent, Watch } from './watch';

type Definition = NodeDef & Record<string, unknown>;

const SWITCHES: readonly Kind[] = ['failure', 'held', 'dead', 'recovery'];
/** How the status shows each kind. */
const SHOWN: Record<Kind, 'failed' | 'held' | 'ok'> = {
  failure: 'failed',
  held: 'held',
  dead: 'failed',
  stall: 'failed',
  quiet: 'failed',
  recovery: 'ok',
  summary: 'ok',
};
/** Looks per shortest period. */
const LOOKS = 4;

interface Watched {
  readonly ledger: Ledger;
  readonly watch: Watch;
  readonly sandbox: boolean;
}

export = (RED: NodeAPI): void => {
  function SyncMonitor(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const watched: Watched[] = [];
    const endings: (() => void)[] = [];
    const status = new Status(this, () => watched.some(({ sandbox }) => sandbox));
    const period = (value: unknown, fallback: number) => Math.max(0, number(value, fallback)) * MINUTE;
    const settings = {
      kinds: new Set<Kind>([...SWITCHES.filter((kind) => flag(definition[kind], true)), 'stall', 'quiet', 'summary']),
      syncs: text(definition.syncs)
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      stall: period(definition.stallMinutes, 15),
      quiet: period(definition.quietMinutes, 0),
      summary: period(definition.summaryMinutes, 0),
    };
    let alerts = 0;

    const tell = (event: MonitorEvent) => {
      if (event.event !== 'summary') alerts += 1;
      status[SHOWN[event.event]](`${alerts} told, last ${event.event} ${event.key ?? event.sync ?? ''}`.trim());
      this.send({ topic: event.event, payload: event });
    };

    const start = (ledger: Ledger, sandbox: boolean) => {
      const watch = new Watch({ ...settings, sandbox }, tell);
      const settled = watch.settled.bind(watch);
      const received = watch.received.bind(watch);
      ledger.on('settled', settled);
      ledger.on('received', received);
      endings.push(() => {
        ledger.off('settled', settled);
        ledger.off('received', received);
      });
      watched.push({ ledger, watch, sandbox });
      status.ok('watching');
    };

    let looking: Promise<void> | undefined;
    let failing = false;
    const look = async () => {
      try {
        for (const { ledger, watch } of watched) watch.tick(await ledger.syncs());
        failing = false;
      } catch (thrown) {
        const error = reported(thrown);
        if (failing || error.code === 'LEDGER_CLOSED') return;
        failing = true;
        status.failed(error.code);
        // With a message, so that a Catch node hears of a ledger that cannot be read.
        this.error(error, {});
      }
    };
    const shortest = Math.min(MINUTE, ...[settings.stall, settings.quiet, settings.summary].filter((each) => each > 0));
    const timer = setInterval(() => {
      looking ??= look().finally(() => {
        looking = undefined;
      });
    }, shortest / LOOKS);
    timer.unref();

    try {
      endings.push(configNode<LedgerNode>(RED, definition.ledger, 'ledger').eachLedger(start));
    } catch (thrown) {
      const error = reported(thrown);
      status.failed(error.code);
      this.error(error);
    }

    this.on('close', (done: () => void) => {
      clearInterval(timer);
      for (const end of endings) end();
      status.clear();
      Promise.resolve(looking).finally(done);
    });
  }
  RED.nodes.registerType('sync-monitor', SyncMonitor);
};
