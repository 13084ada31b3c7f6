import { createHash } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import { configNode, type MplusConfigNode, type ValueTableNode } from '../shared/config-nodes';
import { oneOf, text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { onRecord } from '../shared/record';
import { Status } from '../shared/status';
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
    const from = oneOf(definition.from, ['ecwid-order']);
    const to = oneOf(definition.to, ['mplus-order']);
    const subject = SUBJECTS[`${from} → ${to}`];
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
        const source = subject.read(msg.payload, homeCountry);
        const result = await mapper.map({
          payload: source,
          relation: msg.relation ?? {},
          links: msg.links ?? {},
          settings: { ...connection?.settings, homeCountry },
          tables: tablesOf(RED, this.z),
        });
        subject.check(source, result);
        msg.payload = result;
        msg.expectedTotal = source.total;
        mapped += 1;
        return { send: msg, status: `${mapped} mapped, last ${source.id}`, step: { mapping: version, mapped: result } };
      },
    });
  }
  RED.nodes.registerType('data-mapper', DataMapper);

  RED.httpAdmin.get('/mplus-ecwid/data-mapper/default', RED.auth.needsPermission('data-mapper.read'), (request, response) => {
    const { from, to } = request.query;
    if (!(`${from} → ${to}` in SUBJECTS)) {
      response.sendStatus(404);
      return;
    }
    response.json({ expression: defaultMapping(String(from), String(to)) });
  });
};
