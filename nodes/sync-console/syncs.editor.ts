/** The upper part of the panel: one block per sync. */
import type { RecordState } from '../../lib/ledger/types';
import { element, icon } from './dom.editor';
import type { SyncRow } from './shape';
import { STATE_ICONS, STATES, stateName } from './states.editor';
import { ago, say, span } from './words.editor';

export interface Choice {
  readonly sync: string;
  readonly state?: RecordState;
}

/** `choose` filters the list; `chosen` is what it shows now. */
export function syncBlocks(syncs: readonly SyncRow[], chosen: Partial<Choice>, choose: (choice: Choice) => void): HTMLElement[] {
  if (syncs.length === 0) return [element('p', { class: 'mplus-ecwid-console-quiet' }, say('empty.syncs'))];
  return syncs.map((row) =>
    element(
      'section',
      { class: 'mplus-ecwid-console-sync' },
      element(
        'button',
        {
          type: 'button',
          class: 'mplus-ecwid-console-name',
          title: say('title.sync', { sync: row.sync }),
          'data-key': `sync ${row.sync}`,
          click: () => choose({ sync: row.sync }),
        },
        element('b', {}, row.sync),
      ),
      element('p', { class: 'mplus-ecwid-console-quiet' }, facts(row)),
      element('div', { class: 'mplus-ecwid-console-chips' }, ...STATES.map((state) => chip(row, state, chosen, choose))),
    ),
  );
}

function facts({ received, settled, lag }: SyncRow): string {
  return [
    received === undefined ? say('sync.never') : say('sync.received', { ago: ago(received) }),
    settled === undefined ? undefined : say('sync.settled', { ago: ago(settled) }),
    lag === undefined ? say('sync.idle') : say('sync.lag', { span: span(lag) }),
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}

function chip(
  { sync, counts }: SyncRow,
  state: RecordState,
  chosen: Partial<Choice>,
  choose: (choice: Choice) => void,
): Node | undefined {
  const count = counts[state];
  if (count === 0) return undefined;
  const values = { state: stateName(state), count, sync };
  return element(
    'button',
    {
      type: 'button',
      class: `mplus-ecwid-console-chip mplus-ecwid-console-${state}`,
      title: say('title.chip', values),
      'aria-pressed': String(chosen.sync === sync && chosen.state === state),
      'data-key': `chip ${sync} ${state}`,
      click: () => choose({ sync, state }),
    },
    icon(STATE_ICONS[state]),
    ` ${stateName(state)} `,
    element('b', {}, count.toLocaleString(RED.i18n.lang())),
  );
}
