/** Rows of a value table, as the dialog reads and checks them. */

export interface Row {
  from: string;
  to: string;
  label: string;
}

/** Lines of a spreadsheet or text: columns from, to and label, separated by tabs or semicolons; empty lines are left out. */
export function parseRows(text: string): Row[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [from = '', to = '', label = ''] = line.split(line.includes('\t') ? '\t' : ';').map((cell) => cell.trim());
      return { from, to, label };
    });
}

/** The `from` values that occur more than once, each once. */
export function duplicates(rows: readonly Row[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { from } of rows) (seen.has(from) ? twice : seen).add(from);
  return [...twice];
}
