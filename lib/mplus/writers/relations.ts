import type { MplusClient } from '../client';
import { MplusError } from '../errors';
import type { MplusRecord } from '../values';

export interface WrittenRelation {
  readonly relationNumber: number;
  /** Marker of the write, by which its echo is recognised at the next read. */
  readonly syncMarker?: number;
}

/** Creates a relation. Look first: the till does not refuse a double. Throws MplusError. */
export async function createRelation(client: MplusClient, relation: MplusRecord, signal?: AbortSignal): Promise<WrittenRelation> {
  const answer = await client.call('createRelation', { relation }, { signal });
  return { relationNumber: Number(answer.relationNumber), ...markerOf(answer) };
}

/** Changes the fields given of the relation with that `relationNumber`; fields left out stay. Throws MplusError. */
export async function updateRelation(client: MplusClient, relation: MplusRecord, signal?: AbortSignal): Promise<WrittenRelation> {
  const relationNumber = Number(relation.relationNumber);
  if (!(relationNumber > 0)) throw new MplusError('MPLUS_REQUEST', 'A relation without relationNumber cannot be updated.');
  const answer = await client.call('updateRelation', { relation }, { signal });
  return { relationNumber, ...markerOf(answer) };
}

function markerOf({ syncMarker }: MplusRecord): { syncMarker?: number } {
  return typeof syncMarker === 'number' ? { syncMarker } : {};
}
