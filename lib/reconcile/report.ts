/** A comparison as text: a table for a spreadsheet, a page for a person. */
import { type Cell, csvOf, escaped, htmlRow } from '../table';
import type { Explained } from './cause';
import { KINDS, type Kind, type Value } from './compare';

export interface Summary extends Record<Kind, number> {
  entity: string;
  /** `Ecwid → MplusKASSA` */
  direction: string;
  /** ISO time. */
  startedAt: string;
  /** Seconds. */
  duration: number;
  /** Records read on either side. */
  source: number;
  target: number;
  equal: number;
  /** Left out on purpose, e.g. skipped by hand. */
  leftOut: number;
  /** Records that cannot be compared, e.g. an article without a price. */
  notComparable: number;
  /** Records sent on to be put right. */
  healed: number;
}

const COLUMNS = ['kind', 'key', 'source', 'target', 'field', 'in source', 'in target', 'age in seconds', 'cause', 'explanation'];

/** A line per field that differs. */
export function toCsv(differences: readonly Explained[]): string {
  return csvOf(COLUMNS, differences.flatMap(linesOf));
}

function linesOf({ kind, key, source = '', target = '', fields, age, cause }: Explained): Cell[][] {
  const rows: Cell[][] =
    fields.length > 0 ? fields.map((each) => [each.field, cell(each.source), cell(each.target)]) : [['', '', '']];
  return rows.map((row) => [kind, key, source, target, ...row, age ?? '', cause.code, cause.text]);
}

const cell = (value: Value): Cell => (typeof value === 'boolean' ? String(value) : value);

/** A whole page, for a browser or an e-mail. `more`: differences that are counted but not listed. */
export function toHtml(summary: Summary, differences: readonly Explained[], more: number): string {
  const { entity, direction, startedAt, source, target, equal, healed, notComparable, leftOut } = summary;
  const title = `Comparison of ${entity} records, ${direction}`;
  const total = KINDS.reduce((sum, kind) => sum + summary[kind], 0);
  const facts: [string, string | number][] = [
    ['Time', startedAt],
    ['Read in the source', source],
    ['Read in the target', target],
    ['Equal', equal],
    ...KINDS.map((kind): [string, number] => [`${kind[0].toUpperCase()}${kind.slice(1)}`, summary[kind]]),
    ['Left out on purpose', leftOut],
    ['Not comparable', notComparable],
    ['Sent on to be put right', healed],
  ];
  const head = ['What', 'Key', 'Source', 'Target', 'Field', 'In source', 'In target', 'Age', 'Probably'];
  const rows = differences.flatMap((difference) =>
    linesOf(difference).map(([kind, key, from, to, field, before, after, , , text]) =>
      htmlRow('td', [kind, key, from, to, field, before, after, ageText(difference.age), text]),
    ),
  );
  const table = [
    `<table border="1" cellpadding="4" cellspacing="0">`,
    `<thead>${htmlRow('th', head)}</thead>`,
    ...rows,
    '</table>',
  ];
  return [
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>${total === 0 ? 'No differences.' : total === 1 ? 'One difference.' : `${total} differences.`}</p>`,
    `<table>${facts.map((fact) => htmlRow('td', fact)).join('\n')}</table>`,
    ...(total === 0 ? [] : ['<h2>Differences</h2>', ...table]),
    ...(more > 0 ? [`<p>And ${more} more.</p>`] : []),
    '</body></html>',
  ].join('\n');
}

/** `45 s`, `12 min`, `3 h`, `4 d`. */
function ageText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
