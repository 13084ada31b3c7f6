/** Article groups of the till as categories of the shop: what of a category follows its group, and which request brings that about. */
import { HoldError } from '../errors';

type Json = Record<string, unknown>;

/** A mapped article group, checked by the schema `ecwid-category`. */
export interface WantedCategory extends Json {
  readonly groupNumber: number;
  /** Absent or 0: at the top. */
  readonly parentGroupNumber?: number;
  readonly name: string;
  readonly deleted?: boolean;
  /** Products of the till in this group. */
  readonly productNumbers?: readonly number[];
}

export interface CategorySettings {
  readonly create: boolean;
  readonly update: boolean;
  /** The category moves when its group does; off: it stays where somebody put it in the shop. */
  readonly move: boolean;
  /** What becomes of the category of a group that is gone. */
  readonly deleted: 'leave' | 'disable' | 'delete';
}

/** What is to be done with one category; `fields` are those of the REST API (reference 4). */
export type CategoryStep =
  | { readonly action: 'create' | 'update'; readonly fields: Json }
  | { readonly action: 'delete' }
  | { readonly action: 'unchanged' | 'skip' };

/** The mark of a category that belongs to a group of the till. The shop keeps it unique, so that a repeated create is refused (reference 4). */
export function categoryReference(groupNumber: number): string {
  return `mplus-group-${groupNumber}`;
}

/** The parent in the shop: 0 at the top. Only text, order and place follow the group; everything else of the category is the shop's. */
export function categoryStep(
  wanted: WantedCategory,
  existing: Json | undefined,
  parentId: number,
  settings: CategorySettings,
): CategoryStep {
  if (wanted.deleted) return existing ? goneStep(existing, settings.deleted) : { action: 'unchanged' };
  const { groupNumber, parentGroupNumber: _parent, deleted: _deleted, productNumbers: _products, ...texts } = wanted;
  if (!existing) {
    if (!settings.create) return { action: 'skip' };
    return { action: 'create', fields: { ...texts, parentId, externalReferenceId: categoryReference(groupNumber) } };
  }
  if (!settings.update) return { action: 'skip' };
  const target: Json = { ...texts, externalReferenceId: categoryReference(groupNumber), ...(settings.move ? { parentId } : {}) };
  const fields = Object.fromEntries(Object.entries(target).filter(([name, value]) => isDue(name, value, existing)));
  return Object.keys(fields).length === 0 ? { action: 'unchanged' } : { action: 'update', fields };
}

/** Filled in once; what somebody wrote in the shop since stays. */
const CONTENT = new Set(['description', 'seoTitle', 'seoDescription', 'customSlug']);
/** How the shop shows a field that was never filled: it leaves it out. */
const EMPTY: Json = { parentId: 0, description: '' };

function isDue(name: string, value: unknown, existing: Json): boolean {
  // Hiding a category is the shop's business.
  if (name === 'enabled') return false;
  const present = existing[name] ?? EMPTY[name];
  return value !== present && !(CONTENT.has(name) && present !== undefined && present !== '');
}

function goneStep(existing: Json, policy: CategorySettings['deleted']): CategoryStep {
  if (policy === 'delete') return { action: 'delete' };
  if (policy === 'leave' || existing.enabled === false) return { action: policy === 'leave' ? 'skip' : 'unchanged' };
  return { action: 'update', fields: { enabled: false } };
}

/**
 * Deleting a category may take those below it along (reference 4), and those that are not of the till would be lost. Throws HoldError
 * CATEGORY_NOT_EMPTY.
 */
export function checkDeletable(name: string, below: readonly Json[]): void {
  const foreign = below.filter(({ externalReferenceId }) => !String(externalReferenceId ?? '').startsWith('mplus-group-'));
  if (foreign.length === 0) return;
  throw new HoldError({
    code: 'CATEGORY_NOT_EMPTY',
    message: `The group of category "${name}" is gone, but ${foreign.length} categories below it are not of the till.`,
    hint: 'Move them elsewhere in Ecwid, or let the node disable categories instead of deleting them, then release the record.',
    details: { categories: foreign.map(({ id }) => id) },
  });
}

/**
 * The category of the shop that was there before the till's groups came: it has the name of the group, stands at the same place and
 * belongs to no other group. Throws HoldError CATEGORY_AMBIGUOUS when there are several.
 */
export function namesake(wanted: WantedCategory, siblings: readonly Json[]): Json | undefined {
  const name = (text: unknown): string => String(text).trim().toLowerCase();
  const found = siblings.filter((category) => !category.externalReferenceId && name(category.name) === name(wanted.name));
  if (found.length <= 1) return found[0];
  throw new HoldError({
    code: 'CATEGORY_AMBIGUOUS',
    message: `The shop has ${found.length} categories named "${wanted.name}" at the same place.`,
    hint: 'Rename or join them in Ecwid, then release the record.',
    details: { categories: found.map(({ id }) => id) },
  });
}

/** Which products enter and leave a category; products the till does not know stay where they are. */
export function assignment(
  wanted: readonly number[],
  present: readonly number[],
  isOurs: (productId: number) => boolean,
): { added: number[]; removed: number[] } {
  return {
    added: wanted.filter((id) => !present.includes(id)),
    removed: present.filter((id) => !wanted.includes(id) && isOurs(id)),
  };
}
