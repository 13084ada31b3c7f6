import { field, prepareForm } from '../shared/editor/form';

RED.nodes.registerType('sync-settle', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'sync-settle.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    outcome: { value: 'done' },
    reason: { value: '' },
    message: { value: '' },
    messageType: { value: 'str' },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('sync-settle.palette');
  },
  label() {
    return this.name || this._def._(`sync-settle.node.${this.outcome}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('sync-settle.port.record');
  },
  outputLabels() {
    return this._def._('sync-settle.port.settled');
  },
  oneditprepare() {
    prepareForm(this);
    field(this, 'message').typedInput({
      default: 'str',
      types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-messageType',
    });
  },
});
