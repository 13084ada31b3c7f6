/** What each entity says about its two sides, and how all records of one are read. */
import { type EcwidClient, type EcwidEntity, readEcwidPages } from '../../../lib/ecwid';
import type { Ledger } from '../../../lib/ledger';
import { type MplusClient, type MplusEntity, readMplusPages } from '../../../lib/mplus';
import type { Difference, Kind, Row } from '../../../lib/reconcile/compare';
import type { SkuRule } from '../../../lib/sku/rules';
import type { StockCalculation } from '../../shared/stock-calculation';

/** A row without its side; 'unreadable' for a record that cannot be compared. */
export type Read = Omit<Row, 'side'> | 'unreadable';
export type Pages = AsyncIterable<readonly Read[]>;

export interface Context {
  readonly till: MplusClient;
  readonly shop: EcwidClient;
  readonly signal: AbortSignal;
  /** Orders only: days back. */
  readonly days: number;
  /** Orders only: statuses with which they have to be in the till; all when empty. */
  readonly paymentStatus: readonly string[];
  readonly fulfillmentStatus: readonly string[];
  /** Products only: what the shop has as SKU. */
  readonly rule: SkuRule;
  readonly homeCountry: string;
  /** Stock only: how a quantity is computed, at which branches (all when empty), less open orders or not. */
  readonly calculation: StockCalculation;
  readonly branches: readonly number[];
  readonly lessOpenOrders: boolean;
}

export interface Sides {
  /** Where the flow takes records from. */
  readonly from: 'ecwid' | 'mplus';
  source(context: Context): Pages;
  target(context: Context): Pages;
  /** Whether a difference is one after all, asked of the other side once more. */
  confirm?(difference: Difference, context: Context): Promise<boolean>;
  /** Kinds that the flow of this entity puts right when it gets the record once more. */
  readonly heals: readonly Kind[];
  /** Lets the flow forget that it wrote this already; it would not look otherwise (87). */
  forget?(difference: Difference, context: Context, ledger: Ledger): Promise<void>;
}

const PAGE = { ecwid: 100, mplus: 200 } as const;

/** All records of an entity of the shop, page by page. */
export function allOfShop({ shop, signal }: Context, entity: EcwidEntity, options: { startDate?: number } = {}) {
  return readEcwidPages(shop, entity, { limit: PAGE.ecwid, overlap: 0, signal, ...options });
}

/** All records of an entity of the till, page by page. */
export function allOfTill({ till, signal }: Context, entity: MplusEntity, options: { branchNumbers?: readonly number[] } = {}) {
  return readMplusPages(till, entity, { limit: PAGE.mplus, signal, ...options });
}

/** Epoch ms, absent when the text is no time. */
export function changedAt(text: unknown): { changed?: number } {
  const time =
    typeof text === 'number' ? text * 1000 : Date.parse(String(text).replace(/^(\S+) (\S+) ?([+-]\d\d):?(\d\d)$/, '$1T$2$3:$4'));
  return Number.isFinite(time) ? { changed: time } : {};
}
