import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}): Config[] {
  const get = { mplus: 'till', entity: 'product', mode: 'changed', emit: 'array', wires: [['out'], ['done']], ...settings };
  return [...rig.configs(), { id: 'get', type: 'mplus-get', z: TAB.id, ...get }, end('out'), end('done'), ...watchers(['get'])];
}

async function read(settings: object = {}): Promise<Msg[]> {
  await rig.load(flow(settings));
  rig.send('get');
  return (await rig.probe('out').count(1))[0].payload;
}

/** A run of a stream with a ledger; what came out of it, all settled. */
async function run(): Promise<Msg[]> {
  const [out, done] = [rig.probe('out'), rig.probe('done').next()];
  const before = out.messages.length;
  rig.send('get');
  const { payload } = await done;
  const messages = (await out.count(before + payload.added)).slice(before);
  const ledger = await rig.ledger();
  for (const { sync } of messages) await ledger.settle(sync.entry, { state: 'done' });
  return messages.map((msg) => msg.payload);
}

describe('mplus-get, products', () => {
  rig.install({ products: 60 });

  it('reads those of some article groups (56)', async () => {
    const products = await read({ groups: '11, 12' });
    assert.ok(products.length > 3);
    for (const { groupNumbers } of products) assert.ok([11, 12].includes(groupNumbers[0]));
  });

  it('reads those for the webshop (56)', async () => {
    const products = await read({ onlyWebshop: true });
    assert.ok(products.length > 20);
    for (const { articleList } of products) assert.ok(articleList.some(({ webshop }: Msg) => webshop));
  });

  it('reads those that fit an expression (56)', async () => {
    const products = await read({ filter: '$contains(payload.description, "shirt")' });
    assert.deepEqual(products.map(({ description }) => description).sort(), ['Poloshirt Vecht', 'T-shirt Maas']);
  });

  it('says when the expression fails, and reads nothing', async () => {
    await rig.load(flow({ filter: '$number(payload.description) > 1' }));
    rig.send('get');
    const [{ error }] = await rig.probe('caught').count(1);
    assert.equal(error.code, 'FILTER_FAILED');
    assert.equal(rig.probe('out').messages.length, 0);
  });

  it('brings a product that leaves the selection once more, marked, and one that was never in it not at all', async () => {
    await rig.load(flow({ emit: 'record', ledger: 'book', sync: 'products', onlyWebshop: true, inFlight: 1000 }));
    const { till } = rig.sandbox.control.mplus;
    const first = await run();
    assert.equal(first.find(({ productNumber }) => productNumber === 100)?.excluded, undefined);
    till.changeArticle(2101, { webshop: false });
    till.changeArticle(9001, { priceIncl: 595 });
    const second = await run();
    assert.deepEqual(
      second.map(({ productNumber, excluded }) => [productNumber, excluded]),
      [[100, true]],
    );
    till.changeArticle(2101, { webshop: true });
    const third = await run();
    assert.deepEqual(
      third.map(({ productNumber, excluded }) => [productNumber, excluded]),
      [[100, undefined]],
    );
  });
});
