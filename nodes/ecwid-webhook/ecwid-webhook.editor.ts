import { labelOf, prepareForm } from '../shared/editor/form';
import { matching } from '../shared/editor/validators';

RED.nodes.registerType('ecwid-webhook', {
  category: 'MplusKASSA + Ecwid',
  color: '#BFDDF2',
  icon: 'ecwid-webhook.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    ecwid: { value: '', type: 'ecwid-config', required: true, label: labelOf('ecwid-webhook', 'ecwid') },
    path: { value: '/ecwid-webhook', validate: matching('path', /^\/[\w\-.~/]+$/, 'webhookPath') },
    events: { value: '' },
    reread: { value: false },
    ledger: { value: '', type: 'sync-ledger', required: false, label: labelOf('ecwid-webhook', 'ledger') },
    sync: { value: '' },
  },
  inputs: 0,
  outputs: 1,
  paletteLabel() {
    return this._('ecwid-webhook.palette');
  },
  label() {
    return this.name || this._def._('ecwid-webhook.node', { path: String(this.path) });
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._def._('ecwid-webhook.port.events');
  },
  oneditprepare() {
    prepareForm(this, { sync: (of) => Boolean(of('ledger')) });
  },
});
