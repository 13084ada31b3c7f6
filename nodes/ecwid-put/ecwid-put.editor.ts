import { customerPoliciesOf, prepareCustomerPolicies } from '../shared/editor/customer-policies';
import { type Condition, labelOf, prepareForm } from '../shared/editor/form';
import { matching } from '../shared/editor/validators';
import { policiesOf, preparePolicies } from './policies.editor';

const EXTRA_FIELD = /^[A-Za-z]\w{0,99}$/;

const entity =
  (...entities: string[]): Condition =>
  (of) =>
    entities.includes(String(of('entity')));

const order = entity('order', 'orderStatus');
const inExtraField: Condition = (of) => order(of) && of('orderNumberIn') === 'extraField';

RED.nodes.registerType('ecwid-put', {
  category: 'MplusKASSA + Ecwid',
  color: '#BFDDF2',
  icon: 'ecwid-put.svg',
  align: 'right',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    ecwid: { value: '', type: 'ecwid-config', required: true, label: labelOf('ecwid-put', 'ecwid') },
    entity: { value: 'product' },
    create: { value: true },
    update: { value: true },
    offer: { value: true },
    content: { value: true },
    enableOnCreate: { value: true },
    policies: { value: [] },
    customerPolicies: { value: [] },
    gone: { value: 'disable' },
    deletedProducts: { value: 'leave' },
    currency: {
      value: 'EUR',
      validate: matching('currency', /^[A-Za-z]{3}$/, 'currency', { optional: true, when: entity('product') }),
    },
    moveCategories: { value: true },
    deletedGroups: { value: 'disable' },
    orderNumberIn: { value: 'notes' },
    extraField: {
      value: 'mplusOrder',
      validate: matching('extraField', EXTRA_FIELD, 'identifier', { when: inExtraField }),
    },
    notifyCustomer: { value: false },
    keepUnlimited: { value: false },
    settles: { value: true },
    dryRun: { value: false },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('ecwid-put.palette');
  },
  label() {
    return this.name || this._def._(`ecwid-put.node.${this.entity}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('ecwid-put.port.record');
  },
  outputLabels() {
    return this._def._('ecwid-put.port.result');
  },
  oneditprepare() {
    preparePolicies(this);
    prepareCustomerPolicies(this, 'ecwid-put', 'customerPolicies');
    prepareForm(this, {
      keepUnlimited: entity('stock'),
      create: entity('product', 'category', 'customer'),
      update: entity('product', 'category', 'customer'),
      offer: entity('product'),
      content: entity('product'),
      enableOnCreate: entity('product'),
      preset: entity('product'),
      'policy-list': entity('product'),
      'customer-policies': entity('customer'),
      gone: entity('product'),
      deletedProducts: entity('product'),
      currency: entity('product'),
      moveCategories: entity('category'),
      deletedGroups: entity('category'),
      orderNumberIn: order,
      extraField: inExtraField,
      notifyCustomer: order,
    });
  },
  oneditsave() {
    this.policies = policiesOf(this);
    this.customerPolicies = customerPoliciesOf(this);
  },
});
