/** What may share one sync. */
import type { Node, NodeAPI } from 'node-red';
import { PackError } from '../../lib/errors';
import { text } from './fields';

type Definition = Record<string, unknown> & { id: string; type: string };

/** What a get node reads; keys and versions of other records would be taken for the same. */
const SUBJECT = ['type', 'ecwid', 'mplus', 'entity'];
/** What it leaves out; the cursor, which they share, would step over what only one of them reads. */
const CHOICE = ['paymentStatus', 'fulfillmentStatus', 'startDate'];

/**
 * Get nodes that read the same share a sync: each record goes to one of them, and each has its own `inFlight` out. Typical are one on a
 * schedule and one by key for a webhook. Throws SYNC_NAME_TAKEN when another get node puts something else under this name.
 */
export function checkSyncName(RED: NodeAPI, node: Node): void {
  const getNodes: Definition[] = [];
  RED.nodes.eachNode((each) => {
    if (/^(ecwid|mplus)-get$/.test(each.type) && !(each as { d?: boolean }).d) getNodes.push(each as never);
  });
  // In a subflow, a node has an id of its own and its definition that of the template.
  const id = (node as { _alias?: string })._alias ?? node.id;
  const mine = getNodes.find((each) => each.id === id);
  const other = mine && getNodes.find((each) => each !== mine && collides(mine, each));
  if (!other) return;
  throw new PackError({
    code: 'SYNC_NAME_TAKEN',
    message: `The sync "${text(mine.sync)}" belongs to the get node ${text(other.name) || other.id} already, which reads something else.`,
    hint: 'Give each stream a name of its own. Only get nodes that read the same, with the same filters, can share one.',
    disposition: 'wait',
  });
}

function collides(one: Definition, other: Definition): boolean {
  const same = (field: string) => text(one[field]) === text(other[field]);
  if (!same('ledger') || !same('sync')) return false;
  if (!SUBJECT.every(same)) return true;
  return text(one.mode) === 'changed' && text(other.mode) === 'changed' && !CHOICE.every(same);
}
