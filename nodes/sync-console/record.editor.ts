/** One record: what can be done with it, its way through the flow, what it was made of and what came out. */

import { type DiffLine, diff } from '../shared/editor/diff';
import { button, type Child, element, fold, icon } from './dom.editor';
import type { Moment, RecordView, TimelineRow } from './shape';
import { STATE_ICONS, stateMark, stateName } from './states.editor';
import { ago, moment, say, span } from './words.editor';

export interface RecordActions {
  /** The person may change things. */
  readonly allowed: boolean;
  back(): void;
  retry(): void;
  edit(): void;
  skip(): void;
  release(): void;
  save(): void;
}

const ICONS: Readonly<Record<Moment, string>> = {
  received: 'fa-download',
  customer: 'fa-user',
  sku: 'fa-barcode',
  mapped: 'fa-random',
  written: 'fa-upload',
  settled: 'fa-flag-checkered',
  held: STATE_ICONS.held,
  retry: STATE_ICONS.retry,
  uncertain: STATE_ICONS.uncertain,
  dead: STATE_ICONS.dead,
  again: 'fa-hand-o-right',
  released: 'fa-unlock',
  step: 'fa-circle-o',
};

/** Lines of a payload that are shown; the whole is in the export. */
const LINES = 2000;

export function recordPage(view: RecordView, actions: RecordActions): HTMLElement[] {
  const { key, sync, state, reason, message, attempts, age } = view;
  return [
    button({ key: 'back', label: say('button.back'), title: say('title.back'), icon: 'fa-arrow-left', press: actions.back }),
    element('h3', {}, key),
    element('p', {}, stateMark(state), reason !== '' && ' ', reason !== '' && element('code', {}, reason)),
    message !== '' ? element('p', {}, message) : element('p', { hidden: true }),
    element('p', { class: 'mplus-ecwid-console-quiet' }, [sync, say('record.attempts', { attempts }), ago(age)].join(' · ')),
    buttons(view, actions),
    heading('timeline'),
    element('ol', { class: 'mplus-ecwid-console-timeline' }, ...view.timeline.map(timelineRow)),
    ...payloads(view),
    ...(view.result === undefined ? [] : [heading('result'), code(view.result)]),
  ];
}

const heading = (name: string): HTMLElement => element('h4', {}, say(`heading.${name}`));

function buttons({ can, payloadForm }: RecordView, actions: RecordActions): HTMLElement {
  const { allowed } = actions;
  const why = (possible: boolean, name: string, otherwise: string) =>
    allowed ? say(possible ? `title.${name}` : otherwise) : say('title.forbidden');
  const noRetry = payloadForm === 'full' ? 'title.running' : 'title.noPayload';
  const make = (name: 'retry' | 'edit' | 'skip' | 'release' | 'save', sign: string, possible: boolean, otherwise: string) =>
    button({
      key: name,
      label: say(`button.${name}`),
      title: why(possible, name, otherwise),
      icon: sign,
      disabled: !possible || !allowed,
      press: actions[name],
    });
  return element(
    'div',
    { class: 'mplus-ecwid-console-actions' },
    make('retry', 'fa-repeat', can.retry, noRetry),
    make('edit', 'fa-pencil', can.retry, noRetry),
    make('skip', 'fa-step-forward', can.skip, 'title.noSkip'),
    can.release && make('release', 'fa-unlock', true, ''),
    button({ key: 'save', label: say('button.save'), title: say('title.save'), icon: 'fa-download', press: actions.save }),
  );
}

function timelineRow({ moment: kind, step, at, duration, elapsed, data }: TimelineRow, index: number): HTMLElement {
  const name = kind === 'step' ? step : kind === 'settled' ? stateName(step as 'done' | 'skipped') : say(`moment.${kind}`);
  const times = [
    duration === undefined ? undefined : say('record.took', { span: span(duration) }),
    elapsed === undefined ? undefined : `+${span(elapsed)}`,
  ].filter((time) => time !== undefined);
  const entries = Object.entries(data ?? {}).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const plain = entries.filter(([, value]) => typeof value !== 'object');
  const rest = entries.filter(([, value]) => typeof value === 'object');
  return element(
    'li',
    {},
    element('span', { class: 'mplus-ecwid-console-line' }, element('b', {}, icon(ICONS[kind]), ` ${name}`), moment(at)),
    element('span', { class: 'mplus-ecwid-console-quiet' }, times.join(' · ')),
    ...plain.map(([fact, value]) => element('span', { class: 'mplus-ecwid-console-fact' }, `${fact}: ${value}`)),
    rest.length > 0 &&
      fold(`step ${index}`, rest.map(([fact, value]) => label(fact, value)).join(', '), code(Object.fromEntries(rest))),
  );
}

const label = (fact: string, value: unknown): string => (Array.isArray(value) ? `${fact} (${value.length})` : fact);

function payloads({ payload, payloadForm, mapped }: RecordView): HTMLElement[] {
  const gone = payloadForm === undefined;
  if (gone && mapped === undefined)
    return [heading('payload'), element('p', { class: 'mplus-ecwid-console-quiet' }, say('record.gone'))];
  const form = payloadForm === undefined || payloadForm === 'full' ? undefined : say(`record.${payloadForm}`);
  const note = element(
    'p',
    { class: 'mplus-ecwid-console-quiet' },
    [gone ? say('record.gone') : undefined, form].filter(Boolean).join(' '),
  );
  if (mapped === undefined) return [heading('payload'), note, code(payload)];
  return [heading('diff'), note, legend(), pre(diff(payload, mapped))];
}

function legend(): HTMLElement {
  const part = (change: 'removed' | 'added') =>
    element('span', { class: `mplus-ecwid-console-diff-${change}` }, say(`diff.${change}`));
  return element('p', {}, part('removed'), ' ', part('added'));
}

const code = (value: unknown): HTMLElement =>
  pre(
    JSON.stringify(value, null, 2)
      .split('\n')
      .map((text) => ({ change: 'same', text })),
  );

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;

/** Can be scrolled with the keyboard. */
function pre(lines: readonly DiffLine[]): HTMLElement {
  const shown: Child[] = lines
    .slice(0, LINES)
    .map(({ change, text }) => element('span', { class: `mplus-ecwid-console-diff-${change}` }, `${SIGNS[change]} ${text}\n`));
  const more = lines.length - LINES;
  return element('pre', { tabindex: 0 }, ...shown, more > 0 && say('record.more', { count: more }));
}
