import { field, labelOf, prepareForm } from '../shared/editor/form';

RED.nodes.registerType('sync-privacy', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'sync-privacy.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    ledger: { value: '', type: 'sync-ledger', required: true, label: labelOf('sync-privacy', 'ledger') },
    action: { value: 'erase' },
    email: { value: 'payload.email' },
    emailType: { value: 'msg' },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('sync-privacy.palette');
  },
  label() {
    return this.name || this._def._(`sync-privacy.node.${this.action}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('sync-privacy.port.person');
  },
  outputLabels() {
    return this._def._('sync-privacy.port.done');
  },
  oneditprepare() {
    prepareForm(this);
    field(this, 'email').typedInput({
      default: 'msg',
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-emailType',
    });
  },
});
