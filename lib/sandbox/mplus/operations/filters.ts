import type { Context } from '../context';
import type { SalesDocument } from '../entities';
import { among, texts } from './products';

/** The filters that the lists of orders, invoices, packing slips and receipts share (reference 6.6, 7). */
export interface DocumentFilter {
  syncMarker?: number;
  syncMarkerLimit?: number;
  fromFinancialDate?: string;
  throughFinancialDate?: string;
  branchNumbers: number[];
  employeeNumbers: number[];
  relationNumbers: number[];
  supplierRelationNumbers?: number[];
  articleNumbers: number[];
  articleTurnoverGroups: number[];
  articlePluNumbers?: { text?: string }[];
  articleBarcodes?: { text?: string }[];
  activityId?: string;
  includeLineList?: boolean;
}

/** Filters combine; through dates are inclusive. */
export function passes(document: SalesDocument, filter: DocumentFilter, { state }: Context): boolean {
  const date = document.financialDate ?? '';
  const plus = texts(filter.articlePluNumbers);
  const barcodes = texts(filter.articleBarcodes);
  const some = <Value>(list: readonly Value[] | undefined, of: (articleNumber: number) => Value | undefined) =>
    !list?.length || document.lineList.some((line) => list.includes(of(line.articleNumber) as Value));
  return (
    date >= (filter.fromFinancialDate ?? '') &&
    date <= (filter.throughFinancialDate ?? '9999') &&
    among(filter.branchNumbers, document.financialBranchNumber) &&
    among(filter.employeeNumbers, document.employeeNumber) &&
    among(filter.relationNumbers, document.relationNumber) &&
    (!filter.activityId || filter.activityId === document.activityId) &&
    some(filter.articleNumbers, (number) => number) &&
    some(filter.articleTurnoverGroups, (number) => state.articles.get(number)?.turnoverGroup) &&
    some(filter.supplierRelationNumbers, (number) => state.articles.get(number)?.supplierRelationNumber as number) &&
    some(plus, (number) => state.articles.get(number)?.pluNumber) &&
    some(barcodes, (number) => state.articles.get(number)?.barcode as string)
  );
}
