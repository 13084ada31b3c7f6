import { type Condition, labelOf, type Reader } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { runButton } from '../shared/editor/run-button';
import { paged, prepareSourceForm, tracked } from '../shared/editor/source-form';
import { filled, matching, wholeNumber } from '../shared/editor/validators';

const changed: Condition = (of) => of('mode') === 'changed';
const filtered: Condition = (of: Reader) => of('entity') === 'order';
const STATUS_LIST = /^[A-Z0-9_]+(\s*,\s*[A-Z0-9_]+)*$/;

RED.nodes.registerType('ecwid-get', {
  category: 'MplusKASSA + Ecwid',
  color: '#BFDDF2',
  icon: 'ecwid-get.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    ecwid: { value: '', type: 'ecwid-config', required: true, label: labelOf('ecwid-get', 'ecwid') },
    entity: { value: 'order' },
    mode: { value: 'changed' },
    key: { value: 'payload', validate: filled('key', { when: (of) => of('mode') === 'byKey' }) },
    keyType: { value: 'msg' },
    paymentStatus: {
      value: '',
      validate: matching('paymentStatus', STATUS_LIST, 'statusList', { optional: true, when: filtered }),
    },
    fulfillmentStatus: {
      value: '',
      validate: matching('fulfillmentStatus', STATUS_LIST, 'statusList', { optional: true, when: filtered }),
    },
    startDate: { value: '', validate: matching('startDate', /^\d{4}-\d{2}-\d{2}$/, 'date', { optional: true, when: filtered }) },
    overlap: { value: 300, validate: wholeNumber('overlap', 0, 86400, { when: changed }) },
    pageSize: { value: 100, validate: wholeNumber('pageSize', 1, 100, { when: paged }) },
    emit: { value: 'record' },
    ledger: { value: '', type: 'sync-ledger', required: false, label: labelOf('ecwid-get', 'ledger') },
    sync: { value: '', validate: filled('sync', { when: tracked }) },
    inFlight: { value: 20, validate: wholeNumber('inFlight', 1, 1000, { when: tracked }) },
  },
  inputs: 1,
  outputs: 2,
  button: runButton,
  paletteLabel() {
    return this._('ecwid-get.palette');
  },
  label() {
    return this.name || this._def._(`ecwid-get.node.${this.entity}.${this.mode}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('ecwid-get.port.trigger');
  },
  outputLabels(port) {
    return this._def._(['ecwid-get.port.records', 'ecwid-get.port.done'][port]);
  },
  oneditprepare() {
    prepareSourceForm(this, { paymentStatus: filtered, fulfillmentStatus: filtered, startDate: filtered, overlap: changed });
    offerList(this, 'paymentStatus', 'ecwid.paymentStatuses', { several: true });
    offerList(this, 'fulfillmentStatus', 'ecwid.fulfillmentStatuses', { several: true });
  },
});
