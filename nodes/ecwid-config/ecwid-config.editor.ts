import { openConnection } from '../shared/editor/connection';
import { type Condition, prepareForm } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { prepareTestButton } from '../shared/editor/test-button';
import { matching, wholeNumber } from '../shared/editor/validators';

const real: Condition = (of) => !of('sandbox');

RED.nodes.registerType('ecwid-config', {
  category: 'config',
  color: '#BFDDF2',
  icon: 'ecwid-config.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    sandbox: { value: false },
    baseUrl: {
      value: 'https://app.ecwid.com/api/v3',
      validate: matching(
        'baseUrl',
        /^(https:\/\/[^\s/]+|http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(?=\/|$))\S*$/i,
        'url',
        { when: real },
      ),
    },
    storeId: { value: '', validate: matching('storeId', /^\d+$/, 'storeId', { needed: true, when: real }) },
    requestsPerMinute: { value: 540, validate: wholeNumber('requestsPerMinute', 1, 600) },
    language: { value: '', validate: matching('language', /^[a-z]{2}(-[A-Za-z]{2,4})?$/, 'language', { optional: true }) },
    timeout: { value: 30, validate: wholeNumber('timeout', 1, 600) },
  },
  credentials: {
    token: { type: 'password' },
    clientSecret: { type: 'password' },
  },
  paletteLabel() {
    return this._('ecwid-config.palette');
  },
  label() {
    return (
      this.name ||
      (this.sandbox
        ? this._def._('ecwid-config.node.sandbox')
        : this._def._('ecwid-config.node.store', { store: String(this.storeId ?? '') }))
    );
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareForm(this, { baseUrl: real, storeId: real, token: real, clientSecret: real });
    prepareTestButton(this);
    offerList(this, 'language', 'ecwid.languages', { connection: () => openConnection(this) });
  },
});
