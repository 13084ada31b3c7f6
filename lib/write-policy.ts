/** Who decides about a field of a record that the target has already: the source, the target, or whoever changed it last. */

/**
 * - `always`: the source decides
 * - `create`: the source fills it in once, then the target decides
 * - `ifEmpty`: the source fills it in while the target has nothing
 * - `ifUnchanged`: the source decides until somebody edits it in the target
 * - `never`: not written at all
 */
export const WRITE_POLICIES = ['always', 'create', 'ifEmpty', 'ifUnchanged', 'never'] as const;

export type WritePolicy = (typeof WRITE_POLICIES)[number];

/** Policies as saved, `[{ field, policy }]`, for every field of `defaults`; what is missing or not `allowed` is the default. */
export function savedPolicies<Field extends string, Policy extends string>(
  saved: unknown,
  allowed: readonly Policy[],
  defaults: Readonly<Record<Field, Policy>>,
): Record<Field, Policy> {
  const given = new Map<unknown, unknown>();
  for (const row of Array.isArray(saved) ? saved : []) if (typeof row === 'object' && row) given.set(row.field, row.policy);
  const rows = (Object.entries(defaults) as [Field, Policy][]).map(([field, preset]) => {
    return [field, allowed.find((policy) => policy === given.get(field)) ?? preset] as const;
  });
  return Object.fromEntries(rows) as Record<Field, Policy>;
}
