/** Words, times and spans in the language of the editor. */
import { element } from './dom.editor';

const CATALOGUE = 'node-red-contrib-mplus-ecwid/sync-console:sync-console';

export const say = (key: string, values?: TranslationValues): string => RED._(`${CATALOGUE}.${key}`, values);

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** `3 min`, `2 hr`; below a second in ms. */
export function span(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => milliseconds >= each) ?? ['millisecond', 1];
  return new Intl.NumberFormat(RED.i18n.lang(), { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.floor(milliseconds / size),
  );
}

/** `3 minutes ago`. */
export function ago(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => milliseconds >= each) ?? ['second', 1000];
  return new Intl.RelativeTimeFormat(RED.i18n.lang(), { numeric: 'auto' }).format(-Math.floor(milliseconds / size), unit);
}

/** The time of day with seconds; the whole date as title. */
export function moment(at: number): HTMLTimeElement {
  const date = new Date(at);
  const language = RED.i18n.lang();
  const whole = date.toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });
  const today = date.toDateString() === new Date().toDateString();
  const short = date.toLocaleString(language, today ? { timeStyle: 'medium' } : { dateStyle: 'short', timeStyle: 'medium' });
  return element('time', { datetime: date.toISOString(), title: whole }, short);
}
