import type { NodeAPI } from 'node-red';
import type { Ledger } from '../../lib/ledger';
import { configNode, type LedgerNode } from './config-nodes';

const SANDBOX = '/sandbox';

/** How a message names its ledger: the id of the config node, marked when the record came out of the sandbox. */
export function ledgerReference(id: string, sandbox: boolean): string {
  return sandbox ? `${id}${SANDBOX}` : id;
}

/** The ledger a message names. Throws NO_CONFIG or LedgerError. */
export async function openLedger(RED: NodeAPI, reference: string): Promise<Ledger> {
  return configNode<LedgerNode>(RED, idOf(reference), 'ledger').ledger(reference.endsWith(SANDBOX));
}

/** On a Deploy all nodes close at once; what is still to be written goes before the ledger closes. */
export function closeLedgerAfter(RED: NodeAPI, reference: string, work: Promise<unknown>): void {
  const node = RED.nodes.getNode(idOf(reference)) as LedgerNode | null;
  node?.closeAfter(work);
}

function idOf(reference: string): string {
  return reference.endsWith(SANDBOX) ? reference.slice(0, -SANDBOX.length) : reference;
}
