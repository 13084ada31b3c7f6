/** The row of filters over the list. */
import type { RecordState } from '../../lib/ledger/types';
import { button, element } from './dom.editor';
import type { SyncRow } from './shape';
import { STATES, stateName } from './states.editor';
import { say } from './words.editor';

export interface Filter {
  readonly sync: string;
  readonly state: RecordState | '';
  readonly reason: string;
  readonly text: string;
  /** A key of PERIODS, or `custom`. */
  readonly period: string;
  /** As a datetime-local field holds them. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: Filter = { sync: '', state: '', reason: '', text: '', period: '', from: '', to: '' };

/** ms before now */
const PERIODS: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
};

/** As the list endpoint takes it. */
export function queryOf({ sync, state, reason, text, period, from, to }: Filter, now: number): Record<string, string | number> {
  const length = PERIODS[period];
  const since = period === 'custom' ? Date.parse(from) : length === undefined ? Number.NaN : now - length;
  const until = period === 'custom' ? Date.parse(to) : Number.NaN;
  const query = { sync, state, reason, text: text.trim(), since, until };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && !Number.isNaN(value)));
}

/** Causes within the chosen sync and state, the most frequent first. */
export function causes(syncs: readonly SyncRow[], { sync, state }: Filter): { reason: string; count: number; waiting: number }[] {
  const found = new Map<string, { count: number; waiting: number }>();
  const rows = syncs.filter((row) => sync === '' || row.sync === sync).flatMap(({ reasons }) => reasons);
  for (const row of rows.filter((each) => state === '' || each.state === state)) {
    const sum = found.get(row.reason) ?? { count: 0, waiting: 0 };
    const waits = row.state === 'held' || row.state === 'dead';
    found.set(row.reason, { count: sum.count + row.count, waiting: sum.waiting + (waits ? row.count : 0) });
  }
  return [...found].map(([reason, sum]) => ({ reason, ...sum })).sort((a, b) => b.count - a.count);
}

/** The form; `change` gets what is different. A text is sent with Enter, since a search by e-mail looks at every record. */
export function filterForm(filter: Filter, syncs: readonly SyncRow[], change: (part: Partial<Filter>) => void): HTMLElement {
  const choice = (name: 'sync' | 'state' | 'reason' | 'period', options: readonly (readonly [string, string])[]) =>
    field(
      name,
      select(name, filter[name], [['', say(`any.${name}`)], ...options], (value) => change({ [name]: value })),
    );
  const time = (name: 'from' | 'to') =>
    field(
      name,
      element('input', {
        type: 'datetime-local',
        value: filter[name],
        'data-key': `filter ${name}`,
        change: (event) => change({ [name]: (event.target as HTMLInputElement).value }),
      }),
    );
  const text = element('input', {
    type: 'search',
    value: filter.text,
    placeholder: say('placeholder.text'),
    'data-key': 'filter text',
    change: () => change({ text: text.value }),
  });
  const reasons = causes(syncs, filter).map(({ reason, count }) => [reason, `${reason} (${count})`] as const);
  const known = filter.reason === '' || reasons.some(([reason]) => reason === filter.reason);
  const cleared = Object.values(filter).every((value) => value === '');
  return element(
    'form',
    { class: 'mplus-ecwid-console-filter', 'aria-label': say('filter.title'), submit: (event) => event.preventDefault() },
    syncs.length > 1 &&
      choice(
        'sync',
        syncs.map(({ sync }) => [sync, sync]),
      ),
    choice(
      'state',
      STATES.map((state) => [state, stateName(state)]),
    ),
    choice('reason', known ? reasons : [...reasons, [filter.reason, filter.reason]]),
    choice(
      'period',
      [...Object.keys(PERIODS), 'custom'].map((period) => [period, say(`period.${period}`)]),
    ),
    filter.period === 'custom' && time('from'),
    filter.period === 'custom' && time('to'),
    field('text', text),
    !cleared &&
      button({
        key: 'clear',
        label: say('button.clear'),
        title: say('title.clear'),
        icon: 'fa-times',
        press: () => change(NO_FILTER),
      }),
  );
}

function field(name: string, control: HTMLElement): HTMLElement {
  return element('label', {}, element('span', {}, say(`filter.${name}`)), control);
}

function select(
  name: string,
  value: string,
  options: readonly (readonly [string, string])[],
  chosen: (value: string) => void,
): HTMLElement {
  const list = element(
    'select',
    { 'data-key': `filter ${name}`, change: () => chosen(list.value) },
    ...options.map(([key, label]) => element('option', { value: key, selected: key === value }, label)),
  );
  return list;
}
