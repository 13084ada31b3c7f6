import type { Category } from './model';
import type { EcwidState } from './state';

/** A category and everything below it, as ids; 0 is the root. */
export function subtree(state: EcwidState, id: number): number[] {
  const children = state.categories.ids('parent', String(id));
  return [id, ...children.flatMap((child) => subtree(state, child))];
}

export function bySortOrder(a: Category, b: Category): number {
  return a.orderBy - b.orderBy;
}
