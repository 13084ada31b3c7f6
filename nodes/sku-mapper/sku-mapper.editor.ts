import { type Condition, labelOf, prepareForm } from '../shared/editor/form';
import { filled, wholeNumber } from '../shared/editor/validators';

const reports: Condition = (of) => of('task') === 'report';

/** The till cannot be asked by the other rules: all its articles stay in memory. */
const caches: Condition = (of) => !reports(of) && ['', 'articleNumber', 'pluNumber'].includes(String(of('rule')));

RED.nodes.registerType('sku-mapper', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'sku-mapper.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('sku-mapper', 'mplus') },
    task: { value: 'match' },
    ecwid: {
      value: '',
      type: 'ecwid-config',
      required: false,
      label: labelOf('sku-mapper', 'ecwid'),
      validate: filled('ecwid', { when: reports }),
    },
    rule: { value: '' },
    cacheMinutes: { value: 10, validate: wholeNumber('cacheMinutes', 0, 1440, { when: caches }) },
  },
  inputs: 1,
  outputs: 2,
  paletteLabel() {
    return this._('sku-mapper.palette');
  },
  label() {
    return this.name || this._def._(`sku-mapper.node.${this.task === 'report' ? 'report' : 'match'}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._(this.task === 'report' ? 'sku-mapper.port.trigger' : 'sku-mapper.port.record');
  },
  outputLabels(port) {
    const ports =
      this.task === 'report'
        ? ['sku-mapper.port.report', 'sku-mapper.port.problems']
        : ['sku-mapper.port.matched', 'sku-mapper.port.unmatched'];
    return this._def._(ports[port]);
  },
  oneditprepare() {
    prepareForm(this, { ecwid: reports, cacheMinutes: caches });
  },
});
