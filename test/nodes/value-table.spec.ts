import assert from 'node:assert/strict';
import type { ValueTableNode } from '../../nodes/shared/config-nodes';
import { Rig, TAB } from './support';

const rig = new Rig();

describe('value-table', () => {
  rig.install();

  async function table(settings: object) {
    await rig.load([TAB, { id: 'table', type: 'value-table', ...settings }]);
    return (rig.node('table') as ValueTableNode).table;
  }

  it('gives its rows as text without white space around it', async () => {
    const rows = [
      { from: ' NL/21 ', to: 2, label: 'hoog' },
      { from: 'NL/9', to: ' 1' },
    ];
    assert.deepEqual(await table({ name: ' vatCodes ', rows, fallback: 'default', default: ' 3 ' }), {
      name: 'vatCodes',
      rows: [
        { from: 'NL/21', to: '2', label: 'hoog' },
        { from: 'NL/9', to: '1', label: '' },
      ],
      fallback: 'default',
      default: '3',
    });
  });

  it('holds records unless it says otherwise', async () => {
    const { fallback, rows } = await table({ name: 'paymentMethods' });
    assert.deepEqual([fallback, rows], ['hold', []]);
  });
});
