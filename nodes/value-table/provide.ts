import type { Node, NodeAPI } from 'node-red';
import { asPackError } from '../../lib/errors';
import type { Ledger, MissingSummary } from '../../lib/ledger';
import type { TableDefinition } from '../../lib/mapping/value-table';
import type { LedgerNode, LedgerVisitor } from '../shared/config-nodes';
import { onceFlowsStarted } from '../shared/flows-started';
import { tableSubject } from '../shared/missing';

/** Every deployed ledger. */
function ledgerNodes(RED: NodeAPI): LedgerNode[] {
  const found: LedgerNode[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    const node = type === 'sync-ledger' ? (RED.nodes.getNode(id) as LedgerNode | null) : null;
    if (node) found.push(node);
  });
  return found;
}

/** What records in this ledger wait for in a table of that name. */
async function missingIn(ledger: Ledger, name: string): Promise<MissingSummary[]> {
  return (await ledger.missing()).filter(({ subject }) => subject === tableSubject(name));
}

/** What records wait for in a table of that name, in all ledgers that are in use; the most wanted first. */
export async function missingRows(RED: NodeAPI, name: string): Promise<{ value: string; count: number }[]> {
  const ledgers: Ledger[] = [];
  for (const node of ledgerNodes(RED)) node.eachLedger((ledger) => ledgers.push(ledger))();
  const counts = new Map<string, number>();
  for (const ledger of ledgers) {
    for (const { value, count } of await missingIn(ledger, name)) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** A table with a default knows every value. */
async function known(ledger: Ledger, table: TableDefinition): Promise<string[]> {
  const wanted = await missingIn(ledger, table.name);
  const rows = new Set(table.rows.map(({ from }) => from));
  return wanted.map(({ value }) => value).filter((value) => table.fallback === 'default' || rows.has(value));
}

/** After each Deploy of the table, records that wait for nothing but what it knows now are delivered again. */
export function provideRows(RED: NodeAPI, node: Node, table: TableDefinition): void {
  const stops: (() => void)[] = [];
  const provide = async (ledger: Ledger) => {
    const values = await known(ledger, table);
    if (values.length > 0) await ledger.provide(tableSubject(table.name), values);
  };
  const started = () => {
    for (const ledgerNode of ledgerNodes(RED)) {
      const visit: LedgerVisitor = (ledger) =>
        ledgerNode.closeAfter(provide(ledger).catch((thrown) => node.error(asPackError(thrown, 'LEDGER_FAILED'))));
      stops.push(ledgerNode.eachLedger(visit));
    }
  };
  // Ledgers and data mappers have to be there before a record comes back.
  const withdraw = onceFlowsStarted(RED, started);
  node.on('close', (done: () => void) => {
    withdraw();
    for (const stop of stops) stop();
    done();
  });
}
