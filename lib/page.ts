/** One record as it was read from either system. */
export interface SourceRecord {
  /** Identity inside its entity, as text: public order id, relation number, product number, article number for stock. */
  readonly key: string;
  /** Changes whenever the record changes: a sync marker, an update timestamp, a stockId. Same key and version = already seen. */
  readonly version: string;
  readonly payload: Record<string, unknown>;
}

/** One page of an incremental or full read. `cursor` is plain JSON and continues behind this page once the page is stored. */
export interface SourcePage<Cursor> {
  readonly records: readonly SourceRecord[];
  readonly cursor: Cursor;
  /** Another page can be fetched at once. */
  readonly more: boolean;
  /** How many records the whole read will give, when the other side tells. */
  readonly total?: number;
}
