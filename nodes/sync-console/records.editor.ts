/** The list of records, a page at a time. */
import { button, element } from './dom.editor';
import type { RecordRow, RecordRows } from './shape';
import { stateMark } from './states.editor';
import { ago, say, span } from './words.editor';

export interface ListActions {
  open(entry: number): void;
  /** Absent when there is no such page. */
  readonly older?: () => void;
  readonly newer?: () => void;
}

export function recordList({ records }: RecordRows, { open, older, newer }: ListActions): HTMLElement[] {
  const page = (key: 'newer' | 'older', sign: string, press: (() => void) | undefined) =>
    button({
      key,
      label: say(`button.${key}`),
      title: say(`title.${key}`),
      icon: sign,
      disabled: press === undefined,
      press: press ?? (() => {}),
    });
  return [
    records.length === 0
      ? element('p', { class: 'mplus-ecwid-console-quiet' }, say('empty.records'))
      : element('ul', { class: 'mplus-ecwid-console-list' }, ...records.map((record) => element('li', {}, row(record, open)))),
    element(
      'div',
      { class: 'mplus-ecwid-console-pages' },
      page('newer', 'fa-chevron-left', newer),
      page('older', 'fa-chevron-right', older),
    ),
  ];
}

function row(record: RecordRow, open: (entry: number) => void): HTMLElement {
  const { entry, key, state, reason, message, attempts, age, due } = record;
  const plan =
    due !== undefined && (state === 'retry' || state === 'uncertain') ? say('record.due', { span: span(due) }) : undefined;
  const quiet = [attempts > 0 ? say('record.attempts', { attempts }) : undefined, plan, ago(age)].filter(
    (fact) => fact !== undefined,
  );
  return element(
    'button',
    {
      type: 'button',
      class: 'mplus-ecwid-console-row',
      title: say('title.record', { key }),
      'data-key': `record ${entry}`,
      click: () => open(entry),
    },
    element('span', { class: 'mplus-ecwid-console-line' }, element('b', {}, key), stateMark(state)),
    reason !== '' && element('span', { class: 'mplus-ecwid-console-cause' }, reason),
    message !== '' && element('span', { class: 'mplus-ecwid-console-message' }, message),
    element('span', { class: 'mplus-ecwid-console-quiet' }, quiet.join(' · ')),
  );
}
