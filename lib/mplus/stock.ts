/** Stock of the till: one record per article with all its branches, so that nobody has to put a total together from halves. */
import type { SourcePage, SourceRecord } from '../page';
import type { MplusClient } from './client';
import { MplusError } from './errors';
import type { MplusRecord } from './values';

/** The highest `stockId` that was read. */
interface StockCursor {
  readonly marker: number;
}

interface StockOptions {
  readonly signal?: AbortSignal;
  /** All branches of the till when absent or empty. */
  readonly branchNumbers?: readonly number[];
}

/** Articles per request. */
const BATCH = 500;

const list = (value: unknown): MplusRecord[] => (value ?? []) as MplusRecord[];
const stockId = (row: MplusRecord): number => Number(row.stockId ?? -1);

/**
 * All articles of which stock moved at one of the branches since the cursor, each as it is now at every branch asked for:
 * `{articleNumber, stockId, branches: [{branchNumber, amountFree, amountReserved, amountIncoming, …}]}`. The till gives everything in
 * one answer. The cursor is the highest `stockId` of what was *asked since*, never of what was read on top: something else may have
 * moved in between (reference 4.1). Throws MplusError, MPLUS_BRANCH_UNKNOWN for a branch the till does not have.
 */
export async function readStockPage(
  client: MplusClient,
  cursor: StockCursor | undefined,
  { branchNumbers, signal }: StockOptions,
): Promise<SourcePage<StockCursor>> {
  const branches = await branchesToRead(client, branchNumbers, signal);
  const marker = cursor?.marker ?? -1;
  const moved = branches.length === 0 ? [] : await ask(client, branches, [], marker + 1, signal);
  const articles = [...new Set(moved.map((row) => String(row.articleNumber)))];
  // Without a cursor, and with a single branch, what moved is all there is.
  const complete = marker < 0 || branches.length === 1 || articles.length === 0;
  const rows = complete ? moved : await askInParts(client, branches, articles, signal);
  return {
    records: articlesOf(rows).map(toSource),
    cursor: { marker: moved.reduce((highest, row) => Math.max(highest, stockId(row)), marker) },
    more: false,
    total: articles.length,
  };
}

/** The stock of these articles as it is now, by article number; absent when no branch keeps stock of it. Throws MplusError. */
export async function readStock(
  client: MplusClient,
  articleNumbers: readonly string[],
  { branchNumbers, signal }: StockOptions = {},
): Promise<Map<string, SourceRecord>> {
  const wanted = [...new Set(articleNumbers)].filter((number) => /^\d{1,18}$/.test(number));
  if (wanted.length === 0) return new Map();
  const branches = await branchesToRead(client, branchNumbers, signal);
  if (branches.length === 0) return new Map();
  const rows = await askInParts(client, branches, wanted, signal);
  return new Map(articlesOf(rows).map((article) => [String(article.articleNumber), toSource(article)]));
}

/** Branches that were chosen must exist: the till answers for an unknown one as if nothing had stock there. */
async function branchesToRead(
  client: MplusClient,
  chosen: readonly number[] = [],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const { branches } = await client.call('getBranches', {}, { signal });
  const known = list(branches).map((branch) => Number(branch.branchNumber));
  const unknown = chosen.filter((branch) => !known.includes(branch));
  if (unknown.length > 0) {
    throw new MplusError('MPLUS_BRANCH_UNKNOWN', `The till has no branch ${unknown.join(', ')}; it has ${known.join(', ')}.`);
  }
  return chosen.length > 0 ? chosen : known;
}

async function askInParts(
  client: MplusClient,
  branches: readonly number[],
  articles: readonly string[],
  signal: AbortSignal | undefined,
): Promise<MplusRecord[]> {
  const rows: MplusRecord[] = [];
  for (let start = 0; start < articles.length; start += BATCH) {
    rows.push(...(await ask(client, branches, articles.slice(start, start + BATCH), 0, signal)));
  }
  return rows;
}

async function ask(
  client: MplusClient,
  branches: readonly number[],
  articleNumbers: readonly string[],
  from: number,
  signal: AbortSignal | undefined,
): Promise<MplusRecord[]> {
  const request = {
    // Mandatory in the schema although the list below says it all.
    branchNumber: branches[0],
    ...(articleNumbers.length > 0 ? { articleNumbers: [...articleNumbers] } : {}),
    ...(branches.length > 1 ? { branchNumbers: [...branches] } : {}),
    ...(from > 0 ? { stockId: from } : {}),
  };
  const { articleStocks } = await client.call('getStock', { request }, { signal });
  const wanted = new Set(articleNumbers);
  return list(articleStocks)
    .map((row): MplusRecord => ({ branchNumber: branches[0], ...row }))
    .filter((row) => wanted.size === 0 || wanted.has(String(row.articleNumber)));
}

function articlesOf(rows: readonly MplusRecord[]): MplusRecord[] {
  const articles = new Map<unknown, MplusRecord[]>();
  for (const { articleNumber, ...branch } of rows) {
    const branches = articles.get(articleNumber) ?? [];
    if (branches.length === 0) articles.set(articleNumber, branches);
    branches.push(branch);
  }
  return [...articles].map(([articleNumber, branches]) => ({
    articleNumber,
    stockId: Math.max(...branches.map(stockId)),
    branches: branches.sort((a, b) => Number(a.branchNumber) - Number(b.branchNumber)),
  }));
}

function toSource(article: MplusRecord): SourceRecord {
  return { key: String(article.articleNumber), version: String(article.stockId), payload: article };
}
