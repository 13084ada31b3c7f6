/** From which kind of record to which the pack ships a mapping; the editor offers these and the runtime knows no others. */
import type { MappingTarget } from '../../lib/mapping/schemas';

export const PAIRS = {
  'ecwid-order': ['mplus-order', 'mplus-invoice', 'mplus-order-change'],
  'ecwid-customer': ['mplus-relation'],
  'mplus-order': ['ecwid-order-status', 'ecwid-order'],
  'mplus-product': ['ecwid-product'],
  'mplus-article-group': ['ecwid-category'],
  'mplus-relation': ['ecwid-customer'],
} as const satisfies Record<string, readonly [MappingTarget, ...MappingTarget[]]>;

export type MappingSource = keyof typeof PAIRS;
