import assert from 'node:assert/strict';
import { cellValue, missError, type TableDefinition, type TableMiss, tableView } from '../../../lib/mapping/value-table';
import { ENGINES } from './engines';

const table = (more: Partial<TableDefinition> = {}): TableDefinition => ({
  name: 'paymentMethods',
  rows: [
    { from: 'iDEAL', to: 'IDEAL', label: 'iDEAL in the webshop' },
    { from: ' Cash ', to: ' 3 ' },
    { from: 'Empty', to: '' },
  ],
  fallback: 'hold',
  default: '',
  ...more,
});

describe('A cell of a value table', () => {
  it('is a number when it is a whole number, else text', () => {
    const cells = ['2', '0', '-5', ' 21 ', '007', '1.5', '1e3', '', 'IDEAL', '12345678901234567890'].map(cellValue);
    assert.deepEqual(cells, [2, 0, -5, 21, '007', '1.5', '1e3', '', 'IDEAL', '12345678901234567890']);
  });
});

for (const [line, evaluate] of ENGINES) {
  describe(`A value table in the engine of ${line}`, () => {
    const look = async (expression: string, definition = table()): Promise<{ value: unknown; misses: TableMiss[] }> => {
      const misses: TableMiss[] = [];
      const tables = { t: tableView(definition, (miss) => misses.push(miss)) };
      return { value: await evaluate(expression, { tables, payload: { methods: ['iDEAL', 'Nope', 'toString'] } }), misses };
    };

    it('gives the cell of a row, by look-up and by path', async () => {
      for (const expression of ['$lookup(tables.t, "iDEAL")', 'tables.t.iDEAL', '($t := tables.t; $t."iDEAL")']) {
        assert.deepEqual(await look(expression), { value: 'IDEAL', misses: [] }, expression);
      }
      assert.deepEqual(await look('$lookup(tables.t, "Cash")'), { value: 3, misses: [] });
      assert.deepEqual(await look('$lookup(tables.t, "Empty")'), { value: '', misses: [] });
    });

    it('can be listed, compared and copied without a miss', async () => {
      for (const expression of [
        '$keys(tables.t)',
        '$type(tables.t)',
        '$string(tables.t)',
        '$merge([tables.t])',
        'tables.t = tables.t',
        '$each(tables.t, function($v, $k) { $k })',
        'tables.t ~> $lookup("iDEAL")',
        '$exists(tables.other)',
      ]) {
        assert.deepEqual((await look(expression)).misses, [], expression);
      }
    });

    it('tells every value without a row, names of object methods as well', async () => {
      const { value, misses } = await look('[payload.methods.$lookup($$.tables.t, $)]');
      assert.deepEqual(value, ['IDEAL']);
      assert.deepEqual(misses, [
        { table: 'paymentMethods', value: 'Nope', fallback: 'hold' },
        { table: 'paymentMethods', value: 'toString', fallback: 'hold' },
      ]);
    });

    it('gives the default instead where one is set', async () => {
      assert.deepEqual(await look('$lookup(tables.t, "Nope")', table({ fallback: 'default', default: '9' })), {
        value: 9,
        misses: [],
      });
    });
  });
}

describe('What a value table misses', () => {
  it('holds the record, names table and value (83)', () => {
    const error = missError([{ table: 'paymentMethods', value: 'Nope', fallback: 'hold' }]);
    assert.equal(error.code, 'VALUE_TABLE_MISS');
    assert.equal(error.disposition, 'hold');
    assert.equal(error.message, 'Value table paymentMethods has no row for "Nope".');
    assert.deepEqual(error.details, [{ table: 'paymentMethods', value: 'Nope' }]);
  });

  it('has a code of its own for a table that is set to fail, and counts the others', () => {
    const error = missError([
      { table: 'a', value: '1', fallback: 'hold' },
      { table: 'b', value: '2', fallback: 'error' },
      { table: 'b', value: '2', fallback: 'error' },
    ]);
    assert.equal(error.code, 'VALUE_TABLE_UNKNOWN');
    assert.equal(error.message, 'Value table b has no row for "2" (and 1 more).');
  });
});
