/** Which products of the till a stream is about. */

type Json = Readonly<Record<string, unknown>>;

export interface Selection {
  /** Numbers of article groups, one of which the product must be in; empty: any. */
  readonly groups: readonly number[];
  /** At least one article is marked for the webshop. */
  readonly onlyWebshop: boolean;
}

export function isSelected({ groupNumbers, articleList }: Json, { groups, onlyWebshop }: Selection): boolean {
  const own = Array.isArray(groupNumbers) ? groupNumbers.map(Number) : [];
  if (groups.length > 0 && !groups.some((group) => own.includes(group))) return false;
  return !onlyWebshop || (Array.isArray(articleList) && articleList.some((article) => article?.webshop === true));
}
