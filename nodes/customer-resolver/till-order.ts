/** An order of the till names its relation: there is nothing to find, create or update. */
import { type MplusClient, type MplusRecord, readMplusByKey } from '../../lib/mplus';

/** The number of the relation; undefined for a record of the shop. */
export function relationNumberOf(payload: unknown): number | undefined {
  const { relationNumber } = (payload ?? {}) as MplusRecord;
  return typeof relationNumber === 'number' ? relationNumber : undefined;
}

/** The relation as the till has it; only its number when it is gone. */
export async function relationOf(client: MplusClient, relationNumber: number): Promise<MplusRecord> {
  return (await readMplusByKey(client, 'relation', String(relationNumber)))?.payload ?? { relationNumber };
}
