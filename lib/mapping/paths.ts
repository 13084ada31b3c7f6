/** Places in records: what a mapping can read, and what of a target it leaves out. */

export interface SourcePath {
  /** As an expression reads it: `payload.lines.sku`. */
  readonly path: string;
  /** A value found there, as text; empty for a list or an object. */
  readonly example: string;
}

/** A field of a target: `lineList[].data.price`. */
export interface TargetField {
  readonly path: string;
  /** What it wants: `a whole number of cents`. */
  readonly description: string;
  readonly required: boolean;
}

/** Items of a list that are looked at. */
const ITEMS = 20;
const MOST = 600;
const PLAIN = /^[A-Za-z_]\w*$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path into a value, lists passed through as an expression passes through them; each once. */
export function pathsOf(value: unknown): SourcePath[] {
  const found = new Map<string, string>();
  const visit = (part: unknown, path: string): void => {
    if (found.size >= MOST) return;
    if (Array.isArray(part)) {
      for (const item of part.slice(0, ITEMS)) visit(item, path);
    } else if (isObject(part)) {
      for (const [name, child] of Object.entries(part)) {
        const step = PLAIN.test(name) ? name : `\`${name}\``;
        const next = path === '' ? step : `${path}.${step}`;
        const example = child === null || typeof child === 'object' ? '' : String(child);
        if (!found.get(next)) found.set(next, example);
        visit(child, next);
      }
    }
  };
  visit(value, '');
  return [...found].map(([path, example]) => ({ path, example }));
}

/** The parts of a path: `lineList[].data` → `lineList[]`, `data`. */
const parts = (path: string): string[] => path.split('.');

function present(value: unknown, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return value !== undefined;
  if (!isObject(value)) return false;
  const child = value[step.replace(/\[\]$/, '')];
  if (child === undefined || rest.length === 0) return child !== undefined;
  return step.endsWith('[]') && Array.isArray(child) ? child.some((item) => present(item, rest)) : present(child, rest);
}

/** The fields a record leaves out, except those inside of something that it leaves out as a whole. */
export function unmappedFields(fields: readonly TargetField[], record: unknown): TargetField[] {
  return fields.filter(({ path }) => {
    const steps = parts(path);
    return !present(record, steps) && (steps.length === 1 || present(record, steps.slice(0, -1)));
  });
}
