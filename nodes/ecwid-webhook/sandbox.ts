/** In the sandbox a node does what Ecwid support does for a real app: it enters its address as the one that events are sent to. */
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';
import { sharedSandbox } from '../../lib/sandbox';

/**
 * Enters `path` once Node-RED's server listens. The answer ends that; when the node is removed it takes the address out again, unless
 * another one was entered since. Over a redeploy it stays, so that what happens meanwhile is sent again.
 */
export function enterInSandbox(RED: NodeAPI, path: string): (removed: boolean) => Promise<void> {
  const { server } = RED;
  let entered: string | undefined;
  let ended = false;
  const enter = () => {
    sharedSandbox().then(
      ({ control }) => {
        if (ended) return;
        entered = addressOf(RED, path);
        control.ecwid.webhooks.subscribe({ url: entered });
      },
      () => undefined,
    );
  };
  if (server?.listening) enter();
  else server?.once('listening', enter);
  return async (removed) => {
    ended = true;
    server?.off('listening', enter);
    if (!removed || entered === undefined) return;
    const { control } = await sharedSandbox();
    control.ecwid.webhooks.unsubscribe(entered);
  };
}

function addressOf(RED: NodeAPI, path: string): string {
  const { address, port } = RED.server.address() as AddressInfo;
  const host = ['::', '0.0.0.0'].includes(address) ? '127.0.0.1' : address;
  const scheme = 'setSecureContext' in RED.server ? 'https' : 'http';
  const root = String(RED.settings.httpNodeRoot || '/').replace(/\/+$/, '');
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${root}${path}`;
}
