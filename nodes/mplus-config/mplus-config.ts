import type { NodeAPI, NodeDef } from 'node-red';
import { MPLUS_LOOKUPS, readMplusLookup } from '../../lib/mplus';
import { type MplusConfigNode, once } from '../shared/config-nodes';
import { serveConnectionTest } from '../shared/connection-test';
import { serveLookups } from '../shared/lookups';
import { describeMplus, openMplus, readFields } from './connection';

type Definition = NodeDef & Record<string, unknown>;

export = (RED: NodeAPI): void => {
  function MplusConfig(this: MplusConfigNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const opened = once(() => openMplus(definition, this.credentials));
    Object.assign(this, readFields(definition), { definition, client: () => opened.get() });
    this.on('close', (done: () => void) => {
      (async () => (await opened.made())?.close())()
        .catch(() => undefined)
        .finally(done);
    });
  }
  RED.nodes.registerType<MplusConfigNode, Definition, object, MplusConfigNode['credentials']>('mplus-config', MplusConfig, {
    credentials: { ident: { type: 'text' }, secret: { type: 'password' } },
  });

  const form = { type: 'mplus-config', serverFields: ['host', 'port', 'tls'], secretFields: ['secret'] };
  serveLookups(RED, {
    ...form,
    lists: MPLUS_LOOKUPS,
    open: ({ values, credentials }) => openMplus(values, credentials),
    read: readMplusLookup,
  });
  serveConnectionTest(RED, {
    ...form,
    async run(values, credentials, signal) {
      const client = await openMplus(values, credentials);
      try {
        return await describeMplus(client, readFields(values).settings, signal);
      } finally {
        client.close();
      }
    },
  });
};
