/**
 * Validators for `defaults`. Each says in a sentence what the field needs. A value that is an environment variable as a whole is
 * accepted by Node-RED before a validator is asked.
 */
import { type Condition, reader, shared } from './form';

interface Options {
  /** An empty field is fine. */
  readonly optional?: boolean;
  /** There is no default to fall back to, so that the property must be there. */
  readonly needed?: boolean;
  /** The field is checked only while this holds: a hidden field is never wrong. */
  readonly when?: Condition;
}

interface Rule extends Options {
  readonly valid: (text: string, node: EditorNode) => boolean;
  /** Key of the sentence under `common.error`. */
  readonly error: string;
  readonly values?: TranslationValues;
}

/** A validator for one property. The parameter `_options` stays: Node-RED counts parameters. */
export function validator(property: string, rule: Rule): Validator {
  return function (value, _options) {
    if (rule.when && !rule.when(reader(this))) return true;
    // A flow written by hand may leave properties out: the runtime has their defaults.
    if (value === undefined && !rule.needed) return true;
    const text = String(value ?? '').trim();
    const sentence = (key: string) =>
      shared(`error.${key}`, { label: this._def._(`${this._def.type}.label.${property}`), ...rule.values });
    if (text === '') return rule.optional ? true : sentence('required');
    return rule.valid(text, this) ? true : sentence(rule.error);
  };
}

export const filled = (property: string, options: Options = {}): Validator =>
  validator(property, { ...options, needed: true, valid: () => true, error: 'required' });

export const wholeNumber = (property: string, min: number, max: number, options: Options = {}): Validator =>
  validator(property, {
    ...options,
    valid: (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
    error: 'wholeNumber',
    values: { min, max },
  });

export const matching = (property: string, pattern: RegExp, error: string, options: Options = {}): Validator =>
  validator(property, { ...options, valid: (text) => pattern.test(text), error });
