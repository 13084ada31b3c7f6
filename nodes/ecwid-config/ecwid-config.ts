import type { NodeAPI, NodeDef } from 'node-red';
import { ECWID_LOOKUPS, readEcwidLookup } from '../../lib/ecwid';
import { type EcwidConfigNode, once } from '../shared/config-nodes';
import { serveConnectionTest } from '../shared/connection-test';
import { flag } from '../shared/fields';
import { serveLookups } from '../shared/lookups';
import { describeEcwid, openEcwid } from './connection';

type Definition = NodeDef & Record<string, unknown>;

export = (RED: NodeAPI): void => {
  function EcwidConfig(this: EcwidConfigNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const opened = once(() => openEcwid(definition, this.credentials));
    Object.assign(this, {
      sandbox: flag(definition.sandbox, false),
      definition,
      client: () => opened.get(),
    });
    this.on('close', (done: () => void) => {
      (async () => (await opened.made())?.close())()
        .catch(() => undefined)
        .finally(done);
    });
  }
  RED.nodes.registerType<EcwidConfigNode, Definition, object, EcwidConfigNode['credentials']>('ecwid-config', EcwidConfig, {
    credentials: { token: { type: 'password' }, clientSecret: { type: 'password' } },
  });

  const form = { type: 'ecwid-config', serverFields: ['baseUrl', 'storeId'], secretFields: ['token'] };
  serveLookups(RED, {
    ...form,
    lists: ECWID_LOOKUPS,
    open: ({ values, credentials }) => openEcwid(values, credentials),
    read: readEcwidLookup,
  });
  serveConnectionTest(RED, {
    ...form,
    async run(values, credentials, signal) {
      const client = await openEcwid(values, credentials);
      try {
        return await describeEcwid(client, signal);
      } finally {
        client.close();
      }
    },
  });
};
