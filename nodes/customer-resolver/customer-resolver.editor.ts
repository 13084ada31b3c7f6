import { labelOf, prepareForm } from '../shared/editor/form';
import { wholeNumber } from '../shared/editor/validators';

RED.nodes.registerType('customer-resolver', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'customer-resolver.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('customer-resolver', 'mplus') },
    create: { value: true },
    update: { value: true },
    defaultDebtor: { value: '', validate: wholeNumber('defaultDebtor', 1, 2147483647, { optional: true }) },
    country: { value: 'nl' },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('customer-resolver.palette');
  },
  label() {
    return this.name || this._def._('customer-resolver.node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('customer-resolver.port.record');
  },
  outputLabels() {
    return this._def._('customer-resolver.port.resolved');
  },
  oneditprepare() {
    prepareForm(this);
  },
});
