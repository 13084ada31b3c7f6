import { labelOf, prepareForm } from '../shared/editor/form';
import { wholeNumber } from '../shared/editor/validators';

RED.nodes.registerType('sku-mapper', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'sku-mapper.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('sku-mapper', 'mplus') },
    rule: { value: 'articleNumber' },
    cacheMinutes: { value: 10, validate: wholeNumber('cacheMinutes', 0, 1440) },
  },
  inputs: 1,
  outputs: 2,
  paletteLabel() {
    return this._('sku-mapper.palette');
  },
  label() {
    return this.name || this._def._('sku-mapper.node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('sku-mapper.port.record');
  },
  outputLabels(port) {
    return this._def._(['sku-mapper.port.matched', 'sku-mapper.port.unmatched'][port]);
  },
  oneditprepare() {
    prepareForm(this);
  },
});
