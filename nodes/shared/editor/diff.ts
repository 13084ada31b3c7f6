/** A line diff, by the longest common subsequence. */

export interface DiffLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Cells of the table that is kept; beyond it the middle counts as changed as a whole. */
const LIMIT = 4_000_000;

const lines = (value: unknown): string[] => (value === undefined ? [] : JSON.stringify(value, null, 2).split('\n'));

/** Of two JSON values. */
export function diff(before: unknown, after: unknown): DiffLine[] {
  return diffLines(lines(before), lines(after));
}

export function diffLines(from: readonly string[], to: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  const same = (text: string): DiffLine => ({ change: 'same', text });
  return [
    ...from.slice(0, start).map(same),
    ...middle(from.slice(start, from.length - end), to.slice(start, to.length - end)),
    ...from.slice(from.length - end).map(same),
  ];
}

function middle(from: readonly string[], to: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ change: 'removed', text });
  const added = (text: string): DiffLine => ({ change: 'added', text });
  if (from.length * to.length > LIMIT) return [...from.map(removed), ...to.map(added)];
  const width = to.length + 1;
  // lengths[i * width + j]: longest common subsequence of from[i…] and to[j…]
  const lengths = new Uint16Array((from.length + 1) * width);
  const length = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i * width + j] = from[i] === to[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const result: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length && j < to.length) {
    const [one, other] = [from[i] as string, to[j] as string];
    if (one === other) {
      result.push({ change: 'same', text: one });
      i++;
      j++;
    } else if (length(i + 1, j) >= length(i, j + 1)) {
      result.push(removed(one));
      i++;
    } else {
      result.push(added(other));
      j++;
    }
  }
  return [...result, ...from.slice(i).map(removed), ...to.slice(j).map(added)];
}
