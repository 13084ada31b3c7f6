import { isAbsolute, join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { asPackError } from '../../lib/errors';
import { Ledger, type LedgerOptions } from '../../lib/ledger';
import { type LedgerNode, type LedgerVisitor, once } from '../shared/config-nodes';
import { number, oneOf, text } from '../shared/fields';
import { sweepRegularly } from './retention';

type Definition = NodeDef & Record<string, unknown>;

const DEFAULT_FILE = 'mplus-ecwid.sqlite';

function optionsOf(definition: Definition, password: string, userDir: string): LedgerOptions {
  const common = {
    retentionDays: number(definition.retentionDays, 30),
    privacy: oneOf(definition.privacy, ['full', 'redacted', 'hash']),
    maxAttempts: number(definition.maxAttempts, 8),
    backoff: number(definition.backoff, 30),
    lease: number(definition.lease, 300),
  };
  if (oneOf(definition.store, ['sqlite', 'postgres']) === 'postgres')
    return { ...common, store: 'postgres', url: text(definition.url), password };
  const file = text(definition.file) || DEFAULT_FILE;
  return { ...common, store: 'sqlite', file: isAbsolute(file) || file === ':memory:' ? file : join(userDir, file) };
}

/** One ledger in memory for each config node, kept over redeploys like the sandbox itself. */
const sandboxLedgers = new Map<string, Promise<Ledger>>();

function sandboxLedger(id: string, options: LedgerOptions): Promise<Ledger> {
  let ledger = sandboxLedgers.get(id);
  if (!ledger) {
    ledger = Ledger.open({ ...options, store: 'sqlite', file: ':memory:' });
    sandboxLedgers.set(id, ledger);
  }
  return ledger;
}

export = (RED: NodeAPI): void => {
  function SyncLedger(this: LedgerNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const password = this.credentials?.password ?? '';
    const options = optionsOf(definition, password, RED.settings.userDir ?? '.');
    const inUse: Parameters<LedgerVisitor>[] = [];
    const visitors = new Set<LedgerVisitor>();
    const show = (ledger: Ledger, sandbox: boolean): Ledger => {
      inUse.push([ledger, sandbox]);
      for (const visit of visitors) visit(ledger, sandbox);
      return ledger;
    };
    const opened = once(async () => show(await Ledger.open(options), false));
    const openedSandbox = once(async () => show(await sandboxLedger(this.id, options), true));
    const users = new Set<Promise<unknown>>();
    Object.assign(this, {
      ledger: (sandbox: boolean) => (sandbox ? openedSandbox : opened).get(),
      closeAfter(work: Promise<unknown>) {
        const ended: Promise<unknown> = Promise.allSettled([work]).finally(() => users.delete(ended));
        users.add(ended);
      },
      eachLedger(visit: LedgerVisitor) {
        for (const each of inUse) visit(...each);
        visitors.add(visit);
        return () => visitors.delete(visit);
      },
    });
    const report = (thrown: unknown) => this.error(asPackError(thrown, 'LEDGER_FAILED'));
    // A store that cannot be used should be seen on Deploy, not at the first record.
    const sweeping = opened.get().then((ledger) => sweepRegularly(ledger, report), report);
    this.on('close', (done: () => void) => {
      Promise.all(users)
        .then(() => sweeping)
        .then((stop) => stop?.())
        .then(() => opened.made())
        .then((ledger) => ledger?.close())
        .catch(() => undefined)
        .finally(done);
    });
  }
  RED.nodes.registerType<LedgerNode, Definition, object, LedgerNode['credentials']>('sync-ledger', SyncLedger, {
    credentials: { password: { type: 'password' } },
  });
};
