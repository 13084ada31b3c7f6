import { openConnection } from '../shared/editor/connection';
import { type Condition, prepareForm, reader } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { prepareTestButton } from '../shared/editor/test-button';
import { matching, validator, wholeNumber } from '../shared/editor/validators';

const real: Condition = (of) => !of('sandbox');
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

RED.nodes.registerType('mplus-config', {
  category: 'config',
  color: '#F7D9A8',
  icon: 'mplus-config.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    sandbox: { value: false },
    host: { value: 'api.mpluskassa.nl', validate: matching('host', /^[\w.-]+$|^\[[\da-f:]+\]$/i, 'host', { when: real }) },
    port: { value: '', validate: wholeNumber('port', 1, 65535, { optional: true, when: real }) },
    tls: {
      value: true,
      validate: validator('tls', {
        optional: true,
        when: real,
        valid: (tls, node) => tls === 'true' || LOOPBACK.test(String(reader(node)('host'))),
        error: 'tls',
      }),
    },
    branchNumber: { value: 1, validate: wholeNumber('branchNumber', 1, 2147483647) },
    workplaceNumber: { value: '', validate: wholeNumber('workplaceNumber', 1, 2147483647, { optional: true }) },
    employeeNumber: { value: 999999, validate: wholeNumber('employeeNumber', 1, 2147483647) },
    timezone: { value: 'Europe/Amsterdam', validate: validator('timezone', { valid: isTimeZone, error: 'timezone' }) },
    skuRule: { value: 'articleNumber' },
    percentScale: { value: 'auto' },
    timeout: { value: 60, validate: wholeNumber('timeout', 1, 600) },
    concurrency: { value: 2, validate: wholeNumber('concurrency', 1, 10) },
  },
  credentials: {
    ident: { type: 'text' },
    secret: { type: 'password' },
  },
  paletteLabel() {
    return this._('mplus-config.palette');
  },
  label() {
    return this.name || (this.sandbox ? this._def._('mplus-config.node.sandbox') : `MplusKASSA ${this.host ?? ''}`.trim());
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareForm(this, { host: real, port: real, tls: real, ident: real, secret: real });
    prepareTestButton(this);
    const connection = () => openConnection(this);
    offerList(this, 'branchNumber', 'mplus.branches', { connection });
    offerList(this, 'workplaceNumber', 'mplus.workplaces', { connection, within: () => String(reader(this)('branchNumber')) });
    offerList(this, 'employeeNumber', 'mplus.employees', { connection });
  },
});
