/** What surrounds a mapping: how the record is read beforehand and what must still hold afterwards. */
import { PackError } from '../../lib/errors';
import { salesOrderFromEcwid } from '../../lib/orders/from-ecwid';
import { checkTotals } from '../../lib/orders/guard';
import type { MappingSource } from './pairs';

export interface SubjectSettings {
  readonly homeCountry: string;
}

export interface Subject {
  /** What the mapping sees as `payload`. */
  readonly payload: unknown;
  /** Names the record in the status. */
  readonly id: string;
  /** Cents the target has to come to. */
  readonly expectedTotal?: number;
  /** Throws HoldError when the mapped record is not worth the same as the source. */
  check?(mapped: Record<string, unknown>): void;
}

type Reader = (payload: unknown, settings: SubjectSettings) => Subject;

/** A record that its mapping sees as it came. */
function plain(key: string): Reader {
  return (payload) => {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      throw new PackError({
        code: 'NO_RECORD',
        message: 'The message has no record to map: msg.payload must be an object.',
        hint: 'Send one message per record, as the get nodes do.',
      });
    }
    return { payload, id: String((payload as Record<string, unknown>)[key] ?? '') };
  };
}

/** Throws HoldError when the record cannot be read. */
export const SUBJECTS: Record<MappingSource, Reader> = {
  'ecwid-order': (payload, { homeCountry }) => {
    const order = salesOrderFromEcwid(payload, { homeCountry });
    return { payload: order, id: order.id, expectedTotal: order.total, check: (mapped) => checkTotals(order, mapped) };
  },
  'ecwid-customer': plain('id'),
  'mplus-order': plain('orderId'),
  'mplus-product': plain('productNumber'),
  'mplus-article-group': plain('groupNumber'),
  'mplus-relation': plain('relationNumber'),
};
