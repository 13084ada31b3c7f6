/** What a mapping reads and writes, found in its syntax tree: for completion and coverage in the editor. */
import jsonata from 'jsonata';

export interface MappingUse {
  /** Paths from the root that are spelled out: `payload.lines`, `relation.relationNumber`. Sorted. */
  paths: string[];
  /** Names of value tables: `tables.<name>`. Sorted. */
  tables: string[];
  /** Keys of every object the mapping builds. Sorted. */
  keys: string[];
}

interface AstNode {
  type?: string;
  value?: unknown;
  steps?: AstNode[];
  lhs?: unknown;
  [part: string]: unknown;
}

const ROOTS = new Set(['payload', 'relation', 'links', 'settings', 'tables']);

/** The use of an expression. Throws JSONata's plain error for one that cannot be read. */
export function analyse(expression: string): MappingUse {
  const paths = new Set<string>();
  const tables = new Set<string>();
  const keys = new Set<string>();
  /** Variables that stand for a path, as in `$t := tables`. */
  const aliases = new Map<string, string>();

  const pathOf = (node: AstNode): string | undefined => {
    const names: string[] = [];
    for (const [index, step] of (node.steps ?? []).entries()) {
      const alias = index === 0 && step.type === 'variable' ? aliases.get(String(step.value)) : undefined;
      if (alias !== undefined) names.push(alias);
      else if (step.type === 'name') names.push(String(step.value));
      else break;
    }
    return ROOTS.has(names[0]?.split('.')[0] ?? '') ? names.join('.') : undefined;
  };

  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
    const node = part as AstNode;
    if (node.type === 'path') {
      const path = pathOf(node);
      if (path !== undefined) paths.add(path);
    }
    if (node.type === 'bind') {
      const [variable, value] = [node.lhs as AstNode, node.rhs as AstNode];
      const path = value.type === 'path' ? pathOf(value) : undefined;
      if (path !== undefined) aliases.set(String(variable.value), path);
    }
    const built = node.type === 'unary' && node.value === '{' ? node : (node.group as AstNode | undefined);
    for (const [key] of (built?.lhs ?? []) as [AstNode, AstNode][]) if (key.type === 'string') keys.add(String(key.value));
    for (const [name, child] of Object.entries(node)) if (name !== 'type' && name !== 'value') visit(child);
  };
  visit(jsonata(expression).ast());
  for (const path of paths) {
    const [root, name] = path.split('.');
    if (root === 'tables' && name) tables.add(name);
  }
  return { paths: [...paths].sort(), tables: [...tables].sort(), keys: [...keys].sort() };
}
