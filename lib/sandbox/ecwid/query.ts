import { parseDate } from './dates';
import { wrongParameter } from './errors';

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** Query parameters, read by type; a value of another type is refused with 400 (reference 1.1, 1.4). */
export class Query {
  readonly #read = new Set<string>();

  constructor(private readonly parameters: URLSearchParams) {}

  text(name: string): string | undefined {
    this.#read.add(name);
    return this.parameters.get(name) ?? undefined;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw wrongNumber(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.number(name);
    if (value !== undefined && !Number.isSafeInteger(value)) throw wrongNumber(name);
    return value;
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = BOOLEANS[text.toLowerCase()];
    if (value === undefined) throw wrongParameter(`Wrong boolean parameter '${name}' value`);
    return value;
  }

  /** Unix seconds. */
  date(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parseDate(text);
    if (value === undefined) throw wrongParameter(`Wrong date parameter '${name}' value`);
    return value;
  }

  /** A comma list; absent or empty: undefined. */
  list(name: string): string[] | undefined {
    const entries = this.text(name)
      ?.split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    return entries?.length ? entries : undefined;
  }

  integers(name: string): number[] | undefined {
    return this.list(name)?.map((entry) => {
      const value = Number(entry);
      if (!Number.isSafeInteger(value)) throw wrongNumber(name);
      return value;
    });
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw wrongParameter(`Wrong parameter '${name}' value`);
    return value;
  }

  /** Parameters whose name starts with a prefix, without the prefix: `attribute_UPC` → `UPC`. */
  prefixed(prefix: string): [name: string, values: string[]][] {
    return [...this.parameters.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), this.list(name) ?? []]);
  }

  /** Everything but paging and shape: equal text selects equal records. */
  selection(): string {
    const shape = new Set(['offset', 'limit', 'responseFields', 'lang', 'token', 'baseUrl', 'cleanUrls', 'slugsWithoutIds']);
    const entries = [...this.parameters].filter(([name]) => !shape.has(name));
    return new URLSearchParams(entries).toString();
  }

  /** Names nobody asked for: the API ignores them in silence. */
  unread(): string[] {
    return [...new Set(this.parameters.keys())].filter((name) => !this.#read.has(name));
  }
}

function wrongNumber(name: string) {
  return wrongParameter(`Wrong numeric parameter '${name}' value: not a number or a number out of range`);
}
