/** What the forms of the two get nodes share. */
import { type Condition, field, prepareForm, type Reader } from './form';

const byKey = (of: Reader) => of('mode') === 'byKey';

export const paged: Condition = (of) => !byKey(of);

/** A ledger hands out single records, so that it takes part only then. */
export const tracked: Condition = (of) => of('emit') === 'record' && Boolean(of('ledger'));

/** Prepares the form; `own` holds the conditions of rows that only one of the nodes has. */
export function prepareSourceForm(node: EditorNode, own: Record<string, Condition> = {}): void {
  prepareForm(node, {
    key: byKey,
    pageSize: paged,
    ledger: (of) => of('emit') === 'record',
    sync: tracked,
    inFlight: tracked,
    ...own,
  });
  field(node, 'key').typedInput({
    default: 'msg',
    types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
    typeField: '#node-input-keyType',
  });
}
