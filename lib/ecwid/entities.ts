/** What lib/ecwid knows about each readable entity: where it is, how a record is named, and what tells that it changed. */
import { createHash } from 'node:crypto';
import type { SourceRecord } from '../page';
import type { Query } from './client';
import { EcwidError } from './errors';
import type { Priority } from './governor';

export type EcwidEntity =
  | 'product'
  | 'category'
  | 'order'
  | 'customer'
  | 'deletedProduct'
  | 'deletedOrder'
  | 'deletedCustomer'
  | 'profile'
  | 'tax'
  | 'shippingOption'
  | 'paymentOption';

export type Json = Record<string, unknown>;

export interface EntityTable {
  readonly path: string;
  readonly priority: Priority;
  /** Members that name the record, the first one present. */
  readonly key: readonly string[];
  /** Members that change with the record; a hash of the record when the first one is absent. */
  readonly version: readonly string[];
  /** Parameters of the window and the member that tells when a record changed. */
  readonly window?: { readonly from: string; readonly to: string; readonly at: readonly string[]; readonly sortBy?: string };
  readonly query?: Query;
  /** Has plain text in the language of the connection. */
  readonly translated?: boolean;
  /** Can be fetched by key from `path/key`. */
  readonly byKey?: boolean;
  /** The records of an answer that is neither a page nor a bare array. */
  readonly rows?: (answer: Json) => unknown;
}

const DELETED = {
  version: ['date'],
  window: { from: 'from_date', to: 'to_date', at: ['date'] },
} as const;

export const ENTITIES: Record<EcwidEntity, EntityTable> = {
  product: {
    path: '/products',
    priority: 'product',
    key: ['id'],
    version: ['updateTimestamp'],
    window: { from: 'updatedFrom', to: 'updatedTo', at: ['updateTimestamp', 'updated'], sortBy: 'UPDATED_TIME_ASC' },
    translated: true,
    byKey: true,
  },
  category: {
    path: '/categories',
    priority: 'product',
    key: ['id'],
    version: [],
    // Without it disabled categories are missing and would be created a second time.
    query: { hidden_categories: true },
    translated: true,
    byKey: true,
  },
  order: {
    path: '/orders',
    priority: 'order',
    key: ['id'],
    // Times have a resolution of one second, and a payment or a refund can follow within the second of the change before.
    version: ['updateTimestamp', 'paymentStatus', 'fulfillmentStatus', 'total', 'refundedAmount'],
    window: { from: 'updatedFrom', to: 'updatedTo', at: ['updateTimestamp', 'updateDate'] },
    byKey: true,
  },
  customer: {
    path: '/customers',
    priority: 'customer',
    key: ['id'],
    // Times have a resolution of one second: a change of the buyer in the second of a write of our own must not pass for that one.
    version: [],
    window: { from: 'updatedFrom', to: 'updatedTo', at: ['updated'], sortBy: 'UPDATED_DATE_ASC' },
    byKey: true,
  },
  deletedProduct: { path: '/products/deleted', priority: 'product', key: ['id'], ...DELETED },
  deletedOrder: { path: '/orders/deleted', priority: 'order', key: ['orderId', 'id'], ...DELETED },
  deletedCustomer: { path: '/customers/deleted', priority: 'customer', key: ['id'], ...DELETED },
  profile: {
    path: '/profile',
    priority: 'product',
    key: ['storeId'],
    version: [],
    translated: true,
    rows: (answer) => [{ storeId: (answer.generalInfo as Json | undefined)?.storeId, ...answer }],
  },
  tax: {
    path: '/profile',
    priority: 'product',
    key: ['id'],
    version: [],
    rows: (answer) => (answer.taxSettings as Json | undefined)?.taxes ?? [],
  },
  shippingOption: { path: '/profile/shippingOptions', priority: 'product', key: ['id'], version: [], translated: true },
  paymentOption: { path: '/profile/paymentOptions', priority: 'product', key: ['id'], version: [], translated: true },
};

/** Unix seconds; NaN when the record does not tell. */
export function changedAt(table: EntityTable, row: Json): number {
  for (const member of table.window?.at ?? []) {
    const value = row[member];
    if (typeof value === 'number') return value;
    if (typeof value === 'string') return Date.parse(value.replace(' ', 'T').replace(/ ?([+-]\d\d):?(\d\d)$/, '$1:$2')) / 1000;
  }
  return Number.NaN;
}

export function keyOf(table: EntityTable, row: Json): string {
  const member = table.key.find((name) => row[name] !== undefined && row[name] !== null);
  if (member === undefined)
    throw new EcwidError('ECWID_BAD_ANSWER', `Ecwid answered with a record without ${table.key[0]} to GET ${table.path}.`);
  return String(row[member]);
}

export function toRecord(table: EntityTable, row: Json): SourceRecord {
  const [first] = table.version;
  const version =
    first !== undefined && row[first] !== undefined
      ? table.version.map((name) => row[name] ?? '').join(' ')
      : createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32);
  return { key: keyOf(table, row), version, payload: row };
}
