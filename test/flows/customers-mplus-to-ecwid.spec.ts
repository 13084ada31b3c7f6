import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'customers-mplus-to-ecwid';
const LEDGER = '5ec0de0000000004';

interface Customer {
  id: number;
  email: string;
  acceptMarketing?: boolean;
  taxId?: string;
  billingPerson: { name?: string; companyName?: string; city?: string; countryCode?: string };
}

interface Relation {
  relationNumber: number;
  email?: string;
  name: string;
  companyName?: string;
  vatNumber?: string;
}

const lower = (email?: string) => email?.toLowerCase() ?? '';

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows: Flows = readExample(EXAMPLE);
    const runNow = flows.find(({ name }) => name === 'Run now') as { id: string };
    let runtime: Runtime;
    let sandbox: string;

    async function get<T>(path: string): Promise<T> {
      return (await (await fetch(`${sandbox}/${path}`)).json()) as T;
    }
    async function edit(relationNumber: number, fields: object): Promise<void> {
      const answer = await fetch(`${sandbox}/till/editRelation`, {
        method: 'POST',
        body: JSON.stringify({ relationNumber, fields }),
      });
      assert.equal(answer.status, 200);
    }
    const customers = () => get<Customer[]>('state/ecwid/customers');
    const customer = async (email: string) => (await customers()).find((each) => lower(each.email) === email) as Customer;
    const over = () =>
      ['Customer in the shop', 'Left out', 'Needs attention'].reduce((sum, name) => sum + runtime.at(name).length, 0);

    /** A run, until everything it brought is settled or held. */
    async function run(): Promise<void> {
      const [runs, before] = [runtime.at('Run complete').length, over()];
      await runtime.inject(runNow.id);
      await runtime.until(() => runtime.at('Run complete').length > runs);
      const { payload } = runtime.at('Run complete').at(-1);
      await runtime.until(() => over() >= before + payload.added);
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { payload } = runtime.at('Run complete')[0];
      await runtime.until(() => over() >= payload.added);
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('makes a customer of every relation with an e-mail address, once (40, 41)', async () => {
      const relations = (await get<Relation[]>('state/relations')).filter(({ email }) => email);
      const all = await customers();
      for (const { email, companyName, vatNumber, name } of relations) {
        const [found, ...others] = all.filter((each) => lower(each.email) === lower(email));
        assert.deepEqual(others, []);
        if (lower(email) === 'familie@example.net') continue;
        assert.deepEqual([found.billingPerson.name, found.billingPerson.companyName ?? ''], [name, companyName ?? '']);
        assert.equal(found.taxId ?? '', vatNumber ?? '');
        assert.equal(found.acceptMarketing ?? false, false);
      }
    });

    it('skips the default debtor, which has no e-mail address', async () => {
      const { records } = await runtime.records(LEDGER, { reason: 'NO_EMAIL' }, true);
      assert.deepEqual(
        records.map(({ key, state }: { key: string; state: string }) => [key, state]),
        [['1', 'skipped']],
      );
    });

    it('asks the shop for nothing in a run that finds nothing new (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      await run();
      const requests = await get<{ system: string; operation: string }[]>('requests');
      assert.deepEqual(
        requests.filter(({ system }) => system === 'ecwid'),
        [],
      );
    });

    it('follows a relation that changes, and leaves out a supplier', async () => {
      await edit(1001, { city: 'Zwolle' });
      await edit(1010, { city: 'Zwolle', categoryIds: [3] });
      await run();
      assert.equal((await customer('marjan@example.com')).billingPerson.city, 'Zwolle');
      assert.equal(runtime.at('Left out').length, 1);
      assert.equal((await customers()).filter(({ billingPerson }) => billingPerson.city === 'Zwolle').length, 1);
    });

    it('holds one of two relations with one e-mail address, and goes on when it gets its own (83)', async () => {
      const { records } = await runtime.records(LEDGER, { reason: 'CUSTOMER_AMBIGUOUS' }, true);
      assert.equal(records.length, 1);
      assert.match(records[0].message, /^Relations 100[45] and 100[45] /);
      await edit(Number(records[0].key), { email: 'truus@example.net' });
      await run();
      assert.equal((await customer('truus@example.net')).email, 'truus@example.net');
    });

    it('holds a relation in a country that nobody knows, and releases it when the table knows it (83)', async () => {
      await edit(1001, { country: 'Nederlande', city: 'Assen' });
      await run();
      assert.equal(runtime.at('Needs attention').at(-1).error.code, 'VALUE_TABLE_MISS');
      const table = flows.find(({ name }) => name === 'countries') as { rows: object[] };
      table.rows.push({ from: 'Nederlande', to: 'NL', label: '' });
      const written = runtime.at('Customer in the shop').length;
      await runtime.deploy(flows, 'nodes');
      await runtime.release(LEDGER, 'VALUE_TABLE_MISS', true);
      await runtime.until(() => runtime.at('Customer in the shop').length > written);
      const { billingPerson } = await customer('marjan@example.com');
      assert.deepEqual([billingPerson.city, billingPerson.countryCode], ['Assen', 'NL']);
    });
  });
}
