import {
  assignProducts,
  CategoryIndex,
  createEcwid,
  deleteCategory,
  type EcwidClient,
  EcwidError,
  readEcwidByKey,
  updateEcwid,
} from '../../../lib/ecwid';
import { HoldError, PackError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger';
import { perClient } from '../../../lib/per-client';
import {
  assignment,
  type CategoryStep,
  categoryReference,
  categoryStep,
  checkDeletable,
  namesake,
  type WantedCategory,
} from '../../../lib/products/categories';
import { flag, oneOf } from '../../shared/fields';
import { allFields, type Change, changesOf, nothingToDo, type Plan, type Planner } from '../../shared/put';
import { writtenBefore } from '../../shared/written';
import type { Definition } from '.';

type Json = Record<string, unknown>;

const indexOf = perClient((client: EcwidClient) => new CategoryIndex(client));

function wantedOf(record: Json): WantedCategory {
  if (Number.isInteger(record.groupNumber) && Number(record.groupNumber) > 0) return record as unknown as WantedCategory;
  throw new HoldError({
    code: 'CATEGORY_NO_GROUP',
    message: 'The category has no group number of the till, so that it could not be found again.',
    hint: 'Let the mapping fill in groupNumber, then release the record.',
  });
}

/** The id of the parent in the shop. A parent that is not there yet comes along in the same run, so that waiting for it helps. */
async function parentOf(client: EcwidClient, { parentGroupNumber = 0 }: WantedCategory): Promise<number> {
  if (parentGroupNumber === 0) return 0;
  const parent = await indexOf(client).byReference(categoryReference(parentGroupNumber));
  if (parent) return Number(parent.id);
  throw new PackError({
    code: 'CATEGORY_PARENT_MISSING',
    message: `The shop has no category yet for article group ${parentGroupNumber}, the parent of this one.`,
    hint: 'Nothing to do while the groups are being read; otherwise look whether that group is held, or exists in the till.',
    disposition: 'retry',
  });
}

/** The category of the group, else the one of its name that the shop had before. With its products, which are not in lists. */
async function existingOf(client: EcwidClient, wanted: WantedCategory, parentId: number): Promise<Json | undefined> {
  const index = indexOf(client);
  const own = await index.byReference(categoryReference(wanted.groupNumber));
  const listed = own ?? (wanted.deleted ? undefined : namesake(wanted, await index.below(parentId)));
  if (!listed) return undefined;
  return (await readEcwidByKey(client, 'category', String(listed.id)))?.payload as Json | undefined;
}

interface Assignment {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** Only products that the ledger links to the till are moved; without a ledger none. */
async function productsOf(client: EcwidClient, wanted: WantedCategory, existing: Json | undefined, ledger: Ledger | undefined) {
  if (!ledger || wanted.deleted || !wanted.productNumbers) return { added: [], removed: [] };
  const kind = `ecwid-product ${client.connection.storeId}`;
  const ids = await Promise.all(wanted.productNumbers.map((number) => ledger.findLink(kind, String(number))));
  const present = ((existing?.productIds ?? []) as number[]).map(Number);
  const ours = new Set<number>();
  for (const id of present) if (await ledger.findSource(kind, String(id))) ours.add(id);
  return assignment(ids.filter((id) => id !== undefined).map(Number), present, (id) => ours.has(id));
}

function changesFor(step: CategoryStep, existing: Json | undefined, { added, removed }: Assignment): Change[] {
  const fields =
    step.action === 'create'
      ? allFields(step.fields)
      : step.action === 'update'
        ? changesOf(existing ?? {}, step.fields)
        : step.action === 'delete'
          ? [{ field: 'category', before: existing?.name }]
          : [];
  const before = (existing?.productIds ?? []) as number[];
  const after = [...before.filter((id) => !removed.includes(id)), ...added];
  return added.length + removed.length === 0 ? fields : [...fields, { field: 'productIds', before, after }];
}

/** A category follows its article group: created, changed, moved, or by policy disabled or deleted (55). */
export function planCategory(definition: Definition): Planner<EcwidClient> {
  const settings = {
    create: flag(definition.create, true),
    update: flag(definition.update, true),
    move: flag(definition.moveCategories, true),
    deleted: oneOf(definition.deletedGroups, ['disable', 'delete', 'leave']),
  };
  return async ({ client, record, ledger }): Promise<Plan> => {
    const wanted = wantedOf(record);
    const written = writtenBefore(ledger, `ecwid-category ${client.connection.storeId}`, String(wanted.groupNumber), {
      category: { ...wanted, settings },
    });
    const known = await written.unchanged();
    if (known !== undefined) return nothingToDo(Number(known));

    const parentId = wanted.deleted ? 0 : await parentOf(client, wanted);
    const existing = await existingOf(client, wanted, parentId);
    const step = categoryStep(wanted, existing, parentId, settings);
    const products = step.action === 'skip' ? { added: [], removed: [] } : await productsOf(client, wanted, existing, ledger);
    if (step.action === 'delete') checkDeletable(String(existing?.name), await indexOf(client).below(Number(existing?.id)));
    const changes = changesFor(step, existing, products);
    const action = step.action === 'delete' || (step.action === 'unchanged' && changes.length > 0) ? 'update' : step.action;

    return {
      action,
      id: existing && Number(existing.id),
      changes,
      write: async () => {
        if (action === 'skip') return { action: 'skipped', id: Number(existing?.id ?? 0) };
        const id = await carryOut(client, step, existing);
        await assignProducts(client, id, 'assignProducts', products.added);
        await assignProducts(client, id, 'unassignProducts', products.removed);
        await written.remember(String(id));
        return { action: RESULTS[action], id };
      },
    };
  };
}

const RESULTS = { create: 'created', update: 'updated', unchanged: 'unchanged' } as const;

/** The id of the category. After a failure nothing is known about the list, so that the next attempt reads it. */
async function carryOut(client: EcwidClient, step: CategoryStep, existing: Json | undefined): Promise<number> {
  const index = indexOf(client);
  const id = Number(existing?.id ?? 0);
  try {
    if (step.action === 'create') {
      const created = await createEcwid(client, 'category', step.fields);
      await index.put({ ...step.fields, id: created });
      return created;
    }
    if (step.action === 'update') {
      await updateEcwid(client, 'category', id, step.fields);
      await index.put({ ...step.fields, id });
    }
    if (step.action === 'delete') {
      await deleteCategory(client, id);
      index.forget();
    }
    return id;
  } catch (thrown) {
    index.forget();
    throw isGone(thrown) ? gone(thrown) : thrown;
  }
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof EcwidError && thrown.code === 'ECWID_NOT_FOUND';
}

function gone(cause: unknown): PackError {
  return new PackError({
    code: 'CATEGORY_GONE',
    message: 'The category or its parent was deleted in the shop while it was being written.',
    hint: 'Nothing to do: the record is tried again with what the shop has now.',
    disposition: 'retry',
    retryAfter: 1,
    cause,
  });
}
