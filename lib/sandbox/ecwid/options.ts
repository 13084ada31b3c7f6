import type { Call } from './endpoint';
import { refusal, wrongParameter } from './errors';
import { CHOICE_FIELDS, OPTION_FIELDS, readFields } from './fields';
import type { OptionChoice, ProductOption, Variation } from './model';
import type { Texts } from './texts';
import { writeTexts } from './texts';

/** Option types whose choices are listed; the others take free text, a date or a file (reference 3.3). */
const WITH_CHOICES = new Set(['SELECT', 'RADIO', 'CHECKBOX', 'SIZE', 'SWATCHES']);
const WITHOUT_CHOICES = new Set(['TEXTFIELD', 'TEXTAREA', 'DATE', 'FILES']);
/** Option types that can carry variations (reference 3.5). */
const CARRIES_VARIATIONS = new Set(['SELECT', 'RADIO', 'SIZE', 'SWATCHES']);

export function readOption(call: Call, body: unknown): ProductOption {
  const fields = readFields(body, OPTION_FIELDS, call.complain);
  const type = (fields.type as string | undefined) ?? 'SELECT';
  if (!WITH_CHOICES.has(type) && !WITHOUT_CHOICES.has(type)) throw wrongParameter('Wrong value of field ProductOption.type');
  const languages = call.state.languages();
  const { nameTranslated } = writeTexts({}, fields, ['name'], languages, call.language) as { nameTranslated?: Texts };
  if (nameTranslated === undefined) throw wrongParameter('Field ProductOption.name is absent');
  return {
    type,
    // The key by which variations refer to the option (reference 3.3).
    name: nameTranslated[languages.main] ?? (fields.name as string | undefined) ?? Object.values(nameTranslated)[0],
    nameTranslated,
    ...(WITH_CHOICES.has(type) && { choices: ((fields.choices ?? []) as unknown[]).map((choice) => readChoice(call, choice)) }),
    defaultChoice: (fields.defaultChoice as number | undefined) ?? null,
    required: (fields.required as boolean | undefined) ?? false,
  };
}

function readChoice(call: Call, body: unknown): OptionChoice {
  const fields = readFields(body, CHOICE_FIELDS, call.complain);
  const languages = call.state.languages();
  const { textTranslated } = writeTexts({}, fields, ['text'], languages, call.language) as { textTranslated?: Texts };
  if (textTranslated === undefined) throw wrongParameter('Field ProductOptionChoice.text is absent');
  return {
    text: textTranslated[languages.main] ?? (fields.text as string | undefined) ?? Object.values(textTranslated)[0],
    textTranslated,
    priceModifier: (fields.priceModifier as number | undefined) ?? 0,
    priceModifierType: (fields.priceModifierType as string | undefined) ?? 'ABSOLUTE',
    ...(fields.hexCodes !== undefined && { hexCodes: fields.hexCodes as string[] }),
  };
}

type Orphan = 'COMBINATION_CONTAINS_REMOVED_OPTION' | 'COMBINATION_CONTAINS_REMOVED_OPTION_VALUE';

/** Why a variation cannot live with these options; undefined when it can. */
export function orphanReason(variation: Variation, options: readonly ProductOption[]): Orphan | undefined {
  for (const { name, value } of variation.options) {
    const option = options.find((candidate) => candidate.name === name);
    if (option === undefined) return 'COMBINATION_CONTAINS_REMOVED_OPTION';
    if (!option.choices?.some((choice) => choice.text === value)) return 'COMBINATION_CONTAINS_REMOVED_OPTION_VALUE';
  }
  return undefined;
}

export function refuseOrphans(combinations: readonly Variation[], options: readonly ProductOption[]): void {
  for (const variation of combinations) {
    const reason = orphanReason(variation, options);
    if (reason !== undefined) throw refusal(reason, `Combination #${variation.id} refers to a removed option or option value`);
  }
}

/** The options with what a variation chooses added: an unknown option becomes a drop-down, an unknown value a choice (reference 3.5). */
export function withChosen(
  options: readonly ProductOption[],
  chosen: Variation['options'],
  language: string,
): readonly ProductOption[] {
  const known = [...options];
  for (const { name, value } of chosen) {
    const choice = { text: value, textTranslated: { [language]: value }, priceModifier: 0, priceModifierType: 'ABSOLUTE' };
    const place = known.findIndex((candidate) => candidate.name === name);
    const option = known[place];
    if (option === undefined) {
      const nameTranslated = { [language]: name };
      known.push({ type: 'SELECT', name, nameTranslated, choices: [choice], defaultChoice: null, required: true });
    } else if (!CARRIES_VARIATIONS.has(option.type)) {
      throw wrongParameter(`Option '${name}' of type ${option.type} cannot have combinations`);
    } else if (!option.choices?.some((candidate) => candidate.text === value)) {
      known[place] = { ...option, choices: [...(option.choices ?? []), choice] };
    }
  }
  return known;
}

/** The same choice of options, in any order. */
export function sameOptions(a: Variation['options'], b: Variation['options']): boolean {
  return a.length === b.length && a.every((left) => b.some((right) => right.name === left.name && right.value === left.value));
}
