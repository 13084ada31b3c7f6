import { Panel } from './panel.editor';
import { addStyle } from './style.editor';
import { say } from './words.editor';

const TAB = 'mplus-ecwid-console';
const ACTION = 'mplus-ecwid:show-sync-console';

/** ms after which ages are written anew, and changes made by other instances on the same ledger are seen. */
const INTERVAL = 30_000;

RED.plugins.registerPlugin('mplus-ecwid-sync-console', {
  type: 'mplus-ecwid-console',
  onadd() {
    addStyle();
    const panel = new Panel();
    RED.sidebar.addTab({
      id: TAB,
      label: say('label'),
      name: say('name'),
      iconClass: 'fa fa-exchange',
      content: panel.content,
      action: ACTION,
      pinned: true,
      enableOnEdit: true,
      // The tab is shown right after.
      onchange: () => setTimeout(() => panel.refreshAll()),
    });
    RED.actions.add(ACTION, () => RED.sidebar.show(TAB));
    RED.comms.subscribe('mplus-ecwid/console', (_topic, changes) => panel.changed(changes as Record<string, number[]>));
    setInterval(() => panel.tick(), INTERVAL);
  },
});
