/** The runtime side of the sync console: endpoints for the panel, and a word when there is something new to show. */
import type { NodeAPI, NodeDef } from 'node-red';
import { isSandbox } from '../shared/config-nodes';
import { text } from '../shared/fields';
import { ledgerReference, openLedger } from '../shared/ledgers';
import { Live } from './live';
import { type Ledgers, ROUTES, type Route, refusal } from './routes';
import type { Input, LedgerRow } from './shape';

const PLUGIN = 'mplus-ecwid-sync-console';
const TOPIC = 'mplus-ecwid/console';

type Definition = NodeDef & Record<string, unknown>;

/** Every deployed ledger, and the one in memory beside it while a get node reads from the sandbox into it. */
function ledgerRows(RED: NodeAPI): LedgerRow[] {
  const definitions: Definition[] = [];
  RED.nodes.eachNode((definition) => definitions.push(definition as Definition));
  const connections = (id: string) =>
    definitions
      .filter(({ ledger, mplus, ecwid }) => ledger === id && Boolean(mplus || ecwid))
      .map(({ mplus, ecwid }) => isSandbox(RED, mplus) || isSandbox(RED, ecwid));
  return definitions
    .filter(({ id, type }) => type === 'sync-ledger' && RED.nodes.getNode(id))
    .flatMap(({ id, name }) => {
      const users = connections(id);
      const row = (sandbox: boolean) => ({
        ledger: ledgerReference(id, sandbox),
        id,
        name: text(name),
        sandbox,
        inUse: users.includes(sandbox),
      });
      return users.includes(true) ? [row(false), row(true)] : [row(false)];
    });
}

function serve(RED: NodeAPI, ledgers: Ledgers, route: Route): void {
  const { method, path, permission, file, answer } = route;
  RED.httpAdmin[method](`/mplus-ecwid/console/${path}`, RED.auth.needsPermission(permission), async (request, response) => {
    // Answers hold personal data.
    response.set('Cache-Control', 'no-store');
    try {
      const input = ((method === 'get' ? request.query : request.body) ?? {}) as Input;
      const body = await answer(ledgers, input);
      if (file) response.attachment(file(input));
      response.json(body);
    } catch (thrown) {
      const { status, body } = refusal(thrown);
      if (status === 500) RED.log.error(thrown instanceof Error ? thrown.stack : thrown);
      response.status(status).json(body);
    }
  });
}

export = (RED: NodeAPI): void => {
  const live = new Live((changes) => RED.comms.publish(TOPIC, changes, false));
  const list = () => ledgerRows(RED);
  const ledgers: Ledgers = {
    list,
    open: async (reference) => {
      const row = list().find(({ ledger }) => ledger === reference);
      return live.watch(reference, await openLedger(RED, row?.ledger ?? ''));
    },
  };
  /** A deploy makes new ledgers. One that cannot be opened has said so itself. */
  const deployed = () => {
    for (const { ledger } of ledgers.list()) {
      live.changed(ledger);
      ledgers.open(ledger).catch(() => undefined);
    }
  };
  const plugin = {
    type: 'mplus-ecwid-console',
    onadd: () => {
      RED.events.on('flows:started', deployed);
    },
    onremove: () => {
      RED.events.removeListener('flows:started', deployed);
    },
  };
  RED.plugins.registerPlugin(PLUGIN, plugin);
  for (const route of ROUTES) serve(RED, ledgers, route);
};
