import type { NodeAPI } from 'node-red';

/** The endpoint behind the button of a get node: one run, as if a message had arrived. */
export function serveRunButton(RED: NodeAPI, type: string): void {
  RED.httpAdmin.post(`/mplus-ecwid/${type}/:id/run`, RED.auth.needsPermission(`${type}.write`), (request, response) => {
    const node = RED.nodes.getNode(String(request.params.id));
    if (node?.type !== type) {
      response.sendStatus(404);
      return;
    }
    node.receive({ payload: Date.now() });
    response.sendStatus(200);
  });
}
