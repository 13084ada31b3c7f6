import { wrongParameter } from './errors';
import { isObject, type JsonObject } from './json';

/** Names to keep; a name with a tree keeps only that part of it. */
type Tree = Map<string, Tree | undefined>;

/** Trims an answer to `total,items(id,sku)`; absent names are dropped, lists are trimmed entry by entry (reference 1.8). */
export function project(value: unknown, responseFields: string): unknown {
  return trim(value, parse(responseFields));
}

function trim(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((entry) => trim(entry, tree));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, below] of tree) {
    if (name in value) kept[name] = below === undefined ? value[name] : trim(value[name], below);
  }
  return kept;
}

function parse(text: string): Tree {
  const root: Tree = new Map();
  const path: Tree[] = [root];
  let last = '';
  for (const token of text.match(/[(),]|[^(),]+/g) ?? []) {
    const level = path.at(-1) as Tree;
    if (token === '(') {
      const below: Tree = new Map();
      level.set(last, below);
      path.push(below);
    } else if (token === ')') {
      path.pop();
      if (path.length === 0) throw wrongParameter("Wrong parameter 'responseFields' value");
    } else if (token !== ',' && token.trim() !== '') {
      last = token.trim();
      level.set(last, undefined);
    }
  }
  if (path.length !== 1) throw wrongParameter("Wrong parameter 'responseFields' value");
  return root;
}
