/**
 * Reading saved node configuration. Node-RED replaces `${NAME}` by the environment's text before a node sees it, so every field can
 * arrive as text whatever its type in the editor.
 */

export function text(value: unknown, fallback = ''): string {
  return value === undefined || value === null ? fallback : String(value).trim();
}

/** A number, or the fallback when the field is empty or no number. */
export function number(value: unknown, fallback: number): number {
  const read = typeof value === 'number' ? value : Number.parseFloat(text(value));
  return Number.isFinite(read) ? read : fallback;
}

export function flag(value: unknown, fallback: boolean): boolean {
  if (typeof value === 'boolean') return value;
  const read = text(value).toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(read)) return true;
  if (['false', '0', 'no', 'off'].includes(read)) return false;
  return fallback;
}

/** One of a fixed set; anything else becomes the first. */
export function oneOf<const T extends string>(value: unknown, allowed: readonly [T, ...T[]]): T {
  const read = text(value) as T;
  return allowed.includes(read) ? read : allowed[0];
}

/** A list written with commas or spaces: `1, 2` → `['1', '2']`. */
export function list(value: unknown): string[] {
  return text(value)
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
}
