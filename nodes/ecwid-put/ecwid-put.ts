import type { Node, NodeAPI, NodeDef } from 'node-red';
import { configNode, type EcwidConfigNode, isSandbox } from '../shared/config-nodes';
import { oneOf } from '../shared/fields';
import { runPut } from '../shared/put';
import { Status } from '../shared/status';
import { ENTITIES, PLANNERS } from './planners';

type Definition = NodeDef & Record<string, unknown>;

export = (RED: NodeAPI): void => {
  function EcwidPut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    runPut(RED, this, {
      status: new Status(this, () => isSandbox(RED, definition.ecwid)),
      client: () => configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection').client(),
      plan: PLANNERS[oneOf(definition.entity, ENTITIES)](definition),
      settles: definition.settles,
      dryRun: definition.dryRun,
    });
  }
  RED.nodes.registerType('ecwid-put', EcwidPut);
};
