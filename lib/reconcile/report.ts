/** A comparison as text: a table for a spreadsheet, a page for a person. */
import type { Explained } from './cause';
import { KINDS, type Kind } from './compare';

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

/** A line per field that differs, RFC 4180. */
export function toCsv(differences: readonly Explained[]): string {
  return [COLUMNS, ...differences.flatMap(linesOf)]
    .map((cells) => cells.map(csvCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** A spreadsheet takes text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function linesOf({ kind, key, source = '', target = '', fields, age, cause }: Explained): string[][] {
  const rows = fields.length > 0 ? fields.map((each) => [each.field, String(each.source), String(each.target)]) : [['', '', '']];
  return rows.map((row) => [kind, key, source, target, ...row, age === undefined ? '' : String(age), cause.code, cause.text]);
}

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
      row('td', [kind, key, from, to, field, before, after, ageText(difference.age), text]),
    ),
  );
  const table = [`<table border="1" cellpadding="4" cellspacing="0">`, `<thead>${row('th', head)}</thead>`, ...rows, '</table>'];
  return [
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>${total === 0 ? 'No differences.' : total === 1 ? 'One difference.' : `${total} differences.`}</p>`,
    `<table>${facts.map((fact) => row('td', fact.map(String))).join('\n')}</table>`,
    ...(total === 0 ? [] : ['<h2>Differences</h2>', ...table]),
    ...(more > 0 ? [`<p>And ${more} more.</p>`] : []),
    '</body></html>',
  ].join('\n');
}

function row(cell: 'td' | 'th', texts: readonly string[]): string {
  return `<tr>${texts.map((text) => `<${cell}>${escaped(text)}</${cell}>`).join('')}</tr>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** `45 s`, `12 min`, `3 h`, `4 d`. */
function ageText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
