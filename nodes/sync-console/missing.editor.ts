/** What held records wait for, each value once: what to add, and how many go on then. */
import type { MissingSummary } from '../../lib/ledger/types';
import { button, element } from './dom.editor';
import { say } from './words.editor';

export interface MissingActions {
  /** The person may change things. */
  readonly allowed: boolean;
  /** Opens the value table of that name; absent when the editor has none. */
  table(name: string): (() => void) | undefined;
  release(missing: MissingSummary): void;
}

/** Name of the value table that lacks a row, when it is one. */
const tableOf = (subject: string): string | undefined => /^tables\.(.+)$/.exec(subject)?.[1];

export function missingList(missing: readonly MissingSummary[], actions: MissingActions): HTMLElement[] {
  if (missing.length === 0) return [];
  return [
    element('h4', {}, say('heading.missing')),
    element('ul', { class: 'mplus-ecwid-console-list' }, ...missing.map((one) => row(one, actions))),
  ];
}

function row(missing: MissingSummary, { allowed, table, release }: MissingActions): HTMLElement {
  const { subject, value, count } = missing;
  const name = tableOf(subject);
  const open = name === undefined ? undefined : table(name);
  return element(
    'li',
    { class: 'mplus-ecwid-console-missing' },
    element(
      'span',
      { class: 'mplus-ecwid-console-line' },
      element(
        'span',
        {},
        element('b', {}, value),
        ` ${say(name === undefined ? 'missing.sku' : 'missing.table', { name: name ?? '' })}`,
      ),
      element('span', {}, say('missing.count', { count })),
    ),
    element(
      'div',
      { class: 'mplus-ecwid-console-actions' },
      open !== undefined &&
        button({
          key: `table ${subject} ${value}`,
          label: say('button.table'),
          title: say('title.table', { name: name ?? '' }),
          icon: 'fa-table',
          press: open,
        }),
      button({
        key: `provide ${subject} ${value}`,
        label: say('button.provide'),
        title: say(allowed ? 'title.provide' : 'title.forbidden'),
        icon: 'fa-unlock',
        disabled: !allowed,
        press: () => release(missing),
      }),
    ),
  );
}
