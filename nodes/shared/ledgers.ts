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
  const sandbox = reference.endsWith(SANDBOX);
  const id = sandbox ? reference.slice(0, -SANDBOX.length) : reference;
  return configNode<LedgerNode>(RED, id, 'ledger').ledger(sandbox);
}
