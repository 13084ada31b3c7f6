import { createHash } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import type { MappingTarget } from '../../lib/mapping/schemas';
import { configNode, type MplusConfigNode, type ValueTableNode } from '../shared/config-nodes';
import { oneOf, text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { onRecord } from '../shared/record';
import { Status } from '../shared/status';
import { type MappingSource, PAIRS } from './pairs';
import { SUBJECTS } from './subjects';

type Definition = NodeDef & Record<string, unknown>;

/** The value tables a flow sees: its own before the global ones of the same name. */
function tablesOf(RED: NodeAPI, flow: string): ValueTableNode['table'][] {
  const tables = new Map<string, ValueTableNode['table']>();
  const found: { z?: string; id: string }[] = [];
  RED.nodes.eachNode((config) => {
    const { z } = config as { z?: string };
    if (config.type === 'value-table' && (!z || z === flow)) found.push({ z, id: config.id });
  });
  found.sort((a, b) => Number(Boolean(a.z)) - Number(Boolean(b.z)));
  for (const { id } of found) {
    const node = RED.nodes.getNode(id) as ValueTableNode | null;
    if (node) tables.set(node.table.name, node.table);
  }
  return [...tables.values()];
}

export = (RED: NodeAPI): void => {
  function DataMapper(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this);
    const from = oneOf(definition.from, Object.keys(PAIRS) as [MappingSource, ...MappingSource[]]);
    const to = oneOf<MappingTarget>(definition.to, PAIRS[from]);
    const expression = text(definition.mapping) || defaultMapping(from, to);
    const version = createHash('sha256').update(expression).digest('hex').slice(0, 8);
    const mapper = new Mapper({
      expression,
      target: to,
      evaluate: evaluator(RED, this),
    });
    const homeCountry = text(definition.homeCountry) || 'NL';
    let mapped = 0;

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const connection =
          text(definition.mplus) === '' ? undefined : configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
        const subject = SUBJECTS[from](msg.payload, { homeCountry });
        const result = await mapper.map({
          payload: subject.payload,
          relation: msg.relation ?? {},
          links: msg.links ?? {},
          settings: { ...connection?.settings, homeCountry },
          tables: tablesOf(RED, this.z),
        });
        subject.check?.(result);
        msg.payload = result;
        if (subject.expectedTotal !== undefined) msg.expectedTotal = subject.expectedTotal;
        mapped += 1;
        return { send: msg, status: `${mapped} mapped, last ${subject.id}`, step: { mapping: version, mapped: result } };
      },
    });
  }
  RED.nodes.registerType('data-mapper', DataMapper);

  RED.httpAdmin.get('/mplus-ecwid/data-mapper/default', RED.auth.needsPermission('data-mapper.read'), (request, response) => {
    const [from, to] = [String(request.query.from), String(request.query.to)];
    const targets: readonly string[] = Object.hasOwn(PAIRS, from) ? PAIRS[from as MappingSource] : [];
    if (targets.includes(to)) response.json({ expression: defaultMapping(from, to) });
    else response.sendStatus(404);
  });
};
