import { labelOf, prepareForm } from '../shared/editor/form';

RED.nodes.registerType('mplus-put', {
  category: 'MplusKASSA + Ecwid',
  color: '#F7D9A8',
  icon: 'mplus-put.svg',
  align: 'right',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('mplus-put', 'mplus') },
    entity: { value: 'order' },
    payment: { value: 'none' },
    settles: { value: true },
    dryRun: { value: false },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('mplus-put.palette');
  },
  label() {
    return this.name || this._def._(`mplus-put.node.${this.entity}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('mplus-put.port.record');
  },
  outputLabels() {
    return this._def._('mplus-put.port.result');
  },
  oneditprepare() {
    prepareForm(this, { payment: (of) => of('entity') === 'order' });
  },
});
