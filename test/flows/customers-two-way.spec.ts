import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'customers-two-way';
const LEDGER = '5ec0de0000000004';

interface Person {
  name?: string;
  companyName?: string;
  city?: string;
}

interface Customer {
  id: number;
  email: string;
  billingPerson: Person;
}

interface Relation {
  relationNumber: number;
  email?: string;
  city?: string;
  companyName?: string;
  contact?: string;
  extRelationId?: string;
  defaultVatMethod?: string;
  categoryIds?: number[];
}

const ENDS = ['Customer in the shop', 'Relation in the till', 'Needs attention'];
const RUNS = ['Run complete: till', 'Run complete: shop'];
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
    async function inTill(relationNumber: number, fields: object): Promise<void> {
      const answer = await fetch(`${sandbox}/till/editRelation`, {
        method: 'POST',
        body: JSON.stringify({ relationNumber, fields }),
      });
      assert.equal(answer.status, 200);
    }
    async function inShop(method: string, path: string, body: object): Promise<void> {
      const { ecwid } = await runtime.sandbox();
      const answer = await fetch(`${ecwid.baseUrl}/${ecwid.storeId}${path}`, {
        method,
        headers: { authorization: `Bearer ${ecwid.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 200);
    }
    const relation = async (email: string) =>
      (await get<Relation[]>('state/relations')).filter((each) => lower(each.email) === email);
    const customer = async (email: string) =>
      (await get<Customer[]>('state/ecwid/customers')).filter((each) => lower(each.email) === email);
    const at = (names: string[]) => names.reduce((sum, name) => sum + runtime.at(name).length, 0);
    const added = () => RUNS.flatMap((name) => runtime.at(name)).reduce((sum, { payload }) => sum + payload.added, 0);

    /** Both streams once, until everything they brought is settled or held. */
    async function run(): Promise<void> {
      const runs = at(RUNS);
      await runtime.inject(runNow.id);
      await runtime.until(() => at(RUNS) >= runs + 2);
      await runtime.until(() => at(ENDS) >= added());
    }

    async function writes(): Promise<string[]> {
      const requests = await get<{ operation: string }[]>('requests');
      return requests
        .map(({ operation }) => operation)
        .filter((name) => /^(createRelation|updateRelation|(POST|PUT) .*)$/.test(name));
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => at(RUNS) >= 2);
      await runtime.until(() => at(ENDS) >= added());
      sandbox = await runtime.sandboxUrl();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('has everybody on both sides once, companies with their contact person (12, 40)', async () => {
      await run();
      const relations = await get<Relation[]>('state/relations');
      for (const { email } of await get<Customer[]>('state/ecwid/customers')) {
        if (email === 'familie@example.net') continue;
        assert.equal(relations.filter((each) => lower(each.email) === lower(email)).length, 1, email);
      }
      const [firm] = await relation('boekhouding@example.net');
      assert.deepEqual(
        [firm.companyName, firm.contact, firm.defaultVatMethod, firm.categoryIds],
        ['Voorbeeld Handel NV', 'Lotte Maes', 'VAT-METHOD-SHIFTED', [2]],
      );
    });

    it('writes nothing once both sides are the same (87)', async () => {
      await run();
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      await run();
      assert.deepEqual(await writes(), []);
    });

    it('carries a change from either side to the other, and the till wins where both changed', async () => {
      const [klant] = await customer('boekhouding@example.net');
      const [jan] = await customer('jan@example.com');
      await inTill(1001, { city: 'Zwolle' });
      await inShop('PUT', `/customers/${klant.id}`, { billingPerson: { ...klant.billingPerson, city: 'Zwolle' } });
      await inShop('PUT', `/customers/${jan.id}`, { billingPerson: { ...jan.billingPerson, city: 'Assen' } });
      await inTill(1002, { city: 'Zwolle' });
      await run();
      await run();
      for (const email of ['marjan@example.com', 'boekhouding@example.net', 'jan@example.com']) {
        const [[till], [shop]] = [await relation(email), await customer(email)];
        assert.deepEqual([till.city, shop.billingPerson.city], ['Zwolle', 'Zwolle'], email);
      }
    });

    it('erases a customer that is deleted in the shop from the ledger, and does not create it again (96)', async () => {
      const [klant] = await customer('boekhouding@example.net');
      await inShop('DELETE', `/customers/${klant.id}`, {});
      const erased = runtime.at('Person erased').length;
      await run();
      await runtime.until(() => runtime.at('Person erased').length > erased);
      const { records } = await runtime.records(LEDGER, { text: 'boekhouding@example.net' }, true);
      assert.deepEqual(records, []);
      const [firm] = await relation('boekhouding@example.net');
      await inTill(firm.relationNumber, { city: 'Breda' });
      await run();
      assert.deepEqual(await customer('boekhouding@example.net'), []);
      assert.equal(runtime.at('Customer in the shop').at(-1).result.reason, 'DELETED_IN_SHOP');
    });

    it('holds a customer whose address two relations have, and goes on when one is made inactive (83)', async () => {
      await inShop('POST', '/customers', { email: 'Piet2@example.com', billingPerson: { name: 'Piet' } });
      await inTill(1001, { email: 'piet2@example.com' });
      await inTill(1003, { email: 'piet2@example.com' });
      await run();
      const { records } = await runtime.records(LEDGER, { reason: 'CUSTOMER_AMBIGUOUS' }, true);
      const held = records.find(({ sync }: { sync: string }) => sync === 'customers: shop → till');
      assert.match(held.message, /1001, 1003\./);
      await inTill(1003, { active: false });
      const before = runtime.at('Relation in the till').length;
      await runtime.release(LEDGER, 'CUSTOMER_AMBIGUOUS', true);
      await runtime.until(() => runtime.at('Relation in the till').length > before);
      assert.equal(runtime.at('Relation in the till').at(-1).result.id, 1001);
    });
  });
}
