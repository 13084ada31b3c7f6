import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from '../support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  return [
    ...rig.configs({ book: { backoff: '0' } }),
    { id: 'put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'category', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

const categories = (): Msg[] => rig.sandbox.control.ecwid.state.categories.dump() as Msg[];
const named = (name: string): Msg[] => categories().filter((category) => category.nameTranslated.nl === name);
const group = (fields: object = {}) => ({ groupNumber: 901, name: 'Nieuwe groep', description: 'Tekst', orderBy: 5, ...fields });

/** The result for one record of a stream. */
async function put(payload: Msg, key = String(payload.groupNumber)): Promise<Msg> {
  const before = rig.probe('out').messages.length;
  rig.send('put', await rig.deliver(`${key}/${JSON.stringify(payload)}`, payload));
  return (await rig.probe('out').count(before + 1))[before].result;
}

async function refuse(payload: Msg): Promise<Msg> {
  rig.send('put', await rig.deliver('x', payload));
  const [{ error }] = await rig.probe('caught').count(1);
  return error;
}

describe('ecwid-put of categories (55)', () => {
  rig.install();

  it('creates a category and one below it', async () => {
    await rig.load(flow());
    const parent = await put(group());
    const child = await put(group({ groupNumber: 902, parentGroupNumber: 901, name: 'Daaronder' }));
    assert.deepEqual([parent.action, child.action], ['created', 'created']);
    assert.equal(named('Daaronder')[0].parentId, parent.id);
  });

  it('asks the shop for nothing when the group is as it was written last (87)', async () => {
    await rig.load(flow());
    await put(group());
    const { requests } = rig.sandbox.control;
    requests.clear();
    rig.send('put', await rig.deliver('again', group()));
    const [, second] = await rig.probe('out').count(2);
    assert.equal(second.result.action, 'unchanged');
    assert.deepEqual(requests.list(), []);
  });

  it('takes over the category of the same name that the shop had before, with its text', async () => {
    await rig.load(flow());
    const [before] = categories().filter(({ parentId }) => parentId === 0);
    const name = before.nameTranslated.nl;
    const result = await put(group({ name }));
    assert.deepEqual([result.action, result.id], ['updated', before.id]);
    const [after, ...others] = named(name);
    assert.deepEqual(others, []);
    assert.equal(after.externalReferenceId, 'mplus-group-901');
  });

  it('moves, renames and disables the category with its group', async () => {
    await rig.load(flow());
    const { id } = await put(group());
    await put(group({ groupNumber: 902, name: 'Andere' }));
    await put(group({ parentGroupNumber: 902, name: 'Hernoemd' }));
    const [other] = named('Andere');
    const [moved] = named('Hernoemd');
    assert.deepEqual([moved.id, moved.parentId], [id, other.id]);
    await put(group({ name: 'Hernoemd', deleted: true }));
    assert.equal(named('Hernoemd')[0].enabled, false);
  });

  it('puts products that the ledger links to the till into their category, and takes out no others', async () => {
    await rig.load(flow());
    const ledger = await rig.ledger();
    const kind = `ecwid-product ${rig.sandbox.ecwid.storeId}`;
    const [first, second, foreign] = rig.sandbox.control.ecwid.state.products.dump().map((product: Msg) => product.id);
    await ledger.link(kind, '11', String(first));
    await ledger.link(kind, '12', String(second));
    const { id } = await put(group({ productNumbers: [11] }));
    const { products } = rig.sandbox.control.ecwid.state;
    const inside = () => [...products.ids('category', String(id))].sort();
    products.put({ ...(products.get(foreign) as Msg), categoryIds: [id] });
    assert.deepEqual(inside(), [first, foreign].sort());
    await put(group({ productNumbers: [12] }));
    assert.deepEqual(inside(), [second, foreign].sort());
  });

  it('creates one category when the answer is lost (80)', async () => {
    await rig.load(flow());
    rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /categories', kind: 'resetAfter', count: 1 });
    rig.send('put', await rig.deliver('901', group()));
    await rig.probe('caught').count(1);
    rig.send('put', await rig.redeliver());
    const [{ result }] = await rig.probe('out').count(1);
    assert.equal(result.action, 'unchanged');
    assert.equal(named('Nieuwe groep').length, 1);
  });

  it('creates the category again after somebody deleted it in the shop', async () => {
    await rig.load(flow());
    const { id } = await put(group());
    rig.sandbox.control.ecwid.state.categories.remove(id);
    const again = await put(group({ name: 'Hernoemd' }));
    assert.equal(again.action, 'created');
    assert.equal(named('Hernoemd')[0].id, again.id);
  });

  it('tries again when its parent is deleted half-way', async () => {
    await rig.load(flow());
    const { id } = await put(group());
    rig.sandbox.control.ecwid.state.categories.remove(id);
    assert.equal((await refuse(group({ groupNumber: 902, parentGroupNumber: 901 }))).code, 'CATEGORY_GONE');
  });

  it('tries again while the parent is not there', async () => {
    await rig.load(flow());
    assert.equal((await refuse(group({ parentGroupNumber: 999 }))).code, 'CATEGORY_PARENT_MISSING');
    const records = Object.values(await rig.records());
    assert.deepEqual(
      records.map(({ state }) => state),
      ['retry'],
    );
  });

  it('holds a category without the number of its group', async () => {
    await rig.load(flow());
    assert.equal((await refuse(group({ groupNumber: undefined }))).code, 'CATEGORY_NO_GROUP');
  });

  it('plans in a dry run and writes nothing (82)', async () => {
    await rig.load(flow({ dryRun: true }));
    const result = await put(group());
    assert.equal(result.action, 'planned');
    assert.equal(result.plan.action, 'create');
    assert.deepEqual(named('Nieuwe groep'), []);
  });
});
