import { createHash } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import type { MappingTarget } from '../../lib/mapping/schemas';
import { configNode, type MplusConfigNode } from '../shared/config-nodes';
import { number, oneOf, text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { onRecord } from '../shared/record';
import { Status } from '../shared/status';
import { tablesOf } from '../shared/tables';
import { type MappingSource, PAIRS } from './pairs';
import { SUBJECTS } from './subjects';

type Definition = NodeDef & Record<string, unknown>;

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
    const homeCountry = (text(definition.homeCountry) || 'NL').toUpperCase();
    const currency = text(definition.currency);
    const rounding = {
      policy: oneOf(definition.roundingPolicy, ['hold', 'line', 'tolerance']),
      cents: Math.max(0, Math.trunc(number(definition.roundingCents, 5))),
    };
    const roundingArticle = number(definition.roundingArticle, 0) || undefined;
    let mapped = 0;

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const connection =
          text(definition.mplus) === '' ? undefined : configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
        const tables = tablesOf(RED, this.z);
        const { timezone } = connection?.settings ?? {};
        const subject = SUBJECTS[from](msg.payload, { target: to, homeCountry, currency, rounding, timezone, tables });
        const result = await mapper.map({
          payload: subject.payload,
          relation: msg.relation ?? {},
          links: msg.links ?? {},
          settings: { ...connection?.settings, homeCountry, roundingArticle },
          tables,
        });
        subject.check?.(result);
        const expected = subject.expected?.(result);
        msg.original = msg.payload;
        msg.payload = result;
        if (expected) msg.expected = expected;
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
