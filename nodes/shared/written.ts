/** What the ledger remembers of the last write to a record of the target: which record it was, and a hash per group of fields. */
import { createHash } from 'node:crypto';
import type { Ledger } from '../../lib/ledger';

/** A hash of plain data; the order of members does not count. */
export function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

export interface WrittenBefore<Group extends string = string> {
  /** Id of the record in the target when all groups are what was written last; then no request is needed (87). */
  unchanged(): Promise<string | undefined>;
  /**
   * The groups that are not what was written last. None of a record that this ledger has not seen written, so that it is not taken for
   * changed; all of them without a ledger.
   */
  changed(): Promise<Group[]>;
  /** Remembers the id and what was written. */
  remember(id: string): Promise<void>;
}

/**
 * `kind` names the target, with its system: `mplus-relation host:port`; `key` is the record in the source. Without a ledger nothing is
 * known and nothing remembered.
 */
export function writtenBefore<Group extends string>(
  ledger: Ledger | undefined,
  kind: string,
  key: string,
  groups: Readonly<Record<Group, unknown>>,
): WrittenBefore<Group> {
  const hashes = Object.entries(groups).map(([group, fields]) => [group as Group, digest(fields)] as const);
  return {
    async unchanged() {
      if (!ledger) return undefined;
      for (const [group, hash] of hashes) if ((await ledger.written(kind, key, group)) !== hash) return undefined;
      return ledger.findLink(kind, key);
    },
    async changed() {
      const last = await Promise.all(hashes.map(([group]) => ledger?.written(kind, key, group)));
      if (ledger && last.every((hash) => hash === undefined)) return [];
      return hashes.filter(([, hash], index) => hash !== last[index]).map(([group]) => group);
    },
    async remember(id) {
      if (!ledger) return;
      await ledger.link(kind, key, id);
      for (const [group, hash] of hashes) await ledger.setWritten(kind, key, group, hash);
    },
  };
}
