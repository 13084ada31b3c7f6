/** The last record of each data-mapper, for its preview: in memory only, and kept over a Deploy. */
import type { Source } from './options';
import type { MappingSource } from './pairs';

interface Last {
  readonly from: MappingSource;
  readonly source: Source;
}

const LAST = new Map<string, Last>();

export function keepLast(node: string, from: MappingSource, { payload, relation, links }: Source): void {
  try {
    // The nodes behind change the message.
    LAST.set(node, { from, source: structuredClone({ payload, relation, links }) });
  } catch {
    // What cannot be copied is no record; the mapping says so.
  }
}

export function forgetLast(node: string): void {
  LAST.delete(node);
}

/** The last record of that kind; undefined when none came yet. */
export function lastOf(node: string, from: MappingSource): Source | undefined {
  const last = LAST.get(node);
  return last?.from === from ? last.source : undefined;
}
