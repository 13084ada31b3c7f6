import { labelOf, prepareForm } from '../shared/editor/form';
import { wholeNumber } from '../shared/editor/validators';

const WEEK = 7 * 24 * 60;

RED.nodes.registerType('sync-monitor', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'sync-monitor.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    ledger: { value: '', type: 'sync-ledger', required: true, label: labelOf('sync-monitor', 'ledger') },
    syncs: { value: '' },
    failure: { value: true },
    held: { value: true },
    dead: { value: true },
    recovery: { value: true },
    stallMinutes: { value: 15, validate: wholeNumber('stallMinutes', 0, WEEK) },
    quietMinutes: { value: 0, validate: wholeNumber('quietMinutes', 0, WEEK) },
    summaryMinutes: { value: 0, validate: wholeNumber('summaryMinutes', 0, WEEK) },
  },
  inputs: 0,
  outputs: 1,
  paletteLabel() {
    return this._('sync-monitor.palette');
  },
  label() {
    return this.name || this._def._('sync-monitor.node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._def._('sync-monitor.port.event');
  },
  oneditprepare() {
    prepareForm(this);
  },
});
