/** A table as text for people: CSV for a spreadsheet, HTML for a mail or a page. */

export type Cell = string | number;

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** With a header line; every field quoted where it has to be (RFC 4180). */
export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

export function toCsv({ columns, rows }: Table): string {
  return csvOf(columns, rows);
}

/** Text of a customer or a product must not run as a formula when a spreadsheet opens the file. */
function csvField(value: Cell): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A fragment without styles or scripts; all text is escaped. */
export function toHtml({ title, columns, rows }: Table): string {
  const body = rows.map((row) => htmlRow('td', row)).join('\n');
  return `<table>\n<caption>${escaped(title)}</caption>\n<thead>${htmlRow('th', columns)}</thead>\n<tbody>\n${body}\n</tbody>\n</table>\n`;
}

export function htmlRow(tag: 'th' | 'td', cells: readonly Cell[]): string {
  return `<tr>${cells.map((value) => `<${tag}>${escaped(String(value))}</${tag}>`).join('')}</tr>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML shows it, in elements and attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
