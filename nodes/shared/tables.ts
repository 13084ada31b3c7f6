import type { NodeAPI } from 'node-red';
import { PackError } from '../../lib/errors';
import type { ValueTableNode } from './config-nodes';

/**
 * The value tables a flow sees: its own before the global ones of the same name. Throws VALUE_TABLE_DEPLOYING while one is being started
 * anew: without it a mapping would leave out what the table knows.
 */
export function tablesOf(RED: NodeAPI, flow: string): ValueTableNode['table'][] {
  const tables = new Map<string, ValueTableNode['table']>();
  const found: { z?: string; id: string; name?: string }[] = [];
  RED.nodes.eachNode((config) => {
    const { z, d, id, name } = config as { z?: string; d?: boolean; id: string; name?: string };
    if (config.type === 'value-table' && !d && (!z || z === flow)) found.push({ z, id, name });
  });
  found.sort((a, b) => Number(Boolean(a.z)) - Number(Boolean(b.z)));
  for (const { id, name } of found) {
    const node = RED.nodes.getNode(id) as ValueTableNode | null;
    if (!node) {
      throw new PackError({
        code: 'VALUE_TABLE_DEPLOYING',
        message: `The value table ${name ?? id} is being deployed.`,
        hint: 'The record is tried again by itself.',
        disposition: 'wait',
      });
    }
    tables.set(node.table.name, node.table);
  }
  return [...tables.values()];
}
