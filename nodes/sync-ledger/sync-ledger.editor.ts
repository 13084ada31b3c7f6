import { type Condition, prepareForm } from '../shared/editor/form';
import { matching, wholeNumber } from '../shared/editor/validators';

const sqlite: Condition = (of) => of('store') !== 'postgres';
const postgres: Condition = (of) => of('store') === 'postgres';

RED.nodes.registerType('sync-ledger', {
  category: 'config',
  color: '#D5E8C8',
  icon: 'sync-ledger.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    store: { value: 'sqlite' },
    file: { value: 'mplus-ecwid.sqlite' },
    url: { value: '', validate: matching('url', /^postgres(ql)?:\/\/\S+$/, 'postgresUrl', { needed: true, when: postgres }) },
    retentionDays: { value: 30, validate: wholeNumber('retentionDays', 1, 3650) },
    privacy: { value: 'full' },
    maxAttempts: { value: 8, validate: wholeNumber('maxAttempts', 1, 100) },
    backoff: { value: 30, validate: wholeNumber('backoff', 1, 86400) },
    lease: { value: 300, validate: wholeNumber('lease', 10, 86400) },
  },
  credentials: {
    password: { type: 'password' },
  },
  paletteLabel() {
    return this._('sync-ledger.palette');
  },
  label() {
    return this.name || (this.store === 'postgres' ? 'PostgreSQL' : String(this.file ?? ''));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareForm(this, { file: sqlite, url: postgres, password: postgres });
  },
});
