/** What surrounds a mapping: how the record is read beforehand and what must still hold afterwards. */
import { readShopCustomer } from '../../lib/customers/ecwid-customer';
import { checkCountries, readRelation } from '../../lib/customers/till-customer';
import { PackError } from '../../lib/errors';
import type { MappingTarget } from '../../lib/mapping/schemas';
import type { TableDefinition } from '../../lib/mapping/value-table';
import { salesOrderFromEcwid } from '../../lib/orders/from-ecwid';
import { checkTotals, type ExpectedTotals } from '../../lib/orders/guard';
import type { Rounding } from '../../lib/orders/rounding';
import { tillStatus } from '../../lib/orders/status';
import { checkShopTotal, tillSale } from '../../lib/orders/till-sale';
import { tillProduct } from '../../lib/products/till-product';
import type { MappingSource } from './pairs';

export interface SubjectSettings {
  /** What the mapping makes. */
  readonly target?: MappingTarget;
  readonly homeCountry: string;
  /** ISO 4217 code of the till; empty: any. */
  readonly currency?: string;
  readonly rounding?: Rounding;
  /** IANA name; which day it is decides about prices. Default: that of the Netherlands. */
  readonly timezone?: string;
  readonly tables?: readonly TableDefinition[];
}

export interface Subject {
  /** What the mapping sees as `payload`. */
  readonly payload: unknown;
  /** Names the record in the status. */
  readonly id: string;
  /** Throws HoldError when the mapped record does not fit the source. */
  check?(mapped: Record<string, unknown>): void;
  /** What the target has to come to once it is written. Throws HoldError when the mapped record is not worth the same as the source. */
  expected?(mapped: Record<string, unknown>): ExpectedTotals;
}

type Reader = (payload: unknown, settings: SubjectSettings) => Subject;

function objectOf(payload: unknown): Record<string, unknown> {
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload as Record<string, unknown>;
  throw new PackError({
    code: 'NO_RECORD',
    message: 'The message has no record to map: msg.payload must be an object.',
    hint: 'Send one message per record, as the get nodes do.',
  });
}

/** A record that its mapping sees as it came. */
function plain(key: string): Reader {
  return (payload) => ({ payload, id: String(objectOf(payload)[key] ?? '') });
}

/** Throws HoldError when the record cannot be read. */
export const SUBJECTS: Record<MappingSource, Reader> = {
  'ecwid-order': (payload, { homeCountry, currency, rounding }) => {
    const order = salesOrderFromEcwid(payload, { homeCountry, currency, rounding });
    return { payload: order, id: order.id, expected: (mapped) => checkTotals(order, mapped, rounding) };
  },
  'ecwid-customer': (payload, { homeCountry }) => {
    const customer = readShopCustomer(payload, homeCountry);
    return { payload: customer, id: String(customer.buyer.customerId ?? '') };
  },
  'mplus-order': (payload, { target }) => {
    const order = objectOf(payload);
    const status = tillStatus(order);
    const subject = { id: status.number, payload: { ...order, status } };
    // What is only told to the shop need not be an order that the shop could take.
    if (target !== 'ecwid-order') return subject;
    const sale = tillSale(order);
    return { ...subject, payload: { ...subject.payload, sale }, check: (mapped) => checkShopTotal(sale, mapped) };
  },
  'mplus-product': (payload, { timezone = 'Europe/Amsterdam', tables = [] }) => {
    const fieldsOf = (name: string) => tables.find((table) => table.name === name)?.rows.map(({ from }) => from.trim()) ?? [];
    const product = tillProduct(payload, {
      // The Swedish notation of a date is the ISO one.
      today: new Date().toLocaleDateString('sv', { timeZone: timezone }),
      optionFields: fieldsOf('optionNames').filter((field) => field !== 'colour' && field !== 'size'),
      featureFields: fieldsOf('featureNames'),
    });
    return { payload: product, id: String(product.productNumber) };
  },
  'mplus-article-group': plain('groupNumber'),
  'mplus-relation': (payload, { homeCountry }) => {
    const customer = readRelation(payload, homeCountry);
    return { payload: customer, id: String(customer.relationNumber), check: (mapped) => checkCountries(customer, mapped) };
  },
};
