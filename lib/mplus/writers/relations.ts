import type { MplusClient } from '../client';
import { MplusError } from '../errors';
import type { MplusRecord } from '../values';

/**
 * The relations whose fields equal the search (case and outer white space aside), e.g. `{ email: 'jan@example.org' }`. The till gives
 * at most one; what it finds by part of a text only (reference 5) is left out.
 */
export async function findRelations(client: MplusClient, search: MplusRecord, signal?: AbortSignal): Promise<MplusRecord[]> {
  const wanted = Object.entries(search).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const);
  if (wanted.length === 0 || wanted.some(([, value]) => value === undefined || value === null || value === '')) {
    throw new MplusError('MPLUS_REQUEST', 'A search for relations needs a value in every field.');
  }
  const relation = Object.fromEntries(wanted);
  const operations = await client.operations();
  const { relation: found } = operations.has('findRelationV2')
    ? await client.call('findRelationV2', { request: { relation, exactMatch: true } }, { signal })
    : await client.call('findRelation', { relation }, { signal });
  const same = found && wanted.every(([name, value]) => normal((found as MplusRecord)[name]) === normal(value));
  return same ? [found as MplusRecord] : [];
}

function normal(value: unknown): string {
  return String(value ?? '')
    .trim()
    .toLowerCase();
}

export interface WrittenRelation {
  readonly relationNumber: number;
  /** Marker of the write, by which its echo is recognised at the next read. */
  readonly syncMarker?: number;
}

/** Creates a relation. Look with findRelations first: the till does not refuse a double. Throws MplusError. */
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
