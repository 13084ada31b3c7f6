import { type EcwidClient, readEcwidPages } from '../../lib/ecwid';
import { type MplusClient, readMplusPages } from '../../lib/mplus';
import { LinkDoctor, type LinkReport } from '../../lib/sku/link-report';
import type { SkuRule } from '../../lib/sku/rules';
import { type Table, toCsv, toHtml } from '../../lib/table';

const SHOP_PAGE = 100;
const TILL_PAGE = 500;

/** Reads both catalogues whole and compares them; `told` hears how many records have been read. Throws MplusError and EcwidError. */
export async function linkReport(
  till: MplusClient,
  shop: EcwidClient,
  rule: SkuRule,
  told: (read: number) => void,
): Promise<LinkReport> {
  const doctor = new LinkDoctor(rule);
  let read = 0;
  for await (const records of readMplusPages(till, 'product', { limit: TILL_PAGE })) {
    for (const { payload } of records) doctor.addTillProduct(payload);
    read += records.length;
    told(read);
  }
  for await (const records of readEcwidPages(shop, 'product', { limit: SHOP_PAGE, overlap: 0 })) {
    for (const { payload } of records) doctor.addShopProduct(payload);
    read += records.length;
    told(read);
  }
  return doctor.report();
}

/** The problems as CSV and as HTML. */
export function printed({ problems }: LinkReport): { csv: string; html: string } {
  const table: Table = {
    title: 'Links between MplusKASSA and Ecwid',
    columns: ['kind', 'sku', 'text', 'productIds', 'articleNumbers'],
    rows: problems.map(({ kind, sku, text, productIds, articleNumbers }) => [
      kind,
      sku,
      text,
      productIds.join(' '),
      articleNumbers.join(' '),
    ]),
  };
  return { csv: toCsv(table), html: toHtml(table) };
}
