/** Connections as the runtime is asked with them: with what the form holds, so that it works before Deploy. */
import { field, inputValue, reader } from './form';

export type ConnectionType = 'mplus-config' | 'ecwid-config';

function formValues(node: EditorNode, names: object | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.keys(names ?? {}).map((name) => [name, inputValue(field(node, name))]));
}

/** The connection whose dialog is open. */
export function openConnection(node: EditorNode): Record<string, unknown> {
  const { defaults, credentials } = node._def;
  return { ...formValues(node, defaults), id: node.id, credentials: formValues(node, credentials) };
}

/** A connection as the editor holds it; secrets that were not typed stay with the runtime. */
function heldConnection(node: EditorNode): Record<string, unknown> {
  const values = Object.keys(node._def.defaults).map((name) => [name, node[name]]);
  return { ...Object.fromEntries(values), id: node.id, unchanged: !node.changed, credentials: node.credentials ?? {} };
}

/** The connection chosen in a form, or the only one there is; undefined when that is not clear. */
export function chosenConnection(node: EditorNode, property: string, type: ConnectionType): Record<string, unknown> | undefined {
  const chosen = RED.nodes.node(String(reader(node)(property) ?? ''));
  if (chosen) return heldConnection(chosen);
  const all: EditorNode[] = [];
  RED.nodes.eachConfig((config) => {
    if (config.type === type) all.push(config);
  });
  return all.length === 1 ? heldConnection(all[0]) : undefined;
}
