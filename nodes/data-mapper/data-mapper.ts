import { createHash } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defaultMapping } from '../../lib/mapping/defaults';
import { Mapper } from '../../lib/mapping/mapper';
import { configNode, type MplusConfigNode } from '../shared/config-nodes';
import { text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { onRecord } from '../shared/record';
import { Status } from '../shared/status';
import { tablesOf } from '../shared/tables';
import { forgetLast, keepLast } from './last';
import { readOptions, readSource } from './options';
import { type MappingSource, PAIRS } from './pairs';
import { servePreview } from './preview';

type Definition = NodeDef & Record<string, unknown>;

export = (RED: NodeAPI): void => {
  function DataMapper(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this);
    const options = readOptions(definition);
    const { from, to } = options;
    const expression = text(definition.mapping) || defaultMapping(from, to);
    const version = createHash('sha256').update(expression).digest('hex').slice(0, 8);
    const mapper = new Mapper({
      expression,
      target: to,
      evaluate: evaluator(RED, this),
    });
    let mapped = 0;

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const connection =
          text(definition.mplus) === '' ? undefined : configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
        const tables = tablesOf(RED, this.z);
        keepLast(this.id, from, msg);
        const { subject, input } = readSource(options, msg, connection?.settings, tables);
        const result = await mapper.map(input);
        subject.check?.(result);
        const expected = subject.expected?.(result);
        msg.original = msg.payload;
        msg.payload = result;
        if (expected) msg.expected = expected;
        mapped += 1;
        return { send: msg, status: `${mapped} mapped, last ${subject.id}`, step: { mapping: version, mapped: result } };
      },
    });
    this.on('close', (removed: boolean, done: () => void) => {
      if (removed) forgetLast(this.id);
      done();
    });
  }
  RED.nodes.registerType('data-mapper', DataMapper);
  servePreview(RED);

  RED.httpAdmin.get('/mplus-ecwid/data-mapper/default', RED.auth.needsPermission('data-mapper.read'), (request, response) => {
    const [from, to] = [String(request.query.from), String(request.query.to)];
    const targets: readonly string[] = Object.hasOwn(PAIRS, from) ? PAIRS[from as MappingSource] : [];
    if (targets.includes(to)) response.json({ expression: defaultMapping(from, to) });
    else response.sendStatus(404);
  });
};
