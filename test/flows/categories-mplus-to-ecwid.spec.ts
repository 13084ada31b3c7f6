import assert from 'node:assert/strict';
import { type Flows, LINES, Runtime, readExample, temporaryUserDir } from '../support/runtime';

const EXAMPLE = 'categories-mplus-to-ecwid';
const LEDGER = '5ec0de0000000004';

interface Category {
  id: number;
  parentId: number;
  enabled: boolean;
  nameTranslated: { nl: string };
  descriptionTranslated?: { nl?: string };
  externalReferenceId?: string;
}

function hurried(): Flows {
  const flows = readExample(EXAMPLE);
  (flows.find(({ type }) => type === 'sync-ledger') as { backoff: string }).backoff = '1';
  return flows;
}

for (const line of LINES) {
  describe(`example ${EXAMPLE} in ${line.name}`, function () {
    this.timeout(60_000);
    const { userDir, remove } = temporaryUserDir();
    const flows = hurried();
    const runNow = flows.find(({ name }) => name === 'Run now') as { id: string };
    let runtime: Runtime;
    let sandbox: string;
    let atFirst: Category[];

    async function get<T>(path: string): Promise<T> {
      return (await (await fetch(`${sandbox}/${path}`)).json()) as T;
    }
    async function post(path: string, body: object): Promise<{ groupNumber: number }> {
      const answer = await fetch(`${sandbox}/${path}`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()) as { groupNumber: number };
    }
    const categories = () => get<Category[]>('state/ecwid/categories');
    const byGroup = async (groupNumber: number) =>
      (await categories()).find(({ externalReferenceId }) => externalReferenceId === `mplus-group-${groupNumber}`) as Category;

    /** A run, until everything it brought is written. */
    async function run(): Promise<void> {
      const [runs, written] = [runtime.at('Run complete').length, runtime.at('Category in the shop').length];
      await runtime.inject(runNow.id);
      await runtime.until(() => runtime.at('Run complete').length > runs);
      const { payload } = runtime.at('Run complete').at(-1);
      await runtime.until(() => runtime.at('Category in the shop').length >= written + payload.added);
    }

    before(async () => {
      runtime = await Runtime.start(line.module, userDir, flows);
      await runtime.until(() => runtime.at('Run complete').length > 0);
      const { payload } = runtime.at('Run complete')[0];
      await runtime.until(() => runtime.at('Category in the shop').length >= payload.added);
      sandbox = await runtime.sandboxUrl();
      atFirst = await categories();
    });

    after(async () => {
      await runtime?.stop();
      remove();
    });

    it('knows every node type', async () => {
      assert.deepEqual(await runtime.missing(), []);
    });

    it('takes over the categories the shop had, and doubles none (55)', async () => {
      const groups = await get<{ groupNumber: number; name: string; isDeleted: boolean }[]>('state/groups');
      for (const { groupNumber, name } of groups.filter(({ isDeleted }) => !isDeleted)) {
        assert.equal((await byGroup(groupNumber)).nameTranslated.nl, name);
      }
      assert.equal(
        new Set(atFirst.map(({ parentId, nameTranslated }) => `${parentId}/${nameTranslated.nl}`)).size,
        atFirst.length,
      );
      assert.equal(runtime.at('Needs attention').length, 0);
    });

    it('writes nothing in a run that finds nothing new (87)', async () => {
      await fetch(`${sandbox}/requests`, { method: 'DELETE' });
      await run();
      const requests = await get<{ system: string; operation: string }[]>('requests');
      assert.deepEqual(
        requests.filter(({ system }) => system === 'ecwid'),
        [],
      );
    });

    it('follows new, renamed and moved groups, and leaves what the shop wrote', async () => {
      const parent = await post('till/saveGroup', { fields: { name: 'Nieuwe afdeling', sortOrder: 1 } });
      const child = await post('till/saveGroup', { fields: { name: 'Daaronder', parentGroupNumber: parent.groupNumber } });
      await run();
      assert.equal((await byGroup(child.groupNumber)).parentId, (await byGroup(parent.groupNumber)).id);
      await post('till/saveGroup', { groupNumber: child.groupNumber, fields: { name: 'Hernoemd' } });
      await run();
      assert.equal((await byGroup(child.groupNumber)).nameTranslated.nl, 'Hernoemd');
      const foreign = atFirst.filter(({ externalReferenceId }) => !externalReferenceId);
      for (const category of foreign) assert.ok((await categories()).some(({ id }) => id === category.id));
    });

    it('disables the category of a deleted group', async () => {
      const { groupNumber } = await post('till/saveGroup', { fields: { name: 'Tijdelijk' } });
      await run();
      await post('till/deleteGroup', { groupNumber });
      await run();
      assert.equal((await byGroup(groupNumber)).enabled, false);
    });

    it('holds a group whose name two categories have, until one is renamed (83)', async () => {
      const { baseUrl, headers } = await shop();
      const ids: number[] = [];
      for (let twin = 0; twin < 2; twin += 1) {
        const answer = await fetch(`${baseUrl}/categories`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ name: 'Tweeling' }),
        });
        ids.push(((await answer.json()) as { id: number }).id);
      }
      const { groupNumber } = await post('till/saveGroup', { fields: { name: 'Tweeling' } });
      await runtime.inject(runNow.id);
      const caught = () => runtime.at('Needs attention').find(({ error }) => error.code === 'CATEGORY_AMBIGUOUS');
      await runtime.until(caught);
      await fetch(`${baseUrl}/categories/${ids[1]}`, { method: 'PUT', headers, body: JSON.stringify({ name: 'Tweeling 2' }) });
      const written = runtime.at('Category in the shop').length;
      await runtime.release(LEDGER, 'CATEGORY_AMBIGUOUS', true);
      await runtime.until(() => runtime.at('Category in the shop').length > written);
      assert.equal((await byGroup(groupNumber)).id, ids[0]);
    });

    async function shop(): Promise<{ baseUrl: string; headers: Record<string, string> }> {
      const { ecwid } = await runtime.sandbox();
      return {
        baseUrl: `${ecwid.baseUrl}/${ecwid.storeId}`,
        headers: { authorization: `Bearer ${ecwid.token}`, 'content-type': 'application/json' },
      };
    }
  });
}
