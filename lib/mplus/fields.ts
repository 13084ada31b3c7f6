/** What the contract says about the fields of records: which are percentages, which carry the decimals of a quantity. */
import { type Field, type Type, typeOf } from './contract';
import type { MplusRecord } from './values';

/** Calls `visit` for every percentage of a record; their unit on the wire differs per installation (reference 2.3). */
export function forEachPercent(type: Type, record: unknown, visit: (holder: MplusRecord, name: string) => void): void {
  if (!holdsPercent(type) || typeof record !== 'object' || record === null) return;
  const holder = record as MplusRecord;
  for (const field of type.fields) {
    const value = holder[field.name];
    if (value === undefined || value === null) continue;
    if (field.kind === 'percent') visit(holder, field.name);
    const inner = innerType(field);
    if (!inner) continue;
    for (const item of Array.isArray(value) ? value : [value]) forEachPercent(inner, item, visit);
  }
}

function innerType(field: Field): Type | undefined {
  const structure = field.item ?? field;
  return structure.kind === 'type' ? typeOf(structure.of!) : undefined;
}

const known = new Map<Type, boolean>();

function holdsPercent(type: Type): boolean {
  let holds = known.get(type);
  if (holds === undefined) {
    known.set(type, false); // types refer to themselves
    holds = type.fields.some((field) => {
      const inner = innerType(field);
      return field.kind === 'percent' || (inner !== undefined && holdsPercent(inner));
    });
    known.set(type, holds);
  }
  return holds;
}

const companions = new Map<Type, ReadonlySet<string>>();

/** The fields of a type that carry the decimals of a quantity. */
export function companionsOf(type: Type): ReadonlySet<string> {
  let names = companions.get(type);
  if (!names) {
    names = new Set(type.fields.flatMap((field) => (field.kind === 'quantity' ? [field.companion!] : [])));
    companions.set(type, names);
  }
  return names;
}
