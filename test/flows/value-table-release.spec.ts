/** Values that no table knows, in the orders example: the orders are held, and one new row releases all that wait for it. */
import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'orders-ecwid-to-mplus';
const LEDGER = '5ec0de0000000004';

interface Row {
  from: string;
  to: string;
}

/** The example with other rows in one of its tables. */
function withTable(name: string, change: (rows: Row[]) => Row[]): Flows {
  const flows = readExample(EXAMPLE);
  const table = flows.find((node) => node.type === 'value-table' && node.name === name) as { rows: Row[] };
  table.rows = change(table.rows);
  return flows;
}

const without = (value: string) => (rows: Row[]) => rows.filter(({ from }) => from !== value);

for (const line of LINES) {
  describe(`a missing row of a value table in ${line.name}`, function () {
    this.timeout(30_000);
    const { userDir, remove } = temporaryUserDir();
    let runtime: Runtime;

    /** Keys of the orders that wait for a row, by the value. */
    async function held(): Promise<Record<string, string[]>> {
      const { records } = await runtime.records(LEDGER, { reason: 'VALUE_TABLE_MISS' }, true);
      const byValue: Record<string, string[]> = {};
      for (const { key, message } of records) {
        const [, value] = /no row for "(.+?)"/.exec(message) as RegExpExecArray;
        byValue[value] = [...(byValue[value] ?? []), key].sort();
      }
      return byValue;
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, withTable('paymentMethods', without('iDEAL')));
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const over = () =>
        runtime.at('Order in the till').length + runtime.at('Held: unknown SKU').length + runtime.at('Needs attention').length;
      await runtime.until(() => over() >= runtime.at('Run complete')[0].payload.added);
    });
    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('holds every order that has the value, and those that have others', async () => {
      const waiting = await held();
      assert.ok(waiting.iDEAL.length > 3, JSON.stringify(waiting));
      assert.equal(waiting['PL/21'].length, 1);
    });

    it('releases exactly the orders of a new row when it is deployed, each once', async () => {
      const { iDEAL, ...others } = await held();
      const before = runtime.at('Order in the till').length;
      await runtime.deploy(readExample(EXAMPLE), 'nodes');
      await runtime.until(() => runtime.at('Order in the till').length === before + iDEAL.length);
      const written = runtime.at('Order in the till').slice(before);
      assert.deepEqual(written.map(({ result }) => result.extOrderId).sort(), iDEAL);
      assert.deepEqual(await held(), others);
    });

    it('sends the order from abroad on with the row for its country and rate; the till then says what it lacks itself', async () => {
      const { 'PL/21': abroad } = await held();
      const row = { from: 'PL/21', to: '2' };
      await runtime.deploy(
        withTable('vatCodes', (rows) => [...rows, row]),
        'full',
      );
      const refused = () => runtime.at('Needs attention').find(({ error }) => error.code === 'MPLUS_RESULT');
      await runtime.until(refused);
      assert.ok(String(refused().error.message).includes(abroad[0]));
      assert.equal((await held())['PL/21'], undefined);
    });
  });
}
