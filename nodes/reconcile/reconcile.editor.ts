import { type Condition, labelOf, prepareForm } from '../shared/editor/form';
import { matching, wholeNumber } from '../shared/editor/validators';

const is = (...entities: string[]): Condition => {
  return (of) => entities.includes(String(of('entity')));
};
const heals: Condition = (of) => of('heal') === true;
const STATUS_LIST = /^[A-Z0-9_]+(\s*,\s*[A-Z0-9_]+)*$/;
const statuses = (field: string) => matching(field, STATUS_LIST, 'statusList', { optional: true, when: is('order') });

RED.nodes.registerType('reconcile', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'reconcile.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('reconcile', 'mplus') },
    ecwid: { value: '', type: 'ecwid-config', required: true, label: labelOf('reconcile', 'ecwid') },
    entity: { value: 'order' },
    days: { value: 30, validate: wholeNumber('days', 1, 3650, { when: is('order') }) },
    paymentStatus: { value: 'PAID', validate: statuses('paymentStatus') },
    fulfillmentStatus: { value: '', validate: statuses('fulfillmentStatus') },
    rule: { value: '' },
    calculator: { value: '' },
    fields: { value: '' },
    ledger: { value: '', type: 'sync-ledger', required: false, label: labelOf('reconcile', 'ledger') },
    sync: { value: '' },
    heal: { value: false },
    healLimit: { value: 500, validate: wholeNumber('healLimit', 0, 1_000_000, { when: heals }) },
  },
  inputs: 1,
  outputs: 2,
  paletteLabel() {
    return this._('reconcile.palette');
  },
  label() {
    return this.name || this._def._(`reconcile.node.${this.entity}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('reconcile.port.trigger');
  },
  outputLabels(port) {
    return this._def._(['reconcile.port.report', 'reconcile.port.differences'][port]);
  },
  oneditprepare() {
    prepareForm(this, {
      days: is('order'),
      paymentStatus: is('order'),
      fulfillmentStatus: is('order'),
      rule: is('product', 'stock'),
      calculator: is('stock'),
      sync: (of) => Boolean(of('ledger')),
      healLimit: heals,
    });
  },
});
