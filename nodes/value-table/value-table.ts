import type { NodeAPI, NodeDef } from 'node-red';
import type { TableDefinition } from '../../lib/mapping/value-table';
import type { ValueTableNode } from '../shared/config-nodes';
import { oneOf, text } from '../shared/fields';
import { missingRows, provideRows } from './provide';

type Definition = NodeDef & { rows?: { from?: unknown; to?: unknown; label?: unknown }[]; fallback?: unknown; default?: unknown };

function tableOf(definition: Definition): TableDefinition {
  return {
    name: text(definition.name),
    rows: (definition.rows ?? []).map((row) => ({ from: text(row.from), to: text(row.to), label: text(row.label) })),
    fallback: oneOf(definition.fallback, ['hold', 'error', 'default']),
    default: text(definition.default),
  };
}

export = (RED: NodeAPI): void => {
  function ValueTable(this: ValueTableNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const table = tableOf(definition);
    Object.assign(this, { table });
    provideRows(RED, this, table);
  }
  RED.nodes.registerType('value-table', ValueTable);

  RED.httpAdmin.get('/mplus-ecwid/value-table/missing', RED.auth.needsPermission('value-table.read'), (request, response) => {
    // A ledger that fails has said so itself; the dialog works without.
    missingRows(RED, String(request.query.name))
      .catch(() => [])
      .then((rows) => response.json(rows));
  });
};
