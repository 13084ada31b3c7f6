/** The "run now" button of the get nodes: starts a deployed node without wiring an Inject node. */
import { shared } from './form';

const NOTICE = 'mplus-ecwid-run';

export const runButton = {
  enabled(this: EditorNode): boolean {
    return !this.changed;
  },
  onclick(this: EditorNode): void {
    if (this.changed) {
      RED.notify(shared('run.deployFirst'), { type: 'warning', id: NOTICE });
      return;
    }
    $.ajax({ url: `mplus-ecwid/${this.type}/${this.id}/run`, method: 'POST' })
      .done(() => RED.notify(shared('run.started'), { type: 'success', id: NOTICE, timeout: 2000 }))
      .fail((request) =>
        RED.notify(shared(request.status === 404 ? 'run.notDeployed' : 'run.failed'), {
          type: 'error',
          id: NOTICE,
          timeout: 5000,
        }),
      );
  },
};
