/** The index of all relations of a till, one per connection and runtime: read whole once, then only what changed since. */
import { sharedLook } from '../../lib/collector';
import { RelationIndex } from '../../lib/customers/relation-index';
import { type MplusClient, type MplusCursor, readMplusPage } from '../../lib/mplus';
import { perClient } from '../../lib/per-client';

/** The most the till gives (reference 5). */
const PAGE = 1000;

const lookOf = perClient((client: MplusClient) => {
  const index = new RelationIndex();
  let cursor: MplusCursor | undefined;
  return sharedLook(async () => {
    for (let more = true; more; ) {
      const page = await readMplusPage(client, 'relation', cursor, { limit: PAGE });
      for (const { payload } of page.records) index.put(payload);
      cursor = page.cursor;
      more = page.more && page.records.length > 0;
    }
    return index;
  });
});

/** With everything that was in the till when it was asked for. */
export function freshRelationIndex(client: MplusClient): Promise<RelationIndex> {
  return lookOf(client)();
}
