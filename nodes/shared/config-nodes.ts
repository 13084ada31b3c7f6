/** What the config nodes of this pack offer to the nodes that use them, and how a node finds them. */
import type { Node, NodeAPI } from 'node-red';
import type { EcwidClient } from '../../lib/ecwid';
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import type { TableDefinition } from '../../lib/mapping/value-table';
import type { MplusClient } from '../../lib/mplus';
import { SKU_RULES, type SkuRule } from '../../lib/sku/rules';

/** What every MplusKASSA document needs; mappings see them as `settings`. */
export interface MplusSettings {
  readonly branchNumber: number;
  readonly workplaceNumber?: number;
  readonly employeeNumber: number;
  /** IANA name: the till's wall clock. */
  readonly timezone: string;
  /** What the shop has as SKU. */
  readonly skuRule: SkuRule;
}

export interface MplusConfigNode extends Node<{ ident: string; secret: string }> {
  readonly sandbox: boolean;
  readonly settings: MplusSettings;
  /** The client of this connection, made on first use. Throws MPLUS_CONFIG when a field is missing or wrong. */
  client(): Promise<MplusClient>;
}

export interface EcwidConfigNode extends Node<{ token: string; clientSecret: string }> {
  readonly sandbox: boolean;
  /** The client of this connection, made on first use. Throws ECWID_CONFIG when a field is missing or wrong. */
  client(): Promise<EcwidClient>;
}

export interface LedgerNode extends Node<{ password?: string }> {
  /**
   * The opened ledger. Records of a sandbox connection go into a ledger in memory that lives and dies with the sandbox, so that trying
   * out never leaves a cursor or a link behind for the real shop. Throws LedgerError when the store cannot be used.
   */
  ledger(sandbox: boolean): Promise<Ledger>;
  /** Holds the ledger open until that work has ended: nodes and their ledger are closed at the same time. */
  closeAfter(work: Promise<unknown>): void;
  /** Shows every ledger of this node that is in use, now and from when it is opened; call the answer to end that. */
  eachLedger(visit: LedgerVisitor): () => void;
}

export type LedgerVisitor = (ledger: Ledger, sandbox: boolean) => void;

export interface ValueTableNode extends Node {
  readonly table: TableDefinition;
}

/** The config node with that id. Throws NO_CONFIG when none is chosen or it is disabled. */
export function configNode<T extends Node>(RED: NodeAPI, id: unknown, what: string): T {
  const node = typeof id === 'string' && id !== '' ? (RED.nodes.getNode(id) as T | null) : null;
  if (node) return node;
  throw new PackError({
    code: 'NO_CONFIG',
    message: `No ${what} is chosen, or the chosen one is disabled.`,
    hint: `Open the node and choose a ${what}.`,
    disposition: 'wait',
  });
}

/** The connection with that id talks to the sandbox; every node on it says so in its status. */
export function isSandbox(RED: NodeAPI, id: unknown): boolean {
  const node = typeof id === 'string' ? (RED.nodes.getNode(id) as (Node & { sandbox?: boolean }) | null) : null;
  return node?.sandbox === true;
}

/** Makes a value once, on first use; a failure is not kept, so that the next use tries again. */
export function once<T>(make: () => Promise<T>): { get(): Promise<T>; made(): Promise<T> | undefined } {
  let promise: Promise<T> | undefined;
  return {
    get() {
      promise ??= make().catch((thrown) => {
        promise = undefined;
        throw thrown;
      });
      return promise;
    },
    made: () => promise,
  };
}

/** The rule a node was given, else that of its connection to the till. */
export function skuRuleOf(RED: NodeAPI, rule: unknown, mplus: unknown): SkuRule {
  const own = SKU_RULES.find((known) => known === rule);
  if (own) return own;
  const till = typeof mplus === 'string' ? (RED.nodes.getNode(mplus) as MplusConfigNode | null) : null;
  return till?.settings?.skuRule ?? 'articleNumber';
}
