import { refusal } from './errors';
import { isObject, type JsonObject } from './json';

/** Text per language code. */
export type Texts = Readonly<Record<string, string>>;

export interface Languages {
  enabled: readonly string[];
  /** The store's own. */
  main: string;
}

/**
 * The `…Translated` maps that a body sets for its text fields. A plain field sets the text of one language, a map sets its own
 * languages; other languages keep their text. Languages the store has not enabled are refused (reference 1.5).
 */
export function writeTexts(
  before: JsonObject,
  body: JsonObject,
  names: readonly string[],
  languages: Languages,
  language: string,
): JsonObject {
  const written: JsonObject = {};
  for (const name of names) {
    const plain = body[name];
    const map = body[`${name}Translated`];
    if (plain === undefined && map === undefined) continue;
    const texts: Record<string, unknown> = { ...(before[`${name}Translated`] as Texts | undefined) };
    if (plain !== undefined) texts[language] = plain;
    if (isObject(map)) Object.assign(texts, map);
    const foreign = Object.keys(texts).find((code) => !languages.enabled.includes(code));
    if (foreign !== undefined) throw refusal('LANGUAGES_NOT_ALLOWED', `Language '${foreign}' is not enabled in the store`);
    written[`${name}Translated`] = texts;
  }
  return written;
}

/** Plain text fields in one language, beside their maps (reference 1.8). */
export function viewTexts(row: JsonObject, names: readonly string[], languages: Languages, language: string): JsonObject {
  const view: JsonObject = {};
  for (const name of names) {
    const texts = row[`${name}Translated`] as Texts | undefined;
    if (texts === undefined) continue;
    view[name] = textIn(texts, languages, language);
    view[`${name}Translated`] = texts;
  }
  return view;
}

/** The text in a language, else in the store's own, else in any. */
export function textIn(texts: Texts, languages: Languages, language: string): string {
  return texts[language] ?? texts[languages.main] ?? Object.values(texts)[0] ?? '';
}

/** `T-shirt, rood` → `t-shirt-rood`, for addresses. */
export function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
