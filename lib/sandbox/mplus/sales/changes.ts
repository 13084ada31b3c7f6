import { type Type, typeOf } from '../../../mplus/contract';
import type { Context } from '../context';
import type { Fields, Line, Order } from '../entities';

/** Adds what changed in an order to the list that getOrderChanges reads: pairs `…Old`/`…New` for every field that differs. */
export function recordChange(before: Order | undefined, after: Order, { state }: Context): void {
  const change = difference(typeOf('OrderChange'), before, after);
  change.lineChangeList = lineChanges(before?.lineList ?? [], after.lineList);
  state.orderChanges.push(structuredClone(change));
}

/** The contract names what a change record can hold; the name without `Old` or `New` is that of the field itself. */
function difference(type: Type, before: Fields | undefined, after: Fields | undefined): Fields {
  const record: Fields = {};
  const identity = after ?? before ?? {};
  for (const { name, companion } of type.fields) {
    const base = name.replace(/(Old|New)$/, '');
    if (base === name) {
      if (typeof identity[name] !== 'object' || name === 'orderNumber') record[name] = identity[name];
    } else if (JSON.stringify(before?.[base]) !== JSON.stringify(after?.[base])) {
      const side = name.endsWith('Old') ? before : after;
      record[name] = side?.[base];
      if (companion) record[companion] = side?.[companion.replace(/(Old|New)$/, '')];
    }
  }
  return record;
}

function lineChanges(before: readonly Line[], after: readonly Line[]): Fields[] {
  const old = new Map(before.map((line) => [line.lineId, line]));
  const kept = after.map((line) => lineChange(old.get(line.lineId), line));
  const removed = before.filter((line) => !after.some((other) => other.lineId === line.lineId));
  return [...kept, ...removed.map((line) => lineChange(line, undefined))].filter((change) => change !== undefined);
}

function lineChange(before: Line | undefined, after: Line | undefined): Fields | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return {
    ...difference(typeOf('LineChange'), before, after),
    added: before === undefined,
    removed: after === undefined,
    data: difference(typeOf('LineChangeData'), before?.data, after?.data),
  };
}
