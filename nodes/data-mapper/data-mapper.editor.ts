import { type Condition, field, labelOf, prepareForm, reader, shared } from '../shared/editor/form';
import { offerList } from '../shared/editor/lookup';
import { matching, validator, wholeNumber } from '../shared/editor/validators';
import { withdrawCompletion } from './completion.editor';
import { PAIRS } from './pairs';
import { MappingPreview } from './preview.editor';

/** The expression editor writes line breaks as tabs, so that a one-line field can hold them (conventions 2). */
const oneLine = (expression: string) => expression.trim().replace(/\r?\n/g, '\t');

const usesMsg = (expression: string) => /\bmsg\b/.test(expression);

/** Node-RED evaluates an expression that contains the word `msg` against another input, so that `payload` is silently empty. */
const withoutMsg: Validator = validator('mapping', { optional: true, valid: (text) => !usesMsg(text), error: 'usesMsg' });

/** An empty mapping is the default mapping. */
const mapping: Validator = function (value, options) {
  const expression = String(value ?? '').trim();
  if (expression === '') return true;
  const syntax = RED.utils.validateTypedProperty(expression, 'jsonata', { label: labelOf('data-mapper', 'mapping') });
  if (syntax !== true) return String(syntax || shared('error.required', { label: labelOf('data-mapper', 'mapping') }));
  return withoutMsg.call(this, value, options);
};

/** What comes from here or from abroad. */
const ABROAD = new Set(['ecwid-order', 'ecwid-customer', 'mplus-relation']);

const isOrder: Condition = (of) => of('from') === 'ecwid-order';
const mayRound: Condition = (of) => isOrder(of) && of('roundingPolicy') !== 'hold';
const addsLine: Condition = (of) => isOrder(of) && of('roundingPolicy') === 'line';

/** The default mapping of the open dialog, on one line; undefined until the runtime has answered. */
let defaultMapping: string | undefined;

/** Offers the targets of the chosen source; one that it does not have gives way to its first. */
function offerTargets(node: EditorNode): void {
  const targets: readonly string[] = PAIRS[reader(node)('from') as keyof typeof PAIRS] ?? [];
  const select = field(node, 'to');
  const chosen = String(select.val() ?? node.to);
  select.empty();
  for (const target of targets)
    $('<option>', { value: target, text: node._def._(`data-mapper.side.${target}`) }).appendTo(select);
  select.val(targets.includes(chosen) ? chosen : targets[0]);
}

function showState(node: EditorNode): void {
  const expression = oneLine(String(field(node, 'mapping').val() ?? ''));
  const modified = defaultMapping !== undefined && expression !== '' && expression !== defaultMapping;
  const key = defaultMapping === undefined ? 'unknown' : modified ? 'modified' : 'default';
  field(node, 'mapping-state').text(node._def._(`data-mapper.state.${key}`));
  field(node, 'load').prop('disabled', defaultMapping === undefined || expression === defaultMapping);
}

/** Asks for the default mapping of the chosen pair and shows it when the field is empty or has the default of another pair. */
async function loadDefault(node: EditorNode): Promise<void> {
  const of = reader(node);
  const previous = defaultMapping;
  defaultMapping = undefined;
  showState(node);
  try {
    const query = $.param({ from: of('from'), to: of('to') });
    const { expression } = await $.getJSON(`mplus-ecwid/data-mapper/default?${query}`);
    defaultMapping = oneLine(expression);
  } catch {
    // The state line says that the default mapping is unknown; the field works without.
  }
  const input = field(node, 'mapping');
  const untouched = input.length > 0 && ['', previous].includes(oneLine(String(input.val())));
  if (defaultMapping !== undefined && untouched) input.typedInput('value', defaultMapping);
  showState(node);
}

RED.nodes.registerType('data-mapper', {
  category: 'MplusKASSA + Ecwid',
  color: '#D5E8C8',
  icon: 'data-mapper.svg',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mplus: { value: '', type: 'mplus-config', required: false, label: labelOf('data-mapper', 'mplus') },
    from: { value: 'ecwid-order' },
    to: { value: 'mplus-order' },
    mapping: { value: '', validate: mapping },
    homeCountry: { value: 'NL', validate: matching('homeCountry', /^[A-Za-z]{2}$/, 'country') },
    currency: { value: 'EUR', validate: matching('currency', /^[A-Za-z]{3}$/, 'currency', { optional: true, when: isOrder }) },
    roundingPolicy: { value: 'hold' },
    roundingCents: { value: 5, validate: wholeNumber('roundingCents', 1, 99, { when: mayRound }) },
    roundingArticle: {
      value: '',
      validate: wholeNumber('roundingArticle', 1, 2147483647, { when: addsLine, needed: true }),
    },
  },
  inputs: 1,
  outputs: 1,
  paletteLabel() {
    return this._('data-mapper.palette');
  },
  label() {
    const side = (type: unknown) => this._def._(`data-mapper.side.${type}`);
    return this.name || this._def._('data-mapper.node', { from: side(this.from), to: side(this.to) });
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels() {
    return this._def._('data-mapper.port.record');
  },
  outputLabels() {
    return this._def._('data-mapper.port.mapped');
  },
  oneditprepare() {
    offerTargets(this);
    prepareForm(this, {
      homeCountry: (of) => ABROAD.has(String(of('from'))),
      currency: isOrder,
      roundingPolicy: isOrder,
      roundingCents: mayRound,
      roundingArticle: addsLine,
    });
    field(this, 'from').on('change', () => offerTargets(this));
    field(this, 'from')
      .add(field(this, 'to'))
      .on('change', () => loadDefault(this));
    offerList(this, 'homeCountry', 'countries');
    offerList(this, 'roundingArticle', 'mplus.articles');
    const input = field(this, 'mapping').typedInput({ default: 'jsonata', types: ['jsonata'] });
    const preview = new MappingPreview(this, () => defaultMapping);
    input.on('change keyup paste', () => {
      showState(this);
      preview.refresh();
    });
    for (const property of Object.keys(this._def.defaults)) field(this, property).on('change', () => preview.refresh());
    field(this, 'load').on('click', () => input.typedInput('value', defaultMapping ?? ''));
    loadDefault(this).then(() => preview.refresh());
  },
  oneditcancel: withdrawCompletion,
  oneditsave() {
    withdrawCompletion();
    // The untouched default is saved as empty, so that the node follows the default of a newer version.
    const input = field(this, 'mapping');
    if (oneLine(String(input.val())) === defaultMapping) input.typedInput('value', '');
  },
});
