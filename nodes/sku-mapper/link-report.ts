import { type EcwidClient, type EcwidCursor, readEcwidPage } from '../../lib/ecwid';
import { type MplusClient, type MplusCursor, readMplusPage } from '../../lib/mplus';
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
  for (let cursor: MplusCursor | undefined, more = true; more; ) {
    const page = await readMplusPage(till, 'product', cursor, { limit: TILL_PAGE });
    for (const { payload } of page.records) doctor.addTillProduct(payload as Record<string, unknown>);
    read += page.records.length;
    told(read);
    ({ cursor, more } = page);
  }
  for (let cursor: EcwidCursor | undefined, more = true; more; ) {
    const page = await readEcwidPage(shop, 'product', cursor, { limit: SHOP_PAGE, overlap: 0 });
    for (const { payload } of page.records) doctor.addShopProduct(payload as Record<string, unknown>);
    read += page.records.length;
    told(read);
    ({ cursor, more } = page);
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
