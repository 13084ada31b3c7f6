import { type Condition, field, labelOf } from '../shared/editor/form';
import { runButton } from '../shared/editor/run-button';
import { paged, prepareSourceForm, tracked } from '../shared/editor/source-form';
import { filled, matching, validator, wholeNumber } from '../shared/editor/validators';

const product: Condition = (of) => of('entity') === 'product' && paged(of);

/** Node-RED evaluates an expression that contains the word `msg` against another input. */
const filter: Validator = validator('filter', {
  optional: true,
  valid: (text) => !/\bmsg\b/.test(text),
  error: 'usesMsg',
  when: product,
});

const stock: Condition = (of) => of('entity') === 'stock';

RED.nodes.registerType('mplus-get', {
  category: 'MplusKASSA + Ecwid',
  color: '#F7D9A8',
  icon: 'mplus-get.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: true, label: labelOf('mplus-get', 'mplus') },
    entity: { value: 'order' },
    mode: { value: 'changed' },
    key: { value: 'payload', validate: filled('key', { when: (of) => of('mode') === 'byKey' }) },
    keyType: { value: 'msg' },
    groups: { value: '', validate: matching('groups', /^\d+([\s,;]+\d+)*$/, 'numberList', { optional: true, when: product }) },
    onlyWebshop: { value: false },
    filter: { value: '', validate: filter },
    branches: { value: '', validate: matching('branches', /^\d+([\s,;]+\d+)*$/, 'numberList', { optional: true, when: stock }) },
    pageSize: { value: 200, validate: wholeNumber('pageSize', 1, 1000, { when: paged }) },
    emit: { value: 'record' },
    ledger: { value: '', type: 'sync-ledger', required: false, label: labelOf('mplus-get', 'ledger') },
    sync: { value: '', validate: filled('sync', { when: tracked }) },
    inFlight: { value: 20, validate: wholeNumber('inFlight', 1, 1000, { when: tracked }) },
  },
  inputs: 1,
  outputs: 2,
  button: runButton,
  paletteLabel() {
    return this._('mplus-get.palette');
  },
  label() {
    return this.name || this._def._(`mplus-get.node.${this.entity}.${this.mode}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('mplus-get.port.trigger');
  },
  outputLabels(port) {
    return this._def._(['mplus-get.port.records', 'mplus-get.port.done'][port]);
  },
  oneditprepare() {
    prepareSourceForm(this, { groups: product, onlyWebshop: product, filter: product, branches: stock });
    field(this, 'filter').typedInput({ default: 'jsonata', types: ['jsonata'] });
  },
});
