import { type Condition, labelOf, prepareForm } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { wholeNumber } from '../shared/editor/validators';

const PAID = ['order', 'invoice', 'orderChange', 'orderPayment'];

const paid: Condition = (of) => PAID.includes(String(of('entity')));
const refunds: Condition = (of) => of('entity') === 'orderChange';

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
    refundArticle: { value: '', validate: wholeNumber('refundArticle', 1, 2147483647, { optional: true, when: refunds }) },
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
    prepareForm(this, { payment: paid, refundArticle: refunds });
    offerList(this, 'refundArticle', 'mplus.articles');
  },
});
