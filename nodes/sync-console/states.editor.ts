import type { RecordState } from '../../lib/ledger/types';
import { element, icon } from './dom.editor';
import { say } from './words.editor';

/** In the order in which they are shown: what needs a person first. */
export const STATE_ICONS: Readonly<Record<RecordState, string>> = {
  held: 'fa-hand-paper-o',
  dead: 'fa-times-circle',
  uncertain: 'fa-question-circle',
  retry: 'fa-repeat',
  new: 'fa-inbox',
  running: 'fa-cog',
  done: 'fa-check',
  skipped: 'fa-step-forward',
};

export const STATES = Object.keys(STATE_ICONS) as RecordState[];

export const stateName = (state: RecordState): string => say(`state.${state}`);

/** Icon and word. */
export function stateMark(state: RecordState): HTMLElement {
  return element(
    'span',
    { class: `mplus-ecwid-console-state mplus-ecwid-console-${state}` },
    icon(STATE_ICONS[state]),
    ` ${stateName(state)}`,
  );
}
