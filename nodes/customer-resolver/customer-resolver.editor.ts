import { GROUPS } from '../../lib/customers/policies';
import { customerPoliciesOf, prepareCustomerPolicies } from '../shared/editor/customer-policies';
import { labelOf, prepareForm } from '../shared/editor/form';
import { matching, wholeNumber } from '../shared/editor/validators';

const NUMBER = [1, 2147483647, { optional: true }] as const;

/** The till has no language of a relation. */
const TILL_GROUPS = GROUPS.filter((group) => group !== 'language');

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
    policies: { value: [] },
    defaultDebtor: { value: '', validate: wholeNumber('defaultDebtor', ...NUMBER) },
    guestsOnDebtor: { value: false },
    country: { value: 'nl' },
    homeCountry: { value: 'NL', validate: matching('homeCountry', /^[A-Za-z]{2}$/, 'country', { optional: true }) },
    companyCategory: { value: '', validate: wholeNumber('companyCategory', ...NUMBER) },
    personCategory: { value: '', validate: wholeNumber('personCategory', ...NUMBER) },
    externalIdPrefix: { value: 'ecwid-' },
    settles: { value: false },
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
    prepareCustomerPolicies(this, 'customer-resolver', 'policies', TILL_GROUPS);
    prepareForm(this, {
      'customer-policies': (of) => of('update') === true || of('update') === 'true',
      guestsOnDebtor: (of) => String(of('defaultDebtor') ?? '').trim() !== '',
    });
  },
  oneditsave() {
    this.policies = customerPoliciesOf(this, TILL_GROUPS);
  },
});
